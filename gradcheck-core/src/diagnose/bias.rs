//! A bias that isn't summed over the batch: the weights of its layer are right, and so is what they and it
//! are computed from.

use super::layers::{is_bias, stages};
use super::view::{Guess, View};
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
    let bar = (0..view.len()).map(|i| view.measured(i).bar).sum();
    let total_of = |i: usize| Guess {
        value: total,
        bar,
        ..view.measured(i)
    };
    let is_total = view.len() > 1 && view.fits(total_of).is_some();
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

/// Weights of the same layer that are right; where the names don't tell the layer, some of the same width, as
/// long as all else is right.
fn weights_beside<'a>(bias: &BlockReport, blocks: &'a [BlockReport]) -> Option<&'a str> {
    let stages = stages(blocks);
    let own = blocks.iter().position(|b| b.path == bias.path)?;
    let is_right = |b: &BlockReport| {
        b.verdict == Verdict::Pass && b.components.iter().any(|c| c.verified) && !is_bias(b)
    };
    let right = || blocks.iter().zip(&stages).filter(|(b, _)| is_right(b));
    let beside = right().find(|(_, stage)| stage.is_same_layer(&stages[own]));
    let mut others = blocks.iter().filter(|b| b.path != bias.path);
    let all_else = others.all(|b| b.verdict != Verdict::Fail);
    let has_width = |b: &BlockReport| b.shape.lengths().contains(&bias.components.len());
    let of_width = || right().find(|(b, _)| all_else && has_width(b));
    beside.or_else(of_width).map(|(b, _)| b.path())
}
