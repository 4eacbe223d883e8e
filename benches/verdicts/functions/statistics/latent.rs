//! Mixtures, factorisations and divergences.

use crate::draw::{normals, uniforms};
use crate::linear::{add, dot, softmax, zeros};
use crate::problem::Problem;
use grad_check::Rng;

/// Weights (as logits), means and log deviations of three Gaussians in one dimension.
fn mixture() -> Problem {
    let rng = &mut Rng::new(1401);
    let data = normals(rng, 10, 2.0);
    let theta = vec![
        normals(rng, 3, 0.5),
        vec![-1.5, 0.2, 1.8],
        normals(rng, 3, 0.3),
    ];
    Problem::smooth("gaussian_mixture", theta, move |p| {
        let (weights, log_sum) = softmax(&p[0]);
        let (mut cost, mut grads) = (0.0, zeros(p));
        for x in &data {
            let units: Vec<f64> = (0..3).map(|k| (x - p[1][k]) * (-p[2][k]).exp()).collect();
            let logs: Vec<f64> = (0..3)
                .map(|k| p[0][k] - log_sum - units[k] * units[k] / 2.0 - p[2][k])
                .collect();
            let (shares, log_likelihood) = softmax(&logs);
            cost -= log_likelihood;
            for k in 0..3 {
                let u = units[k];
                grads[0][k] -= shares[k] - weights[k];
                grads[1][k] -= shares[k] * u * (-p[2][k]).exp();
                grads[2][k] -= shares[k] * (u * u - 1.0);
            }
        }
        (cost, grads)
    })
}

/// The observed entries of a matrix as U Vᵀ, with a small penalty.
fn factorisation() -> Problem {
    let rng = &mut Rng::new(1402);
    let observed: Vec<(usize, usize, f64)> = (0..5 * 4)
        .filter(|k| k % 3 != 1)
        .map(|k| (k / 4, k % 4, rng.normal()))
        .collect();
    let theta = vec![normals(rng, 10, 0.8), normals(rng, 8, 0.8)];
    Problem::smooth("matrix_factorisation", theta, move |p| {
        let mut grads = zeros(p);
        let mut cost = 0.05 * (dot(&p[0], &p[0]) + dot(&p[1], &p[1]));
        add(&mut grads[0], 0.1, &p[0]);
        add(&mut grads[1], 0.1, &p[1]);
        for &(i, j, y) in &observed {
            let (u, v) = (&p[0][2 * i..2 * i + 2], &p[1][2 * j..2 * j + 2]);
            let error = dot(u, v) - y;
            cost += error * error / 2.0;
            add(&mut grads[0][2 * i..2 * i + 2], error, v);
            add(&mut grads[1][2 * j..2 * j + 2], error, u);
        }
        (cost, grads)
    })
    .shaped(&[(5, 2), (4, 2)])
}

/// KL(softmax(z) ‖ q) for a fixed q.
fn divergence() -> Problem {
    let rng = &mut Rng::new(1403);
    let (q, _) = softmax(&normals(rng, 7, 1.0));
    Problem::smooth("kl_of_softmax", vec![normals(rng, 7, 1.0)], move |p| {
        let (s, _) = softmax(&p[0]);
        let ratios: Vec<f64> = s.iter().zip(&q).map(|(s, q)| (s / q).ln()).collect();
        let cost = dot(&s, &ratios);
        let grads = s.iter().zip(&ratios).map(|(s, r)| s * (r - cost)).collect();
        (cost, vec![grads])
    })
}

/// KL between two Gaussians with free means and log deviations, as in a variational autoencoder.
fn gaussian_divergence() -> Problem {
    let rng = &mut Rng::new(1404);
    let theta = vec![normals(rng, 6, 0.8), normals(rng, 6, 0.4)];
    Problem::smooth("kl_to_standard_normal", theta, move |p| {
        let pairs = p[0].iter().zip(&p[1]);
        let cost = pairs
            .map(|(m, l)| ((2.0 * l).exp() + m * m - 1.0) / 2.0 - l)
            .sum();
        let spreads = p[1].iter().map(|l| (2.0 * l).exp() - 1.0).collect();
        (cost, vec![p[0].clone(), spreads])
    })
}

/// Cross-entropy of softmax(z / T), in the logits and in the log temperature.
fn temperature() -> Problem {
    let rng = &mut Rng::new(1405);
    let targets = uniforms(rng, 5, 0.1, 1.0);
    let total: f64 = targets.iter().sum();
    let targets: Vec<f64> = targets.iter().map(|t| t / total).collect();
    let theta = vec![normals(rng, 5, 1.0), vec![0.5]];
    Problem::smooth("softmax_temperature", theta, move |p| {
        let heat = p[1][0].exp();
        let z: Vec<f64> = p[0].iter().map(|z| z / heat).collect();
        let (s, log_sum) = softmax(&z);
        let d: Vec<f64> = s.iter().zip(&targets).map(|(s, t)| s - t).collect();
        let of_heat = -dot(&d, &z);
        let of_logits = d.iter().map(|d| d / heat).collect();
        (log_sum - dot(&z, &targets), vec![of_logits, vec![of_heat]])
    })
}

pub(crate) fn all() -> Vec<Problem> {
    vec![
        mixture(),
        factorisation(),
        divergence(),
        gaussian_divergence(),
        temperature(),
    ]
}
