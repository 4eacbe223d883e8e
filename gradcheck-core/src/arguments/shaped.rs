//! What `randn`, `uniform` and `zeros` make, as the type that an argument has.

use ndarray::{Array1, Array2};

/// An array that can stand for an argument of this type.
///
/// ```
/// use grad_check::__private::arguments::shaped;
/// let rows: Vec<Vec<f64>> = shaped(grad_check::zeros((2, 3)));
/// assert_eq!(rows, [[0.0; 3]; 2]);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be made a `{T}`",
    note = "`randn`, `uniform` and `zeros` make arrays, `Vec`, arrays of ndarray, and vectors and matrices of other crates"
)]
pub trait Shaped<T> {
    /// The same numbers as this type.
    fn shaped(self) -> T;
}

/// An array as the type that is asked for.
pub fn shaped<T, S: Shaped<T>>(made: S) -> T {
    made.shaped()
}

/// Of the right type already, or made by a function of the user's.
impl<T> Shaped<T> for T {
    fn shaped(self) -> T {
        self
    }
}

impl<A: Clone> Shaped<Vec<A>> for Array1<A> {
    fn shaped(self) -> Vec<A> {
        self.to_vec()
    }
}

impl<A: Clone> Shaped<Vec<Vec<A>>> for Array2<A> {
    fn shaped(self) -> Vec<Vec<A>> {
        self.rows().into_iter().map(|row| row.to_vec()).collect()
    }
}

impl<A: Clone, const N: usize> Shaped<[A; N]> for Array1<A> {
    fn shaped(self) -> [A; N] {
        of_length(self.to_vec())
    }
}

impl<A: Clone, const N: usize, const M: usize> Shaped<[[A; M]; N]> for Array2<A> {
    fn shaped(self) -> [[A; M]; N] {
        let rows: Vec<Vec<A>> = self.shaped();
        of_length(rows.into_iter().map(of_length).collect())
    }
}

/// The items as an array. What was made of another length fails the user's test.
#[allow(clippy::panic)]
pub(crate) fn of_length<A, const N: usize>(items: Vec<A>) -> [A; N] {
    let items = <[A; N]>::try_from(items);
    items.unwrap_or_else(|items| panic!("an array of {N} was made with {}", items.len()))
}

#[cfg(any(feature = "ndarray-0-15", feature = "ndarray-0-16"))]
macro_rules! version {
    ($ndarray:ident, $($dimension:ident)*) => {$(
        impl<A: Clone> Shaped<$ndarray::Array<A, $ndarray::$dimension>> for ndarray::Array<A, ndarray::$dimension> {
            fn shaped(self) -> $ndarray::Array<A, $ndarray::$dimension> {
                $ndarray::Array::from_shape_fn(self.dim(), |at| self[at].clone())
            }
        }
    )*};
}
#[cfg(feature = "ndarray-0-16")]
version!(ndarray_0_16, Ix1 Ix2 Ix3 Ix4);
#[cfg(feature = "ndarray-0-15")]
version!(ndarray_0_15, Ix1 Ix2 Ix3 Ix4);

#[cfg(feature = "faer")]
impl<A: Clone> Shaped<::faer::Mat<A>> for Array2<A> {
    fn shaped(self) -> ::faer::Mat<A> {
        ::faer::Mat::from_fn(self.nrows(), self.ncols(), |i, j| self[[i, j]].clone())
    }
}

#[cfg(feature = "faer")]
impl<A: Clone> Shaped<::faer::Col<A>> for Array1<A> {
    fn shaped(self) -> ::faer::Col<A> {
        ::faer::Col::from_fn(self.len(), |i| self[i].clone())
    }
}

#[cfg(feature = "faer")]
impl<A: Clone> Shaped<::faer::Row<A>> for Array1<A> {
    fn shaped(self) -> ::faer::Row<A> {
        ::faer::Row::from_fn(self.len(), |i| self[i].clone())
    }
}
