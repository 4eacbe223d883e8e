//! Ceres Solver: Ridders' extrapolation of central differences.

use super::{Counted, Function, Outcome, places};
use crate::problem::Blocks;

const RELATIVE_INITIAL_STEP: f64 = 1e-2;
const EXTRAPOLATIONS: usize = 10;
const SHRINK: f64 = 2.0;
const EPSILON: f64 = 1e-12;

/// `ceres::GradientChecker::Probe` with `NumericDiffOptions` at their defaults, for one residual: the
/// relative difference to the larger of the two below the precision, the absolute difference where
/// one is zero. The precision is 1e-9 in the documentation's example, and 1e-8 by default in
/// `Solver::Options::gradient_check_relative_precision`.
pub(super) fn probe(function: Function, theta: &Blocks, precision: f64) -> Outcome {
    let counted = Counted::new(function);
    let (_, grads) = counted.both(theta);
    let far = |&place: &(usize, usize)| {
        let (analytic, numeric) = (grads[place.0][place.1], ridders(&counted, theta, place));
        let apart = (analytic - numeric).abs();
        let scale = if analytic == 0.0 || numeric == 0.0 {
            1.0
        } else {
            analytic.abs().max(numeric.abs())
        };
        let close = apart / scale < precision;
        !close
    };
    let far = places(theta).filter(far).count();
    counted.outcome(far == 0)
}

/// `EvaluateRiddersJacobianColumn`: shrinking steps, a tableau, the entry of the smallest error.
fn ridders(counted: &Counted, theta: &Blocks, place: (usize, usize)) -> f64 {
    let delta = (theta[place.0][place.1].abs() * RELATIVE_INITIAL_STEP).max(RELATIVE_INITIAL_STEP);
    let mut step = delta * SHRINK.powi(5);
    let mut previous: Vec<f64> = Vec::new();
    let (mut best, mut error) = (f64::NAN, f64::MAX);
    for row in 0..EXTRAPOLATIONS {
        let mut current = vec![counted.central(theta, place, step)];
        if row == 0 {
            best = current[0];
        }
        step /= SHRINK;
        let mut factor = SHRINK * SHRINK;
        for k in 1..=row {
            let next = (factor * current[k - 1] - previous[k - 1]) / (factor - 1.0);
            factor *= SHRINK * SHRINK;
            let apart = (next - current[k - 1])
                .abs()
                .max((next - previous[k - 1]).abs());
            if apart <= error {
                (best, error) = (next, apart);
                if error < EPSILON {
                    return best;
                }
            }
            current.push(next);
        }
        if row > 0 && (current[row] - previous[row - 1]).abs() >= 2.0 * error {
            break;
        }
        previous = current;
    }
    best
}
