//! How far the blocks of a direction move, so that each adds as much to its slope.

use super::DirectionalChecker;
use super::weights::RMS;
use crate::differentiate::{BasePoint, Step};
use crate::norm::{norm_of, rms};
use crate::parameters::Block;
use crate::precision::Precision;

/// A block with a small gradient moves farther than others, up to this factor.
const FARTHER: f64 = 64.0;
/// The bar that the first step is chosen for, as a share of the norm of the terms.
const AIM: f64 = 2e-9;

/// A block with how far a direction moves its components.
#[derive(Clone, Copy)]
pub(super) struct Scaled<'b> {
    pub(super) block: &'b Block,
    /// Where it stands among those that are checked.
    pub(super) at: usize,
    pub(super) scale: f64,
}

/// How far a component of a block moves by itself, shared among all that move.
pub(super) fn own_scale(base: &BasePoint<'_>, block: &Block) -> f64 {
    let theta = rms(&base.theta[block.range()]).max(1.0);
    theta / (block.shape().count() as f64).sqrt().sqrt()
}

/// The blocks with a gradient, so scaled that the first step leaves as much roundoff as is wanted.
pub(super) fn scaled<'b>(
    checker: &DirectionalChecker<'_>,
    blocks: &[&'b Block],
) -> Vec<Scaled<'b>> {
    let with_gradient = blocks.iter().copied().enumerate();
    let with_gradient = with_gradient.filter(|&(at, block)| size(checker, at, block) > 0.0);
    sparing(checker, with_gradient)
}

/// The blocks as a direction moves them that is shared by several gradients.
pub(super) fn shared<'b>(
    checker: &DirectionalChecker<'_>,
    blocks: &[&'b Block],
) -> Vec<Scaled<'b>> {
    let alone = |(at, block): (usize, &&'b Block)| Scaled {
        block,
        at,
        scale: own_scale(&checker.base, block),
    };
    blocks.iter().enumerate().map(alone).collect()
}

/// The same of all blocks: one without a gradient may have lost it.
pub(super) fn all_scaled<'b>(
    checker: &DirectionalChecker<'_>,
    blocks: &[&'b Block],
) -> Vec<Scaled<'b>> {
    sparing(checker, blocks.iter().copied().enumerate())
}

/// Blocks so scaled that the first step leaves as much roundoff as is wanted.
fn sparing<'b>(
    checker: &DirectionalChecker<'_>,
    blocks: impl Iterator<Item = (usize, &'b Block)>,
) -> Vec<Scaled<'b>> {
    let base = &checker.base;
    let mut scaled = equalised(checker, blocks);
    let squares = scaled
        .iter()
        .map(|s| (RMS * s.scale * size(checker, s.at, s.block)).powi(2));
    let squares: f64 = squares.sum();
    let precision = base.precision;
    if precision == Precision::F64 && squares > 0.0 {
        let roundoff = 4.0 * precision.unit_roundoff() * base.evaluation.cost.abs();
        let wanted = roundoff / (AIM * first_step(precision) * squares.sqrt());
        let shrink = wanted.clamp(SMALLEST_START, 1.0);
        scaled.iter_mut().for_each(|s| s.scale *= shrink);
    }
    scaled
}

/// Blocks so scaled that each adds about as much to the slope of a direction; one without a slope moves as
/// it would by itself.
pub(super) fn equalised<'b>(
    checker: &DirectionalChecker<'_>,
    blocks: impl Iterator<Item = (usize, &'b Block)>,
) -> Vec<Scaled<'b>> {
    let natural = blocks.map(|(at, block)| {
        let own = own_scale(&checker.base, block);
        (at, block, own, size(checker, at, block) * own)
    });
    let natural: Vec<_> = natural.collect();
    let largest = natural.iter().fold(0.0, |l: f64, (.., n)| l.max(*n));
    let scaled = natural.into_iter().map(|(at, block, own, natural)| {
        let farther = match natural {
            0.0 => 1.0,
            natural => (largest / natural).min(FARTHER),
        };
        let scale = own * farther;
        Scaled { block, at, scale }
    });
    scaled.collect()
}

/// The norm that a block's errors are judged on.
pub(super) fn size(checker: &DirectionalChecker<'_>, at: usize, block: &Block) -> f64 {
    let gradient = &checker.base.evaluation.gradient[block.range()];
    let own = || norm_of(gradient);
    checker.sizes.get(at).copied().unwrap_or_else(own)
}

/// A first step is at most this much smaller than the default one.
const SMALLEST_START: f64 = 1.0 / 1024.0;

pub(super) fn first_step(precision: Precision) -> f64 {
    Step::assisted(0.0, precision)
}
