//! A Gaussian process and a matrix factorisation.

use crate::activation::Activation;
use crate::graph::{Matrix, Op};
use crate::loss::Loss;
use crate::model::{Draft, Model, below};
use crate::point::Role;
use grad_check::Rng;
use std::rc::Rc;

/// The negative log marginal likelihood, with a length scale for each input.
pub(crate) fn gaussian_process(rng: &mut Rng) -> Model {
    let (points, inputs) = (5 + below(rng, 3), 3 + below(rng, 4));
    let mut net = Draft::new(rng);
    let x: Matrix = net.rng.randn((points, inputs));
    net.given("x", &[points, inputs]);
    net.given("y", &[points]);
    let apart = |(pair, k): (usize, usize)| (x[[pair / points, k]] - x[[pair % points, k]]).powi(2);
    let apart = Matrix::from_shape_fn((points * points, inputs), apart);
    let apart = net.graph.push(Op::Constant(apart));
    let identity = |(pair, _)| f64::from(u8::from(pair / points == pair % points));
    let identity = Matrix::from_shape_fn((points * points, 1), identity);
    let identity = net.graph.push(Op::Constant(identity));
    let lengths = net.block(("log_lengthscale", Role::Weight), &[inputs], (0.2, 0.6));
    let variance = net.block(("log_variance", Role::Other), &[], (0.0, 0.4));
    let noise = net.block(("log_noise", Role::Other), &[], (-1.0, 0.3));
    // exp(−½ Σ d² exp(−2 log ℓ) + 2 log σ) + exp(2 log σₙ) I
    let column = Op::Gathered(lengths, (inputs, 1), (0..inputs).collect());
    let column = net.graph.push(column);
    let twice = net.graph.push(Op::Scaled(column, -2.0));
    let inverse = net.activated(twice, Activation::Exp);
    let halved = net.graph.push(Op::Scaled(inverse, -0.5));
    let distance = net.product(apart, halved);
    let variance = net.graph.push(Op::Scaled(variance, 2.0));
    let exponent = net.graph.push(Op::AddRow(distance, variance));
    let signal = net.activated(exponent, Activation::Exp);
    let noise = net.graph.push(Op::Scaled(noise, 2.0));
    let noise = net.activated(noise, Activation::Exp);
    let noise = net.product(identity, noise);
    let covariance = net.graph.push(Op::Sum(signal, noise));
    let y: Vec<f64> = (0..points).map(|_| net.rng.normal()).collect();
    let cost = net.graph.push(Op::Evidence(covariance, y.into()));
    net.finish("gaussian_process", cost, 0)
}

/// U Vᵀ, compared with the entries that were observed.
pub(crate) fn matrix_factorisation(rng: &mut Rng) -> Model {
    let (users, rank) = (3 + below(rng, 3), 2 + below(rng, 2));
    let items = match below(rng, 2) {
        0 => users,
        _ => 3 + below(rng, 3),
    };
    let mut net = Draft::new(rng);
    let u = net.block(("U", Role::Weight), &[users, rank], (0.0, 0.8));
    let v = net.block(("V", Role::Weight), &[items, rank], (0.0, 0.8));
    let transposed = (0..rank).flat_map(|k| (0..items).map(move |i| i * rank + k));
    let transposed = Op::Gathered(v, (rank, items), transposed.collect());
    let transposed = net.graph.push(transposed);
    let product = net.product(u, transposed);
    // Every user rates something, and every item is rated.
    let is_observed = |entry: &usize, rng: &mut Rng| {
        let (user, item) = (entry / items, entry % items);
        user % items == item || item % users == user || rng.unit() < 0.5
    };
    let entries = (0..users * items).filter(|entry| is_observed(entry, net.rng));
    let entries: Vec<usize> = entries.collect();
    let count = entries.len();
    let observed = Op::Gathered(product, (count, 1), entries.into());
    let observed = net.graph.push(observed);
    let ratings = net.rng.randn((count, 1));
    net.given("ratings", &[count]);
    let cost = Op::Loss(observed, Loss::Squares(Rc::new(ratings)));
    let cost = net.graph.push(cost);
    net.finish("matrix_factorisation", cost, count)
}
