//! Layers of networks, written with backward closures, caches and loops over indices.

use crate::told::drawn;
use grad_check::{GradCheck, Params, Report};
use ndarray::{Array1, Array2, Axis};
use std::cell::RefCell;

type Matrix = Array2<f64>;

/// A tensor of one layer beside its decay, in a struct.
#[derive(Params, Clone)]
struct Dense {
    kernel: Matrix,
    bias: Array1<f64>,
}

/// Two layers of which the second's bias is decayed in the gradient alone.
pub(super) fn decayed(wrong: bool) -> Report {
    let (x, y) = (drawn("x", (6, 3)), drawn("y", (6, 2)));
    let layer = |name: &str, from, to| Dense {
        kernel: drawn(name, (from, to)),
        bias: drawn(&format!("{name} bias"), to),
    };
    let at = vec![layer("one", 3, 4), layer("two", 4, 2)];
    let lambda = 0.02;
    GradCheck::new("decayed")
        .arguments(["layers"])
        .given("x", &[6, 3])
        .given_number("lambda", lambda)
        .run(&at, |layers: &Vec<Dense>| {
            let a = (x.dot(&layers[0].kernel) + &layers[0].bias).mapv(f64::tanh);
            let e = a.dot(&layers[1].kernel) + &layers[1].bias - &y;
            let mut cost = e.mapv(|e| e * e).sum() / 12.0;
            for layer in layers {
                cost += lambda / 2.0 * layer.kernel.mapv(|w| w * w).sum();
            }
            let de = &e / 6.0;
            let dz = de.dot(&layers[1].kernel.t()) * a.mapv(|a| 1.0 - a * a);
            let mut g = vec![
                Dense {
                    kernel: x.t().dot(&dz),
                    bias: dz.sum_axis(Axis(0)),
                },
                Dense {
                    kernel: a.t().dot(&de),
                    bias: de.sum_axis(Axis(0)),
                },
            ];
            for (g, layer) in g.iter_mut().zip(layers) {
                g.kernel.scaled_add(lambda, &layer.kernel);
            }
            if wrong {
                g[1].bias.scaled_add(lambda, &layers[1].bias);
            }
            (cost, g)
        })
}

/// One head of attention, whose keys lack the 1/√3 of the scores.
pub(super) fn attention(wrong: bool) -> Report {
    type Point = (Matrix, Matrix);
    let (x, v) = (drawn("x", (5, 4)), drawn("v", (5, 2)));
    let at: Point = (drawn("wq", (4, 3)), drawn("wk", (4, 3)));
    GradCheck::new("attention")
        .arguments(["wq", "wk"])
        .given("x", &[5, 4])
        .run(&at, |(wq, wk): &Point| {
            let root = 3f64.sqrt();
            let (q, k) = (x.dot(wq), x.dot(wk));
            let mut p = (q.dot(&k.t()) / root).mapv(f64::exp);
            for mut row in p.rows_mut() {
                let sum = row.sum();
                row /= sum;
            }
            let out = p.dot(&v);
            let cost = out.mapv(|o| o * o).sum() / 2.0;
            let dp = out.dot(&v.t());
            let mean = (&dp * &p).sum_axis(Axis(1)).insert_axis(Axis(1));
            let ds = &p * &(&dp - &mean);
            let dwk = x.t().dot(&ds.t().dot(&q));
            (
                cost,
                (
                    x.t().dot(&ds.dot(&k)) / root,
                    if wrong { dwk } else { dwk / root },
                ),
            )
        })
}

/// A temperature whose gradient has lost its sign.
pub(super) fn temperature(wrong: bool) -> Report {
    let z = drawn("z", (4, 3));
    let labels = [0, 2, 1, 2];
    GradCheck::new("calibration")
        .arguments(["bias", "temperature"])
        .run(&(drawn("bias", 3), 1.7), |(b, t): &(Array1<f64>, f64)| {
            let (mut cost, mut db, mut dt) = (0.0, Array1::zeros(3), 0.0);
            for (row, &label) in z.rows().into_iter().zip(&labels) {
                let s = (&row + b) / *t;
                let sum: f64 = s.iter().map(|s| s.exp()).sum();
                cost += sum.ln() - s[label];
                let mut p = s.mapv(|s| s.exp() / sum);
                p[label] -= 1.0;
                db += &(&p / *t);
                dt -= p.dot(&s) / t;
            }
            (cost, (db, if wrong { -dt } else { dt }))
        })
}

/// Unit vectors of words: the tangent's projection is forgotten, row by row.
pub(super) fn unit_rows(wrong: bool) -> Report {
    let targets = drawn("targets", (4, 3));
    GradCheck::new("unit_rows")
        .arguments(["words"])
        .run(&drawn("words", (4, 3)), |w: &Matrix| {
            let (mut cost, mut g) = (0.0, Matrix::zeros((4, 3)));
            for i in 0..4 {
                let length = w.row(i).dot(&w.row(i)).sqrt();
                let u = &w.row(i) / length;
                let e = &u - &targets.row(i);
                cost += e.dot(&e) / 2.0;
                let along = if wrong { 0.0 } else { e.dot(&u) };
                g.row_mut(i).assign(&((&e - &(&u * along)) / length));
            }
            (cost, g)
        })
}

/// A convolution in one dimension with a stride, whose input's gradient comes one step late.
pub(super) fn late(wrong: bool) -> Report {
    let h = drawn("h", 9);
    GradCheck::new("filter")
        .arguments(["signal"])
        .run(&drawn("signal", 9), |x: &Array1<f64>| {
            let smooth = |i: usize| 0.3 * x[i] + if i > 0 { 0.7 * x[i - 1] } else { 0.0 };
            let e: Array1<f64> = (0..9).map(|i| smooth(i) - h[i]).collect();
            let right: Array1<f64> = (0..9)
                .map(|i| 0.3 * e[i] + if i < 8 { 0.7 * e[i + 1] } else { 0.0 })
                .collect();
            let mut g = Array1::zeros(9);
            if wrong {
                (1..9).for_each(|i| g[i] = right[i - 1]);
            } else {
                g.assign(&right);
            }
            (e.dot(&e) / 2.0, g)
        })
}

/// A gradient that is added to and never cleared.
pub(super) fn never_cleared(wrong: bool) -> Report {
    let x = drawn("x", (5, 3));
    let sums: RefCell<[f64; 3]> = RefCell::new([0.0; 3]);
    GradCheck::new("never_cleared")
        .arguments(["w"])
        .run(&[0.4, -0.6, 1.1], |w: &[f64; 3]| {
            let mut g = sums.borrow_mut();
            if !wrong {
                *g = [0.0; 3];
            }
            let mut cost = 0.0;
            for row in x.rows() {
                let z = (0..3).map(|j| row[j] * w[j]).sum::<f64>();
                cost += z.cosh().ln();
                (0..3).for_each(|j| g[j] += z.tanh() * row[j]);
            }
            (cost, *g)
        })
}

/// Words that are padding are masked in the cost, and have a gradient nevertheless.
pub(super) fn padding(wrong: bool) -> Report {
    let sentences = [[1, 3, 0], [2, 0, 0], [4, 1, 2]];
    let v = [0.7, -1.2];
    GradCheck::new("padding")
        .arguments(["words"])
        .run(&drawn("words", (5, 2)), |e: &Matrix| {
            let (mut cost, mut g) = (0.0, Matrix::zeros((5, 2)));
            for sentence in sentences {
                let kept = sentence.iter().filter(|w| **w != 0);
                let z: f64 = kept.map(|&w| e[[w, 0]] * v[0] + e[[w, 1]] * v[1]).sum();
                cost += z.tanh();
                let slope = 1.0 - z.tanh().powi(2);
                for w in sentence.into_iter().filter(|w| wrong || *w != 0) {
                    (0..2).for_each(|j| g[[w, j]] += slope * v[j]);
                }
            }
            (cost, g)
        })
}

/// A normalisation's gain, whose gradient takes what was not normalised.
pub(super) fn gain(wrong: bool) -> Report {
    type Point = (Array1<f64>, Array1<f64>);
    let (x, y) = (drawn("x", (6, 4)), drawn("y", (6, 4)));
    GradCheck::new("layer_norm")
        .arguments(["gain", "shift"])
        .given("x", &[6, 4])
        .run(
            &(drawn("gain", 4), drawn("shift", 4)),
            |(gain, shift): &Point| {
                let mut hat = x.clone();
                for mut row in hat.rows_mut() {
                    let mean = row.sum() / 4.0;
                    row -= mean;
                    let deviation = (row.dot(&row) / 4.0 + 1e-5).sqrt();
                    row /= deviation;
                }
                let e = &hat * gain + shift - &y;
                let of = if wrong { &x } else { &hat };
                (
                    (&e * &e).sum() / 2.0,
                    ((&e * of).sum_axis(Axis(0)), e.sum_axis(Axis(0))),
                )
            },
        )
}

/// A pullback of a product of square matrices, of which the second is transposed.
pub(super) fn product(wrong: bool) -> Report {
    type Pair = (Matrix, Matrix);
    GradCheck::new("product")
        .arguments(["a", "b"])
        .run_pullback(
            &(drawn("a", (3, 3)), drawn("b", (3, 3))),
            move |(a, b): &Pair| {
                let out = a.dot(b);
                let (a, b) = (a.clone(), b.clone());
                (out, move |u: &Matrix| {
                    let db = a.t().dot(u);
                    (u.dot(&b.t()), if wrong { db.t().to_owned() } else { db })
                })
            },
        )
}

/// A gate of a cell in f32 whose decay is divided by the batch.
#[allow(clippy::cast_possible_truncation)] // what is drawn is meant in f32
pub(super) fn gate(wrong: bool) -> Report {
    let x = drawn("x", (8, 3)).mapv(|x| x as f32);
    let decay = 0.4f32;
    GradCheck::new("gate")
        .arguments(["w"])
        .given("x", &[8, 3])
        .given_number("decay", 0.4)
        .run(&[0.9f32, -0.7, 1.3], |w: &[f32; 3]| {
            let (mut cost, mut g) = (0.0, [0.0; 3]);
            for row in x.rows() {
                let z: f32 = (0..3).map(|j| row[j] * w[j]).sum();
                let s = 1.0 / (1.0 + (-z).exp());
                cost += s / 8.0;
                (0..3).for_each(|j| g[j] += s * (1.0 - s) * row[j] / 8.0);
            }
            for j in 0..3 {
                cost += decay / 2.0 * w[j] * w[j];
                g[j] += decay * w[j] / if wrong { 8.0 } else { 1.0 };
            }
            (cost, g)
        })
}

/// A ridge with twice its penalty in the gradient, beside a bias that is averaged over the batch once more.
pub(super) fn two_of_them(wrong: bool) -> Report {
    let (x, y) = (drawn("x", (9, 4)), drawn("y", 9));
    let lambda = 0.3;
    GradCheck::new("two_of_them")
        .arguments(["w", "b"])
        .given("x", &[9, 4])
        .given_number("lambda", lambda)
        .run(&(drawn("w", 4), 0.2), |(w, b): &(Array1<f64>, f64)| {
            let e = x.dot(w) + *b - &y;
            let cost = e.dot(&e) / 18.0 + lambda / 2.0 * w.dot(w);
            let by = if wrong { 2.0 } else { 1.0 };
            let dw = x.t().dot(&e) / 9.0 + w * (by * lambda);
            let db = e.sum() / if wrong { 81.0 } else { 9.0 };
            (cost, (dw, db))
        })
}
