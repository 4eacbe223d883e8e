//! A factor that was fitted where the bars say too little is that of the other blocks, if a trial leaves less with that.
//!
//! The numeric derivative leans on the slopes that are returned. Where these are twelve times what they should be, what
//! is left of the truncation may be the same share of each component of a block: all of them agree on 11.9998.

use super::factor::Factor;
use super::laboratory::Laboratory;
use super::mend::Mend;
use super::view::View;

/// Factors as near as this may be one.
const NEAR: f64 = 1e-3;
/// The better of two leaves so many times less.
const LESS: f64 = 10.0;

/// Whether a factor is so near to the one that was fitted that a trial must tell, and leaves less.
pub(super) fn is_rather(
    view: &View<'_>,
    other: Factor,
    fitted: Factor,
    laboratory: &mut Laboratory<'_>,
) -> bool {
    if (other.value - fitted.value).abs() > NEAR * fitted.value.abs() {
        return false;
    }
    let (Some((by_other, is_allowed)), Some((by_fitted, _))) = (
        left(view, other, laboratory),
        left(view, fitted, laboratory),
    ) else {
        return false;
    };
    is_allowed && LESS * by_other <= by_fitted
}

/// The share of a block's gradient that the mend of a factor leaves, and whether that is allowed.
fn left(view: &View<'_>, factor: Factor, laboratory: &mut Laboratory<'_>) -> Option<(f64, bool)> {
    let place = laboratory.place(view.path())?;
    let right = factor.right()?;
    laboratory.leaves(&[Mend { place, right }])
}
