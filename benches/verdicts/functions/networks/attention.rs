//! One head of scaled dot-product attention (Vaswani et al. 2017).

use crate::draw::normals;
use crate::linear::{Matrix, dot, softmax};
use crate::problem::Problem;
use grad_check::Rng;

const TOKENS: usize = 4;
const WIDTH: usize = 3;
const HEAD: usize = 2;

/// softmax(Q Kᵀ / √k) V against a target, with Q, K and V linear in fixed tokens.
fn head() -> Problem {
    let rng = &mut Rng::new(401);
    let x = Matrix::new(TOKENS, WIDTH, normals(rng, TOKENS * WIDTH, 1.0));
    let target = Matrix::new(TOKENS, HEAD, normals(rng, TOKENS * HEAD, 1.0));
    let theta = (0..3).map(|_| normals(rng, WIDTH * HEAD, 0.7)).collect();
    Problem::smooth("attention_head", theta, move |p| {
        let project = |w: &[f64]| x.mul(&Matrix::new(WIDTH, HEAD, w.to_vec()));
        let (q, k, v) = (project(&p[0]), project(&p[1]), project(&p[2]));
        let root = (HEAD as f64).sqrt();
        let scores = q.mul(&k.t()).map(|s| s / root);
        let weights = (0..TOKENS).flat_map(|i| softmax(scores.row(i)).0).collect();
        let a = Matrix::new(TOKENS, TOKENS, weights);
        let apart = a.mul(&v).zip(&target, |o, t| o - t);
        let cost = apart.zip(&apart, |a, b| a * b).sum() / (2.0 * TOKENS as f64);
        let d_o = apart.map(|d| d / TOKENS as f64);
        let d_v = a.t().mul(&d_o);
        let d_a = d_o.mul(&v.t());
        let d_s = Matrix::from_fn(TOKENS, TOKENS, |i, j| {
            a.at(i, j) * (d_a.at(i, j) - dot(d_a.row(i), a.row(i))) / root
        });
        let (d_q, d_k) = (d_s.mul(&k), d_s.t().mul(&q));
        let grads = [d_q, d_k, d_v].map(|d| x.t().mul(&d).data);
        (cost, grads.to_vec())
    })
    .shaped(&[(WIDTH, HEAD); 3])
}

pub(crate) fn all() -> Vec<Problem> {
    vec![head()]
}
