//! A law that directions over all of a block have told, as what the components tell in a small one.

use super::super::terms::{Term, equation};
use super::super::view::View;
use crate::report::{ErrorModel, Fit};
use crate::wording::significant;

/// Constants that two directions imply are known to this share.
const KNOWN_WITHIN: f64 = 1e-4;

/// The factor of analytic to numeric derivative all over the block, and how well it is known.
pub(in super::super) fn factor(view: &View<'_>) -> Option<(f64, f64)> {
    let (ErrorModel::Factor, error) = view.reach.law()? else {
        return None;
    };
    let value = 1.0 / (1.0 + error);
    let within = if error.is_finite() {
        KNOWN_WITHIN * (error * value).abs()
    } else {
        0.0
    };
    value.is_finite().then_some((value, within))
}

/// What the analytic gradient has too much of a term, all over the block.
pub(in super::super) fn term(view: &View<'_>, term: Term) -> Option<f64> {
    let (law, error) = view.reach.law()?;
    (of(law) == Some(term)).then_some(-error)
}

/// Whether a law speaks for this term, or there is none.
pub(in super::super) fn allows(view: &View<'_>, term: Term) -> bool {
    view.reach
        .law()
        .is_none_or(|(law, _)| of(law) == Some(term))
}

/// As directions tell it there is no residual to be had; what they allow is the most.
pub(in super::super) fn fit(view: &View<'_>) -> Fit {
    Fit {
        residual: 1.0,
        explained: view.wrong.len(),
        of: view.len(),
    }
}

fn of(law: ErrorModel) -> Option<Term> {
    match law {
        ErrorModel::Factor => None,
        ErrorModel::Theta => Some(Term::L2),
        ErrorModel::Sign => Some(Term::L1),
    }
}

/// The equation of a law of θ on a line: "analytic = numeric − 0.7 θ".
pub(in super::super) fn line(law: ErrorModel, error: f64) -> Option<String> {
    let theta = match law {
        ErrorModel::Factor => return None,
        ErrorModel::Theta => " θ",
        ErrorModel::Sign => " sign θ",
    };
    Some(equation(-error, &significant(error.abs(), 4), theta))
}
