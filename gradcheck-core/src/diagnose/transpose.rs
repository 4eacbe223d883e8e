//! Does a backward step use a square matrix for its transpose? With the matrix made symmetric there is no
//! difference, and the gradient is right.

use super::laboratory::Laboratory;
use crate::report::BlockReport;

/// Matrices that are tried where evaluations are dear.
const NEAREST: usize = 2;

/// The path of the matrix, if one of `matrices` is it.
pub(super) fn untransposed<'a>(
    laboratory: &mut Laboratory<'_>,
    wrong: &[&BlockReport],
    matrices: &[&'a BlockReport],
) -> Option<&'a str> {
    // In a large problem those next to the mistake are tried.
    let most = if laboratory.is_limited() {
        NEAREST
    } else {
        matrices.len()
    };
    let found = matrices.iter().take(most).find(|matrix| {
        let [rows, columns] = *matrix.shape.lengths() else {
            return false;
        };
        let Some(range) = laboratory.range(matrix) else {
            return false;
        };
        let is_square = rows == columns && rows > 1;
        is_square
            && laboratory
                .there(wrong, |theta| symmetrise(&mut theta[range], rows))
                .is_some_and(super::experiments::Ratios::is_right)
    });
    found.map(|matrix| matrix.path())
}

fn symmetrise(matrix: &mut [f64], rows: usize) {
    for i in 0..rows {
        for j in 0..i {
            let mean = f64::midpoint(matrix[i * rows + j], matrix[j * rows + i]);
            (matrix[i * rows + j], matrix[j * rows + i]) = (mean, mean);
        }
    }
}
