//! Polynomials, a rational function, a determinant.

use crate::draw::normals;
use crate::linear::{dot, zeros};
use crate::problem::{Blocks, Problem};
use grad_check::Rng;

/// A polynomial of degree six fitted to points, by its coefficients (Horner and powers).
fn fit() -> Problem {
    let rng = &mut Rng::new(2201);
    let (x, y) = (normals(rng, 9, 0.8), normals(rng, 9, 1.0));
    Problem::smooth("polynomial_fit", vec![normals(rng, 7, 0.6)], move |p| {
        let (mut cost, mut grads) = (0.0, zeros(p));
        for (x, y) in x.iter().zip(&y) {
            let error = p[0].iter().rev().fold(0.0, |sum, c| sum * x + c) - y;
            cost += error * error / 2.0;
            let mut power = 1.0;
            for grad in &mut grads[0] {
                *grad += error * power;
                power *= x;
            }
        }
        (cost, grads)
    })
}

/// A rational model (a + b x) / (1 + c x + d x²) of points.
fn rational() -> Problem {
    let rng = &mut Rng::new(2202);
    let y = normals(rng, 8, 1.0);
    Problem::smooth(
        "rational_fit",
        vec![vec![0.8, -0.5], vec![0.3, 0.6]],
        move |p| {
            let (mut cost, mut grads) = (0.0, zeros(p));
            for (i, y) in y.iter().enumerate() {
                let x = i as f64 / 4.0 - 0.9;
                let above = p[0][0] + p[0][1] * x;
                let below = 1.0 + p[1][0] * x + p[1][1] * x * x;
                let error = above / below - y;
                cost += error * error / 2.0;
                let (d_above, d_below) = (error / below, -error * above / (below * below));
                grads[0][0] += d_above;
                grads[0][1] += d_above * x;
                grads[1][0] += d_below * x;
                grads[1][1] += d_below * x * x;
            }
            (cost, grads)
        },
    )
}

/// −ln det A + tr(A S) of a 3 × 3 matrix by the rule of cofactors.
fn log_determinant(p: &Blocks) -> (f64, Blocks) {
    let a = |i: usize, j: usize| p[0][3 * (i % 3) + j % 3];
    // Cyclic indices carry the signs.
    let cofactor =
        |i: usize, j: usize| a(i + 1, j + 1) * a(i + 2, j + 2) - a(i + 1, j + 2) * a(i + 2, j + 1);
    let determinant: f64 = (0..3).map(|j| a(0, j) * cofactor(0, j)).sum();
    let s = [1.0, 0.2, -0.1, 0.2, 0.8, 0.3, -0.1, 0.3, 1.5];
    let grads = (0..9)
        .map(|k| s[k] - cofactor(k / 3, k % 3) / determinant)
        .collect();
    (dot(&p[0], &s) - determinant.ln(), vec![grads])
}

/// A quartic in one variable.
fn quartic(p: &Blocks) -> (f64, Blocks) {
    let x = p[0][0];
    let cost = x.powi(4) - 2.0 * x.powi(3) + 0.5 * x;
    (cost, vec![vec![4.0 * x.powi(3) - 6.0 * x * x + 0.5]])
}

pub(crate) fn all() -> Vec<Problem> {
    let matrix = vec![2.0, 0.3, -0.4, 0.1, 1.5, 0.2, 0.5, -0.3, 1.2];
    vec![
        fit(),
        rational(),
        Problem::smooth("log_determinant", vec![matrix], log_determinant).shaped(&[(3, 3)]),
        Problem::smooth("quartic_of_one", vec![vec![0.7]], quartic),
    ]
}
