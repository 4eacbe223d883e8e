//! The backward step of a layer over candle's tensors, checked.

use candle_core::{DType, Device, Result, Tensor};
use grad_check::{Params, grad_check};
use grad_check_candle::half_squared_error;

/// How a tensor is read and written: `#[params(with = tensor)]`.
mod tensor {
    use candle_core::{DType, Tensor};
    use grad_check::{Flattened, Restore};

    /// One block of the tensor's shape.
    pub fn flatten(value: &Tensor, into: &mut Flattened) {
        let flat = value.flatten_all().expect("a tensor on the CPU");
        match value.dtype() {
            DType::F64 => into.block(value.dims(), flat.to_vec1::<f64>().expect("f64")),
            DType::F32 => into.block(value.dims(), flat.to_vec1::<f32>().expect("f32")),
            other => panic!("{other:?} has too few digits to be differentiated; use f32 or f64"),
        }
    }

    /// A new tensor of the same shape, since candle shares the storage of its clones.
    pub fn restore(value: &mut Tensor, from: &mut Restore<'_>) {
        let mut numbers = vec![0.0f64; value.elem_count()];
        numbers.iter_mut().for_each(|number| from.number(number));
        let restored = Tensor::from_vec(numbers, value.dims(), value.device());
        *value = restored
            .and_then(|t| t.to_dtype(value.dtype()))
            .expect("a shape that fits");
    }
}

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
