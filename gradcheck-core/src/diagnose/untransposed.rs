//! A square matrix that stands for its transpose on the way back, or is taken for symmetric: with it made so there is no
//! difference, and the gradient is right.

use super::experiments::{Ratios, SAME_WITHIN};
use super::factor::paths;
use super::laboratory::Laboratory;
use super::layers::{are_ordered, is_bias};
use super::probed;
use super::view::View;
use crate::report::{BlockReport, Finding, FindingKind, Verdict};
use crate::wording::{listed, so_many};

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
    // Layers are multiplied once; in a quadratic form the mean of both is what should stand there.
    let short = if are_ordered(last, matrix) {
        format!(
            "{path} stands for its transpose in the backward step from {path} to {}",
            last.path()
        )
    } else {
        format!(
            "right only where {path} is symmetric: {path} stands for its transpose or the mean of both"
        )
    };
    let paths = paths(&wrong);
    let all = listed(&paths);
    let finding = Finding::of_blocks(FindingKind::WrongFromLayer, paths, short).because(format!(
        "{count_of} {components} of {all} are wrong, by no constant factor; {path} is right; with {path} made symmetric the gradient is right"
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
