//! A glance at a direction in which much is moved at once.
//!
//! Two steps that agree on a disagreement are enough to look for what is wrong: that is measured by itself
//! before it is called so. Whatever is not as clear is judged like a component.

use super::first::State;
use super::settled::Settled;
use super::{Judge, JudgedBlock, Look};
use crate::{Block, Problem, Verdict};

/// The second step is shorter by this factor; the two agree within so many bars and this share.
const CLOSER: f64 = 0.125;
const BARS: f64 = 2.0;
const SHARE: f64 = 0.05;

impl Judge<'_> {
    /// Judge a block of one component, but call it wrong on suspicion.
    pub(crate) fn glance<'b>(&mut self, block: &'b Block) -> Result<JudgedBlock<'b>, Problem> {
        let criteria = self.criteria(block);
        let mut judged = JudgedBlock::new(block, &criteria);
        let mut first = self.first_look(&criteria, block.start);
        if let State::Suspicious(line, ladder) = &first.state {
            // A cost that is random, or scatters, contradicts itself.
            self.repeat()?;
            let criteria = self.criteria(block);
            let m = *ladder.smallest();
            let second = self.measure(*line, m.h * CLOSER, Look::Ladder);
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
        self.settle(&mut judged, 0, first, false)?;
        let mut judged = self.in_the_light_of_noise(vec![judged]);
        judged.pop().ok_or(Problem::NoParameters)
    }
}
