//! The right numbers in wrong places, and whole rows and columns that are wrong.

use super::{Named, Site};
use crate::linear::Matrix;
use crate::problem::Blocks;

pub(super) const ALL: &[Named] = &[
    ("transposed", transposed),
    ("reversed", |site, g| g[site.block].reverse()),
    ("shifted by one", |site, g| g[site.block].rotate_right(1)),
    ("row zero", |site, g| row(site, g, 0.0)),
    ("row doubled", |site, g| row(site, g, 2.0)),
    ("sign of a column", column_sign),
    ("two blocks exchanged", blocks_exchanged),
];

fn transposed(site: &Site, grads: &mut Blocks) {
    let block = &mut grads[site.block];
    *block = Matrix::new(site.rows(), site.columns(), block.clone())
        .t()
        .data;
}

pub(super) fn row(site: &Site, grads: &mut Blocks, factor: f64) {
    let (chosen, columns) = (site.choose(site.rows()), site.columns());
    let row = &mut grads[site.block][chosen * columns..][..columns];
    row.iter_mut().for_each(|g| *g *= factor);
}

/// A block of one column is no case: that would be the sign of the block.
fn column_sign(site: &Site, grads: &mut Blocks) {
    let (chosen, columns) = (site.choose(site.columns()), site.columns());
    if columns > 1 {
        let column = grads[site.block].iter_mut().skip(chosen).step_by(columns);
        column.for_each(|g| *g = -*g);
    }
}

/// With the next block of the same length, if there is one.
fn blocks_exchanged(site: &Site, grads: &mut Blocks) {
    let count = grads.len();
    let length = grads[site.block].len();
    let other = (1..count)
        .map(|step| (site.block + step) % count)
        .find(|&other| grads[other].len() == length);
    if let Some(other) = other {
        grads.swap(site.block, other);
    }
}
