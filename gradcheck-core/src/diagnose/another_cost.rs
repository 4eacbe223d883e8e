//! A gradient that is wrong everywhere, and yet the gradient of some cost: of some of the samples, say.

use super::laboratory::Laboratory;
use super::probed::{Reach, words};
use super::view::View;
use crate::report::{BlockReport, Finding, FindingKind};

/// A gradient whose derivative is asymmetric by less than this share of its disagreement is one.
const SYMMETRIC: f64 = 1e-3;
/// The derivative is known to about this share.
const KNOWN_TO: f64 = 1e-6;
/// Most components of a block are wrong from this share on.
const MOST: f64 = 0.5;

/// The finding, if all blocks together are the gradient of another cost.
pub(super) fn another_cost(
    open: &[&View<'_>],
    views: &[View<'_>],
    blocks: &[BlockReport],
    laboratory: &mut Laboratory<'_>,
) -> Option<Finding> {
    let failing: Vec<&View<'_>> = views.iter().filter(|v| !v.wrong.is_empty()).collect();
    // A few wrong components that influence each other little would look symmetric, too.
    let wrong: usize = open.iter().map(|v| v.wrong.len()).sum();
    let compared: usize = open.iter().map(|v| compared(v)).sum();
    let is_most = wrong as f64 > MOST * compared as f64 && wrong > 1;
    let is_alone = failing.len() < 2 && blocks.len() > 1;
    if is_alone || !is_most {
        return None;
    }
    // What is explained by other things may be a cost's gradient as well.
    let sizes = open.iter().map(|v| size(v));
    let relative = sizes.fold(f64::INFINITY, f64::min);
    let all: Vec<&BlockReport> = blocks.iter().collect();
    let curl = laboratory.curl(&all)?;
    if curl > SYMMETRIC * relative.min(1.0) || relative < KNOWN_TO / SYMMETRIC {
        return None;
    }
    let paths: Vec<String> = failing.iter().map(|v| v.path().to_owned()).collect();
    let wrong: usize = failing.iter().map(|v| v.wrong.len()).sum();
    let of: usize = failing.iter().map(|v| v.len()).sum();
    let of_failing: Vec<&BlockReport> = failing.iter().map(|v| v.block).collect();
    let components = words::noun(&of_failing);
    let short =
        "the gradient is that of another cost: some samples don't count, or the loss is another"
            .to_owned();
    Some(Finding {
        blocks: paths,
        ..Finding::new(FindingKind::SomeSamplesOnly, "", short.clone())
            .in_words(short)
            .because(format!(
                "{wrong} of {of} {components} are wrong, and yet the gradient's own derivative is symmetric (to {curl:.0e}), as only that of a gradient is"
            ))
            .counting(wrong, of)
    })
}

/// How many components were compared; what directions have passed was.
pub(super) fn compared(view: &View<'_>) -> usize {
    match view.reach {
        Reach::Located => view.block.shape.count(),
        _ => view
            .block
            .components
            .iter()
            .filter(|c| c.is_verified())
            .count(),
    }
}

/// The disagreement of a block, relative to its gradient.
fn size(view: &View<'_>) -> f64 {
    let apart = view.wrong.iter().map(|&i| view.disagreement(i).abs());
    let size = |i: usize| view.analytic[i].abs().max(view.numeric[i].abs());
    let largest = (0..view.len()).map(size).fold(0.0, f64::max);
    apart.fold(0.0, f64::max) / largest
}
