//! A gradient that is wrong everywhere, and yet the gradient of some cost: what it is off by is a gradient itself, here
//! and at other points. Samples or terms don't count, or the loss is another; the chain behind it is consistent.

use super::laboratory::Laboratory;
use super::probed::{self, Reach};
use super::view::View;
use crate::report::{BlockReport, Finding, FindingKind};
use crate::wording::count;

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
    let points = laboratory.is_off_by_a_gradient(&all, relative.min(1.0))? - 1;
    let paths: Vec<String> = failing.iter().map(|v| v.path().to_owned()).collect();
    let wrong: usize = failing.iter().map(|v| v.wrong.len()).sum();
    let of: usize = failing.iter().map(|v| v.len()).sum();
    let of_failing: Vec<&BlockReport> = failing.iter().map(|v| v.block).collect();
    let components = probed::noun(&of_failing);
    let short =
        "the gradient is that of another cost: samples or terms differ, or a slope is wrong"
            .to_owned();
    let points = count(points, "other point");
    Some(
        Finding::of_blocks(FindingKind::AnotherCost, paths, short)
            .because(format!(
                "{wrong} of {of} {components} are wrong; what they are off by has a symmetric derivative, here and at {points}, as only a gradient has"
            ))
            .counting(wrong, of),
    )
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
pub(super) fn size(view: &View<'_>) -> f64 {
    let apart = view.wrong.iter().map(|&i| view.disagreement(i).abs());
    let size = |i: usize| view.analytic[i].abs().max(view.numeric[i].abs());
    let largest = (0..view.len()).map(size).fold(0.0, f64::max);
    apart.fold(0.0, f64::max) / largest
}
