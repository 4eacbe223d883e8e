//! The door that every cause goes through: with its mend made, the gradient has to be right along a drawn direction
//! at other points as well, with the same constants.
//!
//! Along a step ±hd the cost changes by what the mended slopes at −h, 0 and h say (Simpson), or the mend is none. A
//! step speaks only if roundoff and truncation are small beside what the mend changes.

use super::laboratory::Laboratory;
use super::mend::{At, Mend, Mended, each, only};
use crate::evaluate::{Rows, Signs, nearby};
use crate::norm::norm;
use crate::parameters::Block;
use crate::points::Rng;
use crate::precision::Precision;
use std::ops::Range;
use std::rc::Rc;

/// How a trial goes in a precision.
struct Scale {
    precision: Precision,
    /// Steps in the order in which they are taken, as powers of two of each parameter's size.
    steps: &'static [i32],
    /// The share of what a mend changes that bars may be, if they are to tell, and that a mend may leave.
    tells: f64,
    leaves: f64,
    /// The share of the slope that is truncated.
    of_slope: f64,
}

const DOUBLE: Scale = Scale {
    precision: Precision::F64,
    steps: &[-9, -13, -6, -17],
    tells: 0.02,
    leaves: 1e-3,
    of_slope: 1e-7,
};
const SINGLE: Scale = Scale {
    precision: Precision::F32,
    steps: &[-4, -6, -2],
    tells: 0.1,
    leaves: 2e-2,
    of_slope: 1e-4,
};
/// How far the points are, in half to one percent of each parameter: near, and far; nearer where the function fails.
const NEAR: [f64; 2] = [10.0, 3.0];
const FAR: [f64; 3] = [100.0, 50.0, 25.0];
/// Roundoffs of a cost, and bars of that size.
const ROUNDOFFS: f64 = 8.0;
const BARS: f64 = 3.0;
/// The share of the third-order term that is left.
const OF_TRUNCATION: f64 = 0.1;
/// Two steps refute a mend if they say the same within this share.
const ALIKE: f64 = 0.2;
/// Components that are zero move by this share of their block's size.
const OF_BLOCK: f64 = 0.1;

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The gradient is right with it, at so many points.
    Holds(usize),
    /// It isn't.
    Falls,
    /// No point tells.
    Untold,
}

/// What all slopes of a weighted sum of rows add to its change along a step.
fn along(derivatives: &[f64], weights: &[f64], delta: &[f64], each: fn(f64) -> f64) -> f64 {
    let rows = derivatives.chunks(delta.len().max(1)).zip(weights);
    let rows = rows.filter(|(_, w)| **w != 0.0);
    rows.flat_map(|(row, w)| row.iter().zip(delta).map(move |(g, d)| each(w * g * d)))
        .sum()
}

impl Laboratory<'_> {
    /// Whether these mends, all of them made, make the gradient right: at the test point, if `here`, and at two
    /// others.
    pub(super) fn tries(&mut self, mends: &[Mend], here: bool) -> Outcome {
        let mut passed = 1;
        if here {
            match self.tries_at(mends, 0.0, &Direction::any(0)) {
                Some(Outcome::Holds(_)) => {}
                Some(Outcome::Falls) => return Outcome::Falls,
                None | Some(Outcome::Untold) => return Outcome::Untold,
            }
        }
        let Some(others) = self.passes(mends, &[&NEAR, &FAR], |turn| Direction::any(turn + 1))
        else {
            return Outcome::Falls;
        };
        passed += others;
        if passed > 1 || here {
            Outcome::Holds(passed)
        } else {
            Outcome::Untold
        }
    }

    /// At how many points these mends hold; `None` if they fall at one of them.
    fn passes(
        &mut self,
        mends: &[Mend],
        points: &[&[f64]],
        direction: impl Fn(usize) -> Direction,
    ) -> Option<usize> {
        let mut passed = 0;
        for (turn, reaches) in points.iter().enumerate() {
            match self.elsewhere(mends, reaches, &direction(turn)) {
                Outcome::Falls => return None,
                Outcome::Holds(_) => passed += 1,
                Outcome::Untold => {}
            }
        }
        Some(passed)
    }

    /// The same at the first of these points at which the function can be evaluated. A kink that is too near to be
    /// seen may refute what is right, so that two points have to.
    fn elsewhere(&mut self, mends: &[Mend], reaches: &[f64], direction: &Direction) -> Outcome {
        let mut at = |direction: &Direction| {
            let mut reaches = reaches.iter();
            reaches.find_map(|&reach| self.tries_at(mends, reach, direction))
        };
        match at(direction) {
            Some(Outcome::Falls) => at(&direction.again()).unwrap_or(Outcome::Falls),
            outcome => outcome.unwrap_or(Outcome::Untold),
        }
    }

    /// The same where every other parameter of these mends has the other sign, which tells a sign from a constant.
    pub(super) fn tries_turned(&mut self, mends: &[Mend]) -> Outcome {
        let is_own = |i: &usize| mends.iter().any(|mend| mend.place.columns.contains(i));
        let own: Vec<usize> = (0..self.theta().len()).filter(is_own).collect();
        let mut turn = |first: usize| {
            let mut turned = self.theta().to_vec();
            own.iter()
                .skip(first)
                .step_by(2)
                .for_each(|&i| turned[i] = -turned[i]);
            self.tries_moved(mends, &turned, &Direction::any(first + 1))
        };
        match turn(0) {
            Some(Outcome::Falls) => turn(1).unwrap_or(Outcome::Falls),
            outcome => outcome.unwrap_or(Outcome::Untold),
        }
    }

    /// Whether the gradient of a block is right here as it is, along a direction over these of its components.
    pub(super) fn is_right_over(&mut self, path: &str, components: &[usize]) -> bool {
        let Some(place) = self.place(path).filter(|_| !components.is_empty()) else {
            return components.is_empty();
        };
        let right = only(components, false, each(|g, _| g));
        self.holds_here(&[Mend { place, right }])
    }

    /// Whether the gradient is right with these mends at the test point.
    pub(super) fn holds_here(&mut self, mends: &[Mend]) -> bool {
        let outcome = self.tries_at(mends, 0.0, &Direction::any(0));
        matches!(outcome, Some(Outcome::Holds(_)))
    }

    /// At how many points the gradient of a block is right across θ, or across each part of so many parameters, whatever
    /// it is along it; `None` if it isn't at one of them.
    pub(super) fn is_right_across(&mut self, path: &str, part: usize) -> Option<usize> {
        let place = self.place(path)?;
        let right = each(|g, _| g);
        let across = Mend {
            place: place.clone(),
            right,
        };
        let direction = |turn| Direction {
            across: Some((place.columns.clone(), part)),
            ..Direction::any(turn)
        };
        let across = std::slice::from_ref(&across);
        let points = self.passes(across, &[&[0.0], &NEAR, &FAR], direction);
        points.filter(|points| *points > 1)
    }

    /// The same at one point; `None` where the function can't be evaluated.
    fn tries_at(&mut self, mends: &[Mend], reach: f64, direction: &Direction) -> Option<Outcome> {
        if reach == 0.0 {
            return self.tries_there(mends, &At::of(self.theta()), direction);
        }
        let rng = Rng::new(direction.draw).stream("trial");
        let moved = nearby(self.blocks(), self.theta(), reach, Signs::Even, rng);
        self.tries_moved(mends, &moved, direction)
    }

    fn tries_moved(
        &mut self,
        mends: &[Mend],
        moved: &[f64],
        direction: &Direction,
    ) -> Option<Outcome> {
        let theta = self.rebase(moved);
        let at = At {
            theta: &theta,
            moved,
        };
        let outcome = self.tries_there(mends, &at, direction);
        self.return_home();
        outcome
    }

    fn tries_there(
        &mut self,
        mends: &[Mend],
        here: &At<'_>,
        direction: &Direction,
    ) -> Option<Outcome> {
        let trial = self.trial(mends, here, direction)?;
        // What is asked for as it is has nothing to be excused by.
        let leaves = if trial.is_asked_as_it_is {
            0.0
        } else {
            trial.scale.leaves
        };
        let mut denying: Vec<f64> = Vec::new();
        let mut is_asked = false;
        for &step in trial.scale.steps {
            let h = 2f64.powi(step);
            let Some(taken) = self.step(mends, &trial, here, h) else {
                continue;
            };
            is_asked = true;
            if !taken.tells(&trial) {
                continue;
            }
            if taken.residual.abs() <= taken.allowed + leaves * taken.effect {
                return Some(Outcome::Holds(1));
            }
            let share = taken.residual / h;
            if denying
                .iter()
                .any(|other| (other - share).abs() <= ALIKE * share.abs())
            {
                return Some(Outcome::Falls);
            }
            denying.push(share);
        }
        is_asked.then_some(Outcome::Untold)
    }

    /// What all steps of a trial have in common.
    fn trial(&mut self, mends: &[Mend], here: &At<'_>, direction: &Direction) -> Option<Trial> {
        let theta = here.theta;
        let rows = self.rows(theta)?;
        let home = Mended::of(mends, here, &rows);
        let mut unit = drawn(self.blocks(), theta, direction.turn);
        let pairs = unit.iter_mut().zip(&home.columns);
        pairs
            .filter(|(_, is_told)| !**is_told)
            .for_each(|(d, _)| *d = 0.0);
        direction.project(&mut unit, theta);
        let weights = weights(&home, theta.len());
        let is_single = self.precision() == Precision::F32 || is_single(&rows.costs);
        Some(Trial {
            is_asked_as_it_is: home.raw == home.right,
            scale: if is_single { &SINGLE } else { &DOUBLE },
            rows,
            home,
            unit,
            weights,
        })
    }

    /// One step of it; `None` where the function can't be evaluated.
    fn step(&mut self, mends: &[Mend], trial: &Trial, here: &At<'_>, h: f64) -> Option<Step> {
        let Trial { home, weights, .. } = trial;
        let at = |sign: f64| -> Vec<f64> {
            let pairs = here.theta.iter().zip(&trial.unit);
            rounded(
                self.blocks(),
                pairs.map(|(t, d)| t + sign * h * d).collect(),
            )
        };
        let (plus, minus) = (at(1.0), at(-1.0));
        let (above, below) = (self.rows(&plus)?, self.rows(&minus)?);
        let delta: Vec<f64> = plus.iter().zip(&minus).map(|(p, m)| p - m).collect();
        let cost =
            |rows: &Rows| -> f64 { rows.costs.iter().zip(weights).map(|(c, w)| c * w).sum() };
        let change = cost(&above) - cost(&below);
        let mended = |theta: &[f64], rows: &Rows| {
            let at = At {
                theta,
                moved: here.moved,
            };
            Mended::of(mends, &at, rows)
        };
        let ends = (mended(&plus, &above), mended(&minus, &below));
        let missed = |of: fn(&Mended) -> &[f64]| {
            let [here, above, below] =
                [home, &ends.0, &ends.1].map(|m| along(of(m), weights, &delta, |x| x));
            let third = (above - 2.0 * here + below) / 6.0;
            (change - here - third, here, third)
        };
        let (residual, slope, third) = missed(|m| &m.right);
        let (without, _, _) = missed(|m| &m.raw);
        let largest = [&above, &below, &trial.rows].map(|rows| {
            let sizes = rows.costs.iter().zip(weights).map(|(c, w)| (c * w).abs());
            sizes.sum::<f64>()
        });
        let largest = largest.into_iter().fold(0.0, f64::max);
        let slopes = along(&home.right, weights, &delta, f64::abs);
        let Scale {
            precision,
            of_slope,
            ..
        } = trial.scale;
        let noise = ROUNDOFFS * precision.unit_roundoff() * (largest + slopes) + self.noise();
        Some(Step {
            residual,
            allowed: BARS * noise + OF_TRUNCATION * third.abs() + of_slope * slope.abs(),
            // A mend that makes little of much explains no more than there is.
            effect: if trial.is_asked_as_it_is {
                slopes
            } else {
                (without - residual)
                    .abs()
                    .min(slope.abs().max(change.abs()))
            },
        })
    }
}

/// A trial of mends at one point, along one direction.
struct Trial {
    rows: Rc<Rows>,
    home: Mended,
    unit: Vec<f64>,
    weights: Vec<f64>,
    scale: &'static Scale,
    is_asked_as_it_is: bool,
}

/// What one step of a trial tells.
struct Step {
    residual: f64,
    allowed: f64,
    effect: f64,
}

impl Step {
    fn tells(&self, trial: &Trial) -> bool {
        let is_finite = self.effect.is_finite() && self.residual.is_finite();
        is_finite && self.allowed <= trial.scale.tells * self.effect
    }
}

/// A direction of a trial, and which of the drawn points it starts from.
#[derive(Clone)]
struct Direction {
    turn: usize,
    draw: u64,
    /// Parameters at right angles to which it is, in parts of so many.
    across: Option<(Range<usize>, usize)>,
}

impl Direction {
    fn any(turn: usize) -> Self {
        Self {
            turn,
            draw: 0,
            across: None,
        }
    }

    /// The same from another point.
    fn again(&self) -> Self {
        Self {
            draw: self.draw + 1,
            ..self.clone()
        }
    }

    fn project(&self, unit: &mut [f64], theta: &[f64]) {
        let Some((range, part)) = &self.across else {
            return;
        };
        let parts = unit[range.clone()].chunks_mut(*part);
        for (unit, theta) in parts.zip(theta[range.clone()].chunks(*part)) {
            let along: f64 = unit.iter().zip(theta).map(|(d, t)| d * t).sum();
            let square: f64 = theta.iter().map(|t| t * t).sum();
            if square > 0.0 {
                let share = along / square;
                let pairs = unit.iter_mut().zip(theta);
                pairs.for_each(|(d, t)| *d -= share * t);
            }
        }
    }
}

/// A drawn direction: no component is small beside its parameter.
fn drawn(blocks: &[Block], theta: &[f64], turn: usize) -> Vec<f64> {
    let mut rng = Rng::new(turn as u64).stream("direction of a trial");
    let mut unit = vec![0.0; theta.len()];
    for block in blocks {
        let own = &theta[block.range()];
        let size = norm(own.iter().copied()) / (own.len().max(1) as f64).sqrt();
        for i in block.range() {
            let sign = if rng.bits() % 2 == 0 { 1.0 } else { -1.0 };
            let scale = if size > 0.0 {
                theta[i].abs().max(OF_BLOCK * size)
            } else {
                1.0
            };
            unit[i] = sign * (0.5 + rng.unit()) * scale;
        }
    }
    unit
}

/// Weights of the rows that mends are of, so that none outweighs the others.
fn weights(home: &Mended, width: usize) -> Vec<f64> {
    if let [_] = home.rows[..] {
        return vec![1.0];
    }
    let mut rng = Rng::new(0).stream("rows of a trial");
    let rows = home.raw.chunks(width.max(1)).zip(&home.rows);
    rows.map(|(row, is_own)| {
        let sign = if rng.bits() % 2 == 0 { 1.0 } else { -1.0 };
        let weight = sign * (0.5 + rng.unit());
        let size = norm(row.iter().copied());
        match (is_own, size > 0.0) {
            (false, _) => 0.0,
            (true, false) => weight,
            (true, true) => weight / size,
        }
    })
    .collect()
}

/// Whether costs are f32 numbers, which have the roundoff of one.
#[allow(clippy::cast_possible_truncation)] // whether it loses digits is the question
fn is_single(costs: &[f64]) -> bool {
    let is_one = |cost: &f64| f64::from(*cost as f32) == *cost && cost.fract() != 0.0;
    !costs.is_empty() && costs.iter().all(is_one)
}

fn rounded(blocks: &[Block], mut theta: Vec<f64>) -> Vec<f64> {
    for block in blocks {
        for t in &mut theta[block.range()] {
            *t = block.precision.round(*t);
        }
    }
    theta
}
