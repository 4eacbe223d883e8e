//! Kinks in models: hinges at their margin, residuals of exactly zero, zero weights under an L1
//! penalty, units of a rectifier at exactly zero.

use crate::draw::{normals, rows};
use crate::functions::networks::mlp::{Activation, Loss, Mlp};
use crate::linear::{add, dot, zeros};
use crate::problem::{Blocks, Interval, Problem, Traits};
use grad_check::Rng;

/// Between two gradients, component by component.
fn between(low: &Blocks, high: &Blocks) -> Vec<Vec<Interval>> {
    let ordered = |(a, b): (&f64, &f64)| (a.min(*b), a.max(*b));
    let block = |(a, b): (&Vec<f64>, &Vec<f64>)| a.iter().zip(b).map(ordered).collect();
    low.iter().zip(high).map(block).collect()
}

/// A support vector machine, with the first sample at a margin of exactly one.
fn hinge(p: &Blocks, at_margin: f64) -> (f64, Blocks) {
    let samples = [
        ([1.0, -1.0, 0.5], 1.0),
        ([0.5, 2.0, -1.0], -1.0),
        ([-1.5, 0.25, 1.0], 1.0),
        ([2.0, 0.5, 1.5], 1.0),
        ([0.25, -0.5, -2.0], -1.0),
    ];
    let mut grads = zeros(p);
    let mut cost = 0.1 * dot(&p[0], &p[0]);
    add(&mut grads[0], 0.2, &p[0]);
    for (x, y) in samples {
        let margin = y * (dot(&p[0], &x) + p[1][0]);
        cost += (1.0 - margin).max(0.0);
        let share = match margin {
            m if m < 1.0 => 1.0,
            1.0 => at_margin,
            _ => 0.0,
        };
        add(&mut grads[0], -share * y, &x);
        grads[1][0] -= share * y;
    }
    (cost, grads)
}

fn hinge_at_margin() -> Problem {
    // 0.5 + 0.25 + 0.25 + 0 = 1, all of it exact.
    let theta = vec![vec![0.5, -0.25, 0.5], vec![0.0]];
    let intervals = between(&hinge(&theta, 0.0).1, &hinge(&theta, 1.0).1);
    Problem::new("hinge_at_its_margin", Traits::KINK, theta, |p| {
        hinge(p, 0.0)
    })
    .within(move |_| intervals.clone())
}

/// Least absolute deviations, with the first residual exactly zero.
fn deviations(p: &Blocks, at_zero: f64) -> (f64, Blocks) {
    let samples = [
        ([1.0, 0.5, -2.0], 0.0),
        ([0.5, -1.0, 1.0], 0.3),
        ([-1.0, 0.7, 0.2], 1.1),
        ([0.3, 0.9, 1.4], -0.8),
    ];
    let (mut cost, mut grads) = (0.0, zeros(p));
    for (x, y) in samples {
        let error = dot(&p[0], &x) - y;
        cost += error.abs();
        let slope = if error == 0.0 {
            at_zero
        } else {
            error.signum()
        };
        add(&mut grads[0], slope, &x);
    }
    (cost, grads)
}

fn zero_residual() -> Problem {
    // 0.75 + 0.25 − 1 = 0, all of it exact.
    let theta = vec![vec![0.75, 0.5, 0.5]];
    let intervals = between(&deviations(&theta, -1.0).1, &deviations(&theta, 1.0).1);
    Problem::new("zero_residual_of_lad", Traits::KINK, theta, |p| {
        deviations(p, 0.0)
    })
    .within(move |_| intervals.clone())
}

/// Least squares with an L1 penalty, three of the weights zero.
fn lasso(p: &Blocks, x: &[Vec<f64>], y: &[f64], at_zero: f64) -> (f64, Blocks) {
    let mut grads = zeros(p);
    let mut cost = 0.4 * p[0].iter().map(|w| w.abs()).sum::<f64>();
    for (grad, &w) in grads[0].iter_mut().zip(&p[0]) {
        *grad = 0.4 * if w == 0.0 { at_zero } else { w.signum() };
    }
    for (x, y) in x.iter().zip(y) {
        let error = dot(x, &p[0]) - y;
        cost += error * error / 2.0;
        add(&mut grads[0], error, x);
    }
    (cost, grads)
}

fn sparse_lasso() -> Problem {
    let rng = &mut Rng::new(3301);
    let (x, y) = (rows(rng, 9, 6, 1.0), normals(rng, 9, 1.0));
    let theta = vec![vec![0.0, 0.7, 0.0, -1.1, 0.3, 0.0]];
    let ends = [-1.0, 1.0].map(|slope| lasso(&theta, &x, &y, slope).1);
    let intervals = between(&ends[0], &ends[1]);
    Problem::new("lasso_with_zeros", Traits::KINK, theta, move |p| {
        lasso(p, &x, &y, 0.0)
    })
    .within(move |_| intervals.clone())
}

/// A `ReLU` network with zero biases and a sample that is zero: all its hidden units sit at zero.
fn zero_sample(name: &str, at_zero: f64) -> Problem {
    let rng = &mut Rng::new(3302);
    let mut inputs = rows(rng, 4, 3, 1.0);
    inputs[1] = vec![0.0; 3];
    let network = |slope: f64| Mlp {
        sizes: vec![3, 4, 2],
        biases: true,
        hidden: Activation::Relu(slope),
        loss: Loss::Squares,
        inputs: inputs.clone(),
        targets: vec![
            vec![0.5, -1.0],
            vec![0.8, 0.3],
            vec![-0.6, 0.2],
            vec![1.0, 0.4],
        ],
    };
    let mut theta = network(0.0).draw(rng, 1.0);
    theta[1].fill(0.0);
    theta[3].fill(0.0);
    // One hidden layer: each bias meets only the kink of its own unit.
    let intervals = between(&network(0.0).run(&theta).1, &network(1.0).run(&theta).1);
    network(at_zero)
        .problem(name, Traits::KINK, theta)
        .within(move |_| intervals.clone())
}

pub(crate) fn all() -> Vec<Problem> {
    vec![
        hinge_at_margin(),
        zero_residual(),
        sparse_lasso(),
        zero_sample("relu_network_units_at_zero_slope_0", 0.0),
        zero_sample("relu_network_units_at_zero_slope_1", 1.0),
    ]
}
