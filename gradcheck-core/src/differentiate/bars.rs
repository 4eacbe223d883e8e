//! Error bars: how far a measurement may be off, by cause.
//!
//! Roundoff falls as the step grows, truncation grows with it. Both are estimated for every
//! measurement; a bar is recomputed when the noise of the cost becomes known.

use super::whole::SAME_UNITS;
use super::{BasePoint, Measurement};
use crate::norm::largest;
use crate::precision::Precision;
use crate::tuning::Tuning;

/// How far a disagreement may be off, in units of the derivative, by cause.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ErrorBar {
    /// From rounding and noise in the costs, and rounding in the slopes.
    pub(crate) roundoff: f64,
    /// From what is left of the truncation.
    pub(crate) truncation: f64,
    /// From an even residual that a smooth cost with this gradient would not have.
    pub(crate) roughness: f64,
}

impl ErrorBar {
    /// The bar of a measurement that nothing speaks against.
    pub(crate) fn smooth(&self) -> f64 {
        self.roundoff + self.truncation
    }

    /// The bar of a measurement under suspicion.
    pub(crate) fn total(&self) -> f64 {
        self.smooth() + self.roughness
    }
}

/// What is known of the noise of the cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct CostNoise {
    /// σ, measured; zero until then.
    pub(crate) sigma: f64,
    unit_roundoff: f64,
    /// That of the arithmetic which computed the gradient, if it is coarser.
    of_slopes: f64,
    tuning: Tuning,
    block: BlockScale,
}

/// The scale of a block's gradient, on which its rounding happens.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct BlockScale {
    pub(crate) rms: f64,
    /// The parameter whose slope is the largest, without its sign.
    steepest: f64,
    /// The largest parameter.
    largest: f64,
    /// The largest product of a parameter and its slope, whatever its unit.
    largest_product: f64,
}

impl BlockScale {
    /// Of parameters and their slopes, which have this root mean square.
    pub(crate) fn of(theta: &[f64], gradient: &[f64], rms: f64) -> Self {
        let steeper = |a: (f64, f64), b: (f64, f64)| if b.1 > a.1 { b } else { a };
        let sizes = theta.iter().zip(gradient).map(|(t, g)| (t.abs(), g.abs()));
        Self {
            rms,
            steepest: sizes.clone().fold((0.0, 0.0), steeper).0,
            largest: largest(theta),
            largest_product: sizes.map(|(t, g)| t * g).fold(0.0, f64::max),
        }
    }

    /// The scale of a parameter's slope. One so much larger than the steepest is in other units, in which the slopes
    /// of the block are smaller.
    fn of_parameter(&self, theta: f64) -> f64 {
        let largest_in_units = SAME_UNITS * self.steepest;
        if self.steepest > 0.0 && theta.abs() > largest_in_units {
            self.rms * (largest_in_units / theta.abs())
        } else {
            self.rms
        }
    }

    /// The size of the parameters that one with this slope is added to, each in its unit: one that is larger than the
    /// others by as much as its slope is smaller is in a smaller unit.
    fn size_beside(&self, theta: f64, slope: f64) -> f64 {
        let in_its_unit = self.largest_product / slope;
        self.largest.min(in_its_unit).max(theta.abs())
    }
}

/// What rounding leaves of terms that cancel is below so many roundoffs of them.
const VANISHED: f64 = 64.0;
/// A difference of two noisy costs stays below this many σ in all but one of 20,000 cases.
const SIGMAS: f64 = 4.0;

impl CostNoise {
    /// Rounding alone.
    pub(crate) fn unmeasured(base: &BasePoint<'_>) -> Self {
        Self {
            sigma: 0.0,
            unit_roundoff: base.precision.unit_roundoff(),
            of_slopes: base.precision.unit_roundoff(),
            tuning: *base.tuning,
            block: BlockScale::default(),
        }
    }

    /// The same with σ measured.
    pub(crate) fn with_sigma(self, sigma: f64) -> Self {
        Self { sigma, ..self }
    }

    /// The same for a block of this scale.
    pub(crate) fn in_block(self, block: BlockScale) -> Self {
        Self { block, ..self }
    }

    /// The scale of its block in the units of the parameter that is moved.
    pub(crate) fn block_scale(&self, m: &Measurement) -> f64 {
        self.block.of_parameter(m.theta)
    }

    /// The same for slopes that were computed with this unit roundoff, if it is coarser.
    pub(crate) fn with_slopes_of(self, unit_roundoff: f64) -> Self {
        let of_slopes = self.of_slopes.max(unit_roundoff);
        Self { of_slopes, ..self }
    }

    /// How much a difference of two costs may be off.
    pub(crate) fn of_difference(&self, largest_cost: f64) -> f64 {
        let rounding = self.tuning.cost_roundoffs * self.unit_roundoff * largest_cost;
        rounding.max(SIGMAS * self.sigma)
    }

    /// Whether the cost is computed in f32.
    pub(crate) fn is_of_f32(&self) -> bool {
        self.unit_roundoff >= Precision::F32.unit_roundoff()
    }

    /// Whether noise, not rounding, decides over a difference of costs.
    pub(crate) fn is_above_rounding(&self, largest_cost: f64) -> bool {
        let rounding = self.tuning.cost_roundoffs * self.unit_roundoff * largest_cost;
        SIGMAS * self.sigma > rounding
    }

    /// The bar of a measurement.
    pub(crate) fn bar(&self, m: &Measurement) -> ErrorBar {
        let size = m.slope_size.max(self.block_scale(m)).max(self.vanished(m));
        let slopes = self.tuning.slope_roundoffs * self.of_slopes * size;
        ErrorBar {
            roundoff: self.of_difference(m.largest_cost) / m.delta + slopes,
            truncation: m.truncation,
            roughness: self.tuning.roughness * m.even.abs(),
        }
    }

    /// Where a slope is no more than what rounding leaves of terms that cancel, as at an exact minimum: the
    /// size of these terms, as large as the slope's change over θ. Else zero.
    fn vanished(&self, m: &Measurement) -> f64 {
        let terms = m.curvature * self.block.size_beside(m.theta, m.own_scale());
        if m.own_scale() <= VANISHED * self.unit_roundoff * terms {
            terms
        } else {
            0.0
        }
    }

    /// The bar of a measurement that is to reject: then the gradient's own slopes are no longer
    /// trusted to have cancelled the third-order term, and an even residual may be a kink's.
    pub(crate) fn rejecting(&self, m: &Measurement) -> f64 {
        self.if_wrong(m) + self.tuning.roughness * m.even.abs().min(m.even_of_multiple().abs())
    }

    /// The bar of a measurement once the gradient is known to be wrong.
    pub(crate) fn if_wrong(&self, m: &Measurement) -> f64 {
        let bar = self.bar(m);
        let third_order = self.tuning.rejecting_truncation * m.third_order.abs();
        bar.roundoff + bar.truncation.max(third_order)
    }
}

#[cfg(test)]
mod tests {
    use super::super::base_point::one_component::Function;
    use super::*;

    #[test]
    fn roundoff_falls_with_the_step_and_truncation_grows_like_its_square() {
        let function = Function {
            cost: f64::exp,
            slope: f64::exp,
        };
        function.at(0.5, |base| {
            let bar = |h| {
                let m = Measurement::assisted(base, 0, &function.pair(base, h));
                CostNoise::unmeasured(base).bar(&m)
            };
            let (small, large) = (bar(2f64.powi(-12)), bar(2f64.powi(-9)));
            assert!((small.roundoff / large.roundoff / 8.0 - 1.0).abs() < 0.01);
            assert!((large.truncation / small.truncation / 64.0 - 1.0).abs() < 0.01);
        });
    }

    #[test]
    fn measured_noise_widens_the_roundoff_alone() {
        let function = Function {
            cost: f64::exp,
            slope: f64::exp,
        };
        function.at(0.5, |base| {
            let m = Measurement::assisted(base, 0, &function.pair(base, 2f64.powi(-13)));
            let (clean, noisy) = (
                CostNoise::unmeasured(base),
                CostNoise::unmeasured(base).with_sigma(1e-10),
            );
            assert!(noisy.is_above_rounding(m.largest_cost));
            assert!((noisy.bar(&m).roundoff * m.delta / 4e-10 - 1.0).abs() < 1e-3);
            assert_eq!(noisy.bar(&m).truncation, clean.bar(&m).truncation);
        });
    }

    #[test]
    fn a_kink_cannot_accuse_a_right_gradient() {
        // ReLU just beside its kink: r is a third of the slope at every step, and so is no confirming step.
        let relu = Function {
            cost: |x: f64| x.max(0.0),
            slope: |x: f64| if x > 0.0 { 1.0 } else { 0.0 },
        };
        relu.at(-1e-12, |base| {
            for h in [2f64.powi(-10), 2f64.powi(-13), 2f64.powi(-19)] {
                let m = Measurement::assisted(base, 0, &relu.pair(base, h));
                assert!((m.disagreement - 1.0 / 3.0).abs() < 1e-3);
                assert!(m.disagreement.abs() < CostNoise::unmeasured(base).rejecting(&m));
            }
        });
    }
}
