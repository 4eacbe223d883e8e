//! A gradient that has the digits of an f32 only.

use super::probed::{Reach, words};
use super::view::View;
use crate::report::{Finding, FindingKind};

/// A disagreement below so many roundoffs of an f32, relative to the block, is a matter of digits.
const ROUNDOFFS: f64 = 64.0;
const ROUNDOFF: f64 = 1.0 / 16_777_216.0;

/// The finding, if all of these blocks agree to six digits and no further.
pub(super) fn precision(views: &[&View<'_>]) -> Option<Finding> {
    let is_rounded = |view: &&View<'_>| {
        let largest = (0..view.len()).map(|i| view.analytic[i].abs());
        let within = ROUNDOFFS * ROUNDOFF * largest.fold(0.0, f64::max);
        view.wrong
            .iter()
            .all(|&i| view.disagreement(i).abs() <= within)
    };
    let wrong: usize = views.iter().map(|v| v.wrong.len()).sum();
    #[allow(clippy::cast_possible_truncation)] // whether it does is the question
    let is_single = |x: f64| f64::from(x as f32) == x;
    let singles = || views.iter().flat_map(|v| v.analytic.iter().copied());
    let all_single = singles().all(is_single);
    // A few components that are wrong among right ones are no matter of digits.
    if views.iter().any(|view| view.reach == Reach::Located) {
        return None;
    }
    if views.is_empty() || !views.iter().all(is_rounded) || (wrong < 2 && !all_single) {
        return None;
    }
    let paths: Vec<String> = views.iter().map(|v| v.path().to_owned()).collect();
    let blocks: Vec<_> = views.iter().map(|v| v.block).collect();
    let is_sample = words::is_sample(&blocks);
    let measured = if is_sample { " that was measured" } else { "" };
    let of: usize = views.iter().map(|v| v.len()).sum();
    let short = "right to six digits and no further, as where f32 takes part".to_owned();
    let numbers = if all_single {
        "; all numbers of the gradient are f32 numbers"
    } else {
        ""
    };
    Some(Finding {
        blocks: paths.clone(),
        ..Finding::new(FindingKind::Precision, "", short.clone())
            .in_words(format!("{}: {short}", paths.join(", ")))
            .because(format!(
                "no component{measured} is off by more than {ROUNDOFFS} roundoffs of an f32{numbers}"
            ))
            .mended(
                "computing the gradient in f64, or a `tol` of 1e-5, makes the check pass"
                    .to_owned(),
            )
            .counting(wrong, of)
    })
}
