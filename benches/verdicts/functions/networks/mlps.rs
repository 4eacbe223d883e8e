//! Layered networks over the activations, losses and depths that people use.

use super::mlp::{Activation, Loss, Mlp};
use crate::draw::{labels, rows};
use crate::problem::{Problem, Traits};
use grad_check::Rng;

/// A network with drawn data and weights.
fn network(seed: u64, sizes: &[usize], batch: usize, hidden: Activation, loss: Loss) -> Mlp {
    let rng = &mut Rng::new(seed);
    let (first, last) = (sizes[0], sizes[sizes.len() - 1]);
    let inputs = rows(rng, batch, first, 1.0);
    let targets = match loss {
        Loss::Squares => rows(rng, batch, last, 1.0),
        Loss::CrossEntropy => labels(rng, batch, last),
    };
    Mlp {
        sizes: sizes.to_vec(),
        biases: true,
        hidden,
        loss,
        inputs,
        targets,
    }
}

fn drawn(name: &str, seed: u64, network: Mlp) -> Problem {
    let theta = network.draw(&mut Rng::new(seed).stream("theta"), 1.0);
    network.problem(name, Traits::SMOOTH, theta)
}

/// One hidden unit whose pre-activation is negative for every sample: its row of W1 has no gradient.
fn one_dead_unit() -> Problem {
    let net = network(31, &[3, 4, 2], 6, Activation::Relu(0.0), Loss::Squares);
    let mut theta = net.draw(&mut Rng::new(31).stream("theta"), 1.0);
    theta[1][2] = -50.0;
    net.problem("mlp_one_dead_relu", Traits::SMOOTH, theta)
}

/// Without biases, since it has four layers and a problem has at most six blocks.
fn four_layers() -> Problem {
    let mut net = network(9, &[3, 4, 4, 3, 2], 5, Activation::Tanh, Loss::Squares);
    net.biases = false;
    drawn("mlp_four_layers_tanh", 9, net)
}

pub(crate) fn all() -> Vec<Problem> {
    use Activation::{Gelu, Leaky, Relu, Sigmoid, Silu, Sine, Softplus, Tanh};
    use Loss::{CrossEntropy, Squares};
    let plain = |name: &str, seed: u64, sizes: &[usize], batch: usize, hidden, loss| {
        drawn(name, seed, network(seed, sizes, batch, hidden, loss))
    };
    let relu = Relu(0.0);
    vec![
        plain("mlp_tanh_mse", 1, &[3, 4, 2], 5, Tanh, Squares),
        plain(
            "mlp_relu_cross_entropy",
            2,
            &[3, 4, 3],
            7,
            relu,
            CrossEntropy,
        ),
        plain(
            "mlp_sigmoid_three_layers",
            3,
            &[3, 4, 3, 2],
            4,
            Sigmoid,
            Squares,
        ),
        plain(
            "mlp_softplus_cross_entropy",
            4,
            &[2, 4, 3],
            6,
            Softplus,
            CrossEntropy,
        ),
        plain("mlp_gelu_mse", 5, &[4, 3, 2], 8, Gelu, Squares),
        plain(
            "mlp_leaky_relu_cross_entropy",
            6,
            &[3, 4, 4],
            5,
            Leaky,
            CrossEntropy,
        ),
        plain("mlp_silu_mse", 7, &[2, 5, 1], 10, Silu, Squares),
        plain("mlp_sine_three_layers", 8, &[2, 4, 4, 1], 6, Sine, Squares),
        plain("mlp_relu_three_layers", 10, &[3, 4, 4, 2], 3, relu, Squares),
        plain(
            "mlp_tanh_185_weights",
            11,
            &[6, 10, 8, 3],
            8,
            Tanh,
            CrossEntropy,
        ),
        four_layers(),
        one_dead_unit(),
    ]
}
