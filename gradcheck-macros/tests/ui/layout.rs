//! `layout` names a differentiated argument and its parts, each with a shape.

use grad_check::grad_check;

#[grad_check(at(theta = [0.1; 4]), layout(theta = { w: 2 }, theta = { b: 2 }))]
fn twice(theta: &[f64]) -> (f64, Vec<f64>) {
    (theta[0], vec![1.0])
}

#[grad_check(at(theta = [0.1; 4]), layout(thetta = { w: 2, b: 2 }))]
fn misspelt(theta: &[f64]) -> (f64, Vec<f64>) {
    (theta[0], vec![1.0])
}

#[grad_check(at(theta = [0.1; 4]), given(x = [0.1; 4]), layout(x = { w: 2, b: 2 }))]
fn of_data(theta: &[f64], x: &[f64]) -> (f64, Vec<f64>) {
    (theta[0] + x[0], vec![1.0])
}

#[grad_check(at(theta = [0.1; 4]), layout(theta = { w: 2, w: 2 }))]
fn same_part_twice(theta: &[f64]) -> (f64, Vec<f64>) {
    (theta[0], vec![1.0])
}

#[grad_check(at(theta = [0.1; 4]), layout(theta = { w, b: 2 }))]
fn without_a_shape(theta: &[f64]) -> (f64, Vec<f64>) {
    (theta[0], vec![1.0])
}

#[grad_check(at(theta = [0.1; 4]), layout(theta = {}))]
fn without_parts(theta: &[f64]) -> (f64, Vec<f64>) {
    (theta[0], vec![1.0])
}

#[grad_check(at(theta = [0.1; 4]), layout(theta))]
fn without_a_value(theta: &[f64]) -> (f64, Vec<f64>) {
    (theta[0], vec![1.0])
}

#[grad_check(at(theta = [0.1; 4]), layout(theta = (4, 1)))]
fn without_braces(theta: &[f64]) -> (f64, Vec<f64>) {
    (theta[0], vec![1.0])
}

#[grad_check(at(theta = [0.1; 4]), layout = 4)]
fn not_a_list(theta: &[f64]) -> (f64, Vec<f64>) {
    (theta[0], vec![1.0])
}

fn main() {}
