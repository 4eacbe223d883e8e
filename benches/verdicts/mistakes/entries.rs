//! One entry, or two, of a block.

use super::{Named, Site};
use crate::problem::Blocks;

pub(super) const ALL: &[Named] = &[
    ("entry off by a tenth", |site, g| entry(site, g, 1.1)),
    ("entry doubled", |site, g| entry(site, g, 2.0)),
    ("entry zero", |site, g| entry(site, g, 0.0)),
    ("sign of an entry", |site, g| entry(site, g, -1.0)),
    ("entry off by 1e-3", |site, g| entry(site, g, 1.0 + 1e-3)),
    ("two entries exchanged", exchanged),
];

pub(super) fn entry(site: &Site, grads: &mut Blocks, factor: f64) {
    let block = &mut grads[site.block];
    let chosen = site.choose(block.len());
    block[chosen] *= factor;
}

/// Entries that happen to be equal leave the gradient as it is, which is then no case.
pub(super) fn exchanged(site: &Site, grads: &mut Blocks) {
    let block = &mut grads[site.block];
    let chosen = site.choose(block.len());
    let count = block.len();
    block.swap(chosen, (chosen + 1 + count / 3) % count);
}
