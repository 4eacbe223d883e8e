//! What the measured components of a block stand for.

use crate::order::sort;
use crate::report::{BlockReport, ErrorExtent, ErrorModel, Probed};

/// How far what is known of the measured components reaches.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in super::super) enum Reach {
    /// Every component was measured.
    Whole,
    /// The block is wrong all over, or in most places: these are a sample of it, perhaps with a law that
    /// holds all over, and its constant.
    Sample(Option<(ErrorModel, f64)>),
    /// Along directions the wrong components have been found, alone or by lines, and all else is right.
    Located,
}

impl Reach {
    pub(in super::super) fn of(block: &BlockReport) -> Self {
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
    pub(in super::super) fn law(self) -> Option<(ErrorModel, f64)> {
        match self {
            Self::Sample(law) => law,
            Self::Whole | Self::Located => None,
        }
    }
}

/// The lines that a block is wrong in, each as axis and index.
pub(in super::super) fn wrong_lines(block: &BlockReport) -> Vec<(usize, usize)> {
    let extents = extents(block).iter();
    let mut lines: Vec<(usize, usize)> = extents.filter_map(|spread| spread.line).collect();
    sort(&mut lines);
    lines.dedup();
    lines
}

/// The run along an axis that it is wrong in, first and last index.
pub(in super::super) fn run(block: &BlockReport) -> Option<(usize, usize, usize)> {
    extents(block).iter().find_map(|spread| spread.run)
}

/// The law that a line follows.
pub(in super::super) fn law_of_line(block: &BlockReport) -> Option<(ErrorModel, f64)> {
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
