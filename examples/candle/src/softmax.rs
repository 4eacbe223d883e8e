//! A custom operation of candle: the softmax of each row, with a hand-written backward pass.

use candle_core::{CpuStorage, CustomOp1, Layout, Result, Shape, Tensor, bail};

/// The softmax of the last dimension, of f64 on the CPU: `x.apply_op1(Softmax)`.
#[derive(Debug, Clone, Copy)]
pub struct Softmax;

impl CustomOp1 for Softmax {
    fn name(&self) -> &'static str {
        "softmax"
    }

    fn cpu_fwd(&self, storage: &CpuStorage, layout: &Layout) -> Result<(CpuStorage, Shape)> {
        let (CpuStorage::F64(data), Some((start, end))) = (storage, layout.contiguous_offsets())
        else {
            bail!("the softmax is that of contiguous f64")
        };
        let width = layout.dims().last().copied().unwrap_or(1);
        let rows = data[start..end].chunks(width);
        let softmax = |row: &[f64]| -> Vec<f64> {
            let largest = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let weights = row.iter().map(|z| (z - largest).exp());
            let sum: f64 = weights.clone().sum();
            weights.map(|weight| weight / sum).collect()
        };
        let out = rows.flat_map(softmax).collect();
        Ok((CpuStorage::F64(out), layout.shape().clone()))
    }

    /// p ∘ (u − Σ u p), row by row.
    fn bwd(&self, _x: &Tensor, p: &Tensor, u: &Tensor) -> Result<Option<Tensor>> {
        let mean = (u * p)?.sum_keepdim(candle_core::D::Minus1)?;
        Ok(Some((p * u.broadcast_sub(&mean)?)?))
    }
}
