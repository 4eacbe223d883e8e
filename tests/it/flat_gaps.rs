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

/// (clamp(x) − t)² + y², whose derivative by x is zero outside of the interval; the wrong one lets a little through.
macro_rules! clamped {
    ($name:ident, $float:ty) => {
        fn $name(x: $float, target: $float, through: $float) -> Verdict {
            let report = GradCheck::new("clamped").run(&[x, 0.7], |&[x, y]: &[$float; 2]| {
                let off = x.clamp(-1.0, 1.0) - target;
                let is_inside = x.abs() < 1.0;
                let slope = if is_inside { 2.0 * off } else { 0.0 };
                (off * off + y * y, [slope + through, 2.0 * y])
            });
            report.verdict()
        }
    };
}
clamped!(clamped, f64);
clamped!(clamped_f32, f32);

#[test]
fn a_gradient_behind_a_clamp_fails_though_the_cost_is_no_line_beyond_its_edge() {
    for x in [-2.58, -1.4, -1.15, -1.02, 1.003, 1.24, 1.44, 2.1] {
        for target in [0.1, 0.3, -0.4] {
            for through in [0.14, -0.2, 1.0] {
                let verdict = clamped(x, target, through);
                assert_eq!(verdict, Verdict::Fail, "{x}, {target}, {through}");
            }
            assert_eq!(clamped(x, target, 0.0), Verdict::Pass, "{x}, {target}");
        }
    }
    for x in [-1.4, -1.15, -1.02, 1.24, 1.44, 2.1] {
        assert_eq!(clamped_f32(x, 0.3, 0.14), Verdict::Fail, "{x}, f32");
        assert_eq!(clamped_f32(x, 0.3, 0.0), Verdict::Pass, "{x}, f32");
    }
}

#[test]
fn a_gradient_of_dead_units_fails_though_they_come_alive_one_after_the_other() {
    // Σ relu(x − kᵢ)·wᵢ, all of it dead at x.
    let units = [(0.09, 0.3), (0.14, 0.9), (0.2, -0.5), (0.41, 0.7)];
    let cost = |x: f64| units.iter().map(|(k, w)| (x - k).max(0.0) * w).sum::<f64>();
    let with = |slope: f64| {
        let check = GradCheck::new("units");
        check.run(&[-0.3, 1.1], |[x, y]: &[f64; 2]| {
            (cost(*x) + y * y, [slope, 2.0 * y])
        })
    };
    for slope in [0.1, 0.25, 1.0, -0.3] {
        assert_eq!(with(slope).verdict(), Verdict::Fail, "{slope}");
    }
    assert_eq!(with(0.0).verdict(), Verdict::Pass);
}

#[test]
fn stairs_of_uneven_width_are_not_blamed() {
    for k in 0..100 {
        let x = 0.2 + 0.017 * f64::from(k);
        let quantum = 10f64.powf(-1.0 - 0.03 * f64::from(k));
        let report = GradCheck::new("uneven").run(&x, |x: &f64| {
            let stairs = (x.exp() / quantum).round() * quantum;
            (stairs, x.exp())
        });
        assert_ne!(report.verdict(), Verdict::Fail, "{x}, {quantum}: {report}");
    }
}
