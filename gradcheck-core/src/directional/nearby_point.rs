//! Blocks at another point than the test point, where a pair of evaluations along a direction tells whether
//! they are right.

use super::scales::{Scaled, all_scaled, own_scale, shared};
use super::scan::drawn;
use super::{Direction, DirectionalChecker, Part, Reading, Region};
use crate::order::sort_by_key;
use crate::parameters::Block;
use crate::report::Reason;

/// A reading rejects beyond the tolerance and so many bars.
const BARS: f64 = 3.0;
/// A bar up to this share of the terms tells something; a mistake of the other share of a block's is to be seen.
const TELLS: f64 = 1e-2;
const SEEN: f64 = 2e-3;
/// What is rejected together is parted into so many, and each part read so often.
const PARTS: usize = 8;
const READINGS: usize = 2;
/// A block is rejected by so many directions of its own, of which so many have to.
const ACCUSING: usize = 4;
const OWN_READINGS: usize = 6;
/// The evaluations that a reading takes, about.
const EACH: usize = 2;

/// What a direction over all blocks came to at a point.
pub(crate) enum Seen {
    /// It doesn't disagree.
    Right,
    /// It doesn't tell, for this reason.
    Untold(Reason),
    /// These blocks are rejected, each by several directions of its own.
    Wrong(Vec<Suspect>),
}

/// A block with the directions over it alone that reject it.
pub(crate) struct Suspect {
    /// Where it stands among those that are checked.
    pub(crate) at: usize,
    pub(crate) rejecting: Vec<(Direction, Reading)>,
}

/// What directions over one block alone tell of it.
pub(crate) enum Alone {
    Right,
    /// It is wrong by this share of its slope.
    Wrong(f64),
    Nothing,
}

/// Read a direction over a block alone, and others if it rejects. A block without a slope tells nothing.
pub(crate) fn alone(checker: &mut DirectionalChecker<'_>, at: usize, block: &Block) -> Alone {
    let scale = own_scale(&checker.base, block);
    let set = [Scaled { block, at, scale }];
    let direction = drawn(checker, &set, 1.0);
    let Ok(reading) = checker.glimpse(&direction) else {
        return Alone::Nothing;
    };
    if rejects(checker, &reading) {
        checker.know_noise(&direction);
        let rejecting = rejecting(checker, &set, OWN_READINGS);
        let error = |(_, reading): &(Direction, Reading)| reading.error();
        let largest = rejecting.iter().map(error).fold(0.0, f64::max);
        return if rejecting.len() >= ACCUSING {
            Alone::Wrong(largest)
        } else {
            Alone::Nothing
        };
    }
    let noticeable = checker.tolerance(reading.terms) + BARS * reading.bar;
    if reading.terms > 0.0 && noticeable <= TELLS * reading.terms {
        Alone::Right
    } else {
        Alone::Nothing
    }
}

/// Read one direction over all blocks, and one more over those that the first is too coarse for. If it rejects,
/// the blocks that are to blame are found by further ones, as far as the budget goes. Outputs of one function
/// share the first direction, and its evaluations.
pub(crate) fn beside(
    checker: &mut DirectionalChecker<'_>,
    blocks: &[&Block],
    is_shared: bool,
) -> Seen {
    let (mut set, mut direction) = over(checker, blocks, is_shared);
    let reading = match checker.glimpse(&direction) {
        Ok(reading) => reading,
        Err(problem) => return Seen::Untold(problem.reason()),
    };
    if !set.is_empty() && reading.terms == 0.0 && reading.apart == 0.0 {
        // Constant there as well.
        return Seen::Right;
    }
    if !rejects(checker, &reading) {
        let noticeable = checker.tolerance(reading.terms) + BARS * reading.bar;
        if noticeable > TELLS * reading.terms {
            return Seen::Untold(Reason::BarTooWide);
        }
        let terms = direction.slopes(&checker.base.evaluation.gradient);
        let terms = terms.iter().map(|part| part.squares.sqrt());
        let unseen = |terms: f64| terms > 0.0 && noticeable > SEEN * terms;
        let coarse = set.iter().copied().zip(terms);
        let coarse = coarse.filter(|&(_, terms)| unseen(terms));
        let coarse: Vec<Scaled<'_>> = coarse.map(|(scaled, _)| scaled).collect();
        // The rows of a matrix share their evaluations, and have no directions of their own.
        if coarse.is_empty() || coarse.len() == set.len() || checker.base.is_row {
            return Seen::Right;
        }
        set = coarse;
        direction = drawn(checker, &set, 1.0);
        match checker.glimpse(&direction) {
            Ok(reading) if rejects(checker, &reading) => {}
            _ => return Seen::Right,
        }
    }
    checker.know_noise(&direction);
    Seen::Wrong(found(checker, &set))
}

/// Whether a reading says that something is wrong.
fn rejects(checker: &DirectionalChecker<'_>, reading: &Reading) -> bool {
    reading.apart.abs() > checker.tolerance(reading.terms) + BARS * reading.bar
}

/// A direction over all blocks; the same one whatever the gradient, if it is shared by
/// several.
fn over<'b>(
    checker: &mut DirectionalChecker<'_>,
    blocks: &[&'b Block],
    is_shared: bool,
) -> (Vec<Scaled<'b>>, Direction) {
    if !is_shared {
        let set = all_scaled(checker, blocks);
        let direction = drawn(checker, &set, 1.0);
        return (set, direction);
    }
    let set = shared(checker, blocks);
    let part = |s: &Scaled<'_>| Part::of(s.at, Region::of(s.block), s.scale);
    let key = checker.key();
    let parts = set.iter().map(|s| Part { key, ..part(s) }).collect();
    (set, Direction { parts })
}

/// The blocks of a set that are rejected by themselves.
fn found(checker: &mut DirectionalChecker<'_>, set: &[Scaled<'_>]) -> Vec<Suspect> {
    let mut suspects = Vec::new();
    let mut left: Vec<Vec<Scaled<'_>>> = parted(set);
    while let Some(mut part) = left.pop() {
        if let [single] = part.as_mut_slice() {
            single.scale = own_scale(&checker.base, single.block);
        }
        let readings = if part.len() == 1 {
            OWN_READINGS
        } else {
            READINGS
        };
        if checker.model.allowance().left() < EACH * readings {
            break;
        }
        let rejecting = rejecting(checker, &part, readings);
        match part.as_slice() {
            [single] if rejecting.len() >= ACCUSING => {
                let at = single.at;
                suspects.push(Suspect { at, rejecting });
            }
            [_] => {}
            _ if rejecting.is_empty() => {}
            several => left.extend(parted(several)),
        }
    }
    sort_by_key(&mut suspects, |suspect| suspect.at);
    suspects
}

/// The directions over these blocks that reject them, of so many.
fn rejecting(
    checker: &mut DirectionalChecker<'_>,
    set: &[Scaled<'_>],
    readings: usize,
) -> Vec<(Direction, Reading)> {
    let mut rejecting = Vec::new();
    for _ in 0..readings {
        let direction = drawn(checker, set, 1.0);
        let reading = checker.glimpse(&direction);
        match reading {
            Ok(reading) if rejects(checker, &reading) => rejecting.push((direction, reading)),
            _ => {}
        }
    }
    rejecting
}

/// A set in a few parts, the last one first.
fn parted<'b>(set: &[Scaled<'b>]) -> Vec<Vec<Scaled<'b>>> {
    let each = set.len().div_ceil(PARTS).max(1);
    set.chunks(each).rev().map(<[_]>::to_vec).collect()
}
