//! The backward pass of a custom operation, checked against its forward pass: no graph, and no loss.

use candle_core::{CpuStorage, CustomOp1, Device, Layout, Result, Shape, Tensor};
use grad_check::{Params, grad_check};
use grad_check_candle::Softmax;

mod tensor;

/// A tensor as parameters, outputs and cotangent.
#[derive(Debug, Clone, Params)]
struct Value(#[params(with = tensor)] Tensor);

fn logits() -> Value {
    let drawn = grad_check::randn::<f64, _>(12).to_vec();
    Value(Tensor::from_vec(drawn, (3, 4), &Device::Cpu).expect("a shape that fits"))
}

/// What an operation makes of a tensor, and its backward pass from there.
fn forward_and_backward<O: CustomOp1>(op: O, x: &Value) -> Result<(Value, impl Fn(&Value) -> Value)>
where
    O: Copy + Send + Sync + 'static,
{
    let (x, y) = (x.0.clone(), x.0.apply_op1_no_bwd(&op)?);
    let outputs = Value(y.clone());
    let backward = move |u: &Value| {
        let gradient = op.bwd(&x, &y, &u.0).expect("shapes that fit");
        Value(gradient.expect("a gradient"))
    };
    Ok((outputs, backward))
}

#[grad_check(pullback, at = logits())]
fn softmax(x: &Value) -> Result<(Value, impl Fn(&Value) -> Value)> {
    forward_and_backward(Softmax, x)
}

/// What the weights of a row have in common is forgotten: p ∘ (1 − p), as of a logistic function.
#[derive(Clone, Copy)]
struct OneByOne;

impl CustomOp1 for OneByOne {
    fn name(&self) -> &'static str {
        "one by one"
    }
    fn cpu_fwd(&self, storage: &CpuStorage, layout: &Layout) -> Result<(CpuStorage, Shape)> {
        Softmax.cpu_fwd(storage, layout)
    }
    fn bwd(&self, _x: &Tensor, p: &Tensor, u: &Tensor) -> Result<Option<Tensor>> {
        Ok(Some((u * (p * (1.0 - p)?)?)?))
    }
}

#[grad_check(pullback, at = logits())]
#[should_panic(expected = "x is wrong")]
fn softmax_one_by_one(x: &Value) -> Result<(Value, impl Fn(&Value) -> Value)> {
    forward_and_backward(OneByOne, x)
}

/// The same through candle's graph: `backward` calls the operation's `bwd`.
#[grad_check(pullback, at = logits())]
fn softmax_in_a_graph(x: &Value) -> Result<(Value, impl Fn(&Value) -> Value)> {
    let x = candle_core::Var::from_tensor(&x.0)?;
    let y = x.apply_op1(Softmax)?;
    let outputs = Value(y.detach());
    let backward = move |u: &Value| {
        let weighted = (&y * &u.0).and_then(|y| y.sum_all());
        let gradients = weighted
            .and_then(|y| y.backward())
            .expect("shapes that fit");
        Value(gradients.get(&x).expect("a gradient").clone())
    };
    Ok((outputs, backward))
}
