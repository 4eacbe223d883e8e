//! A regularisation, or a constant, beside a data term that is scaled: analytic = a · numeric + c · term(θ), one a for
//! all blocks and one c for those that have the term.

use super::constants::{Dimensions, Penalty};
use super::explained::{Case, POINTS, mend};
use super::laboratory::Laboratory;
use super::mend::{Mend, at_each, promise};
use super::terms::Term;
use super::trial::Outcome;
use super::view::{Guess, View};
use crate::report::{Finding, FindingKind};
use crate::wording::{listed, significant, written};

/// Constants of the fit are known to this share.
const KNOWN_WITHIN: f64 = 1e-5;
/// A factor nearer to one is none.
const FROM_ONE: f64 = 1e-3;
/// Components that two constants need at least.
const LEAST: usize = 3;
/// Where numeric derivatives are nearly proportional to the term, the two constants can't be told apart.
const APART: f64 = 1e-10;
/// Digits of a constant in a mend.
const DIGITS: usize = 14;

/// The finding for all blocks that two constants explain, one of which at least is explained by nothing else.
pub(super) fn two_terms(cases: &[Case<'_>], laboratory: &mut Laboratory<'_>) -> Option<Finding> {
    let given = laboratory.dimensions().penalties();
    let pairs = given
        .iter()
        .flat_map(|l1| given.iter().map(move |l2| (l1, l2)));
    let are_two =
        |(l1, l2): &(&Penalty, &Penalty)| l1.is_plain() && l2.is_plain() && l1.name != l2.name;
    let both = pairs
        .filter(are_two)
        .map(|(l1, l2)| Term::Both(l2.value / l1.value));
    let terms = [Term::L2, Term::L1, Term::Diagonal].into_iter().chain(both);
    let mut terms = terms.chain([Term::Constant]);
    terms.find_map(|term| of_term(cases, term, laboratory))
}

fn of_term(cases: &[Case<'_>], term: Term, laboratory: &mut Laboratory<'_>) -> Option<Finding> {
    let dimensions = &laboratory.dimensions();
    let open = cases.iter().filter(|case| case.is_open());
    let open = open.map(|case| case.view).filter(|v| v.len() >= LEAST);
    let largest = open.max_by_key(|view| view.len())?;
    let is_square = matches!(largest.lengths(), [rows, columns] if rows == columns);
    let is_of_outputs = largest.block.is_of_matrix();
    // Outputs have no term of the parameters' sizes, and no block but a matrix a diagonal.
    let is_of_its_kind = match term {
        Term::Diagonal => is_of_outputs && is_square,
        Term::Constant => true,
        Term::L1 | Term::L2 | Term::Both(_) => !is_of_outputs,
    };
    if !is_of_its_kind {
        return None;
    }
    let (a, c, within) = fitted(largest, term)?;
    // A penalty that was given explains any factor.
    let is_given = dimensions.name_of(c / (1.0 - a)).is_some();
    let a = explained(a, within, dimensions).or_else(|| is_given.then_some(a))?;
    let has_term = |view: &View<'_>, c: f64| view.fits(guess(view, term, a, c)).is_some();
    // Where a factor alone explains what tells, there is no term.
    if has_term(largest, 0.0) {
        return None;
    }
    // With a known, c is that of the block which tells it best.
    let with = cases.iter().filter(|case| has_term(case.view, c));
    let constants = with.filter_map(|case| term.constant(case.view, a));
    let best = constants.min_by(|one, other| one.1.total_cmp(&other.1));
    let (c, known_within) = best.unwrap_or((c, f64::INFINITY));
    let penalty = if term == Term::Constant {
        Weight::of_constant(a, c)
    } else {
        Weight::of(a, c, |c| has_term(largest, c), dimensions)?
    };
    let c = (penalty.times - a) * penalty.lambda;
    let mut of: Vec<(&View<'_>, f64)> = Vec::new();
    let (mut explained, mut count) = (0, 0);
    for case in cases {
        let view = case.view;
        let fit = |c: f64| view.fits(guess(view, term, a, c));
        if let Some((fit, c)) = [c, 0.0].into_iter().find_map(|c| Some((fit(c)?, c))) {
            (explained, count) = (explained + fit.explained, count + fit.of);
            of.push((view, c));
        }
    }
    let mended = |(view, c): &(&View<'_>, f64)| {
        let c = *c;
        let right = at_each(move |i, own| {
            let term = term.of(own.theta[i], i, own.moved.len());
            Some((own.numbers[i] - c * term) / a)
        });
        mend(view, &right, laboratory)
    };
    let mends: Vec<Mend> = of.iter().filter_map(mended).collect();
    let is_whole = of.iter().all(|(view, _)| view.is_whole());
    let is_of_largest = of.iter().any(|(view, _)| view.path() == largest.path());
    let Outcome::Holds(points) = laboratory.tries(&mends, !is_whole) else {
        return None;
    };
    // Of three components two constants explain two.
    if largest.len() == LEAST && points < POINTS {
        return None;
    }
    let with = of.iter().filter(|(_, c)| *c != 0.0 && !penalty.is_given);
    let left = with.map(|(view, _)| term.leaves(view, known_within));
    let makes = promise(left.fold(0.0, f64::max));
    let finding = finding(term, (a, &penalty), &of, &makes, dimensions)
        .counting(explained, count)
        .tried(Some(points));
    is_of_largest.then_some(finding)
}

/// The finding for these blocks, each with its constant.
fn finding(
    term: Term,
    (a, penalty): (f64, &Weight),
    of: &[(&View<'_>, f64)],
    makes: &str,
    dimensions: &Dimensions,
) -> Finding {
    let name = term.name();
    let of_theta = match term {
        Term::Both(times) => format!(" (sign θ + {} θ)", significant(times, 6)),
        term => term.written().to_owned(),
    };
    let paths = |of: &mut dyn Iterator<Item = &(&View<'_>, f64)>| -> Vec<String> {
        of.map(|(view, _)| view.path().to_owned()).collect()
    };
    let (with, without): (Vec<_>, Vec<_>) = of.iter().copied().partition(|(_, c)| *c != 0.0);
    let c = with.first().map_or(0.0, |(_, c)| *c);
    let lambda = dimensions.lambda(penalty.lambda);
    let [with, without] = [with, without].map(|part| paths(&mut part.iter()));
    let times = written(a);
    let (kind, short) = if a == -1.0 {
        let short = format!("the sign of all but the {name} is wrong");
        (FindingKind::SignFlipped, short)
    } else {
        let short = format!("all but the {name} is {times} times what it should be");
        (FindingKind::ConstantFactor, short)
    };
    let and = match (penalty.times, a) {
        (1.0, -1.0) => format!(", which is right with {lambda}"),
        (1.0, _) => format!("; {lambda} is right"),
        (0.0, _) => format!(", and that is missing, {lambda}"),
        (-1.0, _) => format!(", and the sign of that as well, {lambda}"),
        (times, _) => format!(", and that {} times, {lambda}", written(times)),
    };
    let meaning = dimensions.clause(a);
    let (sign, less) = if c < 0.0 {
        ('−', "plus")
    } else {
        ('+', "less")
    };
    let constant = |digits| format!("{}{of_theta}", significant(c.abs(), digits));
    let equation = format!("analytic = {times} × numeric {sign} {}", constant(6));
    let short = if term == Term::Constant {
        equation.clone()
    } else {
        format!("{short}{and}")
    };
    let of_others = if without.is_empty() {
        String::new()
    } else {
        format!(", and analytic = {times} × numeric in {}", listed(&without))
    };
    let all = paths(&mut of.iter());
    let gradient = of.first().map(|(view, _)| view.gradient(&listed(&all)));
    let gradient = gradient.unwrap_or_default();
    Finding::of_blocks(kind, all.clone(), short.clone())
        .in_words(format!("{}: {short}", listed(&all)))
        .because(format!(
            "{equation} in {}{of_others}{meaning}",
            listed(&with)
        ))
        .mended(format!(
            "multiplying {gradient}, {less} {} in {}, by {} {makes}",
            constant(DIGITS),
            listed(&with),
            written(1.0 / a)
        ))
        .with_value(a)
}

/// The factor that a fitted one is, if it has a meaning: a usual one, a dimension, a whole number or its inverse.
fn explained(a: f64, within: f64, dimensions: &Dimensions) -> Option<f64> {
    let a = dimensions.exact(a, within.max(KNOWN_WITHIN))?;
    ((a - 1.0).abs() > FROM_ONE && a != 0.0).then_some(a)
}

/// The penalty of the cost, and how many times the gradient has it.
struct Weight {
    lambda: f64,
    times: f64,
    is_given: bool,
}

impl Weight {
    /// What is no penalty has any size and sign.
    fn of_constant(a: f64, c: f64) -> Self {
        Self {
            lambda: c / (1.0 - a),
            times: 1.0,
            is_given: false,
        }
    }

    /// One that was given and is there as it should be, or a usual number of times; else one that is as it should be.
    fn of(a: f64, c: f64, fits: impl Fn(f64) -> bool, dimensions: &Dimensions) -> Option<Self> {
        let right = c / (1.0 - a);
        let mut given = dimensions.penalties();
        given.retain(|penalty| penalty.value > 0.0);
        let mut nearest = given
            .iter()
            .filter(|penalty| fits(penalty.value * (1.0 - a)));
        let as_it_is = nearest.next().map(|penalty| (penalty.value, 1.0));
        let times = |p: &Penalty| Some((p.value, p.times(a * p.value + c, 0.0, dimensions)?));
        let given = as_it_is.or_else(|| given.iter().find_map(times));
        let weight = |(lambda, times), is_given| Self {
            lambda,
            times,
            is_given,
        };
        let unknown = (right > 0.0).then(|| weight((right, 1.0), false));
        given.map(|given| weight(given, true)).or(unknown)
    }
}

/// analytic = a · numeric + c · term(θ).
fn guess(view: &View<'_>, term: Term, a: f64, c: f64) -> impl Fn(usize) -> Guess {
    move |i| view.measured(i).times(a).plus(c * term.of_view(view, i))
}

/// a and c by least squares, those components that may miss it by less before others, if they explain the block, and how well a is
/// known.
fn fitted(view: &View<'_>, term: Term) -> Option<(f64, f64, f64)> {
    let (mut xx, mut xt, mut tt, mut xy, mut ty) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for i in (0..view.len()).filter(|&i| view.is_measured(i)) {
        let (x, y, t) = (view.numeric[i], view.analytic[i], term.of_view(view, i));
        let w = view
            .allowance(view.measured(i))
            .max(f64::MIN_POSITIVE)
            .powi(-2);
        xx += w * x * x;
        xt += w * x * t;
        tt += w * t * t;
        xy += w * x * y;
        ty += w * t * y;
    }
    let determinant = xx * tt - xt * xt;
    let (a, c) = (
        (xy * tt - ty * xt) / determinant,
        (ty * xx - xy * xt) / determinant,
    );
    let is_told = determinant > APART * xx * tt && view.fits(guess(view, term, a, c)).is_some();
    let all: Vec<usize> = (0..view.len()).collect();
    is_told.then(|| (a, c, view.known_within(&all)))
}
