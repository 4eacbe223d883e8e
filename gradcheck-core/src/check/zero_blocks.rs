//! Blocks on which cost and gradient seem not to depend at all: does rounding say that they do?
//!
//! A shift before a softmax leaves the cost as it is, and so does a bias behind which all units are dead. The
//! derivative of both is zero. But the shift is computed with: once it is moved far enough, the last digits
//! of cost and gradient change, and nothing else does. Then zero was compared with zero, and is right.

use crate::differentiate::{BasePoint, CostNoise};
use crate::directional::{Direction, Part, Region};
use crate::evaluate::{Evaluation, Objective};
use crate::norm::largest;
use crate::parameters::Block;
use crate::report::{BlockReport, Reason, Verdict};

/// What is left of a block and how far it is moved, as shares of its own size. Numbers near zero have digits that a
/// sum with larger ones must round, and large ones make such sums round coarsely.
const MOVES: [(f64, f64); 4] = [(1.0, 0.0123), (0.0, 0.0457), (1.0, 7.31), (1.0, -23.7)];
/// Parameters of few digits, as of values that were an f32, leave nothing to round: all others are moved by this share
/// of themselves then.
const STIRRING: f64 = 1.0 / (1u64 << 30) as f64;
/// What rounding leaves of terms that cancel is below so many roundoffs of the largest entry of the gradient.
const ROUNDINGS: f64 = 64.0;
/// A check looks at so many blocks at the most.
const MOST: usize = 8;

/// Let blocks pass that are zero on both sides, and yet computed with.
pub(super) fn pass_zero_blocks(
    model: &mut dyn Objective,
    base: &BasePoint<'_>,
    blocks: &[&Block],
    reports: &mut [BlockReport],
) {
    let flat = |report: &BlockReport| {
        report.verdict() == Verdict::Undecided(Reason::NothingCompared) && report.is_zero()
    };
    let untold = blocks.iter().zip(reports).filter(|(_, r)| flat(r));
    for (block, report) in untold.take(MOST) {
        if is_stirred(model, base, block) {
            report.is_zero_but_for_rounding();
        }
    }
}

/// What moving a block has changed.
#[derive(PartialEq)]
enum Change {
    Nothing,
    Rounding,
    More,
}

/// Whether the first change that moving the block makes is one of rounding.
fn is_stirred(model: &mut dyn Objective, base: &BasePoint<'_>, block: &Block) -> bool {
    match first_change(model, base, block) {
        Some(Change::Nothing) => {}
        change => return change == Some(Change::Rounding),
    }
    let theta = others_moved(base, block);
    let Ok(evaluation) = model.evaluate(&theta) else {
        return false;
    };
    let beside = BasePoint {
        theta: &theta,
        evaluation: &evaluation,
        ..*base
    };
    first_change(model, &beside, block) == Some(Change::Rounding)
}

/// The first change that moving the block makes; none if the function can't be evaluated.
fn first_change(model: &mut dyn Objective, base: &BasePoint<'_>, block: &Block) -> Option<Change> {
    for (of_theta, share) in MOVES {
        let there = model.evaluate(&moved(base, block, of_theta, share)).ok()?;
        match change(base, &there) {
            Change::Nothing => {}
            change => return Some(change),
        }
    }
    Some(Change::Nothing)
}

/// θ with all but this block moved by a little, each component by another share of itself.
fn others_moved(base: &BasePoint<'_>, block: &Block) -> Vec<f64> {
    let mut theta = base.theta.to_vec();
    for other in base
        .blocks
        .iter()
        .filter(|other| other.start != block.start)
    {
        for place in other.range() {
            let share = STIRRING * Direction::weight(base.seed, place);
            theta[place] = other.precision().round(theta[place] * (1.0 + share));
        }
    }
    theta
}

/// θ with the block shrunk to a share of itself and moved by a share of its largest parameter, or of one where all
/// are zero.
fn moved(base: &BasePoint<'_>, block: &Block, of_theta: f64, share: f64) -> Vec<f64> {
    let mut theta = base.theta.to_vec();
    let own = &mut theta[block.range()];
    let size = largest(own);
    let scale = if size == 0.0 { 1.0 } else { size };
    own.iter_mut().for_each(|t| *t *= of_theta);
    Direction::over(base.seed, Part::of(0, Region::of(block), scale)).moved(&theta, share)
}

fn change(base: &BasePoint<'_>, there: &Evaluation) -> Change {
    let here = base.evaluation;
    if there == here {
        return Change::Nothing;
    }
    let rounding = ROUNDINGS * base.precision.unit_roundoff();
    let within = rounding * largest(&here.gradient);
    // A cost may be the small difference of terms as large as what parameters of their size move.
    let costs = CostNoise::unmeasured(base)
        .of_difference(here.cost.abs().max(there.cost.abs()))
        .max(rounding * base.whole.largest_move());
    let mut slopes = here.gradient.iter().zip(&there.gradient);
    let is_rounding = (here.cost - there.cost).abs() <= costs
        && slopes.all(|(here, there)| (here - there).abs() <= within);
    if is_rounding {
        Change::Rounding
    } else {
        Change::More
    }
}
