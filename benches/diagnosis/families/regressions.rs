//! Models that are linear in their parameters but for a last function.

use crate::graph::Op;
use crate::loss::Loss;
use crate::model::{Draft, Model, below};
use grad_check::Rng;
use std::rc::Rc;

/// Least squares of several targets.
pub(crate) fn ridge(rng: &mut Rng) -> Model {
    let (batch, size) = sizes(rng);
    let mut net = Draft::new(rng);
    let x = net.data(batch, size.0);
    net.given("x", &[batch, size.0]);
    net.given("y", &[batch, size.1]);
    let outputs = net.dense(x, "", size);
    let targets = net.rng.randn((batch, size.1));
    let cost = Op::Loss(outputs, Loss::Squares(Rc::new(targets)));
    let cost = net.graph.push(cost);
    net.finish("ridge", cost, batch)
}

pub(crate) fn logistic(rng: &mut Rng) -> Model {
    let batch = 4 + below(rng, 9);
    let inputs = 3 + below(rng, 5);
    let mut net = Draft::new(rng);
    let x = net.data(batch, inputs);
    net.given("x", &[batch, inputs]);
    net.given("y", &[batch]);
    let outputs = net.dense(x, "", (inputs, 1));
    let targets = net
        .rng
        .randn((batch, 1))
        .mapv(|t: f64| f64::from(u8::from(t > 0.0)));
    let cost = Op::Loss(outputs, Loss::Logistic(Rc::new(targets)));
    let cost = net.graph.push(cost);
    net.finish("logistic_regression", cost, batch)
}

pub(crate) fn softmax(rng: &mut Rng) -> Model {
    let (batch, size) = sizes(rng);
    let mut net = Draft::new(rng);
    let x = net.data(batch, size.0);
    net.given("x", &[batch, size.0]);
    net.given("y", &[batch, size.1]);
    let outputs = net.dense(x, "", size);
    let targets = net.labels((batch, size.1));
    let cost = Op::Loss(outputs, Loss::CrossEntropy(Rc::new(targets)));
    let cost = net.graph.push(cost);
    net.finish("softmax_regression", cost, batch)
}

/// The samples, and how many inputs and outputs there are: as often as not the same.
fn sizes(rng: &mut Rng) -> (usize, (usize, usize)) {
    let batch = 4 + below(rng, 9);
    let inputs = 2 + below(rng, 5);
    let outputs = match below(rng, 2) {
        0 => inputs,
        _ => 2 + below(rng, 4),
    };
    (batch, (inputs, outputs))
}
