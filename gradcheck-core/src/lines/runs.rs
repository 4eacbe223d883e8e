//! Calls of the copy: recorded, and with values changed on the way.

use super::recorder::{Change, Recorder};
use super::source::Source;
use super::trace::Track;
use crate::evaluate::{Evaluation, Objective};
use crate::points::{Rng, mix};
use crate::precision::Precision;
use std::collections::HashMap;

/// The changes of one call, by site.
pub(super) type Changes = HashMap<usize, Change>;

/// What takes the tracks above and below, with the direction's number and twice the step times the direction.
type Seen<'s> = dyn FnMut(usize, &[Track], &[Track], &[f64]) + 's;

pub(super) struct Runs<'a> {
    pub(super) model: &'a mut dyn Objective,
    pub(super) recorder: &'a Recorder,
    pub(super) source: &'static Source,
    pub(super) theta: Vec<f64>,
    /// The way through the function at the test point.
    pub(super) way: Option<u64>,
    pub(super) made: usize,
    /// How many calls there may be.
    pub(super) limit: usize,
    pub(super) precision: Precision,
}

/// The derivative of the cost along drawn directions of a site's values.
#[derive(Debug, Clone)]
pub(super) struct Slopes {
    pub(super) directions: [Vec<f64>; 2],
    pub(super) along: [f64; 2],
    pub(super) bars: [f64; 2],
}

impl Slopes {
    /// Those of a gradient that was measured.
    pub(super) fn of(moved: &Moved<'_>, gradient: &[f64]) -> Self {
        let directions = [0, 1].map(|k| moved.direction(k, gradient.len()));
        let along = directions
            .each_ref()
            .map(|direction| dot(direction, gradient));
        Self {
            bars: along.map(|along| 1e-6 * along.abs()),
            along,
            directions,
        }
    }
}

/// Occurrences of a site that are moved, the first and how many.
pub(super) struct Moved<'a> {
    pub(super) site: usize,
    pub(super) track: &'a Track,
    pub(super) range: (usize, usize),
}

impl Moved<'_> {
    fn seed(&self) -> u64 {
        (self.site as u64) << 20 | (self.range.0 as u64) << 4
    }

    /// The drawn direction of this number.
    fn direction(&self, k: usize, length: usize) -> Vec<f64> {
        let mut rng = Rng::new(mix(self.seed() << 4 | k as u64));
        (0..length).map(|_| drawn(&mut rng)).collect()
    }
}

impl Runs<'_> {
    /// One call; none if it took another way, failed, or none is left.
    fn call(&mut self, is_recording: bool, changes: Changes) -> Option<(Evaluation, Vec<Track>)> {
        if self.made >= self.limit {
            return None;
        }
        self.made += 1;
        self.recorder.begin(self.source, is_recording, changes);
        let evaluation = self.model.again(&self.theta);
        let state = self.recorder.end();
        let way = *self.way.get_or_insert(state.way);
        let is_same = way == state.way && !state.misfit;
        evaluation
            .ok()
            .filter(|_| is_same)
            .map(|evaluation| (evaluation, state.tracks))
    }

    pub(super) fn record(&mut self, changes: Changes) -> Option<(Evaluation, Vec<Track>)> {
        self.call(true, changes)
    }

    pub(super) fn evaluate(&mut self, changes: Changes) -> Option<Evaluation> {
        self.call(false, changes).map(|(evaluation, _)| evaluation)
    }

    /// A step for values of this size.
    fn step(&self, numbers: &[f64]) -> f64 {
        let relative = match self.precision {
            Precision::F64 => 2e-4,
            Precision::F32 => 2e-2,
        };
        relative * scale(numbers)
    }

    /// How near a value has to be to a measured one.
    pub(super) fn nearness(&self) -> f64 {
        match self.precision {
            Precision::F64 => 2e-6,
            Precision::F32 => 5e-3,
        }
    }

    /// The cost's derivatives along two drawn directions of what is moved. What was
    /// recorded above and below goes to `seen`, with twice the step times the direction, by direction.
    pub(super) fn slopes(&mut self, moved: &Moved<'_>, seen: &mut Seen<'_>) -> Option<Slopes> {
        let (first, count) = moved.range;
        let lengths = moved.track.lengths.get(first..first + count)?;
        let (length, step) = (lengths.iter().sum(), self.step(&moved.track.numbers));
        let mut slopes = Slopes {
            directions: [Vec::new(), Vec::new()],
            along: [0.0; 2],
            bars: [0.0; 2],
        };
        for k in 0..2 {
            let direction = moved.direction(k, length);
            let mut at = |this: &mut Self, h: f64| {
                let (up, above) = this.moved(moved, &direction, h)?;
                let (down, below) = this.moved(moved, &direction, -h)?;
                let quotient: Vec<f64> = direction.iter().map(|r| 2.0 * h * r).collect();
                seen(k, &above, &below, &quotient);
                Some((up.cost - down.cost) / (2.0 * h))
            };
            let (coarse, fine) = (at(self, step)?, at(self, step / 2.0)?);
            // Richardson's extrapolation (1911).
            slopes.along[k] = (4.0 * fine - coarse) / 3.0;
            slopes.bars[k] = (fine - coarse).abs();
            slopes.directions[k] = direction;
        }
        Some(slopes)
    }

    fn moved(
        &mut self,
        moved: &Moved<'_>,
        direction: &[f64],
        h: f64,
    ) -> Option<(Evaluation, Vec<Track>)> {
        let change = Change {
            is_added: true,
            first: moved.range.0,
            numbers: direction.iter().map(|r| r * h).collect(),
        };
        self.record([(moved.site, change)].into())
    }

    /// The cost's derivative with respect to each number of these occurrences.
    pub(super) fn gradient(
        &mut self,
        site: usize,
        track: &Track,
        (first, count): (usize, usize),
    ) -> Option<Vec<f64>> {
        let length: usize = track.lengths.get(first..first + count)?.iter().sum();
        if self.made + 2 * length > self.limit {
            return None;
        }
        let step = self.step(&track.numbers) / 10.0;
        (0..length)
            .map(|i| {
                let mut at = |h: f64| {
                    let mut numbers = vec![0.0; length];
                    numbers[i] = h;
                    let changes = HashMap::from([(
                        site,
                        Change {
                            is_added: true,
                            first,
                            numbers,
                        },
                    )]);
                    self.evaluate(changes).map(|evaluation| evaluation.cost)
                };
                let (up, down) = (at(step)?, at(-step)?);
                Some((up - down) / (2.0 * step))
            })
            .collect()
    }
}

/// The size of some numbers, or 1 where all are zero.
pub(super) fn scale(numbers: &[f64]) -> f64 {
    let mean = numbers.iter().map(|x| x.abs()).sum::<f64>() / numbers.len().max(1) as f64;
    if mean > 0.0 {
        mean.clamp(1e-3, 1e3)
    } else {
        1.0
    }
}

pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// A drawn change of a value, which is symmetric where the value is.
pub(super) fn changed(track: &Track, rng: &mut Rng) -> Vec<f64> {
    let mut change: Vec<f64> = track.numbers.iter().map(|_| drawn(rng)).collect();
    for occurrence in 0..track.lengths.len() {
        let value = track.value(occurrence);
        let side = (1..=value.len()).find(|side| side * side >= value.len());
        let side = side.filter(|side| side * side == value.len() && *side > 1);
        let Some(side) = side else { continue };
        let is_symmetric = (0..value.len()).all(|i| {
            let (a, b) = (value[i], value[i % side * side + i / side]);
            (a - b).abs() <= 1e-9 * (a.abs() + b.abs())
        });
        if is_symmetric && value.iter().any(|x| *x != value[0]) {
            let start = track.start(occurrence);
            for i in 0..value.len() {
                change[start + i] = change[start + (i % side * side + i / side).min(i)];
            }
        }
    }
    change
}

/// A drawn number, not near 0.
pub(super) fn drawn(rng: &mut Rng) -> f64 {
    let size = 0.5 + rng.unit();
    if rng.bits() % 2 == 0 { size } else { -size }
}
