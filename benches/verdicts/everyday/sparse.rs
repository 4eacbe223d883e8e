//! Sparse fits, with a penalty on absolute values, from where they begin: all or most of the parameters at zero.

use super::Family;
use super::arithmetic::{Precision, Real, Written, add, all_of, dot, of, problem};
use crate::draw::{below, normals};
use crate::problem::Problem;
use grad_check::Rng;

#[rustfmt::skip]
pub(super) const FAMILIES: &[Family] = &[
    Family { name: "sparse fits at zero, f64", draw: double, ..Family::PLAIN },
    Family { name: "sparse fits at zero, f32", draw: single, twin: Some("sparse fits at zero, f64"), ..Family::PLAIN },
];

fn double(seed: u64) -> Problem {
    drawn(seed, Precision::Double)
}

fn single(seed: u64) -> Problem {
    drawn(seed, Precision::Single)
}

fn drawn(seed: u64, precision: Precision) -> Problem {
    let rng = &mut Rng::new(seed).stream("sparse");
    let (n, points) = (2 + below(rng, 19), 8 + below(rng, 40));
    let starts_at_zero = below(rng, 2) == 0;
    let weights = normals(rng, n, 1.0).into_iter();
    let weights: Vec<f64> = weights
        .map(|w| {
            if starts_at_zero || w.abs() < 0.8 {
                0.0
            } else {
                w
            }
        })
        .collect();
    let penalty = 10f64.powf(-2.0 + 1.5 * rng.unit());
    let is_zero: Vec<bool> = weights.iter().map(|&w| w == 0.0).collect();
    let fit = Sparse {
        loss: [Loss::Squares, Loss::Logistic, Loss::Poisson][below(rng, 3)],
        rows: (0..points).map(|_| normals(rng, n, 1.0)).collect(),
        targets: normals(rng, points, 1.0),
        penalty,
    };
    let name = format!("{:?} of {n} by {points} {seed}", fit.loss);
    problem(&name, precision, &vec![weights, vec![0.3]], fit).within(|gradient| {
        let interval = |(&slope, &is_zero): (&f64, &bool)| {
            let reach = if is_zero { penalty } else { 0.0 };
            (slope - reach, slope + reach)
        };
        let of_weights = gradient[0].iter().zip(&is_zero).map(interval);
        vec![of_weights.collect(), vec![(gradient[1][0], gradient[1][0])]]
    })
}

#[derive(Debug, Clone, Copy)]
enum Loss {
    Squares,
    Logistic,
    Poisson,
}

/// Σ loss(row · w + b, target) / points + penalty · Σ |w|, by weights and intercept; the slope of |w| at zero is zero.
struct Sparse {
    loss: Loss,
    rows: Vec<Vec<f64>>,
    targets: Vec<f64>,
    penalty: f64,
}

impl Sparse {
    /// The loss of one point, and its slope by the prediction.
    fn of_point<T: Real>(&self, predicted: T, target: f64) -> (T, T) {
        let (one, half) = (T::one(), of::<T>(0.5));
        match self.loss {
            Loss::Squares => {
                let residual = predicted - of(target);
                (half * residual * residual, residual)
            }
            Loss::Logistic => {
                let sign = of::<T>(target.signum());
                let margin = -sign * predicted;
                let cost = margin.max(T::zero()) + (-margin.abs()).exp().ln_1p();
                (cost, -sign / (one + (-margin).exp()))
            }
            Loss::Poisson => {
                let count = of::<T>((3.0 * target.abs()).floor());
                let rate = predicted.exp();
                (rate - count * predicted, rate - count)
            }
        }
    }
}

impl Written for Sparse {
    fn at<T: Real>(&self, theta: &[Vec<T>]) -> (T, Vec<Vec<T>>) {
        let (weights, intercept) = (&theta[0], theta[1][0]);
        let share = of::<T>(1.0 / self.rows.len() as f64);
        let penalty = of::<T>(self.penalty);
        let (mut cost, mut of_intercept) = (T::zero(), T::zero());
        let mut of_weights = vec![T::zero(); weights.len()];
        for (row, &target) in self.rows.iter().zip(&self.targets) {
            let row = all_of::<T>(row);
            let (loss, slope) = self.of_point(dot(&row, weights) + intercept, target);
            cost += share * loss;
            of_intercept += share * slope;
            add(&mut of_weights, share * slope, &row);
        }
        for (slope, &w) in of_weights.iter_mut().zip(weights) {
            cost += penalty * w.abs();
            if w != T::zero() {
                *slope += penalty * w.signum();
            }
        }
        (cost, vec![of_weights, vec![of_intercept]])
    }
}
