//! What is right passes: kinks, ties, dead units, stationary points, edges of a domain, steep and flat
//! costs, noise, mixed scales. Each has a wrong twin, which does not.

use crate::told::holds;
use grad_check::{GradCheck, Params, Report, Verdict};

/// The right twin passes with and without `eps`, and the wrong one fails.
fn twins<P: Params, G: grad_check::Flatten>(
    point: &P,
    right: impl Fn(&P) -> (f64, G),
    wrong: impl Fn(&P) -> (f64, G),
) {
    for check in [GradCheck::new("f"), GradCheck::new("f").eps(1e-7)] {
        let report = check.run(point, &right);
        assert_eq!(report.verdict(), Verdict::Pass, "right: {report}");
        let report = check.run(point, &wrong);
        assert_eq!(report.verdict(), Verdict::Fail, "wrong: {report}");
    }
}

/// The right gradient, and the same with its sign flipped.
fn passes<const N: usize>(point: &[f64; N], right: impl Fn(&[f64; N]) -> (f64, [f64; N])) {
    twins(point, &right, |p| {
        let (cost, gradient) = right(p);
        (cost, gradient.map(|g| -g))
    });
}

fn relu(at_zero: f64) -> impl Fn(&[f64; 3]) -> (f64, [f64; 3]) {
    move |x| {
        let slope = |x: f64| match x {
            0.0 => at_zero,
            x if x > 0.0 => 1.0,
            _ => 0.0,
        };
        let cost = x.iter().map(|x| x.max(0.0)).sum::<f64>() + x[1].exp();
        let g = x.map(slope);
        (cost, [g[0], g[1] + x[1].exp(), g[2]])
    }
}

#[test]
fn relu_at_zero_with_any_subgradient() {
    for at_zero in [0.0, 0.25, 0.5, 1.0] {
        twins(&[0.0, 0.7, -0.4], relu(at_zero), relu(at_zero + 1.1));
    }
}

#[test]
fn the_absolute_value_at_zero() {
    let abs = |at_zero: f64| {
        move |x: &[f64; 2]| {
            let slope = |x: f64| if x == 0.0 { at_zero } else { x.signum() };
            (
                x[0].abs() + 2.0 * x[1].abs(),
                [slope(x[0]), 2.0 * slope(x[1])],
            )
        }
    };
    for at_zero in [-1.0, 0.0, 0.3, 1.0] {
        twins(&[0.0, -0.8], abs(at_zero), abs(1.5));
    }
}

#[test]
fn ties_of_a_maximum() {
    // The derivative of a maximum goes to the first, to the last, or is shared.
    let max = |share: [f64; 3]| {
        move |x: &[f64; 4]| {
            let largest = x[..3].iter().copied().fold(f64::MIN, f64::max);
            let at = |i: usize| x[i] == largest;
            let ties = (0..3).filter(|&i| at(i)).count();
            let slope = |i: usize| match (at(i), ties) {
                (false, _) => 0.0,
                (true, 1) => 1.0,
                (true, _) => share[i],
            };
            (
                largest + x[3].exp(),
                [slope(0), slope(1), slope(2), x[3].exp()],
            )
        }
    };
    let point = [0.6, 0.6, -0.3, 0.1];
    for share in [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.5, 0.5, 0.0]] {
        twins(&point, max(share), max([2.0, -1.0, 0.0]));
    }
}

#[test]
fn a_kink_one_billionth_away() {
    for offset in [1e-9, -1e-9, 1e-6, -1e-6, 1e-3] {
        passes(&[offset, 0.4], |x| {
            let slope = if x[0] > 0.0 { 2.0 } else { -0.5 };
            (slope * x[0] + x[1].sin(), [slope, x[1].cos()])
        });
    }
}

#[test]
fn dead_units_beside_live_ones() {
    let point = ([[0.9, 0.3], [-0.8, -0.9]], [0.4, -1.3]);
    twins(&point, |p| network(p, 1.0), |p| network(p, 0.9));
    let report = GradCheck::new("f").run(&point, |p| network(p, 1.0));
    assert_eq!(report.blocks()[0].not_verified(), 2, "{report}");
}

/// Two units over one sample; the second is dead.
fn network((w, b): &([[f64; 2]; 2], [f64; 2]), slip: f64) -> (f64, ([[f64; 2]; 2], [f64; 2])) {
    let x = [1.0, 2.0];
    let z = [0, 1].map(|i| w[i][0] * x[0] + w[i][1] * x[1] + b[i]);
    let cost = z.map(|z: f64| z.max(0.0).powi(2)).iter().sum();
    let dz = z.map(|z| 2.0 * z.max(0.0) * slip);
    (cost, (dz.map(|d| x.map(|x| d * x)), dz))
}

#[test]
fn stationary_points() {
    for degree in 2..=5 {
        let report = GradCheck::new("f").run(&[0.0, 0.5], |x: &[f64; 2]| {
            let slope = f64::from(degree) * x[0].powi(degree - 1);
            (x[0].powi(degree) + x[1].exp(), [slope, x[1].exp()])
        });
        assert_eq!(report.verdict(), Verdict::Pass, "{degree}: {report}");
    }
    // The minimum of a sum of squares, where the gradient is roundoff.
    let valley = |slip: f64| {
        move |x: &[f64; 2]| {
            let (a, b) = (1.0 - x[0], x[1] - x[0] * x[0]);
            let cost = 1.0 + a * a + 100.0 * b * b;
            (cost, [-2.0 * a - 400.0 * x[0] * b + slip, 200.0 * b])
        }
    };
    twins(&[1.0, 1.0], valley(0.0), valley(1e-3));
}

#[test]
fn a_stationary_point_does_not_excuse_a_wrong_slope_beside_it() {
    for degree in 2..=4 {
        let report = GradCheck::new("f").run(&0.0, |x: &f64| {
            (x.powi(degree), 2.0 * f64::from(degree) * x.powi(degree - 1))
        });
        assert_ne!(report.verdict(), Verdict::Pass, "{degree}: {report}");
    }
}

#[test]
fn next_to_the_edge_of_a_domain() {
    for x in [1e-6, 1e-9, 1e-12] {
        passes(&[x, 0.7], |x| {
            (x[0].ln() + x[1].sin(), [1.0 / x[0], x[1].cos()])
        });
        passes(&[x, 0.7], |x| {
            (x[0].sqrt() + x[1].sin(), [0.5 / x[0].sqrt(), x[1].cos()])
        });
    }
    passes(&[1.0 - 1e-9, 0.7], |x| {
        let slope = -1.0 / (1.0 - x[0] * x[0]).sqrt();
        (x[0].acos() + x[1].sin(), [slope, x[1].cos()])
    });
}

#[test]
fn at_the_edge_of_a_domain_one_side_is_enough() {
    // x√x is differentiable at 0 from above; below, it is NaN.
    let edge = |slip: f64| {
        move |x: &[f64; 2]| {
            let root = x[0].sqrt();
            let cost = x[0] * root + 2.0 * x[0] + x[1].sin();
            (cost, [1.5 * root + 2.0 * slip, x[1].cos()])
        }
    };
    twins(&[0.0, 0.7], edge(1.0), edge(1.5));
}

#[test]
fn fast_oscillations() {
    for (k, x) in [
        (1e4, 0.3),
        (1e4, 0.0),
        (1e6, 0.3),
        (1e9, 1e-9),
        (1e18, 1e-18),
    ] {
        passes(&[x], |x| ((k * x[0]).sin(), [k * (k * x[0]).cos()]));
    }
}

#[test]
fn parameters_in_any_unit() {
    for unit in [1e8, 1e-9, 1e12] {
        passes(&[unit, -3.0 * unit], |x| {
            let (a, b) = (x[0] / unit, x[1] / unit);
            let slope = (a * b).cos() / unit;
            ((a * b).sin(), [slope * b, slope * a])
        });
    }
    // The scale of the cost is one, that of the parameter isn't.
    passes(&[1e8, 2e8], |x| {
        let slope = (x[0] - x[1]).cos();
        ((x[0] - x[1]).sin(), [slope, -slope])
    });
}

#[test]
fn mixed_scales_in_one_block() {
    passes(&[1e-6, 1e3, 0.5, -1e6], |x| {
        let cost = (1e6 * x[0]).sin() + 1e-3 * x[1] + x[2].exp() + 1e-6 * x[3] * x[2];
        let gradient = [
            1e6 * (1e6 * x[0]).cos(),
            1e-3,
            x[2].exp() + 1e-6 * x[3],
            1e-6 * x[2],
        ];
        (cost, gradient)
    });
}

#[test]
fn noise_of_an_inner_solver() {
    // A bisection for y³ + y = x₀ stops at 1e-10.
    let solve = |x: f64| {
        let mut low = -10.0;
        let mut high = 10.0;
        while high - low > 1e-10 {
            let middle = f64::midpoint(low, high);
            if middle * middle * middle + middle < x {
                low = middle;
            } else {
                high = middle;
            }
        }
        f64::midpoint(low, high)
    };
    for point in [[1.3, 0.4], [-2.7, 0.9], [0.31, -0.2]] {
        passes(&point, |x| {
            let y = solve(x[0]);
            (
                y * y + y + x[1].exp(),
                [(2.0 * y + 1.0) / (3.0 * y * y + 1.0), x[1].exp()],
            )
        });
    }
}

#[test]
fn noise_is_said() {
    let noisy = |x: &[f64; 2]| {
        let e = (x[0] * x[1]).exp();
        ((e * 1e10).round() / 1e10, [x[1] * e, x[0] * e])
    };
    let report: Report = GradCheck::new("f").run(&[0.7, 0.4], noisy);
    assert_eq!(report.verdict(), Verdict::Pass, "{report}");
    holds(&report, "noise of");
}

/// Least squares by normal equations, whose gradient is the difference of two large products.
#[test]
fn an_exact_fit_whose_gradient_is_roundoff() {
    let fit = |factor: f64| {
        move |w: &[f64; 2]| {
            let (mut cost, mut gradient) = (0.0, [0.0; 2]);
            for [a, b] in [[0.1, 0.7], [0.2, -1.3], [-2.1, 0.4]] {
                let y = a * 0.3 + b * 1.7;
                let apart = a * w[0] + b * w[1] - y;
                cost += apart * apart / 2.0;
                gradient[0] += a * a * w[0] + a * b * w[1] - a * y;
                gradient[1] += b * a * w[0] + b * b * w[1] - b * y;
            }
            (cost, gradient.map(|g| factor * g))
        }
    };
    for check in [GradCheck::new("fit"), GradCheck::new("fit").eps(1e-6)] {
        check.run(&[0.3, 1.7], fit(1.0)).assert();
        // A factor shows in the slopes beside the minimum.
        assert_ne!(check.run(&[0.3, 1.7], fit(2.0)).verdict(), Verdict::Pass);
    }
}

/// softmax(z + b) · w: the derivative by the shift b is zero but for rounding. `is_used` says whether b is.
fn shifted_softmax(is_used: bool) -> Report {
    // The digits of these numbers are those of an f32, so that sums of them leave nothing to round.
    let z = [-1.326_542_3f32, -0.346_887_18, 1.703_752_8, 1.237_092_7].map(f64::from);
    let point = (z, f64::from(0.028_907_985f32));
    let check = GradCheck::new("shifted softmax").arguments(["z", "b"]);
    check.run(&point, |&(z, b): &([f64; 4], f64)| {
        let logits = z.map(|z| if is_used { z + b } else { z });
        let largest = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let e = logits.map(|z| (z - largest).exp());
        let sum: f64 = e.iter().sum();
        let p = e.map(|e| e / sum);
        let w = [0.4, -0.3, 0.9, -1.1];
        let cost: f64 = p.iter().zip(w).map(|(p, w)| p * w).sum();
        let d: [f64; 4] = std::array::from_fn(|i| p[i] * (w[i] - cost));
        let of_shift = if is_used { d.iter().sum() } else { 0.0 };
        (cost, (d, of_shift))
    })
}

#[test]
fn a_shift_that_leaves_nothing_to_round_is_zero_and_one_that_is_not_used_is_not_told() {
    let used = shifted_softmax(true);
    assert_eq!(used.verdict(), Verdict::Pass, "{used}");
    let unused = shifted_softmax(false);
    let nothing = Verdict::Undecided(grad_check::Reason::NothingCompared);
    assert_eq!(unused.verdict(), nothing, "{unused}");
}
