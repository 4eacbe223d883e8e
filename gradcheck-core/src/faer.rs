//! faer's dense matrices, columns and rows, and their views. A matrix has the shape r × c, read row by row; a column or a
//! row has the shape n.

use crate::arguments::{Extent, Lend, LendMut, Owner};
use crate::parameters::{Flatten, Flattened, Params, Restore, Turn};
use ::faer::{Col, ColMut, ColRef, Mat, MatMut, MatRef, Row, RowMut, RowRef, Stride};

/// Row and column of the number at this place, row by row.
fn place(at: usize, columns: usize) -> (usize, usize) {
    (at / columns.max(1), at % columns.max(1))
}

/// How a matrix, or a column or a row, is read and written by the place of its numbers.
macro_rules! dense {
    ($type:ty, [$($generics:tt)*], |$it:ident, $at:ident| $lengths:expr, $count:expr, $index:expr) => {
        impl<T: Flatten, $($generics)*> Flatten for $type {
            fn flatten(&self, into: &mut Flattened) {
                let $it = self;
                if let Some(element) = T::element() {
                    let all = |values: &mut Vec<f64>| {
                        (0..$count).for_each(|$at| $it[$index].numbers(values));
                    };
                    let one = |$at: usize| ($at < $count).then(|| &$it[$index]);
                    into.run(element, &$lengths, one, all);
                } else {
                    (0..$count).for_each(|$at| into.item($at, &$it[$index]));
                }
            }
        }
    };
}
macro_rules! owned {
    ($type:ty, |$it:ident, $at:ident| $count:expr, $index:expr) => {
        impl<T: Params> Params for $type {
            fn restore(&mut self, from: &mut Restore<'_>) {
                let $it = self;
                match from.turn::<T>($count) {
                    Turn::Every => (0..$count).for_each(|$at| {
                        let index = $index;
                        $it[index].restore(from);
                    }),
                    Turn::Only($at, mut from) if $at < $count => {
                        let index = $index;
                        $it[index].restore(&mut from);
                    }
                    Turn::Only(..) | Turn::Never => {}
                }
            }
        }
    };
}
macro_rules! kind {
    ($owned:ident, $view:ident, $written:ident, [$($dimension:ident),*; $($stride:ident),*], |$it:ident, $at:ident|
        $lengths:expr, $count:expr, $index:expr) => {
        dense!($owned<T>, [], |$it, $at| $lengths, $count, $index);
        dense!($view<'_, T, $($dimension,)* $($stride),*>, [$($stride: Stride),*], |$it, $at| $lengths, $count, $index);
        dense!($written<'_, T, $($dimension,)* $($stride),*>, [$($stride: Stride),*], |$it, $at| $lengths, $count, $index);
        owned!($owned<T>, |$it, $at| $count, $index);

        impl<T> Owner for $view<'_, T> {
            type Owned = $owned<T>;
        }
        impl<T> Owner for $written<'_, T> {
            type Owned = $owned<T>;
        }
        impl<'a, T> Lend<'a, $view<'a, T>> for $owned<T> {
            fn lend(&'a self) -> $view<'a, T> {
                self.as_ref().as_dyn_stride()
            }
        }
        impl<'a, T> LendMut<'a, $written<'a, T>> for $owned<T> {
            fn lend_mut(&'a mut self) -> $written<'a, T> {
                self.as_mut().as_dyn_stride_mut()
            }
        }
        impl<T> Extent for $owned<T> {
            fn extent(&self) -> Vec<usize> {
                let $it = self;
                $lengths.to_vec()
            }
        }
    };
}
kind!(Mat, MatRef, MatMut, [usize, usize; RowStride, ColumnStride], |m, at|
    [m.nrows(), m.ncols()], m.nrows() * m.ncols(), place(at, m.ncols()));
kind!(
    Col,
    ColRef,
    ColMut,
    [usize; RowStride],
    |v, at| [v.nrows()],
    v.nrows(),
    at
);
kind!(
    Row,
    RowRef,
    RowMut,
    [usize; ColumnStride],
    |v, at| [v.ncols()],
    v.ncols(),
    at
);
