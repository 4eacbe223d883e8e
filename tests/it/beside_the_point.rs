//! What is right at the test point and wrong beside it is no plain pass; what is right passes for three
//! evaluations more, and what can't be seen there is said in a clause.

use crate::told::holds;
use grad_check::{GradCheck, Problem, Real, Reason, Report, Verdict};
use std::cell::Cell;

fn by_chance(report: &Report, block: &str, special: Option<&str>) {
    let undecided = Verdict::Undecided(Reason::RightByChance);
    assert_eq!(report.verdict(), undecided, "{report}");
    for b in report.blocks() {
        let expected = if b.path() == block {
            undecided
        } else {
            Verdict::Pass
        };
        assert_eq!(b.verdict(), expected, "{}: {report}", b.path());
    }
    let [
        Problem::RightByChance {
            block: named,
            special: why,
            error,
            ..
        },
    ] = report.problems()
    else {
        panic!("{report}")
    };
    assert_eq!(
        (named.as_str(), why.as_deref()),
        (block, special),
        "{report}"
    );
    assert!(*error > 1e-5 && *error < 0.1, "{report}");
    let why = special.unwrap_or("by chance");
    holds(&report, why);
}

fn is_right(report: &Report) {
    assert_eq!(report.verdict(), Verdict::Pass, "{report}");
    assert!(report.problems().is_empty() && report.notes().is_empty());
}

fn normals(n: usize, phase: f64) -> Vec<f64> {
    (0..n)
        .map(|i| (1.7 * i as f64 + phase).sin() + 0.2)
        .collect()
}

fn squares(x: &[f64]) -> f64 {
    x.iter().map(|x| x * x).sum()
}

type Scaled = (Vec<f64>, Vec<f64>, Vec<f64>);

/// Scale and shift at γ = 1 and β = 0, whose derivative by x has γ in it, if it is right.
fn scale_and_shift(n: usize, is_wrong: bool) -> Report {
    let point = (normals(n, 0.0), vec![1.0; n], vec![0.0; n]);
    GradCheck::new("affine")
        .arguments(["x", "gamma", "beta"])
        .run(&point, |(x, gamma, beta): &Scaled| {
            let e: Vec<f64> = (0..n).map(|i| gamma[i] * x[i] + beta[i] - 0.3).collect();
            let dx = (0..n).map(|i| if is_wrong { e[i] } else { e[i] * gamma[i] });
            let dgamma = (0..n).map(|i| e[i] * x[i]);
            let gradient: Scaled = (dx.collect(), dgamma.collect(), e.clone());
            (0.5 * squares(&e), gradient)
        })
}

#[test]
fn a_scale_of_one_hides_nothing_whatever_the_size() {
    for n in [3, 40, 600] {
        by_chance(
            &scale_and_shift(n, true),
            "x",
            Some("gamma is 1 everywhere"),
        );
        is_right(&scale_and_shift(n, false));
    }
}

#[test]
fn nor_does_a_logarithm_of_zero() {
    let y = [0.7, -1.2, 2.3];
    let check = |is_wrong: bool| {
        let likelihood = |&(mu, log_sigma): &(f64, f64)| {
            let (variance, d) = ((2.0 * log_sigma).exp(), y.map(|y: f64| y - mu));
            let (sum, of_squares) = (d.iter().sum::<f64>(), squares(&d));
            let dmu = if is_wrong { -sum } else { -sum / variance };
            let cost = 3.0 * log_sigma + 0.5 * of_squares / variance;
            (cost, (dmu, 3.0 - of_squares / variance))
        };
        let check = GradCheck::new("nll").arguments(["mu", "log_sigma"]);
        check.run(&(0.4, 0.0), likelihood)
    };
    by_chance(&check(true), "mu", Some("log_sigma is 0"));
    is_right(&check(false));
}

#[test]
fn nor_an_exponent_of_one_in_the_same_block() {
    let check = |is_wrong: bool| {
        GradCheck::new("power").run(&[1.7, 1.0], |t: &[f64; 2]| {
            let [x, p] = *t;
            let factor = if is_wrong { 1.0 } else { p };
            (x.powf(p), [factor * x.powf(p - 1.0), x.powf(p) * x.ln()])
        })
    };
    by_chance(&check(true), "theta", Some("theta[1] is 1"));
    is_right(&check(false));
}

#[test]
fn nor_a_matrix_that_is_the_identity() {
    let check = |is_wrong: bool| {
        let product = |(w, x): &([[f64; 3]; 3], [f64; 3])| {
            let row = |i: usize| (0..3).map(|j| w[i][j] * x[j]).sum::<f64>() - 0.4 * i as f64;
            let e: [f64; 3] = std::array::from_fn(row);
            let entry = |i: usize, j: usize| if is_wrong { w[j][i] } else { w[i][j] };
            let dx = |j: usize| (0..3).map(|i| e[i] * entry(i, j)).sum::<f64>();
            let dw = std::array::from_fn(|i| std::array::from_fn(|j| e[i] * x[j]));
            let gradient: ([[f64; 3]; 3], [f64; 3]) = (dw, std::array::from_fn(dx));
            (0.5 * squares(&e), gradient)
        };
        let identity =
            std::array::from_fn(|i| std::array::from_fn(|j| f64::from(i32::from(i == j))));
        let check = GradCheck::new("product").arguments(["W", "x"]);
        check.run(&(identity, [0.7, -1.1, 0.4]), product)
    };
    by_chance(&check(true), "x", Some("W is the identity"));
    is_right(&check(false));
}

#[test]
fn rows_of_matrices_and_pullbacks_are_looked_at_as_well() {
    type Point = ([f64; 2], f64);
    let point: Point = ([0.3, -1.2], 1.0);
    let check = || GradCheck::new("f").arguments(["x", "g"]);
    let jacobian = |is_wrong: bool| {
        check().run_jacobian(&point, |(x, g): &Point| {
            let factor = if is_wrong { 1.0 } else { *g };
            let dx = [[factor * x[0].cos(), 0.0], [x[1], x[0]]];
            ([g * x[0].sin(), x[0] * x[1]], (dx, [[x[0].sin()], [0.0]]))
        })
    };
    by_chance(&jacobian(true), "J[out[0], x]", Some("g is 1"));
    is_right(&jacobian(false));
    let pullback = |is_wrong: bool| {
        check().run_pullback(&point, |(x, g): &Point| {
            let (x, g) = (*x, *g);
            let factor = if is_wrong { 1.0 } else { g };
            let backward = move |u: &[f64; 2]| {
                let dx = [u[0] * factor * x[0].cos() + u[1] * x[1], u[1] * x[0]];
                (dx, u[0] * x[0].sin())
            };
            ([g * x[0].sin(), x[0] * x[1]], backward)
        })
    };
    by_chance(&pullback(true), "x", Some("g is 1"));
    is_right(&pullback(false));
    let hessian = |is_wrong: bool| {
        GradCheck::new("f").run_hessian(&[0.7, 1.0], |t: &[f64; 2]| {
            let [x, g] = *t;
            let first = if is_wrong { 2.0 } else { 2.0 * g * g };
            let rows = [[first, 4.0 * x * g], [4.0 * x * g, 2.0 * x * x]];
            (x * x * g * g, [2.0 * x * g * g, 2.0 * x * x * g], rows)
        })
    };
    by_chance(&hessian(true), "H[theta[0], theta]", Some("theta[1] is 1"));
    is_right(&hessian(false));
}

/// A function that is asked at so many points.
fn counted(points: &Cell<usize>, x: &[f64; 2]) -> (f64, [f64; 2]) {
    points.set(points.get() + 1);
    (x[0].exp() * x[1], [x[0].exp() * x[1], x[0].exp()])
}

#[test]
fn a_right_gradient_takes_three_evaluations_more() {
    let points = Cell::new(0);
    let report = GradCheck::new("f").run(&[0.3, 1.0], |x| counted(&points, x));
    is_right(&report);
    // The point twice, a pair for each component, and a point beside with a pair.
    assert_eq!((report.evaluations().full, points.get()), (9, 9));
    // All rows of a matrix share them.
    let report = GradCheck::new("f").run_jacobian(&[0.3, 1.0], |x: &[f64; 2]| {
        ([x[0] * x[1], x[1].sin()], [[x[1], x[0]], [0.0, x[1].cos()]])
    });
    assert_eq!(report.evaluations().full, 9);
    // What fails is not looked at beside the point.
    let wrong = |x: &[f64; 2]| (x[0] * x[1], [x[0], x[1]]);
    let report = GradCheck::new("f").run(&[0.3, 1.0], wrong);
    assert_eq!(report.verdict(), Verdict::Fail);
    assert!(report.notes().is_empty() && report.problems().is_empty());
}

#[test]
fn what_only_leaves_out_stays_where_it_is() {
    let point = (0.4, 2.0);
    let check = GradCheck::new("f").arguments(["x", "n"]).only(["x"]);
    let report = check.run(&point, |&(x, n): &(f64, f64)| {
        assert!(n == 2.0, "a whole number");
        (x.powf(n), (n * x, 0.0))
    });
    is_right(&report);
}

#[test]
fn outside_of_the_domain_it_is_said_that_nothing_was_seen() {
    // The parameters have to be on the unit circle, as good as.
    let check = |within: f64| {
        GradCheck::new("f").run(&[0.6, 0.8], |x: &[f64; 2]| {
            if (squares(x) - 1.0).abs() > within {
                return Err("not on the circle");
            }
            Ok((x[0].exp() + x[1], [x[0].exp(), 1.0]))
        })
    };
    is_right(&check(1.0));
    // A point that is nearer will do.
    is_right(&check(2e-3));
    // A domain that holds the steps of the check, and hardly more.
    let edge = 1e-9;
    let report = GradCheck::new("f").run(&[edge, 0.3], |x: &[f64; 2]| {
        if x[0] != edge && x[1] != 0.3 {
            return Err("one at a time");
        }
        Ok((x[0].sin() + x[1].exp(), [x[0].cos(), x[1].exp()]))
    });
    assert_eq!(report.verdict(), Verdict::Pass, "{report}");
    let [note @ Problem::NotSeenBeside { .. }] = report.notes() else {
        panic!("{report}")
    };
    let note = note.to_string();
    assert!(note.contains("one at a time") && report.to_string().contains(&note));
    assert_eq!(report.to_string().lines().count(), 1, "{report}");
}

#[test]
fn a_kink_beside_the_point_blames_nobody() {
    // Kinks at many distances from the point, on all sides of it.
    for k in 0..60 {
        let away = 0.02 * (0.7f64).powi(k / 2) * if k % 2 == 0 { 1.0 } else { -1.0 };
        let report = GradCheck::new("f").run(&[0.5, -0.8], |x: &[f64; 2]| {
            let z = x[0] + x[1] + 0.3 - away;
            let slope = if z > 0.0 { 1.0 } else { -0.4 };
            let cost = z * slope + x[0] * x[0];
            (cost, [slope + 2.0 * x[0], slope])
        });
        assert_eq!(report.verdict(), Verdict::Pass, "{away}: {report}");
    }
}

#[test]
fn a_cost_that_is_noisy_or_partly_f32_is_never_blamed() {
    let hash = |x: f64| (x.to_bits().wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) as f64;
    for seed in 0..200u32 {
        let x = 0.3 + 0.017 * f64::from(seed);
        let noisy = |x: &f64| {
            let size = 10f64.powi(-6 - i32::from(seed % 7 != 0) * 4) / 1.7e7;
            (x.exp() + size * hash(*x), x.exp())
        };
        let partly = |x: &f64| {
            (
                f64::from(<f32 as Real>::of(x.sin())) + x * x,
                x.cos() + 2.0 * x,
            )
        };
        for report in [
            GradCheck::new("noisy").run(&x, noisy),
            GradCheck::new("partly").run(&x, partly),
        ] {
            let blamed = |p: &Problem| matches!(p, Problem::RightByChance { .. });
            assert!(!report.problems().iter().any(blamed), "{report}");
        }
    }
}

#[test]
fn a_chance_that_is_allowed_is_said_all_the_same() {
    let check = GradCheck::new("f").allow([Reason::RightByChance]);
    let report = check.run(&[1.7, 1.0], |t: &[f64; 2]| {
        let [x, p] = *t;
        (x.powf(p) + p, [x.powf(p - 1.0), x.powf(p) * x.ln() + 1.0])
    });
    let printed = report.to_string();
    holds(&printed, "right_by_chance");
    holds(&printed, "theta[1] is 1");
}

/// ½ ‖w x + b − y‖² + ½ λ b², whose decay of b is left out, if it is wrong.
fn ridge(lambda: f64, is_wrong: bool) -> Report {
    let (x, y) = (normals(6, 0.4), normals(6, 2.0));
    let check = GradCheck::new("ridge").arguments(["w", "b"]);
    check.run(&(0.8, 0.0), |&(w, b): &(f64, f64)| {
        let e: Vec<f64> = (0..6).map(|k| w * x[k] + b - y[k] - 3.0).collect();
        let of_w: f64 = (0..6).map(|k| e[k] * x[k]).sum();
        let decay = if is_wrong { 0.0 } else { lambda * b };
        let cost = 0.5 * (squares(&e) + lambda * b * b);
        (cost, (of_w, e.iter().sum::<f64>() + decay))
    })
}

#[test]
fn a_small_part_that_vanishes_at_zero_is_seen_down_to_the_tolerance() {
    // Beside the point it is less than 1e-5 of the slope.
    for lambda in [1e-1, 1e-2, 1e-3] {
        let report = ridge(lambda, true);
        let undecided = Verdict::Undecided(Reason::RightByChance);
        assert_eq!(report.blocks()[1].verdict(), undecided, "{report}");
        assert_eq!(report.verdict(), undecided, "{report}");
        is_right(&ridge(lambda, false));
    }
}

/// Σ u^p + p² over the parameters u in these units, without p in the slopes by u, if it is wrong.
fn in_units<const N: usize>(units: [f64; N], is_wrong: bool) -> Report {
    let theta: Vec<f64> = units.iter().map(|unit| 1.7 * unit).chain([1.0]).collect();
    GradCheck::new("power").run(&theta, |theta: &Vec<f64>| {
        let (mut cost, mut slopes) = (theta[N] * theta[N], Vec::new());
        let (p, mut of_p) = (theta[N], 2.0 * theta[N]);
        for (t, unit) in theta.iter().zip(&units) {
            let u = t / unit;
            cost += u.powf(p) + (1.3 * u).sin();
            let factor = if is_wrong { 1.0 } else { p };
            slopes.push((factor * u.powf(p - 1.0) + 1.3 * (1.3 * u).cos()) / unit);
            of_p += u.powf(p) * u.ln();
        }
        slopes.push(of_p);
        (cost, slopes)
    })
}

#[test]
fn parameters_in_units_of_their_own_are_moved_on_their_own_scales() {
    for unit in [1e-12, 1e-9, 1e-4, 1e6, 1e12] {
        let one = in_units([unit], true);
        by_chance(&one, "theta", Some("theta[1] is 1"));
        is_right(&in_units([unit], false));
        let many = in_units([1e-10, unit, 1e6, 1e3], true);
        by_chance(&many, "theta", Some("theta[4] is 1"));
        is_right(&in_units([1e-10, unit, 1e6, 1e3], false));
        // A block of one parameter.
        let wave = |&t: &f64| {
            let u = t / unit;
            (
                1.2 * u + (0.2 * u + 0.3).sin(),
                (1.2 + 0.2 * (0.2 * u + 0.3).cos()) / unit,
            )
        };
        is_right(&GradCheck::new("wave").run(&(-1.7 * unit), wave));
    }
}
