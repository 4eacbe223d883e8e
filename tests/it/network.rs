//! A network of three layers over a batch, with mistakes to choose from.

use crate::told::drawn;
use ndarray::{Array1, Array2, Axis, Slice};

/// W1, b1, W2, b2, W3, b3.
pub(crate) type Layers = (
    Array2<f64>,
    Array1<f64>,
    Array2<f64>,
    Array1<f64>,
    Array2<f64>,
    Array1<f64>,
);

pub(crate) const NAMES: [&str; 6] = ["W1", "b1", "W2", "b2", "W3", "b3"];
pub(crate) const SAMPLES: usize = 7;

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Activation {
    Relu,
    Leaky,
    Elu,
    Tanh,
}

use Activation::{Elu, Leaky, Relu, Tanh};

impl Activation {
    fn of(self, z: f64) -> f64 {
        match self {
            Relu => z.max(0.0),
            Leaky if z > 0.0 => z,
            Leaky => 0.1 * z,
            Elu => z.max(z.min(0.0).exp_m1()),
            Tanh => z.tanh(),
        }
    }

    pub(crate) fn slope(self, z: f64) -> f64 {
        match self {
            Relu => f64::from(u8::from(z > 0.0)),
            Leaky if z > 0.0 => 1.0,
            Leaky => 0.1,
            Elu => z.min(0.0).exp(),
            Tanh => 1.0 - z.tanh() * z.tanh(),
        }
    }
}

/// What may be wrong. Hidden layers are 1 and 2.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Mistake {
    None,
    /// The slope of the activation of a layer.
    NoSlope(usize),
    /// It is nought where a unit isn't active, or that of the output in place of the input.
    NoInactiveSlope(usize),
    SlopeOfOutput(usize),
    InvertedMask(usize),
    MaskOfTheOther(usize),
    /// The bias of a layer is a mean, or that of one sample, or has one sample too few.
    MeanBias(usize),
    BiasOfOneSample(usize),
    BiasWithoutOneSample(usize),
    /// Everything counts the first samples only.
    FirstSamples(usize),
    /// The error is multiplied by a number of its own at each unit, on the way into a layer.
    UnitsScaled(usize),
    /// W2 for its transpose in the backward step.
    Untransposed,
}

/// A small network.
pub(crate) fn point(name: &str, bias: f64) -> Layers {
    point_of([3, 5, 2], name, bias)
}

/// One of so many inputs, units and outputs. Both hidden layers have as many units, so that one may take the mask of the
/// other.
pub(crate) fn point_of([inputs, units, outputs]: [usize; 3], name: &str, bias: f64) -> Layers {
    let w = |k: usize, rows: usize, columns: usize| {
        drawn(&format!("{name} W{k}"), (rows, columns)) / (columns as f64).sqrt()
    };
    let b = |k: usize, units: usize| drawn(&format!("{name} b{k}"), units) * bias;
    (
        w(1, units, inputs),
        b(1, units),
        w(2, units, units),
        b(2, units),
        w(3, outputs, units),
        b(3, outputs),
    )
}

/// The mean over the batch of half the squared error.
pub(crate) fn network(p: &Layers, activation: Activation, mistake: Mistake) -> (f64, Layers) {
    let x = drawn("x", (p.0.ncols(), SAMPLES));
    let y = drawn("y", (p.4.nrows(), SAMPLES));
    let column = |b: &Array1<f64>| b.clone().insert_axis(Axis(1));
    let z1 = p.0.dot(&x) + column(&p.1);
    let a1 = z1.mapv(|z| activation.of(z));
    let z2 = p.2.dot(&a1) + column(&p.3);
    let a2 = z2.mapv(|z| activation.of(z));
    let apart = p.4.dot(&a2) + column(&p.5) - y;
    let m = SAMPLES as f64;
    let cost = apart.mapv(|e| e * e).sum() / (2.0 * m);

    let mut dz3 = apart / m;
    if let Mistake::FirstSamples(kept) = mistake {
        dz3.slice_axis_mut(Axis(1), Slice::from(kept..)).fill(0.0);
    }
    let slope = |layer: usize| {
        let (own, other) = if layer == 1 { (&z1, &z2) } else { (&z2, &z1) };
        let of = |z: &Array2<f64>| z.mapv(|z| activation.slope(z));
        match mistake {
            Mistake::NoSlope(at) if at == layer => Array2::ones(own.dim()),
            Mistake::NoInactiveSlope(at) if at == layer => own.mapv(|z| Relu.slope(z)),
            Mistake::SlopeOfOutput(at) if at == layer => {
                own.mapv(|z| activation.slope(activation.of(z)))
            }
            Mistake::InvertedMask(at) if at == layer => own.mapv(|z| activation.slope(-z)),
            Mistake::MaskOfTheOther(at) if at == layer => of(other),
            Mistake::UnitsScaled(at) if at == layer => {
                of(own) * column(&drawn("scales", p.1.len()))
            }
            _ => of(own),
        }
    };
    let dz2 = p.4.t().dot(&dz3) * slope(2);
    let back = match mistake {
        Mistake::Untransposed => p.2.dot(&dz2),
        _ => p.2.t().dot(&dz2),
    };
    let dz1 = back * slope(1);
    let bias = |layer: usize, dz: &Array2<f64>| {
        let sum = dz.sum_axis(Axis(1));
        match mistake {
            Mistake::MeanBias(at) if at == layer => sum / m,
            Mistake::BiasOfOneSample(at) if at == layer => dz.column(2).to_owned(),
            Mistake::BiasWithoutOneSample(at) if at == layer => sum - dz.column(2),
            _ => sum,
        }
    };
    let gradient = (
        dz1.dot(&x.t()),
        bias(1, &dz1),
        dz2.dot(&a1.t()),
        bias(2, &dz2),
        dz3.dot(&a2.t()),
        bias(3, &dz3),
    );
    (cost, gradient)
}
