//! What directions, and components measured by themselves, tell of a block.

use super::promise::{Promise, hidden};
use super::weights::{RMS, SMALLEST};
use super::{Judged, Reading};
use crate::judge::{AcceptanceLimits, summarise};
use crate::norm::{norm, norm_of};
use crate::order::sort_by;
use crate::parameters::Block;
use crate::precision::Precision;
use crate::report::{
    BlockReport, Component, ErrorExtent, ErrorModel, PlantedMistake, Probed, Problem, Reason,
    RelativeError, Verdict,
};

/// Progress of the check of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// No direction has told anything.
    Open,
    /// A direction passed it.
    Passed,
    /// A direction has rejected it, and its components have been looked at.
    Examined,
    /// The same, but none of them is wrong: it is the direction alone that says so.
    Diffuse,
}

/// What is known of a block.
#[derive(Debug, Clone)]
pub(crate) struct BlockState<'b> {
    pub(crate) block: &'b Block,
    precision: Precision,
    /// The norm of its gradient.
    pub(crate) size: f64,
    /// For a block that is zero but for rounding: the scale of the whole gradient's entries. Else zero.
    zero_scale: f64,
    /// The norm of its slopes beside the point, as far as they were seen.
    beside: f64,
    /// How many of its components have a gradient of exactly zero.
    zeros: usize,
    /// Directions that it took part in.
    pub(crate) directions: usize,
    /// The smallest error of a single component that one of them would have noticed.
    pub(crate) noticeable: f64,
    /// What each of them with signs of its own may leave unseen of an error all over the block.
    spread: Vec<f64>,
    /// The norm of its error, by the direction that tells best, and the bar of that.
    pub(crate) apart: f64,
    pub(crate) bar: f64,
    /// Whether a direction was compared that it took part in.
    pub(crate) is_verified: bool,
    stage: Stage,
    /// Why no direction passed it.
    doubt: Option<Reason>,
    pub(crate) components: Vec<Component>,
    pub(crate) extents: Vec<ErrorExtent>,
    pub(crate) problems: Vec<Problem>,
    /// What was planted in the direction that told last.
    pub(crate) plants: Vec<PlantedMistake>,
    /// Whether the budget ended the search for what is wrong.
    pub(crate) unfinished: bool,
}

impl<'b> BlockState<'b> {
    /// Before anything is known. `zero_scale` is that of a block which is zero but for rounding.
    pub(super) fn new(
        block: &'b Block,
        (gradient, precision): (&[f64], Precision),
        zero_scale: f64,
    ) -> Self {
        let gradient = &gradient[block.range()];
        Self {
            block,
            precision,
            size: norm_of(gradient),
            zero_scale,
            beside: 0.0,
            zeros: gradient.iter().filter(|&&g| g == 0.0).count(),
            directions: 0,
            noticeable: f64::INFINITY,
            spread: Vec::new(),
            apart: f64::NAN,
            bar: f64::INFINITY,
            is_verified: false,
            stage: Stage::Open,
            doubt: None,
            components: Vec::new(),
            extents: Vec::new(),
            problems: Vec::new(),
            plants: Vec::new(),
            unfinished: false,
        }
    }

    /// A direction that moved each of its components by about this scale, and nothing else unless the slopes
    /// of this block beside the point come with it.
    pub(super) fn take(&mut self, judged: &Judged, scale: f64, beside: Option<f64>) {
        self.directions += 1;
        // A block without a slope of its own is verified by those beside the point.
        self.is_verified |= judged.is_verified && (self.size > 0.0 || beside != Some(0.0));
        match beside {
            None => self.beside = self.beside.max(judged.scale / (RMS * scale)),
            Some(beside) if self.size == 0.0 => self.beside = self.beside.max(beside),
            Some(_) => {}
        }
        match judged.verdict {
            Verdict::Pass if self.is_by_chance() => {}
            Verdict::Pass => self.stage = Stage::Passed,
            Verdict::Undecided(reason) => {
                self.doubt = Some(reason);
                self.problems.extend(judged.problem.clone());
                return;
            }
            Verdict::Fail => {}
        }
        let Reading { apart, bar, .. } = judged.reading;
        self.estimate(apart, bar, scale);
    }

    /// What directions that belong together promise of it.
    pub(super) fn promise(&mut self, promise: &Promise) {
        let Some((unseen, is_at_kink)) = promise.unseen() else {
            return;
        };
        if self.block.shape().count() > 1 {
            self.spread.extend(promise.unseen_spread());
        }
        let unseen = if self.zero_scale == 0.0 && self.size > 0.0 {
            unseen.max(promise.unseen_alike(self.size))
        } else {
            unseen
        };
        if unseen < self.noticeable && !self.is_by_chance() {
            self.noticeable = unseen;
            self.doubt = is_at_kink.then_some(Reason::Kink);
        }
    }

    /// It is judged as part of a group of blocks whose gradient has this norm.
    pub(super) fn is_among(&mut self, of_group: f64) {
        self.beside = self.beside.max(of_group);
    }

    /// The norm of the error, as this reading tells it: magnitudes are random and signs too.
    fn estimate(&mut self, apart: f64, bar: f64, scale: f64) {
        let bar = bar / (RMS * scale);
        if bar < self.bar {
            (self.apart, self.bar) = (apart.abs() / (RMS * scale), bar);
        }
    }

    /// A direction has failed, and it isn't known what that is owed to.
    pub(super) fn doubt(&mut self, reason: Reason) {
        if matches!(self.stage, Stage::Open | Stage::Passed) {
            self.stage = Stage::Open;
            self.doubt = Some(reason);
        }
    }

    /// Its components have been looked at, since it read this along directions that moved them by this scale.
    pub(super) fn examined(&mut self, readings: &[Reading], scale: Option<f64>) {
        self.stage = Stage::Examined;
        self.is_verified = true;
        self.directions += readings.len();
        let Some((scale, first)) = scale.zip(readings.first()) else {
            return;
        };
        // One reading may be small by chance.
        let mean = norm(readings.iter().map(|r| r.apart)) / (readings.len() as f64).sqrt();
        self.bar = f64::INFINITY;
        self.estimate(mean, first.bar, scale);
        let unseen = 2.0 * first.bar + mean;
        self.noticeable = unseen / (SMALLEST * scale);
    }

    /// None of the components that were looked at is wrong: the block by itself, as a direction judges it that
    /// moved its components by this scale.
    pub(super) fn without_culprit(&mut self, judged: &Judged, scale: f64) {
        (self.bar, self.noticeable) = (f64::INFINITY, f64::INFINITY);
        self.spread.clear();
        self.stage = Stage::Open;
        self.take(judged, scale, None);
        let mut promise = Promise::new(0, false);
        promise.take(judged, scale, judged.reading.slope, 0);
        self.promise(&promise);
        if judged.verdict == Verdict::Fail {
            self.stage = Stage::Diffuse;
        }
    }

    /// Whether a direction of its own has found it right at the point only.
    pub(super) fn is_by_chance(&self) -> bool {
        self.stage == Stage::Open && self.doubt == Some(Reason::RightByChance)
    }

    /// Whether a direction passed it or its components were looked at.
    pub(super) fn is_settled(&self) -> bool {
        self.stage != Stage::Open
    }

    /// Its components have been measured by themselves. If the budget has ended that before anything was found, the
    /// block is as directions have left it.
    pub(super) fn measured(&mut self, components: Vec<Component>, problems: Vec<Problem>) {
        let spent = Verdict::Undecided(Reason::BudgetSpent);
        let is_whole = components.iter().all(|c| c.verdict != spent);
        self.unfinished |= !is_whole;
        if is_whole || components.iter().any(Component::is_wrong) {
            let told = components.into_iter().filter(|c| c.verdict != spent);
            self.components = told.collect();
            self.problems.extend(problems);
            self.stage = Stage::Examined;
            self.is_verified = true;
        }
    }

    /// Whether directions have yet to tell of an error of this share of its norm in a component, or of that one all
    /// over it.
    pub(super) fn is_open(&self, in_one: f64, all_over: f64) -> bool {
        !self.is_settled() || self.is_coarse(in_one, all_over)
    }

    /// Whether it would notice no less than these shares of its norm.
    fn is_coarse(&self, in_one: f64, all_over: f64) -> bool {
        let is_told = self.is_verified || self.directions == 0;
        let size = self.size_judged().max(self.beside);
        let is_unseen = self.noticeable > in_one * size || self.unseen() > all_over * size;
        is_told && self.stage == Stage::Passed && is_unseen
    }

    /// What the report says of it: in f64, where bars are narrow, an error in a single component.
    fn told(&self) -> f64 {
        match self.precision {
            Precision::F64 => self.noticeable,
            Precision::F32 => self.unseen(),
        }
    }

    /// The smallest error that would be noticed, in a single component and all over the block.
    fn unseen(&self) -> f64 {
        match self.spread.as_slice() {
            [] => self.noticeable,
            spread => self.noticeable.max(hidden(spread.to_vec())),
        }
    }

    /// The norm that its errors are judged on: of a block that is zero but for rounding, what one of the whole
    /// gradient's size would have.
    pub(super) fn size_judged(&self) -> f64 {
        self.size
            .max(self.zero_scale * (self.block.shape().count() as f64).sqrt())
    }

    /// The block as the report holds it.
    pub(crate) fn report(mut self, limits: &AcceptanceLimits<'_>) -> BlockReport {
        sort_by(&mut self.components, |a, b| a.index.cmp(&b.index));
        if self.is_measured_whole() && self.stage == Stage::Examined {
            return self.of_components(limits);
        }
        let error = self.error();
        let share_of = |unseen: f64, size: f64| if self.is_verified { unseen / size } else { 0.0 };
        let size_beside = self.size_judged().max(self.beside);
        let told = self.told();
        let would_notice = share_of(told, self.size_judged());
        let would_notice_beside = share_of(told, size_beside);
        let verdict = self.verdict(limits, share_of(self.unseen(), size_beside));
        // What was found has spoiled the directions: nothing is promised of the rest.
        let promise = |size: f64| {
            if verdict == Verdict::Fail {
                f64::INFINITY
            } else {
                size
            }
        };
        BlockReport {
            path: self.block.path.to_string(),
            parameter: self.block.path.parameter(&[]),
            shape: self.block.shape.clone(),
            is_tangent: self.block.is_tangent,
            verdict,
            error,
            would_notice: promise(would_notice),
            would_notice_beside: promise(would_notice_beside),
            zero_scale: self.zero_scale,
            is_compared_beside: false,
            probed: Some(self.probed()),
            components: self.components,
        }
    }

    /// The block as a small problem has it, all of whose components have been measured.
    fn of_components(self, limits: &AcceptanceLimits<'_>) -> BlockReport {
        let probed = Some(self.probed());
        let report = summarise(self.block, limits, self.components, self.zero_scale);
        BlockReport { probed, ..report }
    }

    /// How it was checked.
    fn probed(&self) -> Probed {
        Probed {
            directions: self.directions,
            zeros: self.zeros,
            is_verified: self.is_verified,
            is_unfinished: self.unfinished,
            size: self.size,
            apart: self.apart,
            bar: self.bar,
            extents: self.extents.clone(),
        }
    }

    /// Whether every component has been measured by itself.
    fn is_measured_whole(&self) -> bool {
        self.components.len() == self.block.shape.count()
    }

    /// The relative error: of what is known exactly, else as a sample or the direction that tells best
    /// estimates it.
    fn error(&self) -> RelativeError {
        if self.zero_scale > 0.0 {
            return RelativeError::of_zero(self.bar, self.size_judged());
        }
        if self.is_measured_whole() {
            return RelativeError::of(&self.components.iter());
        }
        let whole = self.block.shape.count();
        let wrong = || self.components.iter().filter(|c| c.is_wrong());
        let apart = |c: &Component| (c.numeric - c.analytic).powi(2);
        let changed = |c: &Component| c.numeric.powi(2) - c.analytic.powi(2);
        let numeric = |changed: f64| (self.size.powi(2) + changed).max(0.0).sqrt();
        let (apart, numeric, bar) = match self.extents.as_slice() {
            [] if self.stage == Stage::Diffuse || wrong().next().is_none() => {
                (self.apart, self.size, self.bar)
            }
            // All that is wrong has been measured.
            [] => {
                let apart = wrong().map(apart).sum::<f64>().sqrt();
                (apart, numeric(wrong().map(changed).sum()), self.bar)
            }
            [
                ErrorExtent {
                    law: Some((ErrorModel::Factor, f)),
                    count,
                    ..
                },
            ] if *count == whole && f.is_finite() => {
                (f.abs() * self.size, (1.0 + f).abs() * self.size, self.bar)
            }
            // Of a sample that met nothing wrong the direction tells more, as far as one does.
            _ if wrong().next().is_none() => {
                let bar = self.bar.max(OF_ONE_DIRECTION * self.apart);
                (self.apart, self.size, bar)
            }
            // The components that were measured stand for all of a region.
            [spread, ..] => {
                let measured = self.components.len().max(1) as f64;
                let each = spread.count as f64 / measured;
                let apart = (each * self.components.iter().map(apart).sum::<f64>()).sqrt();
                let changed = each * self.components.iter().map(changed).sum::<f64>();
                (apart, numeric(changed), apart / measured.sqrt())
            }
        };
        // Of an estimate and a norm the larger is right, where they contradict each other: no side of a triangle is
        // longer than the two others.
        let sizes = (self.size + numeric).max(apart);
        let share = |part: f64| if part == 0.0 { 0.0 } else { part / sizes };
        RelativeError {
            best: share(apart),
            bar: share(bar),
            at_eps: None,
        }
    }

    fn verdict(&self, limits: &AcceptanceLimits<'_>, would_notice: f64) -> Verdict {
        let counted = self.components.iter().map(Component::verdict);
        let counted = counted.filter(|&verdict| !limits.accept(verdict));
        let worst = counted.fold(Verdict::Pass, Verdict::worse);
        // Beyond the tolerance along a direction, whatever the components that were looked at.
        let is_beyond = self.apart > limits.tol * self.size_judged() + BARS_BEYOND * self.bar;
        let is_diffuse = self.stage == Stage::Diffuse && is_beyond;
        match (worst, self.doubt) {
            (Verdict::Pass, _) if is_diffuse => Verdict::Fail,
            (Verdict::Pass, Some(reason)) if !self.is_settled() => Verdict::Undecided(reason),
            (Verdict::Pass, _) if !self.is_verified && !limits.zeros_pass => {
                Verdict::Undecided(Reason::NothingCompared)
            }
            (Verdict::Pass, _) if would_notice.is_nan() || would_notice > limits.bound() => {
                Verdict::Undecided(self.doubt.unwrap_or(limits.too_wide))
            }
            (worst, _) => worst,
        }
    }
}

/// A norm is known to this share of it from its product with one direction of random signs.
const OF_ONE_DIRECTION: f64 = 0.5;
/// An error along a direction is beyond the tolerance by so many bars.
const BARS_BEYOND: f64 = 3.0;
