use grad_check::{grad_check, randn};
use ndarray::{Array2, Axis};
use std::collections::BTreeMap;

type Parameters = BTreeMap<&'static str, Array2<f64>>;

fn initialize_parameters(n_x: usize, n_h: usize, n_y: usize) -> Parameters {
    BTreeMap::from([
        ("W1", randn((n_h, n_x))),
        ("b1", randn((n_h, 1)) * 0.1),
        ("W2", randn((n_y, n_h)) * 0.7),
        ("b2", randn((n_y, 1)) * 0.1),
    ])
}

fn sigmoid(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}

fn labels() -> Array2<f64> {
    Array2::from_shape_fn((1, 6), |(_, j)| if j % 3 == 0 { 1.0 } else { 0.0 })
}

#[grad_check(at(parameters = initialize_parameters(3, 4, 1)), given(x = randn((3, 6)), y = labels()))]
fn cost_and_gradients(parameters: &Parameters, x: &Array2<f64>, y: &Array2<f64>) -> (f64, Parameters) {
    let m = x.ncols() as f64;
    let w1 = &parameters["W1"];
    let b1 = &parameters["b1"];
    let w2 = &parameters["W2"];
    let b2 = &parameters["b2"];

    // Forward propagation.
    let z1 = w1.dot(x) + b1;
    let a1 = z1.mapv(f64::tanh);
    let z2 = w2.dot(&a1) + b2;
    let a2 = z2.mapv(sigmoid);
    let log_probs = y * &a2.ln() + (1.0 - y) * (1.0 - &a2).ln();
    let cost = -log_probs.sum() / m;

    // Backward propagation.
    let dz2 = &a2 - y; //~ let dz2 = y - &a2; //~ let dz2 = (&a2 - y) * &a2 * (1.0 - &a2); //~ let dz2 = &z2 - y;
    let dw2 = dz2.dot(&a1.t()) / m; //~ let dw2 = dz2.dot(&a1.t()); //~ let dw2 = dz2.dot(&z1.t()) / m;
    let db2 = dz2.sum_axis(Axis(1)).insert_axis(Axis(1)) / m; //~ let db2 = dz2.sum_axis(Axis(1)).insert_axis(Axis(1));
    let da1 = w2.t().dot(&dz2); //~ let da1 = w2.t().dot(&dz2) / m; //~ let da1 = w2.t().dot(&a2);
    let dz1 = da1 * (1.0 - &a1 * &a1); //~ let dz1 = da1 * (1.0 - &a1); //~ let dz1 = da1 * (1.0 - &z1 * &z1); //~ let dz1 = da1 * &a1 * (1.0 - &a1);
    let dw1 = dz1.dot(&x.t()) / m; //~ let dw1 = dz1.dot(&x.t());
    let db1 = dz1.sum_axis(Axis(1)).insert_axis(Axis(1)) / m; //~ let db1 = dz1.mean_axis(Axis(1)).unwrap().insert_axis(Axis(1)) / m; //~ let db1 = -dz1.sum_axis(Axis(1)).insert_axis(Axis(1)) / m;

    (cost, BTreeMap::from([("W1", dw1), ("b1", db1), ("W2", dw2), ("b2", db2)]))
}
