//! Between what a check owns and what a function's arguments are: slices owned, values lent, and the
//! dimensions of the data told.

mod extent;
mod lend;
#[cfg(feature = "nalgebra")]
mod nalgebra;
mod own_slice;
mod owner;

pub use extent::Extent;
#[doc(hidden)]
pub use extent::{Known, Of, Unknown};
pub use lend::{Lend, lend};
pub use own_slice::{OwnSlice, own_slice};
pub use owner::Owner;
