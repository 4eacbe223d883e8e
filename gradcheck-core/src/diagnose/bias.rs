//! A bias that isn't summed over the batch: the weights of its layer are right, and so is what they and it
//! are computed from.

use super::layers::{is_bias, stages};
use super::view::View;
use super::{Finding, FindingKind};
use crate::{BlockReport, Verdict};

/// The finding for a failing bias that no guess explains.
pub(super) fn bias_not_summed(view: &View<'_>, blocks: &[BlockReport]) -> Option<Finding> {
    let block = view.block;
    let mostly = 2 * view.wrong.len() > view.len();
    if !is_bias(block) || !mostly || (view.len() > 1 && view.wrong.len() == 1) {
        return None;
    }
    let weights = weights_beside(block, blocks)?;
    let path = view.path();
    let total: f64 = view.numeric.iter().sum();
    let is_total = view.len() > 1 && view.fits(view.len() as f64, |_| total).is_some();
    let (short, evidence) = if is_total {
        (
            "it is summed over the units as well as over the batch",
            format!("every component is {total:.6}, the sum of all numeric ones"),
        )
    } else {
        (
            "it isn't the sum over the batch",
            format!(
                "by no constant factor, while {weights} of the same layer is right: only the sum over the batch is between them"
            ),
        )
    };
    Some(
        Finding::new(FindingKind::BiasNotSummed, path, short.to_owned())
            .in_words(format!("{path}: {short}"))
            .because(format!(
                "{} of {} components are wrong, {evidence}",
                view.wrong.len(),
                view.len()
            ))
            .counting(view.wrong.len(), view.len()),
    )
}

/// Weights of the same layer that are right.
fn weights_beside<'a>(bias: &BlockReport, blocks: &'a [BlockReport]) -> Option<&'a str> {
    let stages = stages(blocks);
    let own = blocks.iter().position(|b| b.path == bias.path)?;
    let beside = blocks.iter().zip(&stages).filter(|(b, stage)| {
        b.path != bias.path
            && stage.is_same_layer(&stages[own])
            && b.verdict == Verdict::Pass
            && b.components.iter().any(|c| c.verified)
    });
    let mut beside = beside.map(|(b, _)| b).filter(|b| !is_bias(b));
    beside.next().map(BlockReport::path)
}
