//! A quick screen at a direction in which much is moved at once.
//!
//! Two steps that agree on a disagreement are enough to look for what is wrong: that is measured by itself
//! before it is called so. Whatever is not as clear is judged like a component.

use super::assess::{self, retune};
use super::decision::Decision;
use super::screening::Screening;
use super::{Judge, JudgedBlock, Tolerances};
use crate::differentiate::{Measurement, Sides, Stencil};
use crate::parameters::Block;
use crate::precision::Precision;
use crate::report::{Problem, StepKind, Verdict};
use std::collections::VecDeque;

/// The second step is shorter by this factor; the two agree within so many bars and this share.
const CLOSER: f64 = 0.125;
/// Where noise had to be left behind, not back into it.
const CLOSER_IN_NOISE: f64 = 0.4;
const BARS: f64 = 2.0;
/// What grows by more than this from the first to the second is noise.
const GROWS: f64 = 2.0;
const SHARE: f64 = 0.05;
/// A cost may be so much noisier than its rounding before it is asked how noisy it is; the step that shows it
/// is larger by a factor between these, as far as truncation leaves room.
const NOISIER: f64 = 30.0;
const LARGER: f64 = 16.0;
const ROOM: f64 = 2.0;

/// Steps of a direction in f32, as shares of the first.
const SHRINKING: [f64; 4] = [1.0, 0.127, 0.0161, 0.00205];
/// What is apart for a right gradient is noise, of which another direction may see more.
const NOISE: f64 = 2.0;

/// Whether both measurements reject the gradient of the same disagreement.
fn share_a_suspicion(tolerances: &Tolerances, first: &Measurement, second: &Measurement) -> bool {
    let noise = tolerances.noise();
    let bars = BARS * (noise.rejecting(first) + noise.rejecting(second));
    let apart = (first.disagreement - second.disagreement).abs();
    let both = tolerances.rejects(first) && tolerances.rejects(second);
    both && apart <= bars + SHARE * first.disagreement.abs()
}

/// How much a quick screen may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effort {
    /// Whatever a component may take.
    Full,
    /// In f32, a few steps only.
    Brief,
}

impl Judge<'_> {
    /// Judge a block of one component, but call it wrong on suspicion. In f32 an error that goes unseen up to
    /// `limit` is all that is asked for.
    pub(crate) fn quick_screen<'b>(
        &mut self,
        block: &'b Block,
        limit: f64,
    ) -> Result<JudgedBlock<'b>, Problem> {
        self.model.allowance().was_refused();
        let tolerances = self.tolerances(block);
        let mut judged = JudgedBlock::new(block, &tolerances);
        if self.base.precision == Precision::F32 {
            if let Some(decision) = self.at_few_steps(&tolerances, block, limit)? {
                judged
                    .components
                    .push(self.component(block, 0, None, &decision));
                judged.decisions.push(Some(decision));
                return Ok(judged);
            }
            if self.effort == Effort::Brief {
                return Ok(judged);
            }
        }
        let mut first = self.screening(&tolerances, block.start);
        let larger = self.beyond_roundoff(&tolerances, &first.state);
        if let Some(m) = larger.filter(|m| assess::certifies(&tolerances, m)) {
            first.state = Screening::Certified(m);
        }
        if let Screening::Suspicious(line, sequence) = &mut first.state {
            // A cost that is random, or scatters, contradicts itself.
            self.repeat()?;
            let tolerances = self.tolerances(block);
            let m = larger.unwrap_or(*sequence.smallest());
            larger.into_iter().for_each(|m| sequence.push(m));
            let closer = larger.map_or(CLOSER, |_| CLOSER_IN_NOISE);
            let second = self.measure(*line, m.h * closer, StepKind::Sequence);
            let second = second.ok();
            let agree = second.is_some_and(|second| share_a_suspicion(&tolerances, &m, &second));
            if agree {
                let bar = tolerances.noise().if_wrong(&m);
                let decision = Decision::by(Verdict::Fail, &tolerances, m, bar);
                let component = self.component(block, 0, None, &decision);
                judged.components.push(component);
                judged.decisions.push(Some(decision));
                return Ok(judged);
            }
            // Neither a mistake nor a kink grows as the step shrinks: before the noise is known no other step tells more.
            let shows = |m: &Measurement| m.disagreement.abs().max(m.even.abs());
            if second.is_some_and(|second| shows(&second) > GROWS * shows(&m)) {
                self.noise();
            }
            let tolerances = self.tolerances(block);
            first = self.reappraised(&tolerances, block.start, first);
        }
        let is_certified = matches!(first.state, Screening::Certified(_));
        self.settle(&mut judged, 0, first, false)?;
        if is_certified {
            // A noise above the rounding shows in how far several directions are apart.
            return Ok(judged);
        }
        let mut judged = self.in_the_light_of_noise(vec![judged]);
        judged.pop().ok_or(Problem::NoParameters)
    }

    /// In f32 the kinks of a network leave no step at which a direction over much of it resolves to the tolerance;
    /// steps that shrink come to one at which the gradient agrees as well as is asked for, if it is right.
    fn at_few_steps(
        &mut self,
        tolerances: &Tolerances,
        block: &Block,
        limit: f64,
    ) -> Result<Option<Decision>, Problem> {
        let theta = self.base.theta[block.start];
        let first = self.steps.first(theta, Precision::F32);
        let line = Stencil {
            component: block.start,
            sides: Sides::Both,
        };
        let mut before: Option<Measurement> = None;
        let mut steps: VecDeque<f64> = SHRINKING.map(|shrink| first * shrink).into();
        let mut may_grow = true;
        while let Some(h) = steps.pop_front() {
            let Ok(m) = self.measure(line, h, StepKind::Screening) else {
                return Ok(None);
            };
            // What is apart is known here: an error can hide behind the bar once, not twice.
            let bar = tolerances.noise().rejecting(&m);
            let passing = Decision {
                noticeable: tolerances.noticeable(&m, bar / 2.0),
                ..Decision::by(Verdict::Pass, tolerances, m, bar)
            };
            let agrees = m.disagreement.abs() <= tolerances.tolerance(&m) + bar;
            if agrees && passing.noticeable + NOISE * m.disagreement.abs() <= limit {
                return Ok(Some(passing));
            }
            if before.is_some_and(|before| share_a_suspicion(tolerances, &before, &m)) {
                self.repeat()?;
                let bar = tolerances.noise().if_wrong(&m);
                return Ok(Some(Decision::by(Verdict::Fail, tolerances, m, bar)));
            }
            // Where roundoff makes the bar of the first step, a longer one comes before shorter ones.
            let factor = retune(&tolerances.bar(&m)).min(LARGER);
            if std::mem::take(&mut may_grow) && agrees && factor > ROOM {
                steps.push_front(h * factor);
            }
            before = Some(m);
        }
        Ok(None)
    }

    /// The measurement at a larger step, where noise matters less: a disagreement that a cost somewhat noisier
    /// than its rounding explains is gone there, that of a wrong gradient stays.
    fn beyond_roundoff(
        &mut self,
        tolerances: &Tolerances,
        state: &Screening,
    ) -> Option<Measurement> {
        let Screening::Suspicious(line, sequence) = state else {
            return None;
        };
        let m = sequence.smallest();
        let bar = tolerances.bar(m);
        let factor = retune(&bar).min(LARGER);
        let is_noise = factor > ROOM
            && m.disagreement.abs() < NOISIER * (bar.smooth() + tolerances.tolerance(m));
        let larger = |h: f64| self.measure(*line, h, StepKind::Retuned).ok();
        is_noise.then_some(m.h * factor).and_then(larger)
    }
}
