//! A regularisation beside a data term that is scaled: analytic = a · numeric + c · term(θ), one a for all blocks
//! and one c for those that have the term.

use super::constants::Dimensions;
use super::explained::Case;
use super::laboratory::Laboratory;
use super::mend::{Mend, each, promise};
use super::terms::Term;
use super::trial::Outcome;
use super::view::View;
use crate::report::{Finding, FindingKind};
use crate::wording::{listed, significant, written};

/// Constants of the fit are known to this share.
const KNOWN_WITHIN: f64 = 1e-5;
/// A factor nearer to one is none.
const FROM_ONE: f64 = 1e-3;
/// Components that two constants need at least.
const LEAST: usize = 4;
/// Where numeric derivatives are nearly proportional to the term, the two constants can't be told apart.
const APART: f64 = 1e-10;
/// Digits of a constant in a mend.
const DIGITS: usize = 14;
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
    // A penalty that was given explains any factor.
    let is_given = dimensions.name_of(c / (1.0 - a)).is_some();
    let a = explained(a, dimensions).or_else(|| is_given.then_some(a))?;
    if c / (1.0 - a) <= 0.0 {
        return None;
    }
    // With a known, c is that of the block which tells it best.
    let has_term = |view: &View<'_>, c: f64| {
        let guess = |i: usize| view.measured(i).times(a).plus(c * term.at(view.theta[i]));
        view.fits(guess).is_some()
    };
    let with = cases
        .iter()
        .map(|case| case.view)
        .filter(|view| has_term(view, c));
    let constants = with.filter_map(|view| term.constant(view, a));
    let best = constants.min_by(|one, other| one.1.total_cmp(&other.1));
    let (c, known_within) = best.unwrap_or((c, f64::INFINITY));
    let c = dimensions
        .number(c / (1.0 - a))
        .map_or(c, |lambda| lambda * (1.0 - a));
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
    let with = of.iter().filter(|(_, c)| *c != 0.0 && !is_given);
    let left = with.map(|(view, _)| term.leaves(view, known_within));
    let makes = promise(left.fold(0.0, f64::max));
    let finding = finding(term, a, &of, &makes, dimensions)
        .counting(explained, count)
        .tried(Some(points));
    is_of_largest.then_some(finding)
}

/// The finding for these blocks, each with its constant.
fn finding(
    term: Term,
    a: f64,
    of: &[(&View<'_>, f64)],
    makes: &str,
    dimensions: &Dimensions,
) -> Finding {
    let (name, of_theta) = match term {
        Term::L1 => ("L1", "sign θ"),
        _ => ("L2", "θ"),
    };
    let paths = |of: &mut dyn Iterator<Item = &(&View<'_>, f64)>| -> Vec<String> {
        of.map(|(view, _)| view.path().to_owned()).collect()
    };
    let (with, without): (Vec<_>, Vec<_>) = of.iter().copied().partition(|(_, c)| *c != 0.0);
    let c = with.first().map_or(0.0, |(_, c)| *c);
    let lambda = dimensions.lambda(c / (1.0 - a));
    let [with, without] = [with, without].map(|part| paths(&mut part.iter()));
    let times = written(a);
    let (kind, short) = if a == -1.0 {
        let short =
            format!("the sign of all but the {name} term is wrong, which is right with {lambda}");
        (FindingKind::SignFlipped, short)
    } else {
        let short = format!(
            "all but the {name} term is {times} times what it should be; {lambda} is right"
        );
        (FindingKind::ConstantFactor, short)
    };
    let meaning = dimensions.clause(a);
    let (sign, less) = if c < 0.0 {
        ('−', "plus")
    } else {
        ('+', "less")
    };
    let term = |digits| format!("{} {of_theta}", significant(c.abs(), digits));
    let of_others = if without.is_empty() {
        String::new()
    } else {
        format!(", and analytic = {times} × numeric in {}", listed(&without))
    };
    let all = paths(&mut of.iter());
    Finding::of_blocks(kind, all.clone(), short.clone())
        .in_words(format!("{}: {short}", listed(&all)))
        .because(format!(
            "analytic = {times} × numeric {sign} {} in {}{of_others}{meaning}",
            term(6),
            listed(&with)
        ))
        .mended(format!(
            "multiplying the gradient of {}, {less} {} in {}, by {} {makes}",
            listed(&all),
            term(DIGITS),
            listed(&with),
            written(1.0 / a)
        ))
        .with_value(a)
}

/// The factor that a fitted one is, if it has a meaning: a usual one, a dimension, a whole number or its inverse.
fn explained(a: f64, dimensions: &Dimensions) -> Option<f64> {
    let a = dimensions.exact(a, KNOWN_WITHIN)?;
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
