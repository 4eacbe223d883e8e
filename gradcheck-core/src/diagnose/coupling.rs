//! Whether the gradient of some blocks, or what it is off by, is the gradient of any cost: its derivative is symmetric
//! then. It is taken between two directions that share no component, each of which changes with the other.

use super::experiments::{COUPLED, CURVATURE_STEP, direction, moved};
use super::laboratory::Laboratory;
use crate::evaluate::{Rows, Signs, nearby};
use crate::norm::{largest, norm};
use crate::points::Rng;
use crate::report::BlockReport;
use std::ops::Range;

/// The step of the corners: its square is above the roundoff of costs, and few kinks lie within.
const CORNER_STEP: f64 = 3e-5;
/// Pairs of directions along which the gradient's derivative is taken.
const PAIRS: usize = 3;
/// Parts of a block that are tried for one that couples components.
const PARTS: usize = 4;
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
    forth: f64,
    back: f64,
    /// Both without what cancels, and what the first does alone.
    pub(super) sizes: [f64; 2],
    alone: f64,
}

impl Coupling {
    /// From how the gradient changes along each of both.
    fn of([one, other]: &[Vec<f64>; 2], [by_one, by_other]: &[Vec<f64>; 2]) -> Self {
        let products = |a: &[f64], b: &[f64]| {
            let products = || a.iter().zip(b).map(|(a, b)| a * b);
            (products().sum::<f64>(), norm(products()))
        };
        let (forth, size) = products(by_one, other);
        let (back, size_back) = products(by_other, one);
        let (_, alone) = products(by_one, one);
        Self {
            forth,
            back,
            sizes: [size, size_back],
            alone,
        }
    }

    /// Itself, where it is no rounding beside what each half does alone.
    fn telling(self) -> Option<Self> {
        let size = self.size();
        (size > COUPLED * self.alone && size.is_finite()).then_some(self)
    }

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
        let is_symmetric = self.is_symmetric(&home, &ranges, relative, PAIRS);
        is_symmetric.filter(|is| *is)?;
        let mut points = 1;
        for reach in ELSEWHERE {
            let drawn = Rng::new(0).stream("elsewhere");
            let theta = nearby(self.blocks(), &home, reach, Signs::Even, drawn);
            match self.is_symmetric(&theta, &ranges, relative, PAIRS_ELSEWHERE) {
                Some(false) => return None,
                Some(true) => points += 1,
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
        let mut turns = 0..PARTS;
        let coupling = turns.find_map(|turn| {
            self.coupled(&home, &halves(&home, &ranges, CURVATURE_STEP, turn)?)?
                .telling()
        });
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

    /// Whether the derivative of what the gradient is off by is symmetric, by the better half of pairs of directions:
    /// as soon as that is told. `None` where too few tell.
    fn is_symmetric(
        &mut self,
        theta: &[f64],
        ranges: &[Range<usize>],
        relative: f64,
        pairs: usize,
    ) -> Option<bool> {
        let (mut told, mut symmetric, half) = (0, 0, pairs.div_ceil(2));
        for turn in 0..pairs {
            if let Some(is_symmetric) = self.is_symmetric_along(theta, ranges, relative, turn) {
                told += 1;
                symmetric += usize::from(is_symmetric);
            }
            if symmetric == half {
                return Some(true);
            }
            if told - symmetric > pairs - half {
                return Some(false);
            }
        }
        (told >= half).then_some(false)
    }

    fn is_symmetric_along(
        &mut self,
        theta: &[f64],
        ranges: &[Range<usize>],
        relative: f64,
        turn: usize,
    ) -> Option<bool> {
        let halves = halves(theta, ranges, CORNER_STEP, turn)?;
        let (coupling, right, roundoff) = self.cornered(theta, &halves)?;
        let coupling = coupling.telling()?;
        // What is off is no larger than it is said to be, or little more, whatever the costs say.
        if coupling.curl() > CLEARLY * SYMMETRIC_ERROR * relative {
            return Some(false);
        }
        let apart = |way: f64| (way - right).abs();
        let off = apart(coupling.forth).max(apart(coupling.back));
        let is_told = off > COUPLED * relative * coupling.size() && off > OF_ROUNDOFF * roundoff;
        is_told.then(|| (coupling.forth - coupling.back).abs() <= SYMMETRIC_ERROR * off)
    }

    /// From the ends of both directions.
    pub(super) fn coupled(
        &mut self,
        theta: &[f64],
        directions: &[Vec<f64>; 2],
    ) -> Option<Coupling> {
        let [one, other] = directions;
        let changes = [self.change(theta, one)?, self.change(theta, other)?];
        Some(Coupling::of(directions, &changes))
    }

    /// The same from the corners ±one ±other, and what both ways are by the costs there, if the gradient is right, with its
    /// roundoff.
    fn cornered(
        &mut self,
        theta: &[f64],
        directions: &[Vec<f64>; 2],
    ) -> Option<(Coupling, f64, f64)> {
        let [one, other] = directions;
        let mut corner = |a: f64, b: f64| self.rows(&moved(&moved(theta, one, a), other, b));
        let corners = [
            corner(1.0, 1.0)?,
            corner(1.0, -1.0)?,
            corner(-1.0, 1.0)?,
            corner(-1.0, -1.0)?,
        ];
        let sum = |signs: [f64; 4], of: &dyn Fn(&Rows) -> f64| {
            let signed = corners.iter().zip(signs).map(|(c, sign)| sign * of(c));
            signed.sum::<f64>() / 2.0
        };
        let change = |signs: [f64; 4]| -> Vec<f64> {
            let at = |i: usize| sum(signs, &|corner| corner.derivatives[i]);
            (0..theta.len()).map(at).collect()
        };
        let changes = [
            change([1.0, 1.0, -1.0, -1.0]),
            change([1.0, -1.0, 1.0, -1.0]),
        ];
        let right = sum([1.0, -1.0, -1.0, 1.0], &|corner| corner.costs[0]);
        let costs = [0, 1, 2, 3].map(|i| corners[i].costs[0]);
        let roundoff = f64::EPSILON * largest(&costs) / 2.0;
        Some((Coupling::of(directions, &changes), right, roundoff))
    }
}

/// Two directions that share no component, of drawn halves: what each component does alone is symmetric anyway.
fn halves(theta: &[f64], ranges: &[Range<usize>], step: f64, turn: usize) -> Option<[Vec<f64>; 2]> {
    let whole = direction(theta, ranges, step, turn);
    let mut rng = Rng::new(turn as u64).stream("split");
    let mut is_one: Vec<bool> = whole.iter().map(|_| rng.bits() % 2 == 0).collect();
    // Of two components each is a half.
    let mut own = (0..whole.len()).filter(|&i| whole[i] != 0.0);
    let first = own.next()?;
    is_one[first] ^= own.all(|i| is_one[i] == is_one[first]);
    let part = |of_one: bool| {
        let pairs = whole.iter().zip(&is_one);
        let own = pairs.map(|(d, &is_one)| if is_one == of_one { *d } else { 0.0 });
        own.collect()
    };
    Some([part(true), part(false)])
}
