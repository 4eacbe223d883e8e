//! Layer and batch normalisation, whose backward passes are where hand-written ones go wrong.

use crate::draw::normals;
use crate::linear::Matrix;
use crate::problem::Problem;
use grad_check::Rng;

const BATCH: usize = 6;
const INPUTS: usize = 3;
const UNITS: usize = 4;
const EPSILON: f64 = 1e-5;

/// Each row less its mean, over its standard deviation; and one over the deviations.
fn normalised(z: &Matrix) -> (Matrix, Vec<f64>) {
    let count = z.columns as f64;
    let moments: Vec<(f64, f64)> = (0..z.rows)
        .map(|i| {
            let mean = z.row(i).iter().sum::<f64>() / count;
            let variance = z.row(i).iter().map(|x| (x - mean).powi(2)).sum::<f64>() / count;
            (mean, 1.0 / (variance + EPSILON).sqrt())
        })
        .collect();
    let unit = Matrix::from_fn(z.rows, z.columns, |i, j| {
        (z.at(i, j) - moments[i].0) * moments[i].1
    });
    (unit, moments.iter().map(|m| m.1).collect())
}

/// The way back through it.
fn back(unit: &Matrix, inverse: &[f64], d: &Matrix) -> Matrix {
    let count = unit.columns as f64;
    let both = d.zip(unit, |d, u| d * u);
    let mean = |m: &Matrix, i: usize| m.row(i).iter().sum::<f64>() / count;
    Matrix::from_fn(d.rows, d.columns, |i, j| {
        inverse[i] * (d.at(i, j) - mean(d, i) - unit.at(i, j) * mean(&both, i))
    })
}

/// Dense, normalised over units (layer) or samples (batch), scaled and shifted, tanh, squares.
fn network(name: &str, seed: u64, over_samples: bool) -> Problem {
    let rng = &mut Rng::new(seed);
    let x = Matrix::new(BATCH, INPUTS, normals(rng, BATCH * INPUTS, 1.0));
    let target = Matrix::new(BATCH, UNITS, normals(rng, BATCH * UNITS, 1.0));
    let gamma = normals(rng, UNITS, 0.3).iter().map(|g| 1.0 + g).collect();
    let theta = vec![
        normals(rng, UNITS * INPUTS, 0.6),
        gamma,
        normals(rng, UNITS, 0.2),
    ];
    Problem::smooth(name, theta, move |p| {
        let along = |m: &Matrix| if over_samples { m.t() } else { m.clone() };
        let w = Matrix::new(UNITS, INPUTS, p[0].clone());
        let (unit, inverse) = normalised(&along(&x.mul(&w.t())));
        let u = along(&unit);
        let out = Matrix::from_fn(BATCH, UNITS, |i, j| (p[1][j] * u.at(i, j) + p[2][j]).tanh());
        let apart = out.zip(&target, |o, t| o - t);
        let cost = apart.zip(&apart, |a, b| a * b).sum() / (2.0 * BATCH as f64);
        let d = apart.zip(&out, |a, o| a * (1.0 - o * o) / BATCH as f64);
        let d_u = Matrix::from_fn(BATCH, UNITS, |i, j| d.at(i, j) * p[1][j]);
        let d_z = along(&back(&unit, &inverse, &along(&d_u)));
        let d_gamma = d.zip(&u, |d, u| d * u).column_sums();
        (cost, vec![d_z.t().mul(&x).data, d_gamma, d.column_sums()])
    })
    .shaped(&[(UNITS, INPUTS), (UNITS, 1), (UNITS, 1)])
}

pub(crate) fn all() -> Vec<Problem> {
    vec![
        network("layer_norm", 501, false),
        network("batch_norm", 502, true),
    ]
}
