//! A value whose layout is expected to be the one that was read before: nothing of it is built again.
//!
//! Paths and shapes are compared as they come; where only one number is wanted, those on the way to it, and parts that
//! don't hold it are passed over. Where one departs, the whole is read afresh.

use super::{Block, Element, Segment, holding};
use crate::precision::Precision;
use std::sync::Arc;

/// A layout that has been read before.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct KnownLayout {
    blocks: Vec<Block>,
    /// How much of its path each block has in common with the one before.
    common: Vec<usize>,
    /// The coarsest of all blocks.
    precision: Precision,
}

impl KnownLayout {
    pub(super) fn new(blocks: Vec<Block>) -> Self {
        let common = |pair: &[Block]| {
            let [one, other] = pair else { return 0 };
            let (one, other) = (one.path.segments(), other.path.segments());
            let pairs = one.iter().zip(other);
            pairs.take_while(|(a, b)| a == b).count()
        };
        let common = std::iter::once(0).chain(blocks.windows(2).map(common));
        let precisions = blocks.iter().map(Block::precision);
        Self {
            common: common.collect(),
            precision: precisions.fold(Precision::F64, Precision::coarser),
            blocks,
        }
    }
}

/// Blocks that are read, and how far reading them has come.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Follow {
    layout: Arc<KnownLayout>,
    /// The only number that is wanted, by its place among all, and its block.
    wanted: Option<(usize, usize)>,
    /// The block that comes next.
    next: usize,
    /// How deep in the value this is, and how much of that is on the path of the next block.
    depth: usize,
    matched: usize,
    departed: bool,
}

impl Follow {
    pub(super) fn new(layout: Arc<KnownLayout>, wanted: Option<usize>) -> Self {
        let in_block = |at: usize| (at, holding(&layout.blocks, at).unwrap_or(usize::MAX));
        Self {
            wanted: wanted.map(in_block),
            layout,
            next: 0,
            depth: 0,
            matched: 0,
            departed: false,
        }
    }

    pub(super) fn blocks(&self) -> &[Block] {
        &self.layout.blocks
    }

    pub(super) fn precision(&self) -> Precision {
        self.layout.precision
    }

    /// How many numbers will be kept.
    pub(super) fn count(&self) -> usize {
        match self.wanted {
            Some(_) => 1,
            None => self.blocks().last().map_or(0, |block| block.range().end),
        }
    }

    /// Whether every block came as it was expected, and no other.
    pub(super) fn is_done(&self) -> bool {
        !self.departed && self.next == self.blocks().len()
    }

    /// Go down by a segment that is recognised by `is`, unless what is wanted is known not to be below it.
    #[inline]
    pub(super) fn enter(&mut self, is: impl FnOnce(&Segment) -> bool) -> Entered {
        if self.matched == self.depth && self.segment(self.next).is_some_and(is) {
            if let Some((_, of)) = self.wanted {
                let end = self.end(self.next, self.depth + 1);
                if !(self.next..end).contains(&of) {
                    self.go_on(end);
                    return Entered::PassedOver;
                }
            }
            self.matched += 1;
        }
        self.depth += 1;
        Entered::Within
    }

    /// Of so many items that come next: the only one that has to be looked at, if they are as many as expected, and
    /// the blocks at which it begins, at which it ends, and at which all of them end.
    pub(super) fn only_item(&self, items: usize) -> Option<(usize, [usize; 3])> {
        let (_, of) = self.wanted?;
        let end = self.end(self.next, self.depth);
        let item = |block| match self.segment(block)? {
            Segment::Index(item) => Some(*item),
            Segment::Name(_) => None,
        };
        let is_here = self.matched == self.depth && (self.next..end).contains(&of);
        let is_as_many = is_here && item(end - 1) == items.checked_sub(1);
        let is_within = |block: &usize| self.layout.common[*block] > self.depth;
        let begins = || (self.next..=of).rev().find(|block| !is_within(block));
        is_as_many.then_some(())?;
        let begin = begins().unwrap_or(self.next);
        Some((item(of)?, [begin, self.end(of, self.depth + 1), end]))
    }

    /// Whether it has come as far as this block.
    pub(super) fn is_at(&self, block: usize) -> bool {
        self.next == block
    }

    /// Go on with this block, which shares with the one before what has been entered, or less.
    pub(super) fn go_on(&mut self, with: usize) {
        self.next = with;
        self.matched = self.common().min(self.depth);
    }

    /// Begin with a block of the same parent as the next one.
    pub(super) fn begin_with(&mut self, sibling: usize) {
        self.next = sibling;
    }

    /// What is on the path of a block at this depth.
    fn segment(&self, block: usize) -> Option<&Segment> {
        self.blocks().get(block)?.path.segments().get(self.depth)
    }

    /// The first block behind this one that has less than so much of the path in common with it.
    fn end(&self, block: usize, depth: usize) -> usize {
        let has_it = |block| self.layout.common.get(block).is_some_and(|c| *c >= depth);
        let mut end = block + 1;
        while has_it(end) {
            end += 1;
        }
        end
    }

    /// How much of its path the next block has in common with the one before.
    fn common(&self) -> usize {
        self.layout.common.get(self.next).copied().unwrap_or(0)
    }

    /// Go up again.
    pub(super) fn leave(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        self.matched = self.matched.min(self.depth);
    }

    /// A block comes, of `outer` dimensions of these elements: which of its numbers are wanted.
    pub(super) fn block(&mut self, element: &Element, outer: &[usize]) -> Part {
        let blocks = &self.layout.blocks;
        let Some(block) = blocks.get(self.next).filter(|_| !self.departed) else {
            self.departed = true;
            return Part::Nothing;
        };
        let is_here = self.matched == self.depth && block.path.segments().len() == self.depth;
        if !(is_here && block.is_of(element, outer)) {
            self.departed = true;
            return Part::Nothing;
        }
        let part = match self.wanted {
            None => Part::All,
            Some((at, of)) if of == self.next => Part::One(at - block.start),
            Some(_) => Part::Nothing,
        };
        self.next += 1;
        self.matched = self.common();
        part
    }

    /// The value is not what was expected.
    pub(super) fn depart(&mut self) {
        self.departed = true;
    }

    /// So many numbers came as the last block.
    pub(super) fn came(&mut self, count: usize) {
        let block = self
            .next
            .checked_sub(1)
            .and_then(|at| self.blocks().get(at));
        self.departed |= block.is_none_or(|block| block.shape.count() != count);
    }
}

/// Whether a part is looked into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entered {
    Within,
    PassedOver,
}

/// Which numbers of a block are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    All,
    One(usize),
    Nothing,
}

#[cfg(test)]
mod tests {
    use crate::parameters::{Flatten, Flattened};
    use std::collections::BTreeMap;

    type Parts = (
        Vec<Vec<f64>>,
        (f32, [[f64; 2]; 2]),
        BTreeMap<String, f64>,
        Option<f64>,
    );

    fn value(lengths: &[usize], key: &str, last: Option<f64>) -> Parts {
        let vectors = lengths.iter().map(|&n| (0..n).map(|i| i as f64).collect());
        let map = BTreeMap::from([(key.to_owned(), -0.0)]);
        (
            vectors.collect(),
            (7.0, [[8.0, 9.0], [10.0, 11.0]]),
            map,
            last,
        )
    }

    fn like<T: Flatten>(known: &T, wanted: Option<usize>, value: &T) -> Flattened {
        Flattened::like(
            Flattened::of(known).layout().into(),
            wanted,
            vec![9.0],
            value,
        )
    }

    #[test]
    fn the_same_layout_is_followed_and_any_one_number_is_found() {
        let value = value(&[2, 0, 3], "k", Some(5.0));
        let plain = Flattened::of(&value);
        let followed = like(&value, None, &value);
        assert!(followed.is_as_expected());
        assert_eq!(followed.values(), plain.values());
        assert_eq!(followed.blocks(), plain.blocks());
        for (at, number) in plain.values().iter().enumerate() {
            let one = like(&value, Some(at), &value);
            assert!(one.is_as_expected());
            assert_eq!(one.values(), [*number]);
        }
    }

    #[test]
    fn any_other_layout_is_read_as_if_none_had_been_expected() {
        let known = value(&[2, 0, 3], "k", Some(5.0));
        let others = [
            value(&[2, 3], "k", Some(5.0)),
            value(&[2, 1, 2], "k", Some(5.0)),
            value(&[2, 0, 3], "other", Some(5.0)),
            value(&[2, 0, 3], "k", None),
        ];
        for other in others {
            for wanted in [None, Some(0), Some(8)] {
                assert_eq!(like(&known, wanted, &other), Flattened::of(&other));
            }
        }
    }
}
