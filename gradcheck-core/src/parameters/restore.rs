//! Numbers on their way back into the user's own type.

use super::{Params, Real};

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

    /// Write all numbers of a part.
    pub fn part<T: Params>(&mut self, part: &mut T) {
        part.restore(self);
    }

    /// Write the next number. Where none is left, the number stays as it is and is counted.
    pub fn number<A: Real>(&mut self, number: &mut A) {
        match self.values.split_first() {
            Some((&next, rest)) => {
                *number = A::of(match self.only {
                    Some((0, to)) => to,
                    _ => next,
                });
                self.pass(rest, 1);
            }
            None => self.missing += 1,
        }
    }

    /// Write a run of numbers.
    pub(super) fn numbers<A: Real>(&mut self, run: &mut [A]) {
        match self.values.split_at_checked(run.len()) {
            Some((values, rest)) if self.only.is_none() => {
                let pairs = run.iter_mut().zip(values);
                pairs.for_each(|(number, value)| *number = A::of(*value));
                self.values = rest;
            }
            _ => run.iter_mut().for_each(|number| self.number(number)),
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
