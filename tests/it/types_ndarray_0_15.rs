//! ndarray 0.15, as 0.16 is: by reference, as views, in buffers, and beside arrays of 0.17.

// Every way to take an argument is shown.
#![allow(clippy::needless_pass_by_value)]

use grad_check::{grad_check, ndarray_0_15::randn};
use ndarray_0_15::{Array1, Array2, ArrayView1, ArrayViewMut1};

#[grad_check(at = randn((4, 3)))]
fn matrix(w: &Array2<f64>) -> (f64, Array2<f64>) {
    (w.mapv(|w| w * w).sum() / 2.0, w.clone())
}

#[should_panic(expected = "only w[2, 1] of 12 components")]
#[grad_check(at = randn((4, 3)))]
fn matrix_with_a_mistake(w: &Array2<f64>) -> (f64, Array2<f64>) {
    let (cost, mut gradient) = matrix(w);
    gradient[[2, 1]] *= 1.5;
    (cost, gradient)
}

#[grad_check(out(grad), at = randn(3))]
fn views(x: ArrayView1<'_, f64>, mut grad: ArrayViewMut1<'_, f64>) -> f64 {
    grad.assign(&x);
    x.dot(&x) / 2.0
}

#[grad_check(at(w = randn(3)), given(x = ndarray::array![1.0, 2.0, 3.0]))]
fn beside_another_version(w: &Array1<f64>, x: &ndarray::Array1<f64>) -> (f64, Vec<f64>) {
    (w.iter().zip(x).map(|(w, x)| w * x).sum(), x.to_vec())
}

#[grad_check(jacobian, out(j), given(j = Array2::zeros((2, 2))), at = randn(2))]
fn jacobian(x: &Array1<f64>, j: &mut Array2<f64>) -> Vec<f64> {
    j.assign(&ndarray_0_15::array![[x[1], x[0]], [1.0, 0.0]]);
    vec![x[0] * x[1], x[0]]
}
