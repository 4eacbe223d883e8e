//! What the verdicts have to meet, or the benchmark fails.

use crate::everyday::Family;
use crate::tally::Tally;

/// The share of right gradients of smooth costs that may be undecided.
const SMOOTH_UNDECIDED: f64 = 0.02;
/// Evaluations a component, in the median over all cases.
const EVALUATIONS: f64 = 3.3;

/// The targets that were missed, in words.
pub(crate) fn missed(tally: &Tally) -> Vec<String> {
    let undecided = tally.smooth_undecided as f64 / tally.smooth as f64;
    let (median, _) = tally.evaluations();
    let all = [
        (tally.false_alarms > 0, "a right gradient was called wrong"),
        (
            tally.overpromised > 0,
            "a mistake passed that is larger than what the report claims to notice",
        ),
        (tally.large_false_passes > 0, "a mistake of 1e-3 passed"),
        (
            undecided >= SMOOTH_UNDECIDED,
            "2 % of the smooth right gradients are undecided",
        ),
        (
            median > EVALUATIONS,
            "the median of evaluations is above 3.3 a component",
        ),
    ];
    let missed = all.into_iter().filter(|(is_missed, _)| *is_missed);
    missed.map(|(_, what)| what.to_owned()).collect()
}

/// The share of right gradients that may be undecided in a family whose cost has no roughness of its own.
const UNDECIDED: f64 = 0.01;
const UNDECIDED_SINGLE: f64 = 0.02;
/// The share of mistakes of a tenth of their block that must be found in f32.
const FOUND_SINGLE: f64 = 0.98;
/// How many times the evaluations of f64 a right f32 gradient may take.
const TIMES_DOUBLE: f64 = 2.0;

/// The targets that a family missed, in words.
pub(crate) fn missed_by(family: &Family, tally: &Tally, times_double: Option<f64>) -> Vec<String> {
    let single = family.twin.is_some();
    let (limit, undecided) = if single {
        (
            UNDECIDED_SINGLE,
            "more than 2 % of the right gradients are undecided",
        )
    } else {
        (
            UNDECIDED,
            "more than 1 % of the right gradients are undecided",
        )
    };
    let found = tally.tenths_found as f64 / tally.tenths as f64;
    let passes = family.no_pass && tally.false_passes > 0;
    let all = [
        (tally.false_alarms > 0, "a right gradient was called wrong"),
        (
            tally.overpromised > 0,
            "a mistake passed that is larger than what the report claims to notice",
        ),
        (passes, "a mistake passed"),
        (
            !family.rough && tally.right_undecided as f64 > limit * tally.right as f64,
            undecided,
        ),
        (
            single && found < FOUND_SINGLE,
            "of the mistakes of a tenth of their block, less than 98 % were found",
        ),
        (
            times_double.is_some_and(|times| times > TIMES_DOUBLE),
            "more than twice the evaluations of f64",
        ),
        (
            tally.over_budget > 0,
            "a check took more than budget and sweep",
        ),
    ];
    let missed = all.into_iter().filter(|(is_missed, _)| *is_missed);
    missed
        .map(|(_, what)| format!("{}: {what}", family.name))
        .collect()
}
