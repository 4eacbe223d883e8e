//! What is other in the diagnosis of a large problem: a few measured components stand for many.
//!
//! `reach` says what they stand for, and `law` what directions have told of all of them. `words` counts honestly.

pub(super) mod law;
mod reach;
pub(super) mod words;

pub(super) use reach::{Reach, law_of_line, run, wrong_lines};

use super::view::View;
use crate::parameters::Block;

/// The gradient that the function returned at the test point, all of it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Gradient<'a> {
    pub(crate) blocks: &'a [Block],
    pub(crate) all: &'a [f64],
}

impl<'a> Gradient<'a> {
    /// That of all of a block: the function's, or that of a block which was measured as a whole.
    pub(super) fn of<'v>(&self, view: &'v View<'_>) -> Option<&'v [f64]>
    where
        'a: 'v,
    {
        let mut blocks = self.blocks.iter();
        let own = blocks.find(|b| b.path().to_string() == view.path());
        let known = own.and_then(|own| self.all.get(own.range()));
        known.or_else(|| view.is_whole().then_some(&view.analytic[..]))
    }
}
