//! A direction as a parameter of its own.

use super::checker::Passed;
use super::direction::Slope;
use super::{Direction, Judged, Reading};
use crate::differentiate::{BasePoint, WholeScale};
use crate::evaluate::Evaluation;
use crate::judge::{Decision, JudgedBlock, Tolerances};
use crate::parameters::{Block, Flattened, Names};
use crate::report::{Reason, Verdict};

/// A step is made longer at most by this factor.
const LONGER: f64 = 16.0;

/// A direction as a parameter of its own, which stands at zero.
pub(super) struct Straight {
    pub(super) blocks: Vec<Block>,
    pub(super) evaluation: Evaluation,
    /// Of each part of it.
    pub(super) slopes: Vec<Slope>,
    pub(super) slope: f64,
    pub(super) terms: f64,
    /// The step below which rounding keeps some of its components where they are.
    pub(super) finest: f64,
}

impl Straight {
    pub(super) fn new(base: &BasePoint<'_>, direction: &Direction, name: &str) -> Self {
        let slopes = direction.slopes(&base.evaluation.gradient);
        let (slope, terms) = Slope::of(&slopes);
        let blocks = Flattened::of(&0.0).under(&Names::of(&[name.to_owned()]));
        Self {
            blocks: blocks.blocks().to_vec(),
            evaluation: Evaluation {
                cost: base.evaluation.cost,
                gradient: vec![slope],
            },
            slopes,
            slope,
            terms,
            finest: 0.0,
        }
    }

    pub(super) fn block(&self) -> &Block {
        &self.blocks[0]
    }

    pub(super) fn base<'b>(&'b self, base: &BasePoint<'b>) -> BasePoint<'b> {
        BasePoint {
            theta: &[0.0],
            blocks: &self.blocks,
            evaluation: &self.evaluation,
            terms: self.terms,
            finest: self.finest,
            whole: WholeScale::default(),
            ..*base
        }
    }

    pub(super) fn judged(&self, judged: &JudgedBlock<'_>) -> Judged {
        let component = judged.components.first();
        let decision = judged.decisions.first().and_then(Option::as_ref);
        let problem = judged.problems.first().cloned();
        let (apart, bar) = decision.map_or((f64::NAN, f64::INFINITY), |s| (s.disagreement, s.bar));
        // Any slope between those of a kink is right, and any error that stays between goes unseen.
        let kink = component.and_then(|c| c.kink);
        let hidden = kink.map_or(0.0, |(left, right)| (right - left).abs());
        Judged {
            reading: Reading {
                apart,
                bar,
                slope: self.slope,
                terms: self.terms,
            },
            verdict: component.map_or(Verdict::Undecided(Reason::Unsettled), |c| c.verdict),
            noticeable: component.map_or(f64::INFINITY, |c| c.noticeable.max(hidden)),
            is_at_kink: hidden > 0.0,
            scale: decision.map_or(0.0, |s| s.scale),
            h: decision.map_or(f64::NAN, |s| {
                s.measurement.h * longer(s, &judged.tolerances)
            }),
            is_verified: component.is_some_and(|c| !c.is_flat()),
            slopes: self.slopes.iter().map(|part| part.slope).collect(),
            beside: Vec::new(),
            problem,
            passed: decision
                .filter(|s| s.verdict == Verdict::Pass && kink.is_none())
                .map(|s| Passed {
                    measurement: s.measurement,
                    tolerances: judged.tolerances,
                }),
        }
    }
}

/// How much longer a step may be to read what is wrong: until truncation weighs as much as roundoff.
fn longer(decision: &Decision, tolerances: &Tolerances) -> f64 {
    if decision.verdict != Verdict::Fail {
        return 1.0;
    }
    let m = &decision.measurement;
    let roundoff = tolerances.bar(m).roundoff;
    let truncation = tolerances.noise().if_wrong(m) - roundoff;
    let balanced = (roundoff / (2.0 * truncation)).cbrt();
    // No truncation at all makes the quotient infinite.
    balanced.clamp(1.0, LONGER)
}
