//! The verdict where no step more will tell.

use super::decision::Decision;
use super::kink::Kink;
use super::{Judge, Tolerances, confirming_steps};
use crate::differentiate::{Measurement, StepSequence};
use crate::precision::Precision;
use crate::report::{Reason, Verdict};

/// A step may deny what the best one says if its bar is at most so many times as wide.
const AS_FINE: f64 = 4.0;

impl Judge<'_> {
    /// The verdict where the step sequence is exhausted.
    pub(super) fn last_resort(
        &mut self,
        tolerances: &Tolerances,
        component: usize,
        sequence: &StepSequence,
    ) -> Decision {
        let kink = Kink::of(sequence.measurements(), tolerances.noise());
        let is_smooth = kink.is_none();
        let subgradient = is_smooth.then(|| self.subgradient(tolerances, component, sequence));
        let (best, bar) = subgradient.flatten().unwrap_or_else(|| {
            let best = confirming_steps::best(tolerances, sequence);
            (best, tolerances.bar(&best).total())
        });
        let agrees = best.disagreement.abs() <= tolerances.tolerance(&best) + bar;
        let verdict = if agrees && tolerances.resolves_coarsely(&best, bar) {
            Verdict::Pass
        } else if kink.is_some() {
            Verdict::Undecided(Reason::Kink)
        } else {
            match self.too_wide(tolerances, &best) {
                Reason::BarTooWide if !agrees => Verdict::Undecided(Reason::Unsettled),
                reason => Verdict::Undecided(reason),
            }
        };
        // The few digits of f32 leave a disagreement of a bar or two that no step rejects and another step denies:
        // it hides an error of its own size, on the scale of the slope itself.
        let rejects = |m: &Measurement| m.h <= best.h && tolerances.rejects(m);
        let denies = |m: &Measurement| {
            let agrees =
                m.disagreement.abs() <= tolerances.tolerance(m) + tolerances.bar(m).total();
            let is_opposite = m.disagreement * best.disagreement < 0.0;
            (agrees || is_opposite) && tolerances.bar(m).total() <= AS_FINE * bar
        };
        let is_near = self.base.precision == Precision::F32
            && !agrees
            && !sequence.measurements().iter().any(rejects)
            && sequence.measurements().iter().any(denies);
        let slight =
            confirming_steps::slight(tolerances, sequence).filter(|_| !agrees && kink.is_none());
        let is_open = match verdict {
            Verdict::Undecided(_) => agrees || is_near || slight.is_some(),
            Verdict::Pass | Verdict::Fail => false,
        };
        // Between the slopes of a kink any error hides.
        let hidden = match kink {
            Some(Kink::Here(slopes)) => (slopes.right - slopes.left).abs(),
            Some(Kink::Beside) | None => 0.0,
        };
        let (bar, scale) = match slight {
            _ if is_near => (bar.max(best.disagreement.abs()), best.own_scale()),
            Some(slight) => (bar.max(slight), best.own_scale()),
            None => (bar, best.scale()),
        };
        let by = Decision::by(verdict, tolerances, best, bar);
        // Steps that contradict each other would notice nothing.
        let noticeable = if agrees || is_near || slight.is_some() {
            by.noticeable.max(hidden)
        } else {
            f64::INFINITY
        };
        Decision {
            noticeable,
            scale,
            is_open,
            ..by
        }
    }

    /// The narrowest measurement but for an even residual, and its bar, where that residual is the most of it: it may be
    /// that of a kink which noise blurs. A gradient that agrees is as well known as it is beside the point.
    fn subgradient(
        &mut self,
        tolerances: &Tolerances,
        component: usize,
        sequence: &StepSequence,
    ) -> Option<(Measurement, f64)> {
        let m = confirming_steps::best_but_for_even(tolerances, sequence);
        let bar = tolerances.bar(&m);
        if bar.roughness <= bar.smooth() || !tolerances.agrees_but_for_even(&m) {
            return None;
        }
        let beside = self.beside(component)?;
        (beside.verdict == Verdict::Pass).then(|| (m, bar.smooth().max(beside.bar)))
    }

    /// Why a bar is too wide.
    pub(super) fn too_wide(&self, tolerances: &Tolerances, m: &Measurement) -> Reason {
        if self.noise.single {
            Reason::SinglePrecision
        } else if tolerances.noise().is_above_rounding(m.largest_cost) {
            Reason::Noise
        } else {
            Reason::BarTooWide
        }
    }
}
