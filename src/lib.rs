//! facade
pub use gradcheck_core::*;
pub use gradcheck_macros::grad_check;

/// What `#[grad_check(..)]` expands to. Not for people; it may change at any time.
#[doc(hidden)]
pub mod __private {
    pub use gradcheck_core::{GradCheck, arguments, ndarray, points};
}
