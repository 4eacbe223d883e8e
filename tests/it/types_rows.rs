//! A matrix as rows: lists of lists, lists of arrays, arrays of arrays and ndarray's, one for the gradient of another; and a
//! vector as the gradient of several numbers.

// Each type is taken and returned as a function would do it.
#![allow(
    clippy::ptr_arg,
    clippy::trivially_copy_pass_by_ref,
    clippy::type_complexity,
    clippy::unnecessary_wraps
)]

use grad_check::grad_check;
use ndarray::{Array1, Array2, array};

/// Two rows of three, as each type.
fn nested() -> Vec<Vec<f64>> {
    vec![vec![0.3, -0.2, 0.1], vec![0.5, 1.2, 0.2]]
}

fn cost(w: impl Iterator<Item = f64>) -> f64 {
    w.map(f64::sin).sum()
}

#[grad_check(at(w = nested(), b = randn(2)))]
fn lists_and_an_array(w: &Vec<Vec<f64>>, b: &Array1<f64>) -> (f64, Array2<f64>, Vec<f64>) {
    let dw = Array2::from_shape_fn((2, 3), |(i, j)| w[i][j].cos());
    (
        cost(w.iter().flatten().copied()) + b.sum(),
        dw,
        vec![1.0; 2],
    )
}

#[grad_check(at(w = nested()))]
fn lists_and_arrays(w: &Vec<Vec<f64>>) -> (f64, Vec<[f64; 3]>) {
    let dw = w.iter().map(|row| std::array::from_fn(|j| row[j].cos()));
    (cost(w.iter().flatten().copied()), dw.collect())
}

#[grad_check(at = vec![[0.3, -0.2, 0.1], [0.5, 1.2, 0.2]])]
fn arrays_and_an_array(w: &[[f64; 3]]) -> (f64, Array2<f64>) {
    let dw = Array2::from_shape_fn((2, 3), |(i, j)| w[i][j].cos());
    (cost(w.iter().flatten().copied()), dw)
}

#[grad_check]
fn arrays_and_lists(w: [[f64; 3]; 2]) -> (f64, Vec<Vec<f64>>) {
    let dw = w.iter().map(|row| row.iter().map(|w| w.cos()).collect());
    (cost(w.iter().flatten().copied()), dw.collect())
}

#[grad_check(at = randn((2, 3)))]
fn an_array_and_lists(w: &Array2<f64>) -> (f64, Vec<Vec<f64>>) {
    let dw = w.rows().into_iter().map(|row| row.mapv(f64::cos).to_vec());
    (cost(w.iter().copied()), dw.collect())
}

#[grad_check(at = nested())]
#[should_panic(expected = "w[1] is wrong (only w[1][2] of 3 components")]
fn a_wrong_entry_stands_at_its_row(w: &Vec<Vec<f64>>) -> (f64, Array2<f64>) {
    let (cost, mut dw, _) = lists_and_an_array(w, &array![0.0, 0.0]);
    dw[[1, 2]] *= 1.1;
    (cost, dw)
}

#[grad_check(at = nested())]
#[should_panic(expected = "the gradient of w has shape 3×2, but w has shape 2×3")]
fn another_shape_is_named(w: &Vec<Vec<f64>>) -> (f64, Array2<f64>) {
    let (cost, dw, _) = lists_and_an_array(w, &array![0.0, 0.0]);
    (cost, dw.t().to_owned())
}

#[grad_check(at = vec![vec![0.3, -0.2, 0.1], vec![0.5, 1.2]])]
#[should_panic(expected = "the gradient of w[1] has shape 3, but w[1] has shape 2")]
fn a_row_of_another_length_is_named(w: &Vec<Vec<f64>>) -> (f64, Array2<f64>) {
    (cost(w.iter().flatten().copied()), Array2::zeros((2, 3)))
}

#[grad_check]
fn numbers_and_an_array(x: f64, y: f64) -> (f64, [f64; 2]) {
    (x * x * y, [2.0 * x * y, x * x])
}

#[grad_check(given(scale = 3.0))]
fn numbers_and_a_list(x: f64, y: &f64, scale: f64) -> Result<(f64, Vec<f64>), String> {
    Ok((scale * x * x * y, vec![2.0 * scale * x * y, scale * x * x]))
}

/// A number by another name.
type Real = f64;

#[grad_check]
fn aliases_and_an_array(x: Real, y: Real) -> (Real, [Real; 2]) {
    (x * x * y, [2.0 * x * y, x * x])
}

#[grad_check]
fn a_pair_and_an_array(p: (f64, f64)) -> (f64, [f64; 2]) {
    (p.0 * p.1, [p.1, p.0])
}

#[grad_check]
#[should_panic(expected = "y is wrong (analytic = 0.5000 × numeric)")]
fn a_wrong_number_has_its_name(x: f64, y: f64) -> (f64, Array1<f64>) {
    (x.sin() + y.sin(), array![x.cos(), y.cos() / 2.0])
}

#[grad_check]
#[should_panic(expected = "the gradient of x and y has shape 3, but x and y has shape 2")]
fn another_length_is_named(x: f64, y: f64) -> (f64, Vec<f64>) {
    (x * y, vec![y, x, 0.0])
}
