//! What the verdicts have to meet, or the benchmark fails.

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
