use grad_check::grad_check;
use std::collections::HashMap;

// What the function writes to needs a value, and only that is said.
#[grad_check(at(x = vec![0.5]))]
fn cached(x: &[f64], cache: &mut HashMap<u64, f64>) -> (f64, Vec<f64>) {
    let _ = cache;
    (x[0], vec![1.0])
}

#[grad_check(at(x = vec![0.5]))]
fn iterator(x: impl Iterator<Item = f64>) -> (f64, Vec<f64>) {
    (x.sum(), vec![1.0])
}

// An array that can't be that of two numbers.
#[grad_check]
fn too_long(x: f64, y: f64) -> (f64, [f64; 3]) {
    (x * y, [y, x, 0.0])
}

fn main() {}
