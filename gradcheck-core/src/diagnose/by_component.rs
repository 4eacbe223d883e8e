//! All that is wrong in a block, one component perhaps, lacks one factor that is a parameter, or a function of one:
//! of a handful of parameters each has a name and a formula of its own, and a mistake in it is in one number.

use super::components::{in_components, names};
use super::explained::Hypothesis;
use super::laboratory::Laboratory;
use super::mend::at_each;
use super::view::View;
use crate::report::{Finding, FindingKind};

/// Of more parameters some fits by chance.
const MOST: usize = 64;
/// A ratio must be known to this, or chance fits as well.
const KNOWN_WITHIN: f64 = 1e-5;

/// numeric / analytic as a function of a parameter, and how it is written.
type Law = (fn(f64) -> f64, &'static str);
const LAWS: [Law; 6] = [
    (|t| t, "{}"),
    (|t| 1.0 / t, "1/{}"),
    (f64::exp, "exp {}"),
    (|t| (-t).exp(), "exp(−{})"),
    (|t| t * t, "{}²"),
    (|t| 1.0 / (t * t), "1/{}²"),
];

/// All parameters and laws that fit.
pub(super) fn by_component(view: &View<'_>, laboratory: &Laboratory<'_>) -> Vec<Hypothesis> {
    let theta = laboratory.theta();
    let is_known = view.known_within(&view.wrong) <= KNOWN_WITHIN;
    if theta.len() > MOST || !view.is_plain() || !is_known {
        return Vec::new();
    }
    let all = (0..theta.len()).flat_map(|at| LAWS.iter().map(move |law| (at, law)));
    all.filter_map(|(at, law)| of(view, at, law, laboratory))
        .collect()
}

fn of(
    view: &View<'_>,
    at: usize,
    &(law, written): &Law,
    laboratory: &Laboratory<'_>,
) -> Option<Hypothesis> {
    let ratio = law(*laboratory.theta().get(at)?);
    let is_wrong = |i: usize| view.wrong.contains(&i);
    // A parameter of one says nothing.
    if !ratio.is_finite() || ratio == 0.0 || (ratio - 1.0).abs() <= KNOWN_WITHIN {
        return None;
    }
    let by = |i: usize| if is_wrong(i) { 1.0 / ratio } else { 1.0 };
    let fit = view.fits(|i| {
        let value = view.measured(i);
        super::view::Guess {
            bar: by(i).abs() * value.bar,
            ..value.times(by(i))
        }
    })?;
    let factor = written.replace("{}", &laboratory.name(at)?);
    let (path, wrong, of) = (view.path(), view.wrong.len(), view.len());
    let place = in_components(view);
    let explained = match of {
        1 => "the one component".to_owned(),
        of => format!("all {of} components"),
    };
    let short = format!("numeric = {factor} × analytic{place}");
    let gradient = if wrong == of {
        path.to_owned()
    } else {
        names(view)
    };
    let finding = Finding::new(FindingKind::ChainRule, path, short)
        .because(format!("a factor of the chain rule is missing, or once too many: it explains {explained}, and holds elsewhere, where {} is another", laboratory.name(at)?))
        .mended(format!("multiplying the gradient of {gradient} by {factor} makes the check pass"))
        .fitting(fit);
    let wrong = view.wrong.clone();
    let right = at_each(move |i, own| {
        let by = if wrong.contains(&i) {
            law(*own.all.get(at)?)
        } else {
            1.0
        };
        Some(own.numbers[i] * by)
    });
    Some(Hypothesis::new(finding, right))
}
