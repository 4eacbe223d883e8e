//! Maps of wrong components: a character a component, where they form a pattern that an eye sees at once.
//!
//! `grid` lays the components out in rows and columns, `pattern` tells whether the wrong ones among them
//! form anything, `sketch` draws them on few enough characters.

mod draw;
mod grid;
mod pattern;

use crate::report::{Report, Verdict};
use grid::Grid;

/// One matrix, drawn.
#[derive(Debug, PartialEq)]
pub(crate) struct ErrorMap {
    /// What it is of: `W2`, or `W2[3, *, *]`.
    pub(crate) of: String,
    pub(crate) lines: Vec<String>,
    /// What the characters mean, and which part of the matrix they show.
    pub(crate) legend: String,
}

/// The maps of all matrices whose wrong components form a pattern, within so many columns.
pub(crate) fn error_maps(report: &Report, columns: usize) -> Vec<ErrorMap> {
    if report.verdict != Verdict::Fail {
        return Vec::new();
    }
    let blocks = report.blocks.iter();
    let of_blocks = blocks.filter(|block| !block.is_of_matrix());
    let mut grids: Vec<Grid> = of_blocks.filter_map(grid::worst_of_block).collect();
    if let Some(matrix) = report.kind.matrix() {
        grids.extend(grid::of_rows(matrix, &report.blocks));
    }
    grids.iter().map(|grid| draw::draw(grid, columns)).collect()
}
