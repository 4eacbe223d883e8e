//! `randn`, `uniform` and `zeros` make what an argument is: matrices of other crates, vectors, rows.

#![allow(clippy::ptr_arg)] // vectors are what is asked for

use grad_check::grad_check;
use nalgebra::{DMatrix, DVector, Matrix2, RowDVector, Vector3};
use ndarray::{Array1, Array2};
use num_complex::Complex64;

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

/// Types that tell their length take what has it.
#[grad_check(at(x = randn(3), y = randn((2, 3)) * 0.5), given(r = uniform((2, 2)), s = zeros(3), t = uniform(2) * 2.0 - 1.0))]
fn of_known_lengths(
    x: [f64; 3],
    y: &[[f64; 3]; 2],
    r: Matrix2<f64>,
    s: &Vector3<f64>,
    t: &Vec<f64>,
) -> (f64, ([f64; 3], [[f64; 3]; 2])) {
    assert!(t.iter().all(|t| t.abs() < 1.0));
    assert_ne!(y[0], y[1]);
    let square = |x: &[f64; 3]| x.iter().map(|x| x * x).sum::<f64>();
    let cost = 0.5 * square(&x) + square(&y[0]) + square(&y[1]);
    (cost + r.sum() + s.sum(), (x, y.map(|y| y.map(|y| 2.0 * y))))
}

#[should_panic(expected = "an array of 3 was made with 4")]
#[grad_check(at = randn(4))]
fn of_another_length(x: [f64; 3]) -> (f64, [f64; 3]) {
    (x.iter().map(|x| x * x).sum::<f64>() / 2.0, x)
}

#[grad_check(at(b = 0.3), given(x = randn((6, 3)), y = randn((6, 2))))]
fn slices_of_rows(b: f64, x: &[Vec<f64>], y: &[[f64; 2]]) -> (f64, f64) {
    assert_eq!((x.len(), x[0].len(), y.len()), (6, 3, 6));
    (b * x[1][2] * y[3][1], x[1][2] * y[3][1])
}

#[grad_check(at(z = randn(2), w = uniform((2, 2))), given(v = zeros(2)))]
fn complex(
    z: &[Complex64],
    w: &Array2<Complex64>,
    v: &Array1<Complex64>,
) -> (f64, (Vec<Complex64>, Array2<Complex64>)) {
    assert!(z.iter().chain(w).all(|z| z.re != z.im && z.im != 0.0));
    let square = |z: &Complex64| z.norm_sqr();
    let cost = z.iter().chain(w).chain(v).map(square).sum();
    (
        cost,
        (
            z.iter().map(|z| z * 2.0).collect(),
            w * Complex64::from(2.0),
        ),
    )
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
