//! A part of the cost that is a staircase, beside a smooth one: a value that was rounded on its way, an
//! equation solved to a tolerance, draws that are counted. The gradient is that of the cost without stairs.

use super::Family;
use crate::draw::{below, normals, uniforms};
use crate::problem::{Blocks, Problem, Traits};
use grad_check::Rng;

#[rustfmt::skip]
pub(super) const FAMILIES: &[Family] = &[
    Family { name: "f32(sin x) + c x²", draw: in_single, ..Family::ROUGH },
    Family { name: "bf16(sin x) + c x²", draw: in_bfloat, ..Family::ROUGH },
    Family { name: "rounded to 1e-8 … 1e-4, + c x²", draw: quantised, ..Family::ROUGH },
    Family { name: "bisection to 1e-10 … 1e-6, + c x²", draw: bisection, ..Family::ROUGH },
    Family { name: "counted draws + c x²", draw: counted, ..Family::ROUGH },
];

/// What the coarse part comes to for a parameter.
struct Part {
    coarse: f64,
    exact: f64,
    slope: f64,
}

/// Σ part(xₖ) + c xₖ².
fn beside_smooth(
    rng: &mut Rng,
    name: &str,
    scale: f64,
    part: impl Fn(f64) -> Part + Clone + 'static,
) -> Problem {
    let count = 1 + below(rng, 3);
    let theta = vec![normals(rng, count, scale)];
    let weight = [0.01, 0.1, 1.0][below(rng, 3)];
    let sum = move |p: &Blocks, is_exact: bool| {
        let (mut cost, mut grad) = (0.0, Vec::new());
        for &x in &p[0] {
            let part = part(x);
            let value = if is_exact { part.exact } else { part.coarse };
            cost += value + weight * x * x;
            grad.push(part.slope + 2.0 * weight * x);
        }
        (cost, vec![grad])
    };
    let exact = sum.clone();
    let exact = Problem::smooth(name, theta.clone(), move |p| exact(p, true));
    Problem {
        exact: Some(Box::new(exact)),
        ..Problem::new(name, Traits::NOISY, theta, move |p| sum(p, false))
    }
}

/// A smooth function of a parameter, with its slope, through something coarse.
fn through(seed: u64, name: &str, coarse: impl Fn(&mut Rng) -> Box<dyn Fn(f64) -> f64>) -> Problem {
    let rng = &mut Rng::new(seed).stream(name);
    let coarse = std::rc::Rc::from(coarse(rng));
    let smooth: fn(f64) -> (f64, f64) = [
        |x: f64| (x.sin(), x.cos()),
        |x: f64| (x.tanh(), 1.0 - x.tanh().powi(2)),
        |x: f64| (x.exp(), x.exp()),
    ][below(rng, 3)];
    let part = move |x: f64| {
        let (exact, slope) = smooth(x);
        let coarse: &dyn Fn(f64) -> f64 = &*coarse;
        Part {
            coarse: coarse(exact),
            exact,
            slope,
        }
    };
    beside_smooth(rng, &format!("{name} {seed}"), 1.0, part)
}

#[allow(clippy::cast_possible_truncation)] // that is the matter
fn single(x: f64) -> f32 {
    x as f32
}

fn in_single(seed: u64) -> Problem {
    through(seed, "f32 part", |_| Box::new(|z| f64::from(single(z))))
}

/// Rounded to the eight digits of bfloat16.
fn in_bfloat(seed: u64) -> Problem {
    let rounded = |z: f64| f32::from_bits((single(z).to_bits() + 0x8000) & 0xffff_0000);
    through(seed, "bf16 part", move |_| {
        Box::new(move |z| f64::from(rounded(z)))
    })
}

fn quantised(seed: u64) -> Problem {
    through(seed, "rounded part", |rng| {
        let unit = 10_f64.powf(-8.0 + 4.0 * rng.unit());
        Box::new(move |z| unit * (z / unit).round())
    })
}

/// z² where z³ + z = x, found by bisection.
fn bisection(seed: u64) -> Problem {
    let rng = &mut Rng::new(seed).stream("bisection");
    let tolerance = [1e-10, 1e-8, 1e-6][below(rng, 3)];
    let solved = |x: f64, tolerance: f64| {
        let (mut low, mut high) = (-10.0_f64, 10.0_f64);
        while high - low > tolerance {
            let middle = 0.5 * (low + high);
            if middle <= low || middle >= high {
                break;
            }
            if middle * middle * middle + middle < x {
                low = middle;
            } else {
                high = middle;
            }
        }
        0.5 * (low + high)
    };
    let part = move |x: f64| {
        let (coarse, exact) = (solved(x, tolerance), solved(x, 0.0));
        Part {
            coarse: coarse * coarse,
            exact: exact * exact,
            slope: 2.0 * exact / (3.0 * exact * exact + 1.0),
        }
    };
    beside_smooth(
        rng,
        &format!("bisection to {tolerance:e} {seed}"),
        2.0,
        part,
    )
}

/// The share of fixed draws that lie below a sigmoid.
fn counted(seed: u64) -> Problem {
    let rng = &mut Rng::new(seed).stream("counted");
    let count = [1000, 10_000][below(rng, 2)];
    let mut draws = uniforms(rng, count, 0.0, 1.0);
    draws.sort_by(f64::total_cmp);
    let part = move |x: f64| {
        let exact = crate::linear::sigmoid(x);
        Part {
            coarse: draws.partition_point(|&draw| draw < exact) as f64 / count as f64,
            exact,
            slope: exact * (1.0 - exact),
        }
    };
    beside_smooth(rng, &format!("{count} draws {seed}"), 1.0, part)
}
