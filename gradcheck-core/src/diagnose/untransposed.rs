//! A square matrix that stands for its transpose on the way back: with it made symmetric there is no difference, and the
//! gradient is right.

use super::experiments::{Ratios, SAME_WITHIN};
use super::laboratory::Laboratory;
use super::layers::is_bias;
use super::probed;
use super::view::View;
use crate::report::{BlockReport, Finding, FindingKind, Verdict};
use crate::wording::so_many;

/// The finding, if a right matrix is it for all blocks that nothing explains.
pub(super) fn untransposed(
    open: &[&View<'_>],
    blocks: &[BlockReport],
    laboratory: &mut Laboratory<'_>,
) -> Option<Finding> {
    let wrong: Vec<&BlockReport> = open.iter().map(|view| view.block).collect();
    let count: usize = open.iter().map(|v| v.wrong.len()).sum();
    let of: usize = open.iter().map(|v| v.len()).sum();
    // What is wrong in a few places isn't the step's.
    if 2 * count <= of {
        return None;
    }
    let last = wrong.iter().rev().find(|b| !is_bias(b)).or(wrong.last())?;
    let mut others = blocks.iter().filter(|b| b.verdict == Verdict::Pass);
    let matrix = others.find(|matrix| is_right_symmetric(&wrong, matrix, laboratory))?;
    let (count_of, components) = (so_many(count, of), probed::noun(&wrong));
    let path = matrix.path();
    let short = format!(
        "{path} stands for its transpose in the backward step from {path} to {}",
        last.path()
    );
    let paths = wrong.iter().map(|b| b.path.clone()).collect();
    let finding = Finding::of_blocks(FindingKind::WrongFromLayer, paths, short).because(format!(
        "{count_of} {components} are wrong, by no constant factor; {path} is right; with {path} made symmetric the gradient is right"
    ));
    Some(finding.counting(count, of))
}

fn is_right_symmetric(
    wrong: &[&BlockReport],
    matrix: &BlockReport,
    laboratory: &mut Laboratory<'_>,
) -> bool {
    let ([rows, columns], Some(range)) = (matrix.shape.lengths(), laboratory.range(matrix)) else {
        return false;
    };
    let rows = *rows;
    // Either triangle for both: what a few units that one of them switches off make right isn't the matrix.
    let symmetric = |is_lower: bool, theta: &mut [f64]| {
        let own = &mut theta[range.clone()];
        for (i, j) in (0..rows).flat_map(|i| (0..i).map(move |j| (i * rows + j, j * rows + i))) {
            let (from, to) = if is_lower { (i, j) } else { (j, i) };
            own[to] = own[from];
        }
    };
    let is_wrong = |ratio: f64| (ratio - 1.0).abs() > SAME_WITHIN;
    let mut is_right = |change: &dyn Fn(&mut [f64])| {
        let there = laboratory.there(wrong, |theta| change(theta), is_wrong);
        there.map(Ratios::is_right)
    };
    // What is right here as well, but for a term of the parameters' own, says nothing of the matrix.
    rows == *columns
        && rows > 1
        && is_right(&|theta| symmetric(true, theta)) == Some(true)
        && is_right(&|theta| symmetric(false, theta)) == Some(true)
        && is_right(&|_| ()) == Some(false)
}
