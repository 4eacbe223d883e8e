//! The verdict doesn't depend on units: a cost times 1e±9, parameters times 1e±9, a constant added.

use grad_check::{GradCheck, Rng, Verdict};

const UNITS: [f64; 5] = [1e-9, 1e-4, 1.0, 1e4, 1e9];

/// Costs of three parameters, with their gradients.
type Cost = fn(&[f64; 3]) -> (f64, [f64; 3]);

fn quadratic(x: &[f64; 3]) -> (f64, [f64; 3]) {
    let (a, b) = (1.0 - x[0], x[1] - x[0] * x[0]);
    let cost = a * a + 100.0 * b * b + x[2].powi(4);
    let gradient = [-2.0 * a - 400.0 * x[0] * b, 200.0 * b, 4.0 * x[2].powi(3)];
    (cost, gradient)
}

fn entropy(x: &[f64; 3]) -> (f64, [f64; 3]) {
    let sum: f64 = x.iter().map(|x| x.exp()).sum();
    let cost = sum.ln() - x[1];
    let p = x.map(|x| x.exp() / sum);
    (cost, [p[0], p[1] - 1.0, p[2]])
}

fn kinked(x: &[f64; 3]) -> (f64, [f64; 3]) {
    let hinge = (1.0 - x[0] * x[1]).max(0.0);
    let active = if hinge > 0.0 { 1.0 } else { 0.0 };
    let cost = hinge + x[2].abs() + x[2] * x[0];
    let gradient = [-active * x[1] + x[2], -active * x[0], x[2].signum() + x[0]];
    (cost, gradient)
}

const COSTS: [Cost; 3] = [quadratic, entropy, kinked];

/// The cost in other units, with a constant added.
fn in_units(
    cost: Cost,
    of_cost: f64,
    of_theta: f64,
    constant: f64,
) -> impl Fn(&[f64; 3]) -> (f64, [f64; 3]) {
    move |x| {
        let (cost, gradient) = cost(&x.map(|x| x / of_theta));
        (
            of_cost * cost + constant,
            gradient.map(|g| of_cost / of_theta * g),
        )
    }
}

/// Mistakes in a gradient of three.
const MISTAKES: [fn([f64; 3]) -> [f64; 3]; 4] = [
    |g| g.map(|g| -g),
    |g| [g[0], 1.001 * g[1], g[2]],
    |g| [g[2], g[1], g[0]],
    |g| [0.0, g[1], g[2]],
];

fn points() -> Vec<[f64; 3]> {
    let mut rng = Rng::new(5);
    (0..4)
        .map(|_| [0.0; 3].map(|_: f64| rng.normal()))
        .collect()
}

#[test]
fn units_of_cost_and_parameters_change_no_verdict() {
    for (cost, of_cost, of_theta) in combinations() {
        let function = in_units(cost, of_cost, of_theta, 0.0);
        for point in points() {
            let point = point.map(|x| of_theta * x);
            for check in [GradCheck::new("f"), GradCheck::new("f").eps(1e-7)] {
                let report = check.run(&point, &function);
                assert_eq!(
                    report.verdict(),
                    Verdict::Pass,
                    "{of_cost} {of_theta}: {report}"
                );
                let right = function(&point).1;
                for mistake in MISTAKES {
                    // Three times nothing is nothing.
                    if mistake(right) == right {
                        continue;
                    }
                    let report = check.run(&point, |x| {
                        let (cost, gradient) = function(x);
                        (cost, mistake(gradient))
                    });
                    assert_eq!(
                        report.verdict(),
                        Verdict::Fail,
                        "{of_cost} {of_theta}: {report}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_constant_may_hide_a_gradient_but_never_turns_the_verdict() {
    let mut told = 0;
    for (constant, cost) in [1e3, 1e6, 1e9, -1e6, -1e9]
        .iter()
        .flat_map(|c| COSTS.map(|f| (*c, f)))
    {
        let function = in_units(cost, 1.0, 1.0, constant);
        for point in points() {
            let report = GradCheck::new("f").run(&point, &function);
            assert_ne!(report.verdict(), Verdict::Fail, "{constant:e}: {report}");
            told += usize::from(report.verdict() == Verdict::Pass);
            let report = GradCheck::new("f").run(&point, |x| {
                let (cost, gradient) = function(x);
                (cost, gradient.map(|g| 1.5 * g))
            });
            assert_ne!(report.verdict(), Verdict::Pass, "{constant:e}: {report}");
        }
    }
    // Of 60; what 1e9 hides is undecided.
    assert!(told >= 45, "{told}");
}

#[test]
fn a_tiny_gradient_is_certified_by_no_absolute_tolerance() {
    for scale in [1e-9, 1e-30, 1e-200] {
        let cost = |slip: f64| {
            move |x: &[f64; 2]| {
                (scale * (x[0] * x[1]).sin(), {
                    let slope = slip * scale * (x[0] * x[1]).cos();
                    [slope * x[1], slope * x[0]]
                })
            }
        };
        let verdict = |slip| GradCheck::new("f").run(&[0.4, 1.3], cost(slip)).verdict();
        assert_eq!(
            [1.0, 1.0 + 1e-6, 0.0].map(verdict),
            [Verdict::Pass, Verdict::Fail, Verdict::Fail]
        );
    }
}

fn combinations() -> impl Iterator<Item = (Cost, f64, f64)> {
    let units = UNITS
        .into_iter()
        .flat_map(|of_cost| UNITS.map(|of_theta| (of_cost, of_theta)));
    units.flat_map(|(of_cost, of_theta)| COSTS.map(|cost| (cost, of_cost, of_theta)))
}

/// θ of one block, each in a unit of its own: u = θ/unit is of order one.
const OWN_UNITS: [[f64; 3]; 4] = [
    [1e-10, 1e6, 1.0],
    [1e9, 1e-12, 1e-3],
    [1e-12, 1e-7, 1e12],
    [1e5, 1.0, 1e-9],
];
const AT: [f64; 3] = [0.73, -1.2, 0.41];

/// u₀u₁ + u₁u₂ + Σ sin(1.3 uₖ), whose gradient `mistake` spoils.
fn coupled(
    units: [f64; 3],
    mistake: impl Fn([f64; 3]) -> [f64; 3],
) -> impl Fn(&[f64; 3]) -> (f64, [f64; 3]) {
    move |theta| {
        let u: [f64; 3] = std::array::from_fn(|k| theta[k] / units[k]);
        let of_sine = u.map(|u| 1.3 * (1.3 * u).cos());
        let cost = u[0] * u[1] + u[1] * u[2] + u.iter().map(|u| (1.3 * u).sin()).sum::<f64>();
        let in_u = [
            u[1] + of_sine[0],
            u[0] + u[2] + of_sine[1],
            u[1] + of_sine[2],
        ];
        let gradient = std::array::from_fn(|k| in_u[k] / units[k]);
        (cost, mistake(gradient))
    }
}

#[test]
fn parameters_of_one_block_may_be_in_units_of_their_own() {
    for units in OWN_UNITS {
        let theta = std::array::from_fn(|k| AT[k] * units[k]);
        let verdict = |mistake: fn([f64; 3]) -> [f64; 3]| {
            let function = coupled(units, mistake);
            GradCheck::new("units").run(&theta, function).verdict()
        };
        assert_eq!(verdict(|g| g), Verdict::Pass, "{units:?}");
        assert_eq!(
            verdict(|g| g.map(|g| 1.001 * g)),
            Verdict::Fail,
            "{units:?}"
        );
        assert_eq!(verdict(|g| g.map(|g| -g)), Verdict::Fail, "{units:?}");
    }
}

#[test]
fn a_block_in_other_units_is_not_zero_but_for_rounding() {
    // Beside a slope of 1e12 a block of slopes of 1e-11 is nothing, but not in its own units.
    let verdict = |factor: f64| {
        let function = move |(fine, coarse): &([f64; 2], [f64; 1])| {
            let u = [fine[0] / 1e-12, fine[1] / 1e9, coarse[0] / 1e11];
            let cost = u[0] * u[1] + (1.3 * u[2]).sin() + u[1] * u[2];
            let of_fine = [u[1] / 1e-12, (u[0] + u[2]) / 1e9];
            let of_coarse = factor * (1.3 * (1.3 * u[2]).cos() + u[1]) / 1e11;
            (cost, (of_fine, [of_coarse]))
        };
        let theta = ([7e-13, -1.2e9], [4e10]);
        GradCheck::new("units").run(&theta, function).verdict()
    };
    assert_eq!(verdict(1.0), Verdict::Pass);
    assert_eq!(verdict(2.0), Verdict::Fail);
    assert_eq!(verdict(0.0), Verdict::Fail);
}
