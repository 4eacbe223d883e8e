//! Between what a check owns and what a function's arguments are: slices owned, values lent, and the
//! dimensions of the data told.

mod added;
mod buffers;
mod by_type;
mod cached;
mod extent;
mod fresh;
mod hand;
mod lend;
mod lengths;
mod made;
mod matrices;
mod ndarrays;
mod own_slice;
mod owner;
mod paired;
mod shaped;

#[doc(hidden)]
pub use added::Added;
pub(crate) use buffers::is_unwritten;
#[doc(hidden)]
pub use buffers::{LendMut, Unwritten, alike, lend_mut, unwritten, unwritten_like};
#[doc(hidden)]
pub use by_type::{AnyArgument, ArgumentType, Lent, SliceArgument, ViewArgument};
#[doc(hidden)]
pub use cached::{Cached, cached_backward, cached_cost, cached_gradient};
pub use extent::Extent;
#[doc(hidden)]
pub use extent::{Known, Of, Unknown};
#[doc(hidden)]
pub use fresh::{Again, Copied, Given};
pub use hand::{Hand, hand};
pub use lend::{Lend, lend};
pub use lengths::{Lengths, lengths};
#[doc(hidden)]
pub use made::{Failed, made};
#[doc(hidden)]
pub use matrices::{MatrixBuffer, count, matrix};
pub use own_slice::{OwnSlice, own_slice};
pub use owner::Owner;
#[doc(hidden)]
pub use paired::{
    Attempt, Said, after, and_backward, and_hessian, and_matrix, and_product, and_tangent, both,
    some,
};
#[doc(hidden)]
pub use shaped::{Shaped, shaped};
