//! A cost of exactly zero is no special point: what is wrong there is found, and at no greater expense.

use grad_check::{GradCheck, Report, Verdict};
use nalgebra::{Matrix3, UnitQuaternion, Vector3};

/// By "product over x", with 0/0 replaced by 0: wrong where x is exactly zero, right beside.
fn quotient(product: f64, x: f64) -> f64 {
    let slope = product / x;
    if slope.is_nan() { 0.0 } else { slope }
}

/// Σ x₀x₁ over pairs, of which the first number is zero, plus a constant.
fn pairs(n: usize, constant: f64, is_wrong: bool) -> Report {
    let point: Vec<f64> = (0..n)
        .map(|i| {
            if i % 2 == 0 {
                0.0
            } else {
                1.3 - 0.01 * i as f64
            }
        })
        .collect();
    GradCheck::new("pairs").run(&point, |x: &Vec<f64>| {
        let (mut cost, mut gradient) = (constant, Vec::new());
        for pair in x.chunks(2) {
            let product = pair[0] * pair[1];
            cost += product;
            for (own, other) in [(pair[0], pair[1]), (pair[1], pair[0])] {
                gradient.push(if is_wrong {
                    quotient(product, own)
                } else {
                    other
                });
            }
        }
        (cost, gradient)
    })
}

#[test]
fn a_slope_that_is_wrong_at_the_point_alone_is_found_at_a_cost_of_zero() {
    for n in [2, 4, 20, 400, 502, 2000] {
        for constant in [0.0, 1.0] {
            let report = pairs(n, constant, true);
            if n == 2000 && constant == 1.0 {
                // Along directions the slope at the point drowns in the roundoff of the constant.
                assert_ne!(report.verdict(), Verdict::Pass, "{report}");
                continue;
            }
            assert_eq!(report.verdict(), Verdict::Fail, "{n}, {constant}: {report}");
            let error = report.blocks()[0].relative_error();
            assert!((0.0..=1.0).contains(&error), "{n}, {constant}: {report}");
            assert!(report.evaluations().full <= 1100, "{report}");
        }
    }
}

#[test]
fn the_right_one_passes() {
    for n in [2, 4, 20, 400, 502, 2000] {
        for constant in [0.0, 1.0] {
            let report = pairs(n, constant, false);
            assert_eq!(report.verdict(), Verdict::Pass, "{n}, {constant}: {report}");
        }
    }
}

#[test]
fn what_is_learnt_of_steps_at_zero_is_not_asked_of_large_parameters() {
    let report = GradCheck::new("mixed").run(&[0.0, 0.0, 1e6], |x: &[f64; 3]| {
        let product = x[0] * x[1] + x[0] * x[2] + x[1] * x[2];
        let zero = |slope: f64, x: f64| if x == 0.0 { 0.0 } else { slope };
        let gradient = [
            zero(x[1] + x[2], x[0]),
            zero(x[0] + x[2], x[1]),
            x[0] + x[1],
        ];
        (product, gradient)
    });
    assert_eq!(report.verdict(), Verdict::Fail, "{report}");
    assert!(report.problems().is_empty(), "{report}");
}

/// The residual of a turned point against where it is: zero at the pose, and blind to turns about the point's own
/// direction, where nothing but the rounding of terms that cancel is left.
fn residual(seed: u32, error: f64) -> Report {
    let angle = f64::from(seed);
    let pose = UnitQuaternion::from_euler_angles(0.3 + angle, 0.2 + 1.3 * angle, -0.7);
    let p = Vector3::new(0.0, 0.0, 1.7);
    let target = pose * p;
    let check = GradCheck::new("residual").arguments(["pose"]);
    check.run_jacobian(&pose, |pose| {
        let turned: Matrix3<f64> = -pose.to_rotation_matrix().into_inner() * p.cross_matrix();
        (pose * p - target, turned + Matrix3::from_element(error))
    })
}

#[test]
fn residuals_that_vanish_at_the_point_pass_for_all_the_rounding_within() {
    for seed in 0..60 {
        let report = residual(seed, 0.0);
        assert_eq!(report.verdict(), Verdict::Pass, "{report}");
        let report = residual(seed, 1e-5);
        assert_eq!(report.verdict(), Verdict::Fail, "{report}");
    }
}
