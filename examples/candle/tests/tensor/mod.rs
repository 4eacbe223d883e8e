//! How a tensor is read and written: `#[params(with = tensor)]`.

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
