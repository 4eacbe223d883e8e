//! Numbers on their way back into the user's own type.

use super::spans::Spans;
use super::{Params, Real};
use std::fmt::Debug;
use std::ops::Range;

/// The numbers of θ, handed out in the order in which they were read.
///
/// ```
/// use grad_check::{Params, Restore};
/// let mut pair = [0.0f32; 2];
/// let mut from = Restore::new(&[1.5, 2.5]);
/// pair.restore(&mut from);
/// assert_eq!(pair, [1.5, 2.5]);
/// assert_eq!(from.remaining(), 0);
/// ```
#[derive(Debug)]
pub struct Restore<'a> {
    values: &'a [f64],
    missing: usize,
    /// The only number that isn't there already, by its place in `values`, and what it becomes.
    only: Option<(usize, f64)>,
    parts: Parts<'a>,
    /// Where the numbers come from in place of `values`, which then says how many are left.
    source: Option<&'a dyn Numbers>,
}

/// Numbers of θ that are stored nowhere.
pub(crate) trait Numbers: Debug + Sync {
    /// The θ that they are a modification of, place by place.
    fn around(&self) -> &[f64];
    /// Write those at these places.
    fn write(&self, places: Range<usize>, into: &mut [f64]);
}

/// So many numbers are computed at a time where they can't be written in place.
const AT_A_TIME: usize = 256;

/// The parts of parameters, and how many numbers each of them takes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sizes(Spans);

/// What is done about the parts that are met.
#[derive(Debug, Default)]
enum Parts<'a> {
    #[default]
    Ignored,
    Counted(Spans),
    /// Those that don't take the only number that isn't there already are passed over; the next one by its place.
    Known(&'a Spans, usize),
}

/// Which items of a run are to be written.
pub(crate) enum Turn<'a> {
    Every,
    /// One of them, from these numbers.
    Only(usize, Restore<'a>),
    Never,
}

impl<'a> Restore<'a> {
    /// Start at the first number.
    pub fn new(values: &'a [f64]) -> Self {
        Self {
            values,
            missing: 0,
            only: None,
            parts: Parts::Ignored,
            source: None,
        }
    }

    /// The same for numbers that are computed on the way.
    pub(crate) fn from(source: &'a dyn Numbers) -> Self {
        Self {
            source: Some(source),
            ..Self::new(source.around())
        }
    }

    /// The same for parameters that hold these numbers already, and in which only one is to become another.
    ///
    /// Whoever takes numbers one by one gets them all; runs of numbers pass over those that stay.
    pub(crate) fn only(values: &'a [f64], at: usize, to: f64) -> Self {
        Self {
            only: Some((at, to)),
            ..Self::new(values)
        }
    }

    /// The same where the sizes of their parts are known.
    pub(crate) fn only_of(sizes: &'a Sizes, values: &'a [f64], at: usize, to: f64) -> Self {
        Self {
            parts: Parts::Known(&sizes.0, 0),
            ..Self::only(values, at, to)
        }
    }

    /// The sizes of the parts of parameters that hold these numbers.
    pub(crate) fn sizes<P: Params>(parameters: &mut P, values: &'a [f64]) -> Sizes {
        let mut from = Self {
            parts: Parts::Counted(Spans::default()),
            ..Self::only(values, usize::MAX, 0.0)
        };
        parameters.restore(&mut from);
        match from.parts {
            Parts::Counted(spans) if from.values.is_empty() => Sizes(spans.whole()),
            _ => Sizes::default(),
        }
    }

    /// Write all numbers of a part.
    pub fn part<T: Params>(&mut self, part: &mut T) {
        // It may be a variable that something is made of: none of it is passed over.
        let parts = std::mem::take(&mut self.parts);
        part.restore(self);
        self.parts = parts;
    }

    /// Write the numbers of a part that is stored where it is, and need not be touched if all of them stay.
    pub(super) fn stored<T: Params>(&mut self, part: &mut T) {
        self.stored_all(std::iter::once(part));
    }

    /// The same of several parts.
    pub(super) fn stored_all<'t, T: Params + 't>(
        &mut self,
        mut parts: impl ExactSizeIterator<Item = &'t mut T>,
    ) {
        let Parts::Known(spans, mut next) = self.parts else {
            return self.counted(parts);
        };
        let mut left = parts.len();
        while left > 0 {
            let ahead = self.only.map_or(usize::MAX, |(at, _)| at);
            let (passed, held) = spans.pass(&mut next, ahead, left);
            self.pass_over(held);
            left -= passed;
            let Some(part) = (left > 0).then(|| parts.nth(passed)).flatten() else {
                break;
            };
            self.parts = Parts::Known(spans, next + 1);
            part.restore(self);
            if let Parts::Known(_, after) = self.parts {
                next = after;
            }
            left -= 1;
        }
        self.parts = Parts::Known(spans, next);
    }

    /// Write the numbers of parts, and count them if that is to be known.
    fn counted<'t, T: Params + 't>(&mut self, parts: impl Iterator<Item = &'t mut T>) {
        if !matches!(self.parts, Parts::Counted(_)) {
            return parts.for_each(|part| part.restore(self));
        }
        let mut begun = Vec::new();
        for part in parts {
            let Parts::Counted(spans) = &mut self.parts else {
                return;
            };
            let at = spans.begin();
            begun.push(at);
            let before = self.values.len();
            part.restore(self);
            if let Parts::Counted(spans) = &mut self.parts {
                spans.end(at, before - self.values.len());
            }
        }
        if let Parts::Counted(spans) = &mut self.parts {
            spans.end_all(&begun);
        }
    }

    /// Go on behind so many numbers, none of which is written.
    fn pass_over(&mut self, count: usize) {
        let rest = self.values.get(count..).unwrap_or_default();
        self.pass(rest, count);
    }

    /// Write the next number. Where none is left, the number stays as it is and is counted.
    pub fn number<A: Real>(&mut self, number: &mut A) {
        match self.values.split_first() {
            Some((&next, rest)) => {
                let mut only = [match self.only {
                    Some((0, to)) => to,
                    _ => next,
                }];
                self.compute(&mut only);
                *number = A::of(only[0]);
                self.pass(rest, 1);
            }
            None => self.missing += 1,
        }
    }

    /// Write a run of numbers.
    pub(super) fn numbers<A: Real>(&mut self, run: &mut [A]) {
        match self.values.split_at_checked(run.len()) {
            Some((values, rest)) if self.only.is_none() => {
                match (self.source, A::as_f64(run)) {
                    (None, _) => put(values, run),
                    (Some(_), Some(run)) => self.compute(run),
                    (Some(_), None) => self.computed(run),
                }
                self.values = rest;
            }
            _ => run.iter_mut().for_each(|number| self.number(number)),
        }
    }

    /// The next numbers, if they are computed.
    fn compute(&self, into: &mut [f64]) {
        if let Some(source) = self.source {
            let start = source.around().len() - self.values.len();
            source.write(start..start + into.len(), into);
        }
    }

    /// Write a run of numbers that are computed, each in the precision of the run.
    fn computed<A: Real>(&mut self, run: &mut [A]) {
        let mut few = [0.0; AT_A_TIME];
        for run in run.chunks_mut(AT_A_TIME) {
            let few = &mut few[..run.len()];
            self.compute(few);
            put(few, run);
            self.values = self.values.get(run.len()..).unwrap_or_default();
        }
    }

    /// Write a run of items.
    pub(super) fn run<T: Params>(&mut self, run: &mut [T]) {
        match self.turn::<T>(run.len()) {
            Turn::Every => T::restore_all(run, self),
            Turn::Only(at, mut from) => {
                if let Some(item) = run.get_mut(at) {
                    item.restore(&mut from);
                }
            }
            Turn::Never => {}
        }
    }

    /// Which of so many items are to be written; the numbers of the run are passed over unless all are.
    pub(crate) fn turn<T: Params>(&mut self, items: usize) -> Turn<'a> {
        let each = T::count().filter(|&each| each > 0);
        let (Some(only), Some(each)) = (self.only, each) else {
            return Turn::Every;
        };
        let Some((run, rest)) = self.values.split_at_checked(items * each) else {
            return Turn::Every;
        };
        self.pass(rest, run.len());
        let item = only.0 / each;
        match run.get(item * each..) {
            Some(values) if item < items => {
                Turn::Only(item, Restore::only(values, only.0 % each, only.1))
            }
            _ => Turn::Never,
        }
    }

    /// Go on behind so many numbers.
    fn pass(&mut self, rest: &'a [f64], count: usize) {
        self.values = rest;
        // Once it is written, the others stay as they are.
        if let Some((at, _)) = &mut self.only {
            *at = at.checked_sub(count).unwrap_or(usize::MAX);
        }
    }

    /// The count of numbers that nobody took.
    pub fn remaining(&self) -> usize {
        self.values.len()
    }

    /// Whether exactly the numbers there were have been taken.
    pub(crate) fn is_complete(&self) -> bool {
        self.values.is_empty() && self.missing == 0
    }
}

fn put<A: Real>(values: &[f64], run: &mut [A]) {
    let pairs = run.iter_mut().zip(values);
    pairs.for_each(|(number, value)| *number = A::of(*value));
}

#[cfg(test)]
mod tests {
    use super::{Numbers, Restore};
    use crate::parameters::{Flattened, Params};
    use std::ops::Range;

    #[derive(Debug)]
    struct Doubled<'a>(&'a [f64]);

    impl Numbers for Doubled<'_> {
        fn around(&self) -> &[f64] {
            self.0
        }

        fn write(&self, places: Range<usize>, into: &mut [f64]) {
            let pairs = into.iter_mut().zip(&self.0[places]);
            pairs.for_each(|(to, from)| *to = 2.0 * from);
        }
    }

    fn is_doubled<P: Params>(mut value: P) {
        let flat = Flattened::of(&value);
        let doubled: Vec<f64> = flat.values().iter().map(|x| 2.0 * x).collect();
        let computed = Doubled(flat.values());
        let mut from = Restore::from(&computed);
        value.restore(&mut from);
        assert!(from.is_complete());
        assert_eq!(Flattened::of(&value).values(), doubled);
    }

    #[test]
    fn numbers_that_are_computed_arrive_where_those_that_are_stored_do() {
        let many = || (0..1000u16).map(f32::from);
        is_doubled((
            0.5,
            vec![1.5; 300],
            many().collect::<Vec<_>>(),
            [[1.0; 3]; 2],
        ));
        is_doubled(vec![vec![1.0], vec![], vec![2.0, 3.0]]);
        let matrix = ndarray::array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]];
        is_doubled((matrix.clone(), matrix.reversed_axes(), 7.0f32));
    }
}
