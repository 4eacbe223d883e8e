//! What several steps along one component say together.
//!
//! Nothing is called wrong on one measurement. A gradient is wrong where several steps, far apart,
//! accuse it of the same disagreement; it is right where the best measurement of the regime at θ
//! agrees with it and resolves.

use super::accusation::{ABOVE_ROUNDOFF, Accusation, resolving_step, roundoff_that_takes_over};
use super::{Criteria, quantum, scales};
use crate::differentiate::{Ladder, Measurement, regime};
use crate::precision::Precision;

/// The steps at which a suspicion is measured again at once, as divisors of the first. No powers of
/// two: an oscillation that the first step is a multiple of is not one of these too.
const WITNESSES_F64: [f64; 2] = [3709.0, 61.0];
/// In f32 there is less room between roundoff and truncation.
const WITNESSES_F32: [f64; 2] = [61.0, 7.9];
/// A lone accuser asks for a witness at a step that is smaller by this factor.
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
pub(super) fn witness_steps(
    criteria: &Criteria,
    first: &Measurement,
    theta: f64,
    precision: Precision,
) -> [f64; 2] {
    let steps = match precision {
        Precision::F64 => WITNESSES_F64,
        Precision::F32 => WITNESSES_F32,
    };
    let [far, near] = steps.map(|apart| first.h / apart);
    if criteria.agrees_but_for_even(first) {
        // Where the even residual alone is suspicious, how it falls with the step has to be seen.
        return [near, far];
    }
    let deep = scales::deep(criteria, first, theta, precision);
    if deep < near && scales::is_one_place(first) {
        return [deep, near];
    }
    let resolving = resolving_step(criteria, first);
    [resolving.unwrap_or(far).min(far), near]
}

/// Where the smallest step accuses by far, a smaller one may be its witness.
pub(super) fn further_below(criteria: &Criteria, ladder: &Ladder) -> Option<f64> {
    let smallest = &at_point(ladder.smallest());
    let is_clear = smallest.disagreement.abs() > ABOVE_ROUNDOFF * criteria.bar(smallest).roundoff;
    let below = smallest.h / BELOW;
    (is_clear && criteria.accuses(smallest) && !ladder.is_beyond(below)).then_some(below)
}

/// Where the smallest step still accuses, the one at which roundoff takes over: none below it could deny what
/// it says. Without noise that is told only of what is more than the roundoff of an f32.
pub(super) fn down_to_roundoff(criteria: &Criteria, ladder: &Ladder) -> Option<f64> {
    let smallest = &at_point(ladder.smallest());
    let disagreement = smallest.disagreement.abs();
    let single = SINGLE_ROUNDOFFS * Precision::F32.unit_roundoff() * smallest.scale();
    let noise = criteria.noise();
    let is_clear = disagreement > single || noise.is_above_rounding(smallest.largest_cost);
    let h = smallest.h * criteria.bar(smallest).roundoff / roundoff_that_takes_over(disagreement);
    let is_below = h < smallest.h && !ladder.is_beyond(h);
    (is_clear && criteria.accuses(smallest) && is_below).then_some(h)
}

/// At θ = 0 roundoff may fall like the step, so that it never takes over: where the slope at the point stands alone,
/// the steps go down at once.
pub(super) fn deeper_at_zero(ladder: &Ladder, theta: f64) -> Option<f64> {
    let smallest = ladder.smallest();
    let goes_on = theta == 0.0 && smallest.h > NEXT_TO_ZERO && !ladder.has_floor();
    let below = (smallest.h * AT_ONCE).max(NEXT_TO_ZERO);
    (goes_on && smallest.without_own_slope().is_some()).then_some(below)
}

/// The measurement without the slope at θ, where that stands alone.
fn at_point(m: &Measurement) -> Measurement {
    m.without_own_slope().unwrap_or(*m)
}

/// All rungs so. Below a step at which the slope at θ stands alone it does at all, also where noise hides that, as
/// long as the difference says the same within it.
pub(super) fn at_points(criteria: &Criteria, ladder: &Ladder) -> Vec<Measurement> {
    let mut alone: Option<f64> = None;
    let mut rungs = Vec::new();
    for m in ladder.rungs().iter().rev() {
        let (plain, noise) = (m.plain(), HIDDEN * criteria.bar(m).roundoff);
        let is_same = |above: f64| (plain.disagreement - above).abs() <= noise;
        let is_hidden = plain.truncation <= noise && alone.is_some_and(is_same);
        if m.without_own_slope().is_some() {
            alone = Some(plain.disagreement);
        }
        rungs.push(if is_hidden { plain } else { at_point(m) });
    }
    rungs.reverse();
    rungs
}

/// The rungs that can be believed: costs that are flat at a small step, but accuse at a larger one,
/// are rounded coarsely, not flat.
pub(super) fn told(criteria: &Criteria, ladder: &Ladder) -> Vec<Measurement> {
    let is_flat = criteria.procedure().find_quanta && quantum::is_flat(ladder);
    let denied = !is_flat && ladder.rungs().iter().any(|m| criteria.accuses(m));
    let rungs = ladder.rungs().iter().filter(|m| !(m.flat && denied));
    rungs.copied().collect()
}

/// The narrowest rung of the regime at θ.
pub(super) fn best(criteria: &Criteria, ladder: &Ladder) -> Measurement {
    let told = told(criteria, ladder);
    let regime = regime(&told, criteria.noise(), criteria.procedure().prefix_bars);
    let total = |m: &&Measurement| criteria.bar(m).total();
    let narrowest = regime.iter().min_by(|a, b| total(a).total_cmp(&total(b)));
    *narrowest.unwrap_or(ladder.smallest())
}

/// The largest error that steps speak of which contradict each other, if all that resolve what the block asks for
/// stay within it: then the block decides, whatever jitter its component has.
pub(super) fn slight(criteria: &Criteria, ladder: &Ladder) -> Option<f64> {
    let bar = |m: &&Measurement| criteria.bar(m).total();
    let resolving: Vec<&Measurement> = ladder
        .rungs()
        .iter()
        .filter(|m| criteria.is_slight(bar(m)))
        .collect();
    let spoken = |m: &&Measurement| m.disagreement.abs() + bar(m);
    let largest = resolving.iter().map(spoken).fold(0.0, f64::max);
    (resolving.len() >= criteria.procedure().witnesses && criteria.is_slight(largest))
        .then_some(largest)
}

/// The narrowest of the rungs that accuse the gradient, if there are enough of them, far enough
/// apart, and none at a smaller step contradicts.
pub(super) fn accuser(
    criteria: &Criteria,
    ladder: &Ladder,
    theta: f64,
    precision: Precision,
) -> Option<Measurement> {
    let rungs = at_points(criteria, ladder);
    // No oscillation is still at several steps, and rises on a line beyond.
    let is_flat = criteria.procedure().find_quanta && quantum::is_flat(ladder);
    let accusation = Accusation::new(criteria, &rungs)?;
    let is_of_point_alone = |m: &Measurement| m.without_own_slope().is_some();
    let of_point_alone = ladder.rungs().iter().any(is_of_point_alone);
    let witnessed = accusation.spans(criteria.procedure().witness_span(precision))
        || accusation.is_repeated()
        || accusation.reaches_roundoff()
        || accusation.reaches_deepest(theta);
    let seen = !of_point_alone || accusation.is_deep(theta, precision);
    let resolves = accusation.resolves_oscillations() || ladder.has_floor() || is_flat;
    let stands = witnessed && seen && resolves && !accusation.is_contradicted();
    stands.then_some(accusation.best)
}
