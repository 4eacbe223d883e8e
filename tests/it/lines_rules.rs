//! `lines`: what counts as evidence. Each rule names the mistake, and the right function beside it passes.

use grad_check::{Params, grad_check};

/// Forces between points of a line, which are no derivatives of anything that is computed.
#[grad_check(lines, at = [0.1, 1.3, 2.0, 3.6, 4.1])]
fn right_forces(x: &[f64; 5]) -> (f64, [f64; 5]) {
    let (mut cost, mut grad) = (0.0, [0.0; 5]);
    for i in 0..4 {
        let apart = x[i + 1] - x[i];
        cost += (apart * apart - 1.0).powi(2);
        let size = 2.0 * (apart * apart - 1.0);
        let force = 2.0 * size * apart;
        grad[i + 1] += force;
        grad[i] -= force;
    }
    (cost, grad)
}

#[should_panic(expected = "let force = 2.0 * size * apart * apart;")]
#[grad_check(lines, at = [0.1, 1.3, 2.0, 3.6, 4.1])]
fn wrong_force(x: &[f64; 5]) -> (f64, [f64; 5]) {
    let (mut cost, mut grad) = (0.0, [0.0; 5]);
    for i in 0..4 {
        let apart = x[i + 1] - x[i];
        cost += (apart * apart - 1.0).powi(2);
        let size = 2.0 * (apart * apart - 1.0);
        let force = 2.0 * size * apart * apart;
        grad[i + 1] += force;
        grad[i] -= force;
    }
    (cost, grad)
}

#[grad_check(lines, at(a = [0.4, -0.7, 1.2], b = [1.1, 0.3, -0.5]))]
fn right_pair(a: &[f64; 3], b: &[f64; 3]) -> (f64, ([f64; 3], [f64; 3])) {
    let products: [f64; 3] = std::array::from_fn(|k| a[k] * b[k]);
    let cost = products.iter().map(|p| p.sin()).sum();
    let of_products = products.map(f64::cos);
    let of_a = std::array::from_fn(|k| of_products[k] * b[k]);
    let of_b = std::array::from_fn(|k| of_products[k] * a[k]);
    (cost, (of_a, of_b))
}

/// Both gradients are right, and handed out in each other's place.
#[should_panic(expected = "| (cost, (of_b, of_a))")]
#[grad_check(lines, at(a = [0.4, -0.7, 1.2], b = [1.1, 0.3, -0.5]))]
fn exchanged(a: &[f64; 3], b: &[f64; 3]) -> (f64, ([f64; 3], [f64; 3])) {
    let products: [f64; 3] = std::array::from_fn(|k| a[k] * b[k]);
    let cost = products.iter().map(|p| p.sin()).sum();
    let of_products = products.map(f64::cos);
    let of_a = std::array::from_fn(|k| of_products[k] * b[k]);
    let of_b = std::array::from_fn(|k| of_products[k] * a[k]);
    (cost, (of_b, of_a))
}

/// Of two blocks in one struct, one is right: what the other is made of isn't right by that.
#[derive(Clone, Copy, Params)]
struct Line {
    slope: [f64; 2],
    offset: f64,
}

const POINTS: [([f64; 2], f64); 4] = [
    ([0.5, 1.0], 0.2),
    ([1.5, -0.3], 1.1),
    ([-0.7, 0.4], -0.6),
    ([2.0, 0.8], 0.9),
];

#[grad_check(lines, at = Line { slope: [0.4, -0.3], offset: 0.3 })]
fn right_struct(line: Line) -> (f64, Line) {
    let mut cost = 0.0;
    let mut grad = Line {
        slope: [0.0; 2],
        offset: 0.0,
    };
    for (x, y) in POINTS {
        let error = line.slope[0] * x[0] + line.slope[1] * x[1] + line.offset - y;
        cost += error.cosh().ln();
        let pull = error.tanh();
        let of_slope = [pull * x[0], pull * x[1]];
        grad.offset += pull;
        grad.slope[0] += of_slope[0];
        grad.slope[1] += of_slope[1];
    }
    (cost, grad)
}

#[should_panic(expected = "let of_slope = [error * x[0], error * x[1]];")]
#[grad_check(lines, at = Line { slope: [0.4, -0.3], offset: 0.3 })]
fn wrong_beside_right(line: Line) -> (f64, Line) {
    let mut cost = 0.0;
    let mut grad = Line {
        slope: [0.0; 2],
        offset: 0.0,
    };
    for (x, y) in POINTS {
        let error = line.slope[0] * x[0] + line.slope[1] * x[1] + line.offset - y;
        cost += error.cosh().ln();
        let pull = error.tanh();
        let of_slope = [error * x[0], error * x[1]];
        grad.offset += pull;
        grad.slope[0] += of_slope[0];
        grad.slope[1] += of_slope[1];
    }
    (cost, grad)
}

/// The branches give the cost and its slope together.
#[grad_check(lines, at = [0.7, -0.4, 1.8], given(kind = 1))]
fn right_branches(x: &[f64; 3], kind: u8) -> (f64, [f64; 3]) {
    let squares = x.iter().map(|x| x * x).sum::<f64>();
    let (cost, slope) = match kind {
        1 => {
            let root = (1.0 + squares).sqrt();
            (root, 1.0 / (2.0 * root))
        }
        _ => (squares, 1.0),
    };
    let grad = x.map(|x| 2.0 * slope * x);
    (cost, grad)
}

#[should_panic(expected = "| (root, 2.0 / root)")]
#[grad_check(lines, at = [0.7, -0.4, 1.8], given(kind = 1))]
fn wrong_branch(x: &[f64; 3], kind: u8) -> (f64, [f64; 3]) {
    let squares = x.iter().map(|x| x * x).sum::<f64>();
    let (cost, slope) = match kind {
        1 => {
            let root = (1.0 + squares).sqrt();
            (root, 2.0 / root)
        }
        _ => (squares, 1.0),
    };
    let grad = x.map(|x| 2.0 * slope * x);
    (cost, grad)
}

fn cubes(x: f64, factor: f64) -> f64 {
    factor * x * x
}

#[grad_check(lines, at = [0.7, -0.4, 1.8])]
fn right_in_helper(x: &[f64; 3]) -> (f64, [f64; 3]) {
    let cost = x.iter().map(|x| x.powi(3)).sum();
    let grad = [cubes(x[0], 3.0), cubes(x[1], 3.0), cubes(x[2], 3.0)];
    (cost, grad)
}

/// Of a function that a statement calls the report says how to go on.
#[should_panic(expected = "cubes is seen as")]
#[grad_check(lines, at = [0.7, -0.4, 1.8])]
fn wrong_in_helper(x: &[f64; 3]) -> (f64, [f64; 3]) {
    let cost = x.iter().map(|x| x.powi(3)).sum();
    let grad = [cubes(x[0], 3.0), cubes(x[1], 2.0), cubes(x[2], 1.0)];
    (cost, grad)
}

/// The head of a loop chooses what is added.
#[grad_check(lines, at = [0.7, -0.4, 1.8])]
fn right_walk(x: &[f64; 3]) -> (f64, [f64; 3]) {
    let cost = x.iter().map(|x| x.sin()).sum();
    let slopes = x.map(f64::cos);
    let mut grad = [0.0; 3];
    for (g, slope) in grad.iter_mut().zip(&slopes) {
        *g += slope;
    }
    (cost, grad)
}

#[should_panic(expected = "| for (g, slope) in grad.iter_mut().zip(x) {")]
#[grad_check(lines, at = [0.7, -0.4, 1.8])]
fn wrong_walk(x: &[f64; 3]) -> (f64, [f64; 3]) {
    let cost = x.iter().map(|x| x.sin()).sum();
    let mut grad = [0.0; 3];
    for (g, slope) in grad.iter_mut().zip(x) {
        *g += slope;
    }
    (cost, grad)
}

const VALUES: [[f64; 2]; 4] = [[0.5, 1.1], [-0.9, 0.3], [1.4, -0.6], [0.2, 0.8]];

#[grad_check(lines, at = [0.7, -0.4, 0.3, 1.1])]
fn right_read_out(scores: &[f64; 4]) -> (f64, [f64; 4]) {
    let exps = scores.map(f64::exp);
    let sum: f64 = exps.iter().sum();
    let weights = exps.map(|e| e / sum);
    let out: [f64; 2] = std::array::from_fn(|c| (0..4).map(|s| weights[s] * VALUES[s][c]).sum());
    let cost = out[0].sin() + out[1].powi(2);
    let d_out = [out[0].cos(), 2.0 * out[1]];
    let d_weights: [f64; 4] =
        std::array::from_fn(|s| d_out[0] * VALUES[s][0] + d_out[1] * VALUES[s][1]);
    let mean: f64 = weights.iter().zip(&d_weights).map(|(w, d)| w * d).sum();
    let d_scores = std::array::from_fn(|s| weights[s] * (d_weights[s] - mean));
    (cost, d_scores)
}

/// With the derivative by `exps` in the place of the right one by `weights` the gradient is right as well.
#[should_panic(
    expected = "let d_scores = std::array::from_fn(|s| exps[s] * (d_weights[s] - mean));"
)]
#[grad_check(lines, at = [0.7, -0.4, 0.3, 1.1])]
fn another_derivative_does_as_well(scores: &[f64; 4]) -> (f64, [f64; 4]) {
    let exps = scores.map(f64::exp);
    let sum: f64 = exps.iter().sum();
    let weights = exps.map(|e| e / sum);
    let out: [f64; 2] = std::array::from_fn(|c| (0..4).map(|s| weights[s] * VALUES[s][c]).sum());
    let cost = out[0].sin() + out[1].powi(2);
    let d_out = [out[0].cos(), 2.0 * out[1]];
    let d_weights: [f64; 4] =
        std::array::from_fn(|s| d_out[0] * VALUES[s][0] + d_out[1] * VALUES[s][1]);
    let mean: f64 = weights.iter().zip(&d_weights).map(|(w, d)| w * d).sum();
    let d_scores = std::array::from_fn(|s| exps[s] * (d_weights[s] - mean));
    (cost, d_scores)
}
