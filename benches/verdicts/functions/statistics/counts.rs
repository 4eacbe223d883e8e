//! Regressions whose shape is a parameter too, so that they need the logarithm of the gamma function.

use crate::draw::{normals, rows, uniforms};
use crate::linear::{add, dot, sigmoid, zeros};
use crate::problem::{Blocks, Problem};
use grad_check::Rng;

/// ln Γ by Stirling's series beyond 10, and the exact derivative of what is computed here.
fn ln_gamma(x: f64) -> (f64, f64) {
    let (mut x, mut value, mut slope) = (x, 0.0, 0.0);
    while x < 10.0 {
        value -= x.ln();
        slope -= 1.0 / x;
        x += 1.0;
    }
    let i = 1.0 / x;
    let half_ln_tau = std::f64::consts::TAU.ln() / 2.0;
    value += (x - 0.5) * x.ln() - x + half_ln_tau;
    value += i / 12.0 - i.powi(3) / 360.0 + i.powi(5) / 1260.0 - i.powi(7) / 1680.0;
    slope += x.ln() - 0.5 * i;
    slope += -i.powi(2) / 12.0 + i.powi(4) / 120.0 - i.powi(6) / 252.0 + i.powi(8) / 240.0;
    (value, slope)
}

/// The loss of a linear predictor, an observation and a shape, and its slopes in the first and last.
type ShapedLoss = fn(f64, f64, f64) -> (f64, f64, f64);

/// Gamma with mean eᶻ and shape k.
fn gamma(z: f64, y: f64, k: f64) -> (f64, f64, f64) {
    let (value, slope) = ln_gamma(k);
    let ratio = y * (-z).exp();
    let loss = value - k * k.ln() + k * z - (k - 1.0) * y.ln() + k * ratio;
    let in_shape = slope - k.ln() - 1.0 + z - y.ln() + ratio;
    (loss, k * (1.0 - ratio), in_shape)
}

/// Negative binomial with mean eᶻ and size r.
fn negative_binomial(z: f64, y: f64, r: f64) -> (f64, f64, f64) {
    let mean = z.exp();
    let (of_sum, of_size) = (ln_gamma(y + r), ln_gamma(r));
    let loss = of_size.0 - of_sum.0 - r * r.ln() - y * z + (y + r) * (r + mean).ln();
    let both = (y + r) / (r + mean);
    let in_size = of_size.1 - of_sum.1 - r.ln() - 1.0 + (r + mean).ln() + both;
    (loss, both * mean - y, in_size)
}

/// Beta with mean σ(z) and precision φ, of observations in (0, 1).
fn beta(z: f64, y: f64, phi: f64) -> (f64, f64, f64) {
    let mean = sigmoid(z);
    let (a, b) = (mean * phi, (1.0 - mean) * phi);
    let (of_phi, of_a, of_b) = (ln_gamma(phi), ln_gamma(a), ln_gamma(b));
    let (ln_y, ln_rest) = (y.ln(), (-y).ln_1p());
    let loss = of_a.0 + of_b.0 - of_phi.0 - (a - 1.0) * ln_y - (b - 1.0) * ln_rest;
    let (in_a, in_b) = (of_a.1 - ln_y, of_b.1 - ln_rest);
    let in_mean = phi * (in_a - in_b);
    let in_phi = mean * in_a + (1.0 - mean) * in_b - of_phi.1;
    (loss, in_mean * mean * (1.0 - mean), in_phi)
}

/// Weights, and the logarithm of the shape.
fn shaped(name: &str, seed: u64, loss: ShapedLoss, observations: Vec<f64>) -> Problem {
    let rng = &mut Rng::new(seed);
    let x = rows(rng, observations.len(), 4, 0.7);
    let theta = vec![normals(rng, 4, 0.5), vec![0.6]];
    let run = move |p: &Blocks| {
        let shape = p[1][0].exp();
        let (mut cost, mut grads) = (0.0, zeros(p));
        for (x, &y) in x.iter().zip(&observations) {
            let (loss, in_z, in_shape) = loss(dot(&p[0], x), y, shape);
            cost += loss;
            add(&mut grads[0], in_z, x);
            grads[1][0] += in_shape * shape;
        }
        (cost, grads)
    };
    Problem::smooth(name, theta, run)
}

pub(crate) fn all() -> Vec<Problem> {
    let positive = uniforms(&mut Rng::new(1101), 7, 0.2, 4.0);
    let counts = uniforms(&mut Rng::new(1102), 8, 0.0, 9.0);
    let counts = counts.iter().map(|y| y.floor()).collect();
    let shares = uniforms(&mut Rng::new(1103), 6, 0.1, 0.9);
    vec![
        shaped("gamma_with_shape", 1111, gamma, positive),
        shaped(
            "negative_binomial_with_size",
            1112,
            negative_binomial,
            counts,
        ),
        shaped("beta_regression", 1113, beta, shares),
    ]
}
