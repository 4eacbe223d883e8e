//! A term that one of cost and gradient has and the other hasn't: analytic − numeric = k θ, k sign θ, k.

use super::probed::Reach;
use super::view::{View, median};
use crate::norm::norm;
use crate::report::{FindingKind, Fit};
use crate::wording::significant;

/// A residual of this share of what is allowed needs no figure.
const WELL_WITHIN: f64 = 0.1;

/// Digits of a constant in a mend.
const FEWEST_DIGITS: usize = 10;
const MOST_DIGITS: usize = 16;

/// What the term is made of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Term {
    /// λθ, of λ/2 ‖θ‖².
    L2,
    /// λ sign θ, of λ ‖θ‖₁.
    L1,
    /// The same number everywhere.
    Constant,
    /// λ sign θ and so many times λθ, as of an elastic net.
    Both(f64),
    /// λ on the diagonal, as λθ has in a Hessian.
    Diagonal,
}

/// A term with its constant: what the gradient has more than the cost asks for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Extra {
    pub(super) term: Term,
    pub(super) k: f64,
    /// How well the constant is known.
    pub(super) known_within: f64,
    pub(super) fit: Fit,
}

/// What a term is a sign of.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cause {
    pub(super) kind: FindingKind,
    pub(super) words: String,
    pub(super) value: f64,
    /// Besides how well the term fits.
    pub(super) evidence: String,
}

impl Term {
    pub(super) const ALL: [Self; 3] = [Self::L2, Self::L1, Self::Constant];

    pub(super) fn at(self, theta: f64) -> f64 {
        match self {
            Self::L2 => theta,
            Self::L1 if theta == 0.0 => 0.0,
            Self::L1 => theta.signum(),
            Self::Both(times) => Self::L1.at(theta) + times * theta,
            Self::Constant | Self::Diagonal => 1.0,
        }
    }

    /// The same of an entry of so many columns.
    pub(super) fn of(self, theta: f64, offset: usize, columns: usize) -> f64 {
        let is_off = self == Self::Diagonal && offset / columns != offset % columns;
        if is_off { 0.0 } else { self.at(theta) }
    }

    /// The same of a component of a block.
    pub(super) fn of_view(self, view: &View<'_>, i: usize) -> f64 {
        let columns = view.lengths().last().copied().unwrap_or(1);
        self.of(view.theta[i], view.offsets[i], columns)
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::L1 => "L1 term",
            Self::Both(_) => "L1 and L2 terms",
            Self::Diagonal => "term λ I",
            Self::L2 | Self::Constant => "L2 term",
        }
    }

    /// "L2 term λθ" in a gradient, and "L1 term λ ‖θ‖₁" in a cost.
    pub(super) fn weighed(self) -> &'static str {
        if self == Self::L1 {
            "L1 term λ sign θ"
        } else {
            "L2 term λθ"
        }
    }

    pub(super) fn of_cost(self) -> &'static str {
        if self == Self::L1 {
            "L1 term λ ‖θ‖₁"
        } else {
            "L2 term"
        }
    }

    pub(super) fn written(self) -> &'static str {
        match self {
            Self::L2 => " θ",
            Self::L1 => " sign θ",
            Self::Constant | Self::Both(_) => "",
            Self::Diagonal => " on the diagonal",
        }
    }

    /// Its constant beside so many times the numeric derivative, by all components that could be measured, those of
    /// small bars before others, and the bar of it.
    pub(super) fn constant(self, view: &View<'_>, a: f64) -> Option<(f64, f64)> {
        let (mut tt, mut td) = (0.0, 0.0);
        for i in (0..view.len()).filter(|&i| view.is_measured(i)) {
            let (t, guess) = (self.of_view(view, i), view.measured(i));
            let weight = 1.0 / guess.bar.max(f64::EPSILON * guess.size).powi(2);
            tt += weight * t * t;
            td += weight * t * (view.analytic[i] - a * guess.value);
        }
        let (k, within) = (td / tt, tt.sqrt().recip());
        (k.is_finite() && within.is_finite()).then_some((k, within))
    }

    /// What the bar of its constant leaves of a block's gradient, as a share of it.
    pub(super) fn leaves(self, view: &View<'_>, known_within: f64) -> f64 {
        let term = norm(view.theta.iter().map(|&theta| self.at(theta)));
        let right = norm(view.numeric.iter().copied().filter(|g| g.is_finite()));
        let within = if known_within.is_finite() {
            known_within
        } else {
            0.0
        };
        within * term / right
    }
}

impl Extra {
    /// The constant that explains a block, if it rests on at least two components that it makes wrong.
    pub(super) fn of(view: &View<'_>, term: Term) -> Option<Self> {
        let telling = || {
            view.wrong
                .iter()
                .filter(|&&i| term.at(view.theta[i]) != 0.0)
        };
        let ratios = telling().map(|&i| view.disagreement(i) / term.at(view.theta[i]));
        let k = median(ratios.collect()).filter(|_| telling().count() > 1)?;
        let refined = || Self::holding(view, term, term.constant(view, 1.0)?.0);
        let first = Self::holding(view, term, k)?;
        Some(refined().unwrap_or(first))
    }

    /// The same with a constant that is known from elsewhere.
    pub(super) fn holding(view: &View<'_>, term: Term, k: f64) -> Option<Self> {
        if view.reach == Reach::Located {
            return None;
        }
        let fit = view.fits(|i| view.measured(i).plus(k * term.at(view.theta[i])))?;
        let known_within = term
            .constant(view, 1.0)
            .map_or(f64::INFINITY, |(_, within)| within);
        Some(Self {
            term,
            k,
            known_within,
            fit,
        })
    }

    /// "analytic = numeric − 0.7000 θ".
    pub(super) fn equation(&self) -> String {
        equation(self.k, &significant(self.k.abs(), 6), self.term.written())
    }

    /// The digits that are known, ten at least.
    fn digits(&self) -> usize {
        let known = (self.k / self.known_within).abs().log10();
        // A cast of what is too large, or no number, saturates.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let digits = known as usize;
        digits.clamp(FEWEST_DIGITS, MOST_DIGITS)
    }

    /// "adding 0.7 θ to".
    pub(super) fn mend(&self) -> String {
        let size = significant(self.k.abs(), self.digits());
        taken_off(self.k, &format!("{size}{}", self.term.written()))
    }

    pub(super) fn evidence(&self) -> String {
        if self.fit.residual < WELL_WITHIN {
            "well within the error bars".to_owned()
        } else {
            format!("within {:.1} of the error bars", self.fit.residual)
        }
    }
}

/// "analytic = numeric − 0.7000 θ", of a constant and its size as it is written.
pub(super) fn equation(k: f64, size: &str, of: &str) -> String {
    let sign = if k < 0.0 { '−' } else { '+' };
    format!("analytic = numeric {sign} {size}{of}")
}

/// "adding 0.7 θ to", of what a gradient has too much of.
pub(super) fn taken_off(k: f64, size: &str) -> String {
    if k < 0.0 {
        format!("adding {size} to")
    } else {
        format!("subtracting {size} from")
    }
}
