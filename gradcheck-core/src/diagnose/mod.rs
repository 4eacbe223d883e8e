//! Naming the mistake: what the numbers of a failing block have in common.
//!
//! In: judged blocks. Out: [`Finding`]s, each with the evidence for it. Nothing is found in a block
//! that doesn't fail, and a finding that explains less than all of a block's components isn't made.

mod conjugate;
mod factor;
mod finding;
mod matrix;

pub use finding::{Finding, FindingKind};

use crate::judge::{BlockReport, Component};
use conjugate::conjugate;
use factor::Factor;
pub(crate) use factor::four_digits;
pub(crate) use matrix::diagnose_matrix;

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
        .map(|(block, factor)| {
            let finding = factor.map(|factor| factor.finding(block));
            let finding = finding.or_else(|| conjugate(block));
            finding.unwrap_or_else(|| unexplained(block))
        })
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
    let wrong: Vec<&Component> = block.wrong().collect();
    let of = block.components.len();
    let (kind, short) = match wrong.as_slice() {
        [single] if of > 1 => (
            FindingKind::SingleComponent,
            format!("only {} of {of} components", single.path),
        ),
        [_] => (FindingKind::Unexplained, "by no usual factor".to_owned()),
        all if all.len() == of => (
            FindingKind::Unexplained,
            format!("all {of} components, by no constant factor"),
        ),
        some => {
            let mut names: Vec<&str> = some.iter().take(NAMED).map(|c| c.path()).collect();
            names.extend((some.len() > NAMED).then_some("…"));
            let short = format!("{} of {of} components: {}", some.len(), names.join(", "));
            (FindingKind::Unexplained, short)
        }
    };
    let message = match kind {
        FindingKind::SingleComponent => format!("{} is wrong: {short}", block.path),
        _ => format!("no pattern fits {}: {short}", block.path),
    };
    let wrong = wrong.len();
    Finding {
        kind,
        blocks: vec![block.path.clone()],
        message,
        short,
        evidence: format!(
            "{wrong} of {of} disagree beyond tolerance and error bar, at several steps"
        ),
        mend: None,
    }
}
