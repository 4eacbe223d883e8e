//! Kinds of mistakes that have a name, in functions of many trades.

use crate::told::drawn;
use grad_check::{GradCheck, Report};
use ndarray::{Array1, Array2, Axis};
use std::f64::consts::{LN_10, PI};

type Matrix = Array2<f64>;

/// A support vector machine with squared hinges, ½‖w‖² + C Σ h², whose slope of the hinges lacks the 2.
pub(super) fn squared_hinges(wrong: bool) -> Report {
    let (x, c): (Matrix, f64) = (drawn("x", (10, 4)), 0.7);
    let y = [1.0, -1.0, 1.0, 1.0, -1.0, -1.0, 1.0, -1.0, 1.0, -1.0];
    GradCheck::new("svm")
        .arguments(["w"])
        .given("x", &[10, 4])
        .given_number("c", c)
        .run(&drawn("w", 4), |w: &Array1<f64>| {
            let (mut cost, mut g) = (w.dot(w) / 2.0, w.clone());
            for (i, row) in x.outer_iter().enumerate() {
                let h = (1.0 - y[i] * row.dot(w)).max(0.0);
                cost += c * h * h;
                let by = if wrong { 1.0 } else { 2.0 };
                g.scaled_add(-by * c * h * y[i], &row);
            }
            (cost, g)
        })
}

/// A ridge in f32 with λ/2 ‖w‖², whose slope is divided by the samples with all the rest.
#[allow(clippy::cast_possible_truncation)] // f32 is what is asked for
pub(super) fn ridge_over_samples(wrong: bool) -> Report {
    let x = drawn("x", (12, 5)).mapv(|x| x as f32);
    let y = drawn("y", 12).mapv(|y| y as f32);
    let lambda = 0.6f32;
    GradCheck::new("ridge")
        .arguments(["w"])
        .given("x", &[12, 5])
        .given("y", &[12])
        .given_number("lambda", f64::from(lambda))
        .run(&drawn("w", 5).mapv(|w| w as f32), |w: &Array1<f32>| {
            let r = x.dot(w) - &y;
            let cost = r.dot(&r) / 24.0 + lambda / 2.0 * w.dot(w);
            let by = if wrong { lambda / 12.0 } else { lambda };
            (cost, x.t().dot(&r) / 12.0 + w * by)
        })
}

/// Quantile regression, smoothed, with a lasso: the slope of the data has the other sign.
pub(super) fn quantiles(wrong: bool) -> Report {
    let (x, y): (Matrix, Array1<f64>) = (drawn("x", (14, 4)), drawn("y", 14));
    let (tau, alpha) = (0.3, 0.15);
    GradCheck::new("quantiles")
        .arguments(["beta"])
        .given("x", &[14, 4])
        .given_number("tau", tau)
        .given_number("alpha", alpha)
        .run(&drawn("beta", 4), |b: &Array1<f64>| {
            let r = &y - &x.dot(b);
            let cost = r.mapv(|r| tau * r + (1.0 + (-r).exp()).ln()).sum();
            let slope = r.mapv(|r| tau - 1.0 / (1.0 + r.exp()));
            let sign = if wrong { 1.0 } else { -1.0 };
            let g = x.t().dot(&slope) * sign + b.mapv(|b| alpha * b.signum());
            (cost + alpha * b.mapv(f64::abs).sum(), g)
        })
}

/// Two thin lenses and their distances; the slopes of the second power and of the first distance stand for each other.
pub(super) fn lenses(wrong: bool) -> Report {
    GradCheck::new("lenses")
        .arguments(["system"])
        .run(&[1.3, 0.4, 0.8, 0.9], |s: &[f64; 4]| {
            // Heights and angles of a ray: each lens bends, each distance moves, by dual numbers.
            let (mut y, mut u) = (1.0, 0.1);
            let (mut dy, mut du) = ([0.0; 4], [0.0; 4]);
            for k in 0..4 {
                if k % 2 == 0 {
                    (0..4).for_each(|i| du[i] -= s[k] * dy[i]);
                    du[k] -= y;
                    u -= s[k] * y;
                } else {
                    (0..4).for_each(|i| dy[i] += s[k] * du[i]);
                    dy[k] += u;
                    y += s[k] * u;
                }
            }
            let mut g = [0, 1, 2, 3].map(|i| 2.0 * y * dy[i] + u.cos() * du[i]);
            if wrong {
                g.swap(1, 2);
            }
            (y * y + u.sin(), g)
        })
}

/// log |L Lᵀ| and a norm of L⁻¹b with a Cholesky factor in a full matrix, of which the upper triangle isn't read; the
/// gradient is made symmetric.
pub(super) fn cholesky(wrong: bool) -> Report {
    let b = [0.8, -0.3, 1.1];
    let l = [[1.4, 0.3, -0.2], [0.5, 1.1, 0.6], [-0.4, 0.7, 0.9]];
    GradCheck::new("cholesky")
        .arguments(["l"])
        .run(&l, |l: &[[f64; 3]; 3]| {
            let mut z = [0.0; 3];
            for i in 0..3 {
                let known: f64 = (0..i).map(|j| l[i][j] * z[j]).sum();
                z[i] = (b[i] - known) / l[i][i];
            }
            let cost: f64 = (0..3).map(|i| z[i] * z[i] / 2.0 + l[i][i].ln()).sum();
            // a = L⁻ᵀ z, and ∂/∂L = −a zᵀ below and on the diagonal.
            let mut a = [0.0; 3];
            for i in (0..3).rev() {
                let known: f64 = (i + 1..3).map(|j| l[j][i] * a[j]).sum();
                a[i] = (z[i] - known) / l[i][i];
            }
            let mut g = [[0.0; 3]; 3];
            for i in 0..3 {
                (0..=i).for_each(|j| g[i][j] = -a[i] * z[j]);
                g[i][i] += 1.0 / l[i][i];
            }
            if wrong {
                for (i, j) in [(1, 0), (2, 0), (2, 1)] {
                    g[i][j] /= 2.0;
                    g[j][i] = g[i][j];
                }
            }
            (cost, g)
        })
}

/// An elastic sheet of points held by springs of which the wrong buffer comes back.
pub(super) fn wrong_buffer(wrong: bool) -> Report {
    let rest: Matrix = drawn("rest", (5, 2));
    GradCheck::new("sheet")
        .arguments(["points"])
        .run(&drawn("points", (5, 2)), |p: &Matrix| {
            let e = p - &rest;
            let cost = e.mapv(f64::cosh).sum();
            let g = e.mapv(f64::sinh);
            (cost, if wrong { p.clone() } else { g })
        })
}

/// A → B → C at rates given by their logarithms; the slopes are by the rates.
pub(super) fn reactions(wrong: bool) -> Report {
    GradCheck::new("reactions")
        .arguments(["log_k"])
        .run(&[0.3, -0.6], |log_k: &[f64; 2]| {
            let k = log_k.map(f64::exp);
            let (mut cost, mut g) = (0.0, [0.0; 2]);
            for (t, seen) in [(0.5, 0.3), (1.0, 0.35), (2.0, 0.4), (4.0, 0.2)] {
                let e = k.map(|k| (-k * t).exp());
                let d = k[1] - k[0];
                let b = k[0] / d * (e[0] - e[1]);
                let by0 = b / k[0] + b / d - k[0] / d * t * e[0];
                let by1 = -b / d + k[0] / d * t * e[1];
                let r = b - seen;
                cost += r * r;
                g[0] += 2.0 * r * by0;
                g[1] += 2.0 * r * by1;
            }
            if !wrong {
                (0..2).for_each(|i| g[i] *= k[i]);
            }
            (cost, g)
        })
}

/// A colour correction of 40 × 20 pixels with a gain for each column, which the gradient of the pixels lacks; probed.
pub(super) fn gains(wrong: bool) -> Report {
    type Picture = (Matrix, Array1<f64>);
    let point: Picture = (drawn("x", (40, 20)), drawn("gain", 20));
    GradCheck::new("gains")
        .arguments(["x", "gain"])
        .run(&point, |(x, gain): &Picture| {
            let z = x * gain;
            let dz = z.mapv(f64::cos);
            let dx = if wrong { dz.clone() } else { &dz * gain };
            (z.mapv(f64::sin).sum(), (dx, (&dz * x).sum_axis(Axis(0))))
        })
}

/// Several regressions in one, each of its own weight, and a gradient without the weights.
pub(super) fn weighted_targets(wrong: bool) -> Report {
    let x: Matrix = drawn("x", (9, 5));
    let y: Matrix = drawn("y", (4, 9));
    let weights = [2.0, 0.5, 1.0, 3.0];
    GradCheck::new("targets")
        .arguments(["w"])
        .given("x", &[9, 5])
        .given("weights", &[4])
        .run(&drawn("w", (4, 5)), |w: &Matrix| {
            let r = w.dot(&x.t()) - &y;
            let each = Array1::from(weights.to_vec()).insert_axis(Axis(1));
            let cost = (&r * &r * &each).sum() / 2.0;
            let dr = if wrong { r } else { r * each };
            (cost, dr.dot(&x))
        })
}

/// The cross-entropy of six samples by their logits, over the samples: the one-hot is forgotten.
pub(super) fn one_hot(wrong: bool) -> Report {
    let labels = [2, 0, 1, 1, 2, 0];
    GradCheck::new("cross_entropy")
        .arguments(["logits"])
        .given("labels", &[6])
        .run(&drawn("logits", (6, 3)), |z: &Matrix| {
            let e = z.mapv(f64::exp);
            let sums = e.sum_axis(Axis(1)).insert_axis(Axis(1));
            let mut g = &e / &sums;
            let mut cost = 0.0;
            for (i, &label) in labels.iter().enumerate() {
                cost -= g[[i, label]].ln() / 6.0;
                g[[i, label]] -= if wrong { 0.0 } else { 1.0 };
            }
            (cost, g / 6.0)
        })
}

/// A tone curve that clamps to [0, 1], and whose slope doesn't.
pub(super) fn clamped(wrong: bool) -> Report {
    let x = [0.2, 1.4, 0.7, -0.3, 0.9, 1.8];
    GradCheck::new("tone")
        .arguments(["x"])
        .run(&x, |x: &[f64; 6]| {
            let cost = x.map(|x| x.clamp(0.0, 1.0).powi(2)).iter().sum::<f64>();
            let g = x.map(|x| {
                let inside = (0.0..1.0).contains(&x) || wrong;
                if inside { 2.0 * x } else { 0.0 }
            });
            (cost, g)
        })
}

/// The angles of mirrors in degrees, in f32, by which the slopes aren't.
#[allow(clippy::cast_possible_truncation)] // f32 is what is asked for
pub(super) fn mirrors(wrong: bool) -> Report {
    let a: [f32; 5] = [12.0, 47.0, -31.0, 80.0, 25.0];
    GradCheck::new("mirrors")
        .arguments(["angles"])
        .run(&a, |a: &[f32; 5]| {
            let degree = PI as f32 / 180.0;
            let t = a.map(|a| a * degree);
            let cost: f32 = (0..5).map(|i| (1.0 + i as f32) * (2.0 * t[i]).sin()).sum();
            let by = if wrong { 1.0 } else { degree };
            let g: [f32; 5] =
                std::array::from_fn(|i| 2.0 * by * (1.0 + i as f32) * (2.0 * t[i]).cos());
            (cost, g)
        })
}

/// 700 channels with levels in decibels, of which the derivative of the power forgets ln 10/10; probed.
pub(super) fn decibels(wrong: bool) -> Report {
    let noise: Array1<f64> = drawn("noise", 700).mapv(|n| n * n + 0.5);
    GradCheck::new("channels")
        .arguments(["levels"])
        .given("noise", &[700])
        .run(&drawn("levels", 700), |levels: &Array1<f64>| {
            let power = levels.mapv(|l| 10f64.powf(l / 10.0));
            let cost = (&power / &noise).mapv(|r| (1.0 + r).ln()).sum();
            let by = if wrong { 1.0 } else { LN_10 / 10.0 };
            (cost, &power / (&noise + &power) * by)
        })
}

/// A layer whose units are normalised over the batch, with mean and deviation held constant in the backward pass.
pub(super) fn batch_norm(wrong: bool) -> Report {
    type Norm = (Matrix, Array1<f64>, Array1<f64>);
    let (x, y): (Matrix, Matrix) = (drawn("x", (7, 4)), drawn("y", (7, 3)));
    let point: Norm = (drawn("w", (4, 3)), drawn("gamma", 3), drawn("beta", 3));
    GradCheck::new("norm")
        .arguments(["w", "gamma", "beta"])
        .given("x", &[7, 4])
        .given("y", &[7, 3])
        .run(&point, |(w, gamma, beta): &Norm| {
            let z = x.dot(w);
            let mean = z.mean_axis(Axis(0)).unwrap_or_default();
            let c = &z - &mean;
            let v = (&c * &c).mean_axis(Axis(0)).unwrap_or_default() + 1e-3;
            let s = v.mapv(f64::sqrt);
            let n = &c / &s;
            let e = &n * gamma + beta - &y;
            let cost = (&e * &e).sum() / 2.0;
            let dn = &e * gamma;
            let mut dz = dn.clone();
            if !wrong {
                let along = (&dn * &n).mean_axis(Axis(0)).unwrap_or_default();
                dz = dz - dn.mean_axis(Axis(0)).unwrap_or_default() - &n * &along;
            }
            let dw = x.t().dot(&(dz / &s));
            (cost, (dw, (&e * &n).sum_axis(Axis(0)), e.sum_axis(Axis(0))))
        })
}

/// The Jacobian of an arm of three links, whose second column has the other sign.
pub(super) fn arm(wrong: bool) -> Report {
    let lengths = [1.0, 0.7, 0.4];
    GradCheck::new("arm")
        .arguments(["q"])
        .run_jacobian(&[0.4, -0.9, 0.6], |q: &[f64; 3]| {
            let angle = |i: usize| q[..=i].iter().sum::<f64>();
            let sum = |from: usize, f: fn(f64) -> f64| -> f64 {
                (from..3).map(|i| lengths[i] * f(angle(i))).sum()
            };
            let out = [sum(0, f64::cos), sum(0, f64::sin), angle(2)];
            let sign = |k: usize| if wrong && k == 1 { -1.0 } else { 1.0 };
            let row = |of: &dyn Fn(usize) -> f64| [0, 1, 2].map(|k| sign(k) * of(k));
            let j = [
                row(&|k| -sum(k, f64::sin)),
                row(&|k| sum(k, f64::cos)),
                row(&|_| 1.0),
            ];
            (out, j)
        })
}
