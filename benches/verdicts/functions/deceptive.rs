//! Costs that deceive: coarsely rounded on the way, saturated, rippled, or on a scale that no step of
//! ordinary size sees.

use crate::linear::sigmoid;
use crate::problem::{Problem, Traits};
use std::f64::consts::PI;

/// A cost of one block.
fn of(
    name: &str,
    traits: Traits,
    theta: &[f64],
    function: impl Fn(&[f64]) -> (f64, Vec<f64>) + 'static,
) -> Problem {
    Problem::new(name, traits, vec![theta.to_vec()], move |p| {
        let (cost, grads) = function(&p[0]);
        (cost, vec![grads])
    })
}

/// −ln softmax of a class that is sure: the cost is what rounding leaves of 1 + e⁻³³.
fn sure_softmax(x: &[f64]) -> (f64, Vec<f64>) {
    let e = [(x[1] - x[0]).exp(), (x[2] - x[0]).exp()];
    let sum = 1.0 + e[0] + e[1];
    (sum.ln(), vec![-(e[0] + e[1]) / sum, e[0] / sum, e[1] / sum])
}

/// A sum over parameters of what each of them costs.
fn of_each(name: &str, traits: Traits, theta: &[f64], each: fn(f64) -> (f64, f64)) -> Problem {
    of(name, traits, theta, move |x| {
        let parts: Vec<(f64, f64)> = x.iter().map(|&x| each(x)).collect();
        let cost = parts.iter().map(|part| part.0).sum();
        (cost, parts.iter().map(|part| part.1).collect())
    })
}

/// Printed to six digits and read again.
fn printed(x: &[f64]) -> (f64, Vec<f64>) {
    let cost = x[0].exp() + x[0] * x[1] + x[2].sin() * x[3];
    let grads = vec![x[0].exp() + x[1], x[0], x[2].cos() * x[3], x[2].sin()];
    ((cost * 1e6).round() / 1e6, grads)
}

/// The share of ten thousand fixed draws below a probability.
fn counted(x: f64) -> (f64, f64) {
    let p = sigmoid(x);
    let draw = |i: u32| (f64::from(i) * 0.618_033_988_749_894_9).fract();
    let below = (0..10_000).filter(|&i| draw(i) < p).count();
    (below as f64 / 1e4, p * (1.0 - p))
}

/// A ripple that a constant's digits hide from small steps.
fn rippled(x: f64) -> (f64, f64) {
    let cost = 1e6 + x + 1e-8 * (1e6 * x).sin();
    (cost, 1.0 + 1e-2 * (1e6 * x).cos())
}

/// Eight octaves of Weierstrass's function.
fn weierstrass(x: f64) -> (f64, f64) {
    let (mut cost, mut grad) = (0.0, 0.0);
    for k in 0..8 {
        let (frequency, size) = (PI * 7_f64.powi(k), 0.5_f64.powi(k));
        let phase = frequency * (x - 1000.0);
        cost += size * phase.cos();
        grad -= size * frequency * phase.sin();
    }
    (cost, grad)
}

/// A gradient that is zero between two kinks 5e-8 apart.
fn narrow_valley(x: &[f64]) -> (f64, Vec<f64>) {
    let (a, b) = (x[0] - 0.7, x[0] - 0.7 - 5e-8);
    let slope = f64::from(u8::from(b > 0.0)) - f64::from(u8::from(a < 0.0));
    let cost = b.max(0.0) + (-a).max(0.0) + x[1].exp() + x[2].sin() * x[3];
    let grads = vec![slope, x[1].exp(), x[2].cos() * x[3], x[2].sin()];
    (cost, grads)
}

/// A line with a sigmoid on it, over parameters of 1e-9.
fn step_on_a_line(x: f64) -> (f64, f64) {
    let u = 2e8 * x;
    let s = sigmoid(5.0 * (u - 1.0).powi(2));
    (u + s, 2e8 * (1.0 + s * (1.0 - s) * 10.0 * (u - 1.0)))
}

fn reciprocal_on_a_parabola(x: f64) -> (f64, f64) {
    let u = 6e7 * x;
    (1.0 / u + u * u, 6e7 * (2.0 * u - 1.0 / (u * u)))
}

/// Two resonances, of widths 1e-14 and 1e-18.
fn resonances(x: &[f64]) -> (f64, Vec<f64>) {
    let (u, v) = (x[0] / 1e-14, x[1] / 1e-18);
    let slope = |u: f64| -2.0 * u / (1.0 + u * u).powi(2);
    let cost = 1.0 / (1.0 + u * u) + 1.0 / (1.0 + v * v);
    (cost, vec![slope(u) / 1e-14, slope(v) / 1e-18])
}

/// A saturated unit whose whole range is below the digits of the constant.
fn below_the_digits(x: &[f64]) -> (f64, Vec<f64>) {
    let y = x[0].tanh();
    let cost = 7e8 - 5e-6 * y + x[1] + x[2] * x[3];
    (cost, vec![-5e-6 * (1.0 - y * y), 1.0, x[3], x[2]])
}

pub(super) fn all() -> Vec<Problem> {
    let constant = Traits {
        offset: true,
        ..Traits::SMOOTH
    };
    let (smooth, noisy) = (Traits::SMOOTH, Traits::NOISY);
    let small = [-1e-9, 4e-9, 2.3e-9, -3.1e-9];
    let steep = [1.6e-8, 2.1e-8, 3.3e-8, 1.1e-8];
    vec![
        of("sure_softmax", noisy, &[33.0, 0.0, -1.0], sure_softmax),
        of(
            "printed_to_6_digits",
            noisy,
            &[0.1, 0.8, -0.7, 1.3],
            printed,
        ),
        of_each("counted_draws", noisy, &[0.7, -0.2, 1.1], counted),
        of_each(
            "ripple_under_a_constant",
            constant,
            &[0.3, 1.1, -0.4],
            rippled,
        ),
        of_each(
            "weierstrass_at_1000",
            noisy,
            &[1000.3, 999.1, 1000.7],
            weierstrass,
        ),
        of(
            "narrow_valley",
            Traits::KINK,
            &[0.7 + 2e-8, 0.2, 0.4, -0.9],
            narrow_valley,
        ),
        of_each("step_on_a_line", smooth, &small, step_on_a_line),
        of_each(
            "reciprocal_on_a_parabola",
            smooth,
            &steep,
            reciprocal_on_a_parabola,
        ),
        of("two_resonances", smooth, &[1e-14, 1e-18], resonances),
        of(
            "below_the_digits",
            constant,
            &[1.0, 2.0, 0.3, -0.6],
            below_the_digits,
        ),
    ]
}
