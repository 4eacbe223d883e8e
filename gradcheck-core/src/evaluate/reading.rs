//! What is known of the gradient before the function is called, so that reading it costs little.
//!
//! The function's answer is read out where it is made, since it may borrow from its parameters: there only the
//! thread knows what the caller expects.

use crate::{Block, Flatten, Flattened};
use std::cell::RefCell;
use std::sync::Arc;

/// What is expected of the next gradient.
#[derive(Debug, Clone, Default)]
pub(super) struct Expected {
    /// How many numbers it has.
    pub(super) count: usize,
    /// Its blocks, once one was read.
    pub(super) layout: Option<Arc<[Block]>>,
    /// The only number of it that is needed, by its place.
    pub(super) wanted: Option<usize>,
}

thread_local! {
    static EXPECTED: RefCell<Option<Expected>> = const { RefCell::new(None) };
}

/// What `call` makes of a function whose gradient is expected to be like this.
pub(super) fn expecting<T>(expected: Expected, call: impl FnOnce() -> T) -> T {
    EXPECTED.replace(Some(expected));
    let result = call();
    // A function that failed, or panicked, left no gradient to be read.
    EXPECTED.replace(None);
    result
}

/// A gradient, read as the caller expects it.
pub(super) fn read<G: Flatten>(gradient: &G) -> Flattened {
    match EXPECTED.take() {
        Some(Expected {
            layout: Some(layout),
            wanted,
            ..
        }) => Flattened::like(layout, wanted, gradient),
        Some(Expected { count, .. }) => Flattened::of_about(count, gradient),
        None => Flattened::of(gradient),
    }
}
