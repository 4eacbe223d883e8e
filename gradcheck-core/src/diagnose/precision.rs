//! A gradient that has the digits of an f32 only: it is made of f32 numbers, or right to as many digits as these have.

use super::probed::{self, Reach};
use super::view::View;
use crate::norm::largest;
use crate::report::{Finding, FindingKind};

/// A disagreement below so many roundoffs of an f32, relative to the block, is a matter of digits.
const ROUNDOFFS: f64 = 64.0;
const ROUNDOFF: f64 = 1.0 / 16_777_216.0;
/// A number that was rounded once or twice is off by less.
const OWN: f64 = 2.0;
/// The tolerance that is advised where it is enough.
const LOOSE: f64 = 1e-5;

/// The finding, if all of these blocks agree to six digits and no further, and f32 is why.
pub(super) fn precision(views: &[&View<'_>]) -> Option<Finding> {
    // A few components that are wrong among right ones are no matter of digits.
    let wrong: usize = views.iter().map(|v| v.wrong.len()).sum();
    if wrong == 0 || views.iter().any(|view| view.reach == Reach::Located) {
        return None;
    }
    let is_within = |view: &&View<'_>| {
        let within = ROUNDOFFS * ROUNDOFF * largest(&view.analytic);
        let mut wrong = view.wrong.iter();
        wrong.all(|&i| view.disagreement(i).abs() <= within)
    };
    if !views.iter().all(is_within) {
        return None;
    }
    #[allow(clippy::cast_possible_truncation)] // whether it does is the question
    let is_single = |x: f64| f64::from(x as f32) == x;
    let analytic = || views.iter().flat_map(|v| v.analytic.iter().copied());
    // Whole numbers are f32 numbers, whatever they come from.
    let fractions = analytic().filter(|x| x.fract() != 0.0).count();
    let all_single = fractions > 0 && analytic().all(is_single);
    let blocks: Vec<_> = views.iter().map(|v| v.block).collect();
    // Constants that an f32 had leave a smooth error, which is that of each number by itself.
    let are_rounded = views.iter().all(|view| {
        let mut wrong = view.wrong.iter();
        wrong.all(|&i| view.disagreement(i).abs() <= OWN * ROUNDOFF * view.numeric[i].abs())
    });
    let evidence = match () {
        () if all_single => "all numbers of the gradient are f32 numbers".to_owned(),
        () if are_rounded && wrong > 1 => {
            format!("each of them is right to {OWN} roundoffs of an f32")
        }
        () => return None,
    };
    let paths: Vec<String> = views.iter().map(|v| v.path().to_owned()).collect();
    let measured = if probed::is_sample(&blocks) {
        " that was measured"
    } else {
        ""
    };
    let of: usize = views.iter().map(|v| v.len()).sum();
    let short = "right to six digits and no further, as where f32 takes part".to_owned();
    let is_enough = blocks.iter().all(|b| b.relative_error() < LOOSE);
    let mend = if is_enough {
        "computing the gradient in f64, or a `tol` of 1e-5, makes the check pass"
    } else {
        "computing the gradient in f64 lets it be checked"
    };
    let message = format!("{}: {short}", paths.join(", "));
    Some(
        Finding::of_blocks(FindingKind::Precision, paths, short)
            .in_words(message)
            .because(format!(
                "no component{measured} is off by more than {ROUNDOFFS} roundoffs of an f32; {evidence}"
            ))
            .mended(mend.to_owned())
            .counting(wrong, of),
    )
}
