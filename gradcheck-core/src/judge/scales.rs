//! The scales on which a cost is rough, and what is left of an rejection on all others.
//!
//! A part of the cost that moves in stairs (rounded to f32, quantised, or the answer of a solver that stops
//! early) lets all steps below its stairs deny a right gradient alike, and steps far above confirm it. A ripple or
//! a bump that is narrower than all steps does the reverse. So an rejection is put to two steps more: one so
//! large that the slopes just stay those of one place, and one so small that roundoff would just let it stand out.

use super::Tolerances;
use super::kink::deepest;
use crate::differentiate::{Measurement, Step, StepSequence};
use crate::precision::Precision;
use std::ops::RangeInclusive;

/// Slopes of one place vary by at most this share of them.
const ONE_PLACE: f64 = 0.2;
/// A far step is at most so many default steps, and once θ…
const FARTHEST: f64 = 512.0;
/// …and no multiple of another, which a period could hide from.
const JITTER: f64 = 1.086_434;
/// A step that is apart from the others by less tells nothing new.
const APART: f64 = 8.0;
/// Measurements say the same within this share.
const ALIKE: f64 = 0.25;
/// A far step that leaves at most this share of a disagreement confirms the gradient.
const CONFIRMING: f64 = 0.1;
/// Small steps may miss what a step that is larger by this factor sees.
const ROOM: f64 = 30.0;
/// At the deep step roundoff is this share of a disagreement.
const DEEP: f64 = 1e-3;
/// …or, at a step that is smaller by this factor, more of one in a block that is known to be wrong.
const NEAR_DEEP: f64 = 1.0 / 32.0;
/// …and θ moves by so many of its roundoffs.
const SPACINGS: f64 = 64.0;
/// Slopes at the ends that are at most this share of the one at the point are of another place.
const DIED_AWAY: f64 = 1e-3;
/// A step sees more than slopes and bars explain by this factor.
const EXPLAINED: f64 = 2.0;
/// A large step denies a gradient less if it leaves half of what small ones reject it of; between them a jump lies
/// where half of what they miss is missed.
const HALF: f64 = 0.5;
/// Between steps that are so near to each other no cost changes its slope, but it may jump by
const AT_ONCE: f64 = 1.25;
/// what makes this share of the difference: a sine adds less.
const JUMP: f64 = 0.2;
/// Steps that tell truncation are apart by this factor, and the terms of fourth order change its square within this.
const FURTHER: f64 = 1.5;
const AS_SQUARE: RangeInclusive<f64> = 0.5..=2.0;
/// The standard deviation of rounding to multiples of one: 1/√12.
const OF_ROUNDING: f64 = 0.288_675;

/// The next step that this rejection has to be put to.
pub(super) fn further_step(
    tolerances: &Tolerances,
    measurements: &[Measurement],
    sequence: &StepSequence,
    rejecting: &Measurement,
    theta: f64,
    precision: Precision,
) -> Option<f64> {
    let far = far_step(tolerances, measurements, theta, precision);
    let between = || between(tolerances, measurements);
    let deep = || deep_step(tolerances, measurements, rejecting, theta, precision);
    let jump = || match passage(tolerances, measurements)? {
        Passage::Open(h) => Some(h),
        Passage::Jump(_) => None,
    };
    let steps = far.into_iter().chain(between()).chain(deep()).chain(jump());
    let mut new = steps.filter(|&h| !sequence.is_beyond(h));
    new.next()
}

/// The steps, far below and far above, at which a first pair that rejects is put to the test; `None` where it is
/// too wide to be one of the place of the point, or too narrow to stand out of roundoff by far.
pub(super) fn quick_steps(
    tolerances: &Tolerances,
    m: &Measurement,
    theta: f64,
    precision: Precision,
    confirmed: bool,
) -> Option<(f64, Option<f64>)> {
    let deep = deep(tolerances, m, theta, precision);
    // In a block that is known to be wrong a step nearer to roundoff will do.
    let deep = if confirmed { deep * NEAR_DEEP } else { deep };
    let far = far_step(tolerances, std::slice::from_ref(m), theta, precision);
    (deep * APART < m.h).then_some((deep, far))
}

/// What is wrong by the same factor or by the same amount is so within this share.
const SAME_MISTAKE: f64 = 1e-3;
/// …and leaves nothing to the chance of a ripple within this one.
const SURELY: f64 = 1e-5;
/// …or, where the gradient is zero, within this one, by which no jump is the same at two steps.
const NEARLY: f64 = 0.05;

/// Whether two measurements are wrong by the same factor, or by the same amount. Where the gradient is zero any
/// difference would be: what the costs say has to be the same, for they may jump.
pub(super) fn is_wrong_alike(m: &Measurement, other: &Measurement) -> bool {
    is_wrong_within(SAME_MISTAKE, m, other) || is_zero(m) && is_zero(other) && is_alike(other, m)
}

/// The same beyond chance.
pub(super) fn is_surely_wrong_alike(m: &Measurement, other: &Measurement) -> bool {
    let apart = (m.disagreement - other.disagreement).abs();
    let is_same = apart <= NEARLY * other.disagreement.abs();
    is_wrong_within(SURELY, m, other) || is_zero(m) && is_zero(other) && is_same
}

/// The same where a factor of zero tells enough: of two components, or of steps whose slopes can't tell stairs.
pub(super) fn is_same_mistake(m: &Measurement, other: &Measurement) -> bool {
    is_wrong_within(SAME_MISTAKE, m, other) || is_zero(m) && is_zero(other)
}

/// Whether the analytic slopes are zero, or cancel.
fn is_zero(m: &Measurement) -> bool {
    m.difference == m.disagreement
}

fn is_wrong_within(within: f64, m: &Measurement, other: &Measurement) -> bool {
    let share = |m: &Measurement| m.disagreement / (m.difference - m.disagreement);
    let is_same = |a: f64, b: f64| (a - b).abs() <= within * b.abs();
    is_same(share(m), share(other)) || is_same(m.disagreement, other.disagreement)
}

/// Whether two measurements say the same.
pub(super) fn is_alike(a: &Measurement, b: &Measurement) -> bool {
    (a.disagreement - b.disagreement).abs() <= ALIKE * b.disagreement.abs()
}

/// Whether the slopes at both ends, by the gradient and by the costs, are those of the place of the point.
pub(super) fn is_one_place(m: &Measurement) -> bool {
    m.variation().max(2.0 * m.second_difference.abs()) <= ONE_PLACE * m.scale()
}

/// How far the slopes at the ends are from what a difference over both sides sees through: a line. The few digits of f32
/// tell no line, nor does one reach far.
fn departure(tolerances: &Tolerances, m: &Measurement) -> f64 {
    let farthest = FARTHEST * Step::assisted(m.theta, Precision::F64);
    if tolerances.noise().is_of_f32() || m.h > farthest {
        m.variation()
    } else {
        m.bend()
    }
}

/// Whether cost and slopes at both ends have died away next to the gradient at the point: they are those of another
/// place, as of atoms that have left each other's reach, and confirm nothing.
fn is_elsewhere(m: &Measurement) -> bool {
    let ends = m.plus.abs().max(m.minus.abs()).max(m.difference.abs());
    m.analytic != 0.0 && ends <= DIED_AWAY * m.analytic.abs()
}

/// Slopes that are nought everywhere don't tell what place they are of.
fn is_blank(m: &Measurement) -> bool {
    m.plus == 0.0 && m.analytic == 0.0 && m.minus == 0.0
}

/// The largest step, well above all others, at which the slopes are still those of one place.
fn far_step(
    tolerances: &Tolerances,
    measurements: &[Measurement],
    theta: f64,
    precision: Precision,
) -> Option<f64> {
    let is_one_place = |m: &&Measurement| departure(tolerances, m) <= ONE_PLACE * m.scale();
    let seen = measurements
        .iter()
        .rfind(is_one_place)
        .or(measurements.first())?;
    let farthest = (FARTHEST * Step::assisted(theta, precision)).min(Step::once(theta));
    // Slopes that don't vary at all are those of one place at any step: then this is infinite.
    let room = ONE_PLACE / 2.0 * seen.scale() / departure(tolerances, seen);
    let local = seen.h
        * if tolerances.noise().is_of_f32() {
            room
        } else {
            room.sqrt()
        };
    let too_far = measurements.iter().find(|m| m.h > seen.h);
    let below = too_far.map_or(f64::INFINITY, |m| m.h / APART);
    let step = farthest.min(local).min(bend(tolerances, measurements)) / JITTER;
    let step = step.min(below);
    (step > APART * seen.h).then_some(step)
}

/// The step at which the curvature of the costs, which the two smallest measurements that see it agree on, has bent the
/// slope to that of another place.
fn bend(tolerances: &Tolerances, measurements: &[Measurement]) -> f64 {
    let stands_out =
        |m: &&Measurement| m.second_difference.abs() > STANDS_OUT * tolerances.bar(m).roundoff;
    let mut seen = measurements.iter().filter(stands_out);
    let (Some(small), Some(next)) = (seen.next(), seen.next()) else {
        return f64::INFINITY;
    };
    let curvature = |m: &Measurement| 2.0 * m.second_difference / m.h;
    let is_same = (curvature(small) / curvature(next) - 1.0).abs() <= ALIKE;
    if is_same && next.h > 2.0 * small.h {
        ONE_PLACE * small.scale() / curvature(small).abs()
    } else {
        f64::INFINITY
    }
}

/// A second difference stands out of so many roundoffs.
const STANDS_OUT: f64 = 4.0;

/// The smallest step at which roundoff leaves no doubt of what the rejecting measurement says.
fn deep_step(
    tolerances: &Tolerances,
    measurements: &[Measurement],
    rejecting: &Measurement,
    theta: f64,
    precision: Precision,
) -> Option<f64> {
    let smallest = measurements.iter().find(|m| tolerances.rejects(m))?;
    let deep = deep(tolerances, rejecting, theta, precision);
    let is_new = measurements
        .iter()
        .all(|m| m.h > APART * deep || m.h * APART < deep);
    (deep * APART < smallest.h && is_new).then_some(deep)
}

/// The step at which the roundoff of this measurement would be the least share of its disagreement that leaves no
/// doubt.
pub(super) fn deep(
    tolerances: &Tolerances,
    m: &Measurement,
    theta: f64,
    precision: Precision,
) -> f64 {
    let roundoff = tolerances.noise().with_sigma(0.0).bar(m).roundoff;
    let finest = if theta == 0.0 {
        // There roundoff may fall like the step.
        deepest(theta)
    } else {
        SPACINGS * precision.unit_roundoff() * theta.abs()
    };
    finest.max(m.h * roundoff / m.disagreement.abs() / DEEP)
}

/// The measurements below the largest one of this place, and that one, if some of those far below it say something else:
/// they see the slope of what is left between the stairs.
fn below<'a>(
    tolerances: &Tolerances,
    measurements: &'a [Measurement],
    is_place: impl Fn(&Measurement) -> bool,
) -> Option<(&'a Measurement, &'a [Measurement])> {
    let bend = bend(tolerances, measurements);
    let largest = measurements
        .iter()
        .rposition(|m| m.h <= bend && is_place(m) && !is_elsewhere(m))?;
    let far = &measurements[largest];
    let bar = |m: &Measurement| tolerances.noise().rejecting(m);
    let differs = |m: &Measurement| {
        let size = m.disagreement.abs().max(far.disagreement.abs());
        let apart = (m.disagreement - far.disagreement).abs();
        let confirms = far.disagreement.abs() <= CONFIRMING * m.disagreement.abs();
        let is_apart = confirms || apart > ALIKE * size + bar(m) + bar(far);
        m.h * ROOM <= far.h && tolerances.rejects(m) && is_apart && !is_same_mistake(m, far)
    };
    measurements[..largest]
        .iter()
        .any(differs)
        .then_some((far, &measurements[..largest]))
}

/// Whether a step far above those that reject says something else, though not so clearly that it tells the noise of
/// the cost.
pub(super) fn is_denied_above(tolerances: &Tolerances, measurements: &[Measurement]) -> bool {
    let is_place =
        |m: &Measurement| !is_blank(m) && departure(tolerances, m) <= ONE_PLACE * m.scale();
    below(tolerances, measurements, is_place).is_some()
}

/// Whether a far step may tell of stairs below it. In f32 it is so far that slopes of nought tell nothing.
fn may_be_above_stairs(tolerances: &Tolerances, m: &Measurement) -> bool {
    is_one_place(m) && !(tolerances.noise().is_of_f32() && is_blank(m))
}

/// The step between two measurements below the far one, if small steps say something else: the stairs are seen best
/// by a step of their size.
fn between(tolerances: &Tolerances, measurements: &[Measurement]) -> Option<f64> {
    let (far, below) = below(tolerances, measurements, |m| {
        may_be_above_stairs(tolerances, m)
    })?;
    let last = below.last()?;
    (last.h * APART * APART < far.h).then_some((last.h * far.h).sqrt())
}

/// The noise that a cost shows on the scales below those on which it is smooth.
pub(super) fn noise(tolerances: &Tolerances, measurements: &[Measurement]) -> Option<f64> {
    let of_stairs = stairs(tolerances, measurements).map(|(_, noise)| noise);
    let of_jump = match passage(tolerances, measurements) {
        Some(Passage::Jump(size)) => Some(OF_ROUNDING * size),
        Some(Passage::Open(_)) | None => None,
    };
    let noise = of_stairs
        .into_iter()
        .chain(of_deepest(tolerances, measurements));
    noise.chain(of_jump).reduce(f64::max)
}

/// The step above the stairs of the cost, and the noise that they are below it.
fn stairs<'a>(
    tolerances: &Tolerances,
    measurements: &'a [Measurement],
) -> Option<(&'a Measurement, f64)> {
    let is_place = |m: &Measurement| may_be_above_stairs(tolerances, m);
    let (far, below) = below(tolerances, measurements, is_place)?;
    let missed = |m: &Measurement| ((m.disagreement - far.disagreement) * m.delta).abs();
    let largest = below.iter().map(missed).fold(0.0, f64::max);
    Some((far, OF_ROUNDING * largest))
}

/// The noise of stairs above which the gradient is confirmed: other components may stand on them.
pub(super) fn confirmed_stairs(
    tolerances: &Tolerances,
    measurements: &[Measurement],
) -> Option<f64> {
    let (far, noise) = stairs(tolerances, measurements)?;
    let left = far.disagreement.abs() + tolerances.bar(far).smooth();
    let denies = |m: &Measurement| tolerances.rejects(m) && left <= ALIKE * m.disagreement.abs();
    measurements.iter().any(denies).then_some(noise)
}

/// How the costs pass from steps that deny the gradient to a large one that denies it less, or the other way.
enum Passage {
    /// It isn't seen yet: measure at this step.
    Open(f64),
    /// By a jump of this size, as a staircase does whose stairs are wider than the small steps.
    Jump(f64),
}

/// `None` where all larger steps say the same, where the slopes explain what they see, or where the costs pass over
/// gradually, as those of a forgotten term do.
fn passage(tolerances: &Tolerances, measurements: &[Measurement]) -> Option<Passage> {
    let rejecting = measurements.iter().find(|m| tolerances.rejects(m))?;
    let missed = |m: &Measurement| (m.disagreement - rejecting.disagreement).abs();
    let says_less = |m: &Measurement| {
        // What Simpson's rule cancels, if the slopes bend as little as it takes them to.
        let bend = 6.0 * m.third_order.abs();
        let explained = bend + tolerances.bar(m).smooth();
        let share = m.disagreement / rejecting.disagreement;
        (-1.0..=HALF).contains(&share)
            && !is_elsewhere(m)
            && departure(tolerances, m) <= ONE_PLACE * m.scale().max(rejecting.scale())
            && missed(m) > EXPLAINED * explained
            && !is_same_mistake(m, rejecting)
    };
    let far = measurements.iter().rposition(says_less)?;
    if is_truncation(tolerances, &measurements[..=far]) {
        return None;
    }
    let all = missed(&measurements[far]);
    let is_below = |m: &Measurement| missed(m) <= HALF * all;
    let low = measurements[..far].iter().rposition(is_below)?;
    let (low, high) = (&measurements[low], &measurements[low + 1]);
    if high.h > AT_ONCE * low.h {
        return Some(Passage::Open((low.h * high.h).sqrt()));
    }
    let is_jump = missed(high) - missed(low) >= JUMP * all;
    let seen = measurements[..=far].iter().filter(|m| m.h >= high.h);
    let largest = seen.map(|m| missed(m) * m.delta).fold(0.0, f64::max);
    is_jump.then_some(Passage::Jump(largest))
}

/// Whether the largest of these measurements says what it says by truncation: with the next two that are apart from it,
/// its disagreement grows as the square of the step, and less that square it is what all smaller steps say. Stairs let
/// a disagreement jump, and fall as one over the step.
fn is_truncation(tolerances: &Tolerances, measurements: &[Measurement]) -> bool {
    let below = |m: &Measurement| {
        let mut below = measurements.iter().rev();
        below.find(|other| other.h * FURTHER <= m.h)
    };
    let Some(large) = measurements.last() else {
        return false;
    };
    let Some((middle, small)) = below(large).and_then(|middle| Some((middle, below(middle)?)))
    else {
        return false;
    };
    let square = |m: &Measurement| m.h * m.h;
    let growth = |a: &Measurement, b: &Measurement| {
        (b.disagreement - a.disagreement) / (square(b) - square(a))
    };
    let roundoff = |m: &Measurement| tolerances.bar(m).roundoff;
    let apart = (middle.disagreement - small.disagreement).abs();
    let is_seen = apart > STANDS_OUT * (roundoff(middle) + roundoff(small));
    let is_square = AS_SQUARE.contains(&(growth(middle, large) / growth(small, middle)));
    let at_zero = small.disagreement - growth(small, middle) * square(small);
    let all = (large.disagreement - at_zero).abs();
    let says_so = |m: &Measurement| {
        (m.disagreement - at_zero).abs() <= CONFIRMING * all + STANDS_OUT * roundoff(m)
    };
    let mut smaller = measurements.iter().filter(|m| m.h < small.h);
    is_seen && is_square && smaller.all(says_so)
}

/// The noise that the smallest step shows, where it neither confirms what the next two reject the gradient of, nor
/// denies it.
fn of_deepest(tolerances: &Tolerances, measurements: &[Measurement]) -> Option<f64> {
    let [deepest, next, above] = measurements.get(..3)? else {
        return None;
    };
    let apart = |a: &Measurement, b: &Measurement| (a.disagreement - b.disagreement).abs();
    let alike = |a, b: &Measurement| apart(a, b) <= ALIKE * b.disagreement.abs();
    let denies = deepest.disagreement.abs() <= ALIKE * next.disagreement.abs();
    let both = tolerances.rejects(next) && tolerances.rejects(above) && alike(next, above);
    let varies = deepest.variation() > ALIKE * apart(deepest, next);
    let is_noise = both && !denies && !varies && !alike(deepest, next);
    (is_noise && deepest.h * APART < next.h).then_some(apart(deepest, next) * deepest.delta)
}
