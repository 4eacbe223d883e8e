//! Directions over all blocks at once: a right gradient passes by a few of them.

use super::blocks::Known;
use super::direction::RMS;
use super::{Direction, Judged, Part, Prober, Region, guilty, locate, plant};
use crate::differentiate::{Base, Step};
use crate::norm::{norm, rms};
use crate::{Block, Precision, Problem, Reason, Verdict};

/// Directions over all components, and components of each block that another one samples.
const DENSE: usize = 2;
const SAMPLED: usize = 16;
/// A block with a small gradient moves farther than others, up to this factor.
const FARTHER: f64 = 64.0;
/// The bar that the first step is chosen for, as a share of the norm of the terms.
const AIM: f64 = 2e-9;
/// A block that would notice no less than so many tolerances gets a direction of its own.
const COARSE: f64 = 10.0;
/// Directions whose slope all but cancels tell little: another is drawn, at most so often.
const CANCELLED: f64 = 0.25;
const REDRAWS: usize = 8;
/// Mistakes in several blocks are found one round after another.
const ROUNDS: usize = 6;

/// A block with how far a direction moves its components.
#[derive(Clone, Copy)]
pub(super) struct Scaled<'b> {
    pub(super) block: &'b Block,
    /// Where it stands among those that are checked.
    pub(super) at: usize,
    pub(super) scale: f64,
}

/// A direction that fails, and how.
pub(super) type Seen = (Direction, Judged);

/// Probe these blocks, and tell of each what is known of it then.
pub(crate) fn probe<'b>(
    prober: &mut Prober<'_>,
    blocks: &[&'b Block],
    budget: usize,
) -> Result<Vec<Known<'b>>, Problem> {
    let gradient = &prober.base.evaluation.gradient;
    let mut known: Vec<Known<'b>> = blocks
        .iter()
        .map(|block| Known::new(block, gradient))
        .collect();
    let mut left: Vec<Scaled<'b>> = scaled(prober, blocks);
    for round in 0..ROUNDS {
        let draws = if round == 0 { DENSE } else { 1 };
        let Some(seen) = pass(prober, &left, &mut known, draws)? else {
            left.clear();
            break;
        };
        let found = locate::blocks(prober, &left, &seen, budget)?;
        if found.is_empty() {
            // What one direction has seen is in none of its parts: no block can be told.
            break;
        }
        for (at, reading) in found {
            let Some(scaled) = left.iter().find(|s| s.at == at).copied() else {
                continue;
            };
            guilty::examine(prober, scaled, &seen, reading, budget, &mut known[at])?;
            left.retain(|s| s.at != at);
        }
    }
    // What is left has been accused together, and is to be judged one by one.
    for scaled in &left {
        known[scaled.at].doubt(Reason::Unsettled);
    }
    // Blocks whose gradient is zero, or too small beside the others, are looked at by themselves.
    let tol = prober.tol;
    for (at, block) in blocks.iter().enumerate() {
        let alone = &mut known[at];
        if alone.is_settled() && !alone.is_coarse(COARSE * tol) {
            continue;
        }
        let scaled = Scaled {
            block,
            at,
            scale: own_scale(&prober.base, block),
        };
        if let Some(seen) = pass(prober, &[scaled], &mut known, 1)? {
            let reading = seen.1.reading;
            guilty::examine(prober, scaled, &seen, reading, budget, &mut known[at])?;
        }
    }
    Ok(known)
}

/// Judge so many directions over these blocks, and one over a sample of each; the first that fails ends it.
fn pass(
    prober: &mut Prober<'_>,
    blocks: &[Scaled<'_>],
    known: &mut [Known<'_>],
    dense: usize,
) -> Result<Option<Seen>, Problem> {
    if blocks.is_empty() {
        return Ok(None);
    }
    let name = name(blocks);
    let mut tuned = 1.0;
    for _ in 0..dense {
        let direction = drawn(prober, blocks, tuned);
        let judged = prober.glance(&direction, &name)?;
        if judged.verdict == Verdict::Fail {
            return Ok(Some((direction, judged)));
        }
        for (scaled, part) in blocks.iter().zip(&direction.parts) {
            let known = &mut known[scaled.at];
            known.take(&judged, part.scale.abs(), blocks.len() == 1);
            if prober.self_test {
                let own = direction.weighted(|at| f64::from(at == scaled.at));
                known.plants = plant::plant(&judged, prober.slope(&own).0, scaled.block);
            }
        }
        tuned *= judged.h / first_step(prober.base.precision);
        if !tuned.is_finite() {
            tuned = 1.0;
        }
    }
    // Once something has been found, what is left need only be right along one direction more.
    let has_found = dense < DENSE;
    if has_found || blocks.len() == 1 && blocks[0].block.shape().count() <= SAMPLED {
        return Ok(None);
    }
    let direction = sampled(prober, blocks, tuned);
    let judged = prober.glance(&direction, &name)?;
    Ok((judged.verdict == Verdict::Fail).then_some((direction, judged)))
}

/// A direction over all components of these blocks, each scaled to the same expected slope.
pub(super) fn drawn(prober: &mut Prober<'_>, blocks: &[Scaled<'_>], tuned: f64) -> Direction {
    let part = |scaled: &Scaled<'_>| {
        let region = Region::of(scaled.block);
        vec![Part::of(scaled.at, region, tuned * scaled.scale)]
    };
    telling(prober, blocks, part)
}

/// A direction over a few components of each block.
fn sampled(prober: &mut Prober<'_>, blocks: &[Scaled<'_>], tuned: f64) -> Direction {
    let mut parts: Vec<Vec<Part>> = Vec::new();
    for scaled in blocks {
        let offsets = guilty::some_offsets(prober, scaled.block, SAMPLED);
        let count = scaled.block.shape().count() as f64;
        // As far as all together would move.
        let scale = tuned * scaled.scale * (count / offsets.len() as f64).sqrt().sqrt();
        let single =
            |&offset: &usize| Part::of(scaled.at, Region::single(scaled.block, offset), scale);
        parts.push(offsets.iter().map(single).collect());
    }
    let part = |scaled: &Scaled<'_>| {
        let own = blocks.iter().position(|s| s.at == scaled.at);
        own.and_then(|own| parts.get(own).cloned())
            .unwrap_or_default()
    };
    telling(prober, blocks, part)
}

/// A direction along which the blocks' slopes add up, so that none of them hides another.
fn telling(
    prober: &mut Prober<'_>,
    blocks: &[Scaled<'_>],
    parts: impl Fn(&Scaled<'_>) -> Vec<Part>,
) -> Direction {
    let mut direction = Direction {
        key: prober.key(),
        parts: Vec::new(),
    };
    for _ in 0..REDRAWS {
        direction.parts.clear();
        let (mut slope, mut squares) = (0.0, 0.0);
        for scaled in blocks {
            let own = Direction {
                key: direction.key,
                parts: parts(scaled),
            };
            let (of_block, terms) = prober.slope(&own);
            let sign = if of_block < 0.0 { -1.0 } else { 1.0 };
            let turned = own.parts.into_iter().map(|part| Part {
                scale: sign * part.scale,
                ..part
            });
            direction.parts.extend(turned);
            slope += of_block.abs();
            squares += terms * terms;
        }
        if slope >= CANCELLED * squares.sqrt() {
            break;
        }
        direction.key = prober.key();
    }
    direction
}

/// How far a component of a block moves by itself, shared among all that move.
pub(super) fn own_scale(base: &Base<'_>, block: &Block) -> f64 {
    let theta = rms(&base.theta[block.range()]).max(1.0);
    theta / (block.shape().count() as f64).sqrt().sqrt()
}

/// The blocks with a gradient, so scaled that each adds about as much to the slope of a direction, and that
/// the first step leaves as much roundoff as is wanted.
pub(super) fn scaled<'b>(prober: &Prober<'_>, blocks: &[&'b Block]) -> Vec<Scaled<'b>> {
    let base = &prober.base;
    let size = |block: &Block| norm(base.evaluation.gradient[block.range()].iter().copied());
    let natural = |block: &Block| size(block) * own_scale(base, block);
    let largest = blocks
        .iter()
        .map(|block| natural(block))
        .fold(0.0, f64::max);
    let mut scaled = Vec::new();
    let mut squares = 0.0;
    for (at, &block) in blocks.iter().enumerate() {
        let natural = natural(block);
        if natural > 0.0 {
            let scale = own_scale(base, block) * (largest / natural).min(FARTHER);
            squares += (RMS * scale * size(block)).powi(2);
            scaled.push(Scaled { block, at, scale });
        }
    }
    let precision = base.precision;
    if precision == Precision::F64 {
        let roundoff = 4.0 * precision.unit_roundoff() * base.evaluation.cost.abs();
        let wanted = roundoff / (AIM * first_step(precision) * squares.sqrt());
        let shrink = wanted.clamp(SMALLEST_START, 1.0);
        scaled.iter_mut().for_each(|s| s.scale *= shrink);
    }
    scaled
}

/// A first step is at most this much smaller than the default one.
const SMALLEST_START: f64 = 1.0 / 1024.0;

pub(super) fn first_step(precision: Precision) -> f64 {
    Step::assisted(0.0, precision)
}

/// "W1 along a random direction", "W1, b1 and 4 more along a random direction".
fn name(blocks: &[Scaled<'_>]) -> String {
    let paths: Vec<String> = blocks
        .iter()
        .take(2)
        .map(|s| s.block.path().to_string())
        .collect();
    let more = match blocks.len().saturating_sub(2) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{}{more} along a random direction", paths.join(", "))
}
