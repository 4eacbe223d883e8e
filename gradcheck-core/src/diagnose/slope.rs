//! Is it the slope of an activation that a faulty backward step has wrong?
//!
//! With the biases of its layer raised until every unit is active, the slope of a `ReLU` and its kin is one,
//! and a missing mask makes no difference; with them lowered it makes all the difference.

use super::laboratory::{Laboratory, Ratios};
use crate::BlockReport;
use approx::relative_eq;
use std::ops::Range;

/// What is added to biases, until every unit is active.
const RAISED: [f64; 7] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0];
/// A smooth activation comes near its limit by and by, and passes through this range.
const GRADUAL: Range<f64> = 1e-6..1e-3;
/// Two factors are the inverse of each other within this.
const INVERSE_WITHIN: f64 = 1e-4;

/// What the experiment came to.
pub(super) struct Slope {
    /// Whether the activation has a mask: it is linear on both sides of its kink.
    pub(super) is_mask: bool,
    pub(super) evidence: String,
}

/// The layer whose step is suspected: what fails, and its biases.
pub(super) struct Suspect<'a> {
    pub(super) wrong: &'a [&'a BlockReport],
    pub(super) own: &'a [&'a BlockReport],
    pub(super) others: &'a [&'a BlockReport],
}

/// Raise and lower the biases: of the layer, with those of each other layer, and of all.
pub(super) fn slope(laboratory: &mut Laboratory<'_>, suspect: &Suspect<'_>) -> Option<Slope> {
    if suspect.own.is_empty() {
        return None;
    }
    let pairs = suspect.others.iter().map(std::slice::from_ref);
    let companies = std::iter::once(&[][..])
        .chain(pairs)
        .chain(std::iter::once(suspect.others));
    companies
        .into_iter()
        .find_map(|others| with_raised(laboratory, suspect, others))
}

fn with_raised(
    laboratory: &mut Laboratory<'_>,
    suspect: &Suspect<'_>,
    others: &[&BlockReport],
) -> Option<Slope> {
    let own: Vec<_> = suspect
        .own
        .iter()
        .filter_map(|b| laboratory.range(b))
        .collect();
    let company: Vec<_> = others.iter().filter_map(|b| laboratory.range(b)).collect();
    let mut at = |by: f64, company_by: f64| {
        laboratory.there(suspect.wrong, |theta| {
            let raise = |theta: &mut [f64], ranges: &[Range<usize>], by: f64| {
                for range in ranges {
                    theta[range.clone()].iter_mut().for_each(|t| *t += by);
                }
            };
            raise(theta, &own, by);
            raise(theta, &company, company_by);
        })
    };
    let names = [suspect.own, others].concat();
    let names: Vec<&str> = names.iter().map(|b| b.path()).collect();
    let names = names.join(", ");
    let mut gradual = false;
    for by in RAISED {
        let Some(raised) = at(by, by) else {
            continue;
        };
        if raised.is_right() {
            let lowered = at(-by, by)?;
            return (!lowered.is_right()).then(|| Slope {
                is_mask: !gradual,
                evidence: format!(
                    "with {names} raised by {by}, where every unit is active, the gradient is right"
                ),
            });
        }
        gradual |= GRADUAL.contains(&raised.apart());
        if is_inverse(raised, || at(-by, by)) {
            return Some(Slope {
                is_mask: true,
                evidence: format!(
                    "with {names} raised by {by} the gradient has the slope of units that are not active, and with them lowered that of active ones"
                ),
            });
        }
    }
    None
}

/// Zero where all are active, and not zero where none is; or a factor and its inverse.
fn is_inverse(raised: Ratios, lowered: impl FnOnce() -> Option<Ratios>) -> bool {
    let Some(factor) = raised.factor().filter(|c| c.abs() < 1.0) else {
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
