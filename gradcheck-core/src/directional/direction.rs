//! A direction in θ: which components it moves, and how far each.
//!
//! Signs are random and magnitudes uniform in [0.5, 1.5], so that equal and opposite errors, as of two
//! entries exchanged, can't cancel. Both come from a hash of the component's place: nothing is stored, and
//! every part of a direction moves its components as the whole does.

use super::Region;
use super::weights::{self, Weights};
use crate::precision::Precision;
use std::ops::Range;

/// A component is moved by so many roundoffs at the least.
const SPACINGS: f64 = 16.0;
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
    pub(super) weights: Weights,
}

/// A run of neighbouring components that a direction moves.
pub(super) struct Run<'a> {
    pub(super) part: &'a Part,
    /// Their places in θ.
    pub(super) places: Range<usize>,
    /// How far they move: weight times scale.
    pub(super) weights: &'a [f64],
    pub(super) scale: f64,
}

impl Part {
    pub(crate) fn of(at: usize, region: Region, scale: f64) -> Self {
        Self {
            at,
            region,
            key: 0,
            scale,
            ramp: None,
            weights: Weights::default(),
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
        weights::weight(key, place)
    }

    /// The key of a direction with the same signs and other magnitudes: one of several rows.
    pub(crate) fn same_signs(key: u64, row: usize) -> u64 {
        weights::same_signs(key, row)
    }

    /// Keep no weights, where it will hardly be walked any more.
    pub(crate) fn forget(&mut self) {
        self.parts.iter_mut().for_each(|part| part.weights.forget());
    }

    /// Every component that is moved, in runs.
    pub(super) fn runs(&self, mut visit: impl FnMut(&Run<'_>)) {
        for part in &self.parts {
            let range = part.ramp.map(|axis| part.region.along(axis));
            let ramp = |axis: usize, at: usize| match &range {
                Some(range) if part.ramp == Some(axis) && range.len() > 1 => {
                    let last = (range.len() - 1) as f64;
                    2.0 * (at - range.start) as f64 / last - 1.0
                }
                _ => 1.0,
            };
            part.weights.of(part.key, &part.region, |weights| {
                let mut left = weights;
                let varies = part.ramp.is_some();
                part.region
                    .runs(varies, &ramp, &mut |places: Range<usize>, ramp| {
                        let (weights, rest) = left.split_at(places.len());
                        left = rest;
                        visit(&Run {
                            part,
                            places,
                            weights,
                            scale: part.scale * ramp,
                        });
                    });
            });
        }
    }

    /// The slope along it of a cost with this gradient, and the norm of the terms of that sum.
    pub(crate) fn slope(&self, gradient: &[f64]) -> (f64, f64) {
        let (mut slope, mut squares) = (Sum::default(), Sum::default());
        self.runs(|run| {
            let pairs = gradient[run.places.clone()].chunks(SHORT);
            for (g, weights) in pairs.zip(run.weights.chunks(SHORT)) {
                let (mut terms, mut of_squares) = ([0.0; LANES], [0.0; LANES]);
                for (g, weights) in g.chunks(LANES).zip(weights.chunks(LANES)) {
                    let lanes = terms.iter_mut().zip(&mut of_squares);
                    for ((terms, squares), (g, weight)) in lanes.zip(g.iter().zip(weights)) {
                        let term = g * (run.scale * weight);
                        *terms += term;
                        *squares += term * term;
                    }
                }
                slope.add(terms.iter().sum());
                squares.add(of_squares.iter().sum());
            }
        });
        (slope.total(), squares.total().sqrt())
    }

    /// The step below which rounding keeps some of its components where they are.
    pub(crate) fn finest(&self, theta: &[f64]) -> f64 {
        let mut finest = 0.0f64;
        self.runs(|run| {
            let unit_roundoff = run.part.region.precision().unit_roundoff();
            let mut lanes = [0.0; LANES];
            let pairs = theta[run.places.clone()].chunks(LANES);
            for (theta, weights) in pairs.zip(run.weights.chunks(LANES)) {
                for (finest, (theta, weight)) in lanes.iter_mut().zip(theta.iter().zip(weights)) {
                    let step = theta.abs() / weight.abs();
                    if step > *finest {
                        *finest = step;
                    }
                }
            }
            // What a ramp leaves in the middle needn't move.
            if run.scale != 0.0 {
                let largest = lanes.iter().fold(0.0, |l: f64, step| l.max(*step));
                finest = finest.max(unit_roundoff * largest / run.scale.abs());
            }
        });
        SPACINGS * finest
    }

    /// θ moved by `t` along it, in numbers that the parameters can hold.
    pub(crate) fn moved(&self, theta: &[f64], t: f64) -> Vec<f64> {
        let mut moved = theta.to_vec();
        self.runs(|run| {
            let moved = moved[run.places.clone()].iter_mut().zip(run.weights);
            match run.part.region.precision() {
                Precision::F64 => {
                    moved.for_each(|(theta, weight)| *theta += t * (run.scale * weight));
                }
                precision @ Precision::F32 => moved.for_each(|(theta, weight)| {
                    *theta = precision.round(*theta + t * (run.scale * weight));
                }),
            }
        });
        moved
    }

    /// Of a gradient at θ moved by `t`: the slope along this direction, and what the cost has gained because
    /// rounding moved θ off the line. The squares of the gradient are added up for each block.
    pub(super) fn project(
        &self,
        theta: &[f64],
        gradient: &[f64],
        t: f64,
        squares: &mut [f64],
    ) -> (f64, f64) {
        let (mut slope, mut off) = (Sum::default(), Sum::default());
        self.runs(|run| {
            let places = run.places.clone();
            let (theta, gradient) = (&theta[places.clone()], &gradient[places]);
            let sums = [&mut slope, &mut off];
            let of_run = match run.part.region.precision() {
                Precision::F64 => projected(run, theta, gradient, t, sums, |x| x),
                single @ Precision::F32 => {
                    projected(run, theta, gradient, t, sums, |x| single.round(x))
                }
            };
            if let Some(squares) = squares.get_mut(run.part.at) {
                *squares += of_run;
            }
        });
        (slope.total(), off.total())
    }
}

/// The same of a run, added to both sums; the squares of its gradient.
fn projected(
    run: &Run<'_>,
    theta: &[f64],
    gradient: &[f64],
    t: f64,
    [slope, off]: [&mut Sum; 2],
    round: impl Fn(f64) -> f64,
) -> f64 {
    let mut squares = [0.0; LANES];
    let short = theta.chunks(SHORT).zip(gradient.chunks(SHORT));
    for ((theta, gradient), weights) in short.zip(run.weights.chunks(SHORT)) {
        let (mut slopes, mut offs) = ([0.0; LANES], [0.0; LANES]);
        let chunks = theta.chunks(LANES).zip(gradient.chunks(LANES));
        for ((theta, gradient), weights) in chunks.zip(weights.chunks(LANES)) {
            let lanes = slopes.iter_mut().zip(&mut offs).zip(&mut squares);
            let numbers = theta.iter().zip(gradient).zip(weights);
            for (((slope, off), square), ((theta, g), weight)) in lanes.zip(numbers) {
                let d = run.scale * weight;
                let moved = round(theta + t * d);
                *slope += g * d;
                *off += g * (moved - theta - t * d);
                *square += g * g;
            }
        }
        slope.add(slopes.iter().sum());
        off.add(offs.iter().sum());
    }
    squares.iter().sum()
}

/// Terms of a short sum.
const SHORT: usize = 64;
/// Sums that are kept side by side, so that one addition needn't wait for the other.
const LANES: usize = 8;

/// A sum of many terms: of short sums, so that rounding grows with the logarithm of their number at most.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    total: f64,
    lost: f64,
}

impl Sum {
    /// Add a short sum, of which no digit is lost (Kahan 1965).
    fn add(&mut self, short: f64) {
        let term = short - self.lost;
        let total = self.total + term;
        self.lost = (total - self.total) - term;
        self.total = total;
    }

    fn total(self) -> f64 {
        self.total
    }
}
