//! How many components were measured, and of how many, in words.

use super::super::view::View;
use super::Reach;
use crate::report::BlockReport;
use crate::wording::{among, grouped};

/// Directions that a law is read along.
const DIRECTIONS: usize = 2;

/// Whether some of these blocks were measured in part.
pub(in super::super) fn is_sample(blocks: &[&BlockReport]) -> bool {
    blocks.iter().any(|block| !block.is_measured_whole())
}

/// "components" where all were measured, else "components measured".
pub(in super::super) fn noun(blocks: &[&BlockReport]) -> &'static str {
    if is_sample(blocks) {
        "components measured"
    } else {
        "components"
    }
}

/// "all 12 components", "all 9,900 components": those that a statement is about.
pub(in super::super) fn all_components(blocks: &[&BlockReport]) -> String {
    let count = blocks.iter().map(|b| b.shape.count()).sum();
    let measured = blocks.iter().map(|b| b.components.len()).sum();
    match (is_sample(blocks), has_law(blocks) || is_zero(blocks)) {
        (false, _) => among(measured),
        (true, true) => format!("all {} components", grouped(count)),
        (true, false) => format!("all {measured} components measured"),
    }
}

/// "all 12 components", "all 5 components measured, and along 2 random directions over all 990,000".
pub(in super::super) fn measured(blocks: &[&BlockReport]) -> String {
    let measured: usize = blocks.iter().map(|b| b.components.len()).sum();
    if !is_sample(blocks) {
        return format!("all {measured} components");
    }
    let all = grouped(blocks.iter().map(|b| b.shape.count()).sum());
    if is_zero(blocks) {
        format!("all {measured} components measured; the gradient is zero in all {all}")
    } else if has_law(blocks) {
        format!(
            "all {measured} components measured, and along {DIRECTIONS} random directions over all {all}"
        )
    } else {
        format!("all {measured} components measured, of {all}")
    }
}

/// "the 3 others", "the 3 others that were measured".
pub(in super::super) fn others(view: &View<'_>, count: usize) -> String {
    let measured = match view.reach {
        Reach::Sample(_) => " that were measured",
        Reach::Whole | Reach::Located => "",
    };
    format!("the {count} others{measured}")
}

/// Whether directions have told a law of every block that was measured in part.
fn has_law(blocks: &[&BlockReport]) -> bool {
    let partly = blocks.iter().filter(|b| !b.is_measured_whole());
    let laws: Vec<bool> = partly.map(|b| Reach::of(b).law().is_some()).collect();
    laws.iter().all(|&has| has)
}

/// Whether the gradient of every block that was measured in part is zero all over.
fn is_zero(blocks: &[&BlockReport]) -> bool {
    let mut partly = blocks.iter().filter(|b| !b.is_measured_whole());
    let zeros = |b: &&BlockReport| b.probed.as_ref().map(|p| p.zeros) == Some(b.shape.count());
    partly.all(zeros)
}
