//! Test points drawn from a seed: the same numbers on every machine, for ever.
//!
//! Each argument draws from a stream of its own, named after it, so that adding an argument doesn't
//! move the others. The generator and both distributions use only integer and IEEE-exact
//! operations; no function of the platform's mathematical library takes part.

#[cfg(feature = "num-complex")]
mod complex;
mod draw;
mod number;
mod rng;
mod sample;

pub(crate) use draw::has_drawn;
#[cfg(any(feature = "ndarray-0-15", feature = "ndarray-0-16"))]
pub(crate) use draw::with_stream;
pub use draw::{Stream, enter, randn, uniform, within, zeros};
pub use number::DrawnNumber;
pub use rng::Rng;
pub(crate) use rng::{fnv, mix, mixed};
pub use sample::{Sample, sample};
