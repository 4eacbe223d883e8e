//! All values of one call, by the sites of the source.

use std::collections::BTreeSet;

/// The values of one site, one for each time that it was passed.
#[derive(Debug, Clone, Default)]
pub(super) struct Track {
    /// How many numbers each has.
    pub(super) lengths: Vec<usize>,
    /// The numbers, one value behind the other.
    pub(super) numbers: Vec<f64>,
    /// How often it was passed.
    pub(super) passed: usize,
    /// Whether every value can be changed.
    pub(super) is_movable: bool,
    /// When it was passed first and last, in the order of all sites.
    pub(super) first: usize,
    pub(super) last: usize,
    /// The sites that its values are made of.
    pub(super) reads: BTreeSet<usize>,
}

impl Track {
    pub(super) fn add(&mut self, numbers: Option<&[f64]>, is_movable: bool, order: usize) {
        if self.passed == 0 {
            (self.first, self.is_movable) = (order, true);
        }
        self.passed += 1;
        self.last = order;
        self.is_movable &= is_movable;
        if let Some(numbers) = numbers {
            self.lengths.push(numbers.len());
            self.numbers.extend_from_slice(numbers);
        }
    }

    /// Whether each value was read, and there is a number.
    pub(super) fn is_whole(&self) -> bool {
        self.lengths.len() == self.passed && !self.numbers.is_empty()
    }

    /// Where the numbers of an occurrence begin.
    pub(super) fn start(&self, occurrence: usize) -> usize {
        self.lengths.iter().take(occurrence).sum()
    }

    /// The numbers of an occurrence.
    pub(super) fn value(&self, occurrence: usize) -> &[f64] {
        let start = self.start(occurrence);
        let length = self.lengths.get(occurrence).copied().unwrap_or_default();
        self.numbers.get(start..start + length).unwrap_or_default()
    }

    pub(super) fn values(&self) -> impl Iterator<Item = &[f64]> {
        (0..self.lengths.len()).map(|occurrence| self.value(occurrence))
    }

    pub(super) fn is_zero(&self) -> bool {
        self.numbers.iter().all(|number| *number == 0.0)
    }
}

/// How occurrences of two sites belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Alignment {
    /// The first occurrence of the one, and of the other.
    pub(super) first: usize,
    pub(super) partner: usize,
    pub(super) count: usize,
    /// Whether the other runs backwards.
    pub(super) is_reversed: bool,
    /// Whether the numbers of all occurrences correspond, however they are divided.
    pub(super) is_flat: bool,
    /// Whether the occurrences of the one are parts of a sum.
    pub(super) is_summed: bool,
}

/// Occurrences of a site of which more than so many are compared as a whole only.
const MANY: usize = 64;

impl Alignment {
    /// All ways in which the values of two sites have the same sizes.
    pub(super) fn of(one: &Track, other: &Track) -> Vec<Self> {
        let (a, b) = (one.lengths.len(), other.lengths.len());
        let mut found = Vec::new();
        if a != b && one.numbers.len() == other.numbers.len() && one.numbers.len() > 1 {
            return vec![Self {
                first: 0,
                partner: 0,
                count: b,
                is_reversed: false,
                is_flat: true,
                is_summed: false,
            }];
        }
        // Of many only the first and the last are compared with a single one.
        if a.min(b) == 0 || a.max(b) > MANY && a != b && a.min(b) > 1 {
            return found;
        }
        // A loop that runs backwards may begin or end one step from where the other ends or begins.
        for count in [a.min(b), a.min(b) - 1] {
            for is_reversed in [false, true] {
                for first in ends(a - count, count) {
                    for partner in ends(b - count, count) {
                        let alignment = Self {
                            first,
                            partner,
                            count,
                            is_reversed,
                            is_flat: false,
                            is_summed: false,
                        };
                        if alignment.fits(one, other) && !found.contains(&alignment) {
                            found.push(alignment);
                        }
                    }
                }
                if count == 1 {
                    break;
                }
            }
            if !found.is_empty() || count < 3 {
                break;
            }
        }
        found
    }

    /// All ways in which changes of these occurrences of the one may be changes of the other: as terms of sums, and
    /// element by element in either order, as well.
    pub(super) fn of_changes(
        one: &Track,
        other: &Track,
        (first, count): (usize, usize),
    ) -> Vec<Self> {
        let whole = count == one.lengths.len();
        let mut found = Vec::new();
        if whole {
            found = Self::of(one, other);
            found.retain(|alignment| alignment.is_flat || alignment.count == count);
        } else {
            for is_reversed in [false, true] {
                for partner in ends(other.lengths.len().saturating_sub(count), count) {
                    let alignment = Self {
                        first,
                        partner,
                        count,
                        is_reversed,
                        is_flat: false,
                        is_summed: false,
                    };
                    found.extend(alignment.fits(one, other).then_some(alignment));
                }
            }
        }
        let flat = |is_reversed: bool, is_summed: bool| Self {
            first: 0,
            partner: 0,
            count: other.lengths.len(),
            is_reversed,
            is_flat: true,
            is_summed,
        };
        if whole && count > 1 && other.lengths.len() == 1 {
            if one.lengths.iter().all(|length| *length == 1) && found.iter().any(|a| a.is_flat) {
                found.push(flat(true, false));
            }
            if one
                .lengths
                .iter()
                .all(|length| *length == other.numbers.len())
            {
                found.push(flat(false, true));
            }
        }
        found
    }

    /// Whether the sizes are the same.
    pub(super) fn fits(&self, one: &Track, other: &Track) -> bool {
        (0..self.count).all(|k| {
            let theirs = other.lengths.get(self.partner_of(k));
            theirs.is_some() && one.lengths.get(self.first + k) == theirs
        })
    }

    pub(super) fn partner_of(&self, k: usize) -> usize {
        if self.is_reversed {
            self.partner + self.count - 1 - k
        } else {
            self.partner + k
        }
    }

    /// The numbers of the one, in the order of the other.
    pub(super) fn to_partner(self, one: &Track) -> Vec<f64> {
        if self.is_summed {
            let mut sum = vec![0.0; one.lengths.first().copied().unwrap_or_default()];
            for value in one.values() {
                sum.iter_mut().zip(value).for_each(|(sum, x)| *sum += x);
            }
            return sum;
        }
        if self.is_flat && self.is_reversed {
            return one.numbers.iter().rev().copied().collect();
        }
        if self.is_flat {
            return one.numbers.clone();
        }
        let order = (0..self.count).map(|k| {
            if self.is_reversed {
                self.count - 1 - k
            } else {
                k
            }
        });
        order
            .flat_map(|k| one.value(self.first + k).iter().copied())
            .collect()
    }

    /// Numbers in the order of the other, in the order of the one.
    pub(super) fn of_partner(self, one: &Track, numbers: &[f64]) -> Vec<f64> {
        if !self.is_reversed {
            return numbers.to_vec();
        }
        let mut end = numbers.len();
        let lengths =
            (0..self.count).map(|k| one.lengths.get(self.first + k).copied().unwrap_or_default());
        let parts = lengths.map(|length| {
            let begin = end.saturating_sub(length);
            let part = numbers.get(begin..end).unwrap_or_default();
            end = begin;
            part
        });
        parts.flatten().copied().collect()
    }
}

fn ends(spare: usize, count: usize) -> Vec<usize> {
    match spare {
        0 => vec![0],
        // A branch may be taken by any of a few.
        1..=8 if count <= 3 => (0..=spare).collect(),
        _ => vec![0, spare],
    }
}
