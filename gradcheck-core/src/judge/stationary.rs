//! Points at which the slope vanishes to a higher degree than differences can follow: x³ and x⁴ at 0.
//!
//! There, whatever the step, what differences leave over is of the size of the slopes themselves.
//! Beside the point these are large. So the point passes if the gradient is right beside it, and if
//! at the point it is nothing compared with that, and so is the disagreement, falling with the step.

use super::decision::Decision;
use super::{Judge, Tolerances};
use crate::differentiate::Measurement;
use crate::report::{Reason, Verdict};

/// A derivative of this share of the slopes beside it vanishes.
const VANISHING: f64 = 1e-3;
/// What can't be told from zero has to be this small a share of them.
const TOLD: f64 = 1e-4;
/// What falls like the step does so within this factor.
const FALLING: f64 = 4.0;
/// …over at least this range of steps.
const FALLS_OVER: f64 = 8.0;

impl Judge<'_> {
    /// The verdict on a component by its slopes beside the point, if they vanish at the point itself.
    /// Measurements come smallest first.
    pub(super) fn at_stationary(
        &mut self,
        tolerances: &Tolerances,
        component: usize,
        measurements: &[Measurement],
    ) -> Option<Decision> {
        if !tolerances.tuning().find_stationary {
            return None;
        }
        let reach = |m: &Measurement| m.disagreement.abs() + tolerances.bar(m).total();
        let told = |a: &&Measurement, b: &&Measurement| reach(a).total_cmp(&reach(b));
        let (best, largest) = (measurements.iter().min_by(told)?, measurements.last()?);
        let bar = tolerances.bar(best).smooth();
        let near = best.disagreement.abs();
        let next = measurements.iter().find(|m| m.h >= best.h * FALLS_OVER);
        let falls =
            next.is_some_and(|far| near <= bar + FALLING * far.disagreement.abs() * best.h / far.h);
        let analytic = best.analytic.abs();
        if !(near <= bar || falls) || analytic > VANISHING * largest.scale() + bar {
            return None;
        }
        let beside = self.beside(component)?;
        let slope = beside.size();
        if analytic > VANISHING * slope || reach(best) > TOLD * slope {
            return None;
        }
        let verdict = match beside.verdict {
            Verdict::Fail => Verdict::Undecided(Reason::RightByChance),
            verdict => verdict,
        };
        Some(Decision {
            scale: slope,
            ..Decision::by(verdict, tolerances, *best, reach(best))
        })
    }
}
