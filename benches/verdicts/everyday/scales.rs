//! Parameters in units of their own: nanometres in metres, several decades in a block, one parameter that is
//! rescaled. The function is the same in all of them, and so should its verdict be.

use super::Family;
use super::arithmetic::Written;
use super::networks::network;
use crate::draw::{below, normals};
use crate::problem::{Blocks, Problem};
use grad_check::Rng;

#[rustfmt::skip]
pub(super) const FAMILIES: &[Family] = &[
    Family { name: "units of 1e-12 … 1e12", draw: one_unit, ..Family::PLAIN },
    Family { name: "units mixed in a block", draw: mixed, ..Family::PLAIN },
    Family { name: "one parameter × 1e±12", draw: one_rescaled, ..Family::PLAIN },
];

/// 10 to a power of at most twelve, either way.
fn unit(rng: &mut Rng) -> f64 {
    10_f64.powf(24.0 * rng.unit() - 12.0)
}

fn one_unit(seed: u64) -> Problem {
    let rng = &mut Rng::new(seed).stream("one unit");
    let inner = coupled(rng);
    let unit = unit(rng);
    let units = inner
        .theta
        .iter()
        .map(|block| vec![unit; block.len()])
        .collect();
    in_units(&format!("units of {unit:.1e} {seed}"), inner, units)
}

fn mixed(seed: u64) -> Problem {
    let rng = &mut Rng::new(seed).stream("mixed");
    let inner = coupled(rng);
    let units = inner
        .theta
        .iter()
        .map(|block| block.iter().map(|_| unit(rng)).collect());
    let units = units.collect();
    in_units(&format!("mixed units {seed}"), inner, units)
}

/// A parameter of a network.
fn one_rescaled(seed: u64) -> Problem {
    let rng = &mut Rng::new(seed).stream("one rescaled");
    let inner = loop {
        let (network, theta) = network(rng, None, (10.0, 100.0));
        if !network.is_dead(&theta) {
            let (name, shapes) = (network.name(), network.shapes());
            break Problem::smooth(&name, theta, move |p| network.at::<f64>(p)).shaped(&shapes);
        }
    };
    let mut units: Blocks = inner
        .theta
        .iter()
        .map(|block| vec![1.0; block.len()])
        .collect();
    let block = below(rng, units.len());
    let chosen = below(rng, units[block].len());
    units[block][chosen] = [1e-12, 1e12][below(rng, 2)];
    let name = format!(
        "{} {block} {chosen} × {:e} {seed}",
        inner.name, units[block][chosen]
    );
    in_units(&name, inner, units)
}

/// Σ aₖ uₖ + sin(bₖ uₖ + cₖ) + uₖ uₖ₊₁ over the parameters of one or two blocks.
fn coupled(rng: &mut Rng) -> Problem {
    let blocks = 1 + below(rng, 2);
    let theta: Blocks = (0..blocks)
        .map(|_| {
            let count = 1 + below(rng, 6);
            normals(rng, count, 1.0)
        })
        .collect();
    let count = theta.iter().map(Vec::len).sum();
    let [a, b, c] = [(); 3].map(|()| normals(rng, count, 1.0));
    Problem::smooth("coupled", theta, move |p| {
        let u = p.concat();
        let (mut cost, mut flat) = (0.0, vec![0.0; u.len()]);
        for k in 0..u.len() {
            let (sine, cosine) = (b[k] * u[k] + c[k]).sin_cos();
            cost += a[k] * u[k] + sine;
            flat[k] += a[k] + b[k] * cosine;
            if k + 1 < u.len() {
                cost += u[k] * u[k + 1];
                flat[k] += u[k + 1];
                flat[k + 1] += u[k];
            }
        }
        let mut flat = flat.into_iter();
        let grads = p
            .iter()
            .map(|block| flat.by_ref().take(block.len()).collect());
        (cost, grads.collect())
    })
}

/// The same function of θ = unit · u.
fn in_units(name: &str, inner: Problem, units: Blocks) -> Problem {
    let each = |a: &Blocks, b: &Blocks, f: fn(f64, f64) -> f64| -> Blocks {
        let blocks = a.iter().zip(b);
        blocks
            .map(|(a, b)| a.iter().zip(b).map(|(a, b)| f(*a, *b)).collect())
            .collect()
    };
    let theta = each(&inner.theta, &units, |u, unit| u * unit);
    let shapes = inner.shapes.clone();
    let right = move |p: &Blocks| {
        let (cost, grads) = (inner.right)(&each(p, &units, |x, unit| x / unit));
        (cost, each(&grads, &units, |g, unit| g / unit))
    };
    Problem::smooth(name, theta, right).shaped(&shapes)
}
