//! Costs that are rougher than f64: an inner solver's tolerance, f32 inside, long sums.

use crate::draw::{normals, rows};
use crate::functions::networks::mlp::{Activation, Loss, Mlp};
use crate::functions::physics::rosenbrock;
use crate::linear::{add, dot, sigmoid, softplus, times, times_transposed, zeros};
use crate::problem::{Blocks, Problem, Traits};
use grad_check::Rng;

/// A bisection that floating point keeps from getting there ends after so many halvings.
const HALVINGS: usize = 200;

/// A number in [−1, 1) that every bit of θ changes, and that θ determines.
fn hash(p: &Blocks) -> f64 {
    let bits = p.iter().flatten().map(|x| x.to_bits());
    let state = bits.fold(0, |state: u64, bits| Rng::new(state ^ bits).bits());
    2.0 * Rng::new(state).unit() - 1.0
}

/// The problem with its cost as this function leaves it; the gradient is that of the smooth cost.
fn with_cost(name: &str, problem: Problem, cost: fn(f64, &Blocks) -> f64) -> Problem {
    let Problem {
        theta,
        shapes,
        right,
        ..
    } = problem;
    Problem::new(name, Traits::NOISY, theta, move |p| {
        let (smooth, grads) = right(p);
        (cost(smooth, p), grads)
    })
    .shaped(&shapes)
}

fn network() -> Problem {
    let rng = &mut Rng::new(5001);
    let net = Mlp {
        sizes: vec![3, 4, 2],
        biases: true,
        hidden: Activation::Tanh,
        loss: Loss::Squares,
        inputs: rows(rng, 5, 3, 1.0),
        targets: rows(rng, 5, 2, 1.0),
    };
    let theta = net.draw(rng, 1.0);
    net.problem("network", Traits::NOISY, theta)
}

fn valley() -> Problem {
    Problem::smooth("valley", vec![vec![-0.6, 0.5, 0.8, 0.3]], rosenbrock)
}

fn to_single(x: f64) -> f64 {
    #[allow(clippy::cast_possible_truncation)] // rounding is the point
    let single = x as f32;
    f64::from(single)
}

/// Logistic regression whose products and sums are rounded to f32 on the way to the cost.
fn products_in_single() -> Problem {
    let rng = &mut Rng::new(5002);
    let (x, y) = (rows(rng, 8, 5, 1.0), normals(rng, 8, 1.0));
    let theta = vec![normals(rng, 5, 0.6)];
    Problem::new("products_in_f32", Traits::NOISY, theta, move |p| {
        let (mut cost, mut grads) = (0.0, zeros(p));
        for (x, y) in x.iter().zip(&y) {
            let products = x.iter().zip(&p[0]).map(|(x, w)| to_single(x * w));
            let rough = products.fold(0.0, |sum, term| to_single(sum + term));
            let label = f64::from(u8::from(*y > 0.0));
            cost += softplus(rough) - label * rough;
            add(&mut grads[0], sigmoid(dot(x, &p[0])) - label, x);
        }
        (cost, grads)
    })
}

const UNITS: usize = 3;

/// z = tanh(W z + b) by iteration until it moves less than 1e-10; the gradient by implicit
/// differentiation: (1 − Wᵀ D) λ = dcost/dz, by iteration too.
fn fixed_point() -> Problem {
    let rng = &mut Rng::new(5003);
    let theta = vec![normals(rng, UNITS * UNITS, 0.35), normals(rng, UNITS, 0.5)];
    Problem::new("fixed_point_to_1e-10", Traits::NOISY, theta, |p| {
        let step = |z: &[f64]| -> Vec<f64> {
            let wz = times(&p[0], z);
            wz.iter().zip(&p[1]).map(|(a, b)| (a + b).tanh()).collect()
        };
        let mut z = vec![0.0; UNITS];
        for _ in 0..200 {
            let next = step(&z);
            let moved = next
                .iter()
                .zip(&z)
                .map(|(a, b)| (a - b).abs())
                .fold(0.0, f64::max);
            z = next;
            if moved < 1e-10 {
                break;
            }
        }
        let aim = [1.0, -0.5, 0.7];
        let slopes: Vec<f64> = step(&z).iter().map(|t| 1.0 - t * t).collect();
        let mut adjoint = aim.to_vec();
        for _ in 0..200 {
            let through: Vec<f64> = adjoint.iter().zip(&slopes).map(|(a, s)| a * s).collect();
            adjoint = times_transposed(&p[0], &through);
            add(&mut adjoint, 1.0, &aim);
        }
        let d: Vec<f64> = adjoint.iter().zip(&slopes).map(|(a, s)| a * s).collect();
        let weights = d.iter().flat_map(|d| z.iter().map(move |z| d * z));
        (dot(&aim, &z), vec![weights.collect(), d.clone()])
    })
    .shaped(&[(UNITS, UNITS), (UNITS, 1)])
}

/// Kepler's equation E − e sin E = M by bisection to 1e-10, for a cost of E.
fn bisection() -> Problem {
    let theta = vec![vec![0.3], vec![0.9, 2.1, -1.4]];
    Problem::new("bisection_to_1e-10", Traits::NOISY, theta, |p| {
        let eccentricity = p[0][0];
        let (mut cost, mut grads) = (0.0, zeros(p));
        for (k, &mean) in p[1].iter().enumerate() {
            let (mut low, mut high) = (mean - 1.0, mean + 1.0);
            for _ in 0..HALVINGS {
                if high - low <= 1e-10 {
                    break;
                }
                let middle = f64::midpoint(low, high);
                if middle - eccentricity * middle.sin() < mean {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            let anomaly = f64::midpoint(low, high);
            cost += anomaly.sin() + anomaly / 2.0;
            let below = 1.0 - eccentricity * anomaly.cos();
            let slope = anomaly.cos() + 0.5;
            grads[0][0] += slope * anomaly.sin() / below;
            grads[1][k] = slope / below;
        }
        (cost, grads)
    })
}

/// ∫₀¹ exp(−a t) cos(b t + c t²) dt by 2000 trapezia in naive order.
fn quadrature(p: &Blocks) -> (f64, Blocks) {
    let count = 2000_u32;
    let (mut cost, mut grads) = (0.0, zeros(p));
    for k in 0..=count {
        let t = f64::from(k) / f64::from(count);
        let weight = if k == 0 || k == count { 0.5 } else { 1.0 } / f64::from(count);
        let decay = weight * (-p[0][0] * t).exp();
        let angle = p[0][1] * t + p[0][2] * t * t;
        cost += decay * angle.cos();
        grads[0][0] -= t * decay * angle.cos();
        grads[0][1] -= t * decay * angle.sin();
        grads[0][2] -= t * t * decay * angle.sin();
    }
    (cost, grads)
}

pub(crate) fn all() -> Vec<Problem> {
    vec![
        with_cost("valley_with_noise_of_1e-10", valley(), |f, p| {
            f + 1e-10 * hash(p)
        }),
        with_cost("valley_with_noise_of_1e-7", valley(), |f, p| {
            f + 1e-7 * hash(p)
        }),
        with_cost("network_with_noise_of_1e-10", network(), |f, p| {
            f + 1e-10 * hash(p)
        }),
        with_cost("network_with_noise_of_1e-7", network(), |f, p| {
            f + 1e-7 * hash(p)
        }),
        with_cost("valley_rounded_to_f32", valley(), |f, _| to_single(f)),
        with_cost("network_rounded_to_f32", network(), |f, _| to_single(f)),
        products_in_single(),
        fixed_point(),
        bisection(),
        Problem::new(
            "quadrature_of_2000_terms",
            Traits::NOISY,
            vec![vec![0.8, 2.5, -1.1]],
            quadrature,
        ),
    ]
}
