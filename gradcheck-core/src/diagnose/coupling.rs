//! Whether the gradient of some blocks, or what it is off by, is the gradient of any cost: its derivative is symmetric
//! then. It is taken between two directions that share no component, each of which changes with the other.

use super::experiments::{COUPLED, CURL_STEP, CURVATURE_STEP, direction, moved};
use super::laboratory::Laboratory;
use crate::evaluate::{Signs, nearby};
use crate::norm::{largest, norm};
use crate::order::sort_by;
use crate::points::Rng;
use crate::report::BlockReport;
use std::ops::Range;

/// Pairs of directions along which the gradient's derivative is taken.
const PAIRS: usize = 4;
/// The same at another point.
const PAIRS_ELSEWHERE: usize = 2;
/// Other points, in half to one percent of each parameter.
const ELSEWHERE: [f64; 2] = [10.0, 100.0];
/// What is off is a gradient if its derivative is asymmetric by less than this share of it.
const SYMMETRIC_ERROR: f64 = 1e-3;
/// So many times more is no gradient whatever the costs say.
const CLEARLY: f64 = 10.0;
/// The derivative of a small block's gradient is symmetric within this, or proportional to the curvature of the cost.
const SYMMETRIC: f64 = 1e-5;
const PROPORTIONAL: f64 = 1e-3;
/// Roundoffs of a second difference below which it says nothing.
const OF_ROUNDOFF: f64 = 100.0;

/// How the gradient along two directions that share no component changes, each with the other direction.
pub(super) struct Coupling {
    directions: [Vec<f64>; 2],
    forth: f64,
    back: f64,
    /// Both without what cancels, and what the first does alone.
    pub(super) sizes: [f64; 2],
    alone: f64,
}

impl Coupling {
    fn size(&self) -> f64 {
        self.sizes[0].max(self.sizes[1])
    }

    /// How far it is from symmetric, as that of a gradient is.
    pub(super) fn curl(&self) -> f64 {
        (self.forth - self.back).abs() / self.size()
    }
}

impl Laboratory<'_> {
    /// At how many points what the gradient is off by is itself the gradient of something that couples components: its
    /// derivative between them is symmetric, and isn't zero. `None` if it isn't at one of them, or if there is but one.
    pub(super) fn is_off_by_a_gradient(
        &mut self,
        blocks: &[&BlockReport],
        relative: f64,
    ) -> Option<usize> {
        let ranges = self.ranges(blocks);
        let home = self.theta().to_vec();
        let asymmetry = self.asymmetry(&home, &ranges, relative, PAIRS);
        asymmetry.filter(|asymmetry| *asymmetry <= SYMMETRIC_ERROR)?;
        let mut points = 1;
        for reach in ELSEWHERE {
            let drawn = Rng::new(0).stream("elsewhere");
            let theta = nearby(self.blocks(), &home, reach, Signs::Even, drawn);
            match self.asymmetry(&theta, &ranges, relative, PAIRS_ELSEWHERE) {
                Some(asymmetry) if asymmetry > SYMMETRIC_ERROR => return None,
                Some(_) => points += 1,
                None => {}
            }
        }
        (points > 1).then_some(points)
    }

    /// Whether the gradient of a block, whatever else, is that of a cost: its derivative is symmetric where components
    /// influence each other, else proportional to the curvature of the cost.
    pub(super) fn is_of_a_cost(&mut self, block: &BlockReport) -> Option<bool> {
        let (home, ranges) = (self.theta().to_vec(), self.ranges(&[block]));
        // A part of few components may not hold those that influence each other.
        let mut turns = 0..PAIRS;
        let coupling = turns.find_map(|turn| self.coupling(&home, &ranges, CURVATURE_STEP, turn));
        if let Some(coupling) = coupling {
            let size = coupling.size().max(coupling.alone);
            return Some((coupling.forth - coupling.back).abs() <= SYMMETRIC * size);
        }
        let cost = self.value(&home)?;
        let mut share = |turn| {
            let along = direction(&home, &ranges, CURVATURE_STEP, turn);
            let change = self.change(&home, &along)?;
            let slope: f64 = change.iter().zip(&along).map(|(c, d)| c * d / 2.0).sum();
            let mut at = |sign| self.value(&moved(&home, &along, sign));
            Some(slope / (at(1.0)? - 2.0 * cost + at(-1.0)?))
        };
        let (one, other) = (share(0)?, share(1)?);
        Some((one - other).abs() <= PROPORTIONAL * one.abs())
    }

    /// The asymmetry of the derivative of what the gradient is off by, relative to itself, by the better half
    /// of pairs of directions.
    fn asymmetry(
        &mut self,
        theta: &[f64],
        ranges: &[Range<usize>],
        relative: f64,
        pairs: usize,
    ) -> Option<f64> {
        let along = |turn| {
            let coupling = self.coupling(theta, ranges, CURL_STEP, turn)?;
            // What is off is no larger than it is said to be, or little more: the costs needn't be asked.
            if coupling.curl() > CLEARLY * SYMMETRIC_ERROR * relative {
                return Some(f64::INFINITY);
            }
            let (right, roundoff) = self.mixed(theta, &coupling.directions)?;
            let off = (coupling.forth - right)
                .abs()
                .max((coupling.back - right).abs());
            let is_told =
                off > COUPLED * relative * coupling.size() && off > OF_ROUNDOFF * roundoff;
            is_told.then(|| (coupling.forth - coupling.back).abs() / off)
        };
        smallest((0..pairs).filter_map(along).collect(), pairs / 2)
    }

    /// Between two directions that share no component: what each component does alone is symmetric anyway.
    fn coupling(
        &mut self,
        theta: &[f64],
        ranges: &[Range<usize>],
        step: f64,
        turn: usize,
    ) -> Option<Coupling> {
        let whole = direction(theta, ranges, step, turn);
        let mut rng = Rng::new(turn as u64).stream("split");
        let mut is_one: Vec<bool> = whole.iter().map(|_| rng.bits() % 2 == 0).collect();
        // Of two components each is a half.
        let mut own = (0..whole.len()).filter(|&i| whole[i] != 0.0);
        let first = own.next()?;
        is_one[first] ^= own.all(|i| is_one[i] == is_one[first]);
        let part = |of_one: bool| -> Vec<f64> {
            let pairs = whole.iter().zip(&is_one);
            pairs
                .map(|(d, &is_one)| if is_one == of_one { *d } else { 0.0 })
                .collect()
        };
        let coupling = self.coupled(theta, [part(true), part(false)])?;
        let size = coupling.size();
        (size > COUPLED * coupling.alone && size.is_finite()).then_some(coupling)
    }

    pub(super) fn coupled(&mut self, theta: &[f64], directions: [Vec<f64>; 2]) -> Option<Coupling> {
        let [one, other] = &directions;
        let (change_one, change_other) = (self.change(theta, one)?, self.change(theta, other)?);
        let products = |a: &[f64], b: &[f64]| {
            let products = || a.iter().zip(b).map(|(a, b)| a * b);
            (products().sum::<f64>(), norm(products()))
        };
        let (forth, size) = products(&change_one, other);
        let (back, size_back) = products(&change_other, one);
        let (_, alone) = products(&change_one, one);
        Some(Coupling {
            forth,
            back,
            sizes: [size, size_back],
            alone,
            directions,
        })
    }

    /// What both ways of a coupling are by costs alone, if the gradient is right, and the roundoff of it.
    fn mixed(&mut self, theta: &[f64], halves: &[Vec<f64>; 2]) -> Option<(f64, f64)> {
        let times = CURVATURE_STEP / CURL_STEP;
        let mut at = |one: f64, other: f64| {
            let theta = moved(
                &moved(theta, &halves[0], one * times),
                &halves[1],
                other * times,
            );
            self.value(&theta)
        };
        let costs = [
            at(1.0, 1.0)?,
            at(-1.0, -1.0)?,
            at(1.0, -1.0)?,
            at(-1.0, 1.0)?,
        ];
        let [both, neither, one, other] = costs;
        let scale = 2.0 * times * times;
        let roundoff = f64::EPSILON * largest(&costs) / scale;
        Some(((both + neither - one - other) / scale, roundoff))
    }
}

/// The largest of so many of the smallest of some numbers, if there are as many.
fn smallest(mut numbers: Vec<f64>, count: usize) -> Option<f64> {
    sort_by(&mut numbers, f64::total_cmp);
    numbers.get(count.checked_sub(1)?).copied()
}
