//! Every option of the attribute.

// Ways to write a function that clippy would have otherwise.
#![allow(
    clippy::multiple_bound_locations,
    clippy::needless_pass_by_value,
    clippy::trivially_copy_pass_by_ref
)]

use grad_check::grad_check;
use ndarray::Array1;

/// ½‖x‖², whose gradient is x.
fn half_square<'a>(x: impl Iterator<Item = &'a f64>) -> f64 {
    x.map(|x| x * x).sum::<f64>() / 2.0
}

#[grad_check(tol = 1e-3, at = 2.0)]
fn tolerant(x: f64) -> (f64, f64) {
    (x * x, 2.0001 * x)
}

#[grad_check(at = 2.0)]
#[should_panic(expected = "macro_options::intolerant: x is wrong")]
#[cfg(any())]
fn never_compiled(x: f64) -> (f64, f64) {
    (x * x, 2.0001 * x)
}

fn cost_alone(x: &Array1<f64>, scale: f64) -> f64 {
    scale * half_square(x.iter())
}

#[grad_check(eps = 1e-6, at(x = randn(3)), given(scale = 2.0), cost = cost_alone)]
fn with_cost(x: &Array1<f64>, scale: f64) -> (f64, Array1<f64>) {
    (cost_alone(x, scale), x * scale)
}

#[should_panic(
    expected = "`cost` returns 1.0 at the test point, but the annotated function returns"
)]
#[grad_check(at(x = Array1::ones(2)), given(scale = 2.0), cost = |x: &Array1<f64>, _| half_square(x.iter()))]
fn with_another_cost(x: &Array1<f64>, scale: f64) -> (f64, Array1<f64>) {
    (cost_alone(x, scale), x * scale)
}

const PAIR: usize = 2;

#[grad_check(at(x = randn(3)), given(scale = 2.0), threads = PAIR, budget = 500)]
fn on_threads(x: &Array1<f64>, scale: f64) -> (f64, Array1<f64>) {
    (cost_alone(x, scale), x * scale)
}

#[grad_check(threads = 2, at(x = randn(3)), given(scale = 2.0), cost = cost_alone)]
fn on_threads_with_cost(x: &Array1<f64>, scale: f64) -> (f64, Array1<f64>) {
    (cost_alone(x, scale), x * scale)
}

fn half_product_gradient(a: f64, b: f64) -> (f64, f64) {
    (b / 2.0, a / 2.0)
}

#[grad_check(threads = 2, gradient = half_product_gradient)]
fn on_threads_with_gradient(a: f64, b: f64) -> f64 {
    a * b / 2.0
}

#[should_panic(expected = "`threads` is 0: it must be one thread at least, such as 4")]
#[grad_check(threads = 0)]
fn on_no_thread(a: f64) -> (f64, f64) {
    (a * a, 2.0 * a)
}

#[grad_check(only = ["a"])]
fn one_block_only(a: f64, b: f64) -> (f64, (f64, f64)) {
    (a * b, (b, f64::from(7u8)))
}

#[should_panic(expected = "`only` names `c`, which is no parameter; the parameters are a, b")]
#[grad_check(only = ["c"])]
fn no_such_block(a: f64, b: f64) -> (f64, (f64, f64)) {
    (a * b, (b, a))
}

#[grad_check(points(near(theta = 0.5), far(theta = -3.0)))]
fn quartic(theta: f64) -> (f64, f64) {
    (theta.powi(4), 4.0 * theta.powi(3))
}

#[grad_check(at(a = 1.0), given(b = 2.0), points(plain(), moved(b = 3.0), elsewhere(a = -1.0, b = 0.5)))]
fn points_replace(a: f64, b: f64) -> (f64, f64) {
    (a * a * b, 2.0 * a * b)
}

#[should_panic(
    expected = "gradient check failed: cubic (right_there): theta is wrong (analytic = 0.5000 × numeric)"
)]
#[grad_check(points(right_there(theta = 1.0)))]
fn cubic(theta: f64) -> (f64, f64) {
    (theta.powi(3), 1.5 * theta.powi(2))
}

#[grad_check(at = [1.0; N], types(F = f64, N = 2))]
fn generic<F: std::ops::Mul<Output = F> + Copy, const N: usize>(x: [F; N]) -> (F, [F; N])
where
    F: Default,
{
    (
        x[0] * x[N - 1],
        core::array::from_fn(|i| if i == 0 { x[N - 1] } else { x[0] }),
    )
}

// One function in both precisions.
#[grad_check(types(F = f64))]
#[grad_check(types(F = f32), seed = 3)]
fn in_two_types<F: Copy + std::ops::Mul<Output = F> + std::ops::Add<Output = F>>(x: F) -> (F, F) {
    (x * x, x + x)
}

#[grad_check(types(F = f64, N = 2), points(near(x = [0.5; N]), far(x = [3.0; N])))]
#[cfg_attr(all(), grad_check::grad_check(types(F = f32, N = 3), at = [0.5; N]))]
fn in_two_sizes<F: Copy + Into<f64>, const N: usize>(x: [F; N]) -> (f64, [f64; N]) {
    let x = x.map(Into::into);
    (half_square(x.iter()), x)
}

#[should_panic(expected = ">: x is wrong (analytic = 0.5000 × numeric)")]
#[grad_check(types(F = f32))]
#[cfg_attr(any(), grad_check(types(F = f64)))]
#[grad_check(types(F = OtherFloat))]
fn wrong_in_both<F: Copy + Into<f64>>(x: F) -> (f64, f64) {
    (x.into() * x.into(), x.into())
}
type OtherFloat = f32;

mod renamed {
    pub(super) use grad_check as gradients;
}

#[grad_check(crate = renamed::gradients, at = randn(3))]
fn elsewhere(x: &Array1<f64>) -> (f64, Array1<f64>) {
    (half_square(x.iter()), x.clone())
}

#[should_panic(expected = "`eps` is -1.0")]
#[grad_check(eps = -1.0)]
fn negative_step(x: f64) -> (f64, f64) {
    (x, 1.0)
}
