//! Directions over all blocks at once: a right gradient passes by a few of them.

use super::block_state::BlockState;
use super::direction::Slope;
use super::promise::Promise;
use super::scales::{Scaled, equalised, first_step, scaled, shared};
use super::{
    Direction, DirectionalChecker, Judged, Part, Region, Sharing, localise, locate, self_test,
};
use crate::judge::{Effort, zero_block};
use crate::norm::norm;
use crate::order::sort_by_key;
use crate::parameters::Block;
use crate::precision::Precision;
use crate::report::{Problem, Reason, Verdict};
use std::collections::VecDeque;

/// Directions over all components, at the least.
const DENSE: usize = 2;
/// In f32, whose bars are wide, an error all over a block would hide too often from fewer; with the evaluations that
/// they take.
const DENSE_IN_F32: usize = 6;
const ALONE_IN_F32: usize = 26;
/// A block that would notice no less than so many tolerances is moved with fewer others,
const COARSE: f64 = 10.0;
/// of which each time so many make one,
const APART: usize = 4;
/// as long as that notices smaller errors by this factor.
const BETTER: f64 = 0.7;
/// The first of several directions is judged again if the others have found a step longer by this factor.
const RETUNED: f64 = 2.0;
/// A block whose slope all but cancels tells little of an error all over it: it is drawn again, at most so
/// often.
const CANCELLED: f64 = 0.5;
const REDRAWS: usize = 8;
/// Evaluations that directions over one block take, or over one group.
const ALONE: usize = 10;
/// A block by itself, or a group of many, is judged along so many directions more, if it takes them.
const AGAIN: usize = 6;
/// Evaluations that a component takes in a full sweep in f32.
const OF_COMPONENT: usize = 4;
/// Mistakes in several blocks are found one round after another.
const ROUNDS: usize = 6;

/// A direction that fails, and how.
pub(super) type Seen = (Direction, Judged);

/// Probe these blocks, and tell of each what is known of it then.
pub(crate) fn probe<'b>(
    checker: &mut DirectionalChecker<'_>,
    blocks: &[&'b Block],
) -> Result<Vec<BlockState<'b>>, Problem> {
    let base = &checker.base;
    let zero = |block: &&Block| zero_block(base, block).map_or(0.0, |zero| zero.scale);
    let zero_scales: Vec<f64> = blocks.iter().map(zero).collect();
    let known = blocks.iter().zip(&zero_scales);
    let gradient = (base.evaluation.gradient.as_slice(), base.precision);
    let known = known.map(|(block, &zero)| BlockState::new(block, gradient, zero));
    let mut known: Vec<BlockState<'b>> = known.collect();
    checker.zero_scales = zero_scales;
    checker.sizes = known.iter().map(BlockState::size_judged).collect();
    if is_crowd(checker, blocks) {
        crowd(checker, blocks, &mut known)?;
        return Ok(known);
    }
    let mut left: Vec<Scaled<'b>> = match checker.sharing {
        Sharing::Alone => scaled(checker, blocks),
        Sharing::Rows | Sharing::RowsTold => shared(checker, blocks),
    };
    for round in 0..ROUNDS {
        // Once something has been found, what is left need only be right along one direction more.
        let rows = if round == 0 {
            DENSE.max(rows(left.len()))
        } else {
            1
        };
        let seen = pass(checker, &left, &mut known, rows)?;
        if checker.is_to_end() {
            return Ok(known);
        }
        let Some(seen) = seen else {
            break;
        };
        let found = found(checker, &left, &seen, &mut known)?;
        if found.is_empty() {
            // What one direction has seen is in none of its parts: no block can be told.
            break;
        }
        left.retain(|s| !found.contains(&s.at));
    }
    closer(checker, blocks, &mut known)?;
    one_by_one(checker, &mut known)?;
    Ok(known)
}

/// Whether there are more blocks than the budget leaves directions for, in f32, where one over all of them tells
/// little of each.
fn is_crowd(checker: &mut DirectionalChecker<'_>, blocks: &[&Block]) -> bool {
    let left = checker.model.allowance().left();
    checker.base.precision == Precision::F32 && blocks.len() * ALONE > left
}

/// Blocks in groups, as many as the budget has directions for, each judged on the norm of its group as the
/// components of one block are on that of theirs.
fn crowd<'b>(
    checker: &mut DirectionalChecker<'_>,
    blocks: &[&'b Block],
    known: &mut [BlockState<'b>],
) -> Result<(), Problem> {
    checker.effort = Effort::Brief;
    let left = checker.model.allowance().left().max(1);
    let (rows, takes) = if blocks.iter().all(|block| block.shape().count() == 1) {
        (DENSE, ALONE)
    } else {
        (DENSE_IN_F32, ALONE_IN_F32)
    };
    let size = (blocks.len() * takes).div_ceil(left).max(APART);
    let all: Vec<usize> = (0..blocks.len()).collect();
    let mut groups = parts(&all, size);
    while let Some(group) = groups.pop_front() {
        let of_group = norm(group.iter().map(|&at| known[at].size_judged()));
        for &at in &group {
            known[at].is_among(of_group);
            checker.sizes[at] = of_group;
        }
        let scaled = equalised(checker, group.iter().map(|&at| (at, blocks[at])));
        if let Some(seen) = pass(checker, &scaled, known, rows)? {
            let wrong = found(checker, &scaled, &seen, known)?;
            let left = group.into_iter().filter(|at| !wrong.contains(at));
            let left: Vec<usize> = left.collect();
            if !wrong.is_empty() && !left.is_empty() {
                groups.push_back(left);
            }
            continue;
        }
        again(checker, &scaled, known, checker.must_notice)?;
        if group.len() > 1 && group.iter().any(|&at| !known[at].is_settled()) {
            groups.extend(parts(&group, group.len().div_ceil(2)));
        }
    }
    Ok(())
}

/// Blocks whose gradient is zero, or too small beside the others, and those that have been rejected together:
/// several at a time, and what that can't tell by fewer.
fn closer<'b>(
    checker: &mut DirectionalChecker<'_>,
    blocks: &[&'b Block],
    known: &mut [BlockState<'b>],
) -> Result<(), Problem> {
    let enough = match checker.base.precision {
        Precision::F64 => COARSE * checker.tol,
        Precision::F32 => checker.must_notice,
    };
    let open: Vec<usize> = (0..known.len())
        .filter(|&at| known[at].is_open(enough, checker.must_notice))
        .collect();
    // By the cost alone it isn't seen which of several blocks mattered to it.
    let most = if checker.screen {
        1
    } else {
        blocks.len().div_ceil(APART)
    };
    let mut groups: VecDeque<Vec<usize>> = parts(&open, most);
    while let Some(group) = groups.pop_front() {
        let before: Vec<f64> = group.iter().map(|&at| known[at].noticeable).collect();
        let scaled = equalised(checker, group.iter().map(|&at| (at, blocks[at])));
        if let Some(seen) = pass(checker, &scaled, known, rows(group.len()))? {
            found(checker, &scaled, &seen, known)?;
        }
        if let [alone] = scaled.as_slice() {
            // In f64 an error in a component is told as well as it can be: others tell of one all over the block.
            match checker.base.precision {
                Precision::F32 => again(checker, &scaled, known, enough)?,
                Precision::F64 if !known[alone.at].is_settled() => {}
                Precision::F64 => again(checker, &scaled, known, f64::INFINITY)?,
            }
        }
        if group.len() > 1 {
            // What fewer blocks tell no better, still fewer won't, but for the kinks of f32 networks: a direction over
            // fewer components meets fewer of them.
            let is_f32 = checker.base.precision == Precision::F32;
            let is_left = |&(&at, before): &(&usize, f64)| {
                let is_better = is_f32 || known[at].noticeable < BETTER * before;
                !known[at].is_settled()
                    || (known[at].is_open(enough, checker.must_notice) && is_better)
            };
            let left: Vec<usize> = group
                .iter()
                .zip(before)
                .filter(is_left)
                .map(|(&at, _)| at)
                .collect();
            groups.extend(parts(&left, group.len().div_ceil(APART)));
        }
    }
    Ok(())
}

/// A kink, noise or the rounding of f32 may spoil one direction and not another, and each sees errors that another
/// misses: blocks that one leaves open are judged along others.
fn again(
    checker: &mut DirectionalChecker<'_>,
    blocks: &[Scaled<'_>],
    known: &mut [BlockState<'_>],
    enough: f64,
) -> Result<(), Problem> {
    for _ in 0..AGAIN {
        let is_open = |scaled: &Scaled<'_>| known[scaled.at].is_open(enough, checker.must_notice);
        if !blocks.iter().any(is_open) {
            break;
        }
        if pass(checker, blocks, known, 1)?.is_some() {
            for scaled in blocks {
                known[scaled.at].doubt(Reason::Unsettled);
            }
            break;
        }
    }
    Ok(())
}

/// A small block of f32 that directions have left open is measured as one of a small problem is, the smallest
/// first, as long as the budget lasts.
fn one_by_one(
    checker: &mut DirectionalChecker<'_>,
    known: &mut [BlockState<'_>],
) -> Result<(), Problem> {
    if checker.base.precision != Precision::F32 {
        return Ok(());
    }
    let enough = checker.must_notice;
    let mut open: Vec<usize> = (0..known.len())
        .filter(|&at| known[at].is_open(enough, checker.must_notice) && !known[at].is_by_chance())
        .collect();
    sort_by_key(&mut open, |&at| known[at].block.shape().count());
    for at in open {
        let block = known[at].block;
        let count = block.shape().count();
        if count * OF_COMPONENT > checker.model.allowance().left() {
            break;
        }
        let offsets: Vec<usize> = (0..count).collect();
        let judged = checker.components(block, &offsets, 0)?;
        known[at].measured(judged.components, judged.problems);
    }
    Ok(())
}

/// Blocks in groups of so many.
fn parts(of: &[usize], size: usize) -> VecDeque<Vec<usize>> {
    of.chunks(size.max(1)).map(<[usize]>::to_vec).collect()
}

/// What a failing direction is owed to, each block examined: which these are.
fn found<'b>(
    checker: &mut DirectionalChecker<'_>,
    blocks: &[Scaled<'b>],
    seen: &Seen,
    known: &mut [BlockState<'b>],
) -> Result<Vec<usize>, Problem> {
    for scaled in blocks {
        known[scaled.at].doubt(Reason::Unsettled);
    }
    let found = match blocks {
        [alone] => vec![(alone.at, seen.1.reading)],
        _ => locate::blocks(checker, blocks, seen)?,
    };
    for &(at, reading) in &found {
        let Some(&scaled) = blocks.iter().find(|s| s.at == at) else {
            continue;
        };
        if checker.sharing == Sharing::RowsTold {
            let (direction, judged) = seen;
            let of_block = direction.parts.iter().find(|part| part.at == at);
            let scale = of_block.map_or(scaled.scale, |part| part.scale.abs());
            let judged = Judged {
                reading,
                ..judged.clone()
            };
            known[at].without_culprit(&judged, scale);
        } else {
            localise::examine(checker, scaled, seen, reading, &mut known[at])?;
        }
    }
    Ok(found.into_iter().map(|(at, _)| at).collect())
}

/// The directions by which no error in one of so many blocks hides another's: any two blocks add up in one.
fn rows(blocks: usize) -> usize {
    1 + bits(blocks)
}

fn bits(blocks: usize) -> usize {
    blocks.next_power_of_two().trailing_zeros() as usize
}

/// Judge so many directions over these blocks; the first that fails ends it.
///
/// The first moves them so that their slopes add up; then each row turns half of the blocks round, by a bit
/// of their number, so that of any two that are wrong the errors add up in one row if they cancel in
/// another. Rows beyond that are drawn anew.
fn pass(
    checker: &mut DirectionalChecker<'_>,
    blocks: &[Scaled<'_>],
    known: &mut [BlockState<'_>],
    rows: usize,
) -> Result<Option<Seen>, Problem> {
    if blocks.is_empty() {
        return Ok(None);
    }
    let name = name(blocks);
    let together = bits(blocks.len());
    let is_f32 = checker.base.precision == Precision::F32;
    let (mut tuned, mut at_first) = (1.0, 1.0);
    let mut promises = vec![Promise::new(together, !is_f32); blocks.len()];
    let mut first: Option<Direction> = None;
    // The weights of the direction before are written over.
    let mut last: Option<Direction> = None;
    let mut by_chance = false;
    // The first is judged at a step that others have yet to find: it comes last as well, if it told too little.
    let order = (0..rows).chain([0]);
    for (count, row) in order.enumerate() {
        let is_last = count == rows;
        let mut promised = blocks.iter().zip(&promises);
        let is_coarse = |(scaled, promise): (&Scaled<'_>, &Promise)| {
            let (unseen, _) = promise.unseen().unwrap_or_default();
            unseen > COARSE * checker.tol * known[scaled.at].size
        };
        if is_last && (tuned < RETUNED * at_first || !promised.any(is_coarse)) {
            break;
        }
        let last_one = last.take();
        let direction = match &first {
            Some(first) if row <= together && !is_f32 => {
                turned(first, last_one, blocks, row, tuned)
            }
            _ => drawn(checker, blocks, tuned),
        };
        let judged = checker.quick_screen(&direction, &name)?;
        if checker.is_to_end() {
            return Ok(None);
        }
        if judged.verdict == Verdict::Fail {
            return Ok(Some((direction, judged)));
        }
        by_chance |= judged.verdict == Verdict::Undecided(Reason::RightByChance);
        let parts = direction.parts.iter().zip(&judged.slopes);
        for ((scaled, (part, &slope)), promise) in blocks.iter().zip(parts).zip(&mut promises) {
            let known = &mut known[scaled.at];
            let scale = part.scale.abs();
            known.take(&judged, scale, alone_or_beside(blocks, scaled, &judged));
            promise.take(&judged, scale, slope, row);
            if checker.self_test {
                known.plants = self_test::plant(&judged, slope, scaled.block);
            }
        }
        tuned *= judged.h / first_step(checker.base.precision);
        // Rows share their directions, and their steps instead.
        if !tuned.is_finite() || checker.sharing != Sharing::Alone {
            tuned = 1.0;
        }
        if first.is_none() {
            let mut direction = direction.clone();
            direction.forget();
            (first, at_first) = (Some(direction), tuned);
        }
        last = Some(direction);
    }
    for (scaled, promise) in blocks.iter().zip(promises) {
        let known = &mut known[scaled.at];
        known.promise(&promise);
        match (by_chance, blocks.len()) {
            (false, _) => {}
            // One direction that sees it isn't outweighed by others that don't.
            (true, 1) => known.doubt(Reason::RightByChance),
            (true, _) => known.doubt(Reason::Unsettled),
        }
    }
    Ok(None)
}

/// What a direction tells of a block: all, if no other was moved, else its slopes beside the point.
fn alone_or_beside(blocks: &[Scaled<'_>], scaled: &Scaled<'_>, judged: &Judged) -> Option<f64> {
    let beside = judged.beside.get(scaled.at).copied();
    (blocks.len() > 1).then(|| beside.unwrap_or_default())
}

/// The first direction of several, half of its blocks turned round and all magnitudes drawn anew, over those of the
/// last one.
fn turned(
    first: &Direction,
    last: Option<Direction>,
    blocks: &[Scaled<'_>],
    row: usize,
    tuned: f64,
) -> Direction {
    let mut direction = last.unwrap_or_else(|| first.clone());
    let parts = direction.parts.iter_mut().zip(&first.parts).zip(blocks);
    for (number, ((part, first), scaled)) in parts.enumerate() {
        let is_turned = row > 0 && number >> (row - 1) & 1 == 1;
        let sign = if is_turned { -1.0 } else { 1.0 };
        part.key = Direction::same_signs(first.key, row);
        part.scale = (tuned * scaled.scale).copysign(sign * first.scale);
    }
    direction
}

/// A direction over all components of these blocks, each scaled to the same expected slope.
pub(super) fn drawn(
    checker: &mut DirectionalChecker<'_>,
    blocks: &[Scaled<'_>],
    tuned: f64,
) -> Direction {
    let parts = blocks.iter().map(|scaled| {
        let part = Part::of(scaled.at, Region::of(scaled.block), tuned * scaled.scale);
        telling(checker, part)
    });
    Direction {
        parts: parts.collect(),
    }
}

/// A part whose slope tells of an error all over its block, turned so that the slopes of all blocks add up: none
/// of them hides another.
fn telling(checker: &mut DirectionalChecker<'_>, mut part: Part) -> Part {
    let scale = part.scale;
    if checker.sharing != Sharing::Alone {
        // The same whatever the row, so that all rows share its points.
        part.key = checker.key();
        return part;
    }
    let (mut best, mut largest) = ((part.key, scale), -1.0);
    for _ in 0..REDRAWS {
        part.key = checker.key();
        let (slope, terms) = Slope::of(&[part.slope(&checker.base.evaluation.gradient)]);
        if slope.abs() > largest {
            largest = slope.abs();
            best = (part.key, if slope < 0.0 { -scale } else { scale });
        }
        if largest >= CANCELLED * terms {
            break;
        }
    }
    (part.key, part.scale) = best;
    part
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
