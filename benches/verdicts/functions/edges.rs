//! Points beside the edge of a domain, beyond which a cost is NaN or infinite.

use crate::linear::{add, dot, times, zeros};
use crate::problem::{Blocks, Problem, Traits};

/// Σ wₖ φ(xₖ) over all blocks, with weights that differ.
fn sum_of(name: &str, theta: &[&[f64]], phi: fn(f64) -> (f64, f64)) -> Problem {
    let theta = theta.iter().map(|block| block.to_vec()).collect();
    Problem::new(name, Traits::EDGE, theta, move |p| {
        let weight = |k: usize| 1.0 + 0.25 * k as f64;
        let (mut cost, mut grads) = (0.0, zeros(p));
        for (block, grads) in p.iter().zip(&mut grads) {
            for (k, (&x, grad)) in block.iter().zip(grads).enumerate() {
                let (value, slope) = phi(x);
                cost += weight(k) * value;
                *grad = weight(k) * slope;
            }
        }
        (cost, grads)
    })
}

/// −Σ p ln p with the last probability left over.
fn entropy(p: &Blocks) -> (f64, Blocks) {
    let rest = 1.0 - p[0].iter().sum::<f64>();
    let cost = -p[0].iter().map(|p| p * p.ln()).sum::<f64>() - rest * rest.ln();
    (
        cost,
        vec![p[0].iter().map(|p| rest.ln() - p.ln()).collect()],
    )
}

/// A linear cost with a logarithmic barrier: NaN beyond the walls, one of which is 1e-6 away.
fn barrier(p: &Blocks) -> (f64, Blocks) {
    let walls = [1.0, 0.0, 0.0, 0.5, 1.0, 0.0, -1.0, 0.3, 1.0];
    let bounds = [1.0, 1.5, 2.0];
    let aim = [-1.0, 0.5, -0.3];
    let mut grads = vec![aim.to_vec()];
    let mut cost = dot(&aim, &p[0]);
    for (k, (used, bound)) in times(&walls, &p[0]).iter().zip(bounds).enumerate() {
        let slack = bound - used;
        cost -= 0.1 * slack.ln();
        add(&mut grads[0], 0.1 / slack, &walls[3 * k..3 * k + 3]);
    }
    (cost, grads)
}

/// Repelled by a wall at one, infinite beyond it.
fn wall(x: f64) -> (f64, f64) {
    if x >= 1.0 {
        return (f64::INFINITY, f64::NAN);
    }
    let gap = 1.0 - x;
    (x * x + 1e-3 / gap, 2.0 * x + 1e-3 / (gap * gap))
}

/// Finite on both sides of a hole of width 2e-5 about zero.
fn hole(x: f64) -> (f64, f64) {
    if x.abs() < 1e-5 {
        return (f64::NAN, f64::NAN);
    }
    (x.sin(), x.cos())
}

pub(crate) fn all() -> Vec<Problem> {
    let power = |x: f64| (x.powf(1.5), 1.5 * x.powf(0.5));
    let log_of_disc = |x: f64| ((1.0 - x * x).ln(), -2.0 * x / ((1.0 - x) * (1.0 + x)));
    let arc = |x: f64| (x.acos(), -1.0 / ((1.0 - x) * (1.0 + x)).sqrt());
    let tangent = |x: f64| (x.tan(), 1.0 / x.cos().powi(2));
    let area = |x: f64| (x.atanh(), 1.0 / ((1.0 - x) * (1.0 + x)));
    let edge = Traits::EDGE;
    vec![
        sum_of("ln_at_1e-9", &[&[1e-9], &[0.5, 2.0, 0.1]], |x| {
            (x.ln(), 1.0 / x)
        }),
        sum_of("ln_at_1e-9_in_one_block", &[&[0.7, 1e-9, 3.0]], |x| {
            (x.ln(), 1.0 / x)
        }),
        sum_of("sqrt_at_1e-12", &[&[1e-12], &[1.0, 0.3]], |x| {
            (x.sqrt(), 0.5 / x.sqrt())
        }),
        sum_of("x_ln_x_at_1e-8", &[&[1e-8, 0.3, 1e-4]], |x| {
            (x * x.ln(), x.ln() + 1.0)
        }),
        sum_of("reciprocal_at_1e-3", &[&[1e-3], &[0.02, 1.5]], |x| {
            (1.0 / x, -1.0 / (x * x))
        }),
        sum_of(
            "ln_of_disc_at_1_less_1e-7",
            &[&[1.0 - 1e-7], &[0.3, -0.9]],
            log_of_disc,
        ),
        sum_of("acos_at_1_less_1e-8", &[&[1.0 - 1e-8], &[0.2, -0.5]], arc),
        sum_of("atanh_at_1_less_1e-6", &[&[1.0 - 1e-6, -0.4], &[0.1]], area),
        sum_of(
            "power_with_nan_below_zero",
            &[&[1e-6, 0.4], &[1e-3, 2.0]],
            power,
        ),
        sum_of(
            "tan_1e-4_below_its_pole",
            &[&[1.570_696_326_794_897], &[0.4, -1.0]],
            tangent,
        ),
        sum_of(
            "infinite_beyond_a_wall",
            &[&[1.0 - 1e-4], &[0.2, -0.7]],
            wall,
        ),
        sum_of("hole_in_the_domain", &[&[2e-5, 0.4], &[-1.5e-5, 1.0]], hole),
        sum_of("exp_at_700", &[&[700.0, 699.0, 698.5]], |x| {
            (x.exp(), x.exp())
        }),
        Problem::new(
            "entropy_near_zero",
            edge,
            vec![vec![1e-10, 1e-5, 0.2, 0.3]],
            entropy,
        ),
        Problem::new(
            "barrier_1e-6_from_its_wall",
            edge,
            vec![vec![1.0 - 1e-6, 0.4, 0.2]],
            barrier,
        ),
    ]
}
