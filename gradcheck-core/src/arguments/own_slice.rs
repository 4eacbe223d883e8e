//! An owned test point for an argument that borrows a slice.

use super::shaped::{Shaped, of_length};

/// What can stand for a slice argument: `Vec`, arrays, slices, `Array1`.
///
/// ```
/// use grad_check::__private::arguments::own_slice;
/// assert_eq!(own_slice::<f64>([1.0, 2.0]), [1.0, 2.0]);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be the value of a slice of `{T}`",
    note = "write what owns the numbers, without `&`: an array `[..]`, a `vec![..]`, or `randn(n)`; of `Vec`s or arrays in it, `randn((n, m))`"
)]
pub trait OwnSlice<T> {
    /// The items.
    fn own(self) -> Vec<T>;
}

/// The items of a slice's test point.
///
/// ```
/// let items: Vec<f64> = grad_check::__private::arguments::own_slice(grad_check::zeros(2));
/// assert_eq!(items, [0.0, 0.0]);
/// ```
pub fn own_slice<T>(items: impl OwnSlice<T>) -> Vec<T> {
    items.own()
}

impl<T> OwnSlice<T> for Vec<T> {
    fn own(self) -> Vec<T> {
        self
    }
}

impl<T, const N: usize> OwnSlice<T> for [T; N] {
    fn own(self) -> Vec<T> {
        self.into()
    }
}

impl<T: Clone> OwnSlice<T> for &[T] {
    fn own(self) -> Vec<T> {
        self.to_vec()
    }
}

impl<T: Clone, const N: usize> OwnSlice<T> for &[T; N] {
    fn own(self) -> Vec<T> {
        self.to_vec()
    }
}

impl<A: Clone> OwnSlice<Vec<A>> for ndarray::Array2<A> {
    fn own(self) -> Vec<Vec<A>> {
        self.shaped()
    }
}

impl<A: Clone, const M: usize> OwnSlice<[A; M]> for ndarray::Array2<A> {
    fn own(self) -> Vec<[A; M]> {
        let rows: Vec<Vec<A>> = self.shaped();
        rows.into_iter().map(of_length).collect()
    }
}
