//! What the wrong entries of a Jacobian or a Hessian have in common: first of all of it, as one block of rows and
//! columns, then of the columns of one parameter, then row by row.

use super::constants::Dimensions;
use super::diagnose;
use super::laboratory::Laboratory;
use super::mend::Submatrix;
use crate::report::{BlockReport, Component, Finding, FindingKind};
use crate::shape::Shape;
use std::ops::Range;

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
    columns: &[Range<usize>],
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
    let is_whole = rows.iter().all(is_whole);
    let is_one_run = columns.windows(2).all(|pair| pair[0].end == pair[1].start);
    let all = columns.first().zip(columns.last());
    let all = all.map(|(first, last)| first.start..last.end);
    if let Some(all) = all.filter(|_| is_whole && is_one_run) {
        let found = as_one(matrix, rows, (0..columns.len(), all), laboratory);
        // Zeros are told by block, unless no block is without.
        let fails = |at: usize| {
            rows.iter()
                .any(|row| row.blocks[at].wrong().next().is_some())
        };
        let is_throughout = (0..columns.len()).all(fails);
        let tells = |f: &Finding| !f.kind.is_weak() && (f.value != Some(0.0) || is_throughout);
        if found.iter().any(tells) {
            return found;
        }
    }
    let blocks = columns.iter().enumerate();
    let of_block = |at| of_block(matrix, (rows, is_whole), at, laboratory);
    blocks.flat_map(of_block).collect()
}

/// The findings of some blocks by themselves. Rows and columns of a matrix are no dimensions of data.
fn of(blocks: &[BlockReport], laboratory: &mut Laboratory<'_>) -> Vec<Finding> {
    diagnose(blocks, Dimensions::default(), laboratory)
}

/// Some blocks of every row as one block of rows and columns.
fn as_one(
    name: &str,
    rows: &[MatrixRow<'_>],
    (blocks, columns): (Range<usize>, Range<usize>),
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

/// What can be said of one block of θ, over all rows: of a column that is all that is wrong in several of them, of all
/// rows as one, if they were measured as a whole, or of each of the first rows.
fn of_block(
    matrix: &str,
    (rows, is_whole): (&[MatrixRow<'_>], bool),
    (at, columns): (usize, &Range<usize>),
    laboratory: &mut Laboratory<'_>,
) -> Vec<Finding> {
    let blocks = rows.iter();
    let blocks = blocks.filter_map(|row| Some((row.at, row.blocks.get(at)?)));
    let blocks: Vec<(usize, &BlockReport)> = blocks.collect();
    let failing = blocks.iter().map(|(_, block)| *block);
    let failing = failing.filter(|block| block.wrong().next().is_some());
    let failing: Vec<&BlockReport> = failing.collect();
    let Some(first) = failing.first() else {
        return Vec::new();
    };
    if let Some(found) = single_column(matrix, &blocks, columns, laboratory) {
        return found;
    }
    let mut of_all = Vec::new();
    if is_whole {
        let name = format!("{matrix}[*, {}]", first.parameter);
        of_all = as_one(&name, rows, (at..at + 1, columns.clone()), laboratory);
        let is_strong = of_all.iter().any(|f| !f.kind.is_weak());
        if failing.len() > ROWS || is_strong {
            return of_all;
        }
    }
    let rows = failing.iter().take(ROWS);
    let told = rows.flat_map(|block| of(std::slice::from_ref(*block), laboratory));
    let told: Vec<Finding> = told.collect();
    // Rows that nothing explains are no news one by one.
    let says_nothing = |f: &Finding| f.kind == FindingKind::Unexplained;
    if !of_all.is_empty() && told.iter().all(says_nothing) {
        return of_all;
    }
    told
}

/// All that is wrong in these rows is one component of each, and the same one.
fn single_column(
    matrix: &str,
    blocks: &[(usize, &BlockReport)],
    columns: &Range<usize>,
    laboratory: &mut Laboratory<'_>,
) -> Option<Vec<Finding>> {
    let wrong = blocks.iter().map(|(_, block)| block.wrong().collect());
    let mut wrong: Vec<Vec<&Component>> = wrong.collect();
    wrong.retain(|wrong| !wrong.is_empty());
    let first = *wrong.first()?.first()?;
    let is_it = |c: &&Component| c.index == first.index;
    let is_one_each = wrong
        .iter()
        .all(|wrong| wrong.len() == 1 && wrong.iter().all(is_it));
    if wrong.len() < 2 || !is_one_each {
        return None;
    }
    let (_, block) = blocks.first()?;
    let column = columns.start + block.shape.offset(&first.index);
    let name = format!("{matrix}[*, {}]", first.parameter());
    let of_row = |(row, block): &(usize, &BlockReport)| {
        let mut components = block.components.iter();
        Some((*row, components.find(is_it)?.clone()))
    };
    let (rows, components): (Vec<usize>, Vec<Component>) = blocks.iter().filter_map(of_row).unzip();
    let mut of_column = BlockReport::union(&name, blocks.iter().map(|(_, block)| *block));
    of_column.shape = Shape::new(&[rows.len()]);
    of_column.components = components;
    let columns = column..column + 1;
    laboratory.put(&name, Submatrix { rows, columns });
    Some(of(&[of_column], laboratory))
}
