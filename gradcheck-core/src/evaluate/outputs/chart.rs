//! Outputs that are rotations or rigid motions, as coordinates around one of them.
//!
//! At x ⊞ δ a function returns y and J, whose rows stand in the tangent space at y. What differences can be compared
//! with are coordinates around the y₀ of the point, and their derivatives:
//!
//! ```text
//! c = Log(y₀⁻¹ y)      ∂c = Jᵣ⁻¹(c) J
//! ```
//!
//! with Jᵣ, the right Jacobian of the exponential; on the left c = Log(y y₀⁻¹), and Jᵣ is the left one. At the point
//! itself c = 0 and ∂c = J.

use super::frames;
use crate::parameters::{Flattened, Pose};
use std::ops::Range;

/// The poses that coordinates are taken around, each with the place of its tangent vector among the outputs.
#[derive(Debug, Clone, Default)]
pub(crate) struct Chart(Vec<(usize, Pose)>);

/// Outputs in a chart.
pub(super) struct Coordinates {
    pub(super) values: Vec<f64>,
    /// Jᵣ⁻¹ row by row, and the outputs that it is of, where it isn't the identity.
    turns: Vec<(Range<usize>, Vec<f64>)>,
}

impl Chart {
    /// Around these outputs; `None` if they are points of a manifold that isn't told.
    pub(super) fn around(outputs: &Flattened) -> Option<Self> {
        Some(Self(outputs.poses()?.to_vec()))
    }

    /// Coordinates of outputs.
    ///
    /// Those of a pose stand beside the size of the numbers that they are computed from: rounding is relative to it, as
    /// that of any cost is.
    pub(super) fn coordinates(&self, outputs: &Flattened) -> Coordinates {
        let mut values = outputs.values().to_vec();
        let mut turns = Vec::new();
        for ((start, origin), (_, here)) in self.0.iter().zip(outputs.poses().unwrap_or_default()) {
            let local = origin.local(here);
            let range = *start..start + local.len();
            let rounded = local.iter().zip(origin.sizes()).map(|(c, size)| size + c);
            let Some(place) = values.get_mut(range.clone()) else {
                continue;
            };
            rounded.zip(place).for_each(|(c, place)| *place = c);
            if local.iter().any(|&c| c != 0.0) {
                let jacobian = frames::right_jacobian(origin.group, &local);
                turns.push((range, inverse(jacobian, local.len())));
            }
        }
        Coordinates { values, turns }
    }
}

impl Coordinates {
    /// The derivatives of the coordinates from those of the outputs, in rows of this width.
    pub(super) fn turn(&self, derivatives: &mut [f64], width: usize) {
        for (range, turn) in &self.turns {
            let n = range.len();
            let Some(rows) = derivatives.get_mut(range.start * width..range.end * width) else {
                continue;
            };
            let before = rows.to_vec();
            for (at, entry) in rows.iter_mut().enumerate() {
                let (row, column) = (at / width, at % width);
                let terms = (0..n).map(|k| turn[row * n + k] * before[k * width + column]);
                *entry = terms.sum();
            }
        }
    }

    /// The cotangent of the outputs for one of the coordinates.
    pub(super) fn pulled(&self, cotangent: &[f64]) -> Vec<f64> {
        let mut pulled = cotangent.to_vec();
        for (range, turn) in &self.turns {
            let n = range.len();
            for (column, place) in range.clone().enumerate() {
                let terms = range.clone().zip(0..n);
                pulled[place] = terms
                    .map(|(at, row)| cotangent[at] * turn[row * n + column])
                    .sum();
            }
        }
        pulled
    }
}

/// By Gauss and Jordan; of a singular matrix, as at a whole turn, numbers that aren't finite.
fn inverse(mut matrix: Vec<f64>, n: usize) -> Vec<f64> {
    let mut inverse: Vec<f64> = (0..n * n)
        .map(|at| f64::from(u8::from(at / n == at % n)))
        .collect();
    for column in 0..n {
        let size = |row: &usize| matrix[row * n + column].abs();
        let pivot = (column..n).max_by(|a, b| size(a).total_cmp(&size(b)));
        let pivot = pivot.unwrap_or(column);
        for k in 0..n {
            matrix.swap(column * n + k, pivot * n + k);
            inverse.swap(column * n + k, pivot * n + k);
        }
        let head = matrix[column * n + column];
        for k in 0..n {
            matrix[column * n + k] /= head;
            inverse[column * n + k] /= head;
        }
        for row in (0..n).filter(|&row| row != column) {
            let factor = matrix[row * n + column];
            for k in 0..n {
                matrix[row * n + k] -= factor * matrix[column * n + k];
                inverse[row * n + k] -= factor * inverse[column * n + k];
            }
        }
    }
    inverse
}

#[cfg(test)]
mod tests {
    use super::inverse;

    #[test]
    fn a_matrix_times_its_inverse_is_the_identity() {
        let matrix = vec![0.0, 2.0, 1.0, 1.0, 0.5, 0.0, -1.0, 3.0, 4.0];
        let inverted = inverse(matrix.clone(), 3);
        for at in 0..9 {
            let (i, j) = (at / 3, at % 3);
            let entry: f64 = (0..3)
                .map(|k| matrix[i * 3 + k] * inverted[k * 3 + j])
                .sum();
            assert!((entry - f64::from(u8::from(i == j))).abs() < 1e-15);
        }
    }
}
