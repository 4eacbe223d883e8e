//! Models of sequences of tokens.

use crate::activation::Activation;
use crate::graph::{Matrix, Op};
use crate::model::{Draft, Model, below, pick};
use crate::point::Role;
use grad_check::Rng;

/// What keeps a token from attending to those of other samples.
const MASKED: f64 = -1e9;

/// One head of self-attention over each sample's tokens, a dense layer, the mean over tokens, a dense layer.
pub(crate) fn attention(rng: &mut Rng) -> Model {
    let (batch, tokens, width) = (4 + below(rng, 2), 3, 2 + below(rng, 3));
    let size = match below(rng, 2) {
        0 => width,
        _ => 2 + below(rng, 2),
    };
    let (hidden, outputs) = (2 + below(rng, 3), 2 + below(rng, 2));
    let activation = pick(
        rng,
        &[Activation::Relu, Activation::Gelu, Activation::Leaky],
    );
    let mut net = Draft::new(rng);
    let x = net.data(batch * tokens, width);
    net.given("x", &[batch, tokens, width]);
    let [q, k, v] = ["Wq", "Wk", "Wv"].map(|name| {
        let w = net.weight(name, width, size);
        net.product(x, w)
    });
    net.next_layer();
    let rows = batch * tokens;
    let transposed = (0..size).flat_map(|j| (0..rows).map(move |i| i * size + j));
    let transposed = Op::Gathered(k, (size, rows), transposed.collect());
    let k = net.graph.push(transposed);
    let scores = net.product(q, k);
    let scores = Op::Scaled(scores, 1.0 / (size as f64).sqrt());
    let scores = net.graph.push(scores);
    let same = |(i, j): (usize, usize)| i / tokens == j / tokens;
    let mask = Matrix::from_shape_fn((rows, rows), |at| if same(at) { 0.0 } else { MASKED });
    let mask = net.graph.push(Op::Constant(mask));
    let scores = net.graph.push(Op::Sum(scores, mask));
    let weights = net.graph.push(Op::Softmax(scores));
    let heads = net.product(weights, v);
    let wo = net.weight("Wo", size, width);
    let mixed = net.product(heads, wo);
    net.next_layer();
    let z = net.dense(mixed, "1", (width, hidden));
    let a = net.activated(z, activation);
    let share = 1.0 / tokens as f64;
    let pool = |(n, i): (usize, usize)| if i / tokens == n { share } else { 0.0 };
    let pool = Matrix::from_shape_fn((batch, rows), pool);
    let pool = net.graph.push(Op::Constant(pool));
    let pooled = net.product(pool, a);
    let y = net.dense(pooled, "2", (hidden, outputs));
    let cost = net.loss(y, (batch, outputs));
    net.finish("self_attention", cost, batch)
}

/// Rows of a table, two for each sample, through two dense layers.
pub(crate) fn embedding(rng: &mut Rng) -> Model {
    let (batch, words, width) = (6 + below(rng, 7), 3 + below(rng, 3), 2 + below(rng, 2));
    let (hidden, outputs) = (2 + below(rng, 3), 2 + below(rng, 3));
    let activation = pick(
        rng,
        &[Activation::Relu, Activation::Leaky, Activation::Tanh],
    );
    let mut net = Draft::new(rng);
    net.given("tokens", &[batch, 2]);
    let table = net.block(("embedding", Role::Weight), &[words, width], (0.0, 1.0));
    net.next_layer();
    let tokens: Vec<usize> = (0..2 * batch)
        .map(|at| {
            // Every word occurs: the gradient of one that doesn't is zero.
            if at < words {
                at
            } else {
                below(net.rng, words)
            }
        })
        .collect();
    let from = tokens
        .into_iter()
        .flat_map(|t| (0..width).map(move |k| t * width + k));
    let from = Op::Gathered(table, (batch, 2 * width), from.collect());
    let x = net.graph.push(from);
    let z = net.dense(x, "1", (2 * width, hidden));
    let a = net.activated(z, activation);
    let y = net.dense(a, "2", (hidden, outputs));
    let cost = net.loss(y, (batch, outputs));
    net.finish("embedding", cost, batch)
}
