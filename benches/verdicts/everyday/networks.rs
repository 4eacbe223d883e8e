//! Layered networks as they are written and started from: by activation, loss, depth, size and normalisation.

use super::Family;
use super::arithmetic::Precision::{Double, Single};
use super::arithmetic::{Precision, Real, Written, all_of, problem, rounded};
use super::layers::{Activation, Loss, Norm, Normalised, affine, affine_gradients, affine_inputs};
use crate::draw::{below, labels, normals};
use crate::problem::{Blocks, Problem};
use grad_check::Rng;

/// The largest network that is measured component by component under the default budget.
const SMALL: (f64, f64) = (10.0, 500.0);
/// Networks that are probed.
const PROBED: (f64, f64) = (520.0, 3000.0);
/// Those of `--large`.
const HUGE: (f64, f64) = (3000.0, 100_000.0);

#[rustfmt::skip]
pub(super) const FAMILIES: &[Family] = &[
    Family { name: "networks, f64", draw: plain, ..Family::PLAIN },
    Family { name: "networks, f64, batch norm", draw: |s| drawn(s, Double, Some(Norm::Batch), SMALL), ..Family::PLAIN },
    Family { name: "networks, f64, layer norm", draw: |s| drawn(s, Double, Some(Norm::Layer), SMALL), members: 50, ..Family::PLAIN },
    Family { name: "networks, f64, probed", draw: |s| drawn(s, Double, None, PROBED), members: 50, ..Family::PLAIN },
    Family { name: "networks, f64, batch norm, probed", draw: |s| drawn(s, Double, Some(Norm::Batch), PROBED), members: 50, ..Family::PLAIN },
    Family { name: "networks, f32", draw: |s| drawn(s, Single, None, SMALL), twin: Some("networks, f64"), ..Family::PLAIN },
    Family { name: "networks, f32, batch norm", draw: |s| drawn(s, Single, Some(Norm::Batch), SMALL), twin: Some("networks, f64, batch norm"), ..Family::PLAIN },
    Family { name: "networks, f32, layer norm", draw: |s| drawn(s, Single, Some(Norm::Layer), SMALL), twin: Some("networks, f64, layer norm"), members: 250, ..Family::PLAIN },
    Family { name: "networks, f32, probed", draw: |s| drawn(s, Single, None, PROBED), twin: Some("networks, f64, probed"), members: 250, ..Family::PLAIN },
    Family { name: "networks, f32, batch norm, probed", draw: |s| drawn(s, Single, Some(Norm::Batch), PROBED), twin: Some("networks, f64, batch norm, probed"), members: 250, ..Family::PLAIN },
];

#[rustfmt::skip]
pub(super) const LARGE: &[Family] = &[
    Family { name: "networks, f64, large", draw: |s| drawn(s, Double, None, HUGE), members: 12, ..Family::PLAIN },
    Family { name: "networks, f32, large", draw: |s| drawn(s, Single, None, HUGE), members: 24, twin: Some("networks, f64, large"), ..Family::PLAIN },
];

/// A network and its batch. Blocks of each layer: W, b, and γ, β where it is normalised.
pub(super) struct Network {
    /// Units of each layer, inputs first.
    sizes: Vec<usize>,
    activation: Activation,
    loss: Loss,
    /// Between the affine map and the activation of all layers but the last.
    norm: Option<Norm>,
    inputs: Vec<f64>,
    targets: Vec<f64>,
}

/// What the backward pass of a hidden layer needs.
struct Hidden<T> {
    inputs: Vec<T>,
    normalised: Option<Normalised<T>>,
    /// What the activation is given.
    z: Vec<T>,
}

impl Network {
    /// The blocks of each hidden layer.
    fn hidden<'a, T>(&self, theta: &'a [Vec<T>]) -> Vec<&'a [Vec<T>]> {
        let blocks = if self.norm.is_some() { 4 } else { 2 };
        theta[..theta.len() - 2].chunks(blocks).collect()
    }

    /// The hidden layers, and what the last layer is given.
    fn forward<T: Real>(&self, theta: &[Vec<T>]) -> (Vec<Hidden<T>>, Vec<T>) {
        let mut a = all_of::<T>(&self.inputs);
        let mut kept = Vec::new();
        for layer in self.hidden(theta) {
            let mut z = affine(&a, &layer[0], &layer[1]);
            let normalised = self.norm.map(|norm| norm.forward(&z, layer[1].len()));
            if let Some(normalised) = &normalised {
                z = normalised.scaled(&layer[2], &layer[3]);
            }
            let next = z.iter().map(|z| self.activation.value(*z)).collect();
            kept.push(Hidden {
                inputs: std::mem::replace(&mut a, next),
                normalised,
                z,
            });
        }
        (kept, a)
    }

    /// Whether there is nothing to be told at the point: an activation is given exactly zero, as after a layer
    /// that is dead for a sample, or no sample gets through from the first layer on.
    pub(super) fn is_dead(&self, theta: &Blocks) -> bool {
        let (hidden, _) = self.forward(theta);
        let of_first = &self.at(theta).1[0];
        hidden.iter().any(|layer| layer.z.contains(&0.0)) || of_first.iter().all(|g| *g == 0.0)
    }
}

impl Written for Network {
    fn at<T: Real>(&self, theta: &[Vec<T>]) -> (T, Vec<Vec<T>>) {
        let (hidden, a) = self.forward(theta);
        let last = &theta[theta.len() - 2..];
        let units = last[1].len();
        let outputs = affine(&a, &last[0], &last[1]);
        let (cost, d) = self.loss.of(&outputs, &all_of(&self.targets), units);

        let (w, b) = affine_gradients(&a, &d, units);
        let mut grads = vec![b, w];
        let mut of_a = affine_inputs(&last[0], &d, units);
        for (layer, kept) in self.hidden(theta).into_iter().zip(hidden).rev() {
            let units = layer[1].len();
            let slopes = kept.z.iter().map(|z| self.activation.slope(*z));
            let mut d: Vec<T> = of_a
                .iter()
                .zip(slopes)
                .map(|(d, slope)| *d * slope)
                .collect();
            if let (Some(norm), Some(normalised)) = (self.norm, kept.normalised) {
                let [gamma, beta, x] = normalised.scaled_gradients(&d, &layer[2]);
                grads.extend([beta, gamma]);
                d = norm.backward(&x, &normalised, units);
            }
            let (w, b) = affine_gradients(&kept.inputs, &d, units);
            grads.extend([b, w]);
            of_a = affine_inputs(&layer[0], &d, units);
        }
        grads.reverse();
        (cost, grads)
    }
}

pub(super) fn plain(seed: u64) -> Problem {
    drawn(seed, Double, None, SMALL)
}

/// A network of so many parameters, about. The same seed draws the same network in both precisions.
fn drawn(seed: u64, precision: Precision, norm: Option<Norm>, parameters: (f64, f64)) -> Problem {
    let rng = &mut Rng::new(seed).stream("network");
    loop {
        let (network, theta) = network(rng, norm, parameters);
        if network.is_dead(&theta) {
            continue;
        }
        let zero_blocks: Vec<usize> = match norm {
            Some(Norm::Batch) => (0..network.sizes.len() - 2)
                .map(|layer| 4 * layer + 1)
                .collect(),
            _ => Vec::new(),
        };
        let shapes = network.shapes();
        let name = format!("{} {seed}", network.name());
        let problem = problem(&name, precision, &theta, network);
        return problem.shaped(&shapes).zero_in(&zero_blocks);
    }
}

/// A network and where it is to be checked.
pub(super) fn network(
    rng: &mut Rng,
    norm: Option<Norm>,
    parameters: (f64, f64),
) -> (Network, Blocks) {
    let activation = Activation::ALL[below(rng, 4)];
    let loss = [Loss::Squares, Loss::CrossEntropy][below(rng, 2)];
    let depth = 1 + below(rng, 3);
    let wanted = parameters.0 * (parameters.1 / parameters.0).powf(rng.unit());
    let (shape, outputs) = (0.4 + 1.2 * rng.unit(), 2 + below(rng, 3));
    let sizes_of = |width: usize| -> Vec<usize> {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        // a small positive number
        let inputs = (shape * width as f64).ceil() as usize + 1;
        let hidden = std::iter::repeat_n(width, depth);
        std::iter::once(inputs)
            .chain(hidden)
            .chain([outputs])
            .collect()
    };
    let count = |width: usize| -> f64 {
        let sizes = sizes_of(width);
        let maps = sizes.windows(2).map(|s| (s[0] + 1) * s[1]);
        maps.sum::<usize>() as f64
    };
    // Two units that are normalised are always 1 and -1.
    let least = if norm == Some(Norm::Layer) { 4 } else { 2 };
    let mut width = least;
    while count(width + 1) <= wanted {
        width += 1;
    }
    let sizes = sizes_of(width);
    let batch = 4 + below(rng, 13);
    let targets = match loss {
        Loss::Squares => normals(rng, batch * outputs, 1.0),
        Loss::CrossEntropy => labels(rng, batch, outputs).concat(),
    };
    let network = Network {
        inputs: rounded(&normals(rng, batch * sizes[0], 1.0)),
        targets: rounded(&targets),
        activation,
        loss,
        norm,
        sizes,
    };
    let theta = network.start(rng);
    (network, theta)
}

impl Network {
    pub(super) fn name(&self) -> String {
        let norm = self.norm.map_or(String::new(), |norm| format!("{norm:?} "));
        format!(
            "{norm}{:?} {:?} {:?}",
            self.activation, self.loss, self.sizes
        )
    }

    /// Rows and columns of each block.
    pub(super) fn shapes(&self) -> Vec<(usize, usize)> {
        let layers = self.sizes.windows(2).enumerate();
        let layer = |(index, sizes): (usize, &[usize])| {
            let is_last = index + 2 == self.sizes.len();
            let vectors = if self.norm.is_some() && !is_last {
                3
            } else {
                1
            };
            let vectors = std::iter::repeat_n((sizes[1], 1), vectors);
            std::iter::once((sizes[1], sizes[0])).chain(vectors)
        };
        layers.flat_map(layer).collect()
    }

    /// Where training starts (biases zero, γ one), or a little later.
    fn start(&self, rng: &mut Rng) -> Blocks {
        let spread = [0.0, 0.1][below(rng, 2)];
        let mut theta = Blocks::new();
        for (index, sizes) in self.sizes.windows(2).enumerate() {
            let variance = self.activation.variance(sizes[0], sizes[1]);
            theta.push(normals(rng, sizes[0] * sizes[1], variance.sqrt()));
            theta.push(normals(rng, sizes[1], spread));
            if self.norm.is_some() && index + 2 < self.sizes.len() {
                theta.push(
                    normals(rng, sizes[1], spread)
                        .iter()
                        .map(|g| 1.0 + g)
                        .collect(),
                );
                theta.push(normals(rng, sizes[1], spread));
            }
        }
        theta
    }
}
