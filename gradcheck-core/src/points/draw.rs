//! `randn`, `uniform` and `zeros` as they are written in `at = ..` and `given(..)`.
//!
//! They have no argument for a generator, so the stream that they draw from is ambient: the
//! generated test enters it around each expression. It shapes test points only; no verdict reads it.

use super::{DrawnNumber, Rng};
use crate::parameters::Real;
use ndarray::{Array, ShapeBuilder};
use std::cell::Cell;
use std::ops::Range;

thread_local! {
    static STREAM: Cell<Option<Rng>> = const { Cell::new(None) };
    static HAS_DRAWN: Cell<bool> = const { Cell::new(false) };
}

/// Whether anything was drawn from the stream of an argument since this was asked last. It tells a check of many points
/// whether they differ.
pub(crate) fn has_drawn() -> bool {
    HAS_DRAWN.replace(false)
}

/// Something is drawn from the stream of an argument.
pub(super) fn draws() {
    HAS_DRAWN.set(true);
}

/// Draws come from one argument's stream while this lives.
#[derive(Debug)]
pub struct Stream {
    outer: Option<Rng>,
}

/// Let draws on this thread come from the stream of an argument until the result is dropped.
///
/// ```
/// use grad_check::__private::points::{enter, randn};
/// use ndarray::Array1;
/// let first: Array1<f64> = { let _stream = enter(3, "w"); randn(4) };
/// let again: Array1<f64> = { let _stream = enter(3, "w"); randn(4) };
/// assert_eq!(first, again);
/// ```
#[must_use = "draws come from the stream only while this lives"]
pub fn enter(seed: u64, argument: &str) -> Stream {
    Stream {
        outer: STREAM.replace(Some(Rng::new(seed).stream(argument))),
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        STREAM.set(self.outer);
    }
}

/// Draw from the stream that was entered; outside of any, from the start of seed 0's.
pub(crate) fn with_stream<T>(draw: impl FnOnce(&mut Rng) -> T) -> T {
    let entered = STREAM.get();
    if entered.is_some() {
        draws();
    }
    let mut rng = entered.unwrap_or_else(|| Rng::new(0));
    let drawn = draw(&mut rng);
    STREAM.set(entered.map(|_| rng));
    drawn
}

/// An array of this shape of standard normal numbers, drawn from the check's seed.
///
/// Within `at = ..` and `given(..)`, and in functions called from there, successive calls draw on;
/// elsewhere each call begins anew at seed 0, and [`Rng`] is the better tool.
///
/// ```
/// use grad_check::randn;
/// use ndarray::Array2;
/// let w: Array2<f32> = randn((4, 3)) * 0.01;
/// assert_eq!(w.dim(), (4, 3));
/// ```
pub fn randn<A: DrawnNumber, Sh: ShapeBuilder>(shape: Sh) -> Array<A, Sh::Dim> {
    with_stream(|rng| rng.randn(shape))
}

/// An array of this shape of numbers uniform in [0, 1), drawn as [`randn`] draws.
///
/// ```
/// use grad_check::uniform;
/// use ndarray::Array1;
/// let x: Array1<f64> = uniform(100) * 2.0 - 1.0;
/// assert!(x.iter().all(|x| (-1.0..1.0).contains(x)));
/// ```
pub fn uniform<A: DrawnNumber, Sh: ShapeBuilder>(shape: Sh) -> Array<A, Sh::Dim> {
    with_stream(|rng| rng.uniform(shape))
}

/// A number uniform in this range, which `at(x = 0.5..2.0)` stands for.
///
/// ```
/// let x: f64 = grad_check::__private::points::within(0.5..2.0);
/// assert!((0.5..2.0).contains(&x));
/// ```
pub fn within<A: Real>(range: Range<A>) -> A {
    let (low, high) = (range.start.get(), range.end.get());
    A::of(low + (high - low) * with_stream(Rng::unit))
}

/// An array of this shape of zeros.
///
/// ```
/// use grad_check::zeros;
/// use ndarray::Array2;
/// let b: Array2<f64> = zeros((4, 1));
/// assert_eq!(b.sum(), 0.0);
/// ```
pub fn zeros<A: DrawnNumber, Sh: ShapeBuilder>(shape: Sh) -> Array<A, Sh::Dim> {
    Array::from_elem(shape, A::of_parts(&mut || 0.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array1;

    #[test]
    fn draws_within_a_stream_go_on_and_an_outer_stream_is_taken_up_again() {
        let _outer = enter(3, "w");
        let first: Array1<f64> = randn(2);
        {
            let _inner = enter(3, "b");
            let _: Array1<f64> = randn(5);
        }
        let second: Array1<f64> = randn(2);
        let both: Array1<f64> = Rng::new(3).stream("w").randn(4);
        assert_eq!(both.to_vec(), [first.to_vec(), second.to_vec()].concat());
    }
}
