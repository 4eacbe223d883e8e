//! Layers that are large, or of gradients of very different size.

use crate::draw::{normals, rows};
use crate::linear::{add, add_outer, difference, dot, sum, times, times_transposed, zeros};
use crate::problem::Problem;
use grad_check::Rng;

/// Inputs of 1e4: the gradient of each weight is 1e4 times that of its bias.
fn large_inputs() -> Problem {
    let rng = &mut Rng::new(701);
    let (x, y) = (rows(rng, 6, 3, 1e4), rows(rng, 6, 4, 1.0));
    let theta = vec![normals(rng, 12, 1e-4), normals(rng, 4, 0.5)];
    Problem::smooth("weights_of_1e4_beside_biases", theta, move |p| {
        let share = 1.0 / x.len() as f64;
        let (mut cost, mut grads) = (0.0, zeros(p));
        for (x, y) in x.iter().zip(&y) {
            let error = difference(&sum(&times(&p[0], x), &p[1]), y);
            cost += share * error.iter().map(|e| e.cosh().ln()).sum::<f64>();
            let d: Vec<f64> = error.iter().map(|e| e.tanh()).collect();
            add_outer(&mut grads[0], share, &d, x);
            add(&mut grads[1], share, &d);
        }
        (cost, grads)
    })
    .shaped(&[(4, 3), (4, 1)])
}

/// A bilinear form aᵀ W b of 400 weights through tanh.
fn bilinear() -> Problem {
    let rng = &mut Rng::new(702);
    let (a, b) = (rows(rng, 10, 20, 1.0), rows(rng, 10, 20, 1.0));
    let y = normals(rng, 10, 0.5);
    let theta = vec![normals(rng, 400, 0.05)];
    Problem::smooth("bilinear_20_by_20", theta, move |p| {
        let (mut cost, mut grads) = (0.0, zeros(p));
        for ((a, b), y) in a.iter().zip(&b).zip(&y) {
            let t = dot(a, &times(&p[0], b)).tanh();
            cost += (t - y).powi(2) / 2.0;
            add_outer(&mut grads[0], (t - y) * (1.0 - t * t), a, b);
        }
        (cost, grads)
    })
    .shaped(&[(20, 20)])
}

/// y = V sin(W x): 120 weights, no biases.
fn sine_features() -> Problem {
    let rng = &mut Rng::new(703);
    let (x, y) = (rows(rng, 8, 5, 1.0), rows(rng, 8, 5, 1.0));
    let theta = vec![normals(rng, 60, 0.8), normals(rng, 60, 0.3)];
    Problem::smooth("sine_features_120_weights", theta, move |p| {
        let (mut cost, mut grads) = (0.0, zeros(p));
        for (x, y) in x.iter().zip(&y) {
            let z = times(&p[0], x);
            let s: Vec<f64> = z.iter().map(|z| z.sin()).collect();
            let error = difference(&times(&p[1], &s), y);
            cost += dot(&error, &error) / 2.0;
            add_outer(&mut grads[1], 1.0, &error, &s);
            let d_s = times_transposed(&p[1], &error);
            let d: Vec<f64> = d_s.iter().zip(&z).map(|(d, z)| d * z.cos()).collect();
            add_outer(&mut grads[0], 1.0, &d, x);
        }
        (cost, grads)
    })
    .shaped(&[(12, 5), (5, 12)])
}

pub(crate) fn all() -> Vec<Problem> {
    vec![large_inputs(), bilinear(), sine_features()]
}
