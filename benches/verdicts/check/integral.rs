//! The gradient's integral along a component against the change of the cost: for costs whose noise or
//! size hides every difference quotient. A gradient that is wrong on a segment shows in it; what it
//! can't see is one that is wrong at a single point.

use crate::problem::{Blocks, Problem};

/// Nodes and weights of Gauss and Legendre on [−1, 1].
const NODES: [(f64, f64); 5] = [
    (-0.906_179_845_938_664, 0.236_926_885_056_189_1),
    (-0.538_469_310_105_683, 0.478_628_670_499_366_5),
    (0.0, 0.568_888_888_888_888_9),
    (0.538_469_310_105_683, 0.478_628_670_499_366_5),
    (0.906_179_845_938_664, 0.236_926_885_056_189_1),
];
const PANELS: u32 = 64;

/// |f(b) − f(a) − ∫ g| / |∫ g| along a component, the smallest of it over segments of many lengths
/// about the point. They aren't symmetric, lest an odd slope vanishes from the integral.
pub(super) fn mismatch(problem: &Problem, theta: &Blocks, (block, k): (usize, usize)) -> f64 {
    let x = theta[block][k];
    let at = |x: f64| {
        let mut shifted = theta.clone();
        shifted[block][k] = x;
        let (cost, grads) = (problem.right)(&shifted);
        (cost, grads[block][k])
    };
    let over = |reach: f64| {
        let (low, high) = (x - 0.37 * reach, x + reach);
        let half = (high - low) / (2.0 * f64::from(PANELS));
        let mut sum = 0.0;
        for panel in 0..PANELS {
            let middle = low + (2.0 * f64::from(panel) + 1.0) * half;
            for (node, weight) in NODES {
                sum += weight * half * at(middle + half * node).1;
            }
        }
        ((at(high).0 - at(low).0 - sum) / sum).abs()
    };
    let lengths = [1e-8, 1e-6, 1e-4, 0.01, 0.1, 0.3, 1.0, 3.0, 16.0, 30.0];
    let reaches = lengths
        .into_iter()
        .flat_map(|length| [length, length * x.abs()]);
    reaches.map(over).fold(f64::INFINITY, f64::min)
}
