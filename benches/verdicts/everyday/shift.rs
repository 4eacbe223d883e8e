//! Softmax doesn't see a shift that all logits have in common: its gradient is zero but for rounding.

use super::Family;
use super::arithmetic::Precision::{Double, Single};
use super::arithmetic::{Precision, Real, Written, all_of, dot, problem, rounded, sum};
use super::layers::softmax;
use crate::draw::{below, normals};
use crate::problem::Problem;
use grad_check::Rng;

#[rustfmt::skip]
pub(super) const FAMILIES: &[Family] = &[
    Family { name: "softmax with a shift, f64", draw: |s| drawn(s, Double), ..Family::PLAIN },
    Family { name: "softmax with a shift, f32", draw: |s| drawn(s, Single), twin: Some("softmax with a shift, f64"), ..Family::PLAIN },
];

/// softmax(z + b) · w. Blocks: z, b.
struct Shifted {
    weights: Vec<f64>,
}

impl Written for Shifted {
    fn at<T: Real>(&self, theta: &[Vec<T>]) -> (T, Vec<Vec<T>>) {
        let logits: Vec<T> = theta[0].iter().map(|z| *z + theta[1][0]).collect();
        let weights = all_of::<T>(&self.weights);
        let (p, _) = softmax(&logits);
        let cost = dot(&p, &weights);
        let d: Vec<T> = p
            .iter()
            .zip(&weights)
            .map(|(p, w)| *p * (*w - cost))
            .collect();
        let shift = sum(d.iter().copied());
        (cost, vec![d, vec![shift]])
    }
}

fn drawn(seed: u64, precision: Precision) -> Problem {
    let rng = &mut Rng::new(seed).stream("shift");
    let count = 3 + below(rng, 10);
    let shifted = Shifted {
        weights: rounded(&normals(rng, count, 1.0)),
    };
    let theta = vec![normals(rng, count, 1.0), normals(rng, 1, 0.5)];
    problem(&format!("shift {count} {seed}"), precision, &theta, shifted).zero_in(&[1])
}
