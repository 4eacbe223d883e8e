//! A direction in θ: which components it moves, and how far each.
//!
//! Signs are random and magnitudes uniform in [0.5, 1.5], so that equal and opposite errors, as of two
//! entries exchanged, can't cancel. Both come from a hash of the component's place: nothing is stored, and
//! every part of a direction moves its components as the whole does.

use super::Region;
use crate::points::mix;
use std::ops::Range;

/// The smallest magnitude of a component, which a single error is weighted with at the least.
pub(crate) const SMALLEST: f64 = 0.5;
/// The root of the mean square of a magnitude.
pub(crate) const RMS: f64 = 1.040_833;

/// A component is moved by so many roundoffs at the least.
const SPACINGS: f64 = 16.0;
/// Bits of a key that signs don't hang on.
const ROW_BITS: u32 = 8;
/// The bits of 1.0.
const ONE: u64 = 1.0f64.to_bits();
/// Neighbouring places become numbers far apart (Steele, Lea and Flood 2014).
const ODD: u64 = 0x9e37_79b9_7f4a_7c15;

/// A direction over parts of one or several blocks.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Direction {
    pub(crate) parts: Vec<Part>,
}

/// What a direction does in one region.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Part {
    /// Where its block stands among those that are checked.
    pub(crate) at: usize,
    pub(crate) region: Region,
    /// What its signs and magnitudes are drawn from.
    pub(crate) key: u64,
    /// Units of θ for a magnitude of one.
    pub(crate) scale: f64,
    /// The axis along which magnitudes run from −1 to 1 times themselves, if there is one.
    pub(crate) ramp: Option<usize>,
}

impl Part {
    pub(crate) fn of(at: usize, region: Region, scale: f64) -> Self {
        Self {
            at,
            region,
            key: 0,
            scale,
            ramp: None,
        }
    }
}

impl Direction {
    /// One part.
    pub(crate) fn over(key: u64, part: Part) -> Self {
        let parts = vec![Part { key, ..part }];
        Self { parts }
    }

    /// The same with the scale of each part multiplied by what its block is weighted with; parts of no
    /// weight are left out.
    pub(crate) fn weighted(&self, weight: impl Fn(usize) -> f64) -> Self {
        let parts = self.parts.iter().map(|part| Part {
            scale: part.scale * weight(part.at),
            ..part.clone()
        });
        Self {
            parts: parts.filter(|part| part.scale != 0.0).collect(),
        }
    }

    /// How many components it moves.
    pub(crate) fn count(&self) -> usize {
        self.parts.iter().map(|part| part.region.count()).sum()
    }

    /// Sign and magnitude of the component at this place in θ.
    pub(crate) fn weight(key: u64, place: usize) -> f64 {
        let place = (place as u64).wrapping_mul(ODD);
        // 52 bits of a number in [1, 2), of which a half is taken.
        let magnitude = f64::from_bits(mix(key ^ place) >> 12 | ONE) - (1.0 - SMALLEST);
        let is_turned = mix(key >> ROW_BITS ^ place) & 1 == 1;
        if is_turned { -magnitude } else { magnitude }
    }

    /// The key of a direction with the same signs and other magnitudes: one of several rows.
    pub(crate) fn same_signs(key: u64, row: usize) -> u64 {
        key ^ row as u64
    }

    /// Every component that is moved: its place in θ, and how far.
    pub(crate) fn each(&self, mut visit: impl FnMut(&Part, usize, f64)) {
        for part in &self.parts {
            let range = part.ramp.map(|axis| part.region.along(axis));
            let ramp = |axis: usize, at: usize| match &range {
                Some(range) if part.ramp == Some(axis) && range.len() > 1 => {
                    let last = (range.len() - 1) as f64;
                    2.0 * (at - range.start) as f64 / last - 1.0
                }
                _ => 1.0,
            };
            part.region.runs(
                part.ramp.is_some(),
                &ramp,
                &mut |places: Range<usize>, ramp| {
                    let scale = part.scale * ramp;
                    for place in places {
                        visit(part, place, scale * Self::weight(part.key, place));
                    }
                },
            );
        }
    }

    /// The slope along it of a cost with this gradient, and the norm of the terms of that sum.
    pub(crate) fn slope(&self, gradient: &[f64]) -> (f64, f64) {
        let (mut slope, mut squares) = (Sum::default(), Sum::default());
        self.each(|_, place, d| {
            let term = gradient[place] * d;
            slope.add(term);
            squares.add(term * term);
        });
        (slope.total(), squares.total().sqrt())
    }

    /// The step below which rounding keeps some of its components where they are.
    pub(crate) fn finest(&self, theta: &[f64]) -> f64 {
        let mut finest = 0.0f64;
        self.each(|part, place, d| {
            // What a ramp leaves in the middle needn't move.
            if d != 0.0 {
                let spacing = part.region.precision().unit_roundoff() * theta[place].abs();
                finest = finest.max(spacing / d.abs());
            }
        });
        SPACINGS * finest
    }

    /// θ moved by `t` along it, in numbers that the parameters can hold.
    pub(crate) fn moved(&self, theta: &[f64], t: f64) -> Vec<f64> {
        let mut moved = theta.to_vec();
        self.each(|part, place, d| {
            let to = theta[place] + t * d;
            moved[place] = part.region.precision().round(to);
        });
        moved
    }
}

/// A sum of many terms: of short sums, so that rounding grows with the logarithm of their number at most.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sum {
    total: f64,
    lost: f64,
    part: f64,
    count: u32,
}

/// Terms of a short sum.
const SHORT: u32 = 64;

impl Sum {
    pub(crate) fn add(&mut self, term: f64) {
        self.part += term;
        self.count += 1;
        if self.count == SHORT {
            self.close();
        }
    }

    /// The short sum into the long one, of which no digit is lost (Kahan 1965).
    fn close(&mut self) {
        let term = self.part - self.lost;
        let total = self.total + term;
        self.lost = (total - self.total) - term;
        self.total = total;
        (self.part, self.count) = (0.0, 0);
    }

    pub(crate) fn total(mut self) -> f64 {
        self.close();
        self.total
    }
}
