//! `draws` needs something to draw, and two points differ.

use grad_check::grad_check;

const START: [f64; 2] = [0.1, 0.2];

#[grad_check(draws = 0)]
fn no_point(x: f64) -> (f64, f64) {
    (x, 1.0)
}

#[grad_check(draws = 20, at = 0.5)]
fn a_number(x: f64) -> (f64, f64) {
    (x, 1.0)
}

#[grad_check(draws = 20, at(x = vec![0.5, -(2.0)], y = START), given(z = &[1.0]))]
fn constants(x: &[f64], y: &[f64], z: &[f64]) -> (f64, (Vec<f64>, Vec<f64>)) {
    (x[0] + y[0] + z[0], (vec![1.0, 0.0], vec![1.0, 0.0]))
}

#[grad_check(draws = 20, points(near(x = 0.5), far(x = -3.0)))]
fn points_that_are_constant(x: f64) -> (f64, f64) {
    (x, 1.0)
}

#[grad_check(draws)]
fn without_a_value(x: f64) -> (f64, f64) {
    (x, 1.0)
}

#[grad_check(points(a(), b()))]
fn the_same_point_twice(x: f64) -> (f64, f64) {
    (x, 1.0)
}

#[grad_check(points(a(x = randn(3)), b(x = zeros(3)), c(x = randn(3))), given(y = 2.0))]
fn the_same_draw_twice(x: &ndarray::Array1<f64>, y: f64) -> (f64, ndarray::Array1<f64>) {
    (y * x[0], x.clone())
}

#[grad_check(coverage(0.8))]
fn not_a_value(x: f64) -> (f64, f64) {
    (x, 1.0)
}

fn main() {}
