use grad_check::{grad_check, randn};
use ndarray::{Array1, Array2, Axis};
use std::collections::HashMap;

type Weights = HashMap<String, Array2<f64>>;

fn start() -> Weights {
    let sizes = [4, 5, 3, 1];
    let mut params = Weights::new();
    for l in 1..sizes.len() {
        let w = Array2::from_shape_fn((sizes[l], sizes[l - 1]), |(i, j)| (1.7 * i as f64 - 0.6 * j as f64 + l as f64).sin());
        let b = Array2::from_shape_fn((sizes[l], 1), |(i, _)| 0.1 * (i as f64 + l as f64).cos());
        params.insert(format!("W{l}"), w);
        params.insert(format!("b{l}"), b);
    }
    params
}

/// The network of the course, with leaky units, masks that drop units, and weight decay.
#[grad_check(
    at(params = start()),
    given(x = randn((4, 6)), y = ndarray::array![[1.0, 0.0, 1.0, 1.0, 0.0, 0.0]],
        masks = vec![Array2::from_shape_fn((5, 6), |(i, j)| if (i + 2 * j) % 4 == 0 { 0.0 } else { 1.0 }), Array2::from_shape_fn((3, 6), |(i, j)| if (i + j) % 3 == 1 { 0.0 } else { 1.0 })],
        keep = 0.8, lambda = 0.3)
)]
fn cached_network(
    params: &Weights,
    x: &Array2<f64>,
    y: &Array2<f64>,
    masks: &[Array2<f64>],
    keep: f64,
    lambda: f64,
) -> (f64, Weights) {
    let m = y.len() as f64;
    let depth = params.len() / 2;
    let mut caches: HashMap<String, Array2<f64>> = HashMap::new();
    caches.insert("A0".to_string(), x.clone());
    let mut decay = 0.0;
    for l in 1..=depth {
        let a_prev = caches[&format!("A{}", l - 1)].clone();
        let z = params[&format!("W{l}")].dot(&a_prev) + &params[&format!("b{l}")];
        let a = if l == depth {
            z.mapv(|v| 1.0 / (1.0 + (-v).exp()))
        } else {
            z.mapv(|v| if v > 0.0 { v } else { 0.1 * v }) * &masks[l - 1] / keep
        };
        decay += params[&format!("W{l}")].mapv(|w| w * w).sum();
        caches.insert(format!("Z{l}"), z);
        caches.insert(format!("A{l}"), a);
    }
    let al = &caches[&format!("A{depth}")];
    let entropy = -(y * &al.mapv(f64::ln) + (1.0 - y) * (1.0 - al).mapv(f64::ln)).sum() / m;
    let cost = entropy + lambda / (2.0 * m) * decay;

    let mut grads = Weights::new();
    let mut dz = al - y; //~ let mut dz = y - al; //~ let mut dz = (al - y) / m; //~ let mut dz = al - &y.mapv(|v| v * 0.5);
    for l in (1..=depth).rev() {
        let w = &params[&format!("W{l}")];
        let a_prev = &caches[&format!("A{}", l - 1)];
        let dw = dz.dot(&a_prev.t()) / m + lambda / m * w; //~ let dw = dz.dot(&a_prev.t()) / m; //~ let dw = dz.dot(&a_prev.t()) / m + lambda * w; //~ let dw = dz.dot(&a_prev.t()) + lambda / m * w;
        let db: Array1<f64> = dz.sum_axis(Axis(1)) / m; //~ let db: Array1<f64> = dz.sum_axis(Axis(1)); //~ let db: Array1<f64> = dz.column(0).to_owned() / m;
        grads.insert(format!("W{l}"), dw);
        grads.insert(format!("b{l}"), db.insert_axis(Axis(1))); //~ grads.insert(format!("b{l}"), 2.0 * db.insert_axis(Axis(1)));
        if l > 1 {
            let da = w.t().dot(&dz) * &masks[l - 2] / keep; //~ let da = w.t().dot(&dz) * &masks[l - 2]; //~ let da = w.t().dot(&dz) / keep; //~ let da = w.t().dot(&dz) * &masks[l - 2] * keep;
            let slope = caches[&format!("Z{}", l - 1)].mapv(|v| if v > 0.0 { 1.0 } else { 0.1 }); //~ let slope = caches[&format!("Z{}", l - 1)].mapv(|v| if v > 0.0 { 1.0 } else { 0.0 }); //~ let slope = caches[&format!("Z{}", l - 1)].mapv(|v| if v < 0.0 { 1.0 } else { 0.1 });
            dz = da * slope; //~ dz = da;
        }
    }
    (cost, grads)
}
