//! A glance at a direction in which much is moved at once.
//!
//! Two steps that agree on a disagreement are enough to look for what is wrong: that is measured by itself
//! before it is called so. Whatever is not as clear is judged like a component.

use super::appraise::{self, retune};
use super::first::State;
use super::settled::Settled;
use super::{Criteria, Judge, JudgedBlock, Look};
use crate::differentiate::Measurement;
use crate::{Block, Problem, Verdict};

/// The second step is shorter by this factor; the two agree within so many bars and this share.
const CLOSER: f64 = 0.125;
/// Where noise had to be left behind, not back into it.
const CLOSER_IN_NOISE: f64 = 0.4;
const BARS: f64 = 2.0;
const SHARE: f64 = 0.05;
/// A cost may be so much noisier than its rounding before it is asked how noisy it is; the step that shows it
/// is larger by a factor between these, as far as truncation leaves room.
const NOISIER: f64 = 30.0;
const LARGER: f64 = 16.0;
const ROOM: f64 = 2.0;

impl Judge<'_> {
    /// Judge a block of one component, but call it wrong on suspicion.
    pub(crate) fn glance<'b>(&mut self, block: &'b Block) -> Result<JudgedBlock<'b>, Problem> {
        self.model.allowance().was_refused();
        let criteria = self.criteria(block);
        let mut judged = JudgedBlock::new(block, &criteria);
        let mut first = self.first_look(&criteria, block.start);
        let larger = self.beyond_roundoff(&criteria, &first.state);
        if let Some(m) = larger.filter(|m| appraise::certifies(&criteria, m)) {
            first.state = State::Certified(m);
        }
        if let State::Suspicious(line, ladder) = &mut first.state {
            // A cost that is random, or scatters, contradicts itself.
            self.repeat()?;
            let criteria = self.criteria(block);
            let m = larger.unwrap_or(*ladder.smallest());
            larger.into_iter().for_each(|m| ladder.push(m));
            let closer = larger.map_or(CLOSER, |_| CLOSER_IN_NOISE);
            let second = self.measure(*line, m.h * closer, Look::Ladder);
            let agree = second.is_ok_and(|second| {
                let noise = criteria.noise();
                let bars = BARS * (noise.accusing(&m) + noise.accusing(&second));
                let apart = (m.disagreement - second.disagreement).abs();
                let both = criteria.accuses(&m) && criteria.accuses(&second);
                both && apart <= bars + SHARE * m.disagreement.abs()
            });
            if agree {
                let bar = criteria.noise().if_wrong(&m);
                let settled = Settled::by(Verdict::Fail, &criteria, m, bar);
                let component = self.component(block, 0, None, &settled);
                judged.components.push(component);
                judged.settled.push(Some(settled));
                return Ok(judged);
            }
            first = self.reappraised(&criteria, block.start, first);
        }
        let is_certified = matches!(first.state, State::Certified(_));
        self.settle(&mut judged, 0, first, false)?;
        if is_certified {
            // A noise above the rounding shows in how far several directions are apart.
            return Ok(judged);
        }
        let mut judged = self.in_the_light_of_noise(vec![judged]);
        judged.pop().ok_or(Problem::NoParameters)
    }

    /// The measurement at a larger step, where noise matters less: a disagreement that a cost somewhat noisier
    /// than its rounding explains is gone there, that of a wrong gradient stays.
    fn beyond_roundoff(&mut self, criteria: &Criteria, state: &State) -> Option<Measurement> {
        let State::Suspicious(line, ladder) = state else {
            return None;
        };
        let m = ladder.smallest();
        let bar = criteria.bar(m);
        let factor = retune(&bar).min(LARGER);
        let is_noise = factor > ROOM
            && m.disagreement.abs() < NOISIER * (bar.smooth() + criteria.tolerance(m));
        let larger = |h: f64| self.measure(*line, h, Look::Retuned).ok();
        is_noise.then_some(m.h * factor).and_then(larger)
    }
}
