//! Features that are narrower than a step and far above rounding: ripples, bumps, a solver that stops at once
//! within a plateau, splines with a knot beside the point.

use super::Family;
use crate::draw::below;
use crate::problem::{Blocks, Problem, Traits};
use grad_check::Rng;

#[rustfmt::skip]
pub(super) const FAMILIES: &[Family] = &[
    Family { name: "ripples", draw: ripple, ..Family::ROUGH },
    Family { name: "bumps", draw: bump, ..Family::ROUGH },
    Family { name: "a solver's plateau", draw: plateau, ..Family::ROUGH },
    Family { name: "splines with a knot beside", draw: spline, members: 200, ..Family::ROUGH },
];

/// A function of one number, with its slope.
fn of_one(
    name: &str,
    traits: Traits,
    x: f64,
    function: impl Fn(f64) -> (f64, f64) + 'static,
) -> Problem {
    Problem::new(name, traits, vec![vec![x]], move |p: &Blocks| {
        let (cost, slope) = function(p[0][0]);
        (cost, vec![vec![slope]])
    })
}

/// x² + A sin(ωx + φ) / ω, of period 1e-9 to 1e-4, or a power of two, as steps are.
fn ripple(seed: u64) -> Problem {
    let rng = &mut Rng::new(seed).stream("ripple");
    let period = match below(rng, 4) {
        0 => 0.5_f64.powf((10.0 + 16.0 * rng.unit()).round()),
        _ => 10_f64.powf(-9.0 + 5.0 * rng.unit()),
    };
    let omega = std::f64::consts::TAU / period;
    let (height, phase) = (10_f64.powf(-2.0 * rng.unit()), 6.0 * rng.unit());
    let name = format!("ripple of {period:.2e} {seed}");
    of_one(&name, Traits::NOISY, rng.normal(), move |x| {
        let (sine, cosine) = (omega * x + phase).sin_cos();
        (x * x + height * sine / omega, 2.0 * x + height * cosine)
    })
}

/// x² and a bump at most twice its width away.
fn bump(seed: u64) -> Problem {
    let rng = &mut Rng::new(seed).stream("bump");
    let width = 10_f64.powf(-9.0 + 5.0 * rng.unit());
    let height = width * 10_f64.powf(5.0 * rng.unit() - 1.0);
    let (centre, away) = (rng.normal(), 4.0 * rng.unit() - 2.0);
    let name = format!("bump {width:.2e} wide, {height:.2e} high {seed}");
    of_one(&name, Traits::NOISY, centre + away * width, move |x| {
        let u = (x - centre) / width;
        let e = height * (-u * u).exp();
        (x * x + e, 2.0 * x - 2.0 * u / width * e)
    })
}

/// p (1 + k p²) = ½ by iteration, near k = 0, where the first guess is good enough. The gradient is that of the
/// solution.
fn plateau(seed: u64) -> Problem {
    let rng = &mut Rng::new(seed).stream("plateau");
    let tolerance = 10_f64.powf(-9.0 + 4.0 * rng.unit());
    let weight = 0.05 + 0.2 * rng.unit();
    let k = [0.0, tolerance * rng.normal()][below(rng, 2)];
    let solved = |k: f64, tolerance: f64| {
        let mut p = 0.5_f64;
        for _ in 0..200 {
            if (p * (1.0 + k * p * p) - 0.5).abs() < tolerance {
                break;
            }
            p = 0.5 / (1.0 + k * p * p);
        }
        p
    };
    let function = move |k: f64, tolerance: f64| {
        let exact = solved(k, 0.0);
        let slope = weight - exact.powi(3) / (1.0 + 3.0 * k * exact * exact);
        (solved(k, tolerance) + weight * k, slope)
    };
    let name = format!("plateau of {tolerance:.1e} {seed}");
    let exact = of_one(&name, Traits::SMOOTH, k, move |k| function(k, 0.0));
    Problem {
        exact: Some(Box::new(exact)),
        ..of_one(&name, Traits::NOISY, k, move |k| function(k, tolerance))
    }
}

/// Two parabolas that share value and slope at a knot 1e-12 to 0.1 away. Their mistakes are tiny too, for the
/// report's promise.
fn spline(seed: u64) -> Problem {
    let rng = &mut Rng::new(seed).stream("spline");
    let (knot, slope) = (rng.normal(), 3.0 * rng.normal());
    let curvatures = [(); 2].map(|()| rng.normal() * 10_f64.powf(4.0 * rng.unit()));
    let gap = 10_f64.powf(-12.0 + 11.0 * rng.unit()) * [-1.0, 1.0][below(rng, 2)];
    let off = 10_f64.powf(-8.0 + 6.0 * rng.unit());
    let function = move |x: f64| {
        let u = x - knot;
        let c = curvatures[usize::from(u > 0.0)];
        (1.0 + slope * u + c * u * u, slope + 2.0 * c * u)
    };
    let name = format!("spline with a knot {gap:.1e} beside {seed}");
    let wrong = move |p: &Blocks| {
        let (cost, slope) = function(p[0][0]);
        (cost, vec![vec![slope * (1.0 + off)]])
    };
    of_one(&name, Traits::KINK, knot + gap, function).or_wrong(&format!("× 1 + {off:.2e}"), wrong)
}
