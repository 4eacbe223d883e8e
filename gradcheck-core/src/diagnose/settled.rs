//! A factor that was fitted where the bars say too little: it is that of other blocks, or one that has a name, if a
//! trial leaves less with that than with the one that was fitted.
//!
//! The numeric derivative leans on the slopes that are returned. Where these are twelve times what they should be, what
//! is left of the truncation may be the same share of each component of a block: all of them agree on 11.9998.

use super::constants::Dimensions;
use super::explained::{Case, Guess};
use super::factor::Factor;
use super::laboratory::Laboratory;
use super::mend::Mend;
use super::view::View;

/// Factors as near as this may be one.
const NEAR: f64 = 1e-3;
/// The better of two leaves so many times less.
const LESS: f64 = 10.0;

/// Each factor without a name is tried against those of other blocks, and against the nearest with a name.
pub(super) fn settle(
    cases: &mut [Case<'_>],
    dimensions: &Dimensions,
    laboratory: &mut Laboratory<'_>,
) {
    let told: Vec<Factor> = cases.iter().flat_map(Case::factors).map(|f| f.0).collect();
    let exact: Vec<Factor> = told.into_iter().filter(|f| f.is_exact).collect();
    for case in cases {
        let view = case.view;
        for (guess, tried) in &mut case.told {
            let Guess::Factor(fitted) = guess else {
                continue;
            };
            if fitted.is_exact || tried.is_none() {
                continue;
            }
            let named = dimensions.exact(fitted.value, NEAR);
            let named = named.map(|value| fitted.being(value));
            let others = exact.iter().map(|other| fitted.being(other.value));
            let mut others = others.chain(named);
            if let Some(other) = others.find(|other| is_rather(view, *other, *fitted, laboratory)) {
                *fitted = other;
            } else if let Some((left, false)) = left(view, *fitted, laboratory) {
                fitted.leaves = left;
            }
        }
    }
}

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
