//! Derivatives of the cost alone: Richardson's extrapolation from many first steps.

use crate::problem::{Blocks, Problem};

/// A numeric derivative with what its tableau thinks of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Estimate {
    pub(super) value: f64,
    pub(super) error: f64,
}

/// Neville's extrapolation to h = 0 of slopes at steps that halve, in powers of h or of h². Each comes
/// with its roundoff, without which a difference that is lost in rounding looks certain.
fn extrapolate(slopes: &[(f64, f64)], order: i32) -> Estimate {
    let mut best = Estimate {
        value: f64::NAN,
        error: f64::INFINITY,
    };
    let mut previous: Vec<f64> = Vec::new();
    for &(slope, roundoff) in slopes {
        let mut current = vec![slope];
        for k in 0..previous.len() {
            let factor = 2_f64.powi(order * i32::try_from(k + 1).unwrap_or(i32::MAX));
            let next = (factor * current[k] - previous[k]) / (factor - 1.0);
            let apart = (next - current[k]).abs().max((next - previous[k]).abs());
            let error = apart + roundoff;
            if error < best.error {
                best = Estimate { value: next, error };
            }
            current.push(next);
        }
        previous = current;
    }
    best
}

/// The derivative of the cost in one component, from the left (−1), the right (1) or both sides (0),
/// by the first steps among many orders of magnitude whose tableau has the smallest error, absolute and
/// relative: the first finds derivatives near zero, the second isn't fooled by steps that are too long.
pub(super) fn derivative(
    problem: &Problem,
    theta: &Blocks,
    (block, k): (usize, usize),
    side: i32,
) -> [Estimate; 2] {
    let x = theta[block][k];
    let cost = |at: f64| {
        let mut shifted = theta.clone();
        shifted[block][k] = at;
        (problem.right)(&shifted).0
    };
    let slope = |step: f64| {
        let (low, high) = match side {
            0 => (x - step, x + step),
            1 => (x, x + step),
            _ => (x - step, x),
        };
        let (above, below) = (cost(high), cost(low));
        let roundoff = 4.0 * f64::EPSILON * above.abs().max(below.abs());
        ((above - below) / (high - low), roundoff / (high - low))
    };
    let unit = if x == 0.0 { 1.0 } else { x.abs() };
    let firsts = (1..=20).map(|power| 10_f64.powf(-f64::from(power) / 2.0));
    let steps = firsts.flat_map(|first| [first * unit, first]);
    let tableau = |first: f64| {
        let slopes: Vec<(f64, f64)> = (0..7).map(|n| slope(first / 2_f64.powi(n))).collect();
        extrapolate(&slopes, if side == 0 { 2 } else { 1 })
    };
    let estimates: Vec<Estimate> = steps.map(tableau).collect();
    let best = |badness: fn(&Estimate) -> f64| {
        let finite = estimates.iter().filter(|e| badness(e).is_finite());
        let best = finite.min_by(|a, b| badness(a).total_cmp(&badness(b)));
        best.copied().unwrap_or(estimates[0])
    };
    [best(|e| e.error), best(|e| e.error / e.value.abs())]
}
