//! Several steps weighed against each other.
//!
//! A wrong gradient is wrong by the same amount at every step. A kink beside the point stops
//! mattering at a smaller step, and a kink at the point shows itself by a second difference that
//! doesn't fall with the step.

use super::Criteria;
use crate::differentiate::Measurement;
use crate::{Precision, Reason, Verdict};

/// Witnesses stand apart by this factor, so that they see different surroundings.
const APART_F64: f64 = 8.0;
/// In f32 there is less room between roundoff and truncation.
const APART_F32: f64 = 2.0;
/// A step accuses if the disagreement exceeds the tolerance by this many bars.
const BARS_BEYOND: f64 = 3.0;
/// Steps agree if they are within this share of the estimate, and their bars.
const AGREEMENT: f64 = 0.25;
/// A second difference stands out of the noise at this many roundoffs.
const OUT_OF_NOISE: f64 = 3.0;

/// What the witnesses came to, and the best of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Ruling {
    pub(crate) best: Measurement,
    pub(crate) verdict: Verdict,
}

/// The steps to measure at after a suspicion at `h`.
pub(crate) fn witness_steps(h: f64, precision: Precision) -> [f64; 2] {
    let apart = match precision {
        Precision::F64 => APART_F64,
        Precision::F32 => APART_F32,
    };
    [h / apart, h / (apart * apart)]
}

/// Weigh the measurements, from the largest step to the smallest.
pub(crate) fn rule(criteria: &Criteria, heard: &[Measurement]) -> Ruling {
    let narrowest = |a: &Measurement, b: &Measurement| {
        if b.bar_if_wrong() < a.bar_if_wrong() {
            *b
        } else {
            *a
        }
    };
    let best = heard
        .iter()
        .skip(1)
        .fold(heard[0], |best, m| narrowest(&best, m));

    let accusing = heard.iter().filter(|m| accuses(criteria, m)).count();
    let unanimous = heard.iter().all(|m| confirms(&best, m));
    let verdict = if is_kinked(heard) && !is_outside_kink(heard) {
        Verdict::Undecided(Reason::Kink)
    } else if unanimous && accusing >= 2 {
        Verdict::Fail
    } else if unanimous && accusing == 0 {
        Verdict::Undecided(Reason::BarTooWide)
    } else {
        Verdict::Undecided(Reason::Unsettled)
    };
    Ruling { best, verdict }
}

fn accuses(criteria: &Criteria, m: &Measurement) -> bool {
    m.disagreement.abs() > criteria.tolerance(m) + BARS_BEYOND * m.bar()
}

fn confirms(best: &Measurement, m: &Measurement) -> bool {
    let apart = (m.disagreement - best.disagreement).abs();
    apart <= AGREEMENT * best.disagreement.abs() + BARS_BEYOND * (m.bar() + best.bar())
}

/// Whether the second difference stays put while the step falls.
fn is_kinked(heard: &[Measurement]) -> bool {
    let (Some(large), Some(small)) = (heard.first(), heard.last()) else {
        return false;
    };
    let stands_out = small.second_difference.abs() > OUT_OF_NOISE * small.roundoff;
    stands_out && small.second_difference.abs() > 0.5 * large.second_difference.abs()
}

/// Whether the gradient lies outside the one-sided slopes of a kink at the point: their middle is the
/// central difference, and half their distance the second difference.
fn is_outside_kink(heard: &[Measurement]) -> bool {
    heard.iter().all(|m| {
        m.plain_disagreement().abs() > 1.01 * m.second_difference.abs() + BARS_BEYOND * m.bar()
    })
}
