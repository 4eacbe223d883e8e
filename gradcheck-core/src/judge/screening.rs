//! The first stage: a cheap look at every component.
//!
//! One pair of evaluations certifies a right, well-scaled component. A step whose bar is too wide is
//! retuned, a step that leaves the domain is shrunk; what disagrees is left to the second stage.

use super::assess::{Appraisal, assess};
use super::{Judge, Tolerances};
use crate::differentiate::{CostPair, Measurement, Pair, Sides, Stencil, Step, StepSequence};
use crate::norm::largest;
use crate::precision::Precision;
use crate::report::{Problem, Reason, StepKind};

/// A step that leaves the domain is shrunk by this factor, at most so often.
const SHRINK: f64 = 1.0 / 16.0;
const SHRINKS: usize = 14;

/// A bar of this share of a slope says little about it.
const NEARLY_VANISHING: f64 = 1e-3;
/// A cost at the point of this share of the costs beside it leaves roundoff to the step.
const STEP_DECIDES: f64 = 1.0 / 64.0;

/// A step of this share of θ is on its scale.
const OF_THETA: f64 = 1.0 / 64.0;
/// A step that is larger than θ by this factor may be of another place.
const ELSEWHERE: f64 = 1024.0;
/// Slopes that are larger by this factor are those of another place.
const FAR: f64 = 64.0;

/// What the first stage came to for one component.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Screened {
    /// The plain difference at the user's `eps`.
    pub(crate) at_eps: Option<f64>,
    pub(crate) state: Screening,
    /// Where the domain ended, if the cost can be had on one side only.
    pub(crate) edge: Option<Problem>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Screening {
    /// Agreement is certified by the error bar.
    Certified(Measurement),
    /// Agreement within a bar that no retuning makes narrow enough.
    Coarse(Stencil, Measurement),
    /// Disagreement.
    Suspicious(Stencil, StepSequence),
    /// Disagreement that directions over the block deny.
    Denied(Measurement),
    /// Nothing could be measured.
    Failed(Problem),
}

impl Screening {
    /// What has been measured, if anything has.
    pub(crate) fn seen(&self) -> Option<&Measurement> {
        match self {
            Self::Certified(m) | Self::Coarse(_, m) | Self::Denied(m) => Some(m),
            Self::Suspicious(_, sequence) => Some(sequence.smallest()),
            Self::Failed(_) => None,
        }
    }
}

impl Judge<'_> {
    /// Look at one component. What keeps the user's `eps` from being shown is put down as a note.
    pub(crate) fn screening(&mut self, tolerances: &Tolerances, component: usize) -> Screened {
        let mut first = Screened {
            at_eps: None,
            state: Screening::Failed(Problem::NoParameters),
            edge: None,
        };
        let mut rejected = None;
        let at_eps = self.at_eps(component);
        if let (Err(_), Some(eps)) = (&at_eps, self.eps) {
            let h = Step::relative(eps, self.base.theta[component]);
            self.log.failed(StepKind::AtEps, h);
        }
        match at_eps {
            Ok(None) => {}
            Ok(Some((difference, m))) => {
                first.at_eps = Some(difference);
                rejected = m.filter(|m| tolerances.rejects(m));
            }
            Err(problem) if is_of_domain(&problem) => self.notes.push(problem),
            Err(problem) => {
                first.state = Screening::Failed(problem);
                return first;
            }
        }
        let h = self.first_step(component);
        first.state = match self.screened(tolerances, component, h) {
            Some(m) => Screening::Certified(m),
            None => match self.inside_domain(component, h) {
                Ok((line, m, edge)) => {
                    first.edge = edge;
                    self.tune(tolerances, line, m)
                }
                Err(problem) => Screening::Failed(problem),
            },
        };
        // What the user's own step denies is not certified by another.
        if let (Screening::Certified(m), Some(rejected)) = (&first.state, rejected) {
            let sides = Sides::Both;
            let mut sequence = StepSequence::new(*m);
            sequence.push(rejected);
            first.state = Screening::Suspicious(Stencil { component, sides }, sequence);
        }
        first
    }

    /// The plain difference that the user asked for, and what the slopes at its ends add to it.
    fn at_eps(&mut self, component: usize) -> Result<Option<(f64, Option<Measurement>)>, Problem> {
        let Some(eps) = self.eps else {
            return Ok(None);
        };
        let h = Step::relative(eps, self.base.theta[component]);
        if self.screen {
            let pair = CostPair::take(self.model, &self.base, component, h)?;
            if let Some(pair) = pair {
                let analytic = self.base.evaluation.gradient[component];
                self.log.plain(h, pair, analytic);
            }
            return Ok(pair.map(|pair| (pair.difference(), None)));
        }
        let pair = Pair::take(self.model, &self.base, component, h)?;
        let m = Measurement::assisted(&self.base, component, &pair);
        self.log.measured(StepKind::AtEps, &m);
        Ok(Some((pair.difference(), Some(m))))
    }

    /// A measurement by the cost function alone, if there is one and it certifies.
    fn screened(
        &mut self,
        tolerances: &Tolerances,
        component: usize,
        h: f64,
    ) -> Option<Measurement> {
        if !self.screen {
            return None;
        }
        // What the cost function can't tell, the annotated one will.
        let mut at = |h| {
            CostPair::take(self.model, &self.base, component, h)
                .ok()
                .flatten()
        };
        let (near, far) = (at(h)?, at(2.0 * h)?);
        let m = Measurement::from_costs(&self.base, component, h, &near, &far);
        self.log.measured(StepKind::ByCost, &m);
        // Where the cost doesn't move, the gradient may.
        let is_certified = !m.flat && assess(tolerances, &m) == Appraisal::Certified;
        (is_certified && !self.is_far(tolerances, component, &m)).then_some(m)
    }

    /// The step to begin with. A derivative of zero says nothing against one at which all has died away, and f32 leaves
    /// too few steps to travel far, so that these are looked at on the scale of the parameters at once.
    pub(super) fn first_step(&self, component: usize) -> f64 {
        let theta = self.base.theta[component];
        let first = self.steps.first(theta, self.base.precision);
        let size = if self.base.evaluation.gradient[component] == 0.0 {
            self.size(component)
        } else if self.base.precision == Precision::F32 {
            self.block_size(component)
        } else {
            return first;
        };
        let is_elsewhere = size > 0.0 && first > ELSEWHERE * size;
        if is_elsewhere { OF_THETA * size } else { first }
    }

    /// Whether the step is larger than θ, and the slopes there are of another size, or too small to have
    /// been resolved.
    fn is_far(&self, tolerances: &Tolerances, component: usize, m: &Measurement) -> bool {
        let slopes = m.scale().max(m.second_difference.abs());
        let is_other = slopes > FAR * m.own_scale() || tolerances.leans_on_block(m);
        let is_beyond = |theta: f64| theta != 0.0 && m.h > theta;
        is_other && !m.flat && is_beyond(self.size(component))
    }

    /// The size of a parameter; of one that is zero, that of the largest of its block.
    fn size(&self, component: usize) -> f64 {
        match self.base.theta[component].abs() {
            0.0 => self.block_size(component),
            own => own,
        }
    }

    /// The largest parameter of its block.
    fn block_size(&self, component: usize) -> f64 {
        let block = self.base.block(component);
        block.map_or(0.0, |block| largest(&self.base.theta[block.range()]))
    }

    /// The first measurement that stays in the domain: on both sides, or at its edge on one.
    fn inside_domain(
        &mut self,
        component: usize,
        h: f64,
    ) -> Result<(Stencil, Measurement, Option<Problem>), Problem> {
        let finest = self.base.finest;
        let steps = || {
            let shrunk = (0..=SHRINKS).map(|i| h * SHRINK.powi(i32::try_from(i).unwrap_or(0)));
            shrunk.filter(move |&shrunk| shrunk == h || shrunk >= finest)
        };
        let mut outside = None;
        for sides in [&[Sides::Both][..], &[Sides::Above, Sides::Below]] {
            for h in steps() {
                for &sides in sides {
                    let line = Stencil { component, sides };
                    match self.measure(line, h, StepKind::Screening) {
                        Ok(m) => return Ok((line, m, outside.filter(|_| sides != Sides::Both))),
                        Err(problem) if is_of_domain(&problem) => {
                            outside.get_or_insert(problem);
                        }
                        Err(problem) => return Err(outside.unwrap_or(problem)),
                    }
                }
            }
            // An error that the function returns is reported; only a cost has one-sided domains.
            match outside {
                Some(Problem::NonFiniteCost { .. }) | None => {}
                Some(problem) => return Err(problem),
            }
        }
        Err(outside.unwrap_or(Problem::NoParameters))
    }

    /// While the bar of a measurement is too wide, measure at a better step.
    pub(crate) fn tune(
        &mut self,
        tolerances: &Tolerances,
        line: Stencil,
        first: Measurement,
    ) -> Screening {
        let (mut m, mut best, mut sequence) = (first, first, None);
        let begun = || StepSequence::new(first);
        for retunes_left in (0..=tolerances.tuning().retunes).rev() {
            let retuned = match assess(tolerances, &m) {
                Appraisal::Certified => return self.on_its_own_scale(tolerances, line, m),
                Appraisal::Suspicious => {
                    return Screening::Suspicious(line, sequence.unwrap_or_else(begun));
                }
                Appraisal::TooWide { retuned } => retuned,
            };
            let bar = |m: &Measurement| tolerances.bar(m).smooth();
            best = if bar(&m) < bar(&best) { m } else { best };
            if retunes_left == 0 {
                break;
            }
            match self.measure(line, retuned, StepKind::Retuned) {
                Ok(next) => m = next,
                Err(_) => break,
            }
            sequence.get_or_insert_with(begun).push(m);
        }
        Screening::Coarse(line, best)
    }

    /// A slope that nearly vanishes is certified on the scale of the slopes beside it. Where the cost
    /// is as small at the point, or the step is larger than θ, one on the slope's own scale tells more.
    fn on_its_own_scale(
        &mut self,
        tolerances: &Tolerances,
        line: Stencil,
        m: Measurement,
    ) -> Screening {
        let own = m.own_scale();
        let step_decides = self.base.evaluation.cost.abs() < STEP_DECIDES * m.largest_cost;
        let says_little = step_decides && tolerances.bar(&m).smooth() > NEARLY_VANISHING * own;
        let is_far = self.is_far(tolerances, line.component, &m);
        if !(tolerances.tuning().own_scale && (says_little || is_far)) {
            return Screening::Certified(m);
        }
        let on_own_scale = if is_far {
            m.h.min(OF_THETA * self.size(line.component))
        } else if own == 0.0 {
            m.h
        } else {
            m.h * own / m.scale()
        };
        match self.measure(line, on_own_scale, StepKind::Retuned) {
            Ok(finer) if assess(tolerances, &finer) == Appraisal::Certified => {
                Screening::Certified(finer)
            }
            Ok(finer) if assess(tolerances, &finer) == Appraisal::Suspicious => {
                let mut sequence = StepSequence::new(m);
                sequence.push(finer);
                Screening::Suspicious(line, sequence)
            }
            _ => Screening::Certified(m),
        }
    }
}

/// Evaluations that a first look takes: a pair, one more at the user's `eps`, and two by a cost function.
pub(crate) fn screening_takes(has_eps: bool, screen: bool) -> usize {
    2 + if has_eps { 2 } else { 0 } + if screen { 4 } else { 0 }
}

/// Whether a smaller step may do better.
fn is_of_domain(problem: &Problem) -> bool {
    matches!(problem.reason(), Reason::NonFinite | Reason::FunctionFailed)
}
