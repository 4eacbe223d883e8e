//! Tables of embeddings, of which most rows are untouched, and an autoencoder with tied weights.

use crate::draw::{normals, rows};
use crate::linear::{
    add, add_outer, difference, dot, sigmoid, softplus, sum, times, times_transposed, zeros,
};
use crate::problem::Problem;
use grad_check::Rng;

const WIDTH: usize = 3;

/// Pairs of words that occur together (1) or don't (0), by the dot product of their vectors.
fn pairs() -> Problem {
    let rng = &mut Rng::new(601);
    let pairs = [
        (0, 1, 1.0),
        (0, 3, 0.0),
        (2, 1, 1.0),
        (3, 0, 1.0),
        (2, 4, 0.0),
        (3, 1, 0.0),
    ];
    let theta = vec![normals(rng, 5 * WIDTH, 0.8), normals(rng, 5 * WIDTH, 0.8)];
    Problem::smooth("embedding_pairs", theta, move |p| {
        let (mut cost, mut grads) = (0.0, zeros(p));
        for &(a, b, label) in &pairs {
            let (a, b) = (a * WIDTH..(a + 1) * WIDTH, b * WIDTH..(b + 1) * WIDTH);
            let (u, v) = (&p[0][a.clone()], &p[1][b.clone()]);
            let z = dot(u, v);
            cost += softplus(z) - label * z;
            let d = sigmoid(z) - label;
            add(&mut grads[0][a], d, v);
            add(&mut grads[1][b], d, u);
        }
        (cost, grads)
    })
    .shaped(&[(5, WIDTH); 2])
}

/// h = σ(W x + b), x̂ = Wᵀ h + c: W has two roads to the cost.
fn autoencoder() -> Problem {
    let rng = &mut Rng::new(602);
    let x = rows(rng, 5, 4, 1.0);
    let theta = vec![
        normals(rng, 8, 0.7),
        normals(rng, 2, 0.1),
        normals(rng, 4, 0.1),
    ];
    Problem::smooth("tied_autoencoder", theta, move |p| {
        let share = 1.0 / x.len() as f64;
        let (mut cost, mut grads) = (0.0, zeros(p));
        for x in &x {
            let h: Vec<f64> = sum(&times(&p[0], x), &p[1])
                .iter()
                .map(|&z| sigmoid(z))
                .collect();
            let error = difference(&sum(&times_transposed(&p[0], &h), &p[2]), x);
            cost += share * dot(&error, &error) / 2.0;
            add(&mut grads[2], share, &error);
            add_outer(&mut grads[0], share, &h, &error);
            let d_h = times(&p[0], &error);
            let d: Vec<f64> = d_h.iter().zip(&h).map(|(d, h)| d * h * (1.0 - h)).collect();
            add_outer(&mut grads[0], share, &d, x);
            add(&mut grads[1], share, &d);
        }
        (cost, grads)
    })
    .shaped(&[(2, 4), (2, 1), (4, 1)])
}

pub(crate) fn all() -> Vec<Problem> {
    vec![pairs(), autoencoder()]
}
