//! Functions with mistakes that look like those of a kind, and are others: the kind must not be stated.

use crate::told::drawn;
use grad_check::{GradCheck, Report};
use nalgebra::{Rotation3, Vector3};
use ndarray::{Array1, Array2, Axis};

type Matrix = Array2<f64>;

/// A cosine as a loss, whose gradient is that of a length held constant: no penalty.
pub(super) fn cosine(wrong: bool) -> Report {
    let t = [0.6, -1.1, 0.4, 0.9];
    GradCheck::new("cosine")
        .arguments(["v"])
        .given_number("lambda", 0.1)
        .run(&[0.5, 1.3, -0.7, 0.2], |v: &[f64; 4]| {
            let dot: f64 = (0..4).map(|i| v[i] * t[i]).sum();
            let (n, m) = (norm(v), norm(&t));
            let cost = 1.0 - dot / (n * m);
            let along = if wrong { 0.0 } else { dot / (n * n) };
            (cost, [0, 1, 2, 3].map(|i| (along * v[i] - t[i]) / (n * m)))
        })
}

fn norm(v: &[f64]) -> f64 {
    v.iter().map(|v| v * v).sum::<f64>().sqrt()
}

/// The pressure of a smoothed particle between two others, of which the slope of the kernel isn't divided by the distance:
/// no constant factor, and no penalty.
pub(super) fn kernel(wrong: bool) -> Report {
    let others = [[0.4, 0.1, -0.3], [-0.6, 0.5, 0.2]];
    GradCheck::new("sph")
        .arguments(["p"])
        .run(&[0.1, -0.2, 0.3], |p: &[f64; 3]| {
            let (mut density, mut slope) = (0.0, [0.0; 3]);
            for q in others {
                let d = [0, 1, 2].map(|k| p[k] - q[k]);
                let r = norm(&d);
                density += (1.5 - r).powi(3);
                let by = if wrong { 1.0 } else { r };
                (0..3).for_each(|k| slope[k] -= 3.0 * (1.5 - r).powi(2) * d[k] / by);
            }
            (density.powi(2), slope.map(|s| 2.0 * density * s))
        })
}

/// The path through a lens, whose slope is that of the paraxial approximation: no digits of an f32.
pub(super) fn paraxial(wrong: bool) -> Report {
    GradCheck::new("path")
        .arguments(["h"])
        .run(&[0.002, 0.003, -0.001], |h: &[f64; 3]| {
            let cost: f64 = h.iter().map(|h| (1.0 + h * h).sqrt()).sum();
            let root = |h: f64| if wrong { 1.0 } else { (1.0 + h * h).sqrt() };
            (cost, h.map(|h| h / root(h)))
        })
}

/// A power of four at one: the slope of another power is half of it here, and nowhere else.
pub(super) fn by_chance(wrong: bool) -> Report {
    GradCheck::new("energy")
        .arguments(["strain"])
        .run(&[1.0, -1.0, 1.0, 1.0], |s: &[f64; 4]| {
            let cost: f64 = s.iter().map(|s| s.powi(4)).sum();
            (
                cost,
                s.map(|s| {
                    if wrong {
                        2.0 * s.powi(5)
                    } else {
                        4.0 * s.powi(3)
                    }
                }),
            )
        })
}

/// The torque on a body, with x and y of the gradient exchanged: no other frame.
pub(super) fn torque(wrong: bool) -> Report {
    let at = Rotation3::from_euler_angles(0.5, 0.3, -0.8);
    let (axis, field) = (Vector3::new(0.3, 1.0, -0.4), Vector3::new(1.2, 0.1, 0.7));
    GradCheck::new("torque")
        .arguments(["r"])
        .run(&at, |r: &Rotation3<f64>| {
            let b = r.inverse() * field;
            let cost = -axis.dot(&b);
            // (R Exp(δ))ᵀ f = b − δ × b.
            let right = b.cross(&axis);
            (
                cost,
                if wrong {
                    Vector3::new(right.y, right.x, right.z)
                } else {
                    right
                },
            )
        })
}

/// A matrix whose entries off the diagonal are all one: another power is twice as large there, and no triangle is
/// counted twice.
pub(super) fn off_diagonal(wrong: bool) -> Report {
    let s = [[0.7, 1.0, 1.0], [1.0, 1.3, 1.0], [1.0, 1.0, -0.6]];
    GradCheck::new("coupling")
        .arguments(["s"])
        .run(&s, |s: &[[f64; 3]; 3]| {
            let mut g = s.map(|row| row.map(|x| 3.0 * x * x));
            let cost: f64 = s.iter().flatten().map(|x| x.powi(3)).sum();
            if wrong {
                for (i, row) in g.iter_mut().enumerate() {
                    for (j, g) in row.iter_mut().enumerate() {
                        *g = if i == j { *g } else { 6.0 * s[i][j].powi(4) };
                    }
                }
            }
            (cost, g)
        })
}

/// Half a quadratic form by a matrix that isn't symmetric, whose slope has the matrix alone: that is the gradient of no
/// cost.
pub(super) fn form(wrong: bool) -> Report {
    let a: Matrix = drawn("a", (5, 5));
    GradCheck::new("form")
        .arguments(["u", "v"])
        .given("a", &[5, 5])
        .run(
            &(drawn("u", 5), drawn("v", 5)),
            |(u, v): &(Array1<f64>, Array1<f64>)| {
                let w = u + v;
                let cost = w.dot(&a.dot(&w)) / 2.0;
                let g = if wrong {
                    a.dot(&w)
                } else {
                    (a.dot(&w) + a.t().dot(&w)) / 2.0
                };
                (cost, (g.clone(), g))
            },
        )
}

/// A drift in years, whose slope lacks a 2; the volatility is two: nobody has forgotten it.
pub(super) fn volatility(wrong: bool) -> Report {
    type Point = (f64, [f64; 3]);
    GradCheck::new("drift").arguments(["sigma", "mu"]).run(
        &(2.0, [0.3, -0.1, 0.5]),
        |(sigma, mu): &Point| {
            let e = mu.map(|m| m - 0.2);
            let square: f64 = e.iter().map(|e| e * e).sum();
            let cost = square + sigma.sin();
            let by = if wrong { 1.0 } else { 2.0 };
            (cost, (sigma.cos(), e.map(|e| by * e)))
        },
    )
}

/// A network of tanh whose backward pass takes the slope of the sigmoid: no mask is missing.
pub(super) fn slopes(wrong: bool) -> Report {
    type Net = (Matrix, Array1<f64>, Matrix, Array1<f64>);
    let (x, y): (Matrix, Matrix) = (drawn("x", (8, 4)), drawn("y", (8, 2)));
    let point: Net = (
        drawn("w1", (4, 5)),
        drawn("b1", 5),
        drawn("w2", (5, 2)),
        drawn("b2", 2),
    );
    GradCheck::new("net")
        .arguments(["w1", "b1", "w2", "b2"])
        .given("x", &[8, 4])
        .given("y", &[8, 2])
        .run(&point, |(w1, b1, w2, b2): &Net| {
            let a = (x.dot(w1) + b1).mapv(f64::tanh);
            let e = a.dot(w2) + b2 - &y;
            let slope = a.mapv(|a| if wrong { a * (1.0 - a) } else { 1.0 - a * a });
            let dz = e.dot(&w2.t()) * slope;
            (
                (&e * &e).sum() / 2.0,
                (
                    x.t().dot(&dz),
                    dz.sum_axis(Axis(0)),
                    a.t().dot(&e),
                    e.sum_axis(Axis(0)),
                ),
            )
        })
}

/// Option prices in f32 by a smooth step, of which the slope is 3 % too small in the money: digits aren't why.
pub(super) fn options(wrong: bool) -> Report {
    let spot: [f32; 6] = [0.8, 0.9, 1.0, 1.1, 1.25, 1.4];
    GradCheck::new("options")
        .arguments(["spot"])
        .run(&spot, |s: &[f32; 6]| {
            let cost: f32 = s
                .iter()
                .map(|s| (1.0 + (6.0 * (s - 1.0)).exp()).ln() / 6.0)
                .sum();
            let delta = s.map(|s| 1.0 / (1.0 + (-6.0 * (s - 1.0)).exp()));
            let cut = |s: f32| if wrong && s > 1.05 { 0.03 * s * s } else { 0.0 };
            let g: [f32; 6] = std::array::from_fn(|i| delta[i] * (1.0 - cut(s[i])));
            (cost, g)
        })
}
