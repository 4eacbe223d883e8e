//! Layered networks of any depth, activation and loss, and their backward pass.

use crate::draw::normals;
use crate::linear::{add, add_outer, dot, softmax, softplus, sum, times, times_transposed, zeros};
use crate::problem::{Blocks, Problem, Traits};
use grad_check::Rng;

#[derive(Debug, Clone, Copy)]
pub(crate) enum Activation {
    Tanh,
    /// With this slope at exactly zero.
    Relu(f64),
    Sigmoid,
    Softplus,
    /// By its tanh approximation (Hendrycks and Gimpel 2016).
    Gelu,
    Leaky,
    Silu,
    Sine,
}

impl Activation {
    /// Value and slope.
    pub(crate) fn at(self, z: f64) -> (f64, f64) {
        let s = crate::linear::sigmoid(z);
        match self {
            Self::Tanh => (z.tanh(), 1.0 - z.tanh().powi(2)),
            Self::Relu(at_zero) if z == 0.0 => (0.0, at_zero),
            Self::Relu(_) | Self::Leaky if z > 0.0 => (z, 1.0),
            Self::Relu(_) => (0.0, 0.0),
            Self::Sigmoid => (s, s * (1.0 - s)),
            Self::Softplus => (softplus(z), s),
            Self::Gelu => {
                let c = (2.0 / std::f64::consts::PI).sqrt();
                let t = (c * (z + 0.044_715 * z.powi(3))).tanh();
                let inner = c * (1.0 + 3.0 * 0.044_715 * z * z);
                (
                    0.5 * z * (1.0 + t),
                    0.5 * (1.0 + t) + 0.5 * z * (1.0 - t * t) * inner,
                )
            }
            Self::Leaky => (0.01 * z, 0.01),
            Self::Silu => (z * s, s + z * s * (1.0 - s)),
            Self::Sine => (z.sin(), z.cos()),
        }
    }
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Loss {
    /// ½‖o − y‖²
    Squares,
    /// Of softmax outputs.
    CrossEntropy,
}

impl Loss {
    /// The loss of one sample, and its slope in the outputs.
    fn at(self, outputs: &[f64], targets: &[f64]) -> (f64, Vec<f64>) {
        let less = |a: &[f64]| a.iter().zip(targets).map(|(a, t)| a - t).collect();
        match self {
            Self::Squares => {
                let apart: Vec<f64> = less(outputs);
                (dot(&apart, &apart) / 2.0, apart)
            }
            Self::CrossEntropy => {
                let (p, log_sum) = softmax(outputs);
                (log_sum - dot(outputs, targets), less(&p))
            }
        }
    }
}

/// A network and its batch. Blocks: W1, b1, W2, b2, … or, without biases, W1, W2, …
#[derive(Debug, Clone)]
pub(crate) struct Mlp {
    /// Units of each layer, inputs first.
    pub(crate) sizes: Vec<usize>,
    pub(crate) biases: bool,
    pub(crate) hidden: Activation,
    pub(crate) loss: Loss,
    pub(crate) inputs: Vec<Vec<f64>>,
    pub(crate) targets: Vec<Vec<f64>>,
}

/// What the backward pass needs of a forward pass.
struct Trace {
    /// The input of each layer.
    inputs: Vec<Vec<f64>>,
    /// The slopes of the hidden activations.
    slopes: Vec<Vec<f64>>,
    outputs: Vec<f64>,
}

impl Mlp {
    fn layers(&self) -> usize {
        self.sizes.len() - 1
    }

    fn weight_block(&self, layer: usize) -> usize {
        if self.biases { 2 * layer } else { layer }
    }

    fn forward(&self, p: &Blocks, x: &[f64]) -> Trace {
        let mut trace = Trace {
            inputs: vec![x.to_vec()],
            slopes: Vec::new(),
            outputs: Vec::new(),
        };
        for layer in 0..self.layers() {
            let block = self.weight_block(layer);
            let mut z = times(&p[block], &trace.inputs[layer]);
            if self.biases {
                z = sum(&z, &p[block + 1]);
            }
            if layer + 1 == self.layers() {
                trace.outputs = z;
            } else {
                let (values, slopes) = z.iter().map(|&z| self.hidden.at(z)).unzip();
                trace.inputs.push(values);
                trace.slopes.push(slopes);
            }
        }
        trace
    }

    /// Mean loss over the batch, and its gradient.
    pub(crate) fn run(&self, p: &Blocks) -> (f64, Blocks) {
        let share = 1.0 / self.inputs.len() as f64;
        let (mut cost, mut grads) = (0.0, zeros(p));
        for (x, y) in self.inputs.iter().zip(&self.targets) {
            let trace = self.forward(p, x);
            let (loss, mut d) = self.loss.at(&trace.outputs, y);
            cost += share * loss;
            for layer in (0..self.layers()).rev() {
                let block = self.weight_block(layer);
                add_outer(&mut grads[block], share, &d, &trace.inputs[layer]);
                if self.biases {
                    add(&mut grads[block + 1], share, &d);
                }
                if layer > 0 {
                    d = times_transposed(&p[block], &d);
                    let slopes = &trace.slopes[layer - 1];
                    d.iter_mut().zip(slopes).for_each(|(d, s)| *d *= s);
                }
            }
        }
        (cost, grads)
    }

    pub(crate) fn shapes(&self) -> Vec<(usize, usize)> {
        let layers = self.sizes.windows(2);
        layers
            .flat_map(|pair| {
                let weights = (pair[1], pair[0]);
                let biases = self.biases.then_some((pair[1], 1));
                std::iter::once(weights).chain(biases)
            })
            .collect()
    }

    /// Weights of this scale over the root of the fan-in, biases of a tenth of it.
    pub(crate) fn draw(&self, rng: &mut Rng, scale: f64) -> Blocks {
        let shapes = self.shapes();
        shapes
            .iter()
            .enumerate()
            .map(|(block, &(rows, columns))| {
                let bias = self.biases && block % 2 == 1;
                let spread = if bias {
                    0.1
                } else {
                    1.0 / (columns as f64).sqrt()
                };
                normals(rng, rows * columns, scale * spread)
            })
            .collect()
    }

    pub(crate) fn problem(self, name: &str, traits: Traits, theta: Blocks) -> Problem {
        let shapes = self.shapes();
        Problem::new(name, traits, theta, move |p| self.run(p)).shaped(&shapes)
    }
}
