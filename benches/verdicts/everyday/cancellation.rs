//! Costs whose terms are large and cancel: the rounding inside is far above that of the cost.

use super::Family;
use crate::draw::{below, normals};
use crate::problem::{Blocks, Problem, Traits};
use grad_check::Rng;

#[rustfmt::skip]
pub(super) const FAMILIES: &[Family] = &[
    Family { name: "(m + x)² - m² - 2mx", draw: square, ..Family::ROUGH },
    Family { name: "naive variance", draw: variance, ..Family::ROUGH },
];

/// With m of 1e4 to 1e7, round or not.
fn square(seed: u64) -> Problem {
    let rng = &mut Rng::new(seed).stream("square");
    let m = [
        [1e4, 1e5, 1e6, 1e7][below(rng, 4)],
        10_f64.powf(4.0 + 3.0 * rng.unit()),
    ][below(rng, 2)];
    let count = 1 + below(rng, 2);
    let theta = vec![normals(rng, count, 1.0)];
    let name = format!("square about {m:.1e} {seed}");
    let of = move |p: &Blocks, term: fn(f64, f64) -> f64| {
        let cost = p[0].iter().map(|&x| term(m, x)).sum();
        (cost, vec![p[0].iter().map(|x| 2.0 * x).collect()])
    };
    let exact = Problem::smooth(&name, theta.clone(), move |p| of(p, |_, x| x * x));
    let cancelling = |m: f64, x: f64| (m + x) * (m + x) - m * m - 2.0 * m * x;
    Problem {
        exact: Some(Box::new(exact)),
        ..Problem::new(&name, Traits::NOISY, theta, move |p| of(p, cancelling))
    }
}

/// The mean of squares less the square of the mean, of numbers far from zero.
fn variance(seed: u64) -> Problem {
    let rng = &mut Rng::new(seed).stream("variance");
    let far = 10_f64.powf(2.0 + 4.0 * rng.unit());
    let count = 2 + below(rng, 8);
    let x: Vec<f64> = normals(rng, count, 1.0).iter().map(|x| far + x).collect();
    let mean = |x: &[f64]| x.iter().sum::<f64>() / x.len() as f64;
    let about = move |x: &[f64]| -> Vec<f64> {
        let mean = mean(x);
        x.iter().map(|x| x - mean).collect()
    };
    let squares = move |x: &[f64]| mean(&x.iter().map(|x| x * x).collect::<Vec<f64>>());
    let grad = move |x: &[f64]| {
        let apart = about(x);
        vec![apart.iter().map(|d| 2.0 * d / apart.len() as f64).collect()]
    };
    let name = format!("variance about {far:.1e} {seed}");
    let exact = move |p: &Blocks| (squares(&about(&p[0])), grad(&p[0]));
    let exact = Problem::smooth(&name, vec![x.clone()], exact);
    let naive = move |p: &Blocks| (squares(&p[0]) - mean(&p[0]).powi(2), grad(&p[0]));
    Problem {
        exact: Some(Box::new(exact)),
        ..Problem::new(&name, Traits::NOISY, vec![x], naive)
    }
}
