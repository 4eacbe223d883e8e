//! What one measurement says, and which step would say more.

use super::Tolerances;
use crate::differentiate::{ErrorBar, Measurement};

/// A retuned step is at most this much larger…
const LARGEST_RETUNE: f64 = 64.0;
/// …or smaller than the one before.
const SMALLEST_RETUNE: f64 = 1.0 / 1024.0;

/// A step is worth a measurement if it is larger or smaller by this factor.
const WORTHWHILE: f64 = 2.0;

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
pub(crate) fn assess(tolerances: &Tolerances, m: &Measurement) -> Appraisal {
    if !tolerances.agrees(m) {
        Appraisal::Suspicious
    } else if tolerances.resolves(m, tolerances.bar(m).smooth())
        && better_step(tolerances, m).is_none()
    {
        Appraisal::Certified
    } else {
        let retuned = m.h * retune(&tolerances.bar(m));
        Appraisal::TooWide { retuned }
    }
}

/// The step that would tell more of an agreement that is owed to the bar alone, beyond the tolerance, where that bar
/// is wider than the tolerance.
pub(super) fn better_step(tolerances: &Tolerances, m: &Measurement) -> Option<f64> {
    let is_beyond = m.disagreement.abs() > tolerances.tolerance(m);
    let leans_on_bar = is_beyond && !tolerances.is_finer_than_tolerance(m);
    let factor = retune(&tolerances.bar(m));
    let is_better = !(1.0 / WORTHWHILE..WORTHWHILE).contains(&factor);
    (leans_on_bar && is_better).then_some(m.h * factor)
}

/// The factor to the step at which roundoff (falling like 1/h) and truncation (rising like h²)
/// balance.
pub(super) fn retune(bar: &ErrorBar) -> f64 {
    let factor = (bar.roundoff / (2.0 * bar.truncation)).cbrt();
    // No truncation at all makes the quotient infinite, and neither roundoff makes it NaN.
    if factor.is_nan() {
        LARGEST_RETUNE
    } else {
        factor.clamp(SMALLEST_RETUNE, LARGEST_RETUNE)
    }
}

pub(super) fn certifies(tolerances: &Tolerances, m: &Measurement) -> bool {
    assess(tolerances, m) == Appraisal::Certified
}

pub(super) fn is_suspicious(tolerances: &Tolerances, m: &Measurement) -> bool {
    assess(tolerances, m) == Appraisal::Suspicious
}
