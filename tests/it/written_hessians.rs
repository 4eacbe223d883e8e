//! Hessians that are written to a buffer beside the gradient's, or beside a returned one.

// Every form of a function is shown.
#![allow(clippy::ptr_arg)]

use grad_check::grad_check;
use nalgebra::{Matrix2, Vector2};
use ndarray::{Array1, Array2, ArrayViewMut2};

/// A quartic in two numbers, with what it leaves.
fn quartic(x: &[f64], grad: &mut [f64], hess: &mut [f64]) -> f64 {
    let (a, b) = (x[0], x[1]);
    grad.copy_from_slice(&[4.0 * a.powi(3) + 2.0 * a * b, a * a]);
    hess.copy_from_slice(&[12.0 * a * a + 2.0 * b, 2.0 * a, 2.0 * a, 0.0]);
    a.powi(4) + a * a * b
}

#[grad_check(hessian, out(grad, hess), at = [0.5, -1.2])]
fn both(x: &[f64], grad: &mut [f64], hess: &mut [f64]) -> f64 {
    quartic(x, grad, hess)
}

#[should_panic(expected = "H[x[1], x] is wrong: only H[x[1], x[0]] of 2 components")]
#[grad_check(hessian, out(grad, hess), at = [0.5, -1.2])]
fn both_with_a_mistake(x: &[f64], grad: &mut [f64], hess: &mut [f64]) -> f64 {
    let cost = quartic(x, grad, hess);
    hess[2] = 0.3;
    cost
}

#[should_panic(expected = "H[x[1], x[1]] was not written")]
#[grad_check(hessian, out(grad, hess), at = [0.5, -1.2])]
fn both_but_the_last(x: &[f64], grad: &mut [f64], hess: &mut [f64]) -> f64 {
    let mut all = [0.0; 4];
    let cost = quartic(x, grad, &mut all);
    hess[..3].copy_from_slice(&all[..3]);
    cost
}

#[grad_check(hessian, out(grad, hess), at = vec![0.5, -1.2])]
fn if_asked_for(x: &[f64], grad: Option<&mut [f64]>, hess: Option<&mut [f64]>) -> f64 {
    let (mut g, mut h) = ([0.0; 2], [0.0; 4]);
    let cost = quartic(x, &mut g, &mut h);
    grad.into_iter().for_each(|grad| grad.copy_from_slice(&g));
    hess.into_iter().for_each(|hess| hess.copy_from_slice(&h));
    cost
}

#[grad_check(hessian, out(hess), at = Vector2::new(0.5, -1.2))]
fn with_a_returned_gradient(x: &Vector2<f64>, hess: &mut Matrix2<f64>) -> (f64, Vector2<f64>) {
    let (mut g, mut h) = ([0.0; 2], [0.0; 4]);
    let cost = quartic(x.as_slice(), &mut g, &mut h);
    *hess = Matrix2::from_row_slice(&h);
    (cost, Vector2::from_row_slice(&g))
}

#[grad_check(hessian, out(hessian = second, x = first), at = randn(2))]
fn in_views(x: &Array1<f64>, mut second: ArrayViewMut2<f64>, first: &mut Array1<f64>) -> f64 {
    let (mut g, mut h) = ([0.0; 2], [0.0; 4]);
    let cost = quartic(&x.to_vec(), &mut g, &mut h);
    first.assign(&Array1::from_vec(g.to_vec()));
    second.assign(&Array2::from_shape_vec((2, 2), h.to_vec()).expect("four numbers"));
    cost
}

struct Bowl {
    curvature: [f64; 2],
    hessian: Vec<Vec<f64>>,
}

#[grad_check(on = Bowl { curvature: [2.0, 0.5], hessian: vec![vec![0.0; 2]; 2] })]
impl Bowl {
    #[grad_check(hessian, out(grad, self.hessian), at = [0.3, 0.4])]
    fn cost(&mut self, x: &[f64; 2], grad: &mut [f64; 2]) -> f64 {
        for i in 0..2 {
            grad[i] = self.curvature[i] * x[i].powi(3);
            self.hessian[i][i] = 3.0 * self.curvature[i] * x[i] * x[i];
        }
        x.iter()
            .zip(self.curvature)
            .map(|(x, c)| c * x.powi(4) / 4.0)
            .sum()
    }
}
