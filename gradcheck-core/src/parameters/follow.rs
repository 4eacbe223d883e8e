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
    /// For each block the parts that it is in, from the outside.
    roads: Vec<Packed>,
    /// Where the road to each block begins, and where the last ends.
    begins: Vec<usize>,
    /// The coarsest of all blocks.
    precision: Precision,
}

/// A part of the value on the way to one of its blocks: a segment of the path.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Turn {
    /// Its place among the parts beside it, and how many parts there are.
    at: usize,
    of: usize,
    /// The blocks of it.
    first: usize,
    end: usize,
}

/// The same in short numbers, for there are many.
type Packed = [u32; 4];

impl Turn {
    fn packed(self) -> Packed {
        [self.at, self.of, self.first, self.end].map(|n| u32::try_from(n).unwrap_or(u32::MAX))
    }

    fn of_packed(packed: Packed) -> Self {
        let [at, of, first, end] = packed.map(|n| usize::try_from(n).unwrap_or(usize::MAX));
        Self { at, of, first, end }
    }
}

impl KnownLayout {
    pub(super) fn new(blocks: Vec<Block>) -> Self {
        let mut begins = Vec::with_capacity(blocks.len() + 1);
        let lengths = blocks.iter().map(|block| block.path.segments().len());
        let mut roads: Vec<Packed> = Vec::with_capacity(lengths.sum());
        for (i, block) in blocks.iter().enumerate() {
            let path = block.path.segments();
            let before = i.checked_sub(1).and_then(|i| blocks.get(i));
            let before = before.map_or(&[][..], |block| block.path.segments());
            let common = path.iter().zip(before).take_while(|(a, b)| a == b).count();
            let start = begins.last().map_or(0, |&begin| begin);
            begins.push(roads.len());
            for depth in 0..path.len() {
                let earlier = roads.get(start + depth).filter(|_| depth < before.len());
                let earlier = earlier.map(|packed| Turn::of_packed(*packed));
                let turn = match earlier {
                    Some(earlier) if depth < common => earlier,
                    earlier => Turn {
                        at: earlier.filter(|_| depth == common).map_or(0, |e| e.at + 1),
                        of: 0,
                        first: i,
                        end: 0,
                    },
                };
                roads.push(turn.packed());
            }
        }
        begins.push(roads.len());
        let precisions = blocks.iter().map(Block::precision);
        let mut layout = Self {
            roads,
            begins,
            precision: precisions.fold(Precision::F64, Precision::coarser),
            blocks,
        };
        layout.know_ends();
        layout
    }

    /// Tell each part how it ends, from the last block on.
    fn know_ends(&mut self) {
        for i in (0..self.blocks.len()).rev() {
            let begin = self.begins[i];
            for depth in 0..self.begins[i + 1] - begin {
                let own = Turn::of_packed(self.roads[begin + depth]);
                let next = self.turn(i + 1, depth);
                // The next block is in the same part; in one beside it, which has the same around it; or elsewhere.
                let is_beside = depth == 0
                    || (self.turn(i + 1, depth - 1)).map(|turn| turn.first)
                        == self.turn(i, depth - 1).map(|turn| turn.first);
                let (of, end) = match next.filter(|_| is_beside) {
                    Some(next) if next.first == own.first => (next.of, next.end),
                    Some(next) => (next.of, i + 1),
                    None => (own.at + 1, i + 1),
                };
                self.roads[begin + depth] = Turn { of, end, ..own }.packed();
            }
        }
    }

    /// The part at this depth on the way to a block.
    fn turn(&self, block: usize, depth: usize) -> Option<Turn> {
        let (begin, end) = (self.begins.get(block)?, self.begins.get(block + 1)?);
        let packed = self.roads.get(*begin..*end)?.get(depth)?;
        Some(Turn::of_packed(*packed))
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
                if !self.is_together(of, self.depth + 1) {
                    self.go_on(self.end(self.next, self.depth + 1));
                    return Entered::PassedOver;
                }
            }
            self.matched += 1;
        }
        self.depth += 1;
        Entered::Within
    }

    /// Of so many parts that come next, begin with the only one that has to be looked at, if they are as many as
    /// expected.
    pub(super) fn begin_with_only(&mut self, parts: usize) -> Option<Only> {
        let (_, of) = self.wanted?;
        if self.matched < self.depth || !self.is_together(of, self.depth) {
            return None;
        }
        let next = self.layout.turn(self.next, self.depth)?;
        let turn = self.layout.turn(of, self.depth)?;
        (turn.of - next.at == parts).then(|| {
            let end_of_all = self.end(of, self.depth);
            self.next = turn.first.max(self.next);
            Only {
                at: turn.at - next.at,
                end: turn.end,
                end_of_all,
            }
        })
    }

    /// Go on behind all of the parts.
    pub(super) fn end_with_only(&mut self, only: &Only) {
        self.departed |= self.next != only.end;
        self.go_on(only.end_of_all);
    }

    /// Go on with this block, which shares with the one before what has been entered, or less.
    fn go_on(&mut self, with: usize) {
        self.next = with;
        self.matched = self.common();
    }

    /// What is on the path of a block at this depth.
    fn segment(&self, block: usize) -> Option<&Segment> {
        self.blocks().get(block)?.path.segments().get(self.depth)
    }

    /// Whether all blocks from the next one to this one have so much of the path in common.
    fn is_together(&self, with: usize, depth: usize) -> bool {
        let Some(depth) = depth.checked_sub(1) else {
            return (self.next..self.blocks().len()).contains(&with);
        };
        let turn = self.layout.turn(with, depth);
        with == self.next || turn.is_some_and(|turn| (turn.first..=with).contains(&self.next))
    }

    /// The first block behind this one that has less than so much of the path in common with it.
    fn end(&self, block: usize, depth: usize) -> usize {
        let Some(depth) = depth.checked_sub(1) else {
            return self.blocks().len();
        };
        let turn = self.layout.turn(block, depth);
        turn.map_or(block + 1, |turn| turn.end)
    }

    /// How much of its path, as far as this is deep, the next block has in common with the one before.
    fn common(&self) -> usize {
        let is_begun = |depth: &usize| {
            let turn = self.layout.turn(self.next, *depth);
            turn.is_some_and(|turn| turn.first < self.next)
        };
        (0..self.depth).take_while(is_begun).count()
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

/// The only one of several parts that has to be looked at.
#[derive(Debug)]
pub(super) struct Only {
    /// Its place among them.
    pub(super) at: usize,
    /// The blocks at which it ends, and all of them.
    end: usize,
    end_of_all: usize,
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
        // Of those where a number is wanted, on the way to it: how many vectors there are, their lengths, a key, and
        // whether it is there at all.
        let others = [
            (value(&[2, 3], "k", Some(5.0)), 0),
            (value(&[2, 1, 2], "k", Some(5.0)), 4),
            (value(&[2, 0, 3], "other", Some(5.0)), 10),
            (value(&[2, 0, 3], "k", None), 11),
        ];
        for (other, place) in others {
            for wanted in [None, Some(place)] {
                assert_eq!(like(&known, wanted, &other), Flattened::of(&other));
            }
        }
    }

    #[test]
    fn what_is_beside_the_way_is_passed_over() {
        let known = value(&[2, 0, 3], "k", Some(5.0));
        let changed = value(&[2, 1, 2], "other", Some(5.0));
        for (place, number) in [(0, 0.0), (1, 1.0), (6, 8.0), (11, 5.0)] {
            let one = like(&known, Some(place), &changed);
            assert!(one.is_as_expected());
            assert_eq!(one.values(), [number]);
        }
    }

    #[test]
    fn one_of_many_parts_is_found_in_a_map_and_in_a_run() {
        let part = |i: usize| (vec![i as f64; i % 3], 0.5 + i as f64);
        let run: Vec<_> = (0..20).map(part).collect();
        let named = (0..20).map(|i| (format!("k{i:02}"), part(i)));
        let value = (run, named.collect::<BTreeMap<_, _>>());
        let plain = Flattened::of(&value);
        for (at, number) in plain.values().iter().enumerate() {
            let one = like(&value, Some(at), &value);
            assert!(one.is_as_expected());
            assert_eq!(one.values(), [*number]);
        }
    }
}
