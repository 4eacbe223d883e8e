//! A bias that isn't summed over the batch: the weights of its layer are right, and its gradient is that of
//! another cost, such as that of one sample. What it has and what it lacks both change with the weights, as the
//! samples' shares do, and a penalty on the bias doesn't; and no factor is all that is wrong.

use super::constants::Dimensions;
use super::factor::Factor;
use super::laboratory::Laboratory;
use super::layers::{is_bias, is_matrix, stages};
use super::probed::words;
use super::view::{Guess, View};
use crate::report::{BlockReport, Finding, FindingKind, Verdict};

/// The finding for a failing bias that no guess explains.
pub(super) fn bias_not_summed(
    view: &View<'_>,
    blocks: &[BlockReport],
    dimensions: &Dimensions,
    laboratory: Option<&mut Laboratory<'_>>,
) -> Option<Finding> {
    let block = view.block;
    if !is_bias(block) || 2 * view.wrong.len() <= view.speaks_of() || view.len() < 2 {
        return None;
    }
    let weights = weights_beside(block, blocks)?;
    let path = view.path();
    let (what, evidence) = if view.is_whole() && is_total(view) {
        let what = "is summed over the units as well as over the batch";
        let total: f64 = view.numeric.iter().sum();
        (
            what,
            format!("each is {total:.6}, the sum of all numeric ones"),
        )
    } else {
        let laboratory = laboratory?;
        let is_of_samples = Factor::of(block, dimensions).is_none()
            && laboratory.is_of_another_cost(block)
            && laboratory.differs_by(block, weights)?;
        is_of_samples.then_some(())?;
        let what = "isn't the sum over the batch";
        (
            what,
            format!(
                "by no constant factor, and yet the gradient of {path} is that of a cost, such as that of one sample; {} of the same layer is right",
                weights.path()
            ),
        )
    };
    let wrong = view.wrong.len();
    let components = words::noun(&[block]);
    let count = if wrong == view.len() {
        format!("all {wrong}")
    } else {
        format!("{wrong} of {}", view.len())
    };
    Some(
        Finding::new(FindingKind::BiasNotSummed, path, format!("it {what}"))
            .in_words(format!("{path} {what}"))
            .because(format!("{count} {components} are wrong, {evidence}"))
            .counting(wrong, view.len()),
    )
}

/// Whether every component is the sum of all of them.
fn is_total(view: &View<'_>) -> bool {
    let total = Guess {
        value: view.numeric.iter().sum(),
        bar: (0..view.len()).map(|i| view.measured(i).bar).sum(),
        size: view.measured(0).size,
    };
    view.fits(|_| total).is_some()
}

/// Weights of the same layer that are right; where the names don't tell the layer, some of the same width, as
/// long as all else is right.
fn weights_beside<'a>(bias: &BlockReport, blocks: &'a [BlockReport]) -> Option<&'a BlockReport> {
    let stages = stages(blocks);
    let own = blocks.iter().position(|b| b.path == bias.path)?;
    // Where there are vectors only it is no bias of a layer, whatever it is called.
    if !blocks.iter().any(is_matrix) {
        return None;
    }
    let is_right = |b: &BlockReport| b.verdict == Verdict::Pass && b.is_compared() && !is_bias(b);
    let right = || blocks.iter().zip(&stages).filter(|(b, _)| is_right(b));
    let beside = right().find(|(_, stage)| stage.is_same_layer(&stages[own]));
    let mut others = blocks.iter().filter(|b| b.path != bias.path);
    let all_else = others.all(|b| b.verdict != Verdict::Fail);
    let has_width = |b: &BlockReport| b.shape.lengths().contains(&bias.shape.count());
    let of_width = || right().find(|(b, _)| all_else && has_width(b));
    beside.or_else(of_width).map(|(b, _)| b)
}
