//! `lines`: what is computed in closures. Each mistake is named, and the right function beside it passes.

use grad_check::grad_check;
use ndarray::{Array1, Array2, array};
use std::collections::BTreeMap;

/// All sums are one fold.
#[grad_check(lines, at(a = 0.4, b = -0.3), given(x = [0.5, 1.2, -0.7, 2.0]))]
fn right_fold(a: f64, b: f64, x: [f64; 4]) -> (f64, (f64, f64)) {
    let rate = |x: f64| (a + b * x).exp();
    let cost = x.iter().map(|&x| rate(x) - x * (a + b * x)).sum();
    let (of_a, of_b) = x.iter().fold((0.0, 0.0), |(of_a, of_b), &x| {
        let miss = rate(x) - x;
        let along = miss * x;
        (
            of_a + miss, //
            of_b + along,
        )
    });
    (cost, (of_a, of_b))
}

#[should_panic(expected = "let along = miss * a;")]
#[grad_check(lines, at(a = 0.4, b = -0.3), given(x = [0.5, 1.2, -0.7, 2.0]))]
fn wrong_in_fold(a: f64, b: f64, x: [f64; 4]) -> (f64, (f64, f64)) {
    let rate = |x: f64| (a + b * x).exp();
    let cost = x.iter().map(|&x| rate(x) - x * (a + b * x)).sum();
    let (of_a, of_b) = x.iter().fold((0.0, 0.0), |(of_a, of_b), &x| {
        let miss = rate(x) - x;
        let along = miss * a;
        (
            of_a + miss, //
            of_b + along,
        )
    });
    (cost, (of_a, of_b))
}

/// A closure with a name, called where it is needed.
#[grad_check(lines, at(w = array![[0.4, -0.8, 0.3], [1.1, 0.2, -0.6]]), given(x = array![0.7, -0.4, 1.3], y = array![0.2, 0.9]))]
fn right_call(w: &Array2<f64>, x: &Array1<f64>, y: &Array1<f64>) -> (f64, Array2<f64>) {
    let back = |d: &Array1<f64>, out: &Array1<f64>| {
        let slope = out.mapv(|a| 1.0 - a * a);
        d * &slope
    };
    let out = w.dot(x).mapv(f64::tanh);
    let miss = &out - y;
    let cost = 0.5 * miss.dot(&miss);
    let of_z = back(&miss, &out);
    let of_w = Array2::from_shape_fn(w.dim(), |(i, j)| of_z[i] * x[j]);
    (cost, of_w)
}

#[should_panic(expected = "let slope = out.mapv(|a| 1.0 - a);")]
#[grad_check(lines, at(w = array![[0.4, -0.8, 0.3], [1.1, 0.2, -0.6]]), given(x = array![0.7, -0.4, 1.3], y = array![0.2, 0.9]))]
fn wrong_in_called(w: &Array2<f64>, x: &Array1<f64>, y: &Array1<f64>) -> (f64, Array2<f64>) {
    let back = |d: &Array1<f64>, out: &Array1<f64>| {
        let slope = out.mapv(|a| 1.0 - a);
        d * &slope
    };
    let out = w.dot(x).mapv(f64::tanh);
    let miss = &out - y;
    let cost = 0.5 * miss.dot(&miss);
    let of_z = back(&miss, &out);
    let of_w = Array2::from_shape_fn(w.dim(), |(i, j)| of_z[i] * x[j]);
    (cost, of_w)
}

/// What is written to through a part of a map is the map, not what chose the part.
#[grad_check(lines, at(p = [0.4, -0.9], q = [1.3, 0.2]), given(keys = ["p", "q"]))]
fn right_map(p: [f64; 2], q: [f64; 2], keys: [&str; 2]) -> (f64, ([f64; 2], [f64; 2])) {
    let mut sums = BTreeMap::from([("p", [0.0; 2]), ("q", [0.0; 2])]);
    let apart = [q[0] - p[0], q[1] - p[1]];
    let cost = apart[0].powi(4) + apart[1].powi(4);
    let size = apart.map(|x| 4.0 * x.powi(3));
    for (sign, key) in [-1.0, 1.0].into_iter().zip(keys) {
        if let Some(sum) = sums.get_mut(key) {
            sum.iter_mut().zip(size).for_each(|(s, x)| *s += sign * x);
        }
    }
    (cost, (sums["p"], sums["q"]))
}

/// What one call of a fold makes, the next one takes up: the adjoint of a state that grows by its power.
#[grad_check(lines, at(rate = 0.3, power = 0.6, start = 1.2))]
fn right_taken_up(rate: f64, power: f64, start: f64) -> (f64, (f64, f64, f64)) {
    let mut states = vec![start];
    for k in 0..5 {
        states.push(states[k] + rate * states[k].powf(power));
    }
    let cost = states[5].ln();
    let (of_rate, of_power, of_start) = states[..5].iter().rev().fold(
        (0.0, 0.0, 1.0 / states[5]),
        |(of_rate, of_power, next), state| {
            let grown = state.powf(power);
            let slope = rate * power * grown / state;
            let turned = rate * grown * state.ln();
            (
                of_rate + grown * next,
                of_power + turned * next,
                next + slope * next,
            )
        },
    );
    (cost, (of_rate, of_power, of_start))
}

#[should_panic(expected = "| let slope = rate * grown / state;")]
#[grad_check(lines, at(rate = 0.3, power = 0.6, start = 1.2))]
fn wrong_in_taken_up(rate: f64, power: f64, start: f64) -> (f64, (f64, f64, f64)) {
    let mut states = vec![start];
    for k in 0..5 {
        states.push(states[k] + rate * states[k].powf(power));
    }
    let cost = states[5].ln();
    let (of_rate, of_power, of_start) = states[..5].iter().rev().fold(
        (0.0, 0.0, 1.0 / states[5]),
        |(of_rate, of_power, next), state| {
            let grown = state.powf(power);
            let slope = rate * grown / state;
            let turned = rate * grown * state.ln();
            (
                of_rate + grown * next,
                of_power + turned * next,
                next + slope * next,
            )
        },
    );
    (cost, (of_rate, of_power, of_start))
}

const SEEN: [(f64, f64); 4] = [(-1.2, 0.4), (-0.3, -0.6), (0.7, 1.1), (1.9, 0.2)];

/// Cost and gradient by one fold: each part of what it takes up is a value of its own.
#[grad_check(lines, at = [0.4, -0.7])]
fn right_fold_of_both(w: &[f64; 2]) -> (f64, [f64; 2]) {
    let (cost, grad) = SEEN
        .iter()
        .fold((0.0, [0.0; 2]), |(cost, mut grad), (x, y)| {
            let apart = (w[0] + w[1] * x).tanh() - y;
            let value = 0.5 * apart * apart;
            let fit = apart + y;
            let pull = apart * (1.0 - fit * fit);
            grad[0] += pull;
            grad[1] += pull * x;
            (cost + value, grad)
        });
    (cost, grad)
}

#[should_panic(expected = "| let pull = apart * (1.0 - fit);")]
#[grad_check(lines, at = [0.4, -0.7])]
fn wrong_in_fold_of_both(w: &[f64; 2]) -> (f64, [f64; 2]) {
    let (cost, grad) = SEEN
        .iter()
        .fold((0.0, [0.0; 2]), |(cost, mut grad), (x, y)| {
            let apart = (w[0] + w[1] * x).tanh() - y;
            let value = 0.5 * apart * apart;
            let fit = apart + y;
            let pull = apart * (1.0 - fit);
            grad[0] += pull;
            grad[1] += pull * x;
            (cost + value, grad)
        });
    (cost, grad)
}
