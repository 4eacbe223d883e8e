//! Gradients that are tiny beside the cost, beside their neighbours, or by cancellation.

use crate::draw::normals;
use crate::linear::{dot, sigmoid, zeros};
use crate::problem::{Blocks, Problem};
use grad_check::Rng;

/// The second variable matters 1e-9 as much as the others.
fn beside_large(p: &Blocks) -> (f64, Blocks) {
    let (x, y) = (p[0][0], p[0][1]);
    let z = p[0][2];
    let cost = x.sin() + 1e-9 * y.cos() + (z * x).tanh();
    let slope = 1.0 - (z * x).tanh().powi(2);
    (
        cost,
        vec![vec![x.cos() + z * slope, -1e-9 * y.sin(), x * slope]],
    )
}

/// A block that matters 1e-9 as much as the other.
fn block_beside_large(p: &Blocks) -> (f64, Blocks) {
    let large: f64 = p[0].iter().map(|x| x.sin()).sum();
    let small: f64 = p[1].iter().map(|x| x.powi(3)).sum();
    let d_large = p[0].iter().map(|x| x.cos()).collect();
    let d_small = p[1].iter().map(|x| 3e-9 * x * x).collect();
    (large + 1e-9 * small, vec![d_large, d_small])
}

/// Nothing matters more than 1e-9 to a cost of order one.
fn alone(p: &Blocks) -> (f64, Blocks) {
    let cost = 1.3 + 1e-9 * p[0].iter().map(|x| x.sin()).sum::<f64>();
    (cost, vec![p[0].iter().map(|x| 1e-9 * x.cos()).collect()])
}

/// ½ Σ (tanh xₖ − tₖ)², the first block deep in saturation; the slope by 1/cosh², which doesn't cancel.
fn saturated(p: &Blocks) -> (f64, Blocks) {
    let target = |k: usize| 0.3 - 0.2 * k as f64;
    let (mut cost, mut grads) = (0.0, zeros(p));
    for (block, grads) in p.iter().zip(&mut grads) {
        for (k, (x, grad)) in block.iter().zip(grads).enumerate() {
            let error = x.tanh() - target(k);
            cost += error * error / 2.0;
            *grad = error / x.cosh().powi(2);
        }
    }
    (cost, grads)
}

/// The same as people write it: 1 − tanh² is roundoff at 17.
fn saturated_by_cancellation(p: &Blocks) -> (f64, Blocks) {
    let (mut cost, mut grads) = (0.0, zeros(p));
    for (x, grad) in p[0].iter().zip(&mut grads[0]) {
        let t = x.tanh();
        cost += (t - 0.3).powi(2) / 2.0;
        *grad = (t - 0.3) * (1.0 - t * t);
    }
    (cost, grads)
}

/// Cross-entropies of units that are sure and right, and of some that aren't.
fn sure_sigmoids(p: &Blocks) -> (f64, Blocks) {
    let (mut cost, mut grads) = (0.0, zeros(p));
    for (block, grads) in p.iter().zip(&mut grads) {
        for (z, grad) in block.iter().zip(grads) {
            cost += (-z).exp().ln_1p();
            *grad = -sigmoid(-z);
        }
    }
    (cost, grads)
}

/// w and b before a normalisation: b has no gradient but the roundoff of a sum that cancels.
fn bias_before_normalisation() -> Problem {
    let rng = &mut Rng::new(4101);
    let (x, t) = (normals(rng, 8, 1.0), normals(rng, 8, 1.0));
    Problem::smooth(
        "bias_before_normalisation",
        vec![vec![0.8, 0.4], vec![1.1, -0.2]],
        move |p| {
            let count = x.len() as f64;
            let z: Vec<f64> = x.iter().map(|x| p[0][0] * x + p[0][1]).collect();
            let mean = z.iter().sum::<f64>() / count;
            let variance = z.iter().map(|z| (z - mean).powi(2)).sum::<f64>() / count;
            let inverse = 1.0 / (variance + 0.1).sqrt();
            let u: Vec<f64> = z.iter().map(|z| (z - mean) * inverse).collect();
            let error: Vec<f64> = u
                .iter()
                .zip(&t)
                .map(|(u, t)| p[1][0] * u + p[1][1] - t)
                .collect();
            let d_u: Vec<f64> = error.iter().map(|e| e * p[1][0]).collect();
            let (d_mean, d_spread) = (d_u.iter().sum::<f64>() / count, dot(&d_u, &u) / count);
            let d_z: Vec<f64> = d_u
                .iter()
                .zip(&u)
                .map(|(d, u)| inverse * (d - d_mean - u * d_spread))
                .collect();
            let first = vec![dot(&d_z, &x), d_z.iter().sum()];
            let second = vec![dot(&error, &u), error.iter().sum()];
            (dot(&error, &error) / 2.0, vec![first, second])
        },
    )
    .rounded_to(1e-14)
}

pub(crate) fn all() -> Vec<Problem> {
    vec![
        Problem::smooth(
            "component_of_1e-9_beside_1",
            vec![vec![0.4, 1.1, -0.6]],
            beside_large,
        ),
        Problem::smooth(
            "block_of_1e-9_beside_1",
            vec![vec![0.4, 1.1, -0.6], vec![0.8, -0.3, 1.4]],
            block_beside_large,
        ),
        Problem::smooth(
            "gradient_of_1e-9_under_cost_of_1",
            vec![vec![0.2, -0.9, 0.5, 1.0]],
            alone,
        ),
        Problem::smooth(
            "saturated_tanh",
            vec![vec![14.0, -13.0], vec![0.4, -0.8, 1.5]],
            saturated,
        ),
        Problem::smooth(
            "tanh_saturated_by_cancellation",
            vec![vec![17.0, 0.6, -16.0, -1.2]],
            saturated_by_cancellation,
        )
        .rounded_to(1e-15),
        Problem::smooth(
            "sure_sigmoids",
            vec![vec![26.0, 24.5, 27.5], vec![0.3, -1.0]],
            sure_sigmoids,
        ),
        bias_before_normalisation(),
    ]
}
