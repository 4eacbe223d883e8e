//! What a check costs, what `eps` and `tol` mean, and what `cost = ..` spares: counted, not timed.

use crate::told::holds;
use grad_check::{GradCheck, Report, Rng, Verdict};
use std::cell::Cell;

type Layers = (Vec<Vec<f64>>, Vec<f64>);

/// A layer with a logistic loss over eight samples.
fn layer((w, b): &Layers) -> (f64, Layers) {
    let (rows, columns) = (w.len(), w[0].len());
    let mut cost = 0.0;
    let mut gradient = (vec![vec![0.0; columns]; rows], vec![0.0; rows]);
    for sample in 0..8 {
        let mut rng = Rng::new(sample);
        let x: Vec<f64> = (0..columns).map(|_| rng.normal()).collect();
        for i in 0..rows {
            let z: f64 = b[i] + w[i].iter().zip(&x).map(|(w, x)| w * x).sum::<f64>();
            cost += z.exp().ln_1p() / 8.0;
            let dz = 1.0 / (1.0 + (-z).exp()) / 8.0;
            gradient.0[i]
                .iter_mut()
                .zip(&x)
                .for_each(|(g, x)| *g += dz * x);
            gradient.1[i] += dz;
        }
    }
    (cost, gradient)
}

fn parameters() -> Layers {
    let mut rng = Rng::new(3);
    let mut normals = |n: usize| (0..n).map(|_| rng.normal()).collect::<Vec<_>>();
    ((0..6).map(|_| normals(7)).collect(), normals(6))
}

const COMPONENTS: usize = 6 * 7 + 6;

/// A mistake in one row.
fn mistaken(p: &Layers) -> (f64, Layers) {
    let (cost, mut gradient) = layer(p);
    gradient.0[2].iter_mut().for_each(|g| *g *= 2.0);
    (cost, gradient)
}

#[test]
fn a_right_gradient_costs_two_evaluations_a_component_and_four_with_eps() {
    let report = GradCheck::new("layer").run(&parameters(), layer);
    assert_eq!(report.verdict(), Verdict::Pass, "{report}");
    assert!(report.evaluations().full <= 2 * COMPONENTS + 10, "{report}");
    let report = GradCheck::new("layer").eps(1e-7).run(&parameters(), layer);
    assert_eq!(report.verdict(), Verdict::Pass, "{report}");
    assert!(report.evaluations().full <= 4 * COMPONENTS + 10, "{report}");
}

#[test]
fn a_wrong_row_costs_one_escalation_and_not_one_a_component() {
    let report = GradCheck::new("layer").run(&parameters(), mistaken);
    assert_eq!(report.verdict(), Verdict::Fail, "{report}");
    let wrong = report
        .blocks()
        .iter()
        .flat_map(grad_check::BlockReport::wrong);
    assert_eq!(wrong.count(), 7);
    assert!(report.evaluations().full <= 2 * COMPONENTS + 20, "{report}");
}

#[test]
fn the_count_is_that_of_the_calls() {
    let (full, cheap) = (Cell::new(0), Cell::new(0));
    let report = GradCheck::new("layer").run_with_cost(
        &parameters(),
        |p| {
            full.set(full.get() + 1);
            mistaken(p)
        },
        |p| {
            cheap.set(cheap.get() + 1);
            layer(p).0
        },
    );
    let counted = report.evaluations();
    assert_eq!((counted.full, counted.cost_only), (full.get(), cheap.get()));
}

#[test]
fn nothing_is_called_wrong_on_one_measurement() {
    for check in [GradCheck::new("f"), GradCheck::new("f").eps(1e-7)] {
        let points = Cell::new(0);
        let report = check.run(&0.4, |x: &f64| {
            points.set(points.get() + usize::from(*x != 0.4));
            (x.exp(), 1.1 * x.exp())
        });
        assert_eq!(report.verdict(), Verdict::Fail);
        // Two pairs at the least.
        assert!(points.get() >= 4, "{}", points.get());
    }
}

type Function = dyn Fn(&[f64; 3]) -> (f64, [f64; 3]);

fn bend(x: f64) -> f64 {
    if x > 0.5 { 2.0 } else { -1.0 }
}

/// Pairs of functions, right and wrong, with the verdicts that they must have either way.
fn verdicts(run: impl Fn(&Function) -> Report) -> Vec<Verdict> {
    let functions: [&Function; 7] = [
        &|x| (x[0] * x[1] + x[2].exp(), [x[1], x[0], x[2].exp()]),
        &|x| {
            (
                x[0] * x[1] + x[2].exp(),
                [x[1], x[0], x[2].exp() * (1.0 + 1e-6)],
            )
        },
        &|x| (x[0] * x[1] + x[2].exp(), [x[0], x[1], x[2].exp()]),
        // A kink 1e-9 beside the point, right and wrong.
        &|x| {
            (
                (x[0] - 0.5) * bend(x[0]) + x[1] * x[2],
                [bend(x[0]), x[2], x[1]],
            )
        },
        &|x| {
            (
                (x[0] - 0.5) * bend(x[0]) + x[1] * x[2],
                [-bend(x[0]), x[2], x[1]],
            )
        },
        // A minimum, and a constant that hides everything.
        &|x| (x[0].powi(2) + x[1] + x[2], [2.0 * x[0], 1.0, 1.0]),
        &|x| (1e14 + x[0] + x[1] + x[2], [1.0, 1.0, 1.0]),
    ];
    functions.iter().map(|f| run(*f).verdict()).collect()
}

#[test]
fn a_cost_function_spares_evaluations_and_changes_no_verdict() {
    let point = [0.5 + 1e-9, -0.8, 0.3];
    let check = GradCheck::new("f");
    let alone = verdicts(|f| check.run(&point, f));
    let screened = verdicts(|f| check.run_with_cost(&point, f, |x| f(x).0));
    assert_eq!(alone, screened);
    assert_eq!(alone[..3], [Verdict::Pass, Verdict::Fail, Verdict::Fail]);
    assert_eq!(alone[3..5], [Verdict::Pass, Verdict::Fail]);

    let right = GradCheck::new("layer").run_with_cost(&parameters(), layer, |p| layer(p).0);
    assert_eq!(right.verdict(), Verdict::Pass, "{right}");
    assert!(right.evaluations().full <= 5, "{right}");
    let wrong = GradCheck::new("layer").run_with_cost(&parameters(), mistaken, |p| layer(p).0);
    assert_eq!(wrong.verdict(), Verdict::Fail, "{wrong}");
    assert!(wrong.evaluations().full <= 7 * 2 + 20, "{wrong}");
}

#[test]
fn eps_changes_no_verdict() {
    let point = [0.5 + 1e-9, -0.8, 0.3];
    let alone = verdicts(|f| GradCheck::new("f").run(&point, f));
    for eps in [1e-3, 1e-5, 1e-7, 1e-9] {
        assert_eq!(
            alone,
            verdicts(|f| GradCheck::new("f").eps(eps).run(&point, f)),
            "{eps}"
        );
    }
}

#[test]
fn the_report_has_the_error_at_eps_and_the_refined_one_with_its_bar() {
    let check = GradCheck::new("f").eps(1e-2);
    let report = check.run(&0.7, |x: &f64| (x.exp(), x.exp()));
    let error = report.whole();
    // (sinh(h)/h − 1)/2 at h = 1e-2, as the course counts it.
    let plain = error.at_eps.unwrap_or(f64::NAN);
    assert!((plain / (1e-4 / 12.0) - 1.0).abs() < 1e-3, "{plain:e}");
    assert!(error.best <= error.bar && error.bar < 1e-8, "{report}");
    let printed = report.to_string();
    holds(&printed, "at eps 0.01");

    let failed = check
        .run(&0.7, |x: &f64| (x.exp(), 1.5 * x.exp()))
        .to_string();
    assert!(
        failed.contains("at eps 0.01") && failed.contains('±'),
        "{failed}"
    );
}

#[test]
fn tol_bounds_the_best_estimate_not_the_one_at_eps() {
    // At eps 1e-2 the plain error is 8e-6, which is truncation.
    let check = GradCheck::new("f").eps(1e-2).tol(1e-6);
    let right = check.run(&0.7, |x: &f64| (x.exp(), x.exp()));
    assert_eq!(right.verdict(), Verdict::Pass, "{right}");
    // An error of 1e-5 hides in it, and is beyond the tolerance.
    let wrong = check.run(&0.7, |x: &f64| (x.exp(), (1.0 + 1e-5) * x.exp()));
    assert_eq!(wrong.verdict(), Verdict::Fail, "{wrong}");
    // One below the tolerance passes.
    let close = check.run(&0.7, |x: &f64| (x.exp(), (1.0 + 1e-7) * x.exp()));
    assert_eq!(close.verdict(), Verdict::Pass, "{close}");
}
