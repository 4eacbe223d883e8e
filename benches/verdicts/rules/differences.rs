//! Rules over plain central differences, component by component.

use super::{Counted, Function, Outcome, places};
use crate::problem::{Blocks, norm};

/// `torch.autograd.gradcheck` at its defaults: eps 1e-6, atol 1e-5, rtol 1e-3, and
/// |analytic − numeric| ≤ atol + rtol · |numeric| for each component. The analytic gradient is
/// computed twice, to be compared with itself.
pub(super) fn pytorch(function: Function, theta: &Blocks) -> Outcome {
    let counted = Counted::new(function);
    let (_, grads) = counted.both(theta);
    let again = counted.both(theta).1;
    let far = |&(block, k): &(usize, usize)| {
        let numeric = counted.central(theta, (block, k), 1e-6);
        let close = (grads[block][k] - numeric).abs() <= 1e-5 + 1e-3 * numeric.abs();
        !close
    };
    let far = places(theta).filter(far).count();
    counted.outcome(far == 0 && grads == again)
}

/// The exercise of the Deep Learning Specialization (Coursera, "Gradient Checking"): epsilon 1e-7,
/// ‖g − n‖ / (‖g‖ + ‖n‖) over all components; the notebook's bound is 2e-7, the lecture's 1e-7. It
/// complains of what is above the bound, so that NaN is fine.
pub(super) fn course(function: Function, theta: &Blocks, bound: f64) -> Outcome {
    let counted = Counted::new(function);
    let grads: Vec<f64> = counted.both(theta).1.concat();
    let numeric: Vec<f64> = places(theta)
        .map(|place| counted.central(theta, place, 1e-7))
        .collect();
    let apart = norm(grads.iter().zip(&numeric).map(|(g, n)| g - n));
    let sizes = norm(grads.iter().copied()) + norm(numeric.iter().copied());
    let difference = apart / sizes;
    counted.outcome(difference.is_nan() || difference <= bound)
}

/// The notes of Stanford's `CS231n` ("Gradient checks"): centred differences with h = 1e-5,
/// |a − n| / max(|a|, |n|) for each component, at most 1e-4, both zero being fine.
pub(super) fn cs231n(function: Function, theta: &Blocks) -> Outcome {
    let counted = Counted::new(function);
    let (_, grads) = counted.both(theta);
    let far = |&(block, k): &(usize, usize)| {
        let numeric = counted.central(theta, (block, k), 1e-5);
        let analytic = grads[block][k];
        let largest = analytic.abs().max(numeric.abs());
        let close =
            (analytic == 0.0 && numeric == 0.0) || (analytic - numeric).abs() / largest < 1e-4;
        !close
    };
    let far = places(theta).filter(far).count();
    counted.outcome(far == 0)
}
