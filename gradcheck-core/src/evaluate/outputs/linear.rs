//! A closure that maps a cotangent, or a direction, linearly.

use crate::parameters::Flatten;
use ndarray::{Array, ArrayView, Dimension};

/// What maps a value of type `T` linearly: a closure that takes it by reference, by value, as a view
/// or as a slice. `Form` tells which, and is inferred.
///
/// ```
/// use grad_check::Linear;
/// let mut twice = |u: &[f64; 2]| [2.0 * u[0], 2.0 * u[1]];
/// assert_eq!(Linear::apply(&mut twice, &[1.0, 3.0]), [2.0, 6.0]);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` isn't a closure that maps a `{T}` to gradients",
    label = "not `Fn(&{T}) -> grads`",
    note = "it is called several times, so that it has to be `Fn` or `FnMut`; it may take its argument as `&T`, `T`, a view or a slice"
)]
pub trait Linear<T, Form> {
    /// What comes of it.
    type Output: Flatten;
    /// Map a value.
    fn apply(&mut self, to: &T) -> Self::Output;
}

/// The argument is taken by reference.
#[doc(hidden)]
#[derive(Debug)]
pub enum ByReference {}
/// The argument is taken by value.
#[doc(hidden)]
#[derive(Debug)]
pub enum ByValue {}
/// The argument is taken as a view of an array.
#[doc(hidden)]
#[derive(Debug)]
pub enum ByView {}
/// The argument is taken as a slice.
#[doc(hidden)]
#[derive(Debug)]
pub struct BySlice<A>(std::marker::PhantomData<A>);

impl<T, F: FnMut(&T) -> G, G: Flatten> Linear<T, ByReference> for F {
    type Output = G;
    fn apply(&mut self, to: &T) -> G {
        self(to)
    }
}

impl<T: Clone, F: FnMut(T) -> G, G: Flatten> Linear<T, ByValue> for F {
    type Output = G;
    fn apply(&mut self, to: &T) -> G {
        self(to.clone())
    }
}

impl<A, D: Dimension, F, G: Flatten> Linear<Array<A, D>, ByView> for F
where
    F: FnMut(ArrayView<'_, A, D>) -> G,
{
    type Output = G;
    fn apply(&mut self, to: &Array<A, D>) -> G {
        self(to.view())
    }
}

impl<T: AsRef<[A]>, A, F: FnMut(&[A]) -> G, G: Flatten> Linear<T, BySlice<A>> for F {
    type Output = G;
    fn apply(&mut self, to: &T) -> G {
        self(to.as_ref())
    }
}
