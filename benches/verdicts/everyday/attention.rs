//! A head of attention with biases. Softmax doesn't see what the key bias adds to all of its scores, so that
//! the gradient of the bias is zero but for rounding.

use super::Family;
use super::arithmetic::Precision::{Double, Single};
use super::arithmetic::{Precision, Real, Written, add, all_of, dot, of, problem, rounded};
use super::layers::{affine, affine_gradients, softmax};
use crate::draw::{below, normals};
use crate::problem::{Blocks, Problem};
use grad_check::Rng;

#[rustfmt::skip]
pub(super) const FAMILIES: &[Family] = &[
    Family { name: "attention, f64", draw: |s| drawn(s, Double), ..Family::PLAIN },
    Family { name: "attention, f32", draw: |s| drawn(s, Single), twin: Some("attention, f64"), ..Family::PLAIN },
];

/// Blocks: Wq, bq, Wk, bk, Wv, bv. The cost is ½ mean ‖softmax(Q Kᵀ / √n) V − Y‖².
struct Attention {
    width: usize,
    inputs: Vec<f64>,
    targets: Vec<f64>,
}

impl Written for Attention {
    fn at<T: Real>(&self, theta: &[Vec<T>]) -> (T, Vec<Vec<T>>) {
        let width = self.width;
        let x = all_of::<T>(&self.inputs);
        let [q, k, v] = [0, 1, 2].map(|m| affine(&x, &theta[2 * m], &theta[2 * m + 1]));
        let row = |of: &[T], i: usize| of[i * width..][..width].to_vec();
        let count = q.len() / width;
        let root = of::<T>(width as f64).sqrt();
        let targets = all_of::<T>(&self.targets);
        let samples = of::<T>(count as f64);
        let mut cost = T::zero();
        let [mut of_q, mut of_k, mut of_v] = [&q, &k, &v].map(|m| vec![T::zero(); m.len()]);
        for i in 0..count {
            let scores = (0..count).map(|j| dot(&row(&q, i), &row(&k, j)) / root);
            let (p, _) = softmax(&scores.collect::<Vec<T>>());
            let mut error = row(&targets, i).iter().map(|t| -*t).collect::<Vec<T>>();
            for (j, p) in p.iter().enumerate() {
                add(&mut error, *p, &row(&v, j));
            }
            cost += dot(&error, &error) / (samples + samples);
            let of_p: Vec<T> = (0..count)
                .map(|j| dot(&error, &row(&v, j)) / samples)
                .collect();
            let mean = dot(&p, &of_p);
            for j in 0..count {
                let of_score = p[j] * (of_p[j] - mean) / root;
                add(&mut of_q[i * width..][..width], of_score, &row(&k, j));
                add(&mut of_k[j * width..][..width], of_score, &row(&q, i));
                add(&mut of_v[j * width..][..width], p[j] / samples, &error);
            }
        }
        let grads = [of_q, of_k, of_v].map(|d| affine_gradients(&x, &d, width));
        (cost, grads.into_iter().flat_map(|(w, b)| [w, b]).collect())
    }
}

/// The same seed draws the same head in both precisions.
fn drawn(seed: u64, precision: Precision) -> Problem {
    let rng = &mut Rng::new(seed).stream("attention");
    let (width, inputs, count) = (2 + below(rng, 4), 2 + below(rng, 5), 3 + below(rng, 5));
    let head = Attention {
        width,
        inputs: rounded(&normals(rng, count * inputs, 1.0)),
        targets: rounded(&normals(rng, count * width, 1.0)),
    };
    let scale = 1.0 / (inputs as f64).sqrt();
    let mut theta = Blocks::new();
    for _ in 0..3 {
        theta.push(normals(rng, width * inputs, scale));
        theta.push(normals(rng, width, 0.2));
    }
    let shapes = [[(width, inputs), (width, 1)]; 3].concat();
    let name = format!("attention {count} of {inputs} at {width} {seed}");
    problem(&name, precision, &theta, head)
        .shaped(&shapes)
        .zero_in(&[3])
}
