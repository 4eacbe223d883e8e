//! The point is a kink: a gradient that is none of the slopes, and one that nothing decides.

use super::{check, kinds, silent, sole, twins};
use crate::told::holds;
use grad_check::FindingKind::{ConstantFactor, Kink, SignFlipped};
use grad_check::{Reason, Report, Verdict};

/// |x₀| + x₁² + x₂³ at x₀ = 0, with a gradient of its own there.
fn at_zero(slope: f64) -> impl Fn(&[f64; 3]) -> (f64, [f64; 3]) {
    move |x| {
        let first = if x[0] == 0.0 { slope } else { x[0].signum() };
        let cost = x[0].abs() + x[1] * x[1] + x[2].powi(3);
        (cost, [first, 2.0 * x[1], 3.0 * x[2] * x[2]])
    }
}

fn at_kink(slope: f64) -> Report {
    twins(&["x"], &[0.0, 0.7, 1.1], at_zero(0.0), at_zero(slope))
}

#[test]
fn a_gradient_outside_the_slopes_of_a_kink_is_told_with_both() {
    for slope in [5.0, -1.2, 1.2] {
        let report = at_kink(slope);
        let finding = sole(&report, Kink);
        let message =
            "x: the point is a kink in 1 of 3 components, and the gradient is none of its slopes";
        assert_eq!(finding.message(), message);
        assert_eq!(finding.blocks(), ["x"]);
        assert_eq!((finding.explained(), finding.of()), (1, 3));
        assert_eq!(finding.components(), ["x[0]"]);
        let slopes = "the slope is -1.000 on the left of x[0] and 1.000 on its right";
        assert!(
            finding.evidence().contains(slopes),
            "{}",
            finding.evidence()
        );
    }
}

#[test]
fn every_slope_of_a_kink_is_right() {
    for slope in [-1.0, -0.3, 0.0, 0.5, 1.0] {
        silent(&check(&["x"], &[0.0, 0.7, 1.1], at_zero(slope)));
    }
}

#[test]
fn a_mistake_beside_a_kink_is_not_put_down_to_the_kink() {
    let report = twins(&["x"], &[0.0, 0.7, 1.1], at_zero(0.0), |x| {
        let (cost, [a, b, c]) = at_zero(0.0)(x);
        (cost, [a, 2.0 * b, 2.0 * c])
    });
    assert!(!kinds(&report).contains(&Kink), "{report}");
}

#[test]
fn a_kink_far_from_the_point_is_not_spoken_of() {
    let report = twins(&["x"], &[0.3, 0.7, 1.1], at_zero(0.0), |x| {
        let (cost, gradient) = at_zero(0.0)(x);
        (cost, gradient.map(|g| -g))
    });
    sole(&report, SignFlipped);
    let report = twins(&["x"], &[1e-3, 0.7, 1.1], at_zero(0.0), |x| {
        let (cost, gradient) = at_zero(0.0)(x);
        (cost, gradient.map(|g| 2.0 * g))
    });
    sole(&report, ConstantFactor);
}

/// Beside so large a cost no step is small enough to say what lies within.
#[test]
fn a_kink_that_leaves_it_open_is_told_as_such() {
    for offset in [1e6, 1e8] {
        let report = check(&["x"], &[0.0, 0.7, 1.1], |x| {
            let (cost, gradient) = at_zero(1.2)(x);
            (offset + cost, gradient)
        });
        let undecided = Verdict::Undecided(Reason::Kink);
        assert_eq!(report.verdict(), undecided, "{report}");
        let finding = sole(&report, Kink);
        let words =
            "x: the point is a kink in 1 of 3 components, and the gradient beside it doesn't tell";
        assert_eq!(finding.message(), words);
        assert_eq!((finding.explained(), finding.of()), (0, 3));
        assert!(finding.components().is_empty());
        holds(&finding.evidence(), "the gradient 1.200");
    }
}
