//! nalgebra's vectors, matrices, points and translations, and its rotations and isometries.
//!
//! A column vector has the shape n, any other matrix r × c, read row by row. A quaternion is four
//! numbers in the order i, j, k, w. `manifolds` moves what isn't closed under addition.

mod manifolds;
mod samples;

pub use manifolds::{Left, left};

use super::{Element, Flatten, Flattened, Params, Restore};
use nalgebra::allocator::Allocator;
use nalgebra::{
    DefaultAllocator, Dim, DimName, Matrix, OPoint, Quaternion, RawStorage, RawStorageMut, Scalar,
    Translation,
};

/// The dimensions of a matrix as a block's.
fn lengths(rows: usize, columns: usize, is_column: bool) -> Vec<usize> {
    if is_column {
        vec![rows]
    } else {
        vec![rows, columns]
    }
}

fn is_column<C: Dim>() -> bool {
    C::try_to_usize() == Some(1)
}

impl<T: Flatten, R: Dim, C: Dim, S: RawStorage<T, R, C>> Flatten for Matrix<T, R, C, S> {
    fn flatten(&self, into: &mut Flattened) {
        let lengths = lengths(self.nrows(), self.ncols(), is_column::<C>());
        if let Some(element) = T::element() {
            into.numbers(element.within(&lengths), |values| self.numbers(values));
        } else {
            let places = (0..self.nrows()).flat_map(|r| (0..self.ncols()).map(move |c| (r, c)));
            let items = places.enumerate();
            items.for_each(|(i, place)| into.item(i, &self[place]));
        }
    }
    fn element() -> Option<Element> {
        let (rows, columns) = (R::try_to_usize()?, C::try_to_usize()?);
        Some(T::element()?.within(&lengths(rows, columns, is_column::<C>())))
    }
    fn numbers(&self, into: &mut Vec<f64>) {
        for r in 0..self.nrows() {
            (0..self.ncols()).for_each(|c| self[(r, c)].numbers(into));
        }
    }
}

impl<T: Params, R: Dim, C: Dim, S: RawStorageMut<T, R, C> + Clone> Params for Matrix<T, R, C, S> {
    fn restore(&mut self, from: &mut Restore<'_>) {
        for r in 0..self.nrows() {
            for c in 0..self.ncols() {
                self[(r, c)].restore(from);
            }
        }
    }
}

/// What is read and written as the vector that it holds.
macro_rules! by_vector {
    ($type:ty, $vector:ident, [$($generics:tt)*], [$($conditions:tt)*]) => {
        impl<T: Scalar + Flatten, $($generics)*> Flatten for $type $($conditions)* {
            fn flatten(&self, into: &mut Flattened) {
                self.$vector.flatten(into);
            }
            fn element() -> Option<Element> {
                let number = T::element()?;
                let zero = Self::dimensions()?;
                Some(number.within(&[zero]))
            }
            fn numbers(&self, into: &mut Vec<f64>) {
                self.$vector.numbers(into);
            }
        }
        impl<T: Scalar + Params, $($generics)*> Params for $type $($conditions)* {
            fn restore(&mut self, from: &mut Restore<'_>) {
                self.$vector.restore(from);
            }
        }
    };
}

/// How many numbers a type's vector has, where the type tells.
trait Dimensions {
    fn dimensions() -> Option<usize>;
}

impl<T: Scalar, D: DimName> Dimensions for OPoint<T, D>
where
    DefaultAllocator: Allocator<D>,
{
    fn dimensions() -> Option<usize> {
        D::try_to_usize()
    }
}

impl<T, const D: usize> Dimensions for Translation<T, D> {
    fn dimensions() -> Option<usize> {
        Some(D)
    }
}

impl<T> Dimensions for Quaternion<T> {
    fn dimensions() -> Option<usize> {
        Some(4)
    }
}

by_vector!(OPoint<T, D>, coords, [D: DimName], [where DefaultAllocator: Allocator<D>]);
by_vector!(Translation<T, D>, vector, [const D: usize], []);
by_vector!(Quaternion<T>, coords, [], []);
