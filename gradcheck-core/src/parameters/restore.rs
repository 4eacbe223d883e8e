//! Numbers on their way back into the user's own type.

use super::{Params, Real};

/// The numbers of θ, handed out in the order in which they were read.
///
/// ```
/// use gradcheck_core::{Params, Restore};
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
}

impl<'a> Restore<'a> {
    /// Start at the first number.
    pub fn new(values: &'a [f64]) -> Self {
        Self { values, missing: 0 }
    }

    /// Write all numbers of a part.
    pub fn part<T: Params>(&mut self, part: &mut T) {
        part.restore(self);
    }

    /// Write the next number. Where none is left, the number stays as it is and is counted.
    pub fn number<A: Real>(&mut self, number: &mut A) {
        match self.values.split_first() {
            Some((&next, rest)) => {
                *number = A::of(next);
                self.values = rest;
            }
            None => self.missing += 1,
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
