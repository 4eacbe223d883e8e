//! Two mistakes in one gradient.

use super::science::X;
use crate::told::drawn;
use grad_check::{GradCheck, Report};
use ndarray::{Array1, Array2, Axis};

type Matrix = Array2<f64>;

/// A Poisson regression with a ridge: the ridge is forgotten, and the slope of the intercept isn't divided by the samples.
pub(super) fn ridge_and_intercept(wrong: bool) -> Report {
    let y = [1.0, 0.0, 2.0, 1.0, 3.0, 0.0, 1.0, 2.0];
    let lambda = 0.25;
    let check = GradCheck::new("poisson")
        .arguments(["w", "b"])
        .given("x", &[8, 3]);
    check.given_number("lambda", lambda).run(
        &([0.4, -0.3, 0.5], 0.2),
        |(w, b): &([f64; 3], f64)| {
            let (mut cost, mut dw, mut db) = (0.0, [0.0; 3], 0.0);
            for i in 0..8 {
                let z = (0..3).map(|j| X[i][j] * w[j]).sum::<f64>() + b;
                cost += (z.exp() - y[i] * z) / 8.0;
                let dz = z.exp() - y[i];
                (0..3).for_each(|j| dw[j] += dz * X[i][j] / 8.0);
                db += dz / if wrong { 1.0 } else { 8.0 };
            }
            for j in 0..3 {
                cost += lambda / 2.0 * w[j] * w[j];
                dw[j] += if wrong { 0.0 } else { lambda * w[j] };
            }
            (cost, (dw, db))
        },
    )
}

/// An arm with lengths and angles in degrees: the slopes of the lengths lack a 2, those of the angles π/180.
pub(super) fn lengths_and_angles(wrong: bool) -> Report {
    type Arm = ([f64; 3], [f64; 3]);
    GradCheck::new("arm").arguments(["lengths", "angles"]).run(
        &([1.0, 0.8, 0.5], [20.0, -35.0, 50.0]),
        |(l, a): &Arm| {
            let degree = std::f64::consts::PI / 180.0;
            let angle = |i: usize| a[..=i].iter().sum::<f64>() * degree;
            let tip = |f: fn(f64) -> f64| (0..3).map(|i| l[i] * f(angle(i))).sum::<f64>();
            let (dx, dy) = (tip(f64::cos) - 0.9, tip(f64::sin) - 1.1);
            let dl = [0, 1, 2].map(|i| dx * angle(i).cos() + dy * angle(i).sin());
            let da = [0, 1, 2].map(|k| {
                (k..3)
                    .map(|i| l[i] * (dy * angle(i).cos() - dx * angle(i).sin()))
                    .sum::<f64>()
            });
            let (by_l, by_a) = if wrong {
                (1.0, 2.0)
            } else {
                (2.0, 2.0 * degree)
            };
            (
                dx * dx + dy * dy,
                (dl.map(|d| by_l * d), da.map(|d| by_a * d)),
            )
        },
    )
}

/// An attention of one head, whose square matrix comes out transposed, and whose shift has the other sign.
pub(super) fn transposed_and_flipped(wrong: bool) -> Report {
    type Layer = (Matrix, Array1<f64>);
    let (x, t): (Matrix, Matrix) = (drawn("x", (6, 4)), drawn("t", (6, 4)));
    GradCheck::new("mixing")
        .arguments(["m", "shift"])
        .given("x", &[6, 4])
        .run(
            &(drawn("m", (4, 4)), drawn("shift", 4)),
            |(m, shift): &Layer| {
                let a = (x.dot(m) + shift).mapv(f64::tanh);
                let dz = &t * &a.mapv(|a| 1.0 - a * a);
                let (dm, ds) = (x.t().dot(&dz), dz.sum_axis(Axis(0)));
                let wrongly = (dm.t().to_owned(), -&ds);
                ((&t * &a).sum(), if wrong { wrongly } else { (dm, ds) })
            },
        )
}

/// Rates by their logarithms, without the rates, and starting values of which one has the other sign.
pub(super) fn rates_and_start(wrong: bool) -> Report {
    type Decay = ([f64; 3], [f64; 3]);
    GradCheck::new("decay").arguments(["log_k", "start"]).run(
        &([0.2, -0.5, 0.4], [1.1, 0.7, 1.6]),
        |(log_k, start): &Decay| {
            let k = log_k.map(f64::exp);
            let (mut cost, mut dk, mut ds) = (0.0, [0.0; 3], [0.0; 3]);
            for (t, seen) in [(0.3, 2.9), (0.9, 1.4), (1.7, 0.9), (3.0, 0.5)] {
                let each = [0, 1, 2].map(|i| start[i] * (-k[i] * t).exp());
                let r = each.iter().sum::<f64>() - seen;
                cost += r * r / 2.0;
                for i in 0..3 {
                    dk[i] -= r * each[i] * t * if wrong { 1.0 } else { k[i] };
                    ds[i] += r * (-k[i] * t).exp();
                }
            }
            if wrong {
                ds[2] = -ds[2];
            }
            (cost, (dk, ds))
        },
    )
}

/// A factorisation u vᵀ: the lasso on u is forgotten, the ridge on v is there twice.
pub(super) fn lasso_and_ridge(wrong: bool) -> Report {
    type Factors = (Matrix, Matrix);
    let seen: Matrix = drawn("seen", (5, 4));
    let (alpha, rho) = (0.12, 0.3);
    GradCheck::new("factors")
        .arguments(["u", "v"])
        .given("seen", &[5, 4])
        .given_number("alpha", alpha)
        .given_number("rho", rho)
        .run(
            &(drawn("u", (5, 2)), drawn("v", (4, 2))),
            |(u, v): &Factors| {
                let e = u.dot(&v.t()) - &seen;
                let cost = (&e * &e).sum() / 2.0
                    + alpha * u.mapv(f64::abs).sum()
                    + rho / 2.0 * (v * v).sum();
                let (by_u, by_v) = if wrong {
                    (0.0, 2.0 * rho)
                } else {
                    (alpha, rho)
                };
                let du = e.dot(v) + u.mapv(|u| by_u * u.signum());
                (cost, (du, e.t().dot(u) + v * by_v))
            },
        )
}
