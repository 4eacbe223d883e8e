//! The course network with its known answers.

use crate::course;
use crate::told::holds;

use course::{Exercise, Gradients, Parameters, exercise, network, network_with_mistakes};
use grad_check::{BlockReport, FindingKind, GradCheck, Report, Verdict};
use ndarray::Array2;

type Network = fn(&Parameters, &Array2<f64>, &Array2<f64>) -> (f64, Gradients);

fn check(network: Network) -> Report {
    let Exercise {
        parameters, x, y, ..
    } = exercise();
    GradCheck::new("network")
        .eps(1e-7)
        .run(&parameters, |p| network(p, &x, &y))
}

fn paths(report: &Report, verdict: Verdict) -> Vec<&str> {
    let of_verdict = report
        .blocks()
        .iter()
        .filter(|block| block.verdict() == verdict);
    of_verdict.map(BlockReport::path).collect()
}

#[test]
fn the_network_gives_the_cost_and_the_gradient_of_the_course() {
    let Exercise {
        parameters,
        x,
        y,
        gradient,
        cost,
    } = exercise();
    let (our_cost, ours) = network(&parameters, &x, &y);
    assert!((our_cost - cost).abs() < 1e-14);
    for (key, expected) in &gradient {
        let ours = &ours[&format!("d{key}")];
        assert!(
            (ours - expected).iter().all(|apart| apart.abs() < 1e-14),
            "{key}"
        );
    }
}

#[test]
fn the_right_gradient_passes_although_its_plain_difference_exceeds_the_bound() {
    let report = check(network);
    assert_eq!(report.verdict(), Verdict::Pass, "{report}");
    let plain = report.whole().at_eps.unwrap();
    assert!(
        plain > 1e-7 && (plain / 1.189_091_302_464_300_5e-7 - 1.0).abs() < 0.2,
        "{plain:e}"
    );
    assert!(report.tol() == 1e-7 && report.whole().best < 1e-7);
}

#[test]
fn a_right_gradient_costs_at_most_four_evaluations_a_component() {
    let report = check(network);
    let components: usize = report.blocks().iter().map(|b| b.components().len()).sum();
    assert!(
        report.evaluations().full <= 4 * components + 10,
        "{:?}",
        report.evaluations()
    );

    let Exercise {
        parameters, x, y, ..
    } = exercise();
    let without_eps = GradCheck::new("network").run(&parameters, |p| network(p, &x, &y));
    assert_eq!(without_eps.verdict(), Verdict::Pass);
    assert!(without_eps.evaluations().full <= 2 * components + 10);
}

#[test]
fn the_planted_mistakes_are_found_where_they_are_and_nowhere_else() {
    let report = check(network_with_mistakes);
    assert_eq!(report.verdict(), Verdict::Fail);
    assert_eq!(paths(&report, Verdict::Fail), ["W2", "b1"]);
    assert_eq!(paths(&report, Verdict::Pass), ["W1", "W3", "b2", "b3"]);
    assert!((report.whole().at_eps.unwrap() - 0.285_093_156_776_16).abs() < 1e-6);
}

#[test]
fn the_report_names_the_factor_of_each_mistake() {
    let report = check(network_with_mistakes);
    let found: Vec<_> = report
        .findings()
        .iter()
        .map(|f| (f.kind(), f.message()))
        .collect();
    let factor = FindingKind::ConstantFactor;
    assert_eq!(
        found,
        [
            (
                factor,
                "analytic = 2.000 × numeric in all 15 components of W2"
            ),
            (
                factor,
                "analytic = 4.000 × numeric in all 5 components of b1"
            ),
        ]
    );
    let printed = report.to_string();
    let first = printed.lines().next().unwrap();
    holds(&first, "W2: analytic = 2.000 × numeric");
    holds(&first, "b1: analytic = 4.000 × numeric");
}

#[test]
fn components_that_are_zero_on_both_sides_are_counted_as_not_verified() {
    let report = check(network);
    let not_verified: Vec<_> = report
        .blocks()
        .iter()
        .map(|b| (b.path(), b.not_verified()))
        .collect();
    let expected = [
        ("W1", 4),
        ("W2", 11),
        ("W3", 2),
        ("b1", 1),
        ("b2", 2),
        ("b3", 0),
    ];
    assert_eq!(not_verified, expected);
    assert!(report.to_string().contains("11 of 15 components of W2"));
}

#[test]
fn the_seed_example_of_the_practice_has_its_numeric_value() {
    let report = GradCheck::new("cube")
        .eps(0.01)
        .run(&1.0, |t: &f64| (t.powi(3), 3.0 * t * t));
    let numeric = report.blocks()[0].components()[0].numeric_at_eps().unwrap();
    assert!((numeric - 3.0001).abs() < 1e-12, "{numeric}");
    assert_eq!(report.verdict(), Verdict::Pass);
}

#[test]
fn the_one_dimensional_exercise_passes() {
    let x = 2.0;
    let report = GradCheck::new("line")
        .eps(1e-7)
        .run(&4.0, |theta| (theta * x, x));
    assert_eq!(report.verdict(), Verdict::Pass);
    assert!(report.whole().at_eps.unwrap() < 1e-8);
}
