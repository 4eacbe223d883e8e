//! The two stages over all components, and what is known of the whole run while they last.

use super::budget_shares::{BudgetShares, Turn};
use super::decision::Decision;
use super::nearby_point::NearbyPoint;
use super::quick_screen::Effort;
use super::screening::{Screened, Screening};
use super::step_hint::StepHint;
use super::step_log::{StepLog, read_again};
use super::subdifferential::Surroundings;
use super::{JudgedBlock, Tolerances, assess};
use crate::differentiate::{BasePoint, Measurement, Sides, Stencil, Step, StepSequence};
use crate::evaluate::{Objective, scatter};
use crate::parameters::Block;
use crate::progress::Progress;
use crate::report::{Comparison, Component, Noise, Problem, Reason, StepKind, StepRecord, Verdict};

/// Components of a block that the step sequence must have confirmed before a clear pair is enough.
const CONFIRMED: usize = 1;

/// Steps up to so many times the default one are near the point: one percent of θ.
const NEAR: f64 = 82.0;

/// Judges components at one point.
pub(crate) struct Judge<'a> {
    pub(crate) model: &'a mut dyn Objective,
    pub(crate) base: BasePoint<'a>,
    pub(crate) tol: f64,
    pub(crate) eps: Option<f64>,
    /// Whether a cost function may screen components; the annotated function decides all the same.
    pub(crate) screen: bool,
    /// What is known of the cost's noise.
    pub(crate) noise: Noise,
    /// What may be spent on a quick screen.
    pub(crate) effort: Effort,
    /// Whether the function has been asked again for its answer at the point.
    pub(crate) repeated: bool,
    /// What follows where the cost turns out to pass through f32.
    pub(crate) through_f32: ThroughF32,
    /// Whether this point stands beside the test point itself.
    pub(crate) is_beside: bool,
    /// What kept the user's `eps` from being shown.
    pub(crate) notes: Vec<Problem>,
    pub(crate) nearby_points: Option<[Option<NearbyPoint>; 2]>,
    /// The cost around the point, once it has been asked for.
    pub(super) surroundings: Option<Surroundings>,
    /// Progress reporter, if any.
    pub(crate) progress: Option<&'a mut Progress>,
    /// Whose turn it is to spend evaluations, where rows share them.
    pub(crate) turn: Turn,
    /// Where steps have come to rest.
    pub(crate) steps: StepHint,
    /// What has been measured along the component at hand.
    pub(crate) log: StepLog,
    /// What the last component of this block that is wrong was told by.
    pub(crate) wrong: Option<Measurement>,
    /// The roughness of the cost that the component at hand shows.
    pub(super) rough: f64,
    /// What is known against the blocks at hand.
    pub(super) suspicion: Suspicion,
}

/// What follows where a cost of f64 turns out to pass through f32.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ThroughF32 {
    /// All is judged by the tolerances at hand.
    JudgedOn,
    /// All ends: it is judged again, by the tolerances of f32.
    JudgedAgain,
}

/// What is known against a block before its components are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Suspicion {
    None,
    /// A direction over it has rejected it: one side of a far step is enough.
    Rejected,
}

impl<'a> Judge<'a> {
    /// A judge of the test point itself.
    pub(crate) fn new(model: &'a mut dyn Objective, base: BasePoint<'a>, tol: f64) -> Self {
        Self {
            model,
            base,
            tol,
            eps: None,
            screen: false,
            noise: Noise::default(),
            effort: Effort::Full,
            repeated: false,
            through_f32: ThroughF32::JudgedOn,
            is_beside: false,
            notes: Vec::new(),
            nearby_points: None,
            surroundings: None,
            progress: None,
            turn: Turn::default(),
            steps: StepHint::default(),
            log: StepLog::default(),
            wrong: None,
            rough: 0.0,
            suspicion: Suspicion::None,
        }
    }

    /// Judge every component of these blocks: a first look, and a second where it leaves a doubt.
    /// A function that doesn't repeat itself ends it.
    pub(crate) fn judge<'b>(
        &mut self,
        blocks: &[&'b Block],
    ) -> Result<Vec<JudgedBlock<'b>>, Problem> {
        let judged = self.judge_in_order(blocks)?;
        Ok(if self.is_to_end() {
            judged
        } else {
            self.settled_together(judged)
        })
    }

    /// Whether all is to be judged again as that of a cost in f32.
    fn is_to_end(&self) -> bool {
        self.noise.single && self.through_f32 == ThroughF32::JudgedAgain
    }

    /// What is known only once all components have been judged: the noise, and the kinks that they share.
    pub(crate) fn settled_together<'b>(
        &mut self,
        judged: Vec<JudgedBlock<'b>>,
    ) -> Vec<JudgedBlock<'b>> {
        let mut judged = self.in_the_light_of_noise(judged);
        self.across_kinks(&mut judged);
        judged
    }

    fn judge_in_order<'b>(
        &mut self,
        blocks: &[&'b Block],
    ) -> Result<Vec<JudgedBlock<'b>>, Problem> {
        let all = |block: &Block| 0..block.shape.count();
        let mut shares = BudgetShares::new(self, blocks);
        let mut judged = Vec::new();
        for block in blocks {
            shares.next_block(self.model.allowance());
            judged.push(self.part(block, all(block), 0, Some(&mut shares))?);
            if self.is_to_end() {
                break;
            }
        }
        shares.end(self.model.allowance());
        Ok(judged)
    }

    /// Judge some components of a block, of which so many are known to be wrong.
    pub(crate) fn judge_some<'b>(
        &mut self,
        block: &'b Block,
        offsets: &[usize],
        confirmed: usize,
    ) -> Result<JudgedBlock<'b>, Problem> {
        self.suspicion = Suspicion::Rejected;
        let judged = self.part(block, offsets.iter().copied(), confirmed, None);
        self.suspicion = Suspicion::None;
        let judged = judged?;
        let mut judged = self.in_the_light_of_noise(vec![judged]);
        judged.pop().ok_or(Problem::NoParameters)
    }

    pub(super) fn in_the_light_of_noise<'b>(
        &mut self,
        mut judged: Vec<JudgedBlock<'b>>,
    ) -> Vec<JudgedBlock<'b>> {
        if judged.iter().any(JudgedBlock::leans_on_tolerance) {
            self.model.allowance().was_refused();
            self.noise();
            if self.model.allowance().was_refused() {
                judged.iter_mut().for_each(JudgedBlock::spent);
            }
        }
        // The noise may have become known only after a component had been certified without it.
        for block in &mut judged {
            self.look_again(block);
        }
        judged
    }

    pub(crate) fn tolerances(&self, block: &Block) -> Tolerances {
        let tolerances = Tolerances::new(self.tol, &self.base, block, self.noise.sigma);
        self.as_seen(&tolerances)
    }

    fn part<'b>(
        &mut self,
        block: &'b Block,
        offsets: impl Iterator<Item = usize>,
        mut confirmed: usize,
        mut shares: Option<&mut BudgetShares>,
    ) -> Result<JudgedBlock<'b>, Problem> {
        let mut judged = JudgedBlock::new(block, &self.tolerances(block));
        judged.reserve(offsets.size_hint().0);
        self.wrong = None;
        for offset in offsets {
            if let Some(shares) = &mut shares {
                shares.next(self.model.allowance());
                self.prefetch(block, offset);
            }
            self.model.allowance().was_refused();
            let tolerances = judged.tolerances.with_sigma(self.noise.sigma);
            let first = self.screening(&tolerances, block.start + offset);
            let known = confirmed >= CONFIRMED && self.base.tuning.reuse_confirmed;
            let verdict = self.settle(&mut judged, offset, first, known)?;
            confirmed += usize::from(verdict == Verdict::Fail);
            if self.is_to_end() {
                break;
            }
            if let Some(progress) = &mut self.progress {
                progress.step(self.model.evaluations());
            }
        }
        Ok(judged)
    }

    /// The verdict on a component after its first look, put into its block.
    pub(crate) fn settle(
        &mut self,
        judged: &mut JudgedBlock<'_>,
        offset: usize,
        first: Screened,
        known: bool,
    ) -> Result<Verdict, Problem> {
        let block = judged.block;
        let tolerances = judged.tolerances.with_sigma(self.noise.sigma);
        let at_eps = first.at_eps;
        self.rough = 0.0;
        let decision = self.within_allowance(&tolerances, first, known);
        let mut component = match &decision {
            Ok(decision) => {
                let theta = self.base.theta[block.start + offset];
                if tolerances.zero_scale() == 0.0 {
                    self.steps.learn(theta, self.base.precision, decision);
                }
                if decision.verdict == Verdict::Fail && decision.kink.is_none() {
                    self.wrong = Some(decision.measurement);
                } else if decision.verdict != Verdict::Fail {
                    judged.rough = judged.rough.max(self.rough);
                }
                self.component(block, offset, at_eps, decision)
            }
            Err(problem) if problem.reason() == Reason::Nondeterministic => {
                return Err(problem.clone());
            }
            Err(problem) => self
                .unmeasured(block, offset, at_eps)
                .undecided(problem.reason()),
        };
        component.steps = self.readings(&tolerances);
        let verdict = component.verdict;
        judged.offsets.push(offset);
        judged.components.push(component);
        // That the budget is spent is said once, of the whole.
        let problem = decision.as_ref().err();
        let problem = problem.filter(|p| p.reason() != Reason::BudgetSpent);
        judged.problems.extend(problem.cloned());
        judged.decisions.push(decision.ok());
        Ok(verdict)
    }

    /// The verdict after a first look. A component that is refused an evaluation is undecided for that
    /// reason: what is missing may have been what speaks for it, or against it.
    fn within_allowance(
        &mut self,
        tolerances: &Tolerances,
        first: Screened,
        known: bool,
    ) -> Result<Decision, Problem> {
        let before = (self.noise, self.repeated);
        let seen = first.state.seen().copied();
        let decision = self.escalation(tolerances, first, known);
        if !self.model.allowance().was_refused() {
            return decision;
        }
        // What is found out once for all is to be found out by the next that asks.
        (self.noise, self.repeated) = before;
        (self.nearby_points, self.surroundings) = (None, None);
        let verdict = Verdict::Undecided(Reason::BudgetSpent);
        match (decision, seen) {
            (Err(problem), _) if problem.reason() == Reason::Nondeterministic => Err(problem),
            // What agrees within its bar may still pass with its block.
            (Ok(decision), _) => Ok(Decision {
                verdict,
                is_open: decision.is_open || decision.verdict == Verdict::Pass,
                ..decision
            }),
            (Err(_), Some(m)) => {
                let bar = tolerances.noise().rejecting(&m);
                Ok(Decision::by(verdict, tolerances, m, bar))
            }
            (Err(_), None) => Err(Problem::BudgetSpent),
        }
    }

    /// Ask the function again for its answer at the point, once: its scatter is noise.
    pub(super) fn repeat(&mut self) -> Result<(), Problem> {
        if std::mem::replace(&mut self.repeated, true) {
            return Ok(());
        }
        let BasePoint {
            theta,
            blocks,
            evaluation,
            ..
        } = self.base;
        let scatter = scatter(self.model, theta, blocks, evaluation)?;
        self.noise.sigma = self.noise.sigma.max(scatter);
        Ok(())
    }

    /// A first look in the light of noise that was measured since: what it explains is no longer
    /// suspicious, what it widens is no longer certified.
    pub(super) fn reappraised(
        &mut self,
        tolerances: &Tolerances,
        component: usize,
        first: Screened,
    ) -> Screened {
        if self.noise.sigma == 0.0 {
            return first;
        }
        let sides = Sides::Both;
        let both = Stencil { component, sides };
        let (line, m) = match &first.state {
            Screening::Certified(m) if !assess::certifies(tolerances, m) => (both, *m),
            Screening::Suspicious(line, sequence)
                if !assess::is_suspicious(tolerances, sequence.smallest()) =>
            {
                (*line, *sequence.smallest())
            }
            _ => return first,
        };
        let state = self.tune(tolerances, line, m);
        Screened { state, ..first }
    }

    /// Judge again what was certified, or called wrong, by a bar that has turned out to be too narrow.
    fn look_again(&mut self, judged: &mut JudgedBlock<'_>) {
        let tolerances = self.tolerances(judged.block);
        judged.tolerances = tolerances;
        // Stairs that one component has shown may be what another is denied by.
        let measured = self.noise;
        let on_stairs = tolerances.with_sigma(measured.sigma.max(judged.rough));
        for (at, decision) in judged.decisions.iter_mut().enumerate() {
            let offset = judged.offsets[at];
            let Some(earlier) = decision.as_ref() else {
                continue;
            };
            let m = earlier.measurement;
            let stands = match earlier.verdict {
                Verdict::Pass => tolerances.bar(&m).smooth() <= earlier.bar,
                Verdict::Fail => on_stairs.rejects(&m),
                Verdict::Undecided(_) => true,
            };
            if stands || earlier.kink.is_some() {
                continue;
            }
            let at_eps = judged.components[at].at_eps;
            let component = judged.block.start + offset;
            let sides = Sides::Both;
            let state = match earlier.verdict {
                Verdict::Fail => {
                    self.noise.sigma = measured.sigma.max(judged.rough);
                    Screening::Suspicious(Stencil { component, sides }, StepSequence::new(m))
                }
                Verdict::Pass | Verdict::Undecided(_) => Screening::Certified(m),
            };
            let first = Screened {
                at_eps,
                state,
                edge: None,
            };
            let tolerances = tolerances.with_sigma(self.noise.sigma);
            let first = self.reappraised(&tolerances, component, first);
            self.log.measured(StepKind::Screening, &m);
            let again = self.within_allowance(&tolerances, first, false);
            let steps = self.readings(&tolerances);
            self.noise.sigma = measured.sigma;
            if let Ok(again) = again {
                let steps = read_again(&judged.components[at].steps, steps);
                let component = self.component(judged.block, offset, at_eps, &again);
                judged.components[at] = Component { steps, ..component };
                *decision = Some(again);
            }
        }
    }

    /// What has been measured along the component, with what is known of the noise by now.
    pub(super) fn readings(&mut self, tolerances: &Tolerances) -> Vec<StepRecord> {
        let sigma = self.noise.sigma.max(tolerances.noise().sigma);
        self.log.readings(&tolerances.noise().with_sigma(sigma))
    }

    /// The component as the report holds it, but for its steps.
    pub(super) fn component(
        &self,
        block: &Block,
        offset: usize,
        at_eps: Option<f64>,
        decision: &Decision,
    ) -> Component {
        if let Some(beside) = &decision.beside {
            return Component {
                beside: true,
                at_eps,
                kink: decision.kink.map(|slopes| (slopes.left, slopes.right)),
                ..(**beside).clone()
            };
        }
        let blank = self.unmeasured(block, offset, at_eps);
        // Slopes far away say nothing about the point: only what they come to near it counts.
        let near = NEAR * Step::assisted(blank.theta, self.base.precision) / decision.measurement.h;
        let own = decision.measurement.own_scale();
        let scale = own + (decision.scale - own).max(0.0) * near.min(1.0);
        Component {
            numeric: blank.analytic + decision.disagreement,
            bar: decision.bar,
            noticeable: decision.noticeable,
            scale,
            comparison: if decision.measurement.flat {
                Comparison::Nothing
            } else {
                Comparison::Itself
            },
            is_open: decision.is_open,
            verdict: decision.verdict,
            kink: decision.kink.map(|slopes| (slopes.left, slopes.right)),
            ..blank
        }
    }

    fn unmeasured(&self, block: &Block, offset: usize, at_eps: Option<f64>) -> Component {
        let component = block.start + offset;
        let analytic = self.base.evaluation.gradient[component];
        let index = block.shape.index(offset);
        let (path, parameter) = block.path.within_row(block.parameter_at(&index));
        Component {
            path,
            parameter,
            index,
            theta: self.base.theta[component],
            analytic,
            numeric: f64::NAN,
            bar: f64::INFINITY,
            at_eps,
            noticeable: f64::INFINITY,
            scale: analytic.abs(),
            comparison: Comparison::Nothing,
            is_open: false,
            verdict: Verdict::Undecided(Reason::Unsettled),
            kink: None,
            beside: false,
            steps: Vec::new(),
        }
    }
}
