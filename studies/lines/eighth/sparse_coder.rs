use grad_check::{grad_check, randn};
use ndarray::{Array1, Array2, Axis};

fn sigmoid(z: &Array2<f64>) -> Array2<f64> {
    z.mapv(|v| 1.0 / (1.0 + (-v).exp()))
}

/// The sparse autoencoder of the exercises: mean activations are pulled to a rate, weights decay.
#[grad_check(
    at(w1 = randn((3, 5)) * 0.7, w2 = randn((5, 3)) * 0.7, b1 = randn(3) * 0.2, b2 = randn(5) * 0.2),
    given(data = randn((5, 7)), rho = 0.2, beta = 0.6, lambda = 0.08)
)]
fn sparse_autoencoder(w1: &Array2<f64>, w2: &Array2<f64>, b1: &Array1<f64>, b2: &Array1<f64>, data: &Array2<f64>, rho: f64, beta: f64, lambda: f64) -> (f64, (Array2<f64>, Array2<f64>, Array1<f64>, Array1<f64>)) {
    let m = data.ncols() as f64;
    let z2 = w1.dot(data) + &b1.view().insert_axis(Axis(1));
    let a2 = sigmoid(&z2);
    let z3 = w2.dot(&a2) + &b2.view().insert_axis(Axis(1));
    let diff = &z3 - data;
    let rate = a2.mean_axis(Axis(1)).unwrap();
    let divergence = rate.mapv(|r| rho * (rho / r).ln() + (1.0 - rho) * ((1.0 - rho) / (1.0 - r)).ln()).sum();
    let squares = w1.mapv(|w| w * w).sum() + w2.mapv(|w| w * w).sum();
    let cost = 0.5 / m * diff.mapv(|d| d * d).sum() + beta * divergence + 0.5 * lambda * squares;

    let delta3 = diff; //~ let delta3 = -diff; //~ let delta3 = &diff / m; //~ let delta3 = 2.0 * diff;
    let push = rate.mapv(|r| (1.0 - rho) / (1.0 - r) - rho / r); //~ let push = rate.mapv(|r| rho / r - (1.0 - rho) / (1.0 - r)); //~ let push = rate.mapv(|r| -rho / r); //~ let push = rate.mapv(|r| (1.0 - rho) / (1.0 - r) + rho / r); //~ let push = rate.mapv(|r| r - rho);
    let mut delta2 = w2.t().dot(&delta3); //~ let mut delta2 = w1.dot(&delta3); //~ let mut delta2 = -w2.t().dot(&delta3); //~ let mut delta2 = w2.t().dot(&delta3) / m;
    delta2 += &(beta * &push).insert_axis(Axis(1)); //~ delta2 += &push.view().insert_axis(Axis(1)); //~ delta2 += &(beta * &push / m).insert_axis(Axis(1)); //~ delta2 -= &(beta * &push).insert_axis(Axis(1)); //~ delta2 += &(beta * &rate).insert_axis(Axis(1));
    delta2 *= &(&a2 * &(1.0 - &a2)); //~ delta2 *= &a2; //~ delta2 *= &(1.0 - &a2); //~ delta2 *= &(1.0 - &a2 * &a2); //~ delta2 *= &(&z2 * &(1.0 - &z2));
    let dw1 = delta2.dot(&data.t()) / m + lambda * w1; //~ let dw1 = delta2.dot(&data.t()) / m; //~ let dw1 = delta2.dot(&data.t()) + lambda * w1; //~ let dw1 = delta2.dot(&data.t()) / m + w1; //~ let dw1 = delta2.dot(&data.t()) / m + 0.5 * lambda * w1; //~ let dw1 = delta2.dot(&data.t()) / m + lambda * &w2.t();
    let dw2 = delta3.dot(&a2.t()) / m + lambda * w2; //~ let dw2 = delta3.dot(&z2.t()) / m + lambda * w2; //~ let dw2 = delta3.dot(&a2.t()) / m; //~ let dw2 = delta3.dot(&a2.t()) + lambda * w2; //~ let dw2 = delta3.dot(&a2.t()) / m - lambda * w2;
    let db1 = delta2.sum_axis(Axis(1)) / m; //~ let db1 = delta2.sum_axis(Axis(1)); //~ let db1 = delta2.sum_axis(Axis(1)) / m + b1; //~ let db1 = delta2.column(0).to_owned();
    let db2 = delta3.mean_axis(Axis(1)).unwrap(); //~ let db2 = delta3.sum_axis(Axis(1)); //~ let db2 = -delta3.mean_axis(Axis(1)).unwrap(); //~ let db2 = z3.mean_axis(Axis(1)).unwrap();
    (cost, (dw1, dw2, db1, db2))
}
