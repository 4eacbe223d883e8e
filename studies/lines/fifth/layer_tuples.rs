use grad_check::{grad_check, randn};
use ndarray::{Array1, Array2, Axis};

type Layer = (Array2<f64>, Array1<f64>);

fn linear_forward(a: &Array2<f64>, (w, b): &Layer) -> (Array2<f64>, (Array2<f64>, Array2<f64>)) {
    let z = a.dot(w) + b;
    (z.clone(), (a.clone(), z))
}

fn linear_backward(dz: &Array2<f64>, a: &Array2<f64>, w: &Array2<f64>) -> (Array2<f64>, Array1<f64>, Array2<f64>) {
    (a.t().dot(dz), dz.sum_axis(Axis(0)), dz.dot(&w.t()))
}

fn softplus(z: f64) -> f64 {
    z.max(0.0) + (-z.abs()).exp().ln_1p()
}

fn softplus_backward(da: &Array2<f64>, z: &Array2<f64>) -> Array2<f64> {
    da / &z.mapv(|z| 1.0 + (-z).exp())
}

fn softmax(z: &Array2<f64>) -> Array2<f64> {
    let mut e = z.mapv(f64::exp);
    for mut row in e.rows_mut() {
        let sum = row.sum();
        row /= sum;
    }
    e
}

fn one_hot(labels: &[usize], classes: usize) -> Array2<f64> {
    Array2::from_shape_fn((labels.len(), classes), |(i, k)| f64::from(labels[i] == k))
}

fn start() -> Vec<Layer> {
    let layer = |inputs: usize, outputs: usize, phase: f64| -> Layer {
        let w = Array2::from_shape_fn((inputs, outputs), |(i, j)| (2.3 * i as f64 + 1.1 * j as f64 + phase).sin());
        (w, Array1::from_shape_fn(outputs, |j| 0.2 * (j as f64 - phase).cos()))
    };
    vec![layer(3, 5, 0.3), layer(5, 4, 1.9), layer(4, 3, 4.1)]
}

/// A stack of layers with helpers that hand tuples on; the labels are smoothed.
#[grad_check(
    at(layers = start()),
    given(x = randn((7, 3)), labels = vec![0, 2, 1, 1, 0, 2, 2], smooth = 0.1)
)]
fn layer_tuples(layers: &[Layer], x: &Array2<f64>, labels: &[usize], smooth: f64) -> (f64, Vec<Layer>) {
    let n = x.nrows() as f64;
    let classes = layers.last().unwrap().1.len();
    let mut caches = Vec::new();
    let mut a = x.clone();
    for (i, layer) in layers.iter().enumerate() {
        let (z, cache) = linear_forward(&a, layer);
        caches.push(cache);
        a = if i + 1 < layers.len() { z.mapv(softplus) } else { z };
    }
    let probs = softmax(&a);
    let targets = one_hot(labels, classes) * (1.0 - smooth) + smooth / classes as f64;
    let loss = -(&targets * &probs.mapv(f64::ln)).sum() / n;

    let mut grads: Vec<Layer> = Vec::with_capacity(layers.len());
    let mut upstream = (&probs - &targets) / n; //~ let mut upstream = &probs - &targets; //~ let mut upstream = (&targets - &probs) / n; //~ let mut upstream = (&probs - &one_hot(labels, classes)) / n; //~ let mut upstream = (&probs - &targets) * &probs / n;
    for (i, ((w, _), (input, z))) in layers.iter().zip(&caches).enumerate().rev() {
        let dz = if i + 1 < layers.len() { softplus_backward(&upstream, z) } else { upstream.clone() }; //~ let dz = if i + 1 < layers.len() { softplus_backward(&upstream, &z.mapv(softplus)) } else { upstream.clone() }; //~ let dz = upstream.clone(); //~ let dz = if i + 1 < layers.len() { &upstream * &z.mapv(softplus) } else { upstream.clone() }; //~ let dz = if i > 0 { softplus_backward(&upstream, z) } else { upstream.clone() };
        let (dw, db, da) = linear_backward(&dz, input, w); //~ let (dw, db, da) = linear_backward(&upstream, input, w); //~ let (dw, db, da) = linear_backward(&dz, &(input * 2.0), w); //~ let (dw, db, da) = linear_backward(&dz, input, &(w * w));
        grads.push((dw, db)); //~ grads.push((dw, db * n)); //~ grads.push((-dw, db));
        upstream = da; //~ upstream = da * 0.5;
    }
    grads.reverse();
    (loss, grads)
}
