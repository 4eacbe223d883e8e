//! What several steps along one component say together.
//!
//! Nothing is called wrong on one measurement. A gradient is wrong where several steps, far apart,
//! reject it of the same disagreement; it is right where the best measurement of the regime at θ
//! agrees with it and resolves.

use super::rejection::{ABOVE_ROUNDOFF, Rejection, resolving_step, roundoff_that_takes_over};
use super::{Tolerances, assess, quantisation, scales};
use crate::differentiate::{ErrorBar, Measurement, StepSequence, regime};
use crate::precision::Precision;

/// The steps at which a suspicion is measured again at once, as divisors of the first. No powers of
/// two: an oscillation that the first step is a multiple of is not one of these too.
const WITNESSES_F64: [f64; 2] = [3709.0, 61.0];
/// In f32 there is less room between roundoff and truncation.
const WITNESSES_F32: [f64; 2] = [61.0, 7.9];
/// A lone rejecting measurement asks for a confirming step at a step that is smaller by this factor.
const BELOW: f64 = 61.0;
/// Nothing lies between θ = 0 and this step…
pub(super) const NEXT_TO_ZERO: f64 = 1.0 / (1u128 << 80) as f64;
/// …to which it is a few times as far as this.
const AT_ONCE: f64 = 1.0 / (1u64 << 20) as f64;
/// Slopes that differ by so many roundoffs may be one.
const HIDDEN: f64 = 3.0;
/// Numbers that an f32 has part in may be off by so many of its roundoffs.
const SINGLE_ROUNDOFFS: f64 = 64.0;

/// The steps to measure at after this suspicion.
pub(super) fn further_steps(
    tolerances: &Tolerances,
    first: &Measurement,
    theta: f64,
    precision: Precision,
) -> [f64; 2] {
    let steps = match precision {
        Precision::F64 => WITNESSES_F64,
        Precision::F32 => WITNESSES_F32,
    };
    let [far, near] = steps.map(|apart| first.h / apart);
    if tolerances.agrees_but_for_even(first) {
        // Where the even residual alone is suspicious, how it falls with the step has to be seen.
        return [near, far];
    }
    let deep = scales::deep(tolerances, first, theta, precision);
    if deep < near && scales::is_one_place(first) {
        return [deep, near];
    }
    let resolving = resolving_step(tolerances, first);
    [resolving.unwrap_or(far).min(far), near]
}

/// Where the smallest step rejects by far, a smaller one may be its confirming step.
pub(super) fn further_below(tolerances: &Tolerances, sequence: &StepSequence) -> Option<f64> {
    let smallest = &at_point(sequence.smallest());
    let is_clear = smallest.disagreement.abs() > ABOVE_ROUNDOFF * tolerances.bar(smallest).roundoff;
    let below = smallest.h / BELOW;
    (is_clear && tolerances.rejects(smallest) && !sequence.is_beyond(below)).then_some(below)
}

/// Where the smallest step still rejects, the one at which roundoff takes over: none below it could deny what
/// it says. Without noise that is told only of what is more than the roundoff of an f32.
pub(super) fn down_to_roundoff(tolerances: &Tolerances, sequence: &StepSequence) -> Option<f64> {
    let smallest = &at_point(sequence.smallest());
    let disagreement = smallest.disagreement.abs();
    let single = SINGLE_ROUNDOFFS * Precision::F32.unit_roundoff() * smallest.scale();
    let noise = tolerances.noise();
    let is_clear = disagreement > single || noise.is_above_rounding(smallest.largest_cost);
    let h = smallest.h * tolerances.bar(smallest).roundoff / roundoff_that_takes_over(disagreement);
    let is_below = h < smallest.h && !sequence.is_beyond(h);
    (is_clear && tolerances.rejects(smallest) && is_below).then_some(h)
}

/// At θ = 0 roundoff may fall like the step, so that it never takes over: where the slope at the point stands alone,
/// the steps go down at once.
pub(super) fn deeper_at_zero(sequence: &StepSequence, theta: f64) -> Option<f64> {
    let smallest = sequence.smallest();
    let goes_on = theta == 0.0 && smallest.h > NEXT_TO_ZERO && !sequence.has_floor();
    let below = (smallest.h * AT_ONCE).max(NEXT_TO_ZERO);
    (goes_on && smallest.without_own_slope().is_some()).then_some(below)
}

/// The measurement without the slope at θ, where that stands alone.
fn at_point(m: &Measurement) -> Measurement {
    m.without_own_slope().unwrap_or(*m)
}

/// All measurements so. Below a step at which the slope at θ stands alone it does at all, also where noise hides that, as
/// long as the difference says the same within it.
pub(super) fn at_points(tolerances: &Tolerances, sequence: &StepSequence) -> Vec<Measurement> {
    let mut alone: Option<f64> = None;
    let mut measurements = Vec::new();
    for m in sequence.measurements().iter().rev() {
        let (plain, noise) = (m.plain(), HIDDEN * tolerances.bar(m).roundoff);
        let is_same = |above: f64| (plain.disagreement - above).abs() <= noise;
        let is_hidden = plain.truncation <= noise && alone.is_some_and(is_same);
        if m.without_own_slope().is_some() {
            alone = Some(plain.disagreement);
        }
        measurements.push(if is_hidden { plain } else { at_point(m) });
    }
    measurements.reverse();
    measurements
}

/// The measurements that can be believed: costs that are flat at a small step, but reject at a larger one,
/// are rounded coarsely, not flat.
pub(super) fn told(tolerances: &Tolerances, sequence: &StepSequence) -> Vec<Measurement> {
    let is_flat = tolerances.tuning().find_quantisation && quantisation::is_flat(sequence);
    let denied = !is_flat
        && sequence
            .measurements()
            .iter()
            .any(|m| tolerances.rejects(m));
    let measurements = sequence
        .measurements()
        .iter()
        .filter(|m| !(m.flat && denied));
    measurements.copied().collect()
}

/// The narrowest measurement of the regime at θ.
pub(super) fn best(tolerances: &Tolerances, sequence: &StepSequence) -> Measurement {
    narrowest(tolerances, sequence, ErrorBar::total)
}

/// The same whatever the even residual.
pub(super) fn best_but_for_even(tolerances: &Tolerances, sequence: &StepSequence) -> Measurement {
    narrowest(tolerances, sequence, ErrorBar::smooth)
}

fn narrowest(
    tolerances: &Tolerances,
    sequence: &StepSequence,
    size: fn(&ErrorBar) -> f64,
) -> Measurement {
    let told = told(tolerances, sequence);
    let regime = regime(&told, tolerances.noise(), tolerances.tuning().prefix_bars);
    let bar = |m: &&Measurement| size(&tolerances.bar(m));
    let narrowest = regime.iter().min_by(|a, b| bar(a).total_cmp(&bar(b)));
    *narrowest.unwrap_or(sequence.smallest())
}

/// The largest error that steps speak of which contradict each other, if all that resolve what the block asks for
/// stay within it: then the block decides, whatever jitter its component has.
pub(super) fn slight(tolerances: &Tolerances, sequence: &StepSequence) -> Option<f64> {
    let bar = |m: &&Measurement| tolerances.bar(m).total();
    let resolving: Vec<&Measurement> = sequence
        .measurements()
        .iter()
        .filter(|m| tolerances.is_slight(m, bar(m)))
        .collect();
    let spoken = |m: &&Measurement| m.disagreement.abs() + bar(m);
    let largest = resolving.iter().map(spoken).fold(0.0, f64::max);
    let is_slight = tolerances.is_slight(sequence.smallest(), largest);
    (resolving.len() >= tolerances.tuning().confirmations && is_slight).then_some(largest)
}

/// The narrowest of the measurements that reject the gradient, if there are enough of them, far enough
/// apart, and none at a smaller step contradicts.
pub(super) fn rejecting(
    tolerances: &Tolerances,
    sequence: &StepSequence,
    theta: f64,
    precision: Precision,
) -> Option<Measurement> {
    let measurements = at_points(tolerances, sequence);
    // No oscillation is still at several steps, and rises from nothing beyond.
    let is_flat = tolerances.tuning().find_quantisation && quantisation::is_flat(sequence);
    let rejection = Rejection::new(tolerances, &measurements)?;
    let is_of_point_alone = |m: &Measurement| m.without_own_slope().is_some();
    let of_point_alone = sequence.measurements().iter().any(is_of_point_alone);
    let confirmed = rejection.spans(tolerances.tuning().confirming_span(precision))
        || rejection.is_repeated()
        || rejection.reaches_roundoff()
        || rejection.reaches_deepest(theta);
    let seen = !of_point_alone || rejection.is_deep(theta, precision);
    let resolves = rejection.resolves_oscillations() || sequence.has_floor() || is_flat;
    let stands = confirmed && seen && resolves && !rejection.is_contradicted();
    stands.then_some(rejection.best)
}

/// Where to measure next: where roundoff and truncation of the best measurement balance, if it agrees
/// and its bar is all that is wrong with it; else where the step sequence wants to grow.
pub(super) fn next_step(tolerances: &Tolerances, sequence: &StepSequence) -> Option<f64> {
    let best = best(tolerances, sequence);
    let bar = tolerances.bar(&best);
    let agrees = best.disagreement.abs() <= tolerances.tolerance(&best) + bar.smooth();
    if agrees && tolerances.is_quiet(&best) {
        let h = best.h * assess::retune(&bar);
        if sequence.is_new(h) && !sequence.is_beyond(h) {
            return Some(h);
        }
    }
    further_below(tolerances, sequence)
        .or_else(|| sequence.next_step(tolerances.noise(), tolerances.tuning().fill_gaps))
}
