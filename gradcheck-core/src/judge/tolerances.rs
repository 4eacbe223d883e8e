//! What is close enough, and what is fine enough to tell.

use crate::differentiate::{BasePoint, BlockScale, CostNoise, ErrorBar, Measurement, ZeroBlock};
use crate::norm::rms;
use crate::parameters::Block;
use crate::precision::Precision;
use crate::tuning::Tuning;

/// Default bound on the relative error.
pub(crate) const TOL_F64: f64 = 1e-7;
/// The same where f32 takes part.
pub(crate) const TOL_F32: f64 = 1e-4;
/// A block that could not have noticed an error of this size is undecided.
const MUST_NOTICE_F64: f64 = 1e-3;
/// The same where f32 takes part.
const MUST_NOTICE_F32: f64 = 5e-2;
/// A bar resolves a component if it is below this many tolerances of the component's scale.
const RESOLUTION_PER_TOL: f64 = 10.0;
/// A component is never asked to be resolved finer than this share of its block's root mean square.
const SHARE_OF_BLOCK: f64 = 0.01;
/// Bars that no further step will narrow may still tell, up to this share of the scale.
const COARSEST_BAR: f64 = 1e-2;
/// A wrong slope at θ alone has this share in Simpson's mean of three: what would be noticed of it
/// is larger by the inverse.
const OWN_SHARE: f64 = 4.0 / 6.0;
/// What Simpson's rule leaves of its term where the curvature jumps at the point.
const KNOT: f64 = 0.5;
/// …if that is at most this share of the slopes.
const BENT: f64 = 1e-4;
/// A measurement rejects if the disagreement exceeds the tolerance by this many bars.
const BARS_BEYOND: f64 = 3.0;
/// A disagreement of so many bars is not explained by them, and matters from this share of the
/// tolerance on.
const BARS_UNEXPLAINED: f64 = 2.0;
const SHARE_OF_TOLERANCE: f64 = 0.1;
/// An output that moves by fewer roundoffs stands still.
const ROUNDINGS: f64 = 64.0;
/// f32 may stand still over so many of its spacings.
const STILL: f64 = 16.0;
/// An even residual is explained by roundoff up to this many bars.
const QUIET_BARS: f64 = 3.0;

/// The tolerances of one block.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tolerances {
    tol: f64,
    /// What bars are held to: a looser tolerance asks for no wider ones.
    fine: f64,
    /// For a block that is zero but for rounding: the scale of the whole gradient. Else zero.
    zero_scale: f64,
    /// Whether the block is part of a row of a matrix.
    is_row: bool,
    tuning: Tuning,
    noise: CostNoise,
    /// Whether the cost at the point could have been an f32.
    may_be_single: bool,
    /// Whether the cost is known to see its parameters through f32.
    is_through_f32: bool,
}

impl Tolerances {
    /// Of a block at a base, with the cost's noise as far as it is known.
    pub(crate) fn new(tol: f64, base: &BasePoint<'_>, block: &Block, sigma: f64) -> Self {
        let zero = zero_block(base, block);
        let zero_scale = zero.map_or(0.0, |zero| zero.scale);
        let block_rms = rms(&base.evaluation.gradient[block.range()]).max(zero_scale);
        let block_rms = block_rms.max(base.terms);
        Self {
            tol,
            fine: tol.min(default_tol(base.precision)),
            zero_scale,
            is_row: base.is_row,
            tuning: *base.tuning,
            may_be_single: may_be_single(base.evaluation.cost),
            is_through_f32: false,
            noise: CostNoise::unmeasured(base)
                .with_sigma(sigma)
                .in_block(BlockScale::of(
                    &base.theta[block.range()],
                    &base.evaluation.gradient[block.range()],
                    block_rms,
                ))
                .with_slopes_of(zero.map_or(0.0, |zero| zero.unit_roundoff)),
        }
    }

    /// The same with the cost's noise measured.
    pub(crate) fn with_sigma(&self, sigma: f64) -> Self {
        Self {
            noise: self.noise.with_sigma(sigma),
            ..*self
        }
    }

    /// The same where the cost is known to see its parameters through f32.
    pub(crate) fn through_f32(&self) -> Self {
        Self {
            is_through_f32: true,
            ..*self
        }
    }

    /// Whether a step is so small that a cost that passes through f32 may stand still over it, and tells nothing.
    pub(crate) fn may_stand_still(&self, m: &Measurement) -> bool {
        self.is_through_f32 && m.h < STILL * f64::from(f32::EPSILON) * m.theta.abs()
    }

    /// The scale of the whole gradient, for a block that is zero but for rounding; else zero.
    pub(crate) fn zero_scale(&self) -> f64 {
        self.zero_scale
    }

    /// Whether the block is part of a row of a matrix.
    pub(crate) fn is_row(&self) -> bool {
        self.is_row
    }

    pub(crate) fn noise(&self) -> &CostNoise {
        &self.noise
    }

    pub(crate) fn tuning(&self) -> &Tuning {
        &self.tuning
    }

    pub(crate) fn bar(&self, m: &Measurement) -> ErrorBar {
        self.noise.bar(m)
    }

    /// The disagreement that passes: that of a relative error |a − n| / (|a| + |n|) of `tol`.
    pub(crate) fn tolerance(&self, m: &Measurement) -> f64 {
        self.tol * m.sum_of_sizes()
    }

    /// The smallest error that would not have passed, by a measurement with this bar. Where a knot of a spline
    /// lies at the point, Simpson's rule leaves half of its term, of which an error of this size may make nothing.
    pub(crate) fn noticeable(&self, m: &Measurement, bar: f64) -> f64 {
        let bend = m.third_order.abs();
        // Where the slopes themselves jump there is no knot but a kink, which is judged as one.
        let at_knot = if bend <= BENT * m.scale() {
            KNOT * bend
        } else {
            0.0
        };
        (self.tolerance(m) + 2.0 * bar + at_knot) / OWN_SHARE
    }

    /// Whether the disagreement could be that of a right gradient.
    pub(crate) fn agrees(&self, m: &Measurement) -> bool {
        self.is_quiet(m) && self.agrees_but_for_even(m)
    }

    /// The same, whatever the even residual.
    pub(crate) fn agrees_but_for_even(&self, m: &Measurement) -> bool {
        m.disagreement.abs() <= self.tolerance(m) + self.bar(m).smooth()
    }

    /// Whether the agreement is owed to the tolerance and not to the bar: then the cost may be
    /// noisier than its rounding, to a degree that matters.
    pub(crate) fn leans_on_tolerance(&self, m: &Measurement) -> bool {
        let unexplained = BARS_UNEXPLAINED * self.bar(m).smooth();
        m.disagreement.abs() > unexplained.max(SHARE_OF_TOLERANCE * self.tolerance(m))
    }

    /// Whether the bar is as small as one can ask for.
    pub(crate) fn resolves(&self, m: &Measurement, bar: f64) -> bool {
        m.flat || bar <= RESOLUTION_PER_TOL * self.fine * self.reference(m)
    }

    /// Whether the bar is within what the tolerance excuses of the slopes, or of their block.
    pub(crate) fn is_finer_than_tolerance(&self, m: &Measurement) -> bool {
        self.bar(m).smooth() <= self.tol * self.reference(m)
    }

    /// Whether the bar is small enough to tell anything at all.
    pub(crate) fn resolves_coarsely(&self, m: &Measurement, bar: f64) -> bool {
        m.flat || bar <= COARSEST_BAR * self.reference(m)
    }

    /// The same for the derivative at the point, whatever the slopes beside it.
    pub(crate) fn tells_point(&self, m: &Measurement, bar: f64) -> bool {
        bar <= RESOLUTION_PER_TOL
            * self.fine
            * m.own_scale()
                .max(SHARE_OF_BLOCK * self.noise.block_scale(m))
    }

    /// Whether the measurement says that the gradient is wrong.
    pub(crate) fn rejects(&self, m: &Measurement) -> bool {
        let beyond = self.tolerance(m) + BARS_BEYOND * self.noise.rejecting(m);
        m.disagreement.abs() > beyond
    }

    /// Whether the even residual is explained by roundoff, is a small rest of its two terms, or is
    /// too small to matter to a slope.
    pub(crate) fn is_quiet(&self, m: &Measurement) -> bool {
        let rest = self.tuning.quiet_share * m.even_terms();
        let explained = (QUIET_BARS * self.bar(m).roundoff).max(rest);
        m.even.abs() <= explained.max(self.tolerance(m))
    }

    /// Whether more is owed to roundoff than to truncation.
    pub(crate) fn is_in_roundoff(&self, m: &Measurement) -> bool {
        let bar = self.bar(m);
        bar.roundoff > bar.truncation
    }

    /// Whether the cost at the point could have been an f32.
    pub(crate) fn may_be_single(&self) -> bool {
        self.may_be_single
    }

    /// Whether the slopes are so small that the scale of the block decides.
    pub(crate) fn leans_on_block(&self, m: &Measurement) -> bool {
        m.scale() < SHARE_OF_BLOCK * self.noise.block_scale(m)
    }

    /// Whether an error of this size in the component is within the tolerance of the finest scale that its block asks
    /// to be resolved.
    pub(crate) fn is_slight(&self, m: &Measurement, error: f64) -> bool {
        error <= self.fine * SHARE_OF_BLOCK * self.noise.block_scale(m)
    }

    fn reference(&self, m: &Measurement) -> f64 {
        // What is zero but for rounding has no scale of its own that a share could be of.
        let of_block = if self.zero_scale > 0.0 {
            self.zero_scale
        } else {
            SHARE_OF_BLOCK * self.noise.block_scale(m)
        };
        m.scale().max(of_block)
    }
}

/// Zero is an f32 whatever it was computed in, and tells nothing.
fn may_be_single(cost: f64) -> bool {
    cost != 0.0 && Precision::F32.round(cost) == cost
}

/// The block as one that is zero but for rounding, if it is. A row that moves its output by less than that rounds is on
/// the scale of the output.
pub(crate) fn zero_block(base: &BasePoint<'_>, block: &Block) -> Option<ZeroBlock> {
    let unit_roundoff = base.precision.unit_roundoff();
    let output = base.largest_cost([base.evaluation.cost]);
    let is_swallowed = base.whole.largest_move() <= ROUNDINGS * unit_roundoff * output;
    if base.is_row && base.terms == 0.0 && is_swallowed {
        return Some(ZeroBlock {
            scale: output,
            unit_roundoff,
        });
    }
    let range = block.range();
    let (theta, gradient) = (&base.theta[range.clone()], &base.evaluation.gradient[range]);
    base.whole.zero_block(theta, gradient, base.precision)
}

/// The default bound on the relative error: 1e-7, or 1e-4 where f32 takes part.
pub(crate) fn default_tol(precision: Precision) -> f64 {
    match precision {
        Precision::F64 => TOL_F64,
        Precision::F32 => TOL_F32,
    }
}

/// The default of the error that a block must be able to notice: 1e-3, or 5e-2 where f32 takes part.
pub(crate) fn default_must_notice(precision: Precision) -> f64 {
    match precision {
        Precision::F64 => MUST_NOTICE_F64,
        Precision::F32 => MUST_NOTICE_F32,
    }
}
