//! Experiments that no mend can tell: where the numbers at the test point allow several causes, the function is asked
//! at points at which the causes differ.

use super::laboratory::Laboratory;
use super::layers::is_bias;
use super::view::View;
use crate::evaluate::{Signs, nearby};
use crate::norm::largest;
use crate::points::Rng;
use crate::report::BlockReport;
use std::ops::Range;

/// The step of an experiment's differences, relative to max(1, |θ|).
const STEP: f64 = 1e-5;
/// The step of the derivatives of the gradient: small, so as to stay on one side of a kink.
pub(super) const CURL_STEP: f64 = 1e-6;
/// Components that influence each other's gradient by less than this share of their own influence are alone.
pub(super) const COUPLED: f64 = 1e-4;
/// Slopes below so many roundoffs of the costs are none.
const ROUNDOFFS: f64 = 1e6;
/// The step of second differences of the cost.
pub(super) const CURVATURE_STEP: f64 = 1e-4;
/// How far another point is, in half to one percent of each parameter, and what stays the same.
const MOVED: f64 = 10.0;
const UNCHANGED: f64 = 1e-4;
/// Points of the lattice on which the gradient's roughness is seen, and its spacing.
const LATTICE: usize = 5;
const SPACING: f64 = 1e-6;
/// What falls by less when the spacing is a tenth is no curvature.
const FALLS: f64 = 0.1;

/// Analytic over numeric derivative at another point, along one direction and, unless that tells enough, along a second
/// one; infinite where the cost is flat there and the gradient isn't zero.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ratios(f64, Option<f64>);

/// Ratios are the same within this.
pub(super) const SAME_WITHIN: f64 = 1e-6;

impl Ratios {
    pub(super) fn is_right(self) -> bool {
        self.apart() <= SAME_WITHIN
    }

    /// How far the worse of them is from one.
    pub(super) fn apart(self) -> f64 {
        let [one, other] = [self.0, self.1.unwrap_or(self.0)].map(|ratio| (ratio - 1.0).abs());
        one.max(other)
    }

    /// The factor that both are.
    pub(super) fn factor(self) -> Option<f64> {
        let (one, other) = (self.0, self.1?);
        let within = SAME_WITHIN * one.abs().max(1.0);
        ((one - other).abs() <= within).then_some(if one.abs() <= within { 0.0 } else { one })
    }

    /// Whether the cost is flat there, and the gradient isn't.
    pub(super) fn is_excess(self) -> bool {
        self.0.is_infinite() && self.1.is_some_and(f64::is_infinite)
    }
}

/// A bias that is far enough from zero.
const BIAS: f64 = 0.5;

impl Laboratory<'_> {
    /// The derivative along one component by costs alone, at a step so small that few kinks lie within, and
    /// its roundoff.
    pub(super) fn derivative(&mut self, theta: &[f64], component: usize) -> Option<(f64, f64)> {
        let step = STEP * theta[component].abs().max(1.0);
        let (mut plus, mut minus) = (theta.to_vec(), theta.to_vec());
        plus[component] += step;
        minus[component] -= step;
        let (above, below) = (self.value(&plus)?, self.value(&minus)?);
        let delta = plus[component] - minus[component];
        let roundoff = 8.0 * f64::EPSILON * above.abs().max(below.abs()) / delta;
        Some(((above - below) / delta, roundoff))
    }

    /// Where a block stands in θ.
    pub(super) fn range(&self, block: &BlockReport) -> Option<Range<usize>> {
        Some(self.place(&block.path)?.columns)
    }

    pub(super) fn ranges(&self, blocks: &[&BlockReport]) -> Vec<Range<usize>> {
        blocks.iter().filter_map(|b| self.range(b)).collect()
    }

    /// The analytic gradient of a block, with θ changed.
    pub(super) fn gradient(
        &mut self,
        block: &BlockReport,
        change: impl FnOnce(&mut [f64]),
    ) -> Option<Vec<f64>> {
        let range = self.range(block)?;
        let mut theta = self.theta().to_vec();
        change(&mut theta);
        let own = self.gradient_at(&theta)?[range].to_vec();
        own.iter().all(|g| g.is_finite()).then_some(own)
    }

    /// What the gradient of `blocks` is worth with θ changed, but for what they have to do with the cost
    /// once all other blocks are at zero (a regularisation). `None` where cost and gradient are flat, or can't
    /// be had.
    pub(super) fn there(
        &mut self,
        blocks: &[&BlockReport],
        change: impl FnOnce(&mut [f64]),
        is_enough: impl Fn(f64) -> bool,
    ) -> Option<Ratios> {
        let mut theta = self.theta().to_vec();
        change(&mut theta);
        let ranges = self.ranges(blocks);
        let one = self.ratio(&theta, &ranges, 0)?;
        let other = if is_enough(one) {
            None
        } else {
            Some(self.ratio(&theta, &ranges, 1)?)
        };
        Some(Ratios(one, other))
    }

    /// Whether some blocks, whose gradient is wrong here, reach the cost through a layer alone: with its weights at zero
    /// nothing but a penalty of their own is left, of which the gradient is right. With a bias that isn't zero what stands
    /// beside the layer, as the other factor of a gate, is still there.
    pub(super) fn is_fed_through(
        &mut self,
        blocks: &[&BlockReport],
        layer: &[&BlockReport],
    ) -> Option<bool> {
        let (ranges, mut theta) = (self.ranges(blocks), self.theta().to_vec());
        for block in layer {
            let own = &mut theta[self.range(block)?];
            if is_bias(block) {
                own.iter_mut().for_each(|t| *t = t.abs().max(BIAS));
            } else {
                own.fill(0.0);
            }
        }
        let direction = direction(&theta, &ranges, STEP, 0);
        let (analytic, numeric, roundoff) = self.slopes(&theta, &direction)?;
        Some((analytic - numeric).abs() <= ROUNDOFFS * roundoff)
    }

    fn ratio(&mut self, theta: &[f64], ranges: &[Range<usize>], turn: usize) -> Option<f64> {
        let direction = direction(theta, ranges, STEP, turn);
        let (analytic, numeric, roundoff) = self.slopes(theta, &direction)?;
        let own = if self.is_silent(ranges) {
            Some((0.0, 0.0, 0.0))
        } else {
            let own = self.slopes(&alone(theta, ranges), &direction);
            if matches!(own, Some((analytic, numeric, _)) if analytic == 0.0 && numeric == 0.0) {
                self.found_silent(ranges);
            }
            own
        };
        let (own_analytic, own_numeric, own_roundoff) = own?;
        let (analytic, numeric) = (analytic - own_analytic, numeric - own_numeric);
        let least = ROUNDOFFS * roundoff.max(own_roundoff);
        match (analytic.abs() > least, numeric.abs() > least) {
            (_, true) => Some(analytic / numeric),
            (true, false) => Some(f64::INFINITY),
            (false, false) => None,
        }
    }

    /// The change of the cost along a direction by the gradients at its ends and by the costs there, and their roundoff.
    fn slopes(&mut self, theta: &[f64], direction: &[f64]) -> Option<(f64, f64, f64)> {
        let (plus, minus) = (moved(theta, direction, 1.0), moved(theta, direction, -1.0));
        let (above, below) = (self.rows(&plus)?, self.rows(&minus)?);
        let slope = |i: usize| f64::midpoint(above.derivatives[i], below.derivatives[i]);
        let slopes = (0..theta.len()).map(|i| slope(i) * (plus[i] - minus[i]));
        let (above, below) = (above.costs.first()?, below.costs.first()?);
        let roundoff = f64::EPSILON * above.abs().max(below.abs());
        Some((slopes.sum(), above - below, roundoff))
    }

    /// Whether the gradient of a block changes with another block, and by something else than that of the other block,
    /// which is right, changes with it: then what is wrong changes as well.
    pub(super) fn differs_by(&mut self, block: &BlockReport, other: &BlockReport) -> Option<bool> {
        let ranges = [self.range(block)?, self.range(other)?];
        let directions = [0, 1].map(|i| {
            let range = std::slice::from_ref(&ranges[i]);
            direction(self.theta(), range, CURL_STEP, i)
        });
        let coupling = self.coupled(self.theta(), &directions)?;
        let [by_block, by_other] = coupling.sizes;
        Some(by_other > COUPLED * by_block && coupling.curl() > UNCHANGED)
    }

    /// The change of the gradient along a direction, from one end to the other.
    pub(super) fn change(&mut self, theta: &[f64], direction: &[f64]) -> Option<Vec<f64>> {
        let mut at = |sign: f64| self.gradient_at(&moved(theta, direction, sign));
        let (plus, minus) = (at(1.0)?, at(-1.0)?);
        Some(plus.iter().zip(minus.iter()).map(|(p, m)| p - m).collect())
    }

    /// How what a component of a block is off by changes from here to another point, the roundoff of it, and how far the
    /// component itself is moved.
    pub(super) fn change_of_error(&mut self, view: &View<'_>, i: usize) -> Option<[f64; 3]> {
        let at = self.range(view.block)?.start + view.offsets[i];
        let drawn = Rng::new(0).stream("elsewhere");
        let moved = nearby(self.blocks(), self.theta(), MOVED, Signs::Even, drawn);
        let analytic = *self.gradient_at(&moved)?.get(at)?;
        let (numeric, roundoff) = self.derivative(&moved, at)?;
        let change = analytic - numeric - view.disagreement(i);
        Some([change, roundoff, moved[at] - self.theta()[at]])
    }

    /// The noise of the gradient, relative to its size, on a lattice too fine for it to curve.
    pub(super) fn roughness(&mut self, blocks: &[&BlockReport]) -> Option<f64> {
        let ranges = self.ranges(blocks);
        let (coarse, fine) = (
            self.second_differences(&ranges, SPACING)?,
            self.second_differences(&ranges, SPACING / 10.0)?,
        );
        (fine > FALLS * coarse).then_some(coarse)
    }

    fn second_differences(&mut self, ranges: &[Range<usize>], spacing: f64) -> Option<f64> {
        let direction = direction(self.theta(), ranges, spacing, 0);
        let at = |k: usize| {
            let theta = moved(self.theta(), &direction, k as f64);
            self.gradient_at(&theta)
        };
        let gradients = (0..LATTICE).map(at).collect::<Option<Vec<_>>>()?;
        let inside = |g: &Vec<f64>| ranges.iter().flat_map(|r| g[r.clone()].to_vec()).collect();
        let gradients: Vec<Vec<f64>> = gradients.iter().map(inside).collect();
        let second = gradients.windows(3).flat_map(|three| {
            (0..three[0].len()).map(|i| (three[0][i] - 2.0 * three[1][i] + three[2][i]).abs() / 4.0)
        });
        let size = largest(&gradients[0]);
        (size > 0.0).then(|| largest(&second.collect::<Vec<_>>()) / size)
    }
}

/// θ with zero for all but some blocks.
pub(super) fn alone(theta: &[f64], ranges: &[Range<usize>]) -> Vec<f64> {
    let is_own = |i: usize| ranges.iter().any(|range| range.contains(&i));
    let all = theta.iter().enumerate();
    all.map(|(i, t)| if is_own(i) { *t } else { 0.0 }).collect()
}

/// A drawn direction over some blocks: no component is small, so that no two errors cancel.
pub(super) fn direction(
    theta: &[f64],
    ranges: &[Range<usize>],
    step: f64,
    turn: usize,
) -> Vec<f64> {
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

pub(super) fn moved(theta: &[f64], direction: &[f64], sign: f64) -> Vec<f64> {
    let pairs = theta.iter().zip(direction);
    pairs.map(|(t, d)| t + sign * d).collect()
}
