//! Off by a term of the cost that is linear in the parameters, as labels, a one-hot and a load bring one, or quadratic in
//! each of them, as a prior around a guess: it is missing in the gradient, or is wrong. There are as many constants as
//! components, so that other points must tell.

use super::components::{in_components, names, single};
use super::constants::Dimensions;
use super::explained::Guess;
use super::hypothesis::{Hypothesis, Named};
use super::laboratory::Laboratory;
use super::lines::wrong_lines_in_words;
use super::mend::at_each;
use super::probed::Reach;
use super::terms::{Extra, Term, equation, taken_off};
use super::view::{View, median};
use crate::report::{Finding, FindingKind};
use crate::wording::{significant, written};
use std::collections::HashMap;

/// How well λ is known from a second point.
const KNOWN_WITHIN: f64 = 1e-5;
/// What is off by less than this share of it more elsewhere may be the same.
const UNCHANGED: f64 = 1e-2;
/// Components that one number without a meaning has to explain.
const MANY: usize = 4;
/// Numbers that are told, and their digits.
const TOLD: usize = 4;
const DIGITS: usize = 4;

/// Off by the same numbers everywhere, or by one number.
pub(super) fn linear_term(view: &View<'_>, laboratory: &mut Laboratory<'_>) -> Vec<Guess> {
    // In f32 a sample beside which the right numbers are small is off by the same, as far as can be seen.
    let is_told = view.is_whole() || laboratory.plain().is_some();
    // What one component is off by elsewhere is soon asked.
    if view
        .wrong
        .first()
        .is_some_and(|&i| changes(view, i, laboratory))
    {
        return Vec::new();
    }
    let linear = linear_of(view, &laboratory.dimensions());
    Guess::all(linear.filter(|_| is_told))
}

/// Whether what a component is off by is another number elsewhere.
fn changes(view: &View<'_>, i: usize, laboratory: &mut Laboratory<'_>) -> bool {
    let plain = laboratory.plain().filter(|_| is_of_numbers(view));
    let change = plain.and_then(|laboratory| laboratory.change_of_error(view, i));
    change.is_some_and(|[change, roundoff, _]| {
        change.abs() > UNCHANGED * view.disagreement(i).abs() + roundoff
    })
}

fn linear_of(view: &View<'_>, dimensions: &Dimensions) -> Option<Hypothesis> {
    let told = told(view, |i| view.disagreement(i));
    let (mut evidence, mut there) = (
        format!("analytic − numeric is {told} here and elsewhere"),
        " at 3 points",
    );
    let mut size = view.disagreement(*view.wrong.first()?);
    let one = one_number(view, dimensions);
    if let Some(one) = one {
        (size, there) = (one, "");
        let count = view.len();
        evidence = format!(
            "it explains all {count} components{}",
            dimensions.clause(one)
        );
    } else {
        evidence.push_str(
            ": a linear term of the cost, as labels or a load bring one, is missing or wrong",
        );
    }
    let equation = equation(size, &significant(size.abs(), DIGITS), there);
    of_order(view, (0.0, one), equation, evidence)
}

/// The number that all wrong components of some are off by, as where a one-hot is lost: a usual one, or of many.
fn one_number(view: &View<'_>, dimensions: &Dimensions) -> Option<f64> {
    let k = median(view.wrong.iter().map(|&i| view.disagreement(i)).collect())?;
    let bars = view.wrong.iter().map(|&i| view.measured(i).bar / k.abs());
    let exact = dimensions.exact(k, bars.fold(0.0, f64::max));
    let k = exact.unwrap_or(k);
    let is_off = |&i: &usize| view.is_near(view.analytic[i] - k, i);
    let wrong = view.wrong.len();
    let is_told = view.is_whole() && (wrong >= MANY || (exact.is_some() && wrong > 1));
    (is_told && wrong < view.len() && view.wrong.iter().all(is_off)).then_some(k)
}

/// Off by λ (θ − c): λ from what a component is off by at a second point, and c from what all are off by here.
pub(super) fn quadratic_term(view: &View<'_>, laboratory: &mut Laboratory<'_>) -> Vec<Guess> {
    quadratic_of(view, laboratory).into_iter().collect()
}

fn quadratic_of(view: &View<'_>, laboratory: &mut Laboratory<'_>) -> Option<Guess> {
    let first = *view.wrong.first().filter(|_| is_of_numbers(view))?;
    let laboratory = laboratory.plain()?;
    let mut slope = |i: usize| {
        let [change, _, by] = laboratory.change_of_error(view, i)?;
        Some(change / by)
    };
    let fitted = slope(first)?;
    // Two components have one λ, before it is tried of all of them.
    if let Some(other) = view.wrong.get(1).and_then(|&i| slope(i)) {
        if (other - fitted).abs() > UNCHANGED * fitted.abs() {
            return None;
        }
    }
    let dimensions = laboratory.dimensions();
    let lambda = dimensions.exact(fitted, KNOWN_WITHIN).unwrap_or(fitted);
    if lambda == 0.0 || !lambda.is_finite() {
        return None;
    }
    let is_zero = |&i: &usize| {
        let allowed = view.allowance(view.measured(i));
        (view.disagreement(i) - lambda * view.theta[i]).abs() <= allowed
    };
    let has_no_centre = view.wrong.iter().all(is_zero);
    // A penalty that has a name needs no more components.
    let is_penalty = has_no_centre && dimensions.name_of(lambda.abs()).is_some();
    if let Some(penalty) = Extra::holding(view, Term::L2, lambda).filter(|_| is_penalty) {
        return Some(Guess::Term(penalty));
    }
    let (of_theta, centre) = if has_no_centre {
        (" θ", String::new())
    } else {
        let centres = told(view, |i| view.theta[i] - view.disagreement(i) / lambda);
        (" (θ − c)", format!(", with c = {centres}"))
    };
    let equation = equation(lambda, &significant(lambda.abs(), DIGITS), of_theta);
    let meaning = dimensions.clause(lambda);
    let evidence = format!(
        "it holds here and elsewhere{centre}{meaning}, as where one of the cost's squares (a penalty, a prior, a residual) is missing or wrong"
    );
    of_order(view, (lambda, None), equation, evidence).map(Guess::Other)
}

/// The first of some numbers of the wrong components.
fn told(view: &View<'_>, of: impl Fn(usize) -> f64) -> String {
    let first = view.wrong.iter().take(TOLD);
    let mut told: Vec<String> = first.map(|&i| significant(of(i), DIGITS)).collect();
    told.extend((view.wrong.len() > TOLD).then(|| "…".to_owned()));
    told.join(", ")
}

/// Off by what they are off by here, one number if it is known, and by λ for each one that they move.
fn of_order(
    view: &View<'_>,
    (lambda, one): (f64, Option<f64>),
    equation: String,
    evidence: String,
) -> Option<Hypothesis> {
    // A gradient that is zero lacks all of it, whatever that is.
    let is_zero = view.wrong.iter().all(|&i| view.analytic[i] == 0.0);
    if is_zero || !is_of_numbers(view) || !view.wrong.iter().all(|&i| view.tells(i)) {
        return None;
    }
    let (wrong, count, is_linear) = (view.wrong.len(), view.len(), lambda == 0.0);
    let (is_whole, wrong_names) = (view.is_whole(), names(view));
    let there = if is_linear { "" } else { " there" };
    // One of many is found by its place.
    let alone = (wrong == 1 && count > 1 && is_whole).then(|| {
        (
            names(view),
            single(view, "only", &format!(", {equation}{there}")),
        )
    });
    let lines = wrong_lines_in_words(view).map(|lines| format!(" in {lines}"));
    let part = lines.or_else(|| (wrong < count).then(|| in_components(view)));
    let said = move |of: &Named| {
        let (short, number) = match (is_linear, wrong) {
            (true, 1) if !of.is_shared() => (equation.as_str(), "this number"),
            (true, _) if one.is_none() => ("off by the same numbers at 3 points", "these numbers"),
            _ => (equation.as_str(), ""),
        };
        let place = match &part {
            Some(part) => part.clone(),
            None if is_linear && of.is_shared() => String::new(),
            None => of.in_components(),
        };
        let kind = match (is_linear, one) {
            (true, Some(_)) => FindingKind::AdditiveConstant,
            (true, None) => FindingKind::LinearTerm,
            (false, _) => FindingKind::QuadraticTerm,
        };
        let finding = || Finding::new(kind, &of.all, format!("{short}{place}"));
        let gradient = alone.as_ref().map_or(&of.all, |(names, _)| names);
        let mend = if let Some(one) = one {
            let does = taken_off(one, &written(one.abs()));
            format!("{does} the gradient of {wrong_names} makes the check pass")
        } else if is_linear {
            format!("subtracting {number} from the gradient of {gradient} makes the check pass")
        } else {
            "with this term taken off the check passes".to_owned()
        };
        let finding = alone
            .as_ref()
            .map_or_else(finding, |(_, single)| single.clone());
        let finding = finding.because(evidence.clone()).counting(wrong, count);
        // Of what wasn't measured the numbers aren't known.
        let finding = if is_whole {
            finding.mended(mend)
        } else {
            finding
        };
        match one {
            None if is_linear => finding,
            one => finding.with_value(one.unwrap_or(lambda)),
        }
    };
    // What is right here is right as it is; of what wasn't measured nothing is told.
    let off = |i: usize| {
        let is_wrong = view.wrong.contains(&i);
        is_wrong.then(|| (one.unwrap_or(view.disagreement(i)), view.theta[i]))
    };
    let measured = (0..count).map(|i| (view.offsets[i], off(i)));
    let measured: HashMap<usize, Option<(f64, f64)>> = measured.collect();
    let right = at_each(move |i, own| {
        let by = |(off, here): (f64, f64)| off + lambda * (own.theta[i] - here);
        Some(own.numbers[i] - measured.get(&i)?.map_or(0.0, by))
    });
    Some(Hypothesis::new(said, right))
}

/// Whether it is a plain parameter, of which all components were measured or a sample. Where some of a sample are
/// right, their place says more.
fn is_of_numbers(view: &View<'_>) -> bool {
    let is_told = match view.reach {
        Reach::Whole => true,
        Reach::Sample(_) => view.wrong.len() == view.len(),
        Reach::Located => false,
    };
    is_told && !view.block.is_of_matrix() && !view.block.is_tangent
}
