//! Buffers that a function writes a Jacobian or a Hessian to: their shape is that of outputs and parameters, or that of
//! their type.

use super::unwritten_like;
use crate::parameters::{Flatten, Flattened, Params, Real};

/// How many numbers a value has.
///
/// ```
/// use grad_check::__private::arguments::count;
/// assert_eq!(count(&(1.0, [2.0, 3.0])), 3);
/// ```
pub fn count<T: Flatten + ?Sized>(value: &T) -> usize {
    Flattened::of(value).values().len()
}

/// A matrix in which nothing is written yet.
///
/// ```
/// use grad_check::__private::arguments::matrix;
/// let row_by_row: Vec<f64> = matrix(3, 2);
/// assert_eq!(row_by_row.len(), 6);
/// let own: [[f64; 2]; 3] = matrix(3, 2);
/// assert!(own[2][1].is_nan());
/// ```
pub fn matrix<B: MatrixBuffer>(rows: usize, columns: usize) -> B {
    unwritten_like(&B::of_shape(rows, columns))
}

/// A buffer of so many rows and columns, as far as its type leaves them open; a vector holds them row by row.
#[diagnostic::on_unimplemented(
    message = "a matrix can't be written to a buffer of type `{Self}`",
    label = "the shape of this buffer isn't known",
    note = "buffers are arrays, `Vec`, slices, and matrices of ndarray, nalgebra and faer; for another type add `given(name = ..)` with a value of the right shape"
)]
pub trait MatrixBuffer: Params {
    /// One of this shape; what it holds doesn't matter.
    fn of_shape(rows: usize, columns: usize) -> Self;
}

macro_rules! numbers {
    ($($number:ty),*) => {$(
        impl MatrixBuffer for $number {
            fn of_shape(_: usize, _: usize) -> Self {
                0.0
            }
        }
    )*};
}
numbers!(f64, f32);

impl<T: MatrixBuffer, const N: usize> MatrixBuffer for [T; N]
where
    [T; N]: Params,
{
    fn of_shape(rows: usize, columns: usize) -> Self {
        std::array::from_fn(|_| T::of_shape(rows, columns))
    }
}

impl<T: Real> MatrixBuffer for Vec<T>
where
    Vec<T>: Params,
{
    fn of_shape(rows: usize, columns: usize) -> Self {
        vec![T::of(0.0); rows * columns]
    }
}

impl<T: Real> MatrixBuffer for Vec<Vec<T>>
where
    Vec<Vec<T>>: Params,
{
    fn of_shape(rows: usize, columns: usize) -> Self {
        vec![vec![T::of(0.0); columns]; rows]
    }
}

impl<T: Real, const N: usize> MatrixBuffer for Vec<[T; N]>
where
    Vec<[T; N]>: Params,
{
    fn of_shape(rows: usize, _: usize) -> Self {
        vec![[T::of(0.0); N]; rows]
    }
}

#[cfg(feature = "faer")]
impl<T: Real> MatrixBuffer for ::faer::Mat<T>
where
    ::faer::Mat<T>: Params,
{
    fn of_shape(rows: usize, columns: usize) -> Self {
        Self::from_fn(rows, columns, |_, _| T::of(0.0))
    }
}
