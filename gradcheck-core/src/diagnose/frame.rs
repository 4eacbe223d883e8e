//! The gradient of a rotation or a pose, taken on the other side.
//!
//! With R · Exp(δ) for Exp(δ) · R the gradient is multiplied by R: it keeps its length, and of a pose the
//! translation's part does (Solà, Deray and Atchuthan 2018).

use super::view::View;
use crate::report::{Finding, FindingKind};
use approx::relative_eq;

/// Numbers of a rotation's tangent vector, and of a pose's translation.
const PART: usize = 3;
/// Two lengths are the same within this relative distance.
const SAME_WITHIN: f64 = 1e-6;

/// The finding, if the gradient has the right length and another direction.
pub(super) fn other_frame(view: &View<'_>) -> Option<Finding> {
    let is_of_rotation = view.block.is_tangent && (view.len() == PART || view.len() == 2 * PART);
    let length = |numbers: &[f64]| numbers[..PART].iter().map(|x| x * x).sum::<f64>().sqrt();
    let moved = view.wrong.iter().filter(|&&i| i < PART).count();
    if !is_of_rotation || moved < 2 || !view.is_whole() {
        return None;
    }
    let (analytic, numeric) = (length(&view.analytic), length(&view.numeric));
    let path = view.path();
    let short =
        "the right length in another direction, as on the other side of the rotation".to_owned();
    relative_eq!(analytic, numeric, max_relative = SAME_WITHIN).then(|| {
        Finding::new(FindingKind::OtherFrame, path, short.clone())
            .in_words(format!("{path} has {short}: R · Exp(δ) for Exp(δ) · R, or the reverse"))
            .because(format!(
                "analytic and numeric have the length {numeric:.6}, and {moved} of 3 components differ"
            ))
            .mended(format!(
                "multiplying the gradient of {path} by R or its transpose, or `#[params(with = grad_check::nalgebra::left)]`, makes the check pass"
            ))
            .counting(view.wrong.len(), view.len())
    })
}
