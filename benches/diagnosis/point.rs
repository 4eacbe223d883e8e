//! Parameters as named blocks, in forward order.

use crate::graph::Matrix;
use grad_check::{Flatten, Flattened, Params, Restore};
use std::rc::Rc;

/// What a block is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Weight,
    Bias,
    Other,
}

/// A block: its name, its shape as the model's author sees it, and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Named {
    pub(crate) name: String,
    pub(crate) shape: Vec<usize>,
    pub(crate) role: Role,
    /// Its layer, counted from the input.
    pub(crate) layer: usize,
}

/// A value for each block.
#[derive(Debug, Clone)]
pub(crate) struct Point {
    pub(crate) named: Rc<[Named]>,
    pub(crate) arrays: Vec<Matrix>,
}

impl Flatten for Point {
    fn flatten(&self, into: &mut Flattened) {
        for (named, array) in self.named.iter().zip(&self.arrays) {
            into.within(&named.name, |into| {
                into.block(&named.shape, array.iter().copied());
            });
        }
    }
}

impl Params for Point {
    fn restore(&mut self, from: &mut Restore<'_>) {
        let numbers = self.arrays.iter_mut().flat_map(|array| array.iter_mut());
        numbers.for_each(|number| from.number(number));
    }
}

impl Point {
    /// The same blocks with other numbers.
    pub(crate) fn with(&self, arrays: Vec<Matrix>) -> Self {
        let named = Rc::clone(&self.named);
        Self { named, arrays }
    }
}
