//! Statistics and finance, written with structs, rows and iterators.

use crate::told::drawn;
use grad_check::{GradCheck, Params, Report};
use ndarray::{Array1, Array2, Axis};

#[derive(Params, Clone)]
struct Mixture {
    means: Vec<Vec<f64>>,
    sigma: Vec<f64>,
    logits: Vec<f64>,
}

/// −log likelihood of a mixture of normals; the means' gradient was divided by σ in place of σ².
pub(super) fn mixture(wrong: bool) -> Report {
    let points = drawn("points", (9, 2));
    let at = Mixture {
        means: vec![vec![-0.8, 0.3], vec![0.7, 1.1], vec![0.2, -1.4]],
        sigma: vec![0.7, 1.6, 1.2],
        logits: vec![0.1, -0.3, 0.4],
    };
    GradCheck::new("mixture").run(&at, |m: &Mixture| {
        let total: f64 = m.logits.iter().map(|l| l.exp()).sum();
        let mut cost = 0.0;
        let mut g = Mixture {
            means: vec![vec![0.0; 2]; 3],
            sigma: vec![0.0; 3],
            logits: vec![0.0; 3],
        };
        for x in points.rows() {
            let square = |k: usize| -> f64 {
                let pairs = x.iter().zip(&m.means[k]);
                pairs.map(|(x, mu)| (x - mu).powi(2)).sum()
            };
            let joint: Vec<f64> = (0..3)
                .map(|k| {
                    let s2 = m.sigma[k] * m.sigma[k];
                    m.logits[k].exp() / total * (-square(k) / (2.0 * s2)).exp() / s2
                })
                .collect();
            let evidence: f64 = joint.iter().sum();
            cost -= evidence.ln();
            for (k, joint) in joint.iter().enumerate() {
                let r = joint / evidence;
                let s = m.sigma[k];
                let power = if wrong { s } else { s * s };
                for (g, (x, mu)) in g.means[k].iter_mut().zip(x.iter().zip(&m.means[k])) {
                    *g -= r * (x - mu) / power;
                }
                g.sigma[k] -= r * (square(k) / s.powi(3) - 2.0 / s);
                g.logits[k] -= r - m.logits[k].exp() / total;
            }
        }
        (cost, g)
    })
}

/// The divergence of a normal's logarithms of variances from the standard one; the ½ is lost.
pub(super) fn divergence(wrong: bool) -> Report {
    type Point = (Vec<f64>, Vec<f64>);
    let at: Point = (vec![0.4, -1.1, 0.7, 0.2], vec![-0.5, 0.3, 0.9, -1.2]);
    GradCheck::new("divergence")
        .arguments(["mu", "log_var"])
        .run(&at, |(mu, lv): &Point| {
            let kl = mu
                .iter()
                .zip(lv)
                .map(|(m, l)| 0.5 * (l.exp() + m * m - 1.0 - l))
                .sum::<f64>();
            let half = if wrong { 1.0 } else { 0.5 };
            let by_lv: Vec<f64> = lv.iter().map(|l| half * (l.exp() - 1.0)).collect();
            (kl, (mu.clone(), by_lv))
        })
}

/// A Gaussian process by the logarithm of its length: the slope by the length itself is returned.
pub(super) fn length_scale(wrong: bool) -> Report {
    let x = [0.0f64, 0.4, 0.9, 1.7];
    let y = [0.3, -0.2, 0.8, 0.1];
    GradCheck::new("kernel")
        .arguments(["log_length", "weights"])
        .run(
            &(-0.4, [0.5, -0.3, 0.8, 0.2]),
            |&(l, w): &(f64, [f64; 4])| {
                let length = f64::exp(l);
                let (mut cost, mut by_l, mut by_w) = (0.0, 0.0, [0.0; 4]);
                for i in 0..4 {
                    let d2 = |j: usize| (x[i] - x[j]).powi(2) / (length * length);
                    let k = |j: usize| (-0.5 * d2(j)).exp();
                    let e = (0..4).map(|j| k(j) * w[j]).sum::<f64>() - y[i];
                    cost += e * e / 2.0;
                    for j in 0..4 {
                        by_w[j] += e * k(j);
                        by_l += e * w[j] * k(j) * d2(j);
                    }
                }
                (cost, (if wrong { by_l / length } else { by_l }, by_w))
            },
        )
}

/// A hidden Markov model's transitions, by expected counts that are read the other way around.
pub(super) fn transitions(wrong: bool) -> Report {
    let counts = drawn("counts", (3, 3)).mapv(f64::abs);
    GradCheck::new("chain").arguments(["logits"]).run(
        &drawn("logits", (3, 3)),
        |a: &Array2<f64>| {
            let mut p = a.mapv(f64::exp);
            for mut row in p.rows_mut() {
                let sum = row.sum();
                row /= sum;
            }
            let cost = -(&counts * &p.mapv(f64::ln)).sum();
            let rows = counts.sum_axis(Axis(1)).insert_axis(Axis(1));
            let g = &p * &rows - &counts;
            (cost, if wrong { g.t().to_owned() } else { g })
        },
    )
}

/// A logistic regression in log base ten, whose slope is that of the natural logarithm.
pub(super) fn deciles(wrong: bool) -> Report {
    let x = drawn("x", (7, 3));
    let y = [1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0];
    GradCheck::new("deciles")
        .arguments(["beta"])
        .given("x", &[7, 3])
        .run(&drawn("beta", 3), |beta: &Array1<f64>| {
            let p = x.dot(beta).mapv(|z| 1.0 / (1.0 + (-z).exp()));
            let cost: f64 = p
                .iter()
                .zip(y)
                .map(|(p, y)| -(y * p.log10() + (1.0 - y) * (1.0 - p).log10()))
                .sum();
            let e: Array1<f64> = p.iter().zip(y).map(|(p, y)| p - y).collect();
            let g = x.t().dot(&e);
            (
                cost,
                if wrong {
                    g
                } else {
                    g / std::f64::consts::LN_10
                },
            )
        })
}

/// A call on f32 prices whose mean is taken in the cost only.
#[allow(clippy::cast_possible_truncation)] // what is drawn is meant in f32
pub(super) fn hinges(wrong: bool) -> Report {
    let x = drawn("x", (7, 4)).mapv(|x| x as f32);
    let y = [1.0f32, -1.0, -1.0, 1.0, 1.0, -1.0, 1.0];
    GradCheck::new("hinges")
        .arguments(["w", "b"])
        .given("x", &[7, 4])
        .run(
            &(drawn("w", 4).mapv(|w| w as f32), 0.3f32),
            |(w, b): &(Array1<f32>, f32)| {
                let (mut cost, mut dw, mut db) = (0.0, Array1::zeros(4), 0.0);
                for (row, y) in x.rows().into_iter().zip(y) {
                    let margin = 1.0 - y * (row.dot(w) + b);
                    if margin > 0.0 {
                        cost += margin * margin / 7.0;
                        dw.scaled_add(-2.0 * margin * y, &row);
                        db -= 2.0 * margin * y;
                    }
                }
                let n = if wrong { 1.0 } else { 7.0 };
                (cost, (dw / n, db / n))
            },
        )
}

/// A zero-mean portfolio with a barrier on its weights, of which the gradient has the other sign.
pub(super) fn barrier(wrong: bool) -> Report {
    let a = drawn("a", (6, 5));
    GradCheck::new("barrier")
        .arguments(["w"])
        .given_number("mu", 0.15)
        .run(&[0.3, 1.2, 0.7, 0.5, 2.1], |w: &[f64; 5]| {
            let w1 = Array1::from(w.to_vec());
            let r = a.dot(&w1);
            let cost = r.dot(&r) / 2.0 - 0.15 * w.iter().map(|w| w.ln()).sum::<f64>();
            let mut g = a.t().dot(&r);
            for (g, w) in g.iter_mut().zip(w) {
                *g += if wrong { 0.15 } else { -0.15 } / w;
            }
            (cost, g)
        })
}

/// Only the last observation of a loop counts.
pub(super) fn last_observation(wrong: bool) -> Report {
    let data: Vec<(f64, f64)> = (0..8)
        .map(|i| (f64::from(i) * 0.3, (f64::from(i) * 0.7).sin()))
        .collect();
    GradCheck::new("decay")
        .arguments(["p"])
        .run(&vec![1.1, 0.8, -0.2], |p: &Vec<f64>| {
            let mut cost = 0.0;
            let mut g = vec![0.0; 3];
            for &(t, y) in &data {
                let decay = (-p[1] * t).exp();
                let e = p[0] * decay + p[2] - y;
                cost += e * e;
                let each = [2.0 * e * decay, -2.0 * e * p[0] * t * decay, 2.0 * e];
                for (g, each) in g.iter_mut().zip(each) {
                    if wrong { *g = each } else { *g += each }
                }
            }
            (cost, g)
        })
}

/// Mean and spread come back in the wrong order.
pub(super) fn location_and_scale(wrong: bool) -> Report {
    let y = [0.2, 1.9, -0.7, 1.1, 0.4];
    GradCheck::new("cauchy")
        .arguments(["location", "scale"])
        .run(&(0.5, 1.3), |&(m, s): &(f64, f64)| {
            let (mut cost, mut dm, mut ds) = (0.0, 0.0, 0.0);
            for y in y {
                let z = (y - m) / s;
                cost += (s * (1.0 + z * z)).ln();
                dm -= 2.0 * z / (s * (1.0 + z * z));
                ds += 1.0 / s - 2.0 * z * z / (s * (1.0 + z * z));
            }
            (cost, if wrong { (ds, dm) } else { (dm, ds) })
        })
}
