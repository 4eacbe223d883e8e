//! What the wrong entries of a Jacobian or a Hessian have in common: first of all of it, as one block of rows and
//! columns, then of the columns of one parameter, then row by row.

use super::constants::Dimensions;
use super::diagnose;
use super::laboratory::Laboratory;
use super::mend::Submatrix;
use super::probed::Gradient;
use crate::report::{BlockReport, Finding};
use crate::shape::Shape;

/// Wrong rows that are told one by one; more are told by block.
const ROWS: usize = 4;

/// Blocks of one row each, and where the row stands among those that the function returns.
pub(crate) struct MatrixRow<'a> {
    pub(crate) blocks: &'a [BlockReport],
    pub(crate) at: usize,
}

/// What can be said of a matrix of which some rows fail, most telling first. Each row holds the same
/// blocks of θ, which stand in these columns.
pub(crate) fn diagnose_matrix(
    matrix: &str,
    rows: &[MatrixRow<'_>],
    columns: &[std::ops::Range<usize>],
    laboratory: &mut Laboratory<'_>,
) -> Vec<Finding> {
    let fails = |row: &&MatrixRow<'_>| row.blocks.iter().any(|b| b.wrong().next().is_some());
    let failing: Vec<&MatrixRow<'_>> = rows.iter().filter(fails).collect();
    for row in rows {
        for (block, columns) in row.blocks.iter().zip(columns) {
            let (rows, columns) = (vec![row.at], columns.clone());
            laboratory.put(&block.path, Submatrix { rows, columns });
        }
    }
    match failing.as_slice() {
        [] => return Vec::new(),
        [single] => return of(single.blocks, laboratory),
        _ => {}
    }
    let is_whole = |row: &MatrixRow<'_>| row.blocks.iter().all(BlockReport::is_measured_whole);
    if !rows.iter().all(is_whole) {
        return of_samples(matrix, rows, columns, laboratory);
    }
    let is_one_run = columns.windows(2).all(|pair| pair[0].end == pair[1].start);
    if let Some(all) = run(columns).filter(|_| is_one_run) {
        let found = as_one(matrix, rows, (0..columns.len(), all), laboratory);
        // Zeros are told by block.
        if found
            .iter()
            .any(|f| !f.kind.is_weak() && f.value != Some(0.0))
        {
            return found;
        }
    }
    let blocks = columns.iter().enumerate();
    blocks
        .flat_map(|(at, columns)| of_block(matrix, rows, (at, columns), laboratory))
        .collect()
}

/// What can be said of rows of which only some components have been measured: of each column that is all that is
/// wrong in several of them, else of each of the first rows.
fn of_samples(
    matrix: &str,
    rows: &[MatrixRow<'_>],
    columns: &[std::ops::Range<usize>],
    laboratory: &mut Laboratory<'_>,
) -> Vec<Finding> {
    let found = columns.iter().enumerate().map(|(at, columns)| {
        let blocks = rows
            .iter()
            .filter_map(|row| Some((row.at, row.blocks.get(at)?)));
        let failing = blocks.filter(|(_, block)| block.wrong().next().is_some());
        let failing: Vec<(usize, &BlockReport)> = failing.collect();
        let of_column = sampled_column(matrix, &failing, columns, laboratory);
        of_column.unwrap_or_else(|| {
            let first = failing.iter().take(ROWS);
            first
                .flat_map(|(_, block)| of(std::slice::from_ref(*block), laboratory))
                .collect()
        })
    });
    found.collect::<Vec<_>>().concat()
}

/// All that is wrong in these rows is in one column.
fn sampled_column(
    matrix: &str,
    failing: &[(usize, &BlockReport)],
    columns: &std::ops::Range<usize>,
    laboratory: &mut Laboratory<'_>,
) -> Option<Vec<Finding>> {
    let wrong: Vec<_> = failing
        .iter()
        .flat_map(|(_, block)| block.wrong())
        .collect();
    let (first, others) = wrong.split_first()?;
    let is_one_each = failing.len() > 1 && wrong.len() == failing.len();
    if !is_one_each || others.iter().any(|other| other.index != first.index) {
        return None;
    }
    let (_, block) = failing.first()?;
    let column = columns.start + block.shape.offset(&first.index);
    let name = format!("{matrix}[*, {}]", first.parameter);
    let mut of_column = BlockReport::union(&name, failing.iter().map(|(_, block)| *block));
    of_column.components = wrong.into_iter().cloned().collect();
    of_column.shape = Shape::new(&[failing.len()]);
    let place = Submatrix {
        rows: failing.iter().map(|(row, _)| *row).collect(),
        columns: column..column + 1,
    };
    laboratory.put(&name, place);
    Some(of(&[of_column], laboratory))
}

/// The findings of some blocks by themselves. Rows and columns of a matrix are no dimensions of data.
fn of(blocks: &[BlockReport], laboratory: &mut Laboratory<'_>) -> Vec<Finding> {
    diagnose(
        blocks,
        &Dimensions::default(),
        Gradient::default(),
        laboratory,
    )
}

/// All columns, as one run.
fn run(columns: &[std::ops::Range<usize>]) -> Option<std::ops::Range<usize>> {
    Some(columns.first()?.start..columns.last()?.end)
}

/// Some blocks of every row as one block of rows and columns.
fn as_one(
    name: &str,
    rows: &[MatrixRow<'_>],
    (blocks, columns): (std::ops::Range<usize>, std::ops::Range<usize>),
    laboratory: &mut Laboratory<'_>,
) -> Vec<Finding> {
    // What can't be compared, as rows of a gradient that is wrong, stays out.
    let is_compared = |row: &&MatrixRow<'_>| row.blocks.iter().any(BlockReport::is_compared);
    let rows: Vec<&MatrixRow<'_>> = rows.iter().filter(is_compared).collect();
    let all = rows
        .iter()
        .flat_map(|row| row.blocks.get(blocks.clone()).unwrap_or_default());
    let mut whole = BlockReport::union(name, all);
    whole.shape = Shape::new(&[rows.len(), columns.len()]);
    let place = Submatrix {
        rows: rows.iter().map(|row| row.at).collect(),
        columns,
    };
    laboratory.put(name, place);
    of(&[whole], laboratory)
}

/// What can be said of one block of θ, over all rows.
fn of_block(
    matrix: &str,
    rows: &[MatrixRow<'_>],
    (at, columns): (usize, &std::ops::Range<usize>),
    laboratory: &mut Laboratory<'_>,
) -> Vec<Finding> {
    let blocks = rows
        .iter()
        .filter_map(|row| Some((row.at, row.blocks.get(at)?)));
    let blocks: Vec<(usize, &BlockReport)> = blocks.collect();
    let failing: Vec<&BlockReport> = blocks
        .iter()
        .filter(|(_, block)| block.wrong().next().is_some())
        .map(|(_, block)| *block)
        .collect();
    let Some(first) = failing.first() else {
        return Vec::new();
    };
    if let Some(found) = single_column(matrix, &blocks, (&failing, columns), laboratory) {
        return found;
    }
    let name = format!("{matrix}[*, {}]", first.parameter);
    let found = as_one(&name, rows, (at..at + 1, columns.clone()), laboratory);
    let is_strong = found.iter().any(|f| !f.kind.is_weak());
    if failing.len() > ROWS || is_strong {
        return found;
    }
    let rows = failing.iter();
    rows.flat_map(|block| of(std::slice::from_ref(*block), laboratory))
        .collect()
}

/// All that is wrong is in one column.
fn single_column(
    matrix: &str,
    blocks: &[(usize, &BlockReport)],
    (failing, columns): (&[&BlockReport], &std::ops::Range<usize>),
    laboratory: &mut Laboratory<'_>,
) -> Option<Vec<Finding>> {
    let wrong = |block: &BlockReport| -> Vec<usize> {
        let components = block.components.iter().enumerate();
        let wrong = components.filter(|(_, c)| c.is_wrong());
        wrong.map(|(column, _)| column).collect()
    };
    let all: Vec<Vec<usize>> = failing.iter().map(|block| wrong(block)).collect();
    let [column] = *all.first()?.as_slice() else {
        return None;
    };
    if failing.len() < 2 || all.iter().any(|wrong| wrong != &[column]) {
        return None;
    }
    let parameter = &failing.first()?.components.get(column)?.parameter;
    let name = format!("{matrix}[*, {parameter}]");
    let of_all = blocks.iter().map(|(_, block)| *block);
    let mut of_column = BlockReport::union(&name, of_all);
    of_column.components = blocks
        .iter()
        .filter_map(|(_, block)| block.components.get(column).cloned())
        .collect();
    of_column.shape = Shape::new(&[of_column.components.len()]);
    let place = Submatrix {
        rows: blocks.iter().map(|(row, _)| *row).collect(),
        columns: columns.start + column..columns.start + column + 1,
    };
    laboratory.put(&name, place);
    Some(of(&[of_column], laboratory))
}
