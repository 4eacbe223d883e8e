//! Naming the mistake: what the numbers of a failing block have in common.
//!
//! In: judged blocks. Out: [`Finding`]s, each with the evidence for it. Nothing is found in a block
//! that doesn't fail, and a finding that explains less than all of a block's components isn't made.

mod factor;
mod finding;

pub use finding::{Finding, FindingKind};

use crate::judge::{BlockReport, Component};
use factor::Factor;
pub(crate) use factor::four_digits;

/// Wrong components that are named one by one.
const NAMED: usize = 3;

/// What can be said of the blocks that fail, most telling first.
pub(crate) fn diagnose(blocks: &[BlockReport]) -> Vec<Finding> {
    let failing: Vec<&BlockReport> = blocks
        .iter()
        .filter(|b| b.wrong().next().is_some())
        .collect();
    let factors: Vec<Option<Factor>> = failing.iter().map(|block| Factor::of(block)).collect();
    if let Some(whole) = whole_cost_scaled(blocks, &failing, &factors) {
        return vec![whole];
    }
    let explained = failing.iter().zip(factors);
    explained
        .map(|(block, factor)| factor.map_or_else(|| unexplained(block), |f| f.finding(block)))
        .collect()
}

/// The same factor in every block that was compared: the cost is scaled and the gradient isn't.
fn whole_cost_scaled(
    blocks: &[BlockReport],
    failing: &[&BlockReport],
    factors: &[Option<Factor>],
) -> Option<Finding> {
    let compared = blocks
        .iter()
        .filter(|b| b.components.iter().any(|c| c.verified))
        .count();
    let first = factors.first().copied().flatten()?;
    let same = factors.iter().all(|f| f.is_some_and(|f| f.is_same(first)));
    (failing.len() > 1 && failing.len() == compared && same && !first.is_zero())
        .then(|| first.finding_of_whole(failing))
}

/// Which components are wrong, where no pattern fits.
fn unexplained(block: &BlockReport) -> Finding {
    let (wrong, of) = (block.wrong().count(), block.components.len());
    let mut names: Vec<&str> = block.wrong().take(NAMED).map(Component::path).collect();
    if wrong > NAMED {
        names.push("…");
    }
    let short = match (wrong, of) {
        (_, 1) => "by no usual factor".to_owned(),
        (wrong, of) if wrong == of => format!("all {of} components, by no constant factor"),
        (wrong, of) => format!("{wrong} of {of} components: {}", names.join(", ")),
    };
    Finding {
        kind: FindingKind::Unexplained,
        blocks: vec![block.path.clone()],
        message: format!("no pattern fits {} ({short})", block.path),
        short,
        evidence: format!(
            "{wrong} of {of} disagree beyond tolerance and error bar, at several steps"
        ),
        mend: None,
    }
}
