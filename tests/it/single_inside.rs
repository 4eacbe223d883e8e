//! f64 functions that compute a part in f32: noticed and named in every kind of check, judged as f32 is unless a
//! tolerance was chosen, and no excuse for a gradient that is wrong.

use crate::told::holds;
use grad_check::{GradCheck, Real, Reason, Report, Rng, Verdict};
use ndarray::Array2;

/// eˣ in f64, or with x rounded to f32 first.
fn exp(x: f64, single: bool) -> f64 {
    if single {
        f64::from(<f32 as Real>::of(x).exp())
    } else {
        x.exp()
    }
}

/// Every kind of check of eˣ + xy, its derivatives multiplied by a factor.
fn checks(check: &GradCheck, single: bool, factor: f64) -> [Report; 4] {
    let point = [0.3, 0.7];
    let first = move |[x, _]: &[f64; 2]| exp(*x, single);
    [
        check.run(&point, |p| {
            let [x, y] = *p;
            (first(p) + x * y, [factor * (x.exp() + y), x])
        }),
        check.run_jacobian(&point, |p| {
            let [x, y] = *p;
            ([first(p), x * y], [[factor * x.exp(), 0.0], [y, x]])
        }),
        check.run_pullback(&point, |p: &[f64; 2]| {
            let [x, y] = *p;
            let backward = move |u: &[f64; 2]| [factor * (u[0] * x.exp() + u[1] * y), u[1] * x];
            ([first(p), x * y], backward)
        }),
        check.run_hessian(&point, |p| {
            let [x, y] = *p;
            let hessian = [[factor * x.exp(), factor], [factor, 0.0]];
            (x.exp() + x * y, [first(p) + y, x], hessian)
        }),
    ]
}

fn by_default() -> GradCheck {
    GradCheck::new("f")
}

#[test]
fn a_cost_that_passes_through_f32_is_judged_by_its_tolerance() {
    for report in checks(&by_default(), true, 1.0) {
        assert_eq!(report.verdict(), Verdict::Pass, "{report}");
        assert!(report.is_single_inside(), "{report}");
        holds(&report, "passes through f32 on its way");
    }
    let [report, ..] = checks(&by_default(), true, 1.0);
    holds(&report, "is judged as one of f32 is, by a tol of 1.0e-4");
    // What f32 can tell is told.
    for report in checks(&by_default(), true, 1.001) {
        assert_eq!(report.verdict(), Verdict::Fail, "{report}");
    }
}

#[test]
fn other_staircases_do_not_pass_through_f32() {
    for digits in [6, 7, 8] {
        let unit = 10f64.powi(-digits);
        let rounded = |x: &f64| {
            (
                (x.sin() / unit).round() * unit + 0.3 * x * x,
                x.cos() + 0.6 * x,
            )
        };
        let report = by_default().run(&0.7, rounded);
        assert!(!report.is_single_inside(), "{report}");
        assert_ne!(report.verdict(), Verdict::Fail, "{report}");
    }
}

#[test]
fn a_parameter_that_is_seen_through_f32_is_named_and_not_blamed_on_the_gradient() {
    for report in checks(&by_default().tol(1e-7).must_notice(1e-7), true, 1.0) {
        assert_eq!(
            report.verdict(),
            Verdict::Undecided(Reason::SinglePrecision),
            "{report}"
        );
        holds(&report, "passes through f32 on its way");
    }
    checks(&by_default(), false, 1.0)
        .iter()
        .for_each(Report::assert);
}

/// Over the steps at which f32 stands still the cost moves by its decay alone, as nearly as the gradient says.
#[test]
fn a_gradient_that_small_steps_confirm_is_wrong_all_the_same() {
    let decayed = |factor: f64| {
        move |x: &[f64; 2]| {
            let cost = exp(x[0], true) * exp(-x[1], true);
            let decay = 5e-5 * (x[0] * x[0] + x[1] * x[1]);
            let slope = factor * (x[0] - x[1]).exp();
            (cost + decay, [slope + 1e-4 * x[0], 1e-4 * x[1] - slope])
        }
    };
    let point = [0.3, 0.7];
    by_default().run(&point, decayed(1.0)).assert();
    let wrong = by_default().run(&point, decayed(0.0));
    assert_eq!(wrong.verdict(), Verdict::Fail, "{wrong}");
}

#[test]
fn it_excuses_no_wrong_gradient() {
    for single in [true, false] {
        for report in checks(&by_default(), single, 2.0) {
            assert_eq!(report.verdict(), Verdict::Fail, "{report}");
        }
    }
}

/// A rectified network in f32 behind f64 parameters, with weight decay in f64; the gradient of its second layer times `k`.
fn f32_network(seed: u64, k: f64) -> Report {
    f32_network_of([6, 8, 3], 1e-3, seed, k)
}

/// The same with layers of these sizes, and this much decay.
fn f32_network_of([inputs, hidden, outputs]: [usize; 3], decay: f64, seed: u64, k: f64) -> Report {
    let draw = |name: &str, shape| -> Array2<f64> { Rng::new(seed).stream(name).randn(shape) };
    let size = (0.96 / inputs as f64).sqrt();
    let point = (
        draw("w", (inputs, hidden)) * size,
        draw("v", (hidden, outputs)) * size,
    );
    let [x, y] = [("x", (10, inputs)), ("y", (10, outputs))];
    let [x, y] = [x, y].map(|(n, s)| draw(n, s).mapv(<f32 as Real>::of));
    GradCheck::new("net").seed(seed).run(&point, |(w, v)| {
        let [w32, v32] = [w, v].map(|of| of.mapv(<f32 as Real>::of));
        let z = x.dot(&w32);
        let a = z.mapv(|z| z.max(0.0));
        let error = a.dot(&v32) - &y;
        let mut dz = error.dot(&v32.t());
        dz.zip_mut_with(&z, |d, &z| *d *= if z > 0.0 { 1.0 } else { 0.0 });
        let cost = 0.5 * f64::from(error.mapv(|e| e * e).sum());
        let decayed = [w, v].map(|of| 0.5 * decay * of.mapv(|t| t * t).sum());
        let dw = x.t().dot(&dz).mapv(f64::from) + &(w * decay);
        let dv = a.t().dot(&error).mapv(f64::from) + &(v * decay);
        (cost + decayed[0] + decayed[1], (dw, dv * k))
    })
}

#[test]
fn f32_networks_behind_f64_parameters_pass_and_their_mistakes_are_found() {
    for seed in 0..12 {
        let (right, wrong) = (f32_network(seed, 1.0), f32_network(seed, 1.1));
        assert_eq!(right.verdict(), Verdict::Pass, "{right}");
        assert_eq!(wrong.verdict(), Verdict::Fail, "{wrong}");
    }
}

/// Nearly as many components as the budget has a look for, and more: what f32 is told by must not be spent on them.
#[test]
fn f32_is_told_before_the_budget_is_spent() {
    for sizes in [[20, 20, 4], [30, 40, 10]] {
        for decay in [0.0, 1e-3] {
            let right = f32_network_of(sizes, decay, 1, 1.0);
            assert_eq!(right.verdict(), Verdict::Pass, "{right}");
            assert!(right.is_single_inside(), "{right}");
            let wrong = f32_network_of(sizes, decay, 1, 1.2);
            assert_eq!(wrong.verdict(), Verdict::Fail, "{wrong}");
        }
    }
}

/// A cost that an f32 holds by chance is none of f32.
#[test]
fn a_cost_that_an_f32_holds_at_the_point_alone_is_judged_as_f64() {
    let cost = f64::from(0.1f32);
    let function = |factor: f64| move |x: &f64| (cost + (x.sin() - 0.5f64.sin()), factor * x.cos());
    let right = by_default().run(&0.5, function(1.0));
    assert_eq!(right.verdict(), Verdict::Pass, "{right}");
    assert!(!right.is_single_inside(), "{right}");
    let wrong = by_default().run(&0.5, function(1.00001));
    assert_eq!(wrong.verdict(), Verdict::Fail, "{wrong}");
}
