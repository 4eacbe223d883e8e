//! Checks that several machines share: `.ci/partitions` runs them in two parts.

use grad_check::{Params, Rng, Sample, grad_check};

/// Weights of three layers of 20 by 20.
#[derive(Clone, Params)]
pub struct Layers {
    w1: Vec<[f64; 20]>,
    w2: Vec<[f64; 20]>,
    w3: Vec<[f64; 20]>,
}

impl Sample for Layers {
    fn sample(rng: &mut Rng) -> Self {
        let mut layer = || (0..20).map(|_| [(); 20].map(|()| 0.2 * rng.normal())).collect();
        Self {
            w1: layer(),
            w2: layer(),
            w3: layer(),
        }
    }
}

/// A sum of sines, whose gradient is right but for the sign of w2's first entry, if `flip` says so.
fn sines(layers: &Layers, flip: bool) -> (f64, Layers) {
    let mut gradient = layers.clone();
    let mut cost = 0.0;
    let all = [&mut gradient.w1, &mut gradient.w2, &mut gradient.w3];
    for w in all.into_iter().flatten().flatten() {
        cost += w.sin();
        *w = w.cos();
    }
    if flip {
        gradient.w2[0][0] *= -1.0;
    }
    (cost, gradient)
}

// One large check in three parts, each of all its components.
#[grad_check(only = ["w1"], budget = 2000)]
fn first_layer(layers: &Layers) -> (f64, Layers) {
    sines(layers, false)
}

#[grad_check(only = ["w2"], budget = 2000)]
fn second_layer(layers: &Layers) -> (f64, Layers) {
    sines(layers, true)
}

#[grad_check(only = ["w3"], budget = 2000)]
fn third_layer(layers: &Layers) -> (f64, Layers) {
    sines(layers, false)
}

// One test a point.
#[grad_check(points(near(theta = 0.5), far(theta = -3.0), zero(theta = 1e-3)))]
fn quartic(theta: f64) -> (f64, f64) {
    (theta.powi(4), 4.0 * theta.powi(3))
}

#[grad_check]
fn rosenbrock(x: [f64; 2]) -> (f64, [f64; 2]) {
    let (a, b) = (1.0 - x[0], x[1] - x[0] * x[0]);
    (a * a + 100.0 * b * b, [-2.0 * a - 400.0 * x[0] * b, 200.0 * b])
}

#[cfg(test)]
mod merging {
    /// Run by itself, once all parts are in: `PARTS` are their folders, `MERGED` is where they go.
    #[test]
    #[ignore = "needs the folders of all parts"]
    fn merge() {
        let parts = std::env::var("PARTS").unwrap();
        let merged = std::env::var("MERGED").unwrap();
        grad_check::merge_reports(parts.split(':'), merged).unwrap();
    }
}
