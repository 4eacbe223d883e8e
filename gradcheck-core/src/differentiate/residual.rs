//! The gradient-assisted residual.
//!
//! With l₀, l₊, l₋ the analytic slopes at θ and at both ends, times Δ:
//!
//! ```text
//! c₃ = (l₊ − 2 l₀ + l₋) / 6
//! r  = f₊ − f₋ − l₀ − c₃              odd: Simpson's rule for the integral of the slope
//! s  = (f₊ − 2 f₀ + f₋) − (l₊ − l₋)/4 even: trapezoid against second difference
//! ```
//!
//! If the slopes are those of f, r vanishes up to O(h⁵) and roundoff; a factor c in the gradient
//! leaves (1 − c)·g·Δ whatever the step.

use super::measurement::COST_ROUNDOFFS;
use super::{Base, Measurement, Pair};

/// What remains of the third-order term after the slopes have cancelled it.
const REMAINING_TRUNCATION: f64 = 0.1;
/// Roundoffs in each slope.
const SLOPE_ROUNDOFFS: f64 = 8.0;

impl Measurement {
    /// The residual of a pair.
    pub(crate) fn assisted(base: &Base<'_>, component: usize, pair: &Pair) -> Self {
        let (cost, gradient) = (base.evaluation.cost, base.evaluation.gradient[component]);
        let delta = pair.step.displacement();
        let (l0, l_plus, l_minus) = (
            gradient * delta,
            pair.slope_plus * delta,
            pair.slope_minus * delta,
        );
        let difference = pair.cost_plus - pair.cost_minus;
        let c3 = (l_plus - 2.0 * l0 + l_minus) / 6.0;
        let second = (pair.cost_plus - cost) - (cost - pair.cost_minus);
        let trapezoid = (l_plus - l_minus) / 4.0;

        let u = base.precision.unit_roundoff();
        let largest = cost
            .abs()
            .max(pair.cost_plus.abs())
            .max(pair.cost_minus.abs());
        let size = (l_plus.abs() + 4.0 * l0.abs() + l_minus.abs()) / 6.0;
        Self {
            h: pair.h,
            disagreement: (difference - l0 - c3) / delta,
            roundoff: (COST_ROUNDOFFS * u * largest + SLOPE_ROUNDOFFS * u * size) / delta,
            truncation: REMAINING_TRUNCATION * c3.abs() / delta,
            third_order: c3 / delta,
            even: (second - trapezoid) / delta,
            even_terms: second.abs().max(trapezoid.abs()) / delta,
            second_difference: second / delta,
            scale: size.max(difference.abs()) / delta,
            flat: gradient == 0.0 && pair.is_flat(cost),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Step;
    use super::*;
    use crate::evaluate::Evaluation;
    use crate::{Flattened, Precision};

    /// The residual of f at θ with slopes g, at the step h.
    fn residual(f: fn(f64) -> f64, g: fn(f64) -> f64, theta: f64, h: f64) -> Measurement {
        let flat = Flattened::of(&theta);
        let evaluation = Evaluation {
            cost: f(theta),
            gradient: vec![g(theta)],
        };
        let (theta, blocks) = (flat.values(), flat.blocks());
        let base = Base {
            theta,
            blocks,
            evaluation: &evaluation,
            precision: Precision::F64,
        };
        let Some(step) = Step::new(theta[0], h, Precision::F64) else {
            panic!("step lost")
        };
        let pair = Pair {
            h,
            step,
            cost_plus: f(step.plus),
            cost_minus: f(step.minus),
            slope_plus: g(step.plus),
            slope_minus: g(step.minus),
        };
        Measurement::assisted(&base, 0, &pair)
    }

    #[test]
    fn vanishes_for_a_quartic_at_any_step() {
        // Simpson's rule is exact for the cubic slope of a quartic.
        for h in [1.0, 0.125, 2f64.powi(-13)] {
            let m = residual(|x| x.powi(4), |x| 4.0 * x.powi(3), 1.5, h);
            assert!(m.disagreement.abs() <= m.roundoff, "{h}: {m:?}");
        }
    }

    #[test]
    fn stays_within_its_bar_for_smooth_functions() {
        for theta in [-2.0, -0.3, 0.1, 1.0, 3.0] {
            for h in [2f64.powi(-20), 2f64.powi(-13), 2f64.powi(-7)] {
                for m in [
                    residual(f64::exp, f64::exp, theta, h),
                    residual(f64::sin, f64::cos, theta, h),
                    residual(f64::atan, |x| 1.0 / (1.0 + x * x), theta, h),
                ] {
                    assert!(m.disagreement.abs() <= m.bar(), "{theta} {h}: {m:?}");
                }
            }
        }
    }

    #[test]
    fn is_first_order_in_a_wrong_factor() {
        let m = residual(
            |x| x.powi(4),
            |x| 1.25 * 4.0 * x.powi(3),
            1.5,
            2f64.powi(-13),
        );
        let exact = 4.0 * 1.5f64.powi(3);
        assert!((m.disagreement / exact + 0.25).abs() < 1e-6, "{m:?}");
    }

    #[test]
    fn the_even_residual_sees_a_mistake_that_is_odd_about_the_point() {
        // The slope is wrong by x, which integrates to zero over [-h, h].
        let h = 2f64.powi(-13);
        let m = residual(|x| x, |x| 1.0 + x, 0.0, h);
        assert!(m.disagreement.abs() <= m.bar());
        assert!((m.even.abs() / (h / 2.0) - 1.0).abs() < 1e-6, "{m:?}");
    }

    #[test]
    fn the_second_difference_falls_with_the_step_but_not_across_a_kink() {
        let (large, small) = (2f64.powi(-13), 2f64.powi(-19));
        let smooth = |h| residual(f64::exp, f64::exp, 0.5, h).second_difference;
        let kinked = |h| residual(f64::abs, f64::signum, 0.0, h).second_difference;
        assert!(smooth(small).abs() < 0.02 * smooth(large).abs());
        assert_eq!(kinked(small), kinked(large));
    }
}
