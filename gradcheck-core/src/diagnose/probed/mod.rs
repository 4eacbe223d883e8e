//! What is other in the diagnosis of a large problem: a few measured components stand for many.
//!
//! `reach` says what they stand for, and `law` what directions have told of all of them. The analytic
//! gradient is known everywhere, so that `layouts` finds a number that was measured at one place where a
//! mistake has put it, and `exchanged` in which block. `place` tells where wrong components were found, and
//! `patterns` what a sample without a law has in common. `words` counts honestly.

mod exchanged;
pub(super) mod law;
mod layouts;
mod patterns;
mod place;
mod reach;
pub(super) mod words;

pub(super) use exchanged::exchanged;
pub(super) use layouts::layouts;
pub(super) use place::place;
pub(super) use reach::Reach;

use crate::parameters::Block;
use crate::report::BlockReport;

/// The gradient that the function returned at the test point, all of it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Gradient<'a> {
    pub(crate) blocks: &'a [Block],
    pub(crate) all: &'a [f64],
}

impl<'a> Gradient<'a> {
    /// That of a block, if it is known.
    pub(super) fn of(&self, block: &BlockReport) -> Option<&'a [f64]> {
        let mut blocks = self.blocks.iter();
        let own = blocks.find(|b| b.path().to_string() == block.path)?;
        self.all.get(own.range())
    }
}
