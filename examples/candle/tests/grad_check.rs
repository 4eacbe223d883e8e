//! The backward step of a layer over candle's tensors, checked.

use candle_core::{DType, Device, Result, Tensor};
use grad_check::{Params, grad_check};
use grad_check_candle::half_squared_error;

mod tensor;

/// The layer's parameters, and its gradient.
#[derive(Debug, Clone, Params)]
struct Dense {
    #[params(with = tensor)]
    weight: Tensor,
    #[params(with = tensor)]
    bias: Tensor,
}

fn numbers(shape: &[usize]) -> Tensor {
    let drawn = grad_check::randn::<f64, _>(shape);
    Tensor::from_iter(drawn.iter().copied(), &Device::Cpu)
        .and_then(|t| t.reshape(shape))
        .expect("a shape that fits")
}

fn dense() -> Dense {
    Dense {
        weight: numbers(&[2, 3]),
        bias: Tensor::zeros(2, DType::F64, &Device::Cpu).expect("a shape that fits"),
    }
}

fn cost(p: &Dense, x: &Tensor, y: &Tensor) -> Result<(f64, Dense)> {
    let layer = grad_check_candle::Dense {
        weight: p.weight.clone(),
        bias: p.bias.clone(),
    };
    let (cost, gradient) = half_squared_error(&layer, x, y)?;
    Ok((
        cost,
        Dense {
            weight: gradient.weight,
            bias: gradient.bias,
        },
    ))
}

#[grad_check(eps = 1e-6, at(p = dense()), given(x = numbers(&[4, 3]), y = numbers(&[4, 2])))]
fn correct(p: &Dense, x: &Tensor, y: &Tensor) -> Result<(f64, Dense)> {
    cost(p, x, y)
}

#[grad_check(at(p = dense()), given(x = numbers(&[4, 3]), y = numbers(&[4, 2])))]
#[should_panic(expected = "bias is wrong (analytic = 0.2500 × numeric in both components)")]
fn bias_averaged_over_the_batch(p: &Dense, x: &Tensor, y: &Tensor) -> Result<(f64, Dense)> {
    let (cost, mut gradient) = cost(p, x, y)?;
    gradient.bias = (gradient.bias / 4.0)?;
    Ok((cost, gradient))
}
