//! What the measured components of a block stand for.

use crate::report::{BlockReport, Law, Probed, Spread};

/// How far what is known of the measured components reaches.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in super::super) enum Reach {
    /// Every component was measured.
    Whole,
    /// The block is wrong all over, or in most places: these are a sample of it, perhaps with a law that
    /// holds all over, and its constant.
    Sample(Option<(Law, f64)>),
    /// Along directions the wrong components have been found, alone or by lines, and all else is right.
    Located,
}

impl Reach {
    pub(in super::super) fn of(block: &BlockReport) -> Self {
        let spreads = block.probed.as_ref().map(|probed| &probed.spreads);
        let Some(spreads) = spreads.filter(|_| !block.is_measured_whole()) else {
            return Self::Whole;
        };
        let is_all = |spread: &&Spread| spread.line.is_none() && spread.run.is_none();
        match spreads.iter().find(is_all) {
            Some(spread) => Self::Sample(spread.law),
            // Directions say that it is wrong, and nothing where.
            None if block.wrong().next().is_none() => Self::Sample(None),
            None => Self::Located,
        }
    }

    /// The law that holds all over the block.
    pub(in super::super) fn law(self) -> Option<(Law, f64)> {
        match self {
            Self::Sample(law) => law,
            Self::Whole | Self::Located => None,
        }
    }
}

/// The lines that a block is wrong in, each as axis and index.
pub(super) fn lines(block: &BlockReport) -> Vec<(usize, usize)> {
    let spreads = spreads(block).iter();
    let mut lines: Vec<(usize, usize)> = spreads.filter_map(|spread| spread.line).collect();
    lines.sort_unstable();
    lines.dedup();
    lines
}

/// The run along an axis that it is wrong in, first and last index.
pub(super) fn run(block: &BlockReport) -> Option<(usize, usize, usize)> {
    spreads(block).iter().find_map(|spread| spread.run)
}

/// The law that a line follows.
pub(super) fn law_of_line(block: &BlockReport) -> Option<(Law, f64)> {
    let lines: Vec<&Spread> = spreads(block).iter().filter(|s| s.line.is_some()).collect();
    match lines.as_slice() {
        [single] => single.law,
        _ => None,
    }
}

fn spreads(block: &BlockReport) -> &[Spread] {
    let probed: Option<&Probed> = block.probed.as_ref();
    probed.map_or(&[], |probed| &probed.spreads)
}
