//! How a tensor is read and written: `#[params(with = tensor)]`.

use burn::tensor::{DType, Tensor, TensorData, backend::Backend};
use grad_check::{Flattened, Restore};

/// One block of the tensor's shape.
pub fn flatten<B: Backend, const D: usize>(value: &Tensor<B, D>, into: &mut Flattened) {
    let data = value.to_data();
    match value.dtype() {
        DType::F64 => into.block(&value.dims(), data.to_vec::<f64>().expect("f64")),
        DType::F32 => into.block(&value.dims(), data.to_vec::<f32>().expect("f32")),
        other => panic!("{other:?} has too few digits to be differentiated; use f32 or f64"),
    }
}

/// A new tensor of the same shape, type and device.
pub fn restore<B: Backend, const D: usize>(value: &mut Tensor<B, D>, from: &mut Restore<'_>) {
    let mut numbers = vec![0.0f64; value.dims().iter().product()];
    numbers.iter_mut().for_each(|number| from.number(number));
    let data = TensorData::new(numbers, value.dims());
    *value = Tensor::from_data(data, (&value.device(), value.dtype()));
}
