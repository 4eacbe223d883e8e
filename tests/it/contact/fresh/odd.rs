//! Functions that are right and look odd, and mistakes that look like another kind at the test point.

use crate::told::drawn;
use grad_check::{GradCheck, Report};
use ndarray::{Array1, Array2, Axis};
use std::cell::Cell;

type Matrix = Array2<f64>;

/// Values outside of their limits, whose derivative is zero.
pub(super) fn saturated() -> Report {
    GradCheck::new("saturated").arguments(["x"]).run(
        &[0.3, 1.8, -0.2, -2.4, 0.9],
        |x: &[f64; 5]| {
            let kept = x.map(|x| x.clamp(-1.0, 1.0));
            let is_open = |x: f64| if x.abs() < 1.0 { 1.0 } else { 0.0 };
            let cost = kept.iter().map(|k| (k - 0.5).powi(2)).sum::<f64>();
            (cost, x.map(|x| is_open(x) * 2.0 * (x - 0.5)))
        },
    )
}

/// A bias that softmax takes off again.
pub(super) fn invariant() -> Report {
    let z = drawn("z", (4, 3));
    GradCheck::new("invariant").arguments(["w", "shift"]).run(
        &(drawn("w", 3), 0.7),
        |(w, c): &(Array1<f64>, f64)| {
            let (mut cost, mut dw) = (0.0, Array1::zeros(3));
            for row in z.rows() {
                let s = &row * w + *c;
                let e = s.mapv(f64::exp);
                cost += e.sum().ln() - s[1];
                let mut p = &e / e.sum();
                p[1] -= 1.0;
                dw += &(&p * &row);
            }
            (cost, (dw, 0.0))
        },
    )
}

/// Where all gradients are those of L2: θ itself, rightly.
pub(super) fn bowl() -> Report {
    GradCheck::new("bowl")
        .arguments(["x"])
        .run(&[0.4, -1.2, 0.9], |x: &[f64; 3]| {
            (x.iter().map(|x| x * x).sum::<f64>() / 2.0, *x)
        })
}

/// A maximum over rows, away from ties.
pub(super) fn pooled() -> Report {
    GradCheck::new("pooled")
        .arguments(["x"])
        .run(&drawn("x", (4, 5)), |x: &Matrix| {
            let (mut cost, mut g) = (0.0, Matrix::zeros((4, 5)));
            for (i, row) in x.rows().into_iter().enumerate() {
                let best = (0..5)
                    .max_by(|&a, &b| row[a].total_cmp(&row[b]))
                    .unwrap_or(0);
                cost += row[best].exp();
                g[[i, best]] = row[best].exp();
            }
            (cost, g)
        })
}

/// A cost that is large and constant but for a little.
pub(super) fn lifted() -> Report {
    GradCheck::new("lifted")
        .arguments(["x"])
        .run(&[0.6, -0.4], |x: &[f64; 2]| {
            (
                1e4 + x[0].sin() * x[1].exp(),
                [x[0].cos() * x[1].exp(), x[0].sin() * x[1].exp()],
            )
        })
}

/// The gradient of ‖x‖³ with ‖x‖² in it: no factor, no penalty.
pub(super) fn power_of_length(wrong: bool) -> Report {
    GradCheck::new("power_of_length")
        .arguments(["x"])
        .given_number("lambda", 0.1)
        .run(&[0.5, -0.9, 1.3], |x: &[f64; 3]| {
            let r = x.iter().map(|x| x * x).sum::<f64>().sqrt();
            let by = if wrong { 3.0 * r * r } else { 3.0 * r };
            (r.powi(3), x.map(|x| by * x))
        })
}

/// Four times too large here, and by another number elsewhere; there are four rows.
pub(super) fn four_by_chance(wrong: bool) -> Report {
    let x = drawn("x", (4, 3));
    GradCheck::new("four_by_chance")
        .arguments(["w", "s"])
        .given("x", &[4, 3])
        .run(&([0.3, -0.5, 0.8], 2.0), |(w, s): &([f64; 3], f64)| {
            let (mut cost, mut g) = (0.0, [0.0; 3]);
            for row in x.rows() {
                let z: f64 = (0..3).map(|j| row[j] * w[j]).sum();
                cost += z.sin();
                let by = if wrong { s * s } else { 1.0 };
                (0..3).for_each(|j| g[j] += by * z.cos() * row[j]);
            }
            (cost + s.exp(), (g, s.exp()))
        })
}

/// Off by the same number in all components where all parameters are alike.
pub(super) fn alike_everywhere(wrong: bool) -> Report {
    let t = [0.3, 1.7, -0.4, 0.8];
    GradCheck::new("alike_everywhere")
        .arguments(["x"])
        .run(&[0.7; 4], |x: &[f64; 4]| {
            let pairs = || x.iter().zip(t);
            let cost = pairs().map(|(x, t)| t * x.sin() + x.powi(3)).sum::<f64>();
            let cubed = if wrong { 0.0 } else { 3.0 };
            let g: Vec<f64> = pairs().map(|(x, t)| t * x.cos() + cubed * x * x).collect();
            (cost, g)
        })
}

/// Forward differences inside of a gradient: a thousandth too large, and no f32 there.
pub(super) fn crude_differences(wrong: bool) -> Report {
    GradCheck::new("crude_differences")
        .arguments(["x"])
        .run(&[0.4, 1.1, -0.7], |x: &[f64; 3]| {
            let f = |x: f64| (1.3 * x).exp() + x.sin();
            let exact = |x: f64| 1.3 * (1.3 * x).exp() + x.cos();
            let h = 1e-6;
            let slope = |x: f64| {
                if wrong {
                    (f(x + h) - f(x)) / h
                } else {
                    exact(x)
                }
            };
            (x.iter().map(|x| f(*x)).sum::<f64>(), x.map(slope))
        })
}

/// Two blocks with the same numbers in them; the first one's gradient has the other sign.
pub(super) fn twins(wrong: bool) -> Report {
    let start = [0.5, -0.5, 0.5];
    GradCheck::new("twins").arguments(["u", "v"]).run(
        &(start, start),
        |(u, v): &([f64; 3], [f64; 3])| {
            let d: f64 = (0..3).map(|i| u[i] - v[i]).sum::<f64>() + 0.4;
            let e: f64 = (0..3).map(|i| (u[i] - v[i]).powi(2)).sum();
            let g = [0, 1, 2].map(|i| 2.0 * d + 2.0 * (u[i] - v[i]));
            let (right, other) = (g, g.map(|g| -g));
            (d * d + e, (if wrong { other } else { right }, other))
        },
    )
}

/// A point in the plane whose gradient is turned by a right angle: no order of components.
pub(super) fn turned(wrong: bool) -> Report {
    GradCheck::new("turned")
        .arguments(["p"])
        .run(&[0.8, -0.3], |p: &[f64; 2]| {
            let cost = (p[0] - 2.0 * p[1]).sin() + p[0] * p[0];
            let c = (p[0] - 2.0 * p[1]).cos();
            let g = [c + 2.0 * p[0], -2.0 * c];
            (cost, if wrong { [-g[1], g[0]] } else { g })
        })
}

/// A moment of the last gradients comes back for a gradient.
pub(super) fn momentum(wrong: bool) -> Report {
    let last = Cell::new([0.0; 3]);
    GradCheck::new("momentum")
        .arguments(["x"])
        .run(&[0.4, 1.2, -0.7], |x: &[f64; 3]| {
            let g = x.map(|x| x.exp() - 1.0);
            let m = last.get();
            let share = if wrong { 0.9 } else { 0.0 };
            let mixed = [0, 1, 2].map(|i| share * m[i] + (1.0 - share) * g[i]);
            last.set(mixed);
            (x.iter().map(|x| x.exp() - x).sum::<f64>(), mixed)
        })
}

/// A normalisation whose statistics are held constant, of a square matrix: nothing is transposed, nothing decayed.
pub(super) fn held_statistics(wrong: bool) -> Report {
    let t = drawn("t", (4, 4));
    GradCheck::new("held_statistics")
        .arguments(["x"])
        .given_number("eps", 1e-3)
        .run(&drawn("x", (4, 4)), |x: &Matrix| {
            let (mut cost, mut g) = (0.0, Matrix::zeros((4, 4)));
            for i in 0..4 {
                let centred = &x.row(i) - x.row(i).sum() / 4.0;
                let deviation = (centred.dot(&centred) / 4.0 + 1e-3).sqrt();
                let hat = &centred / deviation;
                let e = &hat - &t.row(i);
                cost += e.mapv(|e| e.powi(4)).sum() / 4.0;
                let up = e.mapv(|e| e.powi(3));
                let right = (&up - up.sum() / 4.0 - &hat * (up.dot(&hat) / 4.0)) / deviation;
                g.row_mut(i)
                    .assign(&if wrong { up / deviation } else { right });
            }
            (cost, g)
        })
}

/// A penalty on the sum of the weights that is forgotten: the same in all components here, and neither L2 nor L1.
pub(super) fn sum_of_weights(wrong: bool) -> Report {
    let x = drawn("x", (6, 4));
    GradCheck::new("sum_of_weights")
        .arguments(["w"])
        .given("x", &[6, 4])
        .given_number("lambda", 0.5)
        .run(&drawn("w", 4), |w: &Array1<f64>| {
            let z = x.dot(w);
            let total = w.sum() - 1.0;
            let cost = z.mapv(|z| z.cosh().ln()).sum() + 0.5 * total * total;
            let g = x.t().dot(&z.mapv(f64::tanh));
            (cost, if wrong { g } else { g + total })
        })
}

/// Attention that forgets to take off the mean of a softmax's gradient: no mask, no factor.
pub(super) fn softmax_alone(wrong: bool) -> Report {
    let (x, v) = (drawn("x", (5, 3)), drawn("v", 5));
    GradCheck::new("softmax_alone")
        .arguments(["w"])
        .given("x", &[5, 3])
        .run(&drawn("w", (3, 5)), |w: &Matrix| {
            let mut p = x.dot(w).mapv(f64::exp);
            for mut row in p.rows_mut() {
                let sum = row.sum();
                row /= sum;
            }
            let out = p.dot(&v);
            let dp = out
                .view()
                .insert_axis(Axis(1))
                .dot(&v.view().insert_axis(Axis(0)));
            let mean = (&dp * &p).sum_axis(Axis(1)).insert_axis(Axis(1));
            let ds = &p * &(if wrong { dp } else { &dp - &mean });
            (out.dot(&out) / 2.0, x.t().dot(&ds))
        })
}
