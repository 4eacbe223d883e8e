//! Costs of f64 that see a parameter through f32 on their way.
//!
//! Over steps below the spacing of an f32 what passes through it stands still, and all such steps deny the
//! gradient alike; steps far above it confirm the gradient, but for the rounding. So do those of any other staircase, as
//! of a solver that stops early: f32 is told by where the cost jumps, or by how much.

use super::judge::ThroughF32;
use super::{Judge, Tolerances, quantisation};
use crate::differentiate::{Measurement, StepSequence, jumps_as_f32};
use crate::precision::Precision;

/// Steps up to so many spacings of θ as an f32 may not move what is computed from it…
const FINE: f64 = 16.0;
/// …and from so many on its rounding is a small share of the step.
const COARSE: f64 = 1024.0;
/// Asking takes up to 25 evaluations, less than one for each of so many components.
const MANY: usize = 32;
/// A cost that was computed in f32 is off by at most so many spacings of one.
const ROUNDINGS: f64 = 16.0;
/// Fine steps say the same within this share.
const ALIKE: f64 = 0.01;
/// Coarse steps leave at most this share of what the fine ones reject the gradient of.
const CONFIRMING: f64 = 0.02;
/// …and see the slopes of one place: they vary by at most this share.
const LOCAL: f64 = 0.05;

impl Judge<'_> {
    /// The noise of a cost that was seen to pass through f32.
    pub(super) fn single_noise(&mut self) {
        self.noise = self.noise().through_single(self.model, &self.base);
    }

    /// These tolerances, which know of it if it does.
    pub(super) fn as_seen(&self, tolerances: &Tolerances) -> Tolerances {
        if self.noise.single {
            tolerances.through_f32()
        } else {
            *tolerances
        }
    }

    /// Whether the cost turns out to pass through f32 where steps along a component have settled nothing. Its jumps are
    /// asked once.
    pub(super) fn is_through_f32(
        &mut self,
        tolerances: &Tolerances,
        component: usize,
        sequence: &StepSequence,
    ) -> bool {
        if self.noise.single || self.base.precision == Precision::F32 {
            return false;
        }
        self.sees_through_single(tolerances, component, sequence) || self.jumps_as_f32(component)
    }

    /// Whether it is worth asking for f32 before all else: there are many components to come, and the rounding of the
    /// cost and of the component to f32 explains what all steps reject the gradient of.
    pub(super) fn may_be_f32(&self, tolerances: &Tolerances, sequence: &StepSequence) -> bool {
        let asks = self.base.tuning.foresee_f32 && self.through_f32 == ThroughF32::JudgedAgain;
        if !asks || self.base.theta.len() < MANY {
            return false;
        }
        let explains = |m: &Measurement| {
            let of_component = m.analytic * m.theta;
            let rounded = f64::from(f32::EPSILON) * (m.largest_cost + of_component.abs());
            (m.disagreement * m.delta).abs() <= ROUNDINGS * rounded
        };
        let mut rejecting = sequence
            .measurements()
            .iter()
            .filter(|m| tolerances.rejects(m));
        rejecting.all(explains)
    }

    /// Whether the cost is seen to pass through f32 by its jumps along a component. They are asked once.
    pub(super) fn jumps_as_f32(&mut self, component: usize) -> bool {
        let asks = !self.noise.single && self.base.precision == Precision::F64;
        let asks = asks && !std::mem::replace(&mut self.noise.is_asked, true);
        asks && jumps_as_f32(self.model, &self.base, Some(component))
    }

    /// Whether the measurements along a component are those of a cost that sees it through f32.
    pub(super) fn sees_through_single(
        &mut self,
        tolerances: &Tolerances,
        component: usize,
        sequence: &StepSequence,
    ) -> bool {
        let spacing = f64::from(f32::EPSILON) * self.base.theta[component].abs();
        let measurements = sequence.measurements();
        // Still finer ones see rounding.
        let rounding = tolerances.noise().with_sigma(0.0);
        let is_fine = |m: &&Measurement| {
            let is_clear = rounding.bar(m).roundoff <= ALIKE * m.disagreement.abs();
            m.h <= FINE * spacing && is_clear
        };
        let fine: Vec<&Measurement> = measurements.iter().filter(is_fine).collect();
        let coarse: Vec<&Measurement> = measurements
            .iter()
            .filter(|m| m.h >= COARSE * spacing)
            .collect();
        let [first, second, ..] = fine.as_slice() else {
            return false;
        };
        let rejected = first.disagreement.abs();
        let alike = (first.disagreement - second.disagreement).abs() <= ALIKE * rejected;
        let confirms = |m: &&Measurement| {
            m.disagreement.abs() <= CONFIRMING * rejected && m.variation() <= LOCAL * m.scale()
        };
        let is_stair = self.base.precision == Precision::F64
            && !quantisation::is_flat(sequence)
            && rejected > 0.0
            && alike
            && coarse.iter().any(confirms);
        is_stair && jumps_as_f32(self.model, &self.base, Some(component))
    }
}
