//! The classical functions with many minima.

use crate::draw::uniforms;
use crate::linear::dot;
use crate::problem::{Blocks, Problem};
use grad_check::Rng;
use std::f64::consts::{E, TAU};

fn styblinski_tang(p: &Blocks) -> (f64, Blocks) {
    let term = |x: &f64| 0.5 * (x.powi(4) - 16.0 * x * x + 5.0 * x);
    let slope = |x: &f64| 2.0 * x.powi(3) - 16.0 * x + 2.5;
    let cost = p[0].iter().map(term).sum();
    (cost, vec![p[0].iter().map(slope).collect()])
}

fn ackley(p: &Blocks) -> (f64, Blocks) {
    let count = p[0].len() as f64;
    let root = (dot(&p[0], &p[0]) / count).sqrt();
    let waves = p[0].iter().map(|x| (TAU * x).cos()).sum::<f64>() / count;
    let (far, near) = ((-0.2 * root).exp(), waves.exp());
    let slope = |x: &f64| 4.0 * far * x / (count * root) + near * TAU * (TAU * x).sin() / count;
    let cost = 20.0 + E - 20.0 * far - near;
    (cost, vec![p[0].iter().map(slope).collect()])
}

fn griewank(p: &Blocks) -> (f64, Blocks) {
    let root = |i: usize| ((i + 1) as f64).sqrt();
    let angles: Vec<f64> = p[0].iter().enumerate().map(|(i, x)| x / root(i)).collect();
    let product: f64 = angles.iter().map(|a| a.cos()).product();
    let slope = |(i, x): (usize, &f64)| {
        let others: f64 = (0..angles.len())
            .filter(|&j| j != i)
            .map(|j| angles[j].cos())
            .product();
        x / 2000.0 + others * angles[i].sin() / root(i)
    };
    let cost = 1.0 + dot(&p[0], &p[0]) / 4000.0 - product;
    (cost, vec![p[0].iter().enumerate().map(slope).collect()])
}

fn rastrigin(p: &Blocks) -> (f64, Blocks) {
    let term = |x: &f64| x * x - 10.0 * (TAU * x).cos() + 10.0;
    let slope = |x: &f64| 2.0 * x + 10.0 * TAU * (TAU * x).sin();
    let cost = p[0].iter().map(term).sum();
    (cost, vec![p[0].iter().map(slope).collect()])
}

fn levy(p: &Blocks) -> (f64, Blocks) {
    let pi = TAU / 2.0;
    let w: Vec<f64> = p[0].iter().map(|x| 1.0 + (x - 1.0) / 4.0).collect();
    let last = w.len() - 1;
    let mut cost = (pi * w[0]).sin().powi(2);
    let mut grads = vec![0.0; w.len()];
    grads[0] += pi * (TAU * w[0]).sin();
    for (grad, &w) in grads.iter_mut().zip(&w[..last]) {
        let (apart, angle) = (w - 1.0, pi * w + 1.0);
        cost += apart * apart * (1.0 + 10.0 * angle.sin().powi(2));
        *grad += 2.0 * apart * (1.0 + 10.0 * angle.sin().powi(2));
        *grad += apart * apart * 10.0 * pi * (2.0 * angle).sin();
    }
    let (apart, angle) = (w[last] - 1.0, TAU * w[last]);
    cost += apart * apart * (1.0 + angle.sin().powi(2));
    grads[last] += 2.0 * apart * (1.0 + angle.sin().powi(2));
    grads[last] += apart * apart * TAU * (2.0 * angle).sin();
    (cost, vec![grads.iter().map(|g| g / 4.0).collect()])
}

pub(crate) fn all() -> Vec<Problem> {
    let rng = &mut Rng::new(2101);
    let mut at = |count: usize, reach: f64| vec![uniforms(rng, count, -reach, reach)];
    vec![
        Problem::smooth("styblinski_tang", at(6, 3.0), styblinski_tang),
        Problem::smooth("ackley", at(5, 2.0), ackley),
        Problem::smooth("griewank", at(7, 5.0), griewank),
        Problem::smooth("rastrigin", at(4, 2.0), rastrigin),
        Problem::smooth("levy", at(5, 4.0), levy),
    ]
}
