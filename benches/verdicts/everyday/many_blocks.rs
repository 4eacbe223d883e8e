//! Thousands of scalar parameters, and many blocks of many: what a check may take is bounded there as well.

use super::Family;
use super::arithmetic::Precision::{Double, Single};
use super::arithmetic::{Precision, Real, Written, all_of, problem, rounded};
use crate::draw::{below, normals};
use crate::problem::Problem;
use grad_check::Rng;

#[rustfmt::skip]
pub(super) const FAMILIES: &[Family] = &[
    Family { name: "thousands of scalars, f64", draw: |s| scalars(s, Double), members: 6, mistakes: 1, ..Family::PLAIN },
    Family { name: "thousands of scalars, f32", draw: |s| scalars(s, Single), members: 3, mistakes: 1, twin: Some("thousands of scalars, f64"), ..Family::PLAIN },
    Family { name: "50 blocks of 100, f64", draw: |s| drawn(s, Double, 50, 100), members: 5, mistakes: 1, ..Family::PLAIN },
    Family { name: "50 blocks of 100, f32", draw: |s| drawn(s, Single, 50, 100), members: 5, mistakes: 1, twin: Some("50 blocks of 100, f64"), ..Family::PLAIN },
];

/// Σ a sin(x + b).
struct Sum {
    weights: Vec<f64>,
    shifts: Vec<f64>,
}

impl Written for Sum {
    fn at<T: Real>(&self, theta: &[Vec<T>]) -> (T, Vec<Vec<T>>) {
        let (weights, shifts) = (all_of::<T>(&self.weights), all_of::<T>(&self.shifts));
        let (mut cost, mut grads) = (T::zero(), Vec::with_capacity(theta.len()));
        let mut at = 0;
        for block in theta {
            let mut grad = Vec::with_capacity(block.len());
            for &x in block {
                let (sine, cosine) = (x + shifts[at]).sin_cos();
                cost += weights[at] * sine;
                grad.push(weights[at] * cosine);
                at += 1;
            }
            grads.push(grad);
        }
        (cost, grads)
    }
}

fn scalars(seed: u64, precision: Precision) -> Problem {
    let count = 600 + below(&mut Rng::new(seed).stream("count"), 600);
    drawn(seed, precision, count, 1)
}

fn drawn(seed: u64, precision: Precision, blocks: usize, each: usize) -> Problem {
    let rng = &mut Rng::new(seed).stream("many blocks");
    let sum = Sum {
        weights: rounded(&normals(rng, blocks * each, 1.0)),
        shifts: rounded(&normals(rng, blocks * each, 1.0)),
    };
    let theta = (0..blocks).map(|_| normals(rng, each, 1.0)).collect();
    problem(
        &format!("{blocks} blocks of {each} {seed}"),
        precision,
        &theta,
        sum,
    )
}
