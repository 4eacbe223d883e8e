//! Where the cost is flat up to an edge nearby, a gradient that isn't is wrong, and the edge is no rounding; where
//! the cost stands still because it is rounded, a right gradient isn't blamed.

use grad_check::{GradCheck, Report, Verdict};

/// max(a, b)²/2 with b below a by a gap. The wrong gradient gives b the value of the maximum, everywhere or near
/// the maximum only.
fn maximum(at: f64, gap: f64, wrong_within: f64) -> Report {
    GradCheck::new("max").run(&[at, at - gap], |x: &[f64; 2]| {
        let largest = x[0].max(x[1]);
        let gradient = if (x[0] - x[1]).abs() < wrong_within {
            [largest; 2]
        } else if x[0] >= x[1] {
            [largest, 0.0]
        } else {
            [0.0, largest]
        };
        (largest * largest / 2.0, gradient)
    })
}

#[test]
fn a_gradient_that_is_not_zero_where_the_cost_is_flat_fails() {
    for at in [1.0, 2.63, -0.7] {
        for decade in -8..-1 {
            for share in [1.0, 2.3, 5.1] {
                let gap = share * 10f64.powi(decade);
                for within in [f64::INFINITY, 2.0 * gap] {
                    let report = maximum(at, gap, within);
                    assert_eq!(report.verdict(), Verdict::Fail, "{at}, {gap}: {report}");
                    assert!(!report.is_single_inside(), "{at}, {gap}: {report}");
                }
                let right = maximum(at, gap, 0.0);
                assert_eq!(right.verdict(), Verdict::Pass, "{at}, {gap}: {right}");
            }
        }
    }
}

#[test]
fn a_right_gradient_of_a_cost_that_is_rounded_is_not_blamed() {
    for k in 0..200 {
        let x = 0.3 + 0.0137 * f64::from(k);
        if x.cos().abs() < 0.05 {
            continue;
        }
        let quantum = 10f64.powf(-8.0 + 0.03 * f64::from(k));
        for c in [0.0, 1e-9, 1e-3, 1.0] {
            let stairs = |x: &f64| {
                let rounded = (x.sin() / quantum).round() * quantum;
                (rounded + c * x * x, x.cos() + 2.0 * c * x)
            };
            let report = GradCheck::new("stairs").run(&x, stairs);
            assert_ne!(
                report.verdict(),
                Verdict::Fail,
                "{x}, {quantum}, {c}: {report}"
            );
        }
    }
}
