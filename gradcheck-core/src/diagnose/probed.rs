//! What is other in the diagnosis of a large problem: a few measured components stand for many, and are counted honestly.

use crate::order::sort;
use crate::report::{BlockReport, ErrorExtent, ErrorModel, Probed};
use crate::wording::{among, grouped};

/// Directions that a law is read along.
const DIRECTIONS: usize = 2;

/// How far what is known of the measured components reaches.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Reach {
    /// Every component was measured.
    Whole,
    /// The block is wrong all over, or in most places: these are a sample of it, perhaps with a law that
    /// holds all over, and its constant.
    Sample(Option<(ErrorModel, f64)>),
    /// Along directions the wrong components have been found, alone or by lines, and all else is right.
    Located,
}

impl Reach {
    pub(super) fn of(block: &BlockReport) -> Self {
        let extents = block.probed.as_ref().map(|probed| &probed.extents);
        let Some(extents) = extents.filter(|_| !block.is_measured_whole()) else {
            return Self::Whole;
        };
        let is_all = |spread: &&ErrorExtent| spread.line.is_none() && spread.run.is_none();
        match extents.iter().find(is_all) {
            Some(spread) => Self::Sample(spread.law),
            // Directions say that it is wrong, and nothing where.
            None if block.wrong().next().is_none() => Self::Sample(None),
            None => Self::Located,
        }
    }

    /// The law that holds all over the block.
    pub(super) fn law(self) -> Option<(ErrorModel, f64)> {
        match self {
            Self::Sample(law) => law,
            Self::Whole | Self::Located => None,
        }
    }
}

/// The lines that a block is wrong in, each as axis and index.
pub(super) fn wrong_lines(block: &BlockReport) -> Vec<(usize, usize)> {
    let extents = extents(block).iter();
    let mut lines: Vec<(usize, usize)> = extents.filter_map(|spread| spread.line).collect();
    sort(&mut lines);
    lines.dedup();
    lines
}

/// The run along an axis that it is wrong in, first and last index.
pub(super) fn run(block: &BlockReport) -> Option<(usize, usize, usize)> {
    extents(block).iter().find_map(|spread| spread.run)
}

/// The law that a line follows.
pub(super) fn law_of_line(block: &BlockReport) -> Option<(ErrorModel, f64)> {
    let lines: Vec<&ErrorExtent> = extents(block).iter().filter(|s| s.line.is_some()).collect();
    match lines.as_slice() {
        [single] => single.law,
        _ => None,
    }
}

fn extents(block: &BlockReport) -> &[ErrorExtent] {
    let probed: Option<&Probed> = block.probed.as_ref();
    probed.map_or(&[], |probed| &probed.extents)
}

/// Whether some of these blocks were measured in part.
pub(super) fn is_sample(blocks: &[&BlockReport]) -> bool {
    blocks.iter().any(|block| !block.is_measured_whole())
}

/// "components" where all were measured, else "components measured".
pub(super) fn noun(blocks: &[&BlockReport]) -> &'static str {
    if is_sample(blocks) {
        "components measured"
    } else {
        "components"
    }
}

/// "all 12 components", "all 9,900 components": those that a statement is about.
pub(super) fn all_components(blocks: &[&BlockReport]) -> String {
    let count = blocks.iter().map(|b| b.shape.count()).sum();
    let measured = blocks.iter().map(|b| b.components.len()).sum();
    match (is_sample(blocks), has_law(blocks) || is_zero(blocks)) {
        (false, _) => among(measured),
        (true, true) => format!("all {} components", grouped(count)),
        (true, false) => format!("all {measured} components measured"),
    }
}

/// "all 12 components", "all 5 components measured, and along 2 random directions over all 990,000".
pub(super) fn measured(blocks: &[&BlockReport]) -> String {
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
