//! Random problems, each from a seed.

use crate::draw::{below, labels, normals, rows};
use crate::functions::networks::mlp::{Activation, Loss, Mlp};
use crate::functions::statistics::regression::{
    Observe, PointLoss, Regression, cauchy, gamma, negative_binomial, poisson, squares, student,
    tweedie,
};
use crate::linear::{add, dot, softmax, zeros};
use crate::problem::{Blocks, Problem, Traits};
use grad_check::Rng;

/// A smooth problem of 8 to 80 components.
pub(crate) fn family(seed: u64) -> Problem {
    let rng = &mut Rng::new(seed).stream("family");
    match seed % 4 {
        0 => network(seed, rng),
        1 => regression(seed, rng),
        2 => composition(seed, rng),
        _ => mixture(seed, rng),
    }
}

/// A scale of parameters between a tenth and three.
fn scale(rng: &mut Rng) -> f64 {
    0.1 * 30_f64.powf(rng.unit())
}

fn network(seed: u64, rng: &mut Rng) -> Problem {
    use Activation::{Gelu, Sigmoid, Silu, Sine, Softplus, Tanh};
    let hidden = [Tanh, Sigmoid, Softplus, Gelu, Silu, Sine][below(rng, 6)];
    let depth = 1 + below(rng, 2);
    let sizes: Vec<usize> = (0..depth + 2).map(|_| 2 + below(rng, 3)).collect();
    let (first, last, batch) = (sizes[0], sizes[depth + 1], 3 + below(rng, 6));
    let loss = [Loss::Squares, Loss::CrossEntropy][below(rng, 2)];
    let net = Mlp {
        biases: below(rng, 3) > 0,
        hidden,
        loss,
        inputs: rows(rng, batch, first, 1.0),
        targets: match loss {
            Loss::Squares => rows(rng, batch, last, 1.0),
            Loss::CrossEntropy => labels(rng, batch, last),
        },
        sizes,
    };
    let scale = scale(rng);
    let theta = net.draw(rng, scale);
    net.problem(&format!("random_network_{seed}"), Traits::SMOOTH, theta)
}

fn regression(seed: u64, rng: &mut Rng) -> Problem {
    let count = |z: f64| z.exp().round();
    let kinds: [(PointLoss, Observe); 7] = [
        (squares, |z| z),
        (poisson, count),
        (gamma, f64::exp),
        (negative_binomial, count),
        (cauchy, |z| z),
        (student, |z| z),
        (tweedie, f64::exp),
    ];
    let (loss, observe) = kinds[below(rng, 7)];
    let size = (5 + below(rng, 20), 7 + below(rng, 20));
    let mut model = Regression::drawn(rng, size, loss, observe);
    model.ridge = 0.2 * rng.unit();
    model.problem(&format!("random_regression_{seed}"), rng)
}

/// A smooth function of one variable, and its slope.
type Scalar = fn(f64) -> (f64, f64);

const SCALARS: [Scalar; 6] = [
    |z| (z.sin(), z.cos()),
    |z| (z.tanh(), 1.0 - z.tanh().powi(2)),
    |z| ((-z * z / 2.0).exp(), -z * (-z * z / 2.0).exp()),
    |z| ((z * z).ln_1p(), 2.0 * z / (1.0 + z * z)),
    |z| (z.atan(), 1.0 / (1.0 + z * z)),
    |z| (z.cosh().ln(), z.tanh()),
];

/// Σ cₖ φₖ(ψₖ(aₖ·θ) + bₖ·θ) over random forms.
fn composition(seed: u64, rng: &mut Rng) -> Problem {
    let sizes: Vec<usize> = (0..=below(rng, 3)).map(|_| 8 + below(rng, 16)).collect();
    let total = sizes.iter().sum();
    let reach = 1.0 / (total as f64).sqrt();
    let terms: Vec<_> = (0..3 + below(rng, 5))
        .map(|_| {
            let scalars = (SCALARS[below(rng, 6)], SCALARS[below(rng, 6)]);
            let forms = (normals(rng, total, reach), normals(rng, total, reach));
            (rng.normal(), scalars, forms)
        })
        .collect();
    let scale = scale(rng);
    let theta = sizes
        .iter()
        .map(|&size| normals(rng, size, scale))
        .collect();
    Problem::smooth(&format!("random_composition_{seed}"), theta, move |p| {
        let flat = p.concat();
        let (mut cost, mut grads) = (0.0, vec![0.0; flat.len()]);
        for (weight, (outer, inner), (a, b)) in &terms {
            let (inside, in_slope) = inner(dot(a, &flat));
            let (value, slope) = outer(inside + dot(b, &flat));
            cost += weight * value;
            add(&mut grads, weight * slope * in_slope, a);
            add(&mut grads, weight * slope, b);
        }
        let mut rest = grads.as_slice();
        let blocks = p.iter().map(|block| {
            let (head, tail) = rest.split_at(block.len());
            rest = tail;
            head.to_vec()
        });
        (cost, blocks.collect())
    })
}

/// The likelihood of a mixture of Gaussians in a few dimensions: logits, means, log deviations.
fn mixture(seed: u64, rng: &mut Rng) -> Problem {
    let (parts, axes) = (2 + below(rng, 3), 2 + below(rng, 3));
    let data_count = 4 + below(rng, 8);
    let data = rows(rng, data_count, axes, 1.5);
    let scale = scale(rng);
    let theta = vec![
        normals(rng, parts, scale),
        normals(rng, parts * axes, scale),
        normals(rng, parts, 0.4),
    ];
    let likelihood = move |p: &Blocks| {
        let (weights, log_sum) = softmax(&p[0]);
        let (mut cost, mut grads) = (0.0, zeros(p));
        for x in &data {
            let part = |k: usize| &p[1][k * axes..][..axes];
            let apart = |k: usize| x.iter().zip(part(k)).map(|(x, m)| x - m);
            let squares: Vec<f64> = (0..parts).map(|k| apart(k).map(|a| a * a).sum()).collect();
            let precision = |k: usize| (-2.0 * p[2][k]).exp();
            let log = |k: usize| {
                p[0][k] - log_sum - squares[k] * precision(k) / 2.0 - axes as f64 * p[2][k]
            };
            let (shares, log_likelihood) = softmax(&(0..parts).map(log).collect::<Vec<f64>>());
            cost -= log_likelihood;
            for (k, share) in shares.iter().enumerate() {
                grads[0][k] -= share - weights[k];
                for (axis, a) in apart(k).enumerate() {
                    grads[1][k * axes + axis] -= share * a * precision(k);
                }
                grads[2][k] -= share * (squares[k] * precision(k) - axes as f64);
            }
        }
        (cost, grads)
    };
    let shapes = [(parts, 1), (parts, axes), (parts, 1)];
    Problem::smooth(&format!("random_mixture_{seed}"), theta, likelihood).shaped(&shapes)
}
