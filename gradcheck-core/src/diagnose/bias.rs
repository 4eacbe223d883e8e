//! A bias that isn't summed over the batch: the weights of its layer are right, and its gradient is that of
//! another cost, such as that of one sample. What it has and what it lacks both change with the weights, as the
//! samples' shares do, and a penalty on the bias doesn't.

use super::another_cost::size;
use super::laboratory::Laboratory;
use super::layers::{is_bias, is_matrix, stages};
use super::probed;
use super::view::{Guess, View};
use crate::report::{BlockReport, Finding, FindingKind, Verdict};
use crate::wording::so_many;

/// A bias that is off by less of it is no sum of fewer samples.
const OF_DIGITS: f64 = 1e-3;

/// The finding for a failing bias that no guess explains.
pub(super) fn bias_not_summed(
    view: &View<'_>,
    blocks: &[BlockReport],
    is_explained: &dyn Fn(&BlockReport) -> bool,
    laboratory: Option<&mut Laboratory<'_>>,
) -> Option<Finding> {
    let block = view.block;
    let is_most = 2 * view.wrong.len() > view.speaks_of() && size(view) > OF_DIGITS;
    if !is_bias(block) || !is_most || view.len() < 2 {
        return None;
    }
    let weights = weights_beside(block, blocks, is_explained)?;
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
        let is_of_samples =
            laboratory.is_of_a_cost(block)? && laboratory.differs_by(block, weights)?;
        is_of_samples.then_some(())?;
        let what = "isn't the sum over the batch";
        (
            what,
            format!(
                "by no constant factor, and yet the gradient of {path} is that of a cost, such as that of one sample; {} of the same layer is {}",
                weights.path(),
                if is_explained(weights) {
                    "wrong in another way"
                } else {
                    "right"
                }
            ),
        )
    };
    let wrong = view.wrong.len();
    let components = probed::noun(&[block]);
    let count = so_many(wrong, view.len());
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

/// Weights of the same layer that are right, or would be by what explains them; where the names don't tell the layer, some of the same width, as
/// long as all else is right.
fn weights_beside<'a>(
    bias: &BlockReport,
    blocks: &'a [BlockReport],
    is_explained: &dyn Fn(&BlockReport) -> bool,
) -> Option<&'a BlockReport> {
    let stages = stages(blocks);
    let own = blocks.iter().position(|b| b.path == bias.path)?;
    // Where there are vectors only it is no bias of a layer, whatever it is called.
    if !blocks.iter().any(is_matrix) {
        return None;
    }
    let is_known = |b: &BlockReport| b.verdict == Verdict::Pass || is_explained(b);
    let is_right = |b: &BlockReport| is_known(b) && b.is_compared() && !is_bias(b);
    let right = || blocks.iter().zip(&stages).filter(|(b, _)| is_right(b));
    let beside = right().find(|(_, stage)| stage.is_same_layer(&stages[own]));
    let mut others = blocks.iter().filter(|b| b.path != bias.path);
    let all_else = others.all(|b| b.verdict != Verdict::Fail || is_explained(b));
    let has_width = |b: &BlockReport| b.shape.lengths().contains(&bias.shape.count());
    let of_width = || right().find(|(b, _)| all_else && has_width(b));
    beside.or_else(of_width).map(|(b, _)| b)
}
