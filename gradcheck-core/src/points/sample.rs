//! Types that can draw themselves: a test point where none is given.

use super::Rng;
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

/// A type whose test point can be drawn from a seed, because the type itself tells its shape.
///
/// Implemented for `f64`, `f32` (standard normal), arrays, tuples, and `Box`, `Rc`, `Arc`, `Cow`, `Cell` and `RefCell` of these. For
/// parameters of your own, implement it once and `#[grad_check]` needs no `at`:
///
/// ```
/// use grad_check::{Rng, Sample};
/// use ndarray::Array2;
///
/// struct Layer { weight: Array2<f64>, bias: f64 }
/// impl Sample for Layer {
///     fn sample(rng: &mut Rng) -> Self {
///         Layer { weight: rng.randn((4, 3)) * 0.01, bias: rng.normal() }
///     }
/// }
/// let layer = Layer::sample(&mut Rng::new(0));
/// assert_eq!(layer.weight.dim(), (4, 3));
/// ```
#[diagnostic::on_unimplemented(
    message = "no test point: `{Self}` can't be drawn from a seed",
    label = "this argument has neither `at` nor `given`, and its type can't draw itself",
    note = "give a test point with `at(name = ..)`, or hold the argument fixed with `given(name = ..)`",
    note = "or implement `grad_check::Sample` for `{Self}`"
)]
pub trait Sample {
    /// Draw a value.
    fn sample(rng: &mut Rng) -> Self;
}

/// Draw a value for an argument.
///
/// ```
/// let x: [f64; 2] = grad_check::__private::points::sample(3, "x");
/// assert_eq!(x, grad_check::__private::points::sample::<[f64; 2]>(3, "x"));
/// ```
pub fn sample<T: Sample>(seed: u64, argument: &str) -> T {
    super::draw::draws();
    T::sample(&mut Rng::new(seed).stream(argument))
}

impl Sample for f64 {
    fn sample(rng: &mut Rng) -> Self {
        rng.normal()
    }
}

impl Sample for f32 {
    #[allow(clippy::cast_possible_truncation)] // drawn in f64 so that f32 sees the same point
    fn sample(rng: &mut Rng) -> Self {
        rng.normal() as Self
    }
}

impl<T: Sample, const N: usize> Sample for [T; N] {
    fn sample(rng: &mut Rng) -> Self {
        std::array::from_fn(|_| T::sample(rng))
    }
}

macro_rules! wrapped {
    ($($wrapper:ident),*) => {
        $(impl<T: Sample> Sample for $wrapper<T> {
            fn sample(rng: &mut Rng) -> Self {
                Self::new(T::sample(rng))
            }
        })*
    };
}
wrapped!(Box, Rc, Arc, Cell, RefCell);

impl<T: ToOwned + ?Sized> Sample for Cow<'_, T>
where
    T::Owned: Sample,
{
    fn sample(rng: &mut Rng) -> Self {
        Self::Owned(T::Owned::sample(rng))
    }
}

macro_rules! tuple {
    ($($part:ident),+) => {
        impl<$($part: Sample),+> Sample for ($($part,)+) {
            fn sample(rng: &mut Rng) -> Self {
                ($($part::sample(rng),)+)
            }
        }
    };
}
tuple!(A);
tuple!(A, B);
tuple!(A, B, C);
tuple!(A, B, C, D);
tuple!(A, B, C, D, E);
tuple!(A, B, C, D, E, F);
tuple!(A, B, C, D, E, F, G);
tuple!(A, B, C, D, E, F, G, H);
