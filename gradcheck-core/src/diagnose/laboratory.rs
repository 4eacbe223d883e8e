//! Experiments: where the numbers at the test point allow several causes, the function is asked at
//! points at which the causes differ.

use crate::evaluate::Model;
use crate::norm::norm;
use crate::{Block, BlockReport, Precision, Rng};
use std::ops::Range;

/// The step of an experiment's differences, relative to max(1, |θ|), and how far they may be off.
const STEP: f64 = 1e-5;
const WITHIN: f64 = 1e-5;
/// The step of the derivatives of the gradient.
const CURL_STEP: f64 = 1e-4;
/// Slopes below so many roundoffs of the costs tell nothing.
const ROUNDOFFS: f64 = 1e4;
/// Directions of one experiment: two must agree.
const DIRECTIONS: usize = 2;

/// The user's function, to be asked at other points.
pub(crate) struct Laboratory<'a> {
    model: &'a mut dyn Model,
    theta: &'a [f64],
    blocks: &'a [Block],
}

/// What a directional derivative says at another point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum There {
    /// analytic = c · numeric, for two directions; c = 1 is right.
    Factor(f64),
    /// Wrong, and by no constant factor.
    Wrong,
    /// Nothing changes there, or the function can't be had.
    Nothing,
}

impl<'a> Laboratory<'a> {
    /// `None` where the precision is too small for experiments, or θ is no plain vector.
    pub(crate) fn new(
        model: &'a mut dyn Model,
        theta: &'a [f64],
        blocks: &'a [Block],
    ) -> Option<Self> {
        let is_plain = model.precision() == Precision::F64 && blocks.iter().all(|b| !b.is_tangent);
        is_plain.then_some(Self {
            model,
            theta,
            blocks,
        })
    }

    /// Where a block stands in θ.
    pub(super) fn range(&self, block: &BlockReport) -> Option<Range<usize>> {
        let block = self
            .blocks
            .iter()
            .find(|b| b.path.to_string() == block.path);
        block.map(Block::range)
    }

    /// The analytic gradient of a block, with θ changed.
    pub(super) fn gradient(
        &mut self,
        block: &BlockReport,
        change: impl FnOnce(&mut [f64]),
    ) -> Option<Vec<f64>> {
        let range = self.range(block)?;
        let mut theta = self.theta.to_vec();
        change(&mut theta);
        let gradient = self.model.evaluate(&theta).ok()?.gradient;
        let own = gradient[range].to_vec();
        own.iter().all(|g| g.is_finite()).then_some(own)
    }

    /// What the gradient of some blocks is worth with θ changed.
    pub(super) fn there(
        &mut self,
        blocks: &[&BlockReport],
        change: impl FnOnce(&mut [f64]),
    ) -> There {
        let mut theta = self.theta.to_vec();
        change(&mut theta);
        let ranges: Vec<_> = blocks.iter().filter_map(|b| self.range(b)).collect();
        let ratios: Option<Vec<f64>> = (0..DIRECTIONS)
            .map(|turn| self.ratio(&theta, &ranges, turn))
            .collect();
        let Some(ratios) = ratios else {
            return There::Nothing;
        };
        let mean = ratios.iter().sum::<f64>() / ratios.len() as f64;
        if ratios
            .iter()
            .all(|ratio| (ratio - mean).abs() <= WITHIN * mean.abs().max(1.0))
        {
            There::Factor(if mean.abs() <= WITHIN { 0.0 } else { mean })
        } else {
            There::Wrong
        }
    }

    /// Analytic over numeric derivative along a direction.
    fn ratio(&mut self, theta: &[f64], ranges: &[Range<usize>], turn: usize) -> Option<f64> {
        let direction = direction(theta, ranges, STEP, turn);
        let (plus, minus) = (
            moved(theta, &direction, 1.0),
            moved(theta, &direction, -1.0),
        );
        let here = self.model.evaluate(theta).ok()?;
        let (above, below) = (
            self.model.value(&plus).ok()?,
            self.model.value(&minus).ok()?,
        );
        let slopes = (0..theta.len()).map(|i| here.gradient[i] * (plus[i] - minus[i]));
        let analytic: f64 = slopes.sum();
        let numeric = above - below;
        let roundoff = f64::EPSILON * above.abs().max(below.abs());
        let is_told = numeric.abs() > ROUNDOFFS * roundoff && analytic.is_finite();
        is_told.then(|| analytic / numeric)
    }

    /// How far the gradient of some blocks is from being the gradient of any cost, relative to its
    /// own derivative: a gradient's derivative is symmetric.
    pub(super) fn curl(&mut self, blocks: &[&BlockReport]) -> Option<f64> {
        let ranges: Vec<_> = blocks.iter().filter_map(|b| self.range(b)).collect();
        let theta = self.theta;
        let mut largest: f64 = 0.0;
        for turn in 0..DIRECTIONS {
            let one = direction(theta, &ranges, CURL_STEP, 2 * turn);
            let other = direction(theta, &ranges, CURL_STEP, 2 * turn + 1);
            let (change_one, change_other) = (self.change(&one)?, self.change(&other)?);
            let products = |a: &[f64], b: &[f64]| {
                let products: Vec<f64> = a.iter().zip(b).map(|(a, b)| a * b).collect();
                (products.iter().sum::<f64>(), norm(products.into_iter()))
            };
            let (forth, size) = products(&change_one, &other);
            let (back, size_back) = products(&change_other, &one);
            let size = size.max(size_back);
            if size == 0.0 || !size.is_finite() {
                return None;
            }
            largest = largest.max((forth - back).abs() / size);
        }
        Some(largest)
    }

    /// The change of the gradient along a direction, from one end to the other.
    fn change(&mut self, direction: &[f64]) -> Option<Vec<f64>> {
        let mut at = |sign: f64| {
            let theta = moved(self.theta, direction, sign);
            Some(self.model.evaluate(&theta).ok()?.gradient)
        };
        let (plus, minus) = (at(1.0)?, at(-1.0)?);
        Some(plus.iter().zip(&minus).map(|(p, m)| p - m).collect())
    }
}

/// A drawn direction over some blocks: no component is small, so that no two errors cancel.
fn direction(theta: &[f64], ranges: &[Range<usize>], step: f64, turn: usize) -> Vec<f64> {
    let mut rng = Rng::new(turn as u64).stream("experiment");
    let mut direction = vec![0.0; theta.len()];
    for range in ranges {
        for i in range.clone() {
            let sign = if rng.bits() % 2 == 0 { 1.0 } else { -1.0 };
            direction[i] = sign * (0.5 + rng.unit()) * step * theta[i].abs().max(1.0);
        }
    }
    direction
}

fn moved(theta: &[f64], direction: &[f64], sign: f64) -> Vec<f64> {
    let pairs = theta.iter().zip(direction);
    pairs.map(|(t, d)| t + sign * d).collect()
}
