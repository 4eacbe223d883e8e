//! A pass, looked at once more a little beside the test point.
//!
//! A mistake that vanishes at the values that people start from (a scale of 1, a logarithm of 0, a bias of 0, the
//! identity) is right at the test point, whatever is measured there. With all parameters moved by a percent of
//! their size it shows, and a direction over all of them is enough to see it: three evaluations for a right
//! gradient. What fails there is no pass, if each doubt about the instrument is dispelled: the noise of
//! the cost is known, the block fails by itself along another direction, and the same steps along it at the
//! test point, where it is right, show no such thing.

use super::GradCheck;
use super::scaled_units::{InUnits, Units};
use super::special_values::special;
use super::validate::finite;
use crate::differentiate::BasePoint;
use crate::directional::{
    Alone, Direction, DirectionalChecker, Reading, Seen, Suspect, alone, beside,
};
use crate::evaluate::{Evaluation, Objective, Request, Signs, Want, nearby};
use crate::judge::overall;
use crate::parameters::Block;
use crate::points::Rng;
use crate::progress::Progress;
use crate::report::{BlockReport, Component, Noise, Place, Problem, Reason, Report, Verdict};
use std::ops::Range;

/// A point out of the domain is drawn nearer by this factor, at most so often.
const NEARER: f64 = 1.0 / 16.0;
const DRAWS: usize = 4;
/// What passes at the point passes beside it: a prober holds a direction to a hundredth of its tolerance.
const TOLERANCES: f64 = 100.0;
/// Evaluations that a point and a direction there take.
const LEAST: usize = 3;
/// What a measurement shows beside the point, it shows at most so much of at the point, if that is to be right.
const AT_POINT: f64 = 0.125;
/// Parameters hide a mistake if this much of it shows once they alone are moved.
const HIDERS: f64 = 0.25;
/// Blocks that are explained, and groups of parameters that are tried for it.
const EXPLAINED: usize = 3;
const TRIED: usize = 12;
/// So many blocks that are zero on both sides are compared beside the point at the most.
const UNTOLD: usize = 8;
/// How far parameters are moved, about.
const MOVED: f64 = 1e-2;

/// What came of it.
enum Beside {
    Right,
    Untold(String),
    Wrong(Vec<ByChance>),
}

/// A block that is right at the test point only.
struct ByChance {
    at: usize,
    problem: Problem,
}

impl GradCheck {
    /// Whether the check has passed so far, so that a chance may be behind it. A constant piece that `allow` accepts
    /// is a pass.
    pub(super) fn has_passed(&self, report: &Report) -> bool {
        let is_constant = report.accepts_constant();
        let is_accepted = |p: &Problem| is_constant && p.reason() == Reason::ConstantCost;
        let verdict = || overall(&report.blocks, &report.limits()).1;
        self.tuning.displace
            && report.problems.iter().all(is_accepted)
            && (is_constant || verdict() == Verdict::Pass)
    }
}

/// Look at blocks that passed, whose reports are these, beside the point. `is_shared` says that several
/// gradients come of each call.
pub(super) fn look_beside(
    model: &mut dyn Objective,
    base: BasePoint<'_>,
    blocks: &[&Block],
    is_shared: bool,
    reports: Range<usize>,
    report: &mut Report,
) {
    // What `allow` has excused is excused beside the point as well.
    let is_open = |c: &Component| c.verdict() != Verdict::Pass;
    let is_constant = report.accepts_constant();
    let passed = |block: &BlockReport| {
        is_constant || block.verdict() == Verdict::Pass && !block.components().iter().any(is_open)
    };
    let chosen = reports.clone().filter(|&at| passed(&report.blocks[at]));
    let (places, chosen): (Vec<usize>, Vec<&Block>) = chosen
        .filter_map(|at| Some((at, *blocks.get(at - reports.start)?)))
        .unzip();
    let mut displaced = NearbyCheck {
        blocks: &chosen,
        is_shared,
        ..NearbyCheck::new(model, base, blocks, report)
    };
    match displaced.look() {
        Beside::Right => {}
        Beside::Untold(why) => {
            let note = Problem::NotSeenBeside { why };
            if !report.notes.contains(&note) {
                report.notes.push(note);
            }
        }
        Beside::Wrong(wrong) => {
            // What is wrong beside the point is no constant piece that could be accepted.
            let is_constant = |p: &Problem| p.reason() == Reason::ConstantCost;
            report.problems.retain(|p| !is_constant(p));
            for ByChance { at, problem } in wrong {
                report.blocks[places[at]].verdict = Verdict::Undecided(Reason::RightByChance);
                // The rows of a pullback are parts of the same blocks.
                let name = |p: &Problem| match p {
                    Problem::RightByChance { block, .. } => Some(block.clone()),
                    _ => None,
                };
                if !report.problems.iter().any(|p| name(p) == name(&problem)) {
                    report.problems.push(problem);
                }
            }
        }
    }
}

/// Compare blocks beside the point that are zero on both sides at it, as all behind a factor of zero are, where nothing
/// else has failed or is undecided. One that is wrong there is right at the point by chance.
pub(super) fn compare_zero_blocks(
    model: &mut dyn Objective,
    base: BasePoint<'_>,
    blocks: &[&Block],
    report: &mut Report,
) {
    let is_untold = |b: &BlockReport| {
        b.verdict() == Verdict::Undecided(Reason::NothingCompared) && b.is_constant()
    };
    let is_told = |b: &BlockReport| b.verdict() == Verdict::Pass || is_untold(b);
    let untold: Vec<(usize, &Block)> = blocks
        .iter()
        .copied()
        .enumerate()
        .filter(|&(at, _)| report.blocks.get(at).is_some_and(is_untold))
        .take(UNTOLD)
        .collect();
    let all_else_passes = report.blocks.iter().all(is_told) && report.problems.is_empty();
    let is_all = untold.len() == blocks.len();
    if untold.is_empty() || is_all || !all_else_passes || !base.tuning.displace {
        return;
    }
    let mut nearby = NearbyCheck::new(model, base, blocks, report);
    let theta = nearby.displaced(1.0);
    let told = nearby.at(theta, |checker| {
        let tell = |&(at, block): &(usize, &Block)| {
            if checker.model.allowance().left() <= LEAST {
                return (at, Alone::Nothing);
            }
            (at, alone(checker, at, block))
        };
        untold.iter().map(tell).collect::<Vec<_>>()
    });
    for (at, told) in told.unwrap_or_default() {
        let block = &mut report.blocks[at];
        match told {
            Alone::Right => block.passes_beside(),
            Alone::Wrong(error) => {
                block.verdict = Verdict::Undecided(Reason::RightByChance);
                report.problems.push(Problem::RightByChance {
                    block: block.path().to_owned(),
                    error,
                    moved: None,
                    special: None,
                    reach: MOVED,
                });
            }
            Alone::Nothing => {}
        }
    }
}

struct NearbyCheck<'a> {
    model: &'a mut dyn Objective,
    home: BasePoint<'a>,
    /// What is moved, and what is looked at.
    moved: &'a [&'a Block],
    blocks: &'a [&'a Block],
    /// What each parameter is counted in.
    units: Units,
    tol: f64,
    seed: u64,
    is_shared: bool,
    noise: Noise,
    title: String,
}

impl<'a> NearbyCheck<'a> {
    fn new(
        model: &'a mut dyn Objective,
        base: BasePoint<'a>,
        blocks: &'a [&'a Block],
        report: &Report,
    ) -> Self {
        Self {
            home: base,
            moved: blocks,
            units: Units::of(blocks, base.theta),
            blocks,
            tol: TOLERANCES * report.tol,
            seed: report.context.seed.unwrap_or_default(),
            is_shared: false,
            noise: report.noise,
            title: report.context.title(),
            model,
        }
    }

    fn look(&mut self) -> Beside {
        let (mut reach, mut outside) = (1.0, None);
        for _ in 0..DRAWS {
            if self.model.allowance().left() <= LEAST {
                return Beside::Untold("the budget is spent".to_owned());
            }
            let (blocks, is_shared) = (self.blocks, self.is_shared);
            let theta = self.displaced(reach);
            if !is_shared && outside.is_none() {
                self.foresee(&theta);
            }
            match self.at(theta, |checker| beside(checker, blocks, is_shared)) {
                Ok(Seen::Right) => return Beside::Right,
                Ok(Seen::Untold(reason)) => return Beside::Untold(reason.to_string()),
                Ok(Seen::Wrong(suspects)) => return self.confirmed(suspects, reach),
                Err(problem) => {
                    outside.get_or_insert(problem);
                    reach *= NEARER;
                }
            }
        }
        Beside::Untold(outside.map_or_else(String::new, |problem| problem.to_string()))
    }

    /// Let threads call at this point, and at the test point: that the check ends with, whatever is seen here.
    fn foresee(&mut self, theta: &[f64]) {
        let is_curved = self.home.blocks.iter().any(|block| block.is_tangent);
        if self.model.prefetches() && !is_curved {
            let [beside, last] =
                [theta, self.home.theta].map(|theta| Request::at(theta, Want::Gradient));
            self.model.prefetch(vec![beside, last.fresh()]);
        }
    }

    /// θ with all that may be moved moved so far.
    fn displaced(&self, reach: f64) -> Vec<f64> {
        let moved = self.moved.iter().copied();
        let rng = Rng::new(self.seed).stream("displaced");
        nearby(moved, self.home.theta, reach, Signs::Outward, rng)
    }

    /// What `look` sees at another point. Manifolds move first: the derivatives there are in the frame there.
    fn at<T>(
        &mut self,
        mut theta: Vec<f64>,
        look: impl FnOnce(&mut DirectionalChecker<'_>) -> T,
    ) -> Result<T, Problem> {
        if self.home.blocks.iter().any(|block| block.is_tangent) {
            theta = self.model.rebase(&theta);
        }
        let evaluation = self.model.evaluate(&theta);
        let evaluation = evaluation.map_err(|failure| failure.at(Place::Beside));
        let blocks = self.home.blocks;
        let finite = evaluation.and_then(|found| finite(blocks, &theta, found, Place::Beside));
        let seen = finite.map(|evaluation| self.probed((theta, evaluation), look));
        self.model.return_home();
        seen
    }

    /// What `look` sees at a base whose parameters are counted in their units.
    fn probed<T>(
        &mut self,
        (theta, evaluation): (Vec<f64>, Evaluation),
        look: impl FnOnce(&mut DirectionalChecker<'_>) -> T,
    ) -> T {
        let progress = Progress::open(self.title.clone(), "directions beside the point".to_owned());
        let units = &self.units;
        let theta = units.counted(theta);
        let base = BasePoint {
            theta: &theta,
            evaluation: &units.by_units(evaluation),
            seed: Rng::new(self.seed).stream("displaced").bits(),
            ..self.home
        };
        let mut model = InUnits::new(&mut *self.model, units, &theta);
        let checker = DirectionalChecker::new(&mut model, base, self.tol, progress);
        look(&mut checker.with_noise(self.noise))
    }

    /// Of these suspects, those whose directions show nothing of the kind at the test point.
    fn confirmed(&mut self, suspects: Vec<Suspect>, reach: f64) -> Beside {
        let mut wrong = Vec::new();
        for suspect in suspects {
            let home = (self.home.theta.to_vec(), self.home.evaluation.clone());
            let is_right_at_point = self.probed(home, |checker| {
                let mut rejecting = suspect.rejecting.iter();
                rejecting.all(|(direction, beside)| {
                    let control = read(checker, direction);
                    control.is_some_and(|at_point| at_point.abs() <= AT_POINT * beside.apart.abs())
                })
            });
            if is_right_at_point {
                wrong.push(suspect);
            }
        }
        if wrong.is_empty() {
            return Beside::Untold(Reason::Unsettled.to_string());
        }
        let theta = self.displaced(reach);
        let mut explained = Vec::new();
        for (nth, suspect) in wrong.iter().enumerate() {
            let Some((direction, reading)) = suspect
                .rejecting
                .iter()
                .max_by(|(_, a), (_, b)| a.error().total_cmp(&b.error()))
            else {
                continue;
            };
            let (moved, special) = if nth < EXPLAINED {
                self.hiders(direction, reading, &theta)
            } else {
                (None, None)
            };
            let at = suspect.at;
            let problem = Problem::RightByChance {
                block: self.blocks[at].path().to_string(),
                error: reading.error(),
                moved,
                special,
                reach: MOVED * reach,
            };
            explained.push(ByChance { at, problem });
        }
        Beside::Wrong(explained)
    }

    /// The parameters that have to be moved for a mistake to show, and what is special about them.
    fn hiders(
        &mut self,
        direction: &Direction,
        reading: &Reading,
        theta: &[f64],
    ) -> (Option<String>, Option<String>) {
        for group in special(self.moved, self.home.theta).into_iter().take(TRIED) {
            if self.model.allowance().left() <= LEAST {
                break;
            }
            let mut moved = self.home.theta.to_vec();
            group.places.iter().for_each(|&at| moved[at] = theta[at]);
            let apart = self.at(moved, |checker| read(checker, direction));
            let shows = |apart: f64| apart.abs() > HIDERS * reading.apart.abs();
            if apart.ok().flatten().is_some_and(shows) {
                return (Some(group.moved), group.says);
            }
        }
        (None, None)
    }
}

/// Numeric less analytic slope along a direction.
fn read(checker: &mut DirectionalChecker<'_>, direction: &Direction) -> Option<f64> {
    checker.glimpse(direction).ok().map(|reading| reading.apart)
}
