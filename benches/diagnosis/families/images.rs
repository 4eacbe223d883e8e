//! Convolutions: windows of the input times a kernel.

use crate::activation::Activation;
use crate::graph::{Id, Op};
use crate::model::{Draft, Model, below, pick};
use crate::point::Role;
use grad_check::Rng;

const ACTIVATIONS: [Activation; 3] = [Activation::Relu, Activation::Leaky, Activation::Tanh];

/// Two convolutions of a signal, then a dense layer.
pub(crate) fn one_dimension(rng: &mut Rng) -> Model {
    let (batch, length, width) = (4 + below(rng, 5), 6 + below(rng, 2), 3);
    let (filters, more) = (2 + below(rng, 2), 2 + below(rng, 2));
    let (activation, outputs) = (pick(rng, &ACTIVATIONS), 2 + below(rng, 3));
    let mut net = Draft::new(rng);
    let x = net.data(batch, length);
    net.given("x", &[batch, length]);
    let first = length - width + 1;
    let windows = |n, p, k| n * length + p + k;
    let patches = gathered(&mut net, x, (batch, first, width), windows);
    let z = convolved(&mut net, patches, "1", &[filters, width]);
    let a = net.activated(z, activation);
    // Rows are positions of samples, columns are filters: the second kernel sees both.
    let second = first - 1;
    let windows = |n, p, k| (n * first + p + k / filters) * filters + k % filters;
    let patches = gathered(&mut net, a, (batch, second, 2 * filters), windows);
    let z = convolved(&mut net, patches, "2", &[more, 2, filters]);
    let a = net.activated(z, activation);
    head(net, a, (batch, second * more, outputs), "convolution_1d")
}

/// A convolution of an image, then a dense layer.
pub(crate) fn two_dimensions(rng: &mut Rng) -> Model {
    let (batch, side) = (4 + below(rng, 5), 4);
    let (filters, kernel) = (2 + below(rng, 2), (2 + below(rng, 2), 2 + below(rng, 2)));
    let (activation, outputs) = (pick(rng, &ACTIVATIONS), 2 + below(rng, 3));
    let mut net = Draft::new(rng);
    let x = net.data(batch, side * side);
    net.given("x", &[batch, side, side]);
    let (high, wide) = (side - kernel.0 + 1, side - kernel.1 + 1);
    let windows = |n, p, k| {
        let (row, column) = (p / wide + k / kernel.1, p % wide + k % kernel.1);
        (n * side + row) * side + column
    };
    let size = (batch, high * wide, kernel.0 * kernel.1);
    let patches = gathered(&mut net, x, size, windows);
    let z = convolved(&mut net, patches, "", &[filters, kernel.0, kernel.1]);
    let a = net.activated(z, activation);
    head(
        net,
        a,
        (batch, high * wide * filters, outputs),
        "convolution_2d",
    )
}

/// One row for each position of each sample, with what the kernel sees there.
fn gathered(
    net: &mut Draft,
    x: Id,
    (batch, positions, seen): (usize, usize, usize),
    at: impl Fn(usize, usize, usize) -> usize,
) -> Id {
    let rows = (0..batch).flat_map(|n| (0..positions).map(move |p| (n, p)));
    let from = rows.flat_map(|(n, p)| (0..seen).map(move |k| (n, p, k)));
    let from = from.map(|(n, p, k)| at(n, p, k)).collect();
    net.graph
        .push(Op::Gathered(x, (batch * positions, seen), from))
}

/// Each row times each filter of a kernel, plus a bias.
fn convolved(net: &mut Draft, patches: Id, label: &str, shape: &[usize]) -> Id {
    let (filters, seen) = (shape[0], shape[1..].iter().product::<usize>());
    let scale = 1.0 / (seen as f64).sqrt();
    let name = format!("kernel{label}");
    let kernel = net.block((&name, Role::Weight), shape, (0.0, scale));
    let bias = net.bias(&format!("bias{label}"), filters);
    let transposed = (0..seen).flat_map(|k| (0..filters).map(move |f| f * seen + k));
    let transposed = transposed.collect();
    let transposed = Op::Gathered(kernel, (seen, filters), transposed);
    let transposed = net.graph.push(transposed);
    let product = net.product(patches, transposed);
    net.next_layer();
    net.graph.push(Op::AddRow(product, bias))
}

/// All positions and filters of a sample as one row, through a dense layer to a loss.
fn head(
    mut net: Draft,
    a: Id,
    (batch, features, outputs): (usize, usize, usize),
    family: &'static str,
) -> Model {
    let rows = (0..batch * features).collect();
    let flat = net.graph.push(Op::Gathered(a, (batch, features), rows));
    let y = net.dense(flat, "_out", (features, outputs));
    let cost = net.loss(y, (batch, outputs));
    net.finish(family, cost, batch)
}
