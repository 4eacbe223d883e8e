//! JAX: one random direction.

use super::{Counted, Function, Outcome};
use crate::problem::Blocks;
use grad_check::Rng;

/// `jax.test_util.check_grads` of order 1 in mode "rev" at its defaults for f64: a tangent and a
/// cotangent of standard normal numbers, a central difference along the tangent with eps 1e-4, and
/// numpy's `assert_allclose` with atol 1e-5 and rtol 1e-5.
pub(super) fn check_grads(function: Function, theta: &Blocks) -> Outcome {
    let counted = Counted::new(function);
    let (cost, grads) = counted.both(theta);
    let again = counted.cost(theta);
    let mut rng = Rng::new(0).stream("tangent");
    let tangent: Blocks = theta
        .iter()
        .map(|block| block.iter().map(|_| rng.normal()).collect())
        .collect();
    let cotangent = rng.normal();
    let eps = 1e-4;
    let along = |by: f64| {
        let mut shifted = theta.clone();
        for (block, tangent) in shifted.iter_mut().zip(&tangent) {
            block
                .iter_mut()
                .zip(tangent)
                .for_each(|(x, t)| *x += by * t);
        }
        counted.cost(&shifted)
    };
    let (above, below) = (along(eps), along(-eps));
    // Infinity less infinity is zero there.
    let apart = if above == below { 0.0 } else { above - below };
    let numeric = cotangent * apart * (0.5 / eps);
    let pairs = tangent.iter().flatten().zip(grads.iter().flatten());
    let analytic = cotangent * pairs.map(|(t, g)| t * g).sum::<f64>();
    let close = |actual: f64, desired: f64| {
        actual == desired || (actual - desired).abs() <= 1e-5 + 1e-5 * desired.abs()
    };
    counted.outcome(close(cost, again) && close(analytic, numeric))
}
