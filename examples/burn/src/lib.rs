//! A dense layer over burn's tensors, with a hand-written backward step, and a custom operation.

use burn::tensor::{Tensor, backend::Backend};

mod softmax;

pub use softmax::{Softmax, softmax};

/// A dense layer with a tanh: y = tanh(x·w + b).
#[derive(Debug, Clone)]
pub struct Dense<B: Backend> {
    /// Inputs × outputs.
    pub weight: Tensor<B, 2>,
    /// One for each output.
    pub bias: Tensor<B, 1>,
}

/// Half the squared error over a batch, a sample a row, and its gradient.
pub fn half_squared_error<B: Backend>(
    layer: &Dense<B>,
    x: &Tensor<B, 2>,
    y: &Tensor<B, 2>,
) -> (Tensor<B, 1>, Dense<B>) {
    let out = (x.clone().matmul(layer.weight.clone()) + layer.bias.clone().unsqueeze()).tanh();
    let error = out.clone() - y.clone();
    let cost = error.clone().square().sum() / 2.0;
    let dz = error * (out.square().neg() + 1.0);
    let gradient = Dense {
        weight: x.clone().transpose().matmul(dz.clone()),
        bias: dz.sum_dim(0).squeeze(),
    };
    (cost, gradient)
}
