//! An argument of the type that the function asks for, from a value that the check owns.

/// What a value can be lent as: a copy of itself, or, for ndarray's arrays, a view.
///
/// ```
/// use grad_check::__private::arguments::lend;
/// use ndarray::{Array1, ArrayView1, array};
/// let x: Array1<f64> = array![1.0, 2.0];
/// let view: ArrayView1<'_, f64> = lend(&x);
/// let copy: Array1<f64> = lend(&x);
/// assert_eq!(view, copy);
/// ```
#[diagnostic::on_unimplemented(
    message = "an argument of type `{T}` can't be made from a test point of type `{Self}`",
    note = "an argument passed by value is cloned for each evaluation; take it by reference (`&T`) if it isn't `Clone`"
)]
pub trait Lend<'a, T> {
    /// The argument.
    fn lend(&'a self) -> T;
}

/// An argument from an owned value; the function's signature tells which kind.
///
/// ```
/// let x: f64 = grad_check::__private::arguments::lend(&1.5);
/// assert_eq!(x, 1.5);
/// ```
pub fn lend<'a, T, S: Lend<'a, T> + ?Sized>(owned: &'a S) -> T {
    owned.lend()
}

impl<'a, T: Clone> Lend<'a, T> for T {
    fn lend(&'a self) -> T {
        self.clone()
    }
}
