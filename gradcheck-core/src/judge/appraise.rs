//! What one measurement says, and which step would say more.

use super::Criteria;
use crate::differentiate::Measurement;

/// A retuned step is at most this much larger…
const LARGEST_RETUNE: f64 = 8.0;
/// …or smaller than the one before.
const SMALLEST_RETUNE: f64 = 1.0 / 1024.0;

/// The reading of one measurement.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Appraisal {
    /// The gradient agrees, and the bar resolves.
    Certified,
    /// The gradient may agree, but the bar is too wide; this step should narrow it.
    TooWide { retuned: f64 },
    /// The gradient disagrees.
    Suspicious,
}

/// Read a measurement.
pub(crate) fn appraise(criteria: &Criteria, m: &Measurement) -> Appraisal {
    if !criteria.agrees(m) {
        Appraisal::Suspicious
    } else if criteria.resolves(m) {
        Appraisal::Certified
    } else {
        Appraisal::TooWide { retuned: retune(m) }
    }
}

/// The step at which roundoff (falling like 1/h) and truncation (rising like h²) balance.
fn retune(m: &Measurement) -> f64 {
    let factor = (m.roundoff / (2.0 * m.truncation)).cbrt();
    // No truncation at all makes the quotient infinite, and neither roundoff makes it NaN.
    m.h * if factor.is_nan() {
        LARGEST_RETUNE
    } else {
        factor.clamp(SMALLEST_RETUNE, LARGEST_RETUNE)
    }
}
