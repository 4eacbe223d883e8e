//! A network of three layers with tanh and a mean squared error.

use grad_check::Rng;
use ndarray::{Array1, Array2, Axis};

/// Weights and biases of three layers.
pub(crate) type Parameters = (
    (Array2<f64>, Array1<f64>),
    (Array2<f64>, Array1<f64>),
    (Array2<f64>, Array1<f64>),
);

const SAMPLES: usize = 8;

/// Widths and data.
pub(crate) struct Network {
    pub(crate) widths: [usize; 4],
    x: Array2<f64>,
    y: Array2<f64>,
}

impl Network {
    /// About so many parameters: most of them in the second layer.
    pub(crate) fn new(size: usize, seed: u64) -> Self {
        let width = (size * 81 / 100).isqrt();
        let inputs = (size - width * width) / width - 12;
        let widths = [inputs.max(2), width, width, 10];
        let mut rng = Rng::new(seed).stream("data");
        Self {
            widths,
            x: rng.randn((SAMPLES, widths[0])),
            y: rng.randn((SAMPLES, widths[3])),
        }
    }

    pub(crate) fn parameters(&self, seed: u64) -> Parameters {
        let mut rng = Rng::new(seed).stream("parameters");
        let mut layer = |inputs: usize, outputs: usize| {
            let w: Array2<f64> = rng.randn((inputs, outputs));
            let b: Array1<f64> = rng.randn(outputs);
            (w / (inputs as f64).sqrt(), b * 0.1)
        };
        let [a, b, c, d] = self.widths;
        (layer(a, b), layer(b, c), layer(c, d))
    }

    /// Cost and gradient.
    pub(crate) fn evaluate(
        &self,
        ((w1, b1), (w2, b2), (w3, b3)): &Parameters,
    ) -> (f64, Parameters) {
        let a1 = (self.x.dot(w1) + b1).mapv(f64::tanh);
        let a2 = (a1.dot(w2) + b2).mapv(f64::tanh);
        let error = a2.dot(w3) + b3 - &self.y;
        let count = error.len() as f64;
        let cost = error.mapv(|e| e * e).sum() / count;
        let d3 = error * (2.0 / count);
        let d2 = d3.dot(&w3.t()) * a2.mapv(|a| 1.0 - a * a);
        let d1 = d2.dot(&w2.t()) * a1.mapv(|a| 1.0 - a * a);
        let layer = |input: &Array2<f64>, d: &Array2<f64>| (input.t().dot(d), d.sum_axis(Axis(0)));
        (
            cost,
            (layer(&self.x, &d1), layer(&a1, &d2), layer(&a2, &d3)),
        )
    }
}
