//! A part of a block: lines, runs of them, a single component, half of a random split.

use crate::parameters::Block;
use crate::points::{mix, mixed};
use crate::precision::Precision;
use std::ops::Range;

/// Those components of a block whose index lies, along every axis, in a range and in the chosen half of
/// each random split.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Region {
    /// Where the block begins in θ.
    start: usize,
    lengths: Vec<usize>,
    precision: Precision,
    bounds: Vec<Range<usize>>,
    splits: Vec<Split>,
}

/// One half of the lines along an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Split {
    axis: usize,
    key: u64,
    side: bool,
}

impl Split {
    fn holds(&self, at: usize) -> bool {
        (mix(self.key ^ at as u64) & 1 == 1) == self.side
    }
}

impl Region {
    /// All of a block.
    pub(crate) fn of(block: &Block) -> Self {
        let lengths = block.shape.lengths().to_vec();
        Self {
            start: block.start,
            bounds: lengths.iter().map(|&length| 0..length).collect(),
            lengths,
            precision: block.precision,
            splits: Vec::new(),
        }
    }

    /// One component of a block.
    pub(crate) fn single(block: &Block, offset: usize) -> Self {
        let index = block.shape.index(offset);
        Self {
            bounds: index.iter().map(|&at| at..at + 1).collect(),
            ..Self::of(block)
        }
    }

    /// What it is told by among all regions, mixed into a key.
    pub(super) fn key(&self, key: u64) -> u64 {
        let bounds = self
            .bounds
            .iter()
            .flat_map(|range| [range.start, range.end]);
        let places = std::iter::once(self.start).chain(bounds);
        let key = places.fold(key, |key, place| mixed(key, place as u64));
        self.splits.iter().fold(key, |key, split| {
            let own = [split.axis as u64, split.key, u64::from(split.side)];
            own.into_iter().fold(key, mixed)
        })
    }

    pub(crate) fn precision(&self) -> Precision {
        self.precision
    }

    /// The axes along which it has more than one index.
    pub(crate) fn long_axes(&self) -> Vec<usize> {
        let axes = self.bounds.iter().enumerate();
        let long = axes.filter(|(_, range)| range.len() > 1);
        long.map(|(axis, _)| axis).collect()
    }

    /// The range of indices along an axis.
    pub(crate) fn along(&self, axis: usize) -> Range<usize> {
        self.bounds.get(axis).cloned().unwrap_or(0..1)
    }

    /// The same with another range along an axis. A single line is there whatever the splits.
    pub(crate) fn within(&self, axis: usize, range: Range<usize>) -> Self {
        let mut part = self.clone();
        if range.len() == 1 {
            part.splits.retain(|split| split.axis != axis);
        }
        if let Some(bounds) = part.bounds.get_mut(axis) {
            *bounds = range;
        }
        part
    }

    /// The same in the half of a random split of the lines along an axis.
    pub(crate) fn half(&self, axis: usize, key: u64, side: bool) -> Self {
        let mut part = self.clone();
        part.splits.push(Split { axis, key, side });
        part
    }

    /// Whether its ranges are those of another, whatever the splits.
    pub(crate) fn is_as_wide_as(&self, other: &Self) -> bool {
        self.bounds == other.bounds
    }

    /// About how many components it has: exactly, but for splits.
    pub(crate) fn count(&self) -> usize {
        let all: usize = self.bounds.iter().map(ExactSizeIterator::len).product();
        (all >> self.splits.len().min(63)).max(usize::from(all > 0))
    }

    /// The offset within the block, if it is a single component.
    pub(crate) fn single_offset(&self) -> Option<usize> {
        let mut offset = 0;
        for (range, length) in self.bounds.iter().zip(&self.lengths) {
            if range.len() != 1 {
                return None;
            }
            offset = offset * length + range.start;
        }
        Some(offset)
    }

    /// The offset within the block of the component that stands at this share of it, a number in [0, 1)
    /// for each axis.
    pub(crate) fn offset_at(&self, mut share: impl FnMut() -> f64) -> usize {
        let along = self.bounds.iter().zip(&self.lengths);
        along.fold(0, |offset, (range, length)| {
            // A share below one stays below the length.
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let at = range.start + (share() * range.len() as f64) as usize;
            offset * length + at
        })
    }

    /// The places of all of its components, if they are neighbours.
    pub(super) fn one_run(&self) -> Option<Range<usize>> {
        let is_whole = |(range, &length): (&Range<usize>, &usize)| range.len() == length;
        let mut behind_first = self.bounds.iter().zip(&self.lengths).skip(1);
        if !self.splits.is_empty() || !behind_first.all(is_whole) {
            return None;
        }
        let each: usize = self.lengths.iter().skip(1).product();
        let first = self.bounds.first().cloned().unwrap_or(0..1);
        Some(self.start + first.start * each..self.start + first.end * each)
    }

    /// Every component, as runs of neighbouring places in θ, each with its factor: the product of
    /// `factor(axis, index)` over all axes, which is one everywhere unless it `varies`.
    pub(crate) fn runs(
        &self,
        varies: bool,
        factor: &dyn Fn(usize, usize) -> f64,
        visit: &mut dyn FnMut(Range<usize>, f64),
    ) {
        match self.one_run().filter(|_| !varies) {
            Some(places) => visit(places, 1.0),
            None => self.walk(0, 0, 1.0, varies, factor, visit),
        }
    }

    fn walk(
        &self,
        axis: usize,
        offset: usize,
        so_far: f64,
        varies: bool,
        factor: &dyn Fn(usize, usize) -> f64,
        visit: &mut dyn FnMut(Range<usize>, f64),
    ) {
        let (Some(range), Some(length)) = (self.bounds.get(axis), self.lengths.get(axis)) else {
            let place = self.start + offset;
            visit(place..place + 1, so_far);
            return;
        };
        let is_last = axis + 1 == self.lengths.len();
        let first = offset * length;
        let own = self.splits.iter().filter(|split| split.axis == axis);
        if is_last && !varies && own.clone().next().is_none() {
            let first = self.start + first;
            visit(first + range.start..first + range.end, so_far);
            return;
        }
        for at in range.clone() {
            if own.clone().any(|split| !split.holds(at)) {
                continue;
            }
            let (offset, so_far) = (first + at, so_far * factor(axis, at));
            if is_last {
                let place = self.start + offset;
                visit(place..place + 1, so_far);
            } else {
                self.walk(axis + 1, offset, so_far, varies, factor, visit);
            }
        }
    }
}
