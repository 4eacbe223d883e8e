//! What the wrong entries of a Jacobian or a Hessian have in common.

use super::constants::Dimensions;
use super::factor::Factor;
use super::probed::Gradient;
use crate::report::{BlockReport, Component, Finding, FindingKind};
use crate::shape::Shape;

/// Wrong rows that are told one by one; more are told by block.
const ROWS: usize = 4;
/// Transposed entries agree within so many bars, and this share of the larger.
const BARS: f64 = 4.0;
const SHARE: f64 = 1e-6;

/// Rows and columns of a matrix of derivatives are no dimensions of data.
fn none() -> Dimensions {
    Dimensions::default()
}

/// What can be said of blocks of rows, without experiments.
fn diagnose(blocks: &[BlockReport]) -> Vec<Finding> {
    super::diagnose(blocks, &none(), Gradient::default(), None)
}

/// What can be said of a matrix of which some rows fail, most telling first. Each row holds the same
/// blocks of θ.
pub(crate) fn diagnose_matrix(matrix: &str, rows: &[&[BlockReport]]) -> Vec<Finding> {
    let failing: Vec<&[BlockReport]> = rows
        .iter()
        .filter(|row| row.iter().any(|block| block.wrong().next().is_some()))
        .copied()
        .collect();
    if failing.is_empty() {
        return Vec::new();
    }
    if let Some(transposed) = transposed(matrix, rows) {
        return vec![transposed];
    }
    if let [single] = failing.as_slice() {
        return diagnose(single);
    }
    let all = union(matrix, rows.iter().flat_map(|row| row.iter()));
    if let Some(factor) = Factor::of(&all, &none()).filter(|f| !f.is_zero()) {
        return vec![factor.finding(&all, &none())];
    }
    let blocks = rows.first().map_or(0, |row| row.len());
    let findings = (0..blocks).flat_map(|at| of_block(matrix, rows, at));
    findings.collect()
}

/// What can be said of one block of θ, over all rows.
fn of_block(matrix: &str, rows: &[&[BlockReport]], at: usize) -> Vec<Finding> {
    let blocks: Vec<&BlockReport> = rows.iter().filter_map(|row| row.get(at)).collect();
    let failing: Vec<&BlockReport> = blocks
        .iter()
        .filter(|block| block.wrong().next().is_some())
        .copied()
        .collect();
    let Some(first) = failing.first() else {
        return Vec::new();
    };
    let parameter = &first.parameter;
    let name = format!("{matrix}[*, {parameter}]");
    let whole = union(&name, blocks.iter().copied());
    if let Some(factor) = Factor::of(&whole, &none()) {
        return vec![factor.finding(&whole, &none())];
    }
    if let Some(finding) = single_column(matrix, &blocks, &failing) {
        return vec![finding];
    }
    if failing.len() <= ROWS {
        return failing
            .iter()
            .flat_map(|block| diagnose(std::slice::from_ref(*block)))
            .collect();
    }
    diagnose(&[whole])
}

/// All that is wrong is in one column.
fn single_column(
    matrix: &str,
    blocks: &[&BlockReport],
    failing: &[&BlockReport],
) -> Option<Finding> {
    let wrong = |block: &BlockReport| -> Vec<usize> {
        let components = block.components.iter().enumerate();
        let wrong = components.filter(|(_, c)| c.is_wrong());
        wrong.map(|(column, _)| column).collect()
    };
    let columns: Vec<Vec<usize>> = failing.iter().map(|block| wrong(block)).collect();
    let [column] = columns.first()?.as_slice() else {
        return None;
    };
    if failing.len() < 2 || columns.iter().any(|wrong| wrong != &[*column]) {
        return None;
    }
    let parameter = &failing.first()?.components.get(*column)?.parameter;
    let name = format!("{matrix}[*, {parameter}]");
    let mut of_column = union(&name, blocks.iter().copied());
    of_column.components = blocks
        .iter()
        .filter_map(|block| block.components.get(*column).cloned())
        .collect();
    of_column.shape = Shape::new(&[of_column.components.len()]);
    match Factor::of(&of_column, &none()) {
        Some(factor) => Some(factor.finding(&of_column, &none())),
        None => diagnose(&[of_column]).pop(),
    }
}

/// analytic J[i, j] = numeric J[j, i] in a square matrix that isn't symmetric.
fn transposed(matrix: &str, rows: &[&[BlockReport]]) -> Option<Finding> {
    let entries: Vec<Vec<&Component>> = rows
        .iter()
        .map(|row| row.iter().flat_map(|block| &block.components).collect())
        .collect();
    let is_square = entries.iter().all(|row| row.len() == entries.len());
    if !is_square || entries.len() < 2 {
        return None;
    }
    let pairs = || (0..entries.len()).flat_map(|i| (0..entries.len()).map(move |j| (i, j)));
    let fits = |(i, j): (usize, usize)| {
        let (analytic, numeric) = (entries[i][j].analytic, entries[j][i].numeric);
        let bars = entries[i][j].bar + entries[j][i].bar;
        (analytic - numeric).abs() <= BARS * bars + SHARE * analytic.abs().max(numeric.abs())
    };
    if !pairs().all(fits) {
        return None;
    }
    let wrong = pairs().filter(|&(i, j)| entries[i][j].is_wrong()).count();
    let of = entries.len() * entries.len();
    let short = format!("analytic {matrix}[i, j] = numeric {matrix}[j, i]");
    let finding = Finding::new(
        FindingKind::Transposed,
        matrix,
        format!("transposed, {short}"),
    );
    Some(
        finding
            .in_words(format!("{matrix} is transposed: {short}"))
            .because(format!(
                "{wrong} of {of} entries disagree, and all agree with the entry across the diagonal"
            ))
            .mended(format!(
                "returning the transpose of {matrix} makes the check pass"
            ))
            .counting(wrong, of),
    )
}

/// The components of several blocks as one.
fn union<'a>(name: &str, blocks: impl Iterator<Item = &'a BlockReport> + Clone) -> BlockReport {
    BlockReport::union(name, blocks)
}
