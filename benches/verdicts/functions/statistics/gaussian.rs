//! Gaussians with a covariance: a process of three points, and a factor of a precision.

use crate::draw::{normals, rows};
use crate::linear::{Matrix, difference, dot, times_transposed, zeros};
use crate::problem::Problem;
use grad_check::Rng;

const POINTS: usize = 3;

/// The lower factor of a covariance of three points.
fn cholesky(k: &Matrix) -> Matrix {
    let l00 = k.at(0, 0).sqrt();
    let (l10, l20) = (k.at(1, 0) / l00, k.at(2, 0) / l00);
    let l11 = (k.at(1, 1) - l10 * l10).sqrt();
    let l21 = (k.at(2, 1) - l20 * l10) / l11;
    let l22 = (k.at(2, 2) - l20 * l20 - l21 * l21).sqrt();
    Matrix::new(3, 3, vec![l00, 0.0, 0.0, l10, l11, 0.0, l20, l21, l22])
}

/// The inverse of a lower factor.
fn inverse(l: &Matrix) -> Matrix {
    let (a, b, c) = (1.0 / l.at(0, 0), 1.0 / l.at(1, 1), 1.0 / l.at(2, 2));
    let m10 = -l.at(1, 0) * a * b;
    let m21 = -l.at(2, 1) * b * c;
    let m20 = -(l.at(2, 0) * a + l.at(2, 1) * m10) * c;
    Matrix::new(3, 3, vec![a, 0.0, 0.0, m10, b, 0.0, m20, m21, c])
}

/// Marginal likelihood with two log length scales, log amplitude and log noise.
fn process() -> Problem {
    let rng = &mut Rng::new(1301);
    let (x, y) = (rows(rng, POINTS, 2, 1.0), normals(rng, POINTS, 1.0));
    let theta = vec![vec![0.1, -0.3], vec![0.2, -1.0]];
    Problem::smooth("gaussian_process_three_points", theta, move |p| {
        let precisions = [(-2.0 * p[0][0]).exp(), (-2.0 * p[0][1]).exp()];
        let (amplitude, noise) = ((2.0 * p[1][0]).exp(), (2.0 * p[1][1]).exp());
        let square =
            |i: usize, j: usize, axis: usize| (x[i][axis] - x[j][axis]).powi(2) * precisions[axis];
        let smooth = Matrix::from_fn(POINTS, POINTS, |i, j| {
            amplitude * (-(square(i, j, 0) + square(i, j, 1)) / 2.0).exp()
        });
        let diagonal = |i: usize, j: usize| if i == j { noise } else { 0.0 };
        let k = Matrix::from_fn(POINTS, POINTS, |i, j| smooth.at(i, j) + diagonal(i, j));
        let l = cholesky(&k);
        let m = inverse(&l);
        let inverse_k = m.t().mul(&m);
        let alpha = inverse_k.mul(&Matrix::new(POINTS, 1, y.clone())).data;
        let log_det: f64 = (0..POINTS).map(|i| l.at(i, i).ln()).sum();
        let cost = dot(&y, &alpha) / 2.0 + log_det;
        // ½ tr((K⁻¹ − ααᵀ) dK)
        let outer = Matrix::from_fn(POINTS, POINTS, |i, j| {
            (inverse_k.at(i, j) - alpha[i] * alpha[j]) / 2.0
        });
        let against = |d: &dyn Fn(usize, usize) -> f64| {
            Matrix::from_fn(POINTS, POINTS, |i, j| outer.at(i, j) * d(i, j)).sum()
        };
        let lengths = [0, 1].map(|axis| against(&|i, j| smooth.at(i, j) * square(i, j, axis)));
        let of_amplitude = against(&|i, j| 2.0 * smooth.at(i, j));
        let of_noise = against(&|i, j| 2.0 * diagonal(i, j));
        (cost, vec![lengths.to_vec(), vec![of_amplitude, of_noise]])
    })
}

/// A mean and the lower factor L of the precision L Lᵀ, row by row.
fn precision_factor() -> Problem {
    let rng = &mut Rng::new(1302);
    let data = rows(rng, 7, 3, 1.0);
    let theta = vec![normals(rng, 3, 0.4), vec![1.1, 0.3, 0.8, -0.2, 0.4, 1.3]];
    Problem::smooth("gaussian_precision_factor", theta, move |p| {
        let f = &p[1];
        let l = [f[0], 0.0, 0.0, f[1], f[2], 0.0, f[3], f[4], f[5]];
        let (mut cost, mut grads) = (0.0, zeros(p));
        for x in &data {
            let r = difference(x, &p[0]);
            let u = times_transposed(&l, &r);
            cost += dot(&u, &u) / 2.0 - (f[0] * f[2] * f[5]).ln();
            for k in 0..3 {
                grads[0][k] -= dot(&l[3 * k..3 * k + 3], &u);
            }
            for (index, (i, j)) in [(0, 0), (1, 0), (1, 1), (2, 0), (2, 1), (2, 2)]
                .into_iter()
                .enumerate()
            {
                grads[1][index] += r[i] * u[j] - if i == j { 1.0 / f[index] } else { 0.0 };
            }
        }
        (cost, grads)
    })
}

pub(crate) fn all() -> Vec<Problem> {
    vec![process(), precision_factor()]
}
