//! Components in rows and columns.

use super::pattern::is_pattern;
use crate::report::{BlockReport, Component, Verdict};

/// What came of one component, or of several in one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cell {
    Right,
    Wrong,
    Undecided,
    /// Exactly zero on both sides: anything may be behind it.
    Zero,
    /// Some of several are wrong.
    Partly,
}

impl Cell {
    fn of(component: &Component) -> Self {
        match component.verdict {
            Verdict::Fail => Self::Wrong,
            Verdict::Undecided(_) => Self::Undecided,
            Verdict::Pass if component.is_compared() => Self::Right,
            Verdict::Pass => Self::Zero,
        }
    }
}

/// A matrix of cells.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Grid {
    pub(super) of: String,
    pub(super) rows: Vec<Vec<Cell>>,
    /// What zero on both sides is called: in a derivative of many outputs it is what one expects.
    pub(super) zero: &'static str,
    /// What its rows and columns are, where its name doesn't tell.
    pub(super) axes: &'static str,
}

/// A block of two dimensions or more, if its wrong components form a pattern: the slice over its last two
/// dimensions in which most are wrong.
pub(super) fn worst_of_block(block: &BlockReport) -> Option<Grid> {
    let [outer @ .., _, columns] = block.shape.lengths() else {
        return None;
    };
    // A few components of many draw nothing.
    if !block.is_measured_whole() {
        return None;
    }
    if block.verdict != Verdict::Fail || *columns == 0 || block.shape.is_complex() {
        return None;
    }
    let slices: usize = outer.iter().product();
    let length = block.components.len().checked_div(slices)?;
    let is_grid = |slice: &&[Component]| is_pattern(&rows(slice, *columns));
    let slices = block.components.chunks(length.max(1)).filter(is_grid);
    let worst = slices.max_by_key(|slice| slice.iter().filter(|c| c.is_wrong()).count())?;
    let at = worst.first()?.index.get(..outer.len())?;
    let fixed: Vec<String> = at.iter().map(ToString::to_string).collect();
    let of = if fixed.is_empty() {
        block.path.clone()
    } else {
        format!("{}[{}, *, *]", block.path, fixed.join(", "))
    };
    Some(Grid {
        of,
        rows: rows(worst, *columns),
        zero: "not verified (zero on both sides)",
        axes: "",
    })
}

fn rows(components: &[Component], columns: usize) -> Vec<Vec<Cell>> {
    let cells: Vec<Cell> = components.iter().map(Cell::of).collect();
    cells.chunks(columns).map(<[Cell]>::to_vec).collect()
}

/// The whole of a matrix that is judged row by row, if its wrong entries form a pattern.
pub(super) fn of_rows(matrix: &str, blocks: &[BlockReport]) -> Option<Grid> {
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let mut first = None;
    for block in blocks.iter().filter(|block| block.is_of_matrix()) {
        // A row begins where the parameters begin again.
        if *first.get_or_insert(&block.parameter) == &block.parameter {
            rows.push(Vec::new());
        }
        rows.last_mut()?
            .extend(block.components.iter().map(Cell::of));
    }
    let columns = rows.first()?.len();
    let is_matrix = rows.iter().all(|row| row.len() == columns);
    (is_matrix && is_pattern(&rows)).then(|| Grid {
        of: matrix.to_owned(),
        rows,
        zero: "zero on both sides",
        axes: if matrix == "J" {
            "rows are outputs, columns parameters"
        } else {
            "rows and columns are parameters"
        },
    })
}
