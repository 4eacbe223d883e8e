//! `randn`, `uniform` and `zeros` make what an argument is: matrices of other crates, vectors, rows.

#![allow(clippy::ptr_arg)] // vectors are what is asked for

use grad_check::grad_check;
use nalgebra::{DMatrix, DVector, RowDVector};
use ndarray::Array1;

type Weights = DMatrix<f64>;

#[grad_check(at(w = randn((3, 2)), b = zeros(3)), given(x = uniform(2)))]
fn dense(
    w: &DMatrix<f64>,
    b: &DVector<f64>,
    x: &DVector<f64>,
) -> (f64, (DMatrix<f64>, DVector<f64>)) {
    let y = w * x + b;
    (y.norm_squared() / 2.0, (&y * x.transpose(), y))
}

#[grad_check(at = randn((2, 3)))]
fn behind_an_alias(w: &Weights) -> (f64, Weights) {
    (w.norm_squared() / 2.0, w.clone())
}

#[grad_check(at = randn(4))]
fn a_row(x: RowDVector<f32>) -> (f32, RowDVector<f32>) {
    (x.norm_squared() / 2.0, x)
}

#[grad_check(at(x = randn((2, 2)), y = uniform(3)))]
fn of_older_ndarrays(
    x: &ndarray_0_16::Array2<f64>,
    y: ndarray_0_15::Array1<f64>,
) -> (f64, (ndarray_0_16::Array2<f64>, ndarray_0_15::Array1<f64>)) {
    let cost = x.iter().chain(&y).map(|x| x * x).sum::<f64>() / 2.0;
    (cost, (x.clone(), y))
}

#[grad_check(at = randn((2, 3)))]
fn rows(x: &Vec<Vec<f64>>) -> (f64, Vec<Vec<f64>>) {
    assert_eq!(x[1].len(), 3);
    (
        x.iter().flatten().map(|x| x * x).sum::<f64>() / 2.0,
        x.clone(),
    )
}

#[grad_check(at(w = randn((3, 2)) * 0.1 + DMatrix::identity(3, 2), x = randn(2) / 2.0))]
fn scaled(w: &DMatrix<f64>, x: &Array1<f32>) -> (f64, (DMatrix<f64>, Array1<f32>)) {
    let of_x = x.iter().map(|x| f64::from(*x).powi(2)).sum::<f64>();
    let cost = w.norm_squared() / 2.0 + of_x / 2.0;
    (cost, (w.clone(), x.clone()))
}

struct Layer {
    weight: DMatrix<f64>,
}

#[grad_check(on = Layer { weight: DMatrix::zeros(1, 1) })]
impl Layer {
    #[grad_check(at(self.weight = randn((2, 3))))]
    fn decay(&self) -> (f64, DMatrix<f64>) {
        assert_eq!(self.weight.shape(), (2, 3));
        (self.weight.norm_squared() / 2.0, self.weight.clone())
    }
}

mod with_functions_of_its_own {
    fn zeros(n: usize) -> Vec<f64> {
        vec![0.5; n]
    }

    #[grad_check::grad_check(at = zeros(3))]
    fn half(x: &Vec<f64>) -> (f64, Vec<f64>) {
        assert!(x.iter().all(|x| (0.0..1.0).contains(x)));
        (x.iter().map(|x| x * x).sum::<f64>() / 2.0, x.clone())
    }
}
