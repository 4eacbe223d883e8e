//! Physics, geometry and signals, written with nalgebra, complex numbers, Jacobians and Hessians.

use crate::told::drawn;
use grad_check::{GradCheck, Report};
use nalgebra::{Isometry3, Matrix3, UnitQuaternion, Vector3, Vector6};
use ndarray::Array2;
use num_complex::Complex64;

/// Populations by small steps in time, whose adjoint leaves out the first step.
pub(super) fn adjoint(wrong: bool) -> Report {
    GradCheck::new("lotka_volterra").arguments(["rates"]).run(
        &[0.9, 0.4, 0.3, 0.7],
        |k: &[f64; 4]| {
            let (steps, h) = (12, 0.1);
            let mut path = vec![[1.2, 0.8]];
            for _ in 0..steps {
                let [x, y] = path[path.len() - 1];
                path.push([
                    x + h * (k[0] * x - k[1] * x * y),
                    y + h * (k[2] * x * y - k[3] * y),
                ]);
            }
            let [x, y] = path[steps];
            let mut bar = [x - 1.0, y - 1.5];
            let mut g = [0.0; 4];
            for n in (usize::from(wrong)..steps).rev() {
                let [x, y] = path[n];
                g[0] += h * bar[0] * x;
                g[1] -= h * bar[0] * x * y;
                g[2] += h * bar[1] * x * y;
                g[3] -= h * bar[1] * y;
                bar = [
                    bar[0] * (1.0 + h * (k[0] - k[1] * y)) + bar[1] * h * k[2] * y,
                    bar[1] * (1.0 + h * (k[2] * x - k[3])) - bar[0] * h * k[1] * x,
                ];
            }
            (f64::midpoint((x - 1.0).powi(2), (y - 1.5).powi(2)), g)
        },
    )
}

/// The power of a filtered signal by its complex weights; the conjugate is returned.
pub(super) fn beam(wrong: bool) -> Report {
    let s = [(0.3, 0.9), (-0.6, 0.2), (1.1, -0.4)].map(|(re, im)| Complex64::new(re, im));
    let at = [(0.5, -0.2), (0.1, 0.7), (-0.4, 0.3)].map(|(re, im)| Complex64::new(re, im));
    GradCheck::new("beam")
        .arguments(["w"])
        .run(&at, |w: &[Complex64; 3]| {
            let out: Complex64 = w.iter().zip(s).map(|(w, s)| w.conj() * s).sum();
            let e = out - Complex64::new(1.0, 0.5);
            // d|e|² by w: 2 s ē.
            let g = s.map(|s| 2.0 * s * e.conj());
            (e.norm_sqr(), if wrong { g.map(|g| g.conj()) } else { g })
        })
}

/// The derivative by the conjugate, after Wirtinger: half of what a descent needs.
pub(super) fn wirtinger(wrong: bool) -> Report {
    let at = vec![Complex64::new(0.4, -0.9), Complex64::new(1.3, 0.2)];
    GradCheck::new("wirtinger")
        .arguments(["z"])
        .run(&at, |z: &Vec<Complex64>| {
            let f = |z: Complex64| (z.norm_sqr() + 1.0).ln();
            let by = if wrong { 1.0 } else { 2.0 };
            let g: Vec<Complex64> = z.iter().map(|z| by * z / (z.norm_sqr() + 1.0)).collect();
            (z.iter().map(|z| f(*z)).sum::<f64>(), g)
        })
}

/// The Dirichlet energy of a plate, whose last column of springs is left out of the gradient.
pub(super) fn plate(wrong: bool) -> Report {
    let load = drawn("load", (4, 5));
    GradCheck::new("plate")
        .arguments(["u"])
        .run(&drawn("u", (4, 5)), |u: &Array2<f64>| {
            let (mut cost, mut g) = (0.0, Array2::<f64>::zeros((4, 5)));
            let mut spring = |a: [usize; 2], b: [usize; 2], counts: bool| {
                let d = u[a] - u[b];
                cost += d * d / 2.0 + d.powi(4) / 4.0;
                if counts {
                    g[a] += d + d.powi(3);
                    g[b] -= d + d.powi(3);
                }
            };
            for i in 0..4 {
                for j in 0..5 {
                    if i < 3 {
                        spring([i, j], [i + 1, j], true);
                    }
                    if j < 4 {
                        spring([i, j], [i, j + 1], !wrong || j < 3);
                    }
                }
            }
            (cost - (&load * u).sum(), g - &load)
        })
}

/// A pose by points: its translation's gradient is that of the world, and the pose moves in its own frame.
pub(super) fn pose(wrong: bool) -> Report {
    let from = [
        Vector3::new(1.0, 0.2, -0.3),
        Vector3::new(-0.4, 1.5, 0.6),
        Vector3::new(0.3, -0.8, 1.2),
    ];
    let to = Vector3::new(0.5, -0.2, 0.8);
    let at = Isometry3::new(Vector3::new(0.4, -0.9, 0.3), Vector3::new(0.6, -0.4, 0.9));
    GradCheck::new("pose")
        .arguments(["pose"])
        .run(&at, |t: &Isometry3<f64>| {
            let (mut cost, mut force, mut turn) = (0.0, Vector3::zeros(), Vector3::zeros());
            for p in &from {
                let e = t.rotation * p + t.translation.vector - to;
                let r = 1.0 + e.norm_squared();
                cost += r.ln();
                let slope = 2.0 / r * e;
                force += slope;
                turn += p.cross(&(t.rotation.inverse() * slope));
            }
            let force = if wrong {
                force
            } else {
                t.rotation.inverse() * force
            };
            (
                cost,
                Vector6::new(force.x, force.y, force.z, turn.x, turn.y, turn.z),
            )
        })
}

/// An attitude from two directions, with the sign of one cross product.
pub(super) fn attitude(wrong: bool) -> Report {
    let pairs = [
        (Vector3::new(0.2, 0.9, -0.4), Vector3::new(0.7, 0.1, 0.6)),
        (Vector3::new(-0.8, 0.3, 0.5), Vector3::new(0.1, -0.6, 0.9)),
    ];
    let at = UnitQuaternion::from_euler_angles(0.3, -0.5, 0.8);
    GradCheck::new("attitude")
        .arguments(["q"])
        .run(&at, |q: &UnitQuaternion<f64>| {
            let (mut cost, mut g) = (0.0, Vector3::zeros());
            for (a, b) in &pairs {
                cost -= b.dot(&(q * a));
                g -= a.cross(&(q.inverse() * b));
            }
            (cost, if wrong { -g } else { g })
        })
}

/// The Jacobian of an arm of three links, by columns in place of rows.
pub(super) fn arm(wrong: bool) -> Report {
    let l = [1.0, 0.7, 0.4];
    GradCheck::new("arm")
        .arguments(["q"])
        .run_jacobian(&[0.3, -0.8, 1.1], |q: &[f64; 3]| {
            let sums = [q[0], q[0] + q[1], q[0] + q[1] + q[2]];
            let out = [
                (0..3).map(|i| l[i] * sums[i].cos()).sum::<f64>(),
                (0..3).map(|i| l[i] * sums[i].sin()).sum::<f64>(),
                sums[2].sin() * q[1],
            ];
            let mut j = Matrix3::zeros();
            for k in 0..3 {
                j[(0, k)] = -(k..3).map(|i| l[i] * sums[i].sin()).sum::<f64>();
                j[(1, k)] = (k..3).map(|i| l[i] * sums[i].cos()).sum::<f64>();
                j[(2, k)] = sums[2].cos() * q[1];
            }
            j[(2, 1)] += sums[2].sin();
            (out, if wrong { j.transpose() } else { j })
        })
}

/// Half a quadratic form in a symmetric matrix's six numbers: the Hessian counts what is off the diagonal once.
pub(super) fn packed(wrong: bool) -> Report {
    let c = [[2.0, 0.4, -0.3], [0.4, 1.5, 0.6], [-0.3, 0.6, 1.1]];
    GradCheck::new("packed")
        .arguments(["x"])
        .run_hessian(&[0.4, -0.9, 1.2], |x: &[f64; 3]| {
            let (mut cost, mut g, mut h) = (0.0, [0.0; 3], [[0.0; 3]; 3]);
            for i in 0..3 {
                for j in 0..3 {
                    cost += c[i][j] * x[i].sin() * x[j].sin() / 2.0;
                    g[i] += c[i][j] * x[i].cos() * x[j].sin();
                    h[i][i] -= c[i][j] * x[i].sin() * x[j].sin();
                    let by = if wrong && i != j { 0.5 } else { 1.0 };
                    h[i][j] += by * c[i][j] * x[i].cos() * x[j].cos();
                }
            }
            (cost, g, h)
        })
}

/// A Hessian's product that leaves out the curvature of the residuals.
pub(super) fn gauss_newton(wrong: bool) -> Report {
    let t = [0.1, 0.5, 0.9, 1.6];
    let y = [1.9, 0.2, 1.0, -0.4];
    GradCheck::new("gauss_newton")
        .arguments(["p"])
        .run_hessian_product(&[1.2, 0.7], move |p: &[f64; 2]| {
            let p = *p;
            let (mut cost, mut g) = (0.0, [0.0; 2]);
            for (t, y) in t.iter().zip(y) {
                let d = (-p[1] * t).exp();
                let e = p[0] * d - y;
                cost += e * e / 2.0;
                g[0] += e * d;
                g[1] -= e * p[0] * t * d;
            }
            (cost, g, move |v: [f64; 2]| {
                let mut out = [0.0; 2];
                for (t, y) in t.iter().zip(y) {
                    let d = (-p[1] * t).exp();
                    let e = if wrong { 0.0 } else { p[0] * d - y };
                    let j = [d, -p[0] * t * d];
                    let jv = j[0] * v[0] + j[1] * v[1];
                    out[0] += j[0] * jv - e * t * d * v[1];
                    out[1] += j[1] * jv + e * (p[0] * t * t * d * v[1] - t * d * v[0]);
                }
                out
            })
        })
}

/// Seconds for hours in one of two rates.
pub(super) fn hours(wrong: bool) -> Report {
    GradCheck::new("cooling")
        .arguments(["rate", "ambient"])
        .run(&(1.8, 21.0), |&(k, a): &(f64, f64)| {
            let (mut cost, mut dk, mut da) = (0.0, 0.0, 0.0);
            for (seconds, y) in [(600.0, 78.0), (1800.0, 52.0), (3600.0, 34.0)] {
                let d = f64::exp(-k * seconds / 3600.0);
                let e = a + (95.0 - a) * d - y;
                cost += e * e / 2.0;
                dk -= e * (95.0 - a) * d * seconds / if wrong { 1.0 } else { 3600.0 };
                da += e * (1.0 - d);
            }
            (cost, (dk, da))
        })
}
