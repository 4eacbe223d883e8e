//! Too few digits, on either side.

use super::conditions::{X, both, x};
use super::{drawn, kinds, silent, soft_maximum, sole};
use grad_check::FindingKind::Precision;
use grad_check::{GradCheck, Verdict};
use ndarray::Array1;

fn single(x: f64) -> f64 {
    f64::from(<f32 as grad_check::Real>::of(x))
}

/// The rates of the soft maximum as an f32 has them: an error that is smooth.
fn rounded_constants(x: &X) -> (f64, X) {
    let (cost, gradient) = soft_maximum(x);
    let share = drawn("rates", x.len()).mapv(|c: f64| single(c) / c);
    (cost, gradient * share)
}

#[test]
fn a_gradient_that_is_right_to_the_digits_of_an_f32_is_told_from_a_wrong_one() {
    let check = GradCheck::new("f").arguments(["x"]).tol(1e-9);
    silent(&check.run(&x(), soft_maximum));
    let report = check.run(&x(), rounded_constants);
    assert_eq!(report.verdict(), Verdict::Fail, "{report}");
    let finding = sole(&report, Precision);
    let words = "x: right to six digits and no further, as where f32 takes part";
    assert_eq!(finding.message(), words);
    assert!(finding.mend().is_some_and(|mend| mend.contains("f64")));
    assert!(finding.explained() > 1 && finding.of() == 5, "{report}");
}

#[test]
fn a_gradient_that_is_noise_in_its_last_digits_is_undecided_and_named() {
    // Of numbers that an f32 had beside an eight, seven digits are left.
    let beside_eight = |x: &X| {
        let (cost, gradient) = soft_maximum(x);
        (cost, gradient.mapv(|g| single(single(g + 8.0) - 8.0)))
    };
    let rounded = |x: &X| (soft_maximum(x).0, soft_maximum(x).1.mapv(single));
    let check = GradCheck::new("f").arguments(["x"]);
    for report in [
        check.run(&x(), beside_eight),
        check.clone().tol(1e-9).run(&x(), rounded),
    ] {
        assert!(
            matches!(report.verdict(), Verdict::Undecided(_)),
            "{report}"
        );
        let finding = sole(&report, Precision);
        let words = "x: the gradient has the digits of an f32 only";
        assert_eq!(finding.message(), words);
        assert_eq!(finding.blocks(), ["x"]);
        assert!(
            finding
                .value()
                .is_some_and(|noise| (3e-9..1e-6).contains(&noise))
        );
    }
}

#[test]
fn an_error_in_the_fourth_digit_is_no_matter_of_precision() {
    for report in both(|| {
        |x: &X| {
            let (cost, mut gradient) = soft_maximum(x);
            gradient *= &drawn("noise", x.len()).mapv(|e: f64| 1.0 + 1e-4 * (e + e.signum()));
            (cost, gradient)
        }
    }) {
        assert_eq!(report.verdict(), Verdict::Fail, "{report}");
        assert!(!kinds(&report).contains(&Precision), "{report}");
    }
}

#[test]
fn an_exact_factor_in_the_sixth_digit_is_no_rounding() {
    for report in both(|| {
        |x: &X| {
            let (cost, gradient) = soft_maximum(x);
            (cost, gradient * 1.000_003)
        }
    }) {
        assert_eq!(report.verdict(), Verdict::Fail, "{report}");
        assert!(!kinds(&report).contains(&Precision), "{report}");
    }
}

#[test]
fn a_cost_that_passes_through_f32_is_undecided_and_named() {
    let through = |factor: f64| {
        move |x: &X| {
            let (first, second) = (x[0], x[1]);
            let cost = single(single(first).exp()) + first * second;
            let mut gradient = Array1::zeros(x.len());
            (gradient[0], gradient[1]) = (factor * (first.exp() + second), factor * first);
            (cost, gradient)
        }
    };
    let check = GradCheck::new("f").arguments(["x"]);
    let check = check.tol(1e-7).must_notice(1e-7);
    for check in [check.clone(), check.eps(1e-7)] {
        let report = check.run(&x(), through(1.0));
        assert!(
            matches!(report.verdict(), Verdict::Undecided(_)),
            "{report}"
        );
        let finding = sole(&report, Precision);
        let words = "x: the cost passes through f32";
        assert!(finding.message().starts_with(words), "{report}");
        assert_eq!(finding.blocks(), ["x"]);
    }
    // It excuses no wrong gradient.
    for report in both(|| through(2.0)) {
        assert_eq!(report.verdict(), Verdict::Fail, "{report}");
        assert!(!kinds(&report).contains(&Precision), "{report}");
    }
}
