//! A block, or all of it, by a factor.

use super::{Named, Site};
use crate::problem::Blocks;

pub(super) const ALL: &[Named] = &[
    ("sign of a block", |site, g| scale(site, g, -1.0)),
    ("block × 2", |site, g| scale(site, g, 2.0)),
    ("block × 1/2", |site, g| scale(site, g, 0.5)),
    ("block × (1 + 1e-3)", |site, g| scale(site, g, 1.0 + 1e-3)),
    ("block × (1 + 1e-4)", |site, g| scale(site, g, 1.0 + 1e-4)),
    ("block × (1 + 1e-5)", |site, g| scale(site, g, 1.0 + 1e-5)),
    ("block × (1 + 1e-6)", |site, g| scale(site, g, 1.0 + 1e-6)),
    ("block / rows", divided_by_rows),
    ("block × rows", times_rows),
    ("block zero", |site, g| scale(site, g, 0.0)),
    ("all × 2", |_, g| scale_all(g, 2.0)),
    ("all × 1000", |_, g| scale_all(g, 1000.0)),
];

pub(super) fn scale(site: &Site, grads: &mut Blocks, factor: f64) {
    grads[site.block].iter_mut().for_each(|g| *g *= factor);
}

fn scale_all(grads: &mut Blocks, factor: f64) {
    grads.iter_mut().flatten().for_each(|g| *g *= factor);
}

fn divided_by_rows(site: &Site, grads: &mut Blocks) {
    scale(site, grads, 1.0 / site.rows() as f64);
}

fn times_rows(site: &Site, grads: &mut Blocks) {
    scale(site, grads, site.rows() as f64);
}
