//! What has been measured along the component at hand, kept for the report.
//!
//! Measurements are put down as they are made. Error bars are drawn when the component is settled,
//! since the noise of the cost may become known only on the way.

use super::Judge;
use crate::differentiate::{CostNoise, CostPair, Measurement, Sides, Stencil, Step};
use crate::report::{Problem, StepKind, StepRecord};

/// Third-order terms that a plain central difference may be off by.
const PLAIN_TRUNCATION: f64 = 1.5;

/// The measurements along one component, in the order in which they were made.
#[derive(Debug, Clone, Default)]
pub(crate) struct StepLog {
    entries: Vec<Entry>,
    beside: Vec<StepRecord>,
}

#[derive(Debug, Clone, Copy)]
enum Entry {
    /// A measurement of both sides, or of one.
    Measured(StepKind, Sides, Measurement),
    /// A difference of costs alone at the user's `eps`.
    Plain(CostPair, f64, f64),
    Failed(StepKind, f64),
}

impl StepLog {
    pub(super) fn measured(&mut self, kind: StepKind, m: &Measurement) {
        self.entries.push(Entry::Measured(kind, Sides::Both, *m));
    }

    /// A plain difference of costs at this step, where the analytic derivative is known.
    pub(super) fn plain(&mut self, h: f64, pair: CostPair, analytic: f64) {
        self.entries.push(Entry::Plain(pair, h, analytic));
    }

    pub(super) fn failed(&mut self, kind: StepKind, h: f64) {
        self.entries.push(Entry::Failed(kind, h));
    }

    /// What was measured at a neighbour of the point. Asked again, the neighbour says the same.
    pub(super) fn beside(&mut self, steps: &[StepRecord]) {
        let kind = StepKind::Beside;
        self.beside = steps.iter().map(|r| StepRecord { kind, ..*r }).collect();
    }

    /// All of it, with the bars that this noise gives; the next component starts afresh.
    pub(super) fn readings(&mut self, noise: &CostNoise) -> Vec<StepRecord> {
        let at_point = self.entries.drain(..).map(|entry| entry.reading(noise));
        at_point.chain(self.beside.drain(..)).collect()
    }
}

impl Entry {
    fn reading(&self, noise: &CostNoise) -> StepRecord {
        match *self {
            Self::Measured(StepKind::AtEps, _, m) => plain_of(&m, noise),
            Self::Measured(kind, sides, m) => of(kind, sides, &m, noise),
            Self::Plain(pair, step, analytic) => {
                let roundoff = noise.of_difference(pair.plus.abs().max(pair.minus.abs()))
                    / pair.step.displacement();
                StepRecord {
                    kind: StepKind::AtEps,
                    step,
                    disagreement: pair.difference() - analytic,
                    bar: roundoff,
                    roundoff: Some(roundoff),
                    truncation: None,
                    difference: Some(pair.difference()),
                }
            }
            Self::Failed(kind, h) => StepRecord::failed(kind, h),
        }
    }
}

fn of(kind: StepKind, sides: Sides, m: &Measurement, noise: &CostNoise) -> StepRecord {
    let bar = noise.bar(m);
    let difference = match (kind, sides) {
        (_, Sides::Above | Sides::Below) => None,
        // From costs alone the difference is an extrapolated one, and the term is what that changed.
        (StepKind::ByCost, Sides::Both) => Some(m.difference + m.third_order),
        (_, Sides::Both) => Some(m.difference),
    };
    StepRecord {
        kind,
        step: m.h,
        disagreement: m.disagreement,
        bar: match kind {
            StepKind::Sequence => bar.total(),
            _ => bar.smooth(),
        },
        roundoff: Some(bar.roundoff),
        truncation: Some(bar.truncation),
        difference,
    }
}

/// The plain difference of a pair, whose truncation its slopes tell.
fn plain_of(m: &Measurement, noise: &CostNoise) -> StepRecord {
    let roundoff = noise.bar(m).roundoff;
    let truncation = PLAIN_TRUNCATION * m.third_order.abs();
    StepRecord {
        kind: StepKind::AtEps,
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
pub(super) fn read_again(earlier: &[StepRecord], again: Vec<StepRecord>) -> Vec<StepRecord> {
    let same = |r: &StepRecord| {
        let is_same = |e: &&StepRecord| e.step == r.step && e.kind != StepKind::AtEps;
        earlier.iter().find(is_same)
    };
    let is_kept =
        |e: &&StepRecord| e.kind == StepKind::AtEps || again.iter().all(|r| r.step != e.step);
    let kept: Vec<StepRecord> = earlier.iter().filter(is_kept).copied().collect();
    let again = again.into_iter().map(|r| match same(&r) {
        Some(e) if r.kind == StepKind::Screening => StepRecord { kind: e.kind, ..r },
        _ => r,
    });
    kept.into_iter().chain(again).collect()
}

impl Judge<'_> {
    /// Measure at a step, and put it down.
    pub(super) fn measure(
        &mut self,
        line: Stencil,
        h: f64,
        kind: StepKind,
    ) -> Result<Measurement, Problem> {
        // Rows that are measured along one direction share its points.
        let h = if self.base.is_row && self.base.terms > 0.0 && h < 1.0 {
            Step::once(h.recip()).recip()
        } else {
            h
        };
        let measured = line.measure(self.model, &self.base, h);
        self.log.entries.push(match &measured {
            Ok(m) => Entry::Measured(kind, line.sides, *m),
            Err(_) => Entry::Failed(kind, h),
        });
        measured
    }
}
