//! Costs that are rounded coarsely: a result in f32, a printed number, a count, an inner solver, the
//! logarithm of what is nearly one.
//!
//! At small steps such a cost doesn't move at all, which looks like a derivative of zero. Where it
//! moves at a larger step as the gradient says, its smallest move is a quantum, and that is noise.

use super::Tolerances;
use crate::differentiate::{Measurement, Step, StepSequence};
use crate::precision::Precision;
use std::ops::RangeInclusive;

/// A cost that didn't move is tried at steps that are larger than the default by these factors, up to once θ.
const LARGER: [f64; 3] = [64.0, 512.0, 8192.0];
/// The rounding of a few numbers of order one.
const SWALLOWED: f64 = 8.0 * f64::EPSILON;
/// The standard deviation of rounding to multiples of one: 1/√12.
const OF_ROUNDING: f64 = 0.288_675;
/// A larger step confirms the gradient within this share of it.
const CONFIRMING: f64 = 0.45;

/// A cost that stands still at a derivative of so many roundoffs is rounded coarsely, or flat.
const CLEAR: f64 = 64.0;
/// The edge of what is flat is found within this factor…
const EDGE: f64 = 1.04;
/// …and beyond it the cost is seen at a step that is larger by this, or by as little or as much as this: the next stair
/// would be three times as far.
const BEYOND: f64 = 1.7;
const TELLING: RangeInclusive<f64> = 1.2..=2.5;
/// Beyond an edge the cost moves by this share of what the gradient says, at the least.
const MOVES_ON: f64 = 0.05;
/// What rises from nothing at an edge has moved by this share there of what it moves by beyond it.
const FROM_NOTHING: f64 = 0.25;

/// Whether a cost that doesn't move at small steps is flat up to an edge, beyond which it rises from nothing, where one
/// that is rounded would jump, and stay there.
pub(super) fn is_flat(sequence: &StepSequence) -> bool {
    edge(sequence).is_some_and(|(still, beyond)| is_hinge(still, beyond))
}

/// The largest step at which the cost stands still, and the measurements beyond it.
fn edge(sequence: &StepSequence) -> Option<(&Measurement, &[Measurement])> {
    let measurements = sequence.measurements();
    let last = measurements
        .iter()
        .rposition(|m| is_still(m) && m.analytic != 0.0)?;
    Some((&measurements[last], &measurements[last + 1..]))
}

fn is_hinge(still: &Measurement, beyond: &[Measurement]) -> bool {
    let Some(near) = beyond.first().filter(|near| near.h <= EDGE * still.h) else {
        return false;
    };
    let is_far = |m: &&Measurement| TELLING.contains(&(m.h / near.h));
    beyond.iter().find(is_far).is_some_and(|far| {
        let sides = moves(near).into_iter().zip(moves(far));
        let first = sides.max_by(|a, b| a.0.total_cmp(&b.0));
        first.is_some_and(|(at_edge, beyond)| at_edge <= FROM_NOTHING * beyond)
    })
}

/// The step that has yet to be seen before it can be told whether a cost that stands still is flat.
pub(super) fn edge_step(tolerances: &Tolerances, sequence: &StepSequence) -> Option<f64> {
    let (still, beyond) = edge(sequence)?;
    let near = beyond.first()?;
    let moves_on = |m: &Measurement| {
        moves(m)[0].max(moves(m)[1]) > MOVES_ON * (m.analytic * m.delta / 2.0).abs()
    };
    if !beyond.iter().any(moves_on) {
        return None;
    }
    if still.analytic.abs() <= CLEAR * tolerances.noise().bar(still).roundoff {
        return None;
    }
    if near.h > EDGE * still.h {
        return Some((still.h * near.h).sqrt());
    }
    let is_seen = beyond.iter().any(|m| TELLING.contains(&(m.h / near.h)));
    (!is_seen).then_some(BEYOND * near.h)
}

/// The step at which a cost that didn't move at another may move as the gradient says.
pub(super) fn larger_step(
    sequence: &StepSequence,
    theta: f64,
    precision: Precision,
) -> Option<f64> {
    let measurements = sequence.measurements();
    let largest = measurements.last()?;
    let is_still = measurements
        .iter()
        .any(|m| is_still(m) && m.analytic != 0.0);
    let of_default = |factor: f64| factor * Step::assisted(theta, precision);
    let mut steps = LARGER
        .map(|factor| of_default(factor).min(Step::once(theta)))
        .into_iter();
    let larger = steps.find(|&h| h > largest.h && !sequence.is_beyond(h))?;
    (is_still && !is_flat(sequence) && noise(sequence).is_none()).then_some(larger)
}

/// The noise of a cost that doesn't move at small steps, but does at a larger one, and there as the
/// gradient says: that of rounding to multiples of its smallest move.
pub(super) fn noise(sequence: &StepSequence) -> Option<f64> {
    let measurements = sequence.measurements();
    let still = measurements
        .iter()
        .find(|m| is_still(m) && m.analytic != 0.0)?;
    let confirms = |m: &Measurement| {
        m.h > still.h && !is_still(m) && m.disagreement.abs() <= CONFIRMING * m.analytic.abs()
    };
    let moves = measurements
        .iter()
        .flat_map(moves)
        .filter(|&change| change > 0.0);
    let quantisation = moves.fold(f64::INFINITY, f64::min);
    let is_rounded = !is_flat(sequence) && measurements.iter().any(confirms);
    is_rounded.then_some(OF_ROUNDING * quantisation)
}

/// Whether a cost that doesn't move at the smallest steps should move by so little that the rounding of a number
/// of order one on the way to it, as of 1 + e⁻⁴⁰ before a logarithm, would swallow the move.
pub(super) fn may_be_swallowed(sequence: &StepSequence, rejecting: &Measurement) -> bool {
    let still = sequence
        .measurements()
        .iter()
        .take_while(|m| is_still(m))
        .last();
    is_still(rejecting) && still.is_some_and(|m| (m.analytic * m.delta).abs() < SWALLOWED)
}

/// Whether the costs are equal to the last bit.
pub(super) fn is_still(m: &Measurement) -> bool {
    m.difference == 0.0 && m.second_difference == 0.0
}

/// |f₊ − f₀| and |f₀ − f₋|.
fn moves(m: &Measurement) -> [f64; 2] {
    let half = m.delta / 2.0;
    [
        (m.difference + m.second_difference).abs() * half,
        (m.difference - m.second_difference).abs() * half,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::differentiate::one_component::Function;

    fn sequence(cost: fn(f64) -> f64, slope: f64, steps: &[i32]) -> StepSequence {
        let slope = move |_: f64| slope;
        let function = Function { cost, slope };
        function.at(0.3, |base| {
            let measure =
                |k: i32| Measurement::assisted(base, 0, &function.pair(base, 2f64.powi(k)));
            let mut sequence = StepSequence::new(measure(steps[0]));
            steps[1..].iter().for_each(|&k| sequence.push(measure(k)));
            sequence
        })
    }

    #[test]
    fn a_staircase_is_noisy_where_a_larger_step_climbs_it() {
        let stairs: fn(f64) -> f64 = |x| (x * 1e4).round() / 1e4;
        let noise = |steps: &[i32]| noise(&sequence(stairs, 1.0, steps));
        // The smallest move is that of the smaller of the two steps that move it.
        let sigma = noise(&[-20, -6, -13]).unwrap_or(f64::NAN);
        assert!((2e-5..4e-5).contains(&sigma), "{sigma}");
        assert_eq!(noise(&[-20, -24]), None);
    }

    #[test]
    fn a_dead_unit_with_a_gradient_has_none() {
        let dead: fn(f64) -> f64 = |x| (x - 0.31).max(0.0);
        assert_eq!(noise(&sequence(dead, 1.0, &[-20, -6])), None);
        assert_eq!(noise(&sequence(|x| x, 1.0, &[-20, -6])), None);
    }

    #[test]
    fn a_cost_that_has_not_moved_is_tried_at_a_larger_step() {
        let stairs: fn(f64) -> f64 = |x| (x * 100.0).round() / 100.0;
        let larger = |sequence: &StepSequence| larger_step(sequence, 0.3, Precision::F64);
        assert_eq!(
            larger(&sequence(stairs, 1.0, &[-13, -20])),
            Some(1.0 / 128.0)
        );
        assert_eq!(larger(&sequence(|x| x, 1.0, &[-13, -20])), None);
    }
}
