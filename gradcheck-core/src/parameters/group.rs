//! Which Lie group a block is a tangent vector of, and on which side it perturbs; how its brackets are written.

/// A group of rotations or rigid motions. Tangent vectors of the latter have the translation first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lie {
    Rotation2,
    Rotation3,
    Motion2,
    Motion3,
}

/// The group, and the side: x · Exp(δ), or Exp(δ) · x.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[doc(hidden)]
pub struct Group {
    pub(crate) lie: Lie,
    pub(crate) is_left: bool,
}

impl Group {
    pub(crate) fn dimensions(self) -> usize {
        match self.lie {
            Lie::Rotation2 => 1,
            Lie::Rotation3 | Lie::Motion2 => 3,
            Lie::Motion3 => 6,
        }
    }

    /// [δ, ·] as a matrix, row by row, for frames that move with x · Exp(δ); on the left its negative, since
    /// the frame then moves with the world.
    pub(crate) fn bracket(self, delta: &[f64]) -> Vec<f64> {
        let n = self.dimensions();
        let mut matrix = vec![0.0; n * n];
        let sign = if self.is_left { -1.0 } else { 1.0 };
        let mut set = |row: usize, column: usize, entry: f64| {
            if let Some(place) = matrix.get_mut(row * n + column) {
                *place += sign * entry;
            }
        };
        let mut cross = |row: usize, column: usize, of: &[f64]| {
            let &[x, y, z] = of else { return };
            let entries = [
                (0, 1, -z),
                (0, 2, y),
                (1, 0, z),
                (1, 2, -x),
                (2, 0, -y),
                (2, 1, x),
            ];
            for (i, j, entry) in entries {
                set(row + i, column + j, entry);
            }
        };
        match (self.lie, delta) {
            (Lie::Rotation3, omega) => cross(0, 0, omega),
            (Lie::Motion3, delta) => {
                let (rho, omega) = delta.split_at(delta.len() / 2);
                cross(0, 0, omega);
                cross(0, 3, rho);
                cross(3, 3, omega);
            }
            (Lie::Motion2, &[x, y, angle]) => {
                for (i, j, entry) in [(0, 1, -angle), (1, 0, angle), (0, 2, y), (1, 2, -x)] {
                    set(i, j, entry);
                }
            }
            (Lie::Rotation2 | Lie::Motion2, _) => {}
        }
        matrix
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_are_antisymmetric_and_satisfy_jacobi() {
        for lie in [Lie::Rotation2, Lie::Rotation3, Lie::Motion2, Lie::Motion3] {
            let group = Group {
                lie,
                is_left: false,
            };
            let n = group.dimensions();
            let bracket = |a: &[f64], b: &[f64]| -> Vec<f64> {
                let matrix = group.bracket(a);
                (0..n)
                    .map(|i| (0..n).map(|j| matrix[i * n + j] * b[j]).sum())
                    .collect()
            };
            let vector = |phase: f64| -> Vec<f64> {
                (0..n).map(|i| (2.3 * i as f64 + phase).sin()).collect()
            };
            let (a, b, c) = (vector(0.1), vector(1.3), vector(2.9));
            let (ab, ba) = (bracket(&a, &b), bracket(&b, &a));
            assert!(ab.iter().zip(&ba).all(|(x, y)| (x + y).abs() < 1e-15));
            let cyclic = [
                bracket(&a, &bracket(&b, &c)),
                bracket(&b, &bracket(&c, &a)),
                bracket(&c, &ab),
            ];
            for i in 0..n {
                let sum: f64 = cyclic.iter().map(|part| part[i]).sum();
                assert!(sum.abs() < 1e-14, "{lie:?}");
            }
        }
    }
}
