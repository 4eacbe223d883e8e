//! What has been measured along the component at hand, kept for the report.
//!
//! Measurements are put down as they are made. Error bars are drawn when the component is settled,
//! since the noise of the cost may become known only on the way.

use super::Judge;
use crate::differentiate::{CostNoise, CostPair, Line, Measurement, Sides};
use crate::report::{Look, Problem, Reading};

/// Third-order terms that a plain central difference may be off by.
const PLAIN_TRUNCATION: f64 = 1.5;

/// The measurements along one component, in the order in which they were made.
#[derive(Debug, Clone, Default)]
pub(crate) struct History {
    entries: Vec<Entry>,
    beside: Vec<Reading>,
}

#[derive(Debug, Clone, Copy)]
enum Entry {
    /// A measurement of both sides, or of one.
    Measured(Look, Sides, Measurement),
    /// A difference of costs alone at the user's `eps`.
    Plain(CostPair, f64, f64),
    Failed(Look, f64),
}

impl History {
    pub(super) fn measured(&mut self, look: Look, m: &Measurement) {
        self.entries.push(Entry::Measured(look, Sides::Both, *m));
    }

    /// A plain difference of costs at this step, where the analytic derivative is known.
    pub(super) fn plain(&mut self, h: f64, pair: CostPair, analytic: f64) {
        self.entries.push(Entry::Plain(pair, h, analytic));
    }

    pub(super) fn failed(&mut self, look: Look, h: f64) {
        self.entries.push(Entry::Failed(look, h));
    }

    /// What was measured at a neighbour of the point. Asked again, the neighbour says the same.
    pub(super) fn beside(&mut self, steps: &[Reading]) {
        let look = Look::Beside;
        self.beside = steps.iter().map(|r| Reading { look, ..*r }).collect();
    }

    /// All of it, with the bars that this noise gives; the next component starts afresh.
    pub(super) fn readings(&mut self, noise: &CostNoise) -> Vec<Reading> {
        let at_point = self.entries.drain(..).map(|entry| entry.reading(noise));
        at_point.chain(self.beside.drain(..)).collect()
    }
}

impl Entry {
    fn reading(&self, noise: &CostNoise) -> Reading {
        match *self {
            Self::Measured(Look::AtEps, _, m) => plain_of(&m, noise),
            Self::Measured(look, sides, m) => of(look, sides, &m, noise),
            Self::Plain(pair, step, analytic) => {
                let roundoff = noise.of_difference(pair.plus.abs().max(pair.minus.abs()))
                    / pair.step.displacement();
                Reading {
                    look: Look::AtEps,
                    step,
                    disagreement: pair.difference() - analytic,
                    bar: roundoff,
                    roundoff: Some(roundoff),
                    truncation: None,
                    difference: Some(pair.difference()),
                }
            }
            Self::Failed(look, h) => Reading::failed(look, h),
        }
    }
}

fn of(look: Look, sides: Sides, m: &Measurement, noise: &CostNoise) -> Reading {
    let bar = noise.bar(m);
    let difference = match (look, sides) {
        (_, Sides::Above | Sides::Below) => None,
        // From costs alone the difference is an extrapolated one, and the term is what that changed.
        (Look::ByCost, Sides::Both) => Some(m.difference + m.third_order),
        (_, Sides::Both) => Some(m.difference),
    };
    Reading {
        look,
        step: m.h,
        disagreement: m.disagreement,
        bar: match look {
            Look::Ladder => bar.total(),
            _ => bar.smooth(),
        },
        roundoff: Some(bar.roundoff),
        truncation: Some(bar.truncation),
        difference,
    }
}

/// The plain difference of a pair, whose truncation its slopes tell.
fn plain_of(m: &Measurement, noise: &CostNoise) -> Reading {
    let roundoff = noise.bar(m).roundoff;
    let truncation = PLAIN_TRUNCATION * m.third_order.abs();
    Reading {
        look: Look::AtEps,
        step: m.h,
        disagreement: m.difference - m.analytic,
        bar: roundoff + truncation,
        roundoff: Some(roundoff),
        truncation: Some(truncation),
        difference: Some(m.difference),
    }
}

/// Steps that were read again, in the light of what has been learned since, count once and keep their
/// names.
pub(super) fn read_again(earlier: &[Reading], again: Vec<Reading>) -> Vec<Reading> {
    let same = |r: &Reading| {
        let is_same = |e: &&Reading| e.step == r.step && e.look != Look::AtEps;
        earlier.iter().find(is_same)
    };
    let is_kept = |e: &&Reading| e.look == Look::AtEps || again.iter().all(|r| r.step != e.step);
    let kept: Vec<Reading> = earlier.iter().filter(is_kept).copied().collect();
    let again = again.into_iter().map(|r| match same(&r) {
        Some(e) if r.look == Look::FirstLook => Reading { look: e.look, ..r },
        _ => r,
    });
    kept.into_iter().chain(again).collect()
}

impl Judge<'_> {
    /// Measure at a step, and put it down.
    pub(super) fn measure(
        &mut self,
        line: Line,
        h: f64,
        look: Look,
    ) -> Result<Measurement, Problem> {
        let measured = line.measure(self.model, &self.base, h);
        self.history.entries.push(match &measured {
            Ok(m) => Entry::Measured(look, line.sides, *m),
            Err(_) => Entry::Failed(look, h),
        });
        measured
    }
}
