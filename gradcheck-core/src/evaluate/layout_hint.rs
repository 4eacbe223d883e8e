//! What is known of the gradient before the function is called, so that reading it costs little.
//!
//! It is handed to whoever reads the function's answer, and to nobody else: what the function itself reads on its
//! way is read whole.

use crate::parameters::{Flatten, Flattened, KnownLayout};
use std::cell::RefCell;
use std::sync::Arc;

/// What is expected of the next gradient; by default nothing, and all of it is read.
#[doc(hidden)]
#[derive(Debug, Default)]
pub struct LayoutHint {
    /// How many numbers it has.
    pub(super) count: usize,
    /// Numbers to write over.
    pub(super) spare: RefCell<Vec<f64>>,
    /// Its layout, once one was read.
    pub(super) layout: Option<Arc<KnownLayout>>,
    /// The only number of it that is needed, by its place.
    pub(super) wanted: Option<usize>,
}

impl LayoutHint {
    /// A gradient, read as it is expected.
    pub(super) fn read<G: Flatten>(&self, gradient: &G) -> Flattened {
        match &self.layout {
            Some(layout) => {
                let layout = Arc::clone(layout);
                Flattened::like(layout, self.wanted, self.spare.take(), gradient)
            }
            None => Flattened::written_over(self.spare.take(), self.count, gradient),
        }
    }
}
