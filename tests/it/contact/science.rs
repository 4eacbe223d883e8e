//! Functions of the natural sciences and of statistics.

use grad_check::{GradCheck, Report};
use nalgebra::Matrix3;

const S: [f64; 6] = [0.2, 0.5, 1.0, 2.0, 4.0, 8.0];
const V: [f64; 6] = [0.31, 0.52, 0.88, 1.22, 1.37, 1.71];

/// A fit of Vmax s / (Km + s); the sign of the second derivative is lost.
pub(super) fn michaelis_menten(wrong: bool) -> Report {
    GradCheck::new("michaelis_menten")
        .arguments(["p"])
        .run(&[1.9, 1.3], |p: &[f64; 2]| {
            let (mut cost, mut g) = (0.0, [0.0; 2]);
            for (s, v) in S.iter().zip(V) {
                let r = p[0] * s / (p[1] + s) - v;
                cost += r * r;
                g[0] += 2.0 * r * s / (p[1] + s);
                let slope = p[0] * s / (p[1] + s).powi(2);
                g[1] += 2.0 * r * if wrong { slope } else { -slope };
            }
            (cost, g)
        })
}

/// ln k = ln A − E/(R T) with E in kJ/mol; the thousand is lost.
pub(super) fn arrhenius(wrong: bool) -> Report {
    let t = [290.0, 300.0, 315.0, 330.0];
    let k = [-3.1, -2.6, -1.8, -1.2];
    GradCheck::new("arrhenius")
        .arguments(["p"])
        .run(&[17.0, 48.0], |p: &[f64; 2]| {
            let (mut cost, mut g) = (0.0, [0.0; 2]);
            for (t, k) in t.iter().zip(k) {
                let r = p[0] - 1000.0 * p[1] / (8.314 * t) - k;
                cost += r * r;
                g[0] += 2.0 * r;
                g[1] -= 2.0 * r * if wrong { 1.0 } else { 1000.0 } / (8.314 * t);
            }
            (cost, g)
        })
}

/// Five particles of which each pair attracts; a mistake in what a pair adds to the gradient.
fn pairs(ordered: bool, reaction: f64) -> Report {
    let x: [[f64; 3]; 5] = [
        [0.0, 0.1, 0.2],
        [1.3, 0.0, -0.1],
        [0.2, 1.4, 0.1],
        [0.1, -0.2, 1.5],
        [1.2, 1.1, 1.0],
    ];
    GradCheck::new("lennard_jones")
        .arguments(["x"])
        .run(&x, |x: &[[f64; 3]; 5]| {
            let (mut cost, mut g) = (0.0, [[0.0; 3]; 5]);
            for i in 0..5 {
                for j in 0..5 {
                    if i == j || (!ordered && j < i) {
                        continue;
                    }
                    let d: Vec<f64> = (0..3).map(|k| x[i][k] - x[j][k]).collect();
                    let r2: f64 = d.iter().map(|d| d * d).sum();
                    let s = 1.0 / r2.powi(3);
                    cost += (s * s - s) / if ordered { 2.0 } else { 1.0 };
                    let slope = (-12.0 * s * s + 6.0 * s) / r2;
                    for k in 0..3 {
                        g[i][k] += slope * d[k];
                        g[j][k] -= reaction * slope * d[k];
                    }
                }
            }
            (cost, g)
        })
}

/// Half the sum over ordered pairs, each of which adds all of its force.
pub(super) fn forces_twice(wrong: bool) -> Report {
    if wrong {
        pairs(true, 1.0)
    } else {
        pairs(true, 0.0)
    }
}

/// Newton's third law is forgotten.
pub(super) fn no_reaction(wrong: bool) -> Report {
    pairs(false, if wrong { 0.0 } else { 1.0 })
}

/// A ring of springs, whose last one is left out of the gradient.
pub(super) fn ring(wrong: bool) -> Report {
    let x = [0.0, 1.1, 1.9, 3.2, 4.1, 4.9, 6.3];
    GradCheck::new("ring")
        .arguments(["x"])
        .run(&x, |x: &[f64; 7]| {
            let (mut cost, mut g) = (0.0, [0.0; 7]);
            for i in 0..7 {
                let j = (i + 1) % 7;
                let d = (x[j] - x[i]).sin();
                cost += d * d;
                if wrong && j == 0 {
                    continue;
                }
                let slope = 2.0 * d * (x[j] - x[i]).cos();
                g[j] += slope;
                g[i] -= slope;
            }
            (cost, g)
        })
}

/// −log of a normal density by its logarithm of σ; the derivative by σ is returned.
pub(super) fn log_sigma(wrong: bool) -> Report {
    let y = [0.3, 1.4, -0.6, 0.9, 2.2];
    GradCheck::new("normal")
        .arguments(["mu", "log_sigma"])
        .given("y", &[5])
        .run(&(0.4, 0.7), |&(mu, l): &(f64, f64)| {
            let sigma = l.exp();
            let z = y.map(|y| (y - mu) / sigma);
            let square: f64 = z.iter().map(|z| z * z).sum();
            let by_log = 5.0 - square;
            let cost = 5.0 * l + square / 2.0;
            let by_mu = -z.iter().sum::<f64>() / sigma;
            (cost, (by_mu, if wrong { by_log / sigma } else { by_log }))
        })
}

pub(super) const X: [[f64; 3]; 8] = [
    [0.5, -1.2, 0.3],
    [1.1, 0.4, -0.7],
    [-0.6, 0.9, 1.3],
    [0.2, 0.7, -0.1],
    [-1.4, 0.3, 0.8],
    [0.9, -0.5, 1.6],
    [0.1, 1.2, -0.9],
    [-0.8, -0.4, 0.6],
];

/// A Poisson regression whose exposures are in the cost only.
pub(super) fn exposure(wrong: bool) -> Report {
    let y = [2.0, 1.0, 0.0, 3.0, 1.0, 0.0, 4.0, 2.0];
    let e = [1.0, 2.5, 0.7, 1.8, 0.4, 3.1, 1.3, 0.9];
    GradCheck::new("poisson")
        .arguments(["w"])
        .given("x", &[8, 3])
        .run(&[0.2, -0.3, 0.5], |w: &[f64; 3]| {
            let (mut cost, mut g) = (0.0, [0.0; 3]);
            for i in 0..8 {
                let eta: f64 = (0..3).map(|j| X[i][j] * w[j]).sum();
                cost += e[i] * eta.exp() - y[i] * eta;
                let rate = if wrong { 1.0 } else { e[i] } * eta.exp();
                (0..3).for_each(|j| g[j] += (rate - y[i]) * X[i][j]);
            }
            (cost, g)
        })
}

/// A logistic regression with a penalty of l1 |w| + l2 w²/2 and its slope with these factors; samples from the first on.
fn logistic(names: &[(&str, f64)], [l1, l2]: [f64; 2], by: [f64; 3], first: usize) -> Report {
    let t = [1.0, 0.0, 1.0, 1.0, 0.0, 0.0, 1.0, 0.0];
    let check = GradCheck::new("logistic")
        .arguments(["w"])
        .given("x", &[8, 3]);
    let check = names.iter().fold(check, |check, (name, number)| {
        check.given_number(name, *number)
    });
    check.run(&[0.7, -0.4, 1.1], |w: &[f64; 3]| {
        let (mut cost, mut g) = (0.0, [0.0; 3]);
        for i in 0..8 {
            let z: f64 = (0..3).map(|j| X[i][j] * w[j]).sum();
            cost += ((1.0 + z.exp()).ln() - t[i] * z) / 8.0;
            let e = (1.0 / (1.0 + (-z).exp()) - t[i]) / 8.0;
            if i >= first {
                (0..3).for_each(|j| g[j] += by[0] * e * X[i][j]);
            }
        }
        for j in 0..3 {
            cost += l1 * w[j].abs() + l2 * w[j] * w[j] / 2.0;
            g[j] += by[1] * l1 * w[j].signum() + by[2] * l2 * w[j];
        }
        (cost, g)
    })
}

/// A loop that starts at one.
pub(super) fn first_sample(wrong: bool) -> Report {
    logistic(&[("lambda", 0.2)], [0.0, 0.2], [1.0; 3], usize::from(wrong))
}

/// An elastic net without the slope of its L1 part.
pub(super) fn elastic_net(wrong: bool) -> Report {
    let (alpha, rho) = (0.3, 0.4);
    let names = [("alpha", alpha), ("rho", rho)];
    let l1 = if wrong { 0.0 } else { 1.0 };
    logistic(
        &names,
        [alpha * rho, alpha * (1.0 - rho)],
        [1.0, l1, 1.0],
        0,
    )
}

/// The half of λ/2 w² is forgotten, in an elastic net.
pub(super) fn elastic_net_twice(wrong: bool) -> Report {
    let names = [("l1", 0.1), ("l2", 0.25)];
    let l2 = if wrong { 2.0 } else { 1.0 };
    logistic(&names, [0.1, 0.25], [1.0, 1.0, l2], 0)
}

/// The data term is not divided by 8, beside an elastic net.
pub(super) fn elastic_net_mean(wrong: bool) -> Report {
    let names = [("l1", 0.1), ("l2", 0.25)];
    let data = if wrong { 8.0 } else { 1.0 };
    logistic(&names, [0.1, 0.25], [data, 1.0, 1.0], 0)
}

/// tr(AᵀBA) has the gradient (B + Bᵀ)A.
pub(super) fn trace(wrong: bool) -> Report {
    let b = Matrix3::new(2.0, 0.7, -0.3, 0.1, 1.5, 0.6, 0.4, -0.2, 1.1);
    let a = Matrix3::new(0.3, -1.2, 0.8, 0.5, 0.9, -0.4, 1.3, 0.2, 0.7);
    GradCheck::new("trace")
        .arguments(["a"])
        .run(&a, |a: &Matrix3<f64>| {
            let cost = (a.transpose() * b * a).trace();
            (
                cost,
                if wrong {
                    2.0 * b * a
                } else {
                    (b + b.transpose()) * a
                },
            )
        })
}

/// Ratings by who won against whom, of which only the winner's change.
pub(super) fn ratings(wrong: bool) -> Report {
    let games = [
        (0, 1),
        (0, 2),
        (1, 2),
        (3, 0),
        (2, 3),
        (4, 1),
        (3, 4),
        (4, 0),
    ];
    GradCheck::new("bradley_terry").arguments(["r"]).run(
        &[0.6, -0.2, 0.3, 0.1, -0.5],
        |r: &[f64; 5]| {
            let (mut cost, mut g) = (0.0, [0.0; 5]);
            for (won, lost) in games {
                let d: f64 = r[won] - r[lost];
                cost += (1.0 + (-d).exp()).ln();
                let slope = 1.0 / (1.0 + d.exp());
                g[won] -= slope;
                g[lost] += if wrong { 0.0 } else { slope };
            }
            (cost, g)
        },
    )
}

/// An autoregression, of which the gradient starts two samples later.
pub(super) fn autoregression(wrong: bool) -> Report {
    let y: [f64; 10] = [0.3, 0.7, 0.2, -0.5, -0.9, -0.1, 0.8, 1.1, 0.4, -0.6];
    GradCheck::new("ar")
        .arguments(["phi"])
        .given("y", &[10])
        .run(&[0.9, -0.5], |phi: &[f64; 2]| {
            let (mut cost, mut g) = (0.0, [0.0; 2]);
            for t in 2..10 {
                let r: f64 = y[t] - phi[0] * y[t - 1] - phi[1] * y[t - 2];
                cost += r.cosh().ln();
                if !wrong || t >= 4 {
                    g[0] -= r.tanh() * y[t - 1];
                    g[1] -= r.tanh() * y[t - 2];
                }
            }
            (cost, g)
        })
}

/// A Cox model, whose sets at risk are those of the wrong order in the gradient.
pub(super) fn cox(wrong: bool) -> Report {
    GradCheck::new("cox")
        .arguments(["beta"])
        .given("x", &[8, 3])
        .run(&[0.3, -0.5, 0.2], |b: &[f64; 3]| {
            let eta = X.map(|x| (0..3).map(|j| x[j] * b[j]).sum::<f64>());
            let (mut cost, mut g) = (0.0, [0.0; 3]);
            for i in 0..8 {
                let sum = |range: std::ops::Range<usize>, of: &dyn Fn(usize) -> f64| -> f64 {
                    range.map(|k| eta[k].exp() * of(k)).sum()
                };
                cost += sum(i..8, &|_| 1.0).ln() - eta[i];
                let risk = if wrong { 0..i + 1 } else { i..8 };
                for j in 0..3 {
                    g[j] += sum(risk.clone(), &|k| X[k][j]) / sum(risk.clone(), &|_| 1.0) - X[i][j];
                }
            }
            (cost, g)
        })
}
