//! The values that people start from, γ = 1, log σ = 0, temperature 1, bias 0, the identity: what the mistake
//! leaves out is one or zero there, so that nothing at the point itself shows it.

use super::Family;
use crate::draw::{below, normals};
use crate::linear::{add_outer, dot, softmax, sum, times, times_transposed};
use crate::problem::{Blocks, Problem};
use grad_check::Rng;

pub(super) const FAMILIES: &[Family] = &[Family {
    name: "special values",
    draw: drawn,
    members: 200,
    mistakes: 0,
    no_pass: true,
    ..Family::PLAIN
}];

fn drawn(seed: u64) -> Problem {
    let rng = &mut Rng::new(seed).stream("special");
    let kinds = [
        scale,
        deviation,
        temperature,
        exponent,
        identity,
        bias,
        discount,
        mean,
        decay,
        frequency,
    ];
    let kind = kinds[below(rng, kinds.len())];
    let mut problem = kind(rng);
    problem.name = format!("{} {seed}", problem.name);
    problem
}

/// A function that is told whether it is to be wrong.
fn right_or_wrong(
    name: &str,
    wrong: &str,
    theta: Blocks,
    function: impl Fn(&Blocks, bool) -> (f64, Blocks) + Clone + 'static,
) -> Problem {
    let mistaken = function.clone();
    Problem::smooth(name, theta, move |p| function(p, false))
        .or_wrong(wrong, move |p| mistaken(p, true))
}

/// ½ ‖γ x + β − y‖² at γ = 1.
fn scale(rng: &mut Rng) -> Problem {
    let count = 3 + below(rng, 40);
    let y = normals(rng, count, 1.0);
    let theta = vec![normals(rng, count, 1.0), vec![1.0; count], vec![0.0; count]];
    right_or_wrong("scale and shift", "x without γ", theta, move |p, wrong| {
        let (x, gamma, beta) = (&p[0], &p[1], &p[2]);
        let terms = (0..x.len()).map(|k| gamma[k] * x[k] + beta[k] - y[k]);
        let e: Vec<f64> = terms.collect();
        let of_x = (0..x.len()).map(|k| if wrong { e[k] } else { e[k] * gamma[k] });
        let of_gamma = (0..x.len()).map(|k| e[k] * x[k]);
        (
            dot(&e, &e) / 2.0,
            vec![of_x.collect(), of_gamma.collect(), e.clone()],
        )
    })
}

/// A normal likelihood at log σ = 0.
fn deviation(rng: &mut Rng) -> Problem {
    let count = 3 + below(rng, 20);
    let y = normals(rng, count, 1.5);
    let theta = vec![normals(rng, 1, 1.0), vec![0.0]];
    right_or_wrong("likelihood", "μ without 1/σ²", theta, move |p, wrong| {
        let (mu, precision) = (p[0][0], (-2.0 * p[1][0]).exp());
        let e: Vec<f64> = y.iter().map(|y| mu - y).collect();
        let (squares, count) = (dot(&e, &e), y.len() as f64);
        let of_mu = e.iter().sum::<f64>() * if wrong { 1.0 } else { precision };
        let of_log = count - squares * precision;
        (
            count * p[1][0] + 0.5 * squares * precision,
            vec![vec![of_mu], vec![of_log]],
        )
    })
}

/// Softmax with a temperature of one.
fn temperature(rng: &mut Rng) -> Problem {
    let count = 3 + below(rng, 8);
    let label = below(rng, count);
    let theta = vec![normals(rng, count, 1.0), vec![1.0]];
    right_or_wrong("softmax", "z without 1/T", theta, move |p, wrong| {
        let (z, t) = (&p[0], p[1][0]);
        let (mut d, log_sum) = softmax(&z.iter().map(|z| z / t).collect::<Vec<f64>>());
        d[label] -= 1.0;
        let of_t = -dot(&d, z) / (t * t);
        let factor = if wrong { 1.0 } else { 1.0 / t };
        let of_z = d.iter().map(|d| factor * d).collect();
        (log_sum - z[label] / t, vec![of_z, vec![of_t]])
    })
}

/// Σ w xᵖ at p = 1.
fn exponent(rng: &mut Rng) -> Problem {
    let count = 2 + below(rng, 10);
    let w = normals(rng, count, 1.0);
    let x = normals(rng, count, 1.0)
        .iter()
        .map(|x| 0.2 + x.abs())
        .collect();
    right_or_wrong(
        "power",
        "x without its power",
        vec![x, vec![1.0]],
        move |p, wrong| {
            let (x, power) = (&p[0], p[1][0]);
            let (mut cost, mut of_x, mut of_p) = (0.0, Vec::new(), 0.0);
            for (x, w) in x.iter().zip(&w) {
                cost += w * x.powf(power);
                of_x.push(w * power * if wrong { 1.0 } else { x.powf(power - 1.0) });
                of_p += w * x.powf(power) * x.ln();
            }
            (cost, vec![of_x, vec![of_p]])
        },
    )
}

/// ½ ‖A x − y‖² at A = I.
fn identity(rng: &mut Rng) -> Problem {
    let n = 2 + below(rng, 4);
    let y = normals(rng, n, 1.0);
    let eye = (0..n * n).map(|k| f64::from(u8::from(k % (n + 1) == 0)));
    let theta = vec![eye.collect(), normals(rng, n, 1.0)];
    right_or_wrong("linear map", "x by A for Aᵀ", theta, move |p, wrong| {
        let (a, x) = (&p[0], &p[1]);
        let e: Vec<f64> = times(a, x).iter().zip(&y).map(|(z, y)| z - y).collect();
        let mut of_a = vec![0.0; a.len()];
        add_outer(&mut of_a, 1.0, &e, x);
        let of_x = if wrong {
            times(a, &e)
        } else {
            times_transposed(a, &e)
        };
        (dot(&e, &e) / 2.0, vec![of_a, of_x])
    })
}

/// ½ ‖W (x + b) − y‖² at b = 0.
fn bias(rng: &mut Rng) -> Problem {
    let (n, m) = (2 + below(rng, 4), 2 + below(rng, 4));
    let (x, y) = (normals(rng, n, 1.0), normals(rng, m, 1.0));
    let theta = vec![normals(rng, m * n, 0.7), vec![0.0; n]];
    right_or_wrong("shifted inputs", "W without b", theta, move |p, wrong| {
        let inside = sum(&x, &p[1]);
        let e: Vec<f64> = times(&p[0], &inside)
            .iter()
            .zip(&y)
            .map(|(z, y)| z - y)
            .collect();
        let mut of_w = vec![0.0; p[0].len()];
        add_outer(&mut of_w, 1.0, &e, if wrong { &x } else { &inside });
        (dot(&e, &e) / 2.0, vec![of_w, times_transposed(&p[0], &e)])
    })
}

/// ½ (Σ γᵗ rₜ − y)² at γ = 1.
fn discount(rng: &mut Rng) -> Problem {
    let (count, y) = (3 + below(rng, 6), rng.normal());
    let theta = vec![normals(rng, count, 1.0), vec![1.0]];
    right_or_wrong("discounted sum", "r without γ", theta, move |p, wrong| {
        let (r, gamma) = (&p[0], p[1][0]);
        let powers: Vec<f64> = (0..r.len()).map(|t| gamma.powf(t as f64)).collect();
        let slopes = (0..r.len()).map(|t| t as f64 * gamma.powf(t as f64 - 1.0));
        let e = dot(&powers, r) - y;
        let of_gamma = e * dot(&slopes.collect::<Vec<f64>>(), r);
        let of_r = powers.iter().map(|power| if wrong { e } else { e * power });
        (e * e / 2.0, vec![of_r.collect(), vec![of_gamma]])
    })
}

/// A normal likelihood at μ = 0.
fn mean(rng: &mut Rng) -> Problem {
    let count = 3 + below(rng, 20);
    let y = normals(rng, count, 1.5);
    let theta = vec![vec![0.0], normals(rng, 1, 0.5)];
    right_or_wrong(
        "likelihood at zero",
        "σ without μ",
        theta,
        move |p, wrong| {
            let (mu, precision) = (p[0][0], (-2.0 * p[1][0]).exp());
            let e: Vec<f64> = y.iter().map(|y| mu - y).collect();
            let (squares, count) = (dot(&e, &e), y.len() as f64);
            let taken = if wrong { dot(&y, &y) } else { squares };
            let of_mu = e.iter().sum::<f64>() * precision;
            let of_log = count - taken * precision;
            (
                count * p[1][0] + 0.5 * squares * precision,
                vec![vec![of_mu], vec![of_log]],
            )
        },
    )
}

/// ½ Σ (w·x + b − y)² + ½ λ (‖w‖² + b²) at b = 0.
fn decay(rng: &mut Rng) -> Problem {
    let (n, batch) = (2 + below(rng, 5), 3 + below(rng, 6));
    let lambda = [0.01, 0.1][below(rng, 2)];
    let (x, y) = (normals(rng, n * batch, 1.0), normals(rng, batch, 1.0));
    let theta = vec![normals(rng, n, 1.0), vec![0.0]];
    right_or_wrong("ridge", "b without its decay", theta, move |p, wrong| {
        let (w, b) = (&p[0], p[1][0]);
        let z = times(&x, w);
        let e: Vec<f64> = z.iter().zip(&y).map(|(z, y)| z + b - y).collect();
        let of_w = times_transposed(&x, &e)
            .iter()
            .zip(w)
            .map(|(g, w)| g + lambda * w)
            .collect();
        let of_b = e.iter().sum::<f64>() + if wrong { 0.0 } else { lambda * b };
        let cost = dot(&e, &e) / 2.0 + lambda / 2.0 * (dot(w, w) + b * b);
        (cost, vec![of_w, vec![of_b]])
    })
}

/// Σ sin(a xₖ) at a = 1, a the frequency of a feature.
fn frequency(rng: &mut Rng) -> Problem {
    let count = 2 + below(rng, 8);
    let w = normals(rng, count, 1.0);
    let theta = vec![normals(rng, count, 1.0), vec![1.0]];
    right_or_wrong(
        "frequency",
        "x without its factor",
        theta,
        move |p, wrong| {
            let (x, a) = (&p[0], p[1][0]);
            let (mut cost, mut of_x, mut of_a) = (0.0, Vec::new(), 0.0);
            for (x, w) in x.iter().zip(&w) {
                cost += w * (a * x).sin();
                of_x.push(w * (a * x).cos() * if wrong { 1.0 } else { a });
                of_a += w * (a * x).cos() * x;
            }
            (cost, vec![of_x, vec![of_a]])
        },
    )
}
