//! A closure that maps a cotangent, or a direction, linearly.

use crate::parameters::{Flatten, Manifold, Params, Restore, Tangent};
use ndarray::{Array, ArrayView, Dimension};

/// What maps a value of type `T` linearly: a closure that takes it by reference, by value, as a view
/// or as a slice; of a [`Manifold`] it takes a tangent vector, of a list of such points a list of them. `Form` tells which,
/// and is inferred.
///
/// ```
/// use grad_check::Linear;
/// let mut twice = |u: &[f64; 2]| [2.0 * u[0], 2.0 * u[1]];
/// assert_eq!(Linear::apply(&mut twice, &[0.0, 0.0], &[1.0, 3.0]), [2.0, 6.0]);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` isn't a closure that maps a `{T}` to gradients",
    label = "not `Fn(&{T}) -> grads`",
    note = "it is called several times, so that it has to be `Fn` or `FnMut`; it may take its argument as `&T`, `T`, a view or a slice"
)]
pub trait Linear<T, Form> {
    /// What comes of it.
    type Output: Flatten;
    /// Map the value that is like this one, and has these numbers.
    fn apply(&mut self, like: &T, numbers: &[f64]) -> Self::Output;
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

/// The argument is a tangent vector, by reference.
#[doc(hidden)]
#[derive(Debug)]
pub struct ByTangent<V, const N: usize>(std::marker::PhantomData<V>);
/// The argument is a tangent vector, by value.
#[doc(hidden)]
#[derive(Debug)]
pub struct ByTangentValue<V, const N: usize>(std::marker::PhantomData<V>);

/// The argument is a slice of tangent vectors, one for each point of a list.
#[doc(hidden)]
#[derive(Debug)]
pub struct ByTangents<V, const N: usize>(std::marker::PhantomData<V>);
/// The argument is a `Vec` of them, by reference.
#[doc(hidden)]
#[derive(Debug)]
pub struct ByTangentsVec<V, const N: usize>(std::marker::PhantomData<V>);

/// A value of this one's type with other numbers.
fn with_numbers<T: Params>(like: &T, numbers: &[f64]) -> T {
    let mut value = like.clone();
    value.restore(&mut Restore::new(numbers));
    value
}

impl<T: Params, F: FnMut(&T) -> G, G: Flatten> Linear<T, ByReference> for F {
    type Output = G;
    fn apply(&mut self, like: &T, numbers: &[f64]) -> G {
        self(&with_numbers(like, numbers))
    }
}

impl<T: Params, F: FnMut(T) -> G, G: Flatten> Linear<T, ByValue> for F {
    type Output = G;
    fn apply(&mut self, like: &T, numbers: &[f64]) -> G {
        self(with_numbers(like, numbers))
    }
}

impl<A, D: Dimension, F, G: Flatten> Linear<Array<A, D>, ByView> for F
where
    Array<A, D>: Params,
    F: FnMut(ArrayView<'_, A, D>) -> G,
{
    type Output = G;
    fn apply(&mut self, like: &Array<A, D>, numbers: &[f64]) -> G {
        self(with_numbers(like, numbers).view())
    }
}

impl<T: Params + AsRef<[A]>, A, F: FnMut(&[A]) -> G, G: Flatten> Linear<T, BySlice<A>> for F {
    type Output = G;
    fn apply(&mut self, like: &T, numbers: &[f64]) -> G {
        self(with_numbers(like, numbers).as_ref())
    }
}

impl<T, V, F, G, const N: usize> Linear<T, ByTangent<V, N>> for F
where
    T: Manifold<N>,
    V: Tangent<N>,
    F: FnMut(&V) -> G,
    G: Flatten,
{
    type Output = G;
    fn apply(&mut self, _: &T, numbers: &[f64]) -> G {
        self(&with_numbers(&V::zero(), numbers))
    }
}

impl<T, V, F, G, const N: usize> Linear<T, ByTangentValue<V, N>> for F
where
    T: Manifold<N>,
    V: Tangent<N>,
    F: FnMut(V) -> G,
    G: Flatten,
{
    type Output = G;
    fn apply(&mut self, _: &T, numbers: &[f64]) -> G {
        self(with_numbers(&V::zero(), numbers))
    }
}

impl<T, V, F, G, const N: usize> Linear<Vec<T>, ByTangents<V, N>> for F
where
    T: Manifold<N>,
    V: Tangent<N>,
    F: FnMut(&[V]) -> G,
    G: Flatten,
{
    type Output = G;
    fn apply(&mut self, like: &Vec<T>, numbers: &[f64]) -> G {
        self(&with_numbers(&vec![V::zero(); like.len()], numbers))
    }
}

impl<T, V, F, G, const N: usize> Linear<Vec<T>, ByTangentsVec<V, N>> for F
where
    T: Manifold<N>,
    V: Tangent<N>,
    F: FnMut(&Vec<V>) -> G,
    G: Flatten,
{
    type Output = G;
    fn apply(&mut self, like: &Vec<T>, numbers: &[f64]) -> G {
        self(&with_numbers(&vec![V::zero(); like.len()], numbers))
    }
}
