//! A value whose layout is expected to be the one that was read before: nothing of it is built again.
//!
//! Paths and shapes are compared as they come. Where one departs, the whole is read afresh.

use super::{Block, Element, Segment};
use std::sync::Arc;

/// Blocks that are read, and how far reading them has come.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Follow {
    layout: Arc<[Block]>,
    /// The only number that is wanted, by its place among all.
    wanted: Option<usize>,
    /// The block that comes next.
    next: usize,
    /// How deep in the value this is, and how much of that is on the path of the next block.
    depth: usize,
    matched: usize,
    departed: bool,
}

impl Follow {
    pub(super) fn new(layout: Arc<[Block]>, wanted: Option<usize>) -> Self {
        Self {
            layout,
            wanted,
            next: 0,
            depth: 0,
            matched: 0,
            departed: false,
        }
    }

    pub(super) fn layout(&self) -> &[Block] {
        &self.layout
    }

    /// How many numbers will be kept.
    pub(super) fn count(&self) -> usize {
        match self.wanted {
            Some(_) => 1,
            None => self.layout.last().map_or(0, |block| block.range().end),
        }
    }

    /// Whether every block came as it was expected, and no other.
    pub(super) fn is_done(&self) -> bool {
        !self.departed && self.next == self.layout.len()
    }

    /// Go down by a segment that is recognised by `is`.
    pub(super) fn enter(&mut self, is: impl FnOnce(&Segment) -> bool) {
        let path = self.layout.get(self.next).map(|b| b.path.segments());
        let here = path.and_then(|path| path.get(self.depth));
        self.matched += usize::from(self.matched == self.depth && here.is_some_and(is));
        self.depth += 1;
    }

    /// Go up again.
    pub(super) fn leave(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        self.matched = self.matched.min(self.depth);
    }

    /// A block comes, of `outer` dimensions of these elements: which of its numbers are wanted.
    pub(super) fn block(&mut self, element: &Element, outer: &[usize]) -> Part {
        let Some(block) = self.layout.get(self.next).filter(|_| !self.departed) else {
            self.departed = true;
            return Part::Nothing;
        };
        let path = block.path.segments();
        let is_here = self.matched == self.depth && path.len() == self.depth;
        if !(is_here && block.is_of(element, outer)) {
            self.departed = true;
            return Part::Nothing;
        }
        self.next += 1;
        let next = self.layout.get(self.next).map(|b| b.path.segments());
        let common = path.iter().zip(next.unwrap_or_default());
        self.matched = common.take_while(|(a, b)| a == b).count();
        match self.wanted {
            None => Part::All,
            Some(at) if block.range().contains(&at) => Part::One(at - block.start),
            Some(_) => Part::Nothing,
        }
    }

    /// The value is not what was expected.
    pub(super) fn depart(&mut self) {
        self.departed = true;
    }

    /// So many numbers came as the last block.
    pub(super) fn came(&mut self, count: usize) {
        let block = self.next.checked_sub(1).and_then(|at| self.layout.get(at));
        self.departed |= block.is_none_or(|block| block.shape.count() != count);
    }
}

/// Which numbers of a block are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    All,
    One(usize),
    Nothing,
}
