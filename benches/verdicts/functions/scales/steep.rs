//! Costs that vary over lengths far from one, at parameters far from one.

use crate::functions::physics::rosenbrock;
use crate::linear::zeros;
use crate::problem::{Blocks, Problem};

/// Σ wₖ φ(xₖ), with weights that differ.
fn sum_of(name: &str, x: &[f64], phi: impl Fn(f64) -> (f64, f64) + 'static) -> Problem {
    Problem::smooth(name, vec![x.to_vec()], move |p| {
        let weight = |k: usize| 1.0 + 0.25 * k as f64;
        let (mut cost, mut grads) = (0.0, zeros(p));
        for (k, (&x, grad)) in p[0].iter().zip(&mut grads[0]).enumerate() {
            let (value, slope) = phi(x);
            cost += weight(k) * value;
            *grad = weight(k) * slope;
        }
        (cost, grads)
    })
}

/// Parameters from 1e-6 to 1e6 that all matter alike to the cost.
fn mixed(p: &Blocks) -> (f64, Blocks) {
    let scale = |k: usize| 10_f64.powi([-6, -3, 0, 3, 6, 1][k]);
    let units: Vec<f64> = p[0].iter().enumerate().map(|(k, x)| x / scale(k)).collect();
    let total: f64 = units.iter().sum();
    let cost = total * total / 8.0 + units.iter().map(|u| u.cos()).sum::<f64>();
    let slope = |(k, u): (usize, &f64)| (total / 4.0 - u.sin()) / scale(k);
    (cost, vec![units.iter().enumerate().map(slope).collect()])
}

/// Rosenbrock's function times a constant.
fn times(name: &str, factor: f64) -> Problem {
    Problem::smooth(name, vec![vec![-0.7, 0.4, 0.9, 0.6]], move |p| {
        let (cost, grads) = rosenbrock(p);
        (
            factor * cost,
            vec![grads[0].iter().map(|g| factor * g).collect()],
        )
    })
}

pub(crate) fn all() -> Vec<Problem> {
    let wave = |k: f64| move |x: f64| ((k * x).sin(), k * (k * x).cos());
    let rise = |k: f64| move |x: f64| ((k * x).exp(), k * (k * x).exp());
    let root = |x: f64| (x.sqrt(), 0.5 / x.sqrt());
    let parabola = |x: f64| ((x / 1e-9).powi(2), 2.0 * x / 1e-18);
    // A bell of width 1e-3.
    let bell = |x: f64| {
        let u = (x - 0.4) / 1e-3;
        let value = (-u * u / 2.0).exp();
        (value, -u * value / 1e-3)
    };
    let cube = |x: f64| (x.powi(3) + 0.5 * x, 3.0 * x * x + 0.5);
    vec![
        sum_of("sin_1e4_x", &[0.3, -0.7, 1.1, 0.05], wave(1e4)),
        sum_of("sin_1e9_x_at_1e-9", &[1e-9, 0.4e-9, -2e-9], wave(1e9)),
        sum_of("exp_50_x", &[0.3, -0.2, 0.28], rise(50.0)),
        sum_of("exp_1e9_x_at_1e-9", &[1e-9, -2e-9, 0.5e-9], rise(1e9)),
        sum_of("sqrt_at_1e8", &[1e8, 3e8, 0.5e8], root),
        sum_of("sin_of_x_over_1e8_at_1e8", &[1e8, -0.7e8, 2e8], wave(1e-8)),
        sum_of("sin_at_1e8", &[1e8, 1.5e8, -0.8e8], wave(1.0)),
        sum_of("logarithm_at_1e12", &[1e12, 4e12], |x| (x.ln(), 1.0 / x)),
        sum_of("parabola_at_1e-9", &[1e-9, -3e-9, 0.4e-9], parabola),
        sum_of("bell_of_width_1e-3", &[0.4004, 0.3991, 0.4015], bell),
        sum_of("cubic_at_exactly_zero", &[0.0, 0.0, 1.2], cube),
        Problem::smooth(
            "mixed_from_1e-6_to_1e6",
            vec![vec![1.2e-6, -0.4e-3, 0.7, 1.9e3, -0.3e6, 5.0]],
            mixed,
        ),
        times("cost_of_1e200", 1e200),
        times("cost_of_1e-200", 1e-200),
    ]
}
