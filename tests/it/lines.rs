//! `lines`: which statement of the backward pass is wrong. Each mistake stands beside the right function, which passes.

use grad_check::{Outcome, Params, grad_check};
use ndarray::{Array1, Array2, Axis};
use std::collections::BTreeMap;

type Net = (Array2<f64>, Array2<f64>, Array2<f64>);

#[grad_check(lines, at(w1 = randn((4, 3)), b1 = randn((4, 1)), w2 = randn((2, 4))), given(x = randn((3, 7)), y = randn((2, 7))))]
fn right(
    w1: &Array2<f64>,
    b1: &Array2<f64>,
    w2: &Array2<f64>,
    x: &Array2<f64>,
    y: &Array2<f64>,
) -> (f64, Net) {
    let m = x.ncols() as f64;
    let z1 = w1.dot(x) + b1;
    let a1 = z1.mapv(f64::tanh);
    let z2 = w2.dot(&a1);
    let cost = (&z2 - y).mapv(|d| d * d).sum() / (2.0 * m);
    let dz2 = (&z2 - y) / m;
    let dw2 = dz2.dot(&a1.t());
    let da1 = w2.t().dot(&dz2);
    let slope = a1.mapv(|a| 1.0 - a * a);
    let dz1 = &da1 * &slope;
    let dw1 = dz1.dot(&x.t());
    let db1 = dz1.sum_axis(Axis(1)).insert_axis(Axis(1));
    (cost, (dw1, db1, dw2))
}

#[should_panic(expected = "should be ∂cost/∂z2")]
#[grad_check(lines, at(w1 = randn((4, 3)), b1 = randn((4, 1)), w2 = randn((2, 4))), given(x = randn((3, 7)), y = randn((2, 7))))]
fn first_adjoint(
    w1: &Array2<f64>,
    b1: &Array2<f64>,
    w2: &Array2<f64>,
    x: &Array2<f64>,
    y: &Array2<f64>,
) -> (f64, Net) {
    let m = x.ncols() as f64;
    let z1 = w1.dot(x) + b1;
    let a1 = z1.mapv(f64::tanh);
    let z2 = w2.dot(&a1);
    let cost = (&z2 - y).mapv(|d| d * d).sum() / (2.0 * m);
    let dz2 = (&z2 - y) * &z2 / m;
    let dw2 = dz2.dot(&a1.t());
    let da1 = w2.t().dot(&dz2);
    let slope = a1.mapv(|a| 1.0 - a * a);
    let dz1 = &da1 * &slope;
    let dw1 = dz1.dot(&x.t());
    let db1 = dz1.sum_axis(Axis(1)).insert_axis(Axis(1));
    (cost, (dw1, db1, dw2))
}

#[should_panic(expected = "should be ∂cost/∂a1")]
#[grad_check(lines, at(w1 = randn((4, 3)), b1 = randn((4, 1)), w2 = randn((2, 4))), given(x = randn((3, 7)), y = randn((2, 7))))]
fn wrong_product(
    w1: &Array2<f64>,
    b1: &Array2<f64>,
    w2: &Array2<f64>,
    x: &Array2<f64>,
    y: &Array2<f64>,
) -> (f64, Net) {
    let m = x.ncols() as f64;
    let z1 = w1.dot(x) + b1;
    let a1 = z1.mapv(f64::tanh);
    let z2 = w2.dot(&a1);
    let cost = (&z2 - y).mapv(|d| d * d).sum() / (2.0 * m);
    let dz2 = (&z2 - y) / m;
    let dw2 = dz2.dot(&a1.t());
    let da1 = w2.t().dot(&z2);
    let slope = a1.mapv(|a| 1.0 - a * a);
    let dz1 = &da1 * &slope;
    let dw1 = dz1.dot(&x.t());
    let db1 = dz1.sum_axis(Axis(1)).insert_axis(Axis(1));
    (cost, (dw1, db1, dw2))
}

#[should_panic(expected = "should be ∂a1/∂z1")]
#[grad_check(lines, at(w1 = randn((4, 3)), b1 = randn((4, 1)), w2 = randn((2, 4))), given(x = randn((3, 7)), y = randn((2, 7))))]
fn wrong_slope(
    w1: &Array2<f64>,
    b1: &Array2<f64>,
    w2: &Array2<f64>,
    x: &Array2<f64>,
    y: &Array2<f64>,
) -> (f64, Net) {
    let m = x.ncols() as f64;
    let z1 = w1.dot(x) + b1;
    let a1 = z1.mapv(f64::tanh);
    let z2 = w2.dot(&a1);
    let cost = (&z2 - y).mapv(|d| d * d).sum() / (2.0 * m);
    let dz2 = (&z2 - y) / m;
    let dw2 = dz2.dot(&a1.t());
    let da1 = w2.t().dot(&dz2);
    let slope = a1.mapv(|a| 1.0 - a);
    let dz1 = &da1 * &slope;
    let dw1 = dz1.dot(&x.t());
    let db1 = dz1.sum_axis(Axis(1)).insert_axis(Axis(1));
    (cost, (dw1, db1, dw2))
}

#[should_panic(expected = "should be ∂cost/∂z1")]
#[grad_check(lines, at(w1 = randn((4, 3)), b1 = randn((4, 1)), w2 = randn((2, 4))), given(x = randn((3, 7)), y = randn((2, 7))))]
fn forgotten_slope(
    w1: &Array2<f64>,
    b1: &Array2<f64>,
    w2: &Array2<f64>,
    x: &Array2<f64>,
    y: &Array2<f64>,
) -> (f64, Net) {
    let m = x.ncols() as f64;
    let z1 = w1.dot(x) + b1;
    let a1 = z1.mapv(f64::tanh);
    let z2 = w2.dot(&a1);
    let cost = (&z2 - y).mapv(|d| d * d).sum() / (2.0 * m);
    let dz2 = (&z2 - y) / m;
    let dw2 = dz2.dot(&a1.t());
    let da1 = w2.t().dot(&dz2);
    let dz1 = da1.clone();
    let dw1 = dz1.dot(&x.t());
    let db1 = dz1.sum_axis(Axis(1)).insert_axis(Axis(1));
    (cost, (dw1, db1, dw2))
}

#[should_panic(expected = "| let dw1 = dz1.dot(&z2.t())")]
#[grad_check(lines, at(w1 = randn((4, 3)), b1 = randn((4, 1)), w2 = randn((2, 4))), given(x = randn((3, 7)), y = randn((2, 7))))]
fn wrong_input(
    w1: &Array2<f64>,
    b1: &Array2<f64>,
    w2: &Array2<f64>,
    x: &Array2<f64>,
    y: &Array2<f64>,
) -> (f64, Net) {
    let m = x.ncols() as f64;
    let z1 = w1.dot(x) + b1;
    let a1 = z1.mapv(f64::tanh);
    let z2 = w2.dot(&a1);
    let cost = (&z2 - y).mapv(|d| d * d).sum() / (2.0 * m);
    let dz2 = (&z2 - y) / m;
    let dw2 = dz2.dot(&a1.t());
    let da1 = w2.t().dot(&dz2);
    let slope = a1.mapv(|a| 1.0 - a * a);
    let dz1 = &da1 * &slope;
    let dw1 = dz1.dot(&z2.t()).dot(&Array2::ones((2, 3)));
    let db1 = dz1.sum_axis(Axis(1)).insert_axis(Axis(1));
    (cost, (dw1, db1, dw2))
}

/// A gradient that is put together in loops.
#[grad_check(lines, at = [0.7, -0.4, 1.1, 0.2], given(points = [0.5, 1.5, -0.7, 2.0]))]
fn right_terms(c: &[f64; 4], points: &[f64; 4]) -> (f64, [f64; 4]) {
    let (mut cost, mut grad) = (0.0, [0.0; 4]);
    for &t in points {
        let value = c[0] + c[1] * t + c[2] * t * t + c[3] * t * t * t;
        let sine = value.sin();
        cost += sine * sine;
        let slope = 2.0 * sine * value.cos();
        grad[0] += slope;
        grad[1] += slope * t;
        grad[2] += slope * t * t;
        grad[3] += slope * t * t * t;
    }
    (cost, grad)
}

#[should_panic(expected = "| grad[2] += slope * t;")]
#[grad_check(lines, at = [0.7, -0.4, 1.1, 0.2], given(points = [0.5, 1.5, -0.7, 2.0]))]
fn wrong_term(c: &[f64; 4], points: &[f64; 4]) -> (f64, [f64; 4]) {
    let (mut cost, mut grad) = (0.0, [0.0; 4]);
    for &t in points {
        let value = c[0] + c[1] * t + c[2] * t * t + c[3] * t * t * t;
        let sine = value.sin();
        cost += sine * sine;
        let slope = 2.0 * sine * value.cos();
        grad[0] += slope;
        grad[1] += slope * t;
        grad[2] += slope * t;
        grad[3] += slope * t * t * t;
    }
    (cost, grad)
}

/// Layers in a loop, with parameters by name.
type Layers = BTreeMap<String, Array2<f64>>;

fn layers() -> Layers {
    let layer = |name: &str, rows, columns| (name.to_owned(), grad_check::randn((rows, columns)));
    BTreeMap::from([layer("W1", 3, 3), layer("W2", 3, 3), layer("W3", 3, 3)])
}

#[grad_check(lines, at(p = layers()), given(x = randn((3, 4))))]
fn right_loop(p: &Layers, x: &Array2<f64>) -> (f64, Layers) {
    let mut inputs = vec![x.clone()];
    for l in 1..4 {
        let a = p[&format!("W{l}")].dot(&inputs[l - 1]).mapv(f64::tanh);
        inputs.push(a);
    }
    let cost = inputs[3].mapv(|v| v.powi(3)).sum();
    let mut grads = Layers::new();
    let mut delta = inputs[3].mapv(|v| 3.0 * v * v);
    for l in (1..4).rev() {
        let dz = &delta * &inputs[l].mapv(|v| 1.0 - v * v);
        grads.insert(format!("W{l}"), dz.dot(&inputs[l - 1].t()));
        delta = p[&format!("W{l}")].t().dot(&dz);
    }
    (cost, grads)
}

#[should_panic(expected = "].dot(&dz);")]
#[grad_check(lines, at(p = layers()), given(x = randn((3, 4))))]
fn wrong_loop(p: &Layers, x: &Array2<f64>) -> (f64, Layers) {
    let mut inputs = vec![x.clone()];
    for l in 1..4 {
        let a = p[&format!("W{l}")].dot(&inputs[l - 1]).mapv(f64::tanh);
        inputs.push(a);
    }
    let cost = inputs[3].mapv(|v| v.powi(3)).sum();
    let mut grads = Layers::new();
    let mut delta = inputs[3].mapv(|v| 3.0 * v * v);
    for l in (1..4).rev() {
        let dz = &delta * &inputs[l].mapv(|v| 1.0 - v * v);
        grads.insert(format!("W{l}"), dz.dot(&inputs[l - 1].t()));
        delta = p[&format!("W{l}")].dot(&dz);
    }
    (cost, grads)
}

/// A method, a struct of parameters and a struct of results.
#[derive(Clone, Params)]
struct Line {
    slope: f64,
    offset: f64,
}

#[derive(Outcome)]
struct Fit {
    #[outcome(cost)]
    cost: f64,
    #[outcome(gradient)]
    gradient: Line,
}

struct Data {
    x: Array1<f64>,
    y: Array1<f64>,
}

impl Data {
    fn example() -> Self {
        Self {
            x: Array1::from(vec![0.1, 0.9, 1.7, 2.2]),
            y: Array1::from(vec![0.4, 1.4, 1.9, 3.1]),
        }
    }
}

#[grad_check]
impl Data {
    #[grad_check(lines, on = Self::example(), at(line = Line { slope: 0.8, offset: -0.2 }))]
    fn right_method(&self, line: &Line) -> Fit {
        let residual = &self.x * line.slope + line.offset - &self.y;
        let cost = residual.dot(&residual);
        let d_residual = &residual * 2.0;
        Fit {
            cost,
            gradient: Line {
                slope: d_residual.dot(&self.x),
                offset: d_residual.sum(),
            },
        }
    }

    #[should_panic(expected = "| let d_residual = &residual * &residual;")]
    #[grad_check(lines, on = Self::example(), at(line = Line { slope: 0.8, offset: -0.2 }))]
    fn wrong_method(&self, line: &Line) -> Fit {
        let residual = &self.x * line.slope + line.offset - &self.y;
        let cost = residual.dot(&residual);
        let d_residual = &residual * &residual;
        Fit {
            cost,
            gradient: Line {
                slope: d_residual.dot(&self.x),
                offset: d_residual.sum(),
            },
        }
    }
}

/// A gradient that is written to an argument.
#[grad_check(lines, out(grad), at(x = vec![0.3, 0.8, -0.5]))]
fn right_buffer(x: &[f64], grad: &mut [f64]) -> f64 {
    let norm = x.iter().map(|v| v * v).sum::<f64>();
    let factor = norm.sin() * 2.0;
    for i in 0..x.len() {
        grad[i] = factor * norm.cos() * x[i] * 2.0;
    }
    norm.sin().powi(2)
}

#[should_panic(expected = "| grad[1] = factor * norm.cos() * 2.0;")]
#[grad_check(lines, out(grad), at(x = vec![0.3, 0.8, -0.5]))]
fn wrong_buffer(x: &[f64], grad: &mut [f64]) -> f64 {
    let norm = x.iter().map(|v| v * v).sum::<f64>();
    let factor = norm.sin() * 2.0;
    for i in 0..x.len() {
        grad[i] = factor * norm.cos() * x[i] * 2.0;
    }
    grad[1] = factor * norm.cos() * 2.0;
    norm.sin().powi(2)
}

mod moved_into_a_pattern {
    use super::*;

    #[grad_check(lines, out(grad), at = [0.4, -0.3])]
    fn right(x: &[f64], grad: Option<&mut [f64]>) -> f64 {
        if let Some(g) = grad {
            g[0] = 2.0 * x[0];
            g[1] = 6.0 * x[1];
        }
        x[0] * x[0] + 3.0 * x[1] * x[1]
    }

    #[should_panic(expected = "g[1] = 5.0 * x[1];")]
    #[grad_check(lines, out(grad), at = [0.4, -0.3])]
    fn wrong(x: &[f64], grad: Option<&mut [f64]>) -> f64 {
        if let Some(g) = grad {
            g[0] = 2.0 * x[0];
            g[1] = 5.0 * x[1];
        }
        x[0] * x[0] + 3.0 * x[1] * x[1]
    }
}
