//! What is close enough, and what is fine enough to tell.

use crate::differentiate::Measurement;
use crate::{Block, Precision};

/// Default bound on the relative error.
pub(crate) const TOL_F64: f64 = 1e-7;
/// The same where f32 takes part.
pub(crate) const TOL_F32: f64 = 1e-4;
/// A bar resolves a component if it is below this many tolerances of the component's scale.
const RESOLUTION_PER_TOL: f64 = 10.0;
/// A component is never asked to be resolved finer than this share of its block's root mean square…
const SHARE_OF_BLOCK: f64 = 0.01;
/// …or this share of the whole gradient's.
const SHARE_OF_WHOLE: f64 = 1e-4;
/// Only a component whose relative error stays below this is excused by the scale of its block: the
/// analytic gradient has roundoff of its own, on that scale.
const EXCUSABLE: f64 = 1e-3;
/// Bars that no further step will narrow may still tell, up to this share of the scale.
const COARSEST_BAR: f64 = 1e-2;
/// A block that could not have noticed an error of this size beyond the tolerance is undecided.
const COARSEST_BLOCK_F64: f64 = 1e-3;
/// The same where f32 takes part.
const COARSEST_BLOCK_F32: f64 = 5e-2;

/// The tolerances of one block.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Criteria {
    tol: f64,
    precision: Precision,
    block_rms: f64,
    reference: f64,
}

impl Criteria {
    pub(crate) fn new(tol: f64, precision: Precision, block: &Block, gradient: &[f64]) -> Self {
        let block_rms = rms(&gradient[block.range()]);
        Self {
            tol,
            precision,
            block_rms,
            reference: (SHARE_OF_BLOCK * block_rms).max(SHARE_OF_WHOLE * rms(gradient)),
        }
    }

    pub(crate) fn precision(&self) -> Precision {
        self.precision
    }

    /// The disagreement that passes.
    pub(crate) fn tolerance(&self, m: &Measurement) -> f64 {
        let own = self.tol * m.scale;
        if m.disagreement.abs() <= EXCUSABLE * m.scale {
            own.max(self.tol * self.block_rms)
        } else {
            own
        }
    }

    /// Whether agreement is proven to the tolerance itself, bar and all.
    pub(crate) fn proves(&self, m: &Measurement) -> bool {
        self.is_quiet(m) && m.disagreement.abs() + m.bar() <= self.tol * m.scale
    }

    /// Whether the disagreement could be that of a right gradient.
    pub(crate) fn agrees(&self, m: &Measurement) -> bool {
        self.is_quiet(m) && m.disagreement.abs() <= self.tolerance(m) + m.bar()
    }

    /// Whether the bar is as small as one can ask for.
    pub(crate) fn resolves(&self, m: &Measurement) -> bool {
        m.flat || m.bar() <= RESOLUTION_PER_TOL * self.tol * m.scale.max(self.reference)
    }

    /// Whether the bar is small enough to tell anything at all.
    pub(crate) fn resolves_coarsely(&self, m: &Measurement) -> bool {
        m.bar() <= COARSEST_BAR * m.scale.max(self.reference)
    }

    /// Whether the even residual is explained by roundoff, is a small rest of its two terms, or is
    /// too small to matter to a slope.
    fn is_quiet(&self, m: &Measurement) -> bool {
        let explained = (3.0 * m.roundoff).max(0.05 * m.even_terms);
        m.even.abs() <= explained.max(self.tolerance(m))
    }

    /// The largest error that a block may leave unnoticed.
    pub(crate) fn coarsest_block(&self) -> f64 {
        let coarsest = match self.precision {
            Precision::F64 => COARSEST_BLOCK_F64,
            Precision::F32 => COARSEST_BLOCK_F32,
        };
        self.tol + coarsest
    }
}

/// The default bound on the relative error: 1e-7, or 1e-4 where f32 takes part.
pub(crate) fn default_tol(precision: Precision) -> f64 {
    match precision {
        Precision::F64 => TOL_F64,
        Precision::F32 => TOL_F32,
    }
}

fn rms(numbers: &[f64]) -> f64 {
    let count = numbers.len().max(1) as f64;
    norm(numbers.iter().copied()) / count.sqrt()
}

/// The Euclidean norm, scaled so that no square overflows or vanishes; NaN if a number is.
pub(crate) fn norm(numbers: impl Iterator<Item = f64> + Clone) -> f64 {
    if numbers.clone().any(f64::is_nan) {
        return f64::NAN;
    }
    let largest = numbers
        .clone()
        .fold(0.0, |largest: f64, x| largest.max(x.abs()));
    if largest == 0.0 || !largest.is_finite() {
        return largest;
    }
    largest * numbers.map(|x| (x / largest).powi(2)).sum::<f64>().sqrt()
}

#[cfg(test)]
mod tests {
    use super::norm;

    #[test]
    fn norms_of_tiny_and_huge_numbers_neither_vanish_nor_overflow() {
        for size in [1e-200, 1.0, 1e200] {
            assert!((norm([3.0 * size, 4.0 * size].into_iter()) / size - 5.0).abs() < 1e-15);
        }
        assert_eq!(norm([].into_iter()), 0.0);
        assert!(norm([0.0, f64::NAN].into_iter()).is_nan());
    }
}
