use grad_check::grad_check;
use std::collections::HashMap;

#[grad_check(at(w = [1.0]))]
fn several(w: &[f64], b: &Vec<f64>, n: usize) -> (f64, (Vec<f64>, Vec<f64>)) {
    (w[0] + b[n], (vec![1.0], vec![1.0]))
}

#[grad_check]
fn map(parameters: &HashMap<String, f64>) -> (f64, HashMap<String, f64>) {
    (0.0, parameters.clone())
}

#[grad_check]
fn rows(w: &Vec<Vec<f32>>, x: &[Vec<f32>], labels: &[usize]) -> (f32, Vec<Vec<f32>>) {
    let _ = (x, labels);
    (w[0][0], w.clone())
}

mod ndarray {
    pub struct Array2<A>(A);
    pub struct ArrayView1<'a, A>(&'a A);
}

#[grad_check]
fn arrays(w: &ndarray::Array2<f64>, x: ndarray::ArrayView1<'_, f64>) -> (f64, f64) {
    let _ = (w, x);
    (0.0, 0.0)
}

#[grad_check]
fn callback(x: f64, f: fn(f64) -> f64) -> (f64, f64) {
    (f(x), 0.0)
}

fn main() {}
