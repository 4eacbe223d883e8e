//! Measuring along directions: a verdict with its error bar, or one reading more.

use super::objective::DirectionalObjective;
use super::scales::first_step;
use super::straight::Straight;
use super::weights::{RMS, SMALLEST};
use super::{Direction, Part, Reading};
use crate::differentiate::{BasePoint, CostNoise, Measurement, Pair, jumps_as_f32};
use crate::evaluate::{Objective, scatter};
use crate::judge::{Effort, Judge, JudgedBlock, ThroughF32, Tolerances};
use crate::norm::norm;
use crate::parameters::Block;
use crate::points::Rng;
use crate::precision::Precision;
use crate::progress::Progress;
use crate::report::{Noise, Problem, Reason, Verdict};
use std::cell::OnceCell;

/// A direction is held to this share of the tolerance, of the norm of its terms: an error of one among
/// many components is diluted in it.
const OF_TOLERANCE: f64 = 0.01;
/// A reading whose even residual makes most of its bar has met a kink: it is taken again with a step
/// shorter by this factor, at most so often.
const SHORTER: f64 = 0.125;
const RETRIES: usize = 3;
/// …if its bar is so many times what roundoff and truncation make it, and this share of what it reads.
const MOSTLY: f64 = 4.0;
const MATTERS: f64 = 0.05;
/// A glimpse leaves noise this share of the terms, if it can by a step up to this one.
const OF_TERMS: f64 = 5e-4;
const LONGEST: f64 = 1.0 / 16.0;

/// Measures along directions from the test point.
pub(crate) struct DirectionalChecker<'a> {
    pub(crate) model: &'a mut dyn Objective,
    pub(crate) base: BasePoint<'a>,
    pub(crate) tol: f64,
    pub(crate) screen: bool,
    pub(crate) self_test: bool,
    /// What a direction may take.
    pub(crate) effort: Effort,
    pub(crate) sharing: Sharing,
    /// What follows where the cost turns out to pass through f32.
    pub(crate) through_f32: ThroughF32,
    /// The share of a block's norm that it has to notice.
    pub(crate) must_notice: f64,
    /// For each block that is checked, if it is zero but for rounding, the scale of the whole gradient's entries.
    pub(super) zero_scales: Vec<f64>,
    /// The norm that errors of each block are judged on.
    pub(super) sizes: Vec<f64>,
    /// What is known of the cost's noise along directions, and around θ by the scale of its components.
    noise: Noise,
    around: Noise,
    repeated: bool,
    keys: Rng,
    /// What θ is told by, once that has been asked for.
    theta_key: OnceCell<u64>,
    /// Where θ is moved.
    moved: Vec<f64>,
    /// Progress reporter.
    progress: Progress,
}

/// Who else is judged along the same directions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sharing {
    Alone,
    /// All rows of a matrix, at the same steps.
    Rows,
    /// The same, and rows enough have been found wrong, their components looked at: of another one it is enough to
    /// know that it is.
    RowsTold,
}

/// A direction with its verdict.
#[derive(Debug, Clone)]
pub(crate) struct Judged {
    pub(crate) reading: Reading,
    pub(crate) verdict: Verdict,
    /// The smallest error of the slope that would not have passed.
    pub(crate) noticeable: f64,
    /// The step that it was settled at.
    pub(crate) h: f64,
    /// Whether the point is a kink along it.
    pub(crate) is_at_kink: bool,
    /// Size of the slopes that it was judged by.
    pub(crate) scale: f64,
    /// Whether anything was compared: not so where cost and gradient ignore the direction.
    pub(crate) is_verified: bool,
    /// The analytic slope of each of its parts.
    pub(crate) slopes: Vec<f64>,
    /// The norm of each block's gradient beside the point, as far as it was seen.
    pub(crate) beside: Vec<f64>,
    /// What kept it from being measured.
    pub(crate) problem: Option<Problem>,
    /// What it was passed by, unless that was at a kink.
    pub(crate) passed: Option<Passed>,
}

impl Judged {
    /// Whether it is undecided since it disagrees by more than its bar explains.
    pub(super) fn contradicts(&self) -> bool {
        matches!(self.verdict, Verdict::Undecided(_))
            && self.reading.apart.is_finite()
            && self.noticeable == f64::INFINITY
    }
}

/// What a direction was passed by.
#[derive(Debug, Clone)]
pub(crate) struct Passed {
    pub(crate) measurement: Measurement,
    pub(crate) tolerances: Tolerances,
}

impl<'a> DirectionalChecker<'a> {
    pub(crate) fn new(
        model: &'a mut dyn Objective,
        base: BasePoint<'a>,
        tol: f64,
        progress: Progress,
    ) -> Self {
        Self {
            model,
            base,
            tol,
            screen: false,
            self_test: false,
            effort: Effort::Full,
            sharing: Sharing::Alone,
            through_f32: ThroughF32::JudgedOn,
            must_notice: 0.0,
            zero_scales: Vec::new(),
            sizes: Vec::new(),
            noise: Noise::default(),
            around: Noise::default(),
            repeated: false,
            keys: Rng::new(base.seed).stream("directions"),
            theta_key: OnceCell::new(),
            moved: Vec::new(),
            progress,
        }
    }

    /// The same where the noise of the cost is known, as far as it is.
    pub(crate) fn with_noise(self, noise: Noise) -> Self {
        Self { noise, ..self }
    }

    /// The key of a direction that is independent of all before.
    pub(crate) fn key(&mut self) -> u64 {
        self.keys.bits()
    }

    /// What the report says of the cost's noise.
    pub(crate) fn noise(&self) -> Noise {
        if self.around.is_measured {
            self.around
        } else {
            self.noise
        }
    }

    /// Whether the cost turns out to pass through f32, by the component that moves it most: along a direction, in
    /// which many are rounded, that can't be seen. It is asked once, where a direction was left undecided.
    fn look_for_f32(&mut self, judged: &Judged) {
        let is_open = matches!(judged.verdict, Verdict::Undecided(_));
        let asks = is_open && self.through_f32 == ThroughF32::JudgedAgain && !self.noise.single;
        let asks = asks && !std::mem::replace(&mut self.around.is_asked, true);
        if asks && jumps_as_f32(self.model, &self.base, None) {
            self.noise = self.noise.of_single(&self.base);
        }
    }

    /// Whether all is to be judged again as that of a cost in f32.
    pub(super) fn is_to_end(&self) -> bool {
        self.noise.single && self.through_f32 == ThroughF32::JudgedAgain
    }

    /// A number in [0, 1), to choose components by.
    pub(crate) fn unit(&mut self) -> f64 {
        self.keys.unit()
    }

    /// The disagreement that passes along a direction whose terms have this norm.
    pub(crate) fn tolerance(&self, terms: f64) -> f64 {
        OF_TOLERANCE * self.tol * terms
    }

    /// Judge a direction as if it were a component.
    pub(crate) fn judge(&mut self, direction: &Direction, name: &str) -> Result<Judged, Problem> {
        self.judged(direction, name, false)
    }

    /// The same, but a suspicion is enough to call it wrong: what it is owed to will be judged.
    pub(crate) fn quick_screen(
        &mut self,
        direction: &Direction,
        name: &str,
    ) -> Result<Judged, Problem> {
        self.judged(direction, name, true)
    }

    fn judged(
        &mut self,
        direction: &Direction,
        name: &str,
        at_a_glance: bool,
    ) -> Result<Judged, Problem> {
        let limit = self.limit(direction);
        let line = Straight {
            finest: direction.finest(self.base.theta),
            ..self.straight(direction, name)
        };
        let base = line.base(&self.base);
        let mut along = along(
            &mut *self.model,
            &self.base,
            direction,
            (&self.theta_key, &mut self.moved),
        );
        let mut judge = Judge::new(&mut along, base, OF_TOLERANCE * self.tol);
        (judge.screen, judge.effort) = (self.screen, self.effort);
        (judge.noise, judge.repeated) = (self.noise, self.repeated);
        let judged = if at_a_glance {
            judge.quick_screen(line.block(), limit)
        } else {
            judge.judge_some(line.block(), &[0], 0)
        };
        (self.noise, self.repeated) = (judge.noise, judge.repeated);
        let not_finite = along.not_finite;
        let beside = std::mem::take(&mut along.beside);
        self.progress.step(self.model.evaluations());
        let judged = match judged {
            Ok(judged) => judged,
            Err(problem) => return Err(self.well_named(problem)),
        };
        let mut judged = line.judged(&judged);
        judged.beside = beside;
        if let (Some(problem), Some(found)) = (&mut judged.problem, not_finite) {
            self.name_component(problem, found);
        }
        self.look_for_f32(&judged);
        Ok(judged)
    }

    /// Measure the noise of the cost along a direction, unless it is known.
    pub(crate) fn know_noise(&mut self, direction: &Direction) {
        if self.noise.is_measured || !self.base.tuning.measure_noise {
            return;
        }
        let line = Straight::new(&self.base, direction, "a direction");
        let mut along = along(
            &mut *self.model,
            &self.base,
            direction,
            (&self.theta_key, &mut self.moved),
        );
        let found = Noise::measure(&mut along, &line.base(&self.base));
        self.noise = Noise {
            is_measured: true,
            ..found.worse(self.noise)
        };
    }

    /// One pair of evaluations along a direction, at a step that leaves noise and rounding a small share of its
    /// terms, if that is near the first one.
    pub(crate) fn glimpse(&mut self, direction: &Direction) -> Result<Reading, Problem> {
        let line = self.straight(direction, "a direction");
        let terms = line.terms;
        let tolerances = CostNoise::unmeasured(&self.base).with_sigma(self.noise.sigma);
        let noise = tolerances.of_difference(self.base.evaluation.cost.abs());
        let wanted = noise / (OF_TERMS * terms);
        let smallest = match self.base.precision {
            Precision::F64 => first_step(Precision::F64),
            Precision::F32 => first_step(Precision::F32) * SHORTER,
        };
        let h = if terms > 0.0 {
            wanted.clamp(smallest, LONGEST)
        } else {
            smallest
        };
        self.reading(direction, &line, h, OF_TERMS * terms)
    }

    /// One pair of evaluations along a direction that is known to be wrong, or part of one that is.
    pub(crate) fn read(&mut self, direction: &Direction, h: f64) -> Result<Reading, Problem> {
        let line = self.straight(direction, "a direction");
        self.reading(direction, &line, h, MATTERS * self.tolerance(line.terms))
    }

    /// The same with a bar that is narrow enough.
    fn reading(
        &mut self,
        direction: &Direction,
        line: &Straight,
        h: f64,
        enough: f64,
    ) -> Result<Reading, Problem> {
        let base = line.base(&self.base);
        let mut along = along(
            &mut *self.model,
            &self.base,
            direction,
            (&self.theta_key, &mut self.moved),
        );
        let (mut h, mut best): (f64, Option<Reading>) = (h, None);
        for _ in 0..RETRIES {
            let pair = match Pair::take(&mut along, &base, 0, h) {
                Ok(pair) => pair,
                Err(problem) if problem.reason() == Reason::NonFinite && best.is_none() => {
                    h *= SHORTER * SHORTER;
                    continue;
                }
                Err(problem) => return best.ok_or(problem),
            };
            let m = Measurement::assisted(&base, 0, &pair);
            let tolerances = Tolerances::new(self.tol, &base, line.block(), self.noise.sigma);
            let bar = tolerances.noise().rejecting(&m);
            let reading = Reading {
                apart: m.disagreement,
                bar,
                slope: line.slope,
                terms: line.terms,
            };
            if best.is_none_or(|best| bar < best.bar) {
                best = Some(reading);
            }
            let smooth = tolerances.noise().if_wrong(&m);
            let matters = bar > enough.max(MATTERS * m.disagreement.abs());
            if bar < MOSTLY * smooth || !matters {
                break;
            }
            h *= SHORTER;
        }
        self.progress.step(self.model.evaluations());
        best.ok_or(Problem::NoParameters)
    }

    /// The error of a slope that a single component causes which is off by what its block has to notice.
    fn limit(&self, direction: &Direction) -> f64 {
        let of_part = |part: &Part| {
            let size = self.sizes.get(part.at).copied().unwrap_or_default();
            self.must_notice * size * SMALLEST * part.scale.abs()
        };
        direction
            .parts
            .iter()
            .map(of_part)
            .fold(f64::INFINITY, f64::min)
    }

    /// A direction with the slope along it, whose terms are no smaller than what a block that is zero but for
    /// rounding is judged on.
    fn straight(&self, direction: &Direction, name: &str) -> Straight {
        let of_zeros = direction.parts.iter().map(|part| {
            let scale = self.zero_scales.get(part.at).copied().unwrap_or_default();
            scale * RMS * part.scale * (part.region.count() as f64).sqrt()
        });
        let line = Straight::new(&self.base, direction, name);
        let terms = line.terms.max(norm(of_zeros));
        Straight { terms, ..line }
    }

    /// The slope of a part by itself, without an evaluation.
    pub(crate) fn slope(&self, direction: &Direction) -> (f64, f64) {
        direction.slope(&self.base.evaluation.gradient)
    }

    /// Judge components of a block by themselves.
    pub(crate) fn components<'b>(
        &mut self,
        block: &'b Block,
        offsets: &[usize],
        confirmed: usize,
    ) -> Result<JudgedBlock<'b>, Problem> {
        let mut judge = Judge::new(&mut *self.model, self.base, self.tol);
        judge.screen = self.screen;
        (judge.noise, judge.repeated) = (self.around, self.repeated);
        let judged = judge.judge_some(block, offsets, confirmed);
        (self.around, self.repeated) = (judge.noise, judge.repeated);
        self.progress.step(self.model.evaluations());
        judged
    }

    /// A gradient that is not finite is that of a component.
    fn name_component(&self, problem: &mut Problem, (place, found): (usize, f64)) {
        if let Problem::NonFiniteGradient {
            component,
            theta,
            value,
            ..
        } = problem
        {
            *component = self.base.name(place);
            (*theta, *value) = (self.base.theta[place], found);
        }
    }

    /// What doesn't repeat, in terms of the parameters.
    fn well_named(&mut self, problem: Problem) -> Problem {
        if !matches!(problem, Problem::GradientNotRepeatable { .. }) {
            return problem;
        }
        let BasePoint {
            theta,
            blocks,
            evaluation,
            ..
        } = self.base;
        let again = scatter(self.model, theta, blocks, evaluation);
        again.err().unwrap_or(problem)
    }
}

fn along<'b>(
    model: &'b mut dyn Objective,
    base: &BasePoint<'b>,
    direction: &'b Direction,
    (theta_key, moved): (&'b OnceCell<u64>, &'b mut Vec<f64>),
) -> DirectionalObjective<'b> {
    DirectionalObjective {
        model,
        theta: base.theta,
        theta_key,
        blocks: base.blocks,
        gradient: &base.evaluation.gradient,
        direction,
        moved,
        not_finite: None,
        beside: vec![0.0; direction.parts.iter().map(|p| p.at + 1).max().unwrap_or(0)],
    }
}
