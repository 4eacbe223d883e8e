//! Views of nalgebra's matrices, lent by the matrices that own their numbers, and the dimensions of both.

use super::nalgebra::allocator::Allocator;
use super::nalgebra::{
    ArrayStorage, Const, DefaultAllocator, Dim, Matrix, MatrixView, MatrixViewMut, OMatrix,
    RawStorage, RawStorageMut, Scalar, VecStorage,
};
use crate::arguments::{Extent, Lend, LendMut, Owner};

macro_rules! owner {
    ($($view:ident),*) => {$(
        impl<T, R, C, RowStride, ColumnStride> Owner for $view<'_, T, R, C, RowStride, ColumnStride>
        where
            T: Scalar,
            R: Dim,
            C: Dim,
            RowStride: Dim,
            ColumnStride: Dim,
            DefaultAllocator: Allocator<R, C>,
        {
            type Owned = OMatrix<T, R, C>;
        }
    )*};
}
owner!(MatrixView, MatrixViewMut);

// For each storage by itself: a view that lends itself is a copy already.
macro_rules! matrices {
    ($storage:ty, $R:ty, $C:ty, $($generics:tt)*) => {
        impl<'a, T, $($generics)*, RowStride: Dim, ColumnStride: Dim>
            Lend<'a, MatrixView<'a, T, $R, $C, RowStride, ColumnStride>>
            for Matrix<T, $R, $C, $storage>
        where
            $storage: RawStorage<T, $R, $C, RStride = RowStride, CStride = ColumnStride>,
        {
            fn lend(&'a self) -> MatrixView<'a, T, $R, $C, RowStride, ColumnStride> {
                self.generic_view((0, 0), self.shape_generic())
            }
        }

        impl<'a, T, $($generics)*, RowStride: Dim, ColumnStride: Dim>
            LendMut<'a, MatrixViewMut<'a, T, $R, $C, RowStride, ColumnStride>>
            for Matrix<T, $R, $C, $storage>
        where
            $storage: RawStorageMut<T, $R, $C, RStride = RowStride, CStride = ColumnStride>,
        {
            fn lend_mut(&'a mut self) -> MatrixViewMut<'a, T, $R, $C, RowStride, ColumnStride> {
                self.generic_view_mut((0, 0), self.shape_generic())
            }
        }
    };
}
matrices!(VecStorage<T, R, C>, R, C, R: Dim, C: Dim);
matrices!(ArrayStorage<T, R, C>, Const<R>, Const<C>, const R: usize, const C: usize);

impl<T, R: Dim, C: Dim, S: RawStorage<T, R, C>> Extent for Matrix<T, R, C, S> {
    fn extent(&self) -> Vec<usize> {
        let (rows, columns) = self.shape();
        vec![rows, columns]
    }
}
