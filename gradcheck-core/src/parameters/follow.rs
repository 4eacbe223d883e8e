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
            Flattened::of(known).blocks().into(),
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
