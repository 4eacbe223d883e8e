//! Networks that go through a sequence step by step, with the same weights.

use crate::activation::Activation;
use crate::graph::{Id, Op, Site};
use crate::model::{Draft, Model, below, pick};
use crate::point::Role;
use grad_check::Rng;

const STEPS: usize = 3;

/// `h ← f(x W_ih + h W_hh + b_h)`, then a dense layer.
pub(crate) fn elman(rng: &mut Rng) -> Model {
    let activation = pick(
        rng,
        &[Activation::Tanh, Activation::Relu, Activation::Leaky],
    );
    let (batch, inputs, hidden, outputs) = sizes(rng, 3);
    let mut net = Draft::new(rng);
    net.given("x", &[batch, STEPS, inputs]);
    let weights = weights(&mut net, inputs, hidden, hidden);
    let site = net.site();
    let mut h = net.data(batch, hidden);
    for _ in 0..STEPS {
        let z = weights.sum(&mut net, h, batch, inputs);
        h = net.graph.push(Op::Activated(z, activation, site));
    }
    net.next_layer();
    let y = net.dense(h, "_out", (hidden, outputs));
    let cost = net.loss(y, (batch, outputs));
    net.finish("recurrent", cost, batch)
}

/// Hochreiter and Schmidhuber's cell with a forget gate; gates in the order i, f, g, o.
pub(crate) fn lstm(rng: &mut Rng) -> Model {
    let (batch, inputs, hidden, outputs) = sizes(rng, 2);
    let mut net = Draft::new(rng);
    net.given("x", &[batch, STEPS, inputs]);
    let weights = weights(&mut net, inputs, hidden, 4 * hidden);
    let sites: Vec<Site> = (0..5).map(|_| net.site()).collect();
    let (mut h, mut c) = (net.data(batch, hidden), net.data(batch, hidden));
    for _ in 0..STEPS {
        let z = weights.sum(&mut net, h, batch, inputs);
        let gate = |net: &mut Draft, at: usize, activation| {
            let columns = |n: usize| (0..hidden).map(move |k| (4 * n + at) * hidden + k);
            let from = (0..batch).flat_map(columns).collect();
            let z = net.graph.push(Op::Gathered(z, (batch, hidden), from));
            net.graph.push(Op::Activated(z, activation, sites[at]))
        };
        let i = gate(&mut net, 0, Activation::Sigmoid);
        let f = gate(&mut net, 1, Activation::Sigmoid);
        let g = gate(&mut net, 2, Activation::Tanh);
        let o = gate(&mut net, 3, Activation::Sigmoid);
        let (kept, new) = (Op::Times(f, c), Op::Times(i, g));
        let (kept, new) = (net.graph.push(kept), net.graph.push(new));
        c = net.graph.push(Op::Sum(kept, new));
        let shown = net.graph.push(Op::Activated(c, Activation::Tanh, sites[4]));
        h = net.graph.push(Op::Times(o, shown));
    }
    net.next_layer();
    let y = net.dense(h, "_out", (hidden, outputs));
    let cost = net.loss(y, (batch, outputs));
    net.finish("lstm", cost, batch)
}

/// Samples, inputs, hidden units, outputs.
fn sizes(rng: &mut Rng, hidden: usize) -> (usize, usize, usize, usize) {
    let hidden = hidden + below(rng, 2);
    let inputs = match below(rng, 2) {
        0 => hidden,
        _ => 2 + below(rng, 2),
    };
    (4 + below(rng, 5), inputs, hidden, 2 + below(rng, 2))
}

/// What each step multiplies by.
struct Weights {
    of_input: Id,
    of_hidden: Id,
    bias: Id,
    sites: [Site; 2],
}

fn weights(net: &mut Draft, inputs: usize, hidden: usize, columns: usize) -> Weights {
    Weights {
        of_input: net.weight("W_ih", inputs, columns),
        of_hidden: net.weight("W_hh", hidden, columns),
        bias: net.block(("b_h", Role::Bias), &[columns], (0.0, 0.5)),
        sites: [net.site(), net.site()],
    }
}

impl Weights {
    /// `x W_ih + h W_hh + b_h` for a new x.
    fn sum(&self, net: &mut Draft, h: Id, batch: usize, inputs: usize) -> Id {
        let x = net.data(batch, inputs);
        let from_input = Op::Product(x, self.of_input, self.sites[0]);
        let from_hidden = Op::Product(h, self.of_hidden, self.sites[1]);
        let (a, b) = (net.graph.push(from_input), net.graph.push(from_hidden));
        let sum = net.graph.push(Op::Sum(a, b));
        net.graph.push(Op::AddRow(sum, self.bias))
    }
}
