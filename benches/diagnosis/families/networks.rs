//! Networks of dense layers.

use crate::activation::Activation;
use crate::graph::{Id, Op};
use crate::model::{Draft, Model, below, pick};
use crate::point::Role;
use grad_check::Rng;
use ndarray::Axis;

/// Layers with a smooth activation.
pub(crate) fn smooth(rng: &mut Rng) -> Model {
    let activation = pick(rng, &Activation::SMOOTH);
    dense_layers(rng, "mlp_smooth", activation)
}

/// Layers with a piecewise linear activation.
pub(crate) fn piecewise(rng: &mut Rng) -> Model {
    let activation = pick(rng, &Activation::PIECEWISE);
    dense_layers(rng, "mlp_piecewise", activation)
}

fn dense_layers(rng: &mut Rng, family: &'static str, activation: Activation) -> Model {
    let (batch, depth) = (4 + below(rng, 9), 2 + below(rng, 5));
    let widths = widths(rng, depth + 1);
    let mut net = Draft::new(rng);
    let mut a = net.data(batch, widths[0]);
    net.given("x", &[batch, widths[0]]);
    for layer in 1..=depth {
        let z = net.dense(a, &layer.to_string(), (widths[layer - 1], widths[layer]));
        a = if layer < depth {
            net.activated(z, activation)
        } else {
            z
        };
    }
    let cost = net.loss(a, (batch, widths[depth]));
    net.finish(family, cost, batch)
}

/// A dense layer, then a + f(a) a few times, then a dense layer.
pub(crate) fn residual(rng: &mut Rng) -> Model {
    let (batch, parts) = (4 + below(rng, 9), 1 + below(rng, 3));
    let activation = pick(
        rng,
        &[Activation::Relu, Activation::Leaky, Activation::Tanh],
    );
    let widths = widths(rng, 3);
    let (inputs, width, outputs) = (widths[0], widths[1], widths[2]);
    let mut net = Draft::new(rng);
    let x = net.data(batch, inputs);
    net.given("x", &[batch, inputs]);
    let z = net.dense(x, "_in", (inputs, width));
    let mut a = net.activated(z, activation);
    for part in 1..=parts {
        let z = net.dense(a, &part.to_string(), (width, width));
        let change = net.activated(z, activation);
        a = net.graph.push(Op::Sum(a, change));
    }
    let y = net.dense(a, "_out", (width, outputs));
    let cost = net.loss(y, (batch, outputs));
    net.finish("residual_network", cost, batch)
}

/// Dense layers, each normalised over the batch.
pub(crate) fn batch_norm(rng: &mut Rng) -> Model {
    normalised_layers(rng, "batch_norm", Axis(0))
}

/// Dense layers, each normalised over its units.
pub(crate) fn layer_norm(rng: &mut Rng) -> Model {
    normalised_layers(rng, "layer_norm", Axis(1))
}

fn normalised_layers(rng: &mut Rng, family: &'static str, axis: Axis) -> Model {
    let (batch, depth) = (6 + below(rng, 7), 1 + below(rng, 2));
    let activation = pick(
        rng,
        &[
            Activation::Relu,
            Activation::Leaky,
            Activation::Tanh,
            Activation::Gelu,
        ],
    );
    let mut widths = widths(rng, depth + 2);
    // Two numbers with mean zero and variance one are always −1 and 1.
    widths[1..=depth].iter_mut().for_each(|w| *w = 3.max(*w));
    let mut net = Draft::new(rng);
    let mut a = net.data(batch, widths[0]);
    net.given("x", &[batch, widths[0]]);
    for layer in 1..=depth {
        let (before, width) = (widths[layer - 1], widths[layer]);
        let w = net.weight(&format!("W{layer}"), before, width);
        let z = net.product(a, w);
        net.next_layer();
        let n = normal(&mut net, z, layer, width, axis);
        a = net.activated(n, activation);
    }
    let (width, outputs) = (widths[depth], widths[depth + 1]);
    let y = net.dense(a, "_out", (width, outputs));
    let cost = net.loss(y, (batch, outputs));
    net.finish(family, cost, batch)
}

/// γ times what is normalised, plus β.
fn normal(net: &mut Draft, z: Id, layer: usize, width: usize, axis: Axis) -> Id {
    let site = net.site();
    let n = net.graph.push(Op::Normalised(z, axis, site));
    let gamma = (format!("gamma{layer}"), format!("beta{layer}"));
    let (gamma, beta) = (
        net.block((&gamma.0, Role::Other), &[width], (1.0, 0.3)),
        net.block((&gamma.1, Role::Bias), &[width], (0.0, 0.5)),
    );
    let scaled = net.graph.push(Op::TimesRow(n, gamma));
    let shifted = net.graph.push(Op::AddRow(scaled, beta));
    net.next_layer();
    shifted
}

/// So many widths, as often as not all the same.
pub(crate) fn widths(rng: &mut Rng, count: usize) -> Vec<usize> {
    let one = 3 + below(rng, 3);
    let is_same = below(rng, 2) == 0;
    (0..count)
        .map(|_| if is_same { one } else { 2 + below(rng, 4) })
        .collect()
}
