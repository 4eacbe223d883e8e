use grad_check::grad_check;
use ndarray::{Array1, Array2, Axis};

/// Weights and bias of one layer.
type Layer = (Array2<f64>, Array1<f64>);

struct Cache {
    input: Array2<f64>,
    z: Array2<f64>,
}

fn init(sizes: &[usize]) -> Vec<Layer> {
    let layer = |s: &[usize]| (grad_check::randn((s[1], s[0])) * 0.8, grad_check::randn(s[1]) * 0.2);
    sizes.windows(2).map(layer).collect()
}

fn targets(n: usize) -> Array2<f64> {
    Array2::from_shape_fn((n, 2), |(i, k)| ((i + 2 * k) as f64).sin())
}

// Rows are samples. Hidden layers are tanh, the last one is linear.
#[grad_check(at(layers = init(&[3, 4, 3, 2])), given(x = randn((5, 3)), t = targets(5), lambda = 0.05))]
fn loss_and_grads(layers: &[Layer], x: &Array2<f64>, t: &Array2<f64>, lambda: f64) -> (f64, Vec<Layer>) {
    let n = x.nrows() as f64;
    let depth = layers.len();

    let mut caches = Vec::with_capacity(depth);
    let mut a = x.clone();
    for (l, (w, b)) in layers.iter().enumerate() {
        let z = a.dot(&w.t()) + b;
        let next = if l + 1 < depth { z.mapv(f64::tanh) } else { z.clone() };
        caches.push(Cache { input: a, z });
        a = next;
    }
    let diff = &a - t;
    let penalty: f64 = layers.iter().map(|(w, _)| w.mapv(|v| v * v).sum()).sum();
    let loss = diff.mapv(|d| d * d).sum() / (2.0 * n) + 0.5 * lambda * penalty;

    let mut grads = Vec::with_capacity(depth);
    let mut delta = diff / n; //~ let mut delta = diff; //~ let mut delta = 2.0 * diff / n; //~ let mut delta = -diff / n;
    for l in (0..depth).rev() {
        let (w, _) = &layers[l];
        let cache = &caches[l];
        if l + 1 < depth {
            delta *= &cache.z.mapv(|z| 1.0 - z.tanh().powi(2)); //~ delta *= &cache.z.mapv(|z| 1.0 - z.powi(2)); //~ delta *= &cache.z.mapv(|z| 1.0 - z.tanh()); //~ delta *= &cache.z.mapv(f64::tanh);
        }
        let dw = delta.t().dot(&cache.input) + lambda * w; //~ let dw = delta.t().dot(&cache.input); //~ let dw = delta.t().dot(&cache.input) + 2.0 * lambda * w; //~ let dw = delta.t().dot(&cache.input) + lambda * w / n; //~ let dw = delta.t().dot(&cache.input) - lambda * w;
        let db = delta.sum_axis(Axis(0)); //~ let db = delta.mean_axis(Axis(0)).unwrap(); //~ let db = delta.sum_axis(Axis(0)) / n;
        delta = delta.dot(w); //~ delta = delta.dot(w) / n; //~ delta = -delta.dot(w);
        grads.push((dw, db)); //~ grads.push((dw, db + lambda * &layers[l].1));
    }
    grads.reverse();
    (loss, grads)
}
