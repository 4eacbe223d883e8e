//! Terms that don't belong to the gradient, and errors that depend on θ.

use super::{Named, Site, rms};
use crate::linear::add;
use crate::problem::Blocks;

pub(super) const ALL: &[Named] = &[
    ("constant added", constant),
    ("L2 term of 0.1", |site, g| decay(site, g, 0.1)),
    ("L2 term of 0.05", |site, g| decay(site, g, 0.05)),
    ("L1 term", signs),
    ("error that grows with θ", grows),
    ("neighbour added", neighbour),
    ("wrong at the point only", at_the_point),
];

/// A hundredth of the block's root mean square.
fn constant(site: &Site, grads: &mut Blocks) {
    let block = &mut grads[site.block];
    let constant = 0.01 * rms(block);
    block.iter_mut().for_each(|g| *g += constant);
}

fn decay(site: &Site, grads: &mut Blocks, factor: f64) {
    add(&mut grads[site.block], factor, &site.theta[site.block]);
}

fn signs(site: &Site, grads: &mut Blocks) {
    let block = &mut grads[site.block];
    let factor = 0.01 * rms(block);
    for (g, x) in block.iter_mut().zip(&site.theta[site.block]) {
        *g += if *x == 0.0 { 0.0 } else { factor * x.signum() };
    }
}

fn grows(site: &Site, grads: &mut Blocks) {
    let pairs = grads[site.block].iter_mut().zip(&site.theta[site.block]);
    pairs.for_each(|(g, x)| *g *= 1.0 + 0.01 * x);
}

fn neighbour(site: &Site, grads: &mut Blocks) {
    let block = &mut grads[site.block];
    let chosen = site.choose(block.len());
    if block.len() > 1 {
        block[chosen] += block[(chosen + 1) % block.len()];
    }
}

/// Right everywhere but at the test point, bit for bit.
fn at_the_point(site: &Site, grads: &mut Blocks) {
    if site.theta == site.origin {
        let block = &mut grads[site.block];
        let garbage = 0.5 * rms(block);
        let chosen = site.choose(block.len());
        block[chosen] += garbage;
    }
}
