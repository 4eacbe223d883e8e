//! A custom operation of burn: the softmax of each row, with a hand-written backward pass.

use burn::backend::Autodiff;
use burn::backend::autodiff::checkpoint::{base::Checkpointer, strategy::NoCheckpointing};
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind, unary};
use burn::tensor::{Tensor, TensorPrimitive, activation, backend::Backend, ops::FloatTensor};

/// The backward pass, from the softmax itself.
#[derive(Debug, Clone, Copy)]
pub struct Softmax;

impl<B: Backend> Backward<B, 1> for Softmax {
    type State = FloatTensor<B>;

    /// p ∘ (u − Σ u p), row by row.
    fn backward(self, ops: Ops<Self::State, 1>, grads: &mut Gradients, _: &mut Checkpointer) {
        let p = tensor::<B>(ops.state);
        unary::<B, _>(ops.parents, ops.node, grads, |u| {
            let u = tensor::<B>(u);
            let mean = (u.clone() * p.clone()).sum_dim(1);
            (p * (u - mean)).into_primitive().tensor()
        });
    }
}

/// The softmax of each row, recorded with this backward pass.
pub fn softmax<B: Backend, P>(pass: P, x: Tensor<Autodiff<B>, 2>) -> Tensor<Autodiff<B>, 2>
where
    P: Backward<B, 1, State = FloatTensor<B>>,
{
    let x = x.into_primitive().tensor();
    let p = activation::softmax(tensor::<B>(x.primitive), 1);
    let p = p.into_primitive().tensor();
    let recorded = match pass
        .prepare::<NoCheckpointing>([x.node])
        .compute_bound()
        .stateful()
    {
        OpsKind::Tracked(step) => step.finish(p.clone(), p),
        OpsKind::UnTracked(step) => step.finish(p),
    };
    Tensor::from_primitive(TensorPrimitive::Float(recorded))
}

fn tensor<B: Backend>(primitive: FloatTensor<B>) -> Tensor<B, 2> {
    Tensor::from_primitive(TensorPrimitive::Float(primitive))
}
