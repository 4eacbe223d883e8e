//! A cost with gradient and Hessian, or products by it: three claims, each told apart.

// Every way to write and to take an argument is shown, also those that clippy would have otherwise.
#![allow(clippy::needless_pass_by_value, clippy::trivially_copy_pass_by_ref)]
#![allow(clippy::type_complexity, clippy::unnecessary_wraps)]

use crate::told::holds;
use grad_check::{GradCheck, Verdict, grad_check};
use ndarray::{Array1, Array2};

#[grad_check(hessian, eps = 1e-6)]
fn nested_arrays(x: [f64; 2]) -> (f64, [f64; 2], [[f64; 2]; 2]) {
    let (a, b) = (1.0 - x[0], x[1] - x[0] * x[0]);
    (
        a * a + 100.0 * b * b,
        [-2.0 * a - 400.0 * x[0] * b, 200.0 * b],
        [
            [2.0 - 400.0 * b + 800.0 * x[0] * x[0], -400.0 * x[0]],
            [-400.0 * x[0], 200.0],
        ],
    )
}

/// Logistic regression: labels in ±1.
fn logistic(w: &Array1<f64>, x: &Array2<f64>) -> (f64, Array1<f64>, Array2<f64>) {
    let z = x.dot(w);
    let p = z.mapv(|z| 1.0 / (1.0 + z.exp()));
    let cost = z.mapv(|z| (-z).exp().ln_1p()).sum();
    let curvature = (&p * &p.mapv(|p| 1.0 - p)).insert_axis(ndarray::Axis(1));
    (cost, -x.t().dot(&p), x.t().dot(&(x * &curvature)))
}

#[grad_check(hessian, at(w = randn(3)), given(x = randn((5, 3))))]
fn matrices(w: &Array1<f64>, x: &Array2<f64>) -> (f64, Array1<f64>, Array2<f64>) {
    logistic(w, x)
}

#[grad_check(hessian, at(w = randn(3), b = 0.2))]
fn several_arguments(w: &Array1<f64>, b: f64) -> (f64, (Array1<f64>, f64), Array2<f64>) {
    let s = w.sum();
    let cost = s * s * b + b * b * b;
    let mut hessian = Array2::from_elem((4, 4), 2.0 * b);
    hessian.row_mut(3).fill(2.0 * s);
    hessian.column_mut(3).fill(2.0 * s);
    hessian[[3, 3]] = 6.0 * b;
    (
        cost,
        (Array1::from_elem(3, 2.0 * s * b), s * s + 3.0 * b * b),
        hessian,
    )
}

#[grad_check(hessian)]
fn single_precision(x: [f32; 2]) -> (f32, [f32; 2], [[f32; 2]; 2]) {
    (
        x[0] * x[0] * x[1],
        [2.0 * x[0] * x[1], x[0] * x[0]],
        [[2.0 * x[1], 2.0 * x[0]], [2.0 * x[0], 0.0]],
    )
}

#[grad_check(hessian_product, at(w = randn(3)), given(x = randn((5, 3))))]
fn a_closure(
    w: &Array1<f64>,
    x: &Array2<f64>,
) -> (f64, Array1<f64>, impl Fn(&Array1<f64>) -> Array1<f64>) {
    let (cost, gradient, hessian) = logistic(w, x);
    (cost, gradient, move |v: &Array1<f64>| hessian.dot(v))
}

#[grad_check(hessian_product = product, at(w = randn(3)), given(x = randn((5, 3))))]
fn a_function_of_its_own(w: &Array1<f64>, x: &Array2<f64>) -> (f64, Array1<f64>) {
    let (cost, gradient, _) = logistic(w, x);
    (cost, gradient)
}

fn product(w: &Array1<f64>, x: &Array2<f64>, v: &Array1<f64>) -> Array1<f64> {
    logistic(w, x).2.dot(v)
}

/// Directions as arrays, which are taken by value, or lent as slices.
#[grad_check(hessian_product = product_of_arrays)]
fn arrays(x: [f64; 2], y: &[f64; 2]) -> (f64, ([f64; 2], [f64; 2])) {
    let cost = x[0] * y[0] * y[0] + x[1] * y[1];
    (cost, ([y[0] * y[0], y[1]], [2.0 * x[0] * y[0], x[1]]))
}

fn product_of_arrays(
    x: [f64; 2],
    y: &[f64; 2],
    dx: [f64; 2],
    dy: &[f64; 2],
) -> ([f64; 2], [f64; 2]) {
    (
        [2.0 * y[0] * dy[0], dy[1]],
        [2.0 * (y[0] * dx[0] + x[0] * dy[0]), dx[1]],
    )
}

#[grad_check(hessian_product = product_of_slices, at = vec![0.3, -0.7])]
fn slices(x: &[f64]) -> (f64, Vec<f64>) {
    (x[0] * x[0] * x[1], vec![2.0 * x[0] * x[1], x[0] * x[0]])
}

fn product_of_slices(x: &[f64], v: &[f64]) -> Vec<f64> {
    vec![2.0 * (x[1] * v[0] + x[0] * v[1]), 2.0 * x[0] * v[0]]
}

#[grad_check(hessian = hessian_of_quartic, at = 1.3)]
fn quartic(x: f64) -> (f64, f64) {
    (x.powi(4), 4.0 * x.powi(3))
}

fn hessian_of_quartic(x: f64) -> f64 {
    12.0 * x * x
}

#[grad_check(gradient = gradient_of_sine, at = 1.3)]
fn sine(x: f64) -> f64 {
    x.sin()
}

fn gradient_of_sine(x: f64) -> f64 {
    x.cos()
}

const POINT: [f64; 2] = [1.5, -0.7];

fn cost(x: &[f64; 2]) -> f64 {
    x[0] * x[0] * x[1].exp()
}

fn gradient(x: &[f64; 2]) -> [f64; 2] {
    [2.0 * x[0] * x[1].exp(), x[0] * x[0] * x[1].exp()]
}

fn hessian(x: &[f64; 2]) -> [[f64; 2]; 2] {
    let e = x[1].exp();
    [[2.0 * e, 2.0 * x[0] * e], [2.0 * x[0] * e, x[0] * x[0] * e]]
}

fn failing(report: &grad_check::Report) -> Vec<&str> {
    let blocks = report.blocks().iter();
    blocks
        .filter(|b| b.verdict() == Verdict::Fail)
        .map(grad_check::BlockReport::path)
        .collect()
}

#[test]
fn gradient_and_hessian_share_their_evaluations() {
    let report = GradCheck::new("f").run_hessian(&POINT, |x| (cost(x), gradient(x), hessian(x)));
    report.assert();
    assert_eq!(report.evaluations().full, 2 * 2 + 5);
    let paths: Vec<&str> = report
        .blocks()
        .iter()
        .map(grad_check::BlockReport::path)
        .collect();
    assert_eq!(paths, ["theta", "H[theta[0], theta]", "H[theta[1], theta]"]);
}

#[test]
fn a_wrong_gradient_is_told_from_a_wrong_hessian() {
    // The Hessian belongs to the gradient that is returned, and the gradient isn't the cost's.
    let report = GradCheck::new("f").run_hessian(&POINT, |x| {
        (
            cost(x),
            gradient(x).map(|g| 2.0 * g),
            hessian(x).map(|h| h.map(|h| 2.0 * h)),
        )
    });
    assert_eq!(failing(&report), ["theta"]);
    // The gradient is right, an entry and its mirror image are not.
    let report = GradCheck::new("f").run_hessian(&POINT, |x| {
        let mut h = hessian(x);
        h[0][1] *= 0.5;
        h[1][0] *= 0.5;
        (cost(x), gradient(x), h)
    });
    assert_eq!(
        failing(&report),
        ["H[theta[0], theta]", "H[theta[1], theta]"]
    );
    assert!(report.problems().is_empty());
}

#[test]
fn an_asymmetric_hessian_is_named() {
    let report = GradCheck::new("f").run_hessian(&POINT, |x| {
        let mut h = hessian(x);
        h[1][0] = 0.0;
        (cost(x), gradient(x), h)
    });
    assert_eq!(failing(&report), ["H[theta[1], theta]"]);
    holds(
        &report,
        "the Hessian isn't symmetric: H[theta[0], theta[1]] = ",
    );
}

#[test]
fn only_the_chosen_rows_and_columns_are_compared() {
    let f = |(a, b): &(f64, f64)| {
        (
            a * a * b,
            (2.0 * a * b, a * a),
            [[2.0 * b, 0.0], [0.0, 0.0]],
        )
    };
    let report = GradCheck::new("f")
        .arguments(["a", "b"])
        .only(["a"])
        .run_hessian(&(1.5, 0.3), f);
    report.assert();
    assert_eq!(report.unchecked(), ["b"]);
}

#[test]
fn a_cost_that_is_linear_in_a_parameter_has_zeros_in_its_hessian() {
    let f = |(a, b): &(f64, f64)| (a * a + b, (2.0 * a, 1.0), [[2.0, 0.0], [0.0, 0.0]]);
    GradCheck::new("f").run_hessian(&(1.5, 0.3), f).assert();
}

#[test]
fn a_product_that_is_no_linear_map_is_named() {
    let with = |product: fn(&[f64; 2], &[f64; 2]) -> [f64; 2]| {
        GradCheck::new("f").run_hessian_product(&POINT, move |x: &[f64; 2]| {
            let x = *x;
            (cost(&x), gradient(&x), move |v: &[f64; 2]| product(&x, v))
        })
    };
    let right = |x: &[f64; 2], v: &[f64; 2]| hessian(x).map(|row| row[0] * v[0] + row[1] * v[1]);
    with(right).assert();
    let report = with(|x, v| hessian(x).map(|row| row[0] * v[0] + row[1] * v[1] + 1e-3));
    holds(&report, "`product` of zero is not zero");
    let report = with(|x, v| hessian(x).map(|row| (row[0] * v[0] + row[1] * v[1]).abs()));
    holds(&report, "`product` isn't linear");
    let report = with(|x, v| hessian(x).map(|row| row[0] * v[0]));
    assert!(!failing(&report).is_empty());
}
