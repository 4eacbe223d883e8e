//! Fits of physical models with parameters in the units of the field, all in one block: a density per cubic metre beside
//! a temperature in electron volts, a rate's factor beside its energy per mole.

use super::Family;
use super::arithmetic::{Precision, Real, Written, of, problem};
use crate::draw::below;
use crate::problem::Problem;
use grad_check::Rng;

#[rustfmt::skip]
pub(super) const FAMILIES: &[Family] = &[
    Family { name: "fits in SI units, f64", draw: double, ..Family::PLAIN },
    Family { name: "fits in SI units, f32", draw: single, twin: Some("fits in SI units, f64"), ..Family::PLAIN },
];

fn double(seed: u64) -> Problem {
    drawn(seed, Precision::Double)
}

fn single(seed: u64) -> Problem {
    drawn(seed, Precision::Single)
}

fn drawn(seed: u64, precision: Precision) -> Problem {
    let rng = &mut Rng::new(seed).stream("fits");
    let is_probe = below(rng, 2) == 0;
    let (factor, energy, temperatures): (f64, f64, Vec<f64>) = if is_probe {
        let density = 10f64.powf(14.0 + 6.0 * rng.unit());
        (density, 2.0 + 6.0 * rng.unit(), energies(0.5, 1.5))
    } else {
        let factor = 10f64.powf(8.0 + 6.0 * rng.unit());
        let energy = 4e4 + 6e4 * rng.unit();
        (factor, energy, energies(600.0, 50.0))
    };
    let fit = Fit {
        is_probe,
        temperatures,
        scatter: (0..POINTS).map(|_| 0.8 + 0.4 * rng.unit()).collect(),
        truth: (
            factor * (0.7 + 0.6 * rng.unit()),
            energy * (0.95 + 0.1 * rng.unit()),
        ),
    };
    let name = format!("fit of {factor:.1e} and {energy:.1e} {seed}");
    problem(&name, precision, &vec![vec![factor, energy]], fit)
}

/// Observations of a fit.
const POINTS: usize = 8;

fn energies(first: f64, step: f64) -> Vec<f64> {
    (0..POINTS).map(|i| first + step * i as f64).collect()
}

/// Σ (model / observed − 1)² of n √T e^(−E/T), by density and temperature, or of A e^(−E/RT), by factor and energy.
struct Fit {
    is_probe: bool,
    /// Energies, or temperatures.
    temperatures: Vec<f64>,
    scatter: Vec<f64>,
    truth: (f64, f64),
}

const GAS: f64 = 8.314_462;

impl Fit {
    /// The model over its factor, and its logarithmic slope by the other parameter.
    fn model<T: Real>(&self, at: f64, b: T) -> (T, T) {
        if self.is_probe {
            let e = of::<T>(at);
            ((-e / b).exp() * b.sqrt(), e / (b * b) + of::<T>(0.5) / b)
        } else {
            let rt = of::<T>(GAS * at);
            ((-b / rt).exp(), -T::one() / rt)
        }
    }
}

impl Written for Fit {
    fn at<T: Real>(&self, theta: &[Vec<T>]) -> (T, Vec<Vec<T>>) {
        let (a, b) = (theta[0][0], theta[0][1]);
        let (mut cost, mut of_a, mut of_b) = (T::zero(), T::zero(), T::zero());
        for (at, scatter) in self.temperatures.iter().zip(&self.scatter) {
            let observed = self.truth.0 * self.model::<f64>(*at, self.truth.1).0 * scatter;
            let (shape, slope) = self.model(*at, b);
            let ratio = a / of::<T>(observed) * shape;
            let r = ratio - T::one();
            cost += r * r;
            let twice = r + r;
            of_a += twice * ratio / a;
            of_b += twice * ratio * slope;
        }
        (cost, vec![vec![of_a, of_b]])
    }
}
