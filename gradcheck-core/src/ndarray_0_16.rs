//! ndarray 0.16 as parameters, with the feature `ndarray-0-16`: [`randn`], [`uniform`] and [`zeros`] make
//! arrays of that version.
//!
//! ```
//! use grad_check::{GradCheck, ndarray_0_16::randn};
//! use ndarray_0_16::Array2;
//! let w: Array2<f64> = randn((4, 3));
//! let half_square = |w: &Array2<f64>| (w.mapv(|w| w * w).sum() / 2.0, w.clone());
//! GradCheck::new("half_square").run(&w, half_square).assert();
//! ```

use crate::parameters::Real;
use crate::points::{Rng, with_stream};
use ndarray_0_16::{Array, ShapeBuilder};

/// Standard normal numbers, those that [`randn`](crate::randn) would draw.
///
/// ```
/// use grad_check::ndarray_0_16::randn;
/// let x: ndarray_0_16::Array1<f64> = randn(4);
/// assert_eq!(x.to_vec(), grad_check::randn::<f64, _>(4).to_vec());
/// ```
pub fn randn<A: Real, Sh: ShapeBuilder>(shape: Sh) -> Array<A, Sh::Dim> {
    fill(shape, Rng::normal)
}

/// Numbers uniform in [0, 1), those that [`uniform`](crate::uniform) would draw.
///
/// ```
/// use grad_check::ndarray_0_16::uniform;
/// let x: ndarray_0_16::Array1<f64> = uniform(4);
/// assert_eq!(x.to_vec(), grad_check::uniform::<f64, _>(4).to_vec());
/// ```
pub fn uniform<A: Real, Sh: ShapeBuilder>(shape: Sh) -> Array<A, Sh::Dim> {
    fill(shape, Rng::unit)
}

/// Zeros.
///
/// ```
/// let b: ndarray_0_16::Array2<f64> = grad_check::ndarray_0_16::zeros((4, 1));
/// assert_eq!(b.sum(), 0.0);
/// ```
pub fn zeros<A: Real, Sh: ShapeBuilder>(shape: Sh) -> Array<A, Sh::Dim> {
    Array::from_elem(shape, A::of(0.0))
}

fn fill<A: Real, Sh: ShapeBuilder>(shape: Sh, draw: fn(&mut Rng) -> f64) -> Array<A, Sh::Dim> {
    let mut array = zeros(shape);
    with_stream(|rng| {
        let numbers = array.iter_mut();
        numbers.for_each(|number| *number = A::of(draw(rng)));
    });
    array
}
