//! The backward step of a layer over burn's tensors, checked in f64 and in f32.

use burn::backend::NdArray;
use burn::tensor::{DType, Tensor, TensorData, backend::Backend};
use grad_check::{Params, grad_check};
use grad_check_burn::half_squared_error;

mod tensor;

/// The layer's parameters, and its gradient.
#[derive(Debug, Clone, Params)]
struct Dense<B: Backend> {
    #[params(with = tensor)]
    weight: Tensor<B, 2>,
    #[params(with = tensor)]
    bias: Tensor<B, 1>,
}

type Double = NdArray<f64>;
type Single = NdArray<f32>;

fn numbers<B: Backend, const D: usize>(shape: [usize; D], dtype: DType) -> Tensor<B, D> {
    let drawn: Vec<f64> = grad_check::randn(shape.iter().product::<usize>()).to_vec();
    Tensor::from_data(
        TensorData::new(drawn, shape),
        (&B::Device::default(), dtype),
    )
}

fn dense<B: Backend>(dtype: DType) -> Dense<B> {
    Dense {
        weight: numbers([3, 2], dtype),
        bias: numbers([2], dtype),
    }
}

fn cost<B: Backend>(p: &Dense<B>, x: &Tensor<B, 2>, y: &Tensor<B, 2>) -> (B::FloatElem, Dense<B>) {
    let layer = grad_check_burn::Dense {
        weight: p.weight.clone(),
        bias: p.bias.clone(),
    };
    let (cost, gradient) = half_squared_error(&layer, x, y);
    let gradient = Dense {
        weight: gradient.weight,
        bias: gradient.bias,
    };
    (cost.into_scalar(), gradient)
}

#[grad_check(eps = 1e-6, at(p = dense(DType::F64)), given(x = numbers([4, 3], DType::F64), y = numbers([4, 2], DType::F64)))]
fn correct(
    p: &Dense<Double>,
    x: &Tensor<Double, 2>,
    y: &Tensor<Double, 2>,
) -> (f64, Dense<Double>) {
    cost(p, x, y)
}

#[grad_check(at(p = dense(DType::F32)), given(x = numbers([4, 3], DType::F32), y = numbers([4, 2], DType::F32)))]
fn correct_in_f32(
    p: &Dense<Single>,
    x: &Tensor<Single, 2>,
    y: &Tensor<Single, 2>,
) -> (f32, Dense<Single>) {
    cost(p, x, y)
}

#[grad_check(at(p = dense(DType::F64)), given(x = numbers([4, 3], DType::F64), y = numbers([4, 2], DType::F64)))]
#[should_panic(expected = "bias is wrong (analytic = 0.2500 × numeric in both components)")]
fn bias_averaged_over_the_batch(
    p: &Dense<Double>,
    x: &Tensor<Double, 2>,
    y: &Tensor<Double, 2>,
) -> (f64, Dense<Double>) {
    let (cost, mut gradient) = cost(p, x, y);
    gradient.bias = gradient.bias / 4.0;
    (cost, gradient)
}
