//! One component, from the first step to the verdict.

use super::appraise::{Appraisal, appraise};
use super::witness::{Ruling, rule, witness_steps};
use super::{Component, Criteria};
use crate::differentiate::{Base, CostPair, Measurement, Pair, Step};
use crate::evaluate::Model;
use crate::{Block, Problem, Reason, Verdict};

/// How often a step is retuned because its bar is too wide.
const RETUNES: usize = 3;

/// Judges the components of one block.
pub(crate) struct Judge<'a> {
    pub(crate) model: &'a mut dyn Model,
    pub(crate) base: &'a Base<'a>,
    pub(crate) criteria: Criteria,
    pub(crate) eps: Option<f64>,
    /// Whether a cost function may screen components; the annotated function decides all the same.
    pub(crate) screen: bool,
}

/// A verdict on the measurement that it rests on.
struct Settled {
    best: Measurement,
    verdict: Verdict,
}

impl Settled {
    fn pass(best: Measurement) -> Self {
        Self {
            best,
            verdict: Verdict::Pass,
        }
    }
}

/// What tuning the step came to.
enum Tuned {
    Settled(Settled),
    Suspicious(Measurement),
}

impl Judge<'_> {
    /// Judge the component of `block` at this offset. A problem leaves it undecided.
    pub(crate) fn component(
        &mut self,
        block: &Block,
        offset: usize,
    ) -> (Component, Option<Problem>) {
        let component = block.start + offset;
        let mut found = self.blank(block, offset);
        let settled = match self.at_eps(component) {
            Ok((at_eps, first)) => {
                found.at_eps = at_eps;
                self.settle(component, first)
            }
            Err(problem) => Err(problem),
        };
        match settled {
            Ok(settled) => (self.fill(found, &settled), None),
            Err(problem) => (found.undecided(problem.reason()), Some(problem)),
        }
    }

    /// The plain difference that the user asked for, and what the slopes at its ends add to it.
    fn at_eps(&mut self, component: usize) -> Result<(Option<f64>, Option<Measurement>), Problem> {
        let Some(eps) = self.eps else {
            return Ok((None, None));
        };
        let h = Step::relative(eps, self.base.theta[component]);
        if self.screen {
            let pair = CostPair::take(self.model, self.base, component, h)?;
            return Ok((pair.map(|pair| pair.difference()), None));
        }
        let pair = Pair::take(self.model, self.base, component, h)?;
        let first = Measurement::assisted(self.base, component, &pair);
        Ok((Some(pair.difference()), Some(first)))
    }

    /// Measure until the verdict stands.
    fn settle(&mut self, component: usize, first: Option<Measurement>) -> Result<Settled, Problem> {
        if let Some(first) = first.filter(|first| self.criteria.proves(first)) {
            return Ok(Settled::pass(first));
        }
        let h = Step::assisted(self.base.theta[component], self.criteria.precision());
        let criteria = self.criteria;
        let certified = |m: &Measurement| appraise(&criteria, m) == Appraisal::Certified;
        if let Some(screened) = self.screened(component, h)?.filter(certified) {
            return Ok(Settled::pass(screened));
        }
        match self.tune(component, h)? {
            Tuned::Settled(settled) => Ok(settled),
            Tuned::Suspicious(suspicion) => self.hear_witnesses(component, suspicion),
        }
    }

    /// Measure at a step, and while the bar is too wide at a better one.
    fn tune(&mut self, component: usize, h: f64) -> Result<Tuned, Problem> {
        let mut m = self.measure(component, h)?;
        let mut best = m;
        for retunes_left in (0..=RETUNES).rev() {
            let better = match appraise(&self.criteria, &m) {
                Appraisal::Certified => return Ok(Tuned::Settled(Settled::pass(m))),
                Appraisal::Suspicious => return Ok(Tuned::Suspicious(m)),
                Appraisal::TooWide { retuned } => retuned,
            };
            if retunes_left > 0 {
                m = self.measure(component, better)?;
                best = if m.bar() < best.bar() { m } else { best };
            }
        }
        let told = self.criteria.resolves_coarsely(&best);
        let verdict = if told {
            Verdict::Pass
        } else {
            Verdict::Undecided(Reason::BarTooWide)
        };
        Ok(Tuned::Settled(Settled { best, verdict }))
    }

    /// Put a suspicion before steps of other sizes: nothing is called wrong on one measurement. A
    /// witness that agrees with the gradient may settle it.
    fn hear_witnesses(&mut self, component: usize, first: Measurement) -> Result<Settled, Problem> {
        let mut heard = vec![first];
        for h in witness_steps(first.h, self.criteria.precision()) {
            let m = self.measure(component, h)?;
            heard.push(m);
            match appraise(&self.criteria, &m) {
                Appraisal::Certified => return Ok(Settled::pass(m)),
                Appraisal::Suspicious => {}
                Appraisal::TooWide { retuned } => {
                    if let Tuned::Settled(settled) = self.tune(component, retuned)? {
                        return Ok(settled);
                    }
                }
            }
        }
        let Ruling { best, verdict } = rule(&self.criteria, &heard);
        Ok(Settled { best, verdict })
    }

    /// The gradient-assisted measurement at a step.
    fn measure(&mut self, component: usize, h: f64) -> Result<Measurement, Problem> {
        let pair = Pair::take(self.model, self.base, component, h)?;
        Ok(Measurement::assisted(self.base, component, &pair))
    }

    /// A measurement by the cost function alone, if there is one.
    fn screened(&mut self, component: usize, h: f64) -> Result<Option<Measurement>, Problem> {
        if !self.screen {
            return Ok(None);
        }
        let mut at = |h| CostPair::take(self.model, self.base, component, h);
        let (Some(near), Some(far)) = (at(h)?, at(2.0 * h)?) else {
            return Ok(None);
        };
        Ok(Some(Measurement::from_costs(
            self.base, component, h, &near, &far,
        )))
    }

    fn blank(&self, block: &Block, offset: usize) -> Component {
        let component = block.start + offset;
        Component {
            path: block.component(offset),
            index: block.shape.index(offset),
            theta: self.base.theta[component],
            analytic: self.base.evaluation.gradient[component],
            numeric: f64::NAN,
            bar: f64::INFINITY,
            at_eps: None,
            noticeable: f64::INFINITY,
            scale: self.base.evaluation.gradient[component].abs(),
            verified: false,
            verdict: Verdict::Undecided(Reason::Unsettled),
        }
    }

    fn fill(&self, component: Component, settled: &Settled) -> Component {
        let Settled { best, verdict } = *settled;
        let bar = if verdict == Verdict::Pass {
            best.bar()
        } else {
            best.bar_if_wrong()
        };
        Component {
            numeric: component.analytic + best.disagreement,
            bar,
            noticeable: self.criteria.tolerance(&best) + 2.0 * bar,
            scale: best.scale,
            verified: !best.flat,
            verdict,
            ..component
        }
    }
}
