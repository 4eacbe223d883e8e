//! Pieces of networks, of regularised models, two mistakes at once, and what was known to be a gap.

use super::science::X;
use crate::told::drawn;
use grad_check::{GradCheck, Report};
use ndarray::{Array1, Array2, Axis};

type Matrix = Array2<f64>;

/// Rows that each sum to one.
fn softmax(z: &Matrix) -> Matrix {
    let e = z.mapv(f64::exp);
    let sums = e.sum_axis(Axis(1)).insert_axis(Axis(1));
    e / sums
}

/// Scores of queries and keys over √d, which the gradient of the queries lacks.
pub(super) fn scores(wrong: bool) -> Report {
    let t: Matrix = drawn("target", (3, 5));
    let point: (Matrix, Matrix) = (drawn("q", (3, 4)), drawn("k", (5, 4)));
    GradCheck::new("scores")
        .arguments(["q", "k"])
        .run(&point, |(q, k): &(Matrix, Matrix)| {
            let root = 4f64.sqrt();
            let p = softmax(&(q.dot(&k.t()) / root));
            let cost = (&p * &t).sum();
            let sums = (&p * &t).sum_axis(Axis(1)).insert_axis(Axis(1));
            let dz = &p * &(&t - &sums);
            let dq = dz.dot(k) / if wrong { 1.0 } else { root };
            (cost, (dq, dz.t().dot(q) / root))
        })
}

/// A sum over the words of a text, some of which come twice, and whose gradient is set, not added.
pub(super) fn embedding(wrong: bool) -> Report {
    let words = [2, 0, 4, 2, 5, 0, 2];
    let v: Array2<f64> = drawn("v", (7, 3));
    GradCheck::new("embedding")
        .arguments(["e"])
        .run(&drawn("e", (6, 3)), |e: &Matrix| {
            let (mut cost, mut g) = (0.0, Matrix::zeros((6, 3)));
            for (i, &word) in words.iter().enumerate() {
                let z = e.row(word).dot(&v.row(i));
                cost += z.sin();
                let add = v.row(i).to_owned() * z.cos();
                let mut row = g.row_mut(word);
                if wrong {
                    row.assign(&add);
                } else {
                    row += &add;
                }
            }
            (cost, g)
        })
}

type Layer = (Matrix, Array1<f64>);

/// A tanh layer, its penalty of `lambda` on the weights, and its gradient after a change.
fn layer(lambda: f64, change: impl Fn(&Layer, &mut Matrix, &mut Array1<f64>, &Matrix)) -> Report {
    let x: Matrix = drawn("x", (9, 4));
    let y: Matrix = drawn("y", (9, 3));
    let point: Layer = (drawn("w", (4, 3)), drawn("b", 3));
    let check = GradCheck::new("layer")
        .arguments(["w", "b"])
        .given("x", &[9, 4])
        .given("y", &[9, 3]);
    check
        .given_number("lambda", lambda)
        .run(&point, |layer: &Layer| {
            let (w, b) = layer;
            let a = (x.dot(w) + b).mapv(f64::tanh);
            let e = &a - &y;
            let dz = &e * &a.mapv(|a| 1.0 - a * a) / 9.0;
            let cost = (&e * &e).sum() / 18.0 + lambda / 2.0 * (w * w).sum();
            let (mut dw, mut db) = (x.t().dot(&dz) + &(w * lambda), dz.sum_axis(Axis(0)));
            change(layer, &mut dw, &mut db, &dz);
            (cost, (dw, db))
        })
}

pub(super) fn last_bias(wrong: bool) -> Report {
    layer(0.0, |_, _, db, dz| {
        if wrong {
            db.assign(&dz.row(8));
        }
    })
}

pub(super) fn decayed_bias(wrong: bool) -> Report {
    layer(0.15, |(_, b), _, db, _| {
        if wrong {
            db.scaled_add(0.15, b);
        }
    })
}

pub(super) fn bias_and_decay(wrong: bool) -> Report {
    layer(0.15, |(w, _), dw, db, _| {
        if wrong {
            dw.scaled_add(0.15, w);
            *db *= -1.0;
        }
    })
}

pub(super) fn column_and_bias(wrong: bool) -> Report {
    layer(0.15, |_, dw, db, _| {
        if wrong {
            dw.column_mut(1).fill(0.0);
            *db *= 9.0;
        }
    })
}

/// A convolution along a line, whose kernel comes out backwards.
pub(super) fn convolution(wrong: bool) -> Report {
    let x: Array1<f64> = drawn("x", 12);
    GradCheck::new("conv")
        .arguments(["kernel"])
        .given("x", &[12])
        .run(&drawn("kernel", 4), |k: &Array1<f64>| {
            let (mut cost, mut g) = (0.0, Array1::<f64>::zeros(4));
            for t in 0..9 {
                let z: f64 = (0..4).map(|i| k[i] * x[t + i]).sum();
                cost += z.sin();
                (0..4).for_each(|i| g[if wrong { 3 - i } else { i }] += z.cos() * x[t + i]);
            }
            (cost, g)
        })
}

/// An autoencoder with one matrix there and back, whose gradient is that of the way back alone.
pub(super) fn tied(wrong: bool) -> Report {
    let x: Matrix = drawn("x", (6, 4));
    GradCheck::new("tied")
        .arguments(["w"])
        .given("x", &[6, 4])
        .run(&drawn("w", (4, 2)), |w: &Matrix| {
            let h = x.dot(w).mapv(f64::tanh);
            let e = h.dot(&w.t()) - &x;
            let back = e.t().dot(&h);
            let there = x.t().dot(&(e.dot(w) * h.mapv(|h| 1.0 - h * h)));
            (
                (&e * &e).sum() / 2.0,
                if wrong { back } else { back + there },
            )
        })
}

/// A ridge in f32 whose penalty is forgotten.
pub(super) fn ridge_f32(wrong: bool) -> Report {
    #[allow(clippy::cast_possible_truncation)] // f32 is what is asked for
    let x = X.map(|x| x.map(|x| x as f32));
    let y: [f32; 8] = [0.4, 1.2, -0.3, 0.8, 0.1, -0.9, 1.5, 0.6];
    let lambda = 0.4f32;
    let check = GradCheck::new("ridge").arguments(["w"]).given("x", &[8, 3]);
    check
        .given_number("lambda", f64::from(lambda))
        .run(&[0.8, -0.5, 1.2], |w: &[f32; 3]| {
            let (mut cost, mut g) = (0.0, [0.0; 3]);
            for i in 0..8 {
                let r = (0..3).map(|j| x[i][j] * w[j]).sum::<f32>() - y[i];
                cost += r * r / 2.0;
                (0..3).for_each(|j| g[j] += r * x[i][j]);
            }
            for j in 0..3 {
                cost += lambda / 2.0 * w[j] * w[j];
                g[j] += if wrong { 0.0 } else { lambda * w[j] };
            }
            (cost, g)
        })
}

/// A bilinear form in f32 with the outer product the other way round.
pub(super) fn outer_f32(wrong: bool) -> Report {
    let (a, b): ([f32; 4], [f32; 4]) = ([0.9, -0.4, 1.3, 0.6], [0.2, 1.1, -0.8, 0.5]);
    let w: [[f32; 4]; 4] =
        std::array::from_fn(|i| std::array::from_fn(|j| 0.1 * (3 * i + j) as f32 - 0.4));
    GradCheck::new("outer")
        .arguments(["w"])
        .run(&w, |w: &[[f32; 4]; 4]| {
            let z: f32 = (0..4)
                .map(|i| (0..4).map(|j| a[i] * w[i][j] * b[j]).sum::<f32>())
                .sum();
            let of = |i: usize, j: usize| z.cos() * if wrong { a[j] * b[i] } else { a[i] * b[j] };
            (
                z.sin(),
                std::array::from_fn::<[f32; 4], 4, _>(|i| std::array::from_fn(|j| of(i, j))),
            )
        })
}

/// A variance over n, whose derivative is over n − 1.
pub(super) fn variance(wrong: bool) -> Report {
    let x = [0.4, 1.9, -0.7, 1.1, 0.3, 2.2, -1.5, 0.8];
    GradCheck::new("variance")
        .arguments(["x"])
        .run(&x, |x: &[f64; 8]| {
            let mean = x.iter().sum::<f64>() / 8.0;
            let v = x.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 8.0;
            let n = if wrong { 7.0 } else { 8.0 };
            (v.ln(), x.map(|x| 2.0 * (x - mean) / n / v))
        })
}

/// The Hessian of a logistic regression with a ridge, of which the data term isn't divided by the samples.
pub(super) fn hessian(wrong: bool) -> Report {
    let check = GradCheck::new("hessian")
        .arguments(["w"])
        .given("x", &[8, 3]);
    check
        .given_number("lambda", 0.3)
        .run_hessian(&[0.7, -0.4, 1.1], |w: &[f64; 3]| {
            let (mut cost, mut g, mut h) = (0.0, [0.0; 3], [[0.0; 3]; 3]);
            for x in X {
                let z: f64 = (0..3).map(|j| x[j] * w[j]).sum();
                let p = 1.0 / (1.0 + (-z).exp());
                cost += (1.0 + z.exp()).ln() / 8.0;
                for i in 0..3 {
                    g[i] += p * x[i] / 8.0;
                    for j in 0..3 {
                        h[i][j] += p * (1.0 - p) * x[i] * x[j] / if wrong { 1.0 } else { 8.0 };
                    }
                }
            }
            for i in 0..3 {
                cost += 0.15 * w[i] * w[i];
                g[i] += 0.3 * w[i];
                h[i][i] += 0.3;
            }
            (cost, g, h)
        })
}

/// A gradient that has twice what it should, and a constant besides: sums and residuals that no one divided.
pub(super) fn scaled_and_shifted(wrong: bool) -> Report {
    GradCheck::new("shifted")
        .arguments(["x"])
        .run(&[0.3, 1.1, -0.4, 0.8, 1.7], |x: &[f64; 5]| {
            let s: f64 = x.iter().map(|x| x.exp()).sum();
            let g = x.map(|x| x.exp() / s);
            (s.ln(), if wrong { g.map(|g| 2.0 * g - 0.2) } else { g })
        })
}

/// A structured perceptron in smooth form: the features of what was right aren't taken off.
pub(super) fn features(wrong: bool) -> Report {
    GradCheck::new("features")
        .arguments(["w"])
        .given("x", &[8, 3])
        .run(&[0.4, -0.6, 0.9], |w: &[f64; 3]| {
            let z = X.map(|x| (0..3).map(|j| x[j] * w[j]).sum::<f64>());
            let sum: f64 = z.iter().map(|z| z.exp()).sum();
            let mean = |j: usize| (0..8).map(|i| z[i].exp() * X[i][j]).sum::<f64>() / sum;
            let gold = |j: usize| if wrong { 0.0 } else { X[5][j] };
            (sum.ln() - z[5], [0, 1, 2].map(|j| mean(j) - gold(j)))
        })
}

/// Huber's loss, whose slope forgets the sign outside of δ.
pub(super) fn huber(wrong: bool) -> Report {
    let y = [0.4, 3.2, -2.3, 0.8, 0.1, -2.9, 1.5, 0.6];
    GradCheck::new("huber")
        .arguments(["w"])
        .given("x", &[8, 3])
        .run(&[0.8, -0.5, 1.2], |w: &[f64; 3]| {
            let (mut cost, mut g) = (0.0, [0.0; 3]);
            for i in 0..8 {
                let r = (0..3).map(|j| X[i][j] * w[j]).sum::<f64>() - y[i];
                let outside = if wrong { 1.0 } else { r.signum() };
                let (c, slope) = if r.abs() < 1.0 {
                    (r * r / 2.0, r)
                } else {
                    (r.abs() - 0.5, outside)
                };
                cost += c;
                (0..3).for_each(|j| g[j] += slope * X[i][j]);
            }
            (cost, g)
        })
}
