//! Is it the slope of an activation that a faulty backward step has wrong?
//!
//! With the biases of its layer raised until every unit is active, the slope of a `ReLU` and its kin is one,
//! and a missing mask makes no difference; with them lowered until none is, it makes all the difference: the cost is flat,
//! or its slope is another one by a constant. Where it is neither, as that of an `ELU`, there is no mask.

use super::experiments::{Ratios, SAME_WITHIN};
use super::laboratory::Laboratory;
use crate::report::BlockReport;
use crate::wording::four_digits;
use approx::relative_eq;
use std::ops::Range;

/// What is added to biases, until every unit is active.
const RAISED: [f64; 7] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0];
/// Those that tell whether there is anything to see, by their places: the largest may be too far for the digits of the
/// cost.
const HIGH: [usize; 3] = [4, 6, 2];
/// Other layers that are tried one by one.
const PAIRS: usize = 4;
/// The other blocks of the layers are made so much smaller, so that the biases decide.
const SMALLER: f64 = 1.0 / 64.0;
/// A smooth activation comes near its limit by and by, and passes through this range…
const GRADUAL: Range<f64> = 1e-6..1e-2;
/// …at one of these shares of the first bias at which it is there.
const BEFORE: [f64; 9] = [0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9];
/// …by such factors, while units become active one at a time.
const FALLS_BY: f64 = 3.0;
/// Biases are lowered by what raised them, or by so many times that, as far as an exponential isn't flat.
const LOWERED: [f64; 3] = [1.0, 2.0, 4.0];
const NOT_FLAT: f64 = 16.0;
/// A factor and its inverse that are nearer to one are none.
const FROM_ONE: f64 = 0.1;
/// Two factors are the inverse of each other within this.
const INVERSE_WITHIN: f64 = 1e-4;

/// What the experiment came to.
pub(super) struct Slope {
    /// Whether the activation has a mask: it is linear on both sides of its kink.
    pub(super) is_mask: bool,
    /// What is wrong with the mask.
    pub(super) what: &'static str,
    pub(super) evidence: String,
}

/// The blocks of one layer.
#[derive(Clone, Default)]
pub(super) struct Layer<'a> {
    pub(super) biases: Vec<&'a BlockReport>,
    pub(super) rest: Vec<&'a BlockReport>,
}

impl<'a> Layer<'a> {
    fn blocks(&self) -> Vec<&'a BlockReport> {
        [self.biases.as_slice(), &self.rest].concat()
    }
}

/// Raise and lower the biases: of the layer whose step is suspected alone, with those of all others, with those of one.
pub(super) fn slope(
    laboratory: &mut Laboratory<'_>,
    own: &Layer<'_>,
    others: &[Layer<'_>],
) -> Option<Slope> {
    if own.biases.is_empty() {
        return None;
    }
    // All other layers at once are often enough; in a deep network their signal may vanish.
    let pairs = others.iter().map(std::slice::from_ref).take(PAIRS);
    let companies = [&[], others].into_iter().chain(pairs);
    let mut smooth = None;
    for others in companies {
        let found = with_raised(laboratory, own, others);
        // A few units that become active one after another may look smooth once.
        if found.as_ref().is_some_and(|slope| slope.is_mask) {
            return found;
        }
        smooth = smooth.or(found);
    }
    smooth
}

fn with_raised(
    laboratory: &mut Laboratory<'_>,
    own: &Layer<'_>,
    others: &[Layer<'_>],
) -> Option<Slope> {
    // One direction tells that it is wrong, as long as it isn't asked by how much.
    let is_enough =
        |ratio: f64| ratio.is_finite() && ratio.abs() >= 1.0 - FROM_ONE && !is_one(ratio);
    let mut at = |by: f64, company_by: f64, is_enough: &dyn Fn(f64) -> bool| {
        let mut moves: Vec<(Range<usize>, f64, f64)> = Vec::new();
        for (layer, by) in std::iter::once((own, by)).chain(others.iter().map(|l| (l, company_by)))
        {
            let biases = laboratory.ranges(&layer.biases).into_iter();
            moves.extend(biases.map(|range| (range, 1.0, by)));
            let rest = laboratory.ranges(&layer.rest).into_iter();
            moves.extend(rest.map(|range| (range, SMALLER, 0.0)));
        }
        let change = |theta: &mut [f64]| {
            for (range, times, plus) in moves {
                theta[range].iter_mut().for_each(|t| *t = times * *t + plus);
            }
        };
        laboratory.there(&own.blocks(), change, is_enough)
    };
    let names = others.iter().flat_map(|layer| &layer.biases);
    let names = own.biases.iter().chain(names).map(|b| b.path());
    let names = names.collect::<Vec<_>>().join(", ");
    let mut right = None;
    for i in HIGH {
        let by = RAISED[i];
        let Some(raised) = at(by, by, &is_enough) else {
            continue;
        };
        if raised.is_right() {
            right = Some(i);
            break;
        }
        if is_inverse(raised, || at(-by, by, &|_| false)) {
            return Some(Slope {
                is_mask: true,
                what: "inverted",
                evidence: format!(
                    "with {names} raised by {by}, where every unit is active, the gradient has the slope of units that are not, and with them lowered the reverse"
                ),
            });
        }
    }
    let mut highest = right?;
    // The least that is enough, by halves.
    let mut lowest = 0;
    while lowest < highest {
        let middle = usize::midpoint(lowest, highest);
        let raised = at(RAISED[middle], RAISED[middle], &is_enough);
        if raised.is_some_and(Ratios::is_right) {
            highest = middle;
        } else {
            lowest = middle + 1;
        }
    }
    let by = RAISED[highest];
    let lowered = at(-by, by, &|_| false)?;
    if lowered.is_right() {
        return None;
    }
    let lower = LOWERED[1..].iter().map(|times| times * by);
    let lower = lower.take_while(|lower| *lower <= NOT_FLAT);
    let further = lower.filter_map(|lower| at(-lower, by, &|_| false));
    let inactive = std::iter::once(lowered)
        .chain(further)
        .find_map(Inactive::of);
    let what = inactive.and_then(|i| i.what(others.is_empty()));
    // Of what is no mask anyway it needn't be known how it comes near its limit.
    let is_mask = what.is_some() && {
        let is_far = |ratio: f64| (ratio - 1.0).abs() > GRADUAL.end;
        let mut apart = |by: f64| Some(at(by, by, &is_far)?.apart());
        let below = &RAISED[..highest];
        let mut passed: Vec<f64> = below.iter().filter_map(|by| apart(*by)).collect();
        passed.extend(BEFORE.iter().filter_map(|share| apart(share * by)));
        !comes_gradually(&passed)
    };
    let seen = match inactive {
        Some(Inactive::Flat) => {
            ", and with lower ones, where none is, the cost is flat and the gradient isn't zero"
                .to_owned()
        }
        Some(Inactive::Factor(c)) => format!(
            ", and with lower ones, where none is, analytic = {} × numeric",
            four_digits(c)
        ),
        None => ", and with lower ones it isn't".to_owned(),
    };
    Some(Slope {
        is_mask,
        what: what.filter(|_| is_mask).unwrap_or_default(),
        evidence: format!(
            "with {names} raised by {by}, where every unit is active, the gradient is right{seen}"
        ),
    })
}

/// What the gradient is where no unit is active, of an activation that is linear there.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Inactive {
    /// Not zero where the cost is flat.
    Flat,
    /// The right one times a constant.
    Factor(f64),
}

impl Inactive {
    fn of(ratios: Ratios) -> Option<Self> {
        if ratios.is_excess() {
            return Some(Self::Flat);
        }
        ratios.factor().filter(|c| c.is_finite()).map(Self::Factor)
    }

    /// What is wrong with the mask: without one the slope would be too large.
    fn what(self, is_alone: bool) -> Option<&'static str> {
        match self {
            Self::Factor(c) if c <= 1.0 => None,
            // That of another layer makes a difference as long as units there are not active.
            _ if !is_alone => Some("that of another layer"),
            Self::Flat => Some("missing"),
            Self::Factor(_) => Some("missing, or of another slope"),
        }
    }
}

/// A ratio that is right, along the first direction.
fn is_one(ratio: f64) -> bool {
    (ratio - 1.0).abs() <= SAME_WITHIN
}

/// Whether some of these distances, in the order of growing biases, fall as those of a smooth function do.
fn comes_gradually(passed: &[f64]) -> bool {
    let within: Vec<f64> = passed
        .iter()
        .copied()
        .filter(|x| GRADUAL.contains(x))
        .collect();
    let falls = within
        .windows(2)
        .filter(|pair| pair[0] > FALLS_BY * pair[1]);
    falls.count() > 0
}

/// Zero where all are active, and not zero where none is; or a factor and its inverse.
fn is_inverse(raised: Ratios, lowered: impl FnOnce() -> Option<Ratios>) -> bool {
    let Some(factor) = raised.factor().filter(|c| c.abs() < 1.0 - FROM_ONE) else {
        return false;
    };
    let Some(lowered) = lowered() else {
        return false;
    };
    if factor == 0.0 {
        return lowered.is_excess();
    }
    let back = lowered.factor();
    back.is_some_and(|back| relative_eq!(back * factor, 1.0, max_relative = INVERSE_WITHIN))
}
