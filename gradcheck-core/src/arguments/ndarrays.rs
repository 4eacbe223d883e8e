//! ndarray's arrays, lent as views and owned for them, as slices, buffers and data, the same for each version.

use super::{Extent, Hand, Lend, LendMut, MatrixBuffer, OwnSlice, Owner};
use crate::parameters::{Params, Real};

macro_rules! arrays {
    ($ndarray:ident) => {
        impl<A, D> Owner for $ndarray::ArrayView<'_, A, D> {
            type Owned = $ndarray::Array<A, D>;
        }

        impl<A, D> Owner for $ndarray::ArrayViewMut<'_, A, D> {
            type Owned = $ndarray::Array<A, D>;
        }

        impl<'a, A, D: $ndarray::Dimension> Lend<'a, $ndarray::ArrayView<'a, A, D>>
            for $ndarray::Array<A, D>
        {
            fn lend(&'a self) -> $ndarray::ArrayView<'a, A, D> {
                self.view()
            }
        }

        impl<'a, A, D: $ndarray::Dimension> LendMut<'a, $ndarray::ArrayViewMut<'a, A, D>>
            for $ndarray::Array<A, D>
        {
            fn lend_mut(&'a mut self) -> $ndarray::ArrayViewMut<'a, A, D> {
                self.view_mut()
            }
        }

        impl<'a, A, D: $ndarray::Dimension> Hand<'a, $ndarray::ArrayView<'a, A, D>>
            for $ndarray::Array<A, D>
        {
            fn hand(&'a self) -> $ndarray::ArrayView<'a, A, D> {
                self.view()
            }
        }

        impl<T: Clone> OwnSlice<T> for $ndarray::Array1<T> {
            fn own(self) -> Vec<T> {
                self.to_vec()
            }
        }

        impl<A, D: $ndarray::Dimension> Extent for $ndarray::Array<A, D> {
            fn extent(&self) -> Vec<usize> {
                self.shape().to_vec()
            }
        }

        impl<T: Real> MatrixBuffer for $ndarray::Array2<T>
        where
            $ndarray::Array2<T>: Params,
        {
            fn of_shape(rows: usize, columns: usize) -> Self {
                Self::from_elem((rows, columns), T::of(0.0))
            }
        }
    };
}
arrays!(ndarray);
#[cfg(feature = "ndarray-0-16")]
arrays!(ndarray_0_16);
#[cfg(feature = "ndarray-0-15")]
arrays!(ndarray_0_15);

impl<A, D: ndarray::Dimension> Owner for ndarray::ArrayRef<A, D> {
    type Owned = ndarray::Array<A, D>;
}
