//! A term that one of cost and gradient has and the other hasn't: analytic − numeric = k θ, k sign θ, k.

use super::factor::among;
use super::view::{Fit, View, median};
use super::{Finding, FindingKind, four_digits};

/// A residual of this share of what is allowed needs no figure.
const WELL_WITHIN: f64 = 0.1;

/// What the term is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Term {
    /// λθ, of λ/2 ‖θ‖².
    L2,
    /// λ sign θ, of λ ‖θ‖₁.
    L1,
    /// The same number everywhere.
    Constant,
}

/// A term with its constant: what the gradient has more than the cost asks for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Extra {
    pub(super) term: Term,
    pub(super) k: f64,
    pub(super) fit: Fit,
}

impl Term {
    pub(super) const ALL: [Self; 3] = [Self::L2, Self::L1, Self::Constant];

    pub(super) fn at(self, theta: f64) -> f64 {
        match self {
            Self::L2 => theta,
            Self::L1 if theta == 0.0 => 0.0,
            Self::L1 => theta.signum(),
            Self::Constant => 1.0,
        }
    }

    fn written(self) -> &'static str {
        match self {
            Self::L2 => " θ",
            Self::L1 => " sign θ",
            Self::Constant => "",
        }
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
        let k = median(ratios.collect())?;
        let extra = Self::holding(view, term, k)?;
        (telling().count() > 1).then_some(extra)
    }

    /// The same with a constant that is known from elsewhere.
    pub(super) fn holding(view: &View<'_>, term: Term, k: f64) -> Option<Self> {
        let guess = |i: usize| view.numeric[i] + k * term.at(view.theta[i]);
        let fit = view.fits(1.0, guess)?;
        Some(Self { term, k, fit })
    }

    /// "analytic = numeric − 0.7000 θ".
    pub(super) fn equation(&self) -> String {
        let sign = if self.k < 0.0 { '−' } else { '+' };
        let k = four_digits(self.k.abs());
        format!("analytic = numeric {sign} {k}{}", self.term.written())
    }

    /// The finding where the cost has the term and the gradient hasn't, or has less of it, or the reverse.
    pub(super) fn finding(&self, view: &View<'_>) -> Finding {
        let path = view.path();
        let in_all = format!("{} in {}", self.equation(), among(view.len()));
        let lambda = four_digits(self.k.abs());
        let is_short = self.k < 0.0;
        let (kind, cause) = match self.term {
            Term::Constant => (
                FindingKind::AdditiveConstant,
                "the same number is added to every component".to_owned(),
            ),
            Term::L1 if is_short => (
                FindingKind::L1Missing,
                format!("the L1 term λ ‖θ‖₁ of the cost is missing in the gradient, λ = {lambda}"),
            ),
            Term::L1 => (
                FindingKind::L1Missing,
                format!(
                    "the gradient has the L1 term λ sign θ, and the cost has none, λ = {lambda}"
                ),
            ),
            Term::L2 if is_short => (
                FindingKind::L2Missing,
                format!(
                    "the L2 term λ/2 ‖θ‖² of the cost is missing in the gradient, λ = {lambda}"
                ),
            ),
            Term::L2 => (
                FindingKind::L2Factor,
                format!("the gradient has more of the L2 term than the cost, by λ = {lambda}"),
            ),
        };
        let mend = format!(
            "{} the gradient of {path} makes the check pass",
            self.mend()
        );
        Finding::new(kind, path, format!("{cause} ({})", self.equation()))
            .in_words(format!("{path}: {cause}"))
            .because(format!("{in_all}, {}", self.evidence()))
            .mended(mend)
            .with_value(self.k.abs())
            .fitting(self.fit)
    }

    /// "adding 0.7 θ to".
    pub(super) fn mend(&self) -> String {
        let k = four_digits(self.k.abs());
        let term = self.term.written();
        if self.k < 0.0 {
            format!("adding {k}{term} to")
        } else {
            format!("subtracting {k}{term} from")
        }
    }

    pub(super) fn evidence(&self) -> String {
        if self.fit.residual < WELL_WITHIN {
            "well within the error bars".to_owned()
        } else {
            format!("within {:.1} of the error bars", self.fit.residual)
        }
    }
}
