//! A direction in θ: which components it moves, and how far each.
//!
//! Signs are random and magnitudes uniform in [0.5, 1.5], so that equal and opposite errors, as of two
//! entries exchanged, can't cancel. Both come from a hash of the component's place: nothing is stored, and
//! every part of a direction moves its components as the whole does.

use super::Region;
use crate::points::mix;

/// The smallest magnitude of a component, which a single error is weighted with at the least.
pub(crate) const SMALLEST: f64 = 0.5;
/// The root of the mean square of a magnitude.
pub(crate) const RMS: f64 = 1.040_833;

/// A direction over parts of one or several blocks.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Direction {
    pub(crate) key: u64,
    pub(crate) parts: Vec<Part>,
}

/// What a direction does in one region.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Part {
    /// Where its block stands among those that are checked.
    pub(crate) at: usize,
    pub(crate) region: Region,
    /// Units of θ for a magnitude of one.
    pub(crate) scale: f64,
    /// The axis along which magnitudes run from −1 to 1 times themselves, if there is one.
    pub(crate) ramp: Option<usize>,
}

impl Part {
    pub(crate) fn of(at: usize, region: Region, scale: f64) -> Self {
        let ramp = None;
        Self {
            at,
            region,
            scale,
            ramp,
        }
    }
}

impl Direction {
    /// One part.
    pub(crate) fn over(key: u64, part: Part) -> Self {
        let parts = vec![part];
        Self { key, parts }
    }

    /// The same with the scale of each part multiplied by what its block is weighted with; parts of no
    /// weight are left out.
    pub(crate) fn weighted(&self, weight: impl Fn(usize) -> f64) -> Self {
        let parts = self.parts.iter().map(|part| Part {
            scale: part.scale * weight(part.at),
            ..part.clone()
        });
        Self {
            key: self.key,
            parts: parts.filter(|part| part.scale != 0.0).collect(),
        }
    }

    /// How many components it moves.
    pub(crate) fn count(&self) -> usize {
        self.parts.iter().map(|part| part.region.count()).sum()
    }

    /// Sign and magnitude of the component at this place in θ.
    pub(crate) fn weight(key: u64, place: usize) -> f64 {
        let bits = mix(key ^ mix(place as u64));
        let magnitude = SMALLEST + (bits >> 11) as f64 / (1u64 << 53) as f64;
        if bits & 1 == 0 { magnitude } else { -magnitude }
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
            let mut moved = |place: usize, ramp: f64| {
                let weight = Self::weight(self.key, place);
                visit(part, place, part.scale * ramp * weight);
            };
            part.region.each(&ramp, &mut moved);
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

/// A sum of many terms, in which no small term is lost (Kahan 1965).
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sum {
    total: f64,
    lost: f64,
}

impl Sum {
    pub(crate) fn add(&mut self, term: f64) {
        let term = term - self.lost;
        let total = self.total + term;
        self.lost = (total - self.total) - term;
        self.total = total;
    }

    pub(crate) fn total(self) -> f64 {
        self.total
    }
}
