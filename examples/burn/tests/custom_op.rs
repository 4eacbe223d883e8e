//! The backward pass of a custom operation, checked against its forward pass.

use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, unary};
use burn::backend::{Autodiff, NdArray};
use burn::tensor::ops::{FloatTensor, FloatTensorOps};
use burn::tensor::{DType, Tensor, TensorData};
use grad_check::{Params, grad_check};
use grad_check_burn::Softmax;

mod tensor;

type Double = NdArray<f64>;

/// A tensor as parameters, outputs and cotangent.
#[derive(Debug, Clone, Params)]
struct Value(#[params(with = tensor)] Tensor<Double, 2>);

fn logits() -> Value {
    let drawn: Vec<f64> = grad_check::randn(12).to_vec();
    let data = TensorData::new(drawn, [3, 4]);
    Value(Tensor::from_data(data, (&Default::default(), DType::F64)))
}

/// The softmax, and what burn's graph makes of a backward pass that was written for it; going back uses a graph up, so
/// that each cotangent has one of its own.
fn forward_and_backward<P>(pass: P, x: &Value) -> (Value, impl Fn(&Value) -> Value)
where
    P: Backward<Double, 1, State = FloatTensor<Double>> + Copy,
{
    let x = x.0.clone();
    let forward = move || {
        let x = Tensor::<Autodiff<Double>, 2>::from_inner(x.clone()).require_grad();
        (grad_check_burn::softmax(pass, x.clone()), x)
    };
    let outputs = Value(forward().0.inner());
    let backward = move |u: &Value| {
        let (y, x) = forward();
        let weighted = y * Tensor::from_inner(u.0.clone());
        Value(x.grad(&weighted.sum().backward()).expect("a gradient"))
    };
    (outputs, backward)
}

#[grad_check(pullback, at = logits())]
fn softmax(x: &Value) -> (Value, impl Fn(&Value) -> Value) {
    forward_and_backward(Softmax, x)
}

/// What the weights of a row have in common is forgotten: u ∘ p, in place of p ∘ (u − Σ u p).
#[derive(Debug, Clone, Copy)]
struct OneByOne;

impl Backward<Double, 1> for OneByOne {
    type State = FloatTensor<Double>;

    fn backward(self, ops: Ops<Self::State, 1>, grads: &mut Gradients, _: &mut Checkpointer) {
        unary::<Double, _>(ops.parents, ops.node, grads, |u| {
            Double::float_mul(u, ops.state)
        });
    }
}

#[grad_check(pullback, at = logits())]
#[should_panic(expected = "x is wrong")]
fn softmax_one_by_one(x: &Value) -> (Value, impl Fn(&Value) -> Value) {
    forward_and_backward(OneByOne, x)
}
