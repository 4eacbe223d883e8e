//! Sparse matrices as Jacobians and Hessians: what isn't stored is zero, and is checked as such.

use crate::parameters::{Flatten, Flattened, Real};

/// The entries of a matrix that aren't zero, each with its row and its column; several at one place add up.
///
/// ```
/// use grad_check::{GradCheck, Triplets};
/// // Two residuals, each of one parameter.
/// let residuals = |x: &[f64; 2]| {
///     let entries = vec![(0, 0, 2.0 * x[0]), (1, 1, x[1].cos())];
///     ([x[0] * x[0], x[1].sin()], Triplets { rows: 2, columns: 2, entries })
/// };
/// GradCheck::new("residuals").run_jacobian(&[0.7, 0.2], residuals).assert();
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Triplets<T> {
    /// The number of rows.
    pub rows: usize,
    /// The number of columns.
    pub columns: usize,
    /// Row, column and value of each.
    pub entries: Vec<(usize, usize, T)>,
}

impl<T: Real> Flatten for Triplets<T> {
    fn flatten(&self, into: &mut Flattened) {
        dense(
            (self.rows, self.columns),
            self.entries.iter().copied(),
            into,
        );
    }
}

/// All entries, row by row. Those outside of the matrix stand behind it, where they are too many for its shape.
fn dense<T: Real>(
    (rows, columns): (usize, usize),
    entries: impl IntoIterator<Item = (usize, usize, T)>,
    into: &mut Flattened,
) {
    let mut all = vec![T::of(0.0); rows * columns];
    for (row, column, value) in entries {
        let inside = row < rows && column < columns;
        match all.get_mut(row * columns + column) {
            Some(place) if inside => *place = T::of(place.get() + value.get()),
            _ => all.push(value),
        }
    }
    into.block(&[rows, columns], all);
}

#[cfg(feature = "nalgebra-sparse")]
mod of_nalgebra {
    use super::{Flatten, Flattened, Real, dense};
    use nalgebra_sparse::{CooMatrix, CscMatrix, CsrMatrix};

    macro_rules! matrices {
        ($($type:ident),*) => {$(
            impl<T: Real> Flatten for $type<T> {
                fn flatten(&self, into: &mut Flattened) {
                    let entries = self.triplet_iter().map(|(i, j, value)| (i, j, *value));
                    dense((self.nrows(), self.ncols()), entries, into);
                }
            }
        )*};
    }
    matrices!(CooMatrix, CscMatrix, CsrMatrix);
}

#[cfg(feature = "sprs")]
mod of_sprs {
    use super::{Flatten, Flattened, Real, dense};
    use sprs::{CsMat, TriMat};

    impl<T: Real> Flatten for CsMat<T> {
        fn flatten(&self, into: &mut Flattened) {
            dense(
                self.shape(),
                self.iter().map(|(value, (i, j))| (i, j, *value)),
                into,
            );
        }
    }

    impl<T: Real> Flatten for TriMat<T> {
        fn flatten(&self, into: &mut Flattened) {
            let entries = self.triplet_iter().map(|(value, (i, j))| (i, j, *value));
            dense(self.shape(), entries, into);
        }
    }
}

#[cfg(feature = "faer")]
mod of_faer {
    use super::{Flatten, Flattened, Real, dense};
    use ::faer::Index;
    use ::faer::sparse::{SparseColMat, SparseColMatRef, SparseRowMat, SparseRowMatRef, Triplet};

    macro_rules! matrices {
        ($($type:ty, [$($lifetime:tt)*];)*) => {$(
            impl<$($lifetime)* I: Index, T: Real> Flatten for $type {
                fn flatten(&self, into: &mut Flattened) {
                    let entries = self.triplet_iter();
                    let entries = entries.map(|Triplet { row, col, val }| (row, col, *val));
                    dense((self.nrows(), self.ncols()), entries, into);
                }
            }
        )*};
    }
    matrices! {
        SparseColMat<I, T>, [];
        SparseRowMat<I, T>, [];
        SparseColMatRef<'a, I, T>, ['a,];
        SparseRowMatRef<'a, I, T>, ['a,];
    }
}
