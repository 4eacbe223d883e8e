//! The few kinds that the everyday families are given: large and small, of one entry, a line and a block.

use super::entries::{entry, exchanged};
use super::factors::scale;
use super::layout::row;
use super::{Named, Site, rms};
use crate::problem::{Blocks, norm};

pub(super) const ALL: &[Named] = &[
    ("block × 2", |site, g| scale(site, g, 2.0)),
    ("sign of a block", |site, g| scale(site, g, -1.0)),
    ("block × 1.01", |site, g| scale(site, g, 1.01)),
    ("a tenth of the block in an entry", tenth),
    ("row zero", |site, g| row(site, g, 0.0)),
    ("column zero", column_zero),
    ("two entries exchanged", exchanged),
    ("sign of an entry", |site, g| entry(site, g, -1.0)),
    ("block zero", |site, g| scale(site, g, 0.0)),
    ("a tenth of the whole in an entry", tenth_of_whole),
];

fn tenth(site: &Site, grads: &mut Blocks) {
    let block = &mut grads[site.block];
    let chosen = site.choose(block.len());
    block[chosen] += 0.1 * norm(block.iter().copied());
}

/// Of the root mean square of the whole gradient, as large as the block: what a block that should be zero can
/// be wrong by.
fn tenth_of_whole(site: &Site, grads: &mut Blocks) {
    let whole = rms(&grads.concat());
    let block = &mut grads[site.block];
    let chosen = site.choose(block.len());
    block[chosen] += 0.1 * whole * (block.len() as f64).sqrt();
}

/// A block of one column is no case: that would be all of it.
fn column_zero(site: &Site, grads: &mut Blocks) {
    let (chosen, columns) = (site.choose(site.columns()), site.columns());
    if columns > 1 {
        let column = grads[site.block].iter_mut().skip(chosen).step_by(columns);
        column.for_each(|g| *g = 0.0);
    }
}
