//! A regularisation beside a data term that is scaled: analytic = a · numeric + c · term(θ), one a for all blocks
//! and one c for those that have the term.

use super::constants::{Dimensions, significant, written};
use super::explained::Case;
use super::factor::listed;
use super::laboratory::Laboratory;
use super::terms::Term;
use super::trial::{Mend, Outcome, each};
use super::view::View;
use super::{Finding, FindingKind};

/// Constants of the fit are known to this share.
const KNOWN_WITHIN: f64 = 1e-5;
/// A factor nearer to one is none.
const FROM_ONE: f64 = 1e-3;
/// Factors that are whole numbers, or the inverse of one, up to this.
const WHOLE: f64 = 1e3;
/// Components that two constants need at least.
const LEAST: usize = 4;
/// Where numeric derivatives are nearly proportional to the term, the two constants can't be told apart.
const APART: f64 = 1e-10;
/// Rounds of least squares, in which what is known well gets the more weight.
const ROUNDS: usize = 3;

/// The finding for all blocks that two constants explain, one of which at least is explained by nothing else.
pub(super) fn two_terms(
    cases: &[Case<'_>],
    dimensions: &Dimensions,
    laboratory: &mut Laboratory<'_>,
) -> Option<Finding> {
    [Term::L2, Term::L1]
        .into_iter()
        .find_map(|term| of_term(cases, term, dimensions, laboratory))
}

fn of_term(
    cases: &[Case<'_>],
    term: Term,
    dimensions: &Dimensions,
    laboratory: &mut Laboratory<'_>,
) -> Option<Finding> {
    let open = cases.iter().filter(|case| case.is_open());
    let open = open.map(|case| case.view).filter(|v| v.len() >= LEAST);
    let largest = open.max_by_key(|view| view.len())?;
    let (a, c) = fitted(largest, term)?;
    let a = explained(a, dimensions)?;
    let lambda = c / (1.0 - a);
    if lambda <= 0.0 {
        return None;
    }
    let mut of: Vec<(&View<'_>, f64)> = Vec::new();
    let (mut explained, mut count) = (0, 0);
    for case in cases {
        let view = case.view;
        let fit =
            |c: f64| view.fits(|i| view.measured(i).times(a).plus(c * term.at(view.theta[i])));
        if let Some((fit, c)) = [c, 0.0].into_iter().find_map(|c| Some((fit(c)?, c))) {
            (explained, count) = (explained + fit.explained, count + fit.of);
            of.push((view, c));
        }
    }
    let mend = |(view, c): &(&View<'_>, f64)| {
        let c = *c;
        Some(Mend {
            place: laboratory.place(view.path())?,
            right: each(move |g, theta| (g - c * term.at(theta)) / a),
        })
    };
    let mends: Vec<Mend> = of.iter().filter_map(mend).collect();
    let is_whole = of.iter().all(|(view, _)| view.is_whole());
    let is_of_largest = of.iter().any(|(view, _)| view.path() == largest.path());
    let Outcome::Holds(points) = laboratory.tries(&mends, !is_whole) else {
        return None;
    };
    let (name, written_term) = match term {
        Term::L1 => ("L1", "sign θ"),
        _ => ("L2", "θ"),
    };
    let paths: Vec<String> = of.iter().map(|(view, _)| view.path().to_owned()).collect();
    let lambda = significant(lambda, 6);
    let kind = if a == -1.0 {
        FindingKind::SignFlipped
    } else {
        FindingKind::ConstantFactor
    };
    let short = if a == -1.0 {
        format!("the sign of all but the {name} term is wrong, which is right with λ = {lambda}")
    } else {
        let by = written(a);
        format!("all but the {name} term is {by} times what it should be; λ = {lambda} is right")
    };
    let meaning = dimensions.meaning(a);
    let meaning = meaning.map_or_else(String::new, |meaning| format!("; {meaning}"));
    let finding = Finding::new(kind, "", short.clone())
        .in_words(format!("{}: {short}", listed(&paths)))
        .because(format!(
            "analytic = {} × numeric + {} {written_term} fits all {count} components{meaning}",
            written(a),
            significant(c, 6),
        ))
        .mended(format!(
            "multiplying all but the {name} term of the gradient by {} makes the check pass",
            written(1.0 / a)
        ))
        .with_value(a)
        .counting(explained, count)
        .tried(Some(points));
    is_of_largest.then_some(Finding {
        blocks: paths,
        ..finding
    })
}

/// The factor that a fitted one is, if it has a meaning: a usual one, a dimension, a whole number or its inverse.
fn explained(a: f64, dimensions: &Dimensions) -> Option<f64> {
    let whole = || {
        let near = |x: f64| x.abs() < WHOLE && (x - x.round()).abs() < KNOWN_WITHIN * x.abs();
        if near(a) {
            Some(a.round())
        } else {
            near(1.0 / a).then(|| 1.0 / (1.0 / a).round())
        }
    };
    let a = dimensions.exact(a, KNOWN_WITHIN).or_else(whole)?;
    ((a - 1.0).abs() > FROM_ONE && a != 0.0).then_some(a)
}

/// a and c by least squares, if they explain the block.
fn fitted(view: &View<'_>, term: Term) -> Option<(f64, f64)> {
    let mut weights = vec![1.0; view.len()];
    for _ in 0..ROUNDS {
        let (a, c) = least_squares(view, term, &weights)?;
        let guess = |i: usize| view.measured(i).times(a).plus(c * term.at(view.theta[i]));
        if view.fits(guess).is_some() {
            return Some((a, c));
        }
        for (i, weight) in weights.iter_mut().enumerate() {
            let allowed = view.allowance(guess(i));
            *weight = 1.0 / (allowed * allowed).max(f64::MIN_POSITIVE);
        }
    }
    None
}

fn least_squares(view: &View<'_>, term: Term, weights: &[f64]) -> Option<(f64, f64)> {
    let largest = weights.iter().copied().fold(0.0, f64::max);
    let (mut xx, mut xt, mut tt, mut xy, mut ty) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for i in (0..view.len()).filter(|&i| view.is_measured(i)) {
        let (x, y, t) = (view.numeric[i], view.analytic[i], term.at(view.theta[i]));
        let w = weights[i] / largest;
        xx += w * x * x;
        xt += w * x * t;
        tt += w * t * t;
        xy += w * x * y;
        ty += w * t * y;
    }
    let determinant = xx * tt - xt * xt;
    (determinant > APART * xx * tt).then(|| {
        (
            (xy * tt - ty * xt) / determinant,
            (ty * xx - xy * xt) / determinant,
        )
    })
}
