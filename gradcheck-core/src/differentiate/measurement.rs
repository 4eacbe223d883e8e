//! The gradient-assisted measurement: what a pair of evaluations tells of one derivative.
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
//! leaves (1 − c)·g·Δ whatever the step. A slope that is wrong on both sides of θ by opposite amounts
//! cancels in r, and shows in s; so does a kink, whose s falls no faster than the step.
//!
//! All of it is held in units of the derivative: divided by the displacement Δ that the machine made.

use super::{BasePoint, Pair};

/// What one step along one component tells, in units of the derivative.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Measurement {
    /// The parameter that is moved; zero along a direction.
    pub(crate) theta: f64,
    /// The step that was asked for.
    pub(crate) h: f64,
    /// Δ, the distance between the two points.
    pub(crate) delta: f64,
    /// The analytic derivative at θ.
    pub(crate) analytic: f64,
    /// The analytic derivative at both ends.
    pub(crate) plus: f64,
    pub(crate) minus: f64,
    /// The plain difference (f₊ − f₋)/Δ.
    pub(crate) difference: f64,
    /// r: numeric less analytic derivative, by the best that this pair can do.
    pub(crate) disagreement: f64,
    /// c₃, the third-order term that was cancelled.
    pub(crate) third_order: f64,
    /// What may be left of the truncation for a right gradient.
    pub(crate) truncation: f64,
    /// s, the even residual.
    pub(crate) even: f64,
    /// (f₊ − 2f₀ + f₋)/Δ: falls like the step, but not across a kink.
    pub(crate) second_difference: f64,
    /// The largest cost that was subtracted from another.
    pub(crate) largest_cost: f64,
    /// Simpson's mean of the slopes' sizes.
    pub(crate) slope_size: f64,
    /// How fast the slopes change along the component: the second derivative, about.
    pub(crate) curvature: f64,
    /// Whether costs and slopes are all exactly those of a component that doesn't matter.
    pub(crate) flat: bool,
}

impl Measurement {
    /// The residuals of a pair on both sides.
    pub(crate) fn assisted(base: &BasePoint<'_>, component: usize, pair: &Pair) -> Self {
        let (cost, gradient) = (base.evaluation.cost, base.evaluation.gradient[component]);
        let (plus, minus) = (pair.slope_plus, pair.slope_minus);
        let delta = pair.step.displacement();
        let difference = pair.difference();
        let third_order = (plus - 2.0 * gradient + minus) / 6.0;
        let second = (pair.cost_plus - cost) - (cost - pair.cost_minus);
        let (cancelled, left) = if base.tuning.simpson {
            (third_order, base.tuning.remaining_truncation)
        } else {
            (0.0, PLAIN_TRUNCATION)
        };
        Self {
            theta: base.theta[component],
            h: pair.h,
            delta,
            analytic: gradient,
            plus,
            minus,
            difference,
            disagreement: difference - gradient - cancelled,
            third_order,
            truncation: left * third_order.abs(),
            even: second / delta - (plus - minus) / 4.0,
            second_difference: second / delta,
            largest_cost: base.largest_cost([cost, pair.cost_plus, pair.cost_minus]),
            slope_size: (plus.abs() + 4.0 * gradient.abs() + minus.abs()) / 6.0,
            curvature: (plus - minus).abs() / delta,
            flat: gradient == 0.0 && pair.is_flat(cost),
        }
    }

    /// The residual of one side alone, at the edge of a domain: trapezoid for the integral of the
    /// slope. What it leaves is of second order, and at most a share of the slopes' difference.
    pub(crate) fn one_sided(base: &BasePoint<'_>, component: usize, side: &Side) -> Self {
        let (cost, gradient) = (base.evaluation.cost, base.evaluation.gradient[component]);
        let delta = side.to - base.theta[component];
        let difference = (side.cost - cost) / delta;
        let mean = f64::midpoint(gradient, side.slope);
        Self {
            theta: base.theta[component],
            h: side.h,
            delta: delta.abs(),
            analytic: gradient,
            plus: side.slope,
            minus: side.slope,
            difference,
            disagreement: difference - mean,
            third_order: mean - gradient,
            truncation: ONE_SIDED_TRUNCATION * (side.slope - gradient).abs(),
            even: 0.0,
            second_difference: 0.0,
            largest_cost: base.largest_cost([cost, side.cost]),
            slope_size: f64::midpoint(gradient.abs(), side.slope.abs()),
            curvature: (side.slope - gradient).abs() / delta.abs(),
            flat: gradient == 0.0 && side.slope == 0.0 && side.cost == cost,
        }
    }

    /// Size of the derivatives that are compared.
    pub(crate) fn own_scale(&self) -> f64 {
        self.analytic
            .abs()
            .max((self.analytic + self.disagreement).abs())
    }

    /// |analytic| + |numeric|, which a relative error is relative to.
    pub(crate) fn sum_of_sizes(&self) -> f64 {
        self.analytic.abs() + (self.analytic + self.disagreement).abs()
    }

    /// Size of the slopes at the point and beside it: at a stationary point all that there is.
    pub(crate) fn scale(&self) -> f64 {
        self.slope_size.max(self.difference.abs())
    }

    /// How far the slopes at the ends are from that at θ.
    pub(crate) fn variation(&self) -> f64 {
        (self.plus - self.analytic)
            .abs()
            .max((self.minus - self.analytic).abs())
    }

    /// How far the slopes at the ends are from a line through that at θ, which a difference over both sides sees
    /// through.
    pub(crate) fn bend(&self) -> f64 {
        3.0 * self.third_order.abs()
    }

    /// The plain measurement, where the slopes on both sides agree with the difference, and the one
    /// at θ alone doesn't: then it is the slope at θ that Simpson's rule must not use.
    pub(crate) fn without_own_slope(&self) -> Option<Self> {
        let plain = self.plain();
        let stands_alone = plain.truncation < AGREEING_BESIDE * plain.disagreement.abs();
        stands_alone.then_some(plain)
    }

    /// The central difference alone, with what the slopes on both sides differ from it by as its truncation.
    pub(crate) fn plain(&self) -> Self {
        let beside = (self.plus - self.difference)
            .abs()
            .max((self.minus - self.difference).abs());
        Self {
            disagreement: self.difference - self.analytic,
            truncation: beside,
            third_order: beside,
            even: 0.0,
            ..*self
        }
    }

    /// The even residual of the multiple of the gradient that the costs ask for: a gradient that is wrong by a factor
    /// bends by as much too little.
    pub(crate) fn even_of_multiple(&self) -> f64 {
        let multiple = self.difference / (self.difference - self.disagreement);
        let trapezoid = self.second_difference - self.even;
        self.second_difference - multiple * trapezoid
    }

    /// Size of the two terms whose difference the even residual is.
    pub(crate) fn even_terms(&self) -> f64 {
        let trapezoid = self.second_difference - self.even;
        self.second_difference.abs().max(trapezoid.abs())
    }

    /// The same costs with another gradient: multiplied by `factor` everywhere, then `offset` added.
    pub(crate) fn planted(&self, factor: f64, offset: f64) -> Self {
        let mean = self.difference - self.disagreement;
        let analytic = factor * self.analytic + offset;
        let trapezoid = self.second_difference - self.even;
        Self {
            analytic,
            plus: factor * self.plus + offset,
            minus: factor * self.minus + offset,
            disagreement: self.difference - factor * mean - offset,
            third_order: factor * self.third_order,
            truncation: factor.abs() * self.truncation,
            even: self.second_difference - factor * trapezoid,
            slope_size: factor.abs() * self.slope_size + offset.abs(),
            flat: self.flat && analytic == 0.0,
            ..*self
        }
    }
}

/// One point beside θ, where the other side is out of the cost's domain.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Side {
    pub(crate) h: f64,
    pub(crate) to: f64,
    pub(crate) cost: f64,
    pub(crate) slope: f64,
}

/// Third-order terms that a plain central difference may be off by.
const PLAIN_TRUNCATION: f64 = 1.5;
/// Slopes beside the point agree with the difference within this share of what the one at θ is off.
const AGREEING_BESIDE: f64 = 0.01;
/// Of a difference of slopes d, the trapezoid leaves d·h·f'''/(12 f'') at a regular point, and d/6 at
/// the edge of x^1.5.
const ONE_SIDED_TRUNCATION: f64 = 0.25;

#[cfg(test)]
mod tests {
    use super::super::CostNoise;
    use super::super::base_point::one_component::Function;
    use super::*;

    /// The measurement of f with slopes g at θ, at the step h, and its bar for a right gradient.
    fn measure(f: fn(f64) -> f64, g: fn(f64) -> f64, theta: f64, h: f64) -> (Measurement, f64) {
        let function = Function { cost: f, slope: g };
        function.at(theta, |base| {
            let m = Measurement::assisted(base, 0, &function.pair(base, h));
            let bar = CostNoise::unmeasured(base).bar(&m);
            (m, bar.roundoff + bar.truncation)
        })
    }

    #[test]
    fn the_odd_residual_vanishes_for_a_quartic_at_any_step() {
        // Simpson's rule is exact for the cubic slope of a quartic.
        for h in [1.0, 0.125, 2f64.powi(-13)] {
            let (m, _) = measure(|x| x.powi(4), |x| 4.0 * x.powi(3), 1.5, h);
            assert!(
                m.disagreement.abs() <= 1e-15 * m.largest_cost / h,
                "{h}: {m:?}"
            );
        }
    }

    #[test]
    fn the_odd_residual_stays_within_its_bar_for_smooth_functions() {
        for theta in [-2.0, -0.3, 0.1, 1.0, 3.0] {
            for h in [2f64.powi(-20), 2f64.powi(-13), 2f64.powi(-7)] {
                for (m, bar) in [
                    measure(f64::exp, f64::exp, theta, h),
                    measure(f64::sin, f64::cos, theta, h),
                    measure(f64::atan, |x| 1.0 / (1.0 + x * x), theta, h),
                ] {
                    assert!(m.disagreement.abs() <= bar, "{theta} {h}: {m:?}");
                }
            }
        }
    }

    #[test]
    fn the_odd_residual_is_first_order_in_a_wrong_factor() {
        let wrong = |x: f64| 1.25 * 4.0 * x.powi(3);
        let (m, _) = measure(|x| x.powi(4), wrong, 1.5, 2f64.powi(-13));
        let exact = 4.0 * 1.5f64.powi(3);
        assert!((m.disagreement / exact + 0.25).abs() < 1e-6, "{m:?}");
    }

    #[test]
    fn the_even_residual_sees_a_mistake_that_is_odd_about_the_point() {
        // The slope is wrong by x, which integrates to zero over [-h, h].
        let h = 2f64.powi(-13);
        let (m, bar) = measure(|x| x, |x| 1.0 + x, 0.0, h);
        assert!(m.disagreement.abs() <= bar);
        assert!((m.even.abs() / (h / 2.0) - 1.0).abs() < 1e-6, "{m:?}");
    }

    #[test]
    fn the_second_difference_falls_with_the_step_but_not_across_a_kink() {
        let (large, small) = (2f64.powi(-13), 2f64.powi(-19));
        let smooth = |h| measure(f64::exp, f64::exp, 0.5, h).0.second_difference;
        let kinked = |h| measure(f64::abs, f64::signum, 0.0, h).0.second_difference;
        assert!(smooth(small).abs() < 0.02 * smooth(large).abs());
        assert_eq!(kinked(small), kinked(large));
    }

    #[test]
    fn the_even_residual_of_a_multiple_is_none_and_that_of_a_kink_stays() {
        let h = 2f64.powi(-7);
        for factor in [|x: f64| -x.exp(), |x: f64| 2.0 * x.exp()] {
            let (m, _) = measure(f64::exp, factor, 0.5, h);
            assert!(m.even.abs() > 0.1 * h, "{m:?}");
            assert!(m.even_of_multiple().abs() < 1e-3 * m.even.abs(), "{m:?}");
        }
        let relu = |x: f64| x.max(0.0);
        let (m, _) = measure(relu, |x| if x > 0.0 { 1.0 } else { 0.0 }, -h / 4.0, h);
        assert!(m.even_of_multiple().abs() > 0.1, "{m:?}");
    }

    #[test]
    fn a_planted_mistake_measures_as_the_mistaken_gradient_would() {
        let h = 2f64.powi(-7);
        let (right, _) = measure(f64::exp, f64::exp, 0.5, h);
        let (wrong, _) = measure(f64::exp, |x| 0.5 * x.exp() + 0.25, 0.5, h);
        let planted = right.planted(0.5, 0.25);
        assert!((planted.disagreement - wrong.disagreement).abs() < 1e-12);
        assert!((planted.even - wrong.even).abs() < 1e-12);
        assert!((planted.third_order - wrong.third_order).abs() < 1e-12);
        assert!((planted.truncation - wrong.truncation).abs() < 1e-12);
        assert!((planted.plus - wrong.plus).abs() < 1e-12);
        assert!((planted.minus - wrong.minus).abs() < 1e-12);
        assert!((planted.slope_size - wrong.slope_size).abs() < 1e-12);
    }

    #[test]
    fn one_side_is_enough_at_the_edge_of_a_domain() {
        // x² at 0, as seen from above: the slope is linear, so the trapezoid is exact.
        let function = Function {
            cost: |x: f64| x * x,
            slope: |x: f64| 2.0 * x,
        };
        let h = 2f64.powi(-13);
        let m = function.at(0.0, |base| {
            let side = Side {
                h,
                to: h,
                cost: h * h,
                slope: 2.0 * h,
            };
            Measurement::one_sided(base, 0, &side)
        });
        assert_eq!(m.disagreement, 0.0);
        assert_eq!(m.truncation, h / 2.0);
    }
}
