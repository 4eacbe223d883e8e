//! friedrich 0.6.0: kernels of Gaussian processes and their gradients with respect to their hyperparameters.

use friedrich::kernel::*;
use grad_check::grad_check;
use nalgebra_0_34::RowDVector;

fn at<K: Kernel>(parameters: &[f64]) -> (K, RowDVector<f64>, RowDVector<f64>) {
    let mut kernel = K::default();
    kernel.set_parameters(parameters);
    (
        kernel,
        RowDVector::from_vec(vec![0.7, -0.3, 0.5]),
        RowDVector::from_vec(vec![0.4, 0.9, 0.2]),
    )
}

#[grad_check(draws = 20, at = uniform(2) + 0.3, types(K = SquaredExp))]
#[grad_check(draws = 20, at = uniform(2) + 0.3, types(K = Exponential))]
#[grad_check(draws = 20, at = uniform(2) + 0.3, types(K = Matern1))]
#[grad_check(draws = 20, at = uniform(2) + 0.3, types(K = HyperTan))]
#[grad_check(draws = 20, at = uniform(2) + 0.3, types(K = RationalQuadratic))]
fn kernel<K: Kernel>(parameters: &[f64]) -> (f64, Vec<f64>) {
    let (kernel, x, y) = at::<K>(parameters);
    (kernel.kernel(&x, &y), kernel.gradient(&x, &y))
}

// With x = √5 d/l, k = A (1 + x + x²/3) e⁻ˣ and ∂k/∂l = A x² (1 + x) e⁻ˣ / (3l). Returned is a sum of 2l/3, 1 and
// √5 d (1/3 + 1/l + 1/l²), whose units differ, and which isn't zero at d = 0, where k = A whatever l is.
#[should_panic(expected = "parameters is wrong (only parameters[0] of 2 components)")]
#[grad_check(draws = 20, at = uniform(2) + 0.3)]
fn matern2(parameters: &[f64]) -> (f64, Vec<f64>) {
    kernel::<Matern2>(parameters)
}

#[grad_check(draws = 20, at = uniform(1) + 0.3)]
fn linear(c: &[f64]) -> (f64, Vec<f64>) {
    let (_, x, y) = at::<Linear>(c);
    (
        Linear::new(c[0]).kernel(&x, &y),
        Linear::new(c[0]).gradient(&x, &y),
    )
}

// The documented √(‖x − y‖² + c²) has the returned gradient c/√(‖x − y‖² + c²). The kernel is computed as
// √(‖x − y‖⁴ + c²).
#[should_panic(expected = "c is wrong")]
#[grad_check(draws = 20, at = uniform(1) + 0.3)]
fn multiquadric(c: &[f64]) -> (f64, Vec<f64>) {
    let (_, x, y) = at::<Linear>(c);
    (
        Multiquadric::new(c[0]).kernel(&x, &y),
        Multiquadric::new(c[0]).gradient(&x, &y),
    )
}

#[grad_check(draws = 20, at = uniform(3) + 0.3)]
fn polynomial(p: &[f64]) -> (f64, Vec<f64>) {
    let (kernel, x, y) = at::<Polynomial>(p);
    (kernel.kernel(&x, &y), kernel.gradient(&x, &y))
}
