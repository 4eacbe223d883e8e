//! A direction in θ: which components it moves, and how far each.
//!
//! Signs are random and magnitudes uniform in [0.5, 1.5], so that equal and opposite errors, as of two
//! entries exchanged, can't cancel. Both come from a hash of the component's place: nothing is stored, and
//! every part of a direction moves its components as the whole does.

use super::Region;
use super::sums::{self, Line, Sum};
use super::weights::{self, Lasting, Weights};
use crate::points::mixed;
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

    /// The slope along it of a cost with this gradient.
    pub(super) fn slope(&self, gradient: &[f64]) -> Slope {
        let (mut slope, mut squares) = (Sum::default(), Sum::default());
        self.runs(&mut |run| {
            let gradient = &gradient[run.places.clone()];
            sums::slope(run.scale, gradient, run.weights, [&mut slope, &mut squares]);
        });
        Slope {
            slope: slope.total(),
            squares: squares.total(),
        }
    }

    /// Its weights, in the order of its components.
    pub(super) fn weights(&self) -> Lasting {
        self.weights.lasting(self.key, &self.region)
    }

    /// Its components, in runs.
    fn runs(&self, visit: &mut dyn FnMut(&Run<'_>)) {
        let range = self.ramp.map(|axis| self.region.along(axis));
        let ramp = |axis: usize, at: usize| match &range {
            Some(range) if self.ramp == Some(axis) && range.len() > 1 => {
                let last = (range.len() - 1) as f64;
                2.0 * (at - range.start) as f64 / last - 1.0
            }
            _ => 1.0,
        };
        self.weights.of(self.key, &self.region, |weights| {
            let mut left = weights;
            let varies = self.ramp.is_some();
            self.region
                .runs(varies, &ramp, &mut |places: Range<usize>, ramp| {
                    let (weights, rest) = left.split_at(places.len());
                    left = rest;
                    visit(&Run {
                        part: self,
                        places,
                        weights,
                        scale: self.scale * ramp,
                    });
                });
        });
    }
}

/// The slope along a part of a direction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Slope {
    pub(super) slope: f64,
    /// The squares of the terms that it is the sum of.
    pub(super) squares: f64,
}

impl Slope {
    /// That of all parts, and the norm of its terms.
    pub(super) fn of(parts: &[Self]) -> (f64, f64) {
        let (mut slope, mut squares) = (Sum::default(), Sum::default());
        for part in parts {
            slope.add(part.slope);
            squares.add(part.squares);
        }
        (slope.total(), squares.total().sqrt())
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
    pub(crate) fn weighted(&self, weight: &dyn Fn(usize) -> f64) -> Self {
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

    /// What it is told by among all directions, mixed into a key.
    pub(super) fn key(&self, key: u64) -> u64 {
        self.parts.iter().fold(key, |key, part| {
            let ramp = part.ramp.map_or(u64::MAX, |axis| axis as u64);
            let own = [part.at as u64, part.key, part.scale.to_bits(), ramp];
            own.into_iter().fold(part.region.key(key), mixed)
        })
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
    pub(super) fn runs(&self, visit: &mut dyn FnMut(&Run<'_>)) {
        self.parts.iter().for_each(|part| part.runs(visit));
    }

    /// The slope along it of a cost with this gradient, and the norm of the terms of that sum.
    pub(crate) fn slope(&self, gradient: &[f64]) -> (f64, f64) {
        Slope::of(&self.slopes(gradient))
    }

    /// The same of each part by itself.
    pub(super) fn slopes(&self, gradient: &[f64]) -> Vec<Slope> {
        let of_part = |part: &Part| part.slope(gradient);
        self.parts.iter().map(of_part).collect()
    }

    /// The step below which rounding keeps some of its components where they are.
    pub(crate) fn finest(&self, theta: &[f64]) -> f64 {
        let mut finest = 0.0f64;
        self.runs(&mut |run| {
            let unit_roundoff = run.part.region.precision().unit_roundoff();
            let largest = sums::largest_quotient(&theta[run.places.clone()], run.weights);
            // What a ramp leaves in the middle needn't move.
            if run.scale != 0.0 {
                finest = finest.max(unit_roundoff * largest / run.scale.abs());
            }
        });
        SPACINGS * finest
    }

    /// θ moved by `t` along it, in numbers that the parameters can hold.
    pub(crate) fn moved(&self, theta: &[f64], t: f64) -> Vec<f64> {
        let mut moved = Vec::new();
        self.move_into(&mut moved, theta, t);
        moved
    }

    /// The same, written over these numbers.
    pub(super) fn move_into(&self, moved: &mut Vec<f64>, theta: &[f64], t: f64) {
        moved.clear();
        moved.reserve_exact(theta.len());
        self.runs(&mut |run| {
            let Range { start, end } = run.places.clone();
            // Runs mostly come in the order of their places.
            let between = moved.len()..start.max(moved.len());
            moved.extend_from_slice(&theta[between]);
            let by = |(theta, weight): (&f64, &f64)| theta + t * (run.scale * weight);
            let pairs = theta[start..end].iter().zip(run.weights);
            let precision = run.part.region.precision();
            let rounded = |pair| precision.round(by(pair));
            match (moved.get_mut(start..end), precision) {
                (None, Precision::F64) => moved.extend(pairs.map(by)),
                (None, Precision::F32) => moved.extend(pairs.map(rounded)),
                (Some(moved), _) => {
                    let numbers = moved.iter_mut().zip(pairs.map(rounded));
                    numbers.for_each(|(number, to)| *number = to);
                }
            }
        });
        moved.extend_from_slice(&theta[moved.len()..]);
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
        self.runs(&mut |run| {
            let places = run.places.clone();
            let (theta, gradient) = (&theta[places.clone()], &gradient[places]);
            let sums = [&mut slope, &mut off];
            let line = Line {
                theta,
                weights: run.weights,
                scale: run.scale,
                t,
            };
            let of_run = match run.part.region.precision() {
                Precision::F64 => line.project(gradient, sums, |x| x),
                single @ Precision::F32 => line.project(gradient, sums, |x| single.round(x)),
            };
            if let Some(squares) = squares.get_mut(run.part.at) {
                *squares += of_run;
            }
        });
        (slope.total(), off.total())
    }
}
