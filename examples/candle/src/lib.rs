//! A dense layer over candle's tensors, with a hand-written backward step, and a custom operation.

use candle_core::{Result, Tensor};

mod softmax;

pub use softmax::Softmax;

/// A dense layer with a tanh: y = tanh(x·wᵀ + b).
#[derive(Debug, Clone)]
pub struct Dense {
    /// Outputs × inputs.
    pub weight: Tensor,
    /// One for each output.
    pub bias: Tensor,
}

/// Half the squared error over a batch, a sample a row, and its gradient.
///
/// # Errors
/// Those of candle, where shapes don't fit.
pub fn half_squared_error(layer: &Dense, x: &Tensor, y: &Tensor) -> Result<(f64, Dense)> {
    let out = x
        .matmul(&layer.weight.t()?)?
        .broadcast_add(&layer.bias)?
        .tanh()?;
    let error = (&out - y)?;
    let cost = (error.sqr()?.sum_all()? / 2.0)?.to_scalar::<f64>()?;
    let dz = (&error * (1.0 - out.sqr()?)?)?;
    let gradient = Dense {
        weight: dz.t()?.matmul(x)?,
        bias: dz.sum(0)?,
    };
    Ok((cost, gradient))
}
