//! nalgebra's vectors, matrices, points and translations.
//!
//! A column vector has the shape n, any other matrix r × c, read row by row. A quaternion is four
//! numbers in the order i, j, k, w. `manifolds` moves what isn't closed under addition.

use super::nalgebra::allocator::Allocator;
use super::nalgebra::{
    DMatrix, DVector, DefaultAllocator, Dim, DimName, Matrix, OMatrix, OPoint, Quaternion,
    RawStorage, RawStorageMut, RowDVector, SMatrix, SVector, Scalar, Translation,
};
use crate::arguments::{MatrixBuffer, Shaped};
use crate::parameters::{Element, Flatten, Flattened, Params, Real, Restore, Turn};

/// The dimensions of a matrix as a block's.
fn lengths(of: &[usize; 2], is_column: bool) -> &[usize] {
    if is_column { &of[..1] } else { of }
}

/// Row and column of the item at this place, row by row.
fn place(at: usize, columns: usize) -> (usize, usize) {
    (at / columns.max(1), at % columns.max(1))
}

fn is_column<C: Dim>() -> bool {
    C::try_to_usize() == Some(1)
}

/// What the type leaves open is as asked.
impl<T: Scalar + Real, R: Dim, C: Dim> MatrixBuffer for OMatrix<T, R, C>
where
    DefaultAllocator: Allocator<R, C>,
    OMatrix<T, R, C>: Params,
{
    fn of_shape(rows: usize, columns: usize) -> Self {
        let (rows, columns) = (
            R::try_to_usize().unwrap_or(rows),
            C::try_to_usize().unwrap_or(columns),
        );
        Self::from_element_generic(R::from_usize(rows), C::from_usize(columns), T::of(0.0))
    }
}

impl<T: Scalar> Shaped<DMatrix<T>> for ndarray::Array2<T> {
    fn shaped(self) -> DMatrix<T> {
        DMatrix::from_fn(self.nrows(), self.ncols(), |i, j| self[[i, j]].clone())
    }
}

impl<T: Scalar> Shaped<DVector<T>> for ndarray::Array1<T> {
    fn shaped(self) -> DVector<T> {
        DVector::from_vec(self.to_vec())
    }
}

impl<T: Scalar, const R: usize, const C: usize> Shaped<SMatrix<T, R, C>> for ndarray::Array2<T> {
    fn shaped(self) -> SMatrix<T, R, C> {
        let rows: [[T; C]; R] = self.shaped();
        SMatrix::from_fn(|i, j| rows[i][j].clone())
    }
}

impl<T: Scalar, const R: usize> Shaped<SVector<T, R>> for ndarray::Array1<T> {
    fn shaped(self) -> SVector<T, R> {
        let items: [T; R] = self.shaped();
        SVector::from(items)
    }
}

impl<T: Scalar> Shaped<RowDVector<T>> for ndarray::Array1<T> {
    fn shaped(self) -> RowDVector<T> {
        RowDVector::from_vec(self.to_vec())
    }
}

impl<T: Flatten, R: Dim, C: Dim, S: RawStorage<T, R, C>> Flatten for Matrix<T, R, C, S> {
    fn flatten(&self, into: &mut Flattened) {
        let both = [self.nrows(), self.ncols()];
        if let Some(element) = T::element() {
            into.run(
                element,
                lengths(&both, is_column::<C>()),
                |at| self.get(place(at, self.ncols())),
                |values| self.numbers(values),
            );
        } else {
            let places = (0..self.nrows()).flat_map(|r| (0..self.ncols()).map(move |c| (r, c)));
            let items = places.enumerate();
            items.for_each(|(i, place)| into.item(i, &self[place]));
        }
    }
    fn element() -> Option<Element> {
        let both = [R::try_to_usize()?, C::try_to_usize()?];
        Some(T::element()?.within(lengths(&both, is_column::<C>())))
    }
    fn count() -> Option<usize> {
        Some(R::try_to_usize()? * C::try_to_usize()? * T::count()?)
    }
    fn numbers(&self, into: &mut Vec<f64>) {
        for r in 0..self.nrows() {
            (0..self.ncols()).for_each(|c| self[(r, c)].numbers(into));
        }
    }
}

impl<T: Params, R: Dim, C: Dim, S: RawStorageMut<T, R, C> + Clone> Params for Matrix<T, R, C, S> {
    fn restore(&mut self, from: &mut Restore<'_>) {
        match from.turn::<T>(self.len()) {
            Turn::Every => {
                for r in 0..self.nrows() {
                    for c in 0..self.ncols() {
                        self[(r, c)].restore(from);
                    }
                }
            }
            Turn::Only(at, mut from) => {
                if let Some(item) = self.get_mut(place(at, self.ncols())) {
                    item.restore(&mut from);
                }
            }
            Turn::Never => {}
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
            fn count() -> Option<usize> {
                Some(Self::dimensions()? * T::count()?)
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
