//! Off by λ (θ − c), component by component: a term that is quadratic in the parameters, as a prior around a guess or a
//! penalty on some components brings one, is missing in the gradient, or is wrong.

use super::components::{in_components, single};
use super::constants::Dimensions;
use super::explained::Hypothesis;
use super::laboratory::Laboratory;
use super::lines::wrong_lines_in_words;
use super::mend::at_each;
use super::terms::equation;
use super::view::View;
use crate::report::{Finding, FindingKind};
use crate::wording::significant;

/// How well λ is known from a second point.
const KNOWN_WITHIN: f64 = 1e-5;
/// Numbers that are told, and their digits.
const TOLD: usize = 4;
const DIGITS: usize = 4;

/// λ from what a component is off by at a second point, and c from what all are off by here: further points must tell.
pub(super) fn quadratic_term(
    view: &View<'_>,
    dimensions: &Dimensions,
    laboratory: &mut Laboratory<'_>,
) -> Option<Hypothesis> {
    if !view.is_plain() || !view.wrong.iter().all(|&i| view.tells(i)) {
        return None;
    }
    let first = *view.wrong.first()?;
    let laboratory = laboratory.plain()?;
    let fitted = laboratory.slope_of_error(view.block, first)?;
    let lambda = dimensions.exact(fitted, KNOWN_WITHIN).unwrap_or(fitted);
    if lambda == 0.0 || !lambda.is_finite() {
        return None;
    }
    let centre = |i: usize| view.theta[i] - view.disagreement(i) / lambda;
    let is_zero = |&i: &usize| {
        let allowed = view.allowance(view.measured(i));
        (view.disagreement(i) - lambda * view.theta[i]).abs() <= allowed
    };
    let is_central = view.wrong.iter().all(is_zero);
    // Of a cost that is quadratic itself, what is lost in a row is such a term: the row says more.
    if !is_central && wrong_lines_in_words(view).is_some() {
        return None;
    }
    let (path, wrong, of) = (view.path(), view.wrong.len(), view.len());
    let of_theta = if is_central { " θ" } else { " (θ − c)" };
    let equation = equation(lambda, &significant(lambda.abs(), DIGITS), of_theta);
    let meaning = dimensions.clause(lambda);
    let centres = view
        .wrong
        .iter()
        .take(TOLD)
        .map(|&i| significant(centre(i), DIGITS));
    let centres: Vec<String> = centres.collect();
    let more = if wrong > TOLD { ", …" } else { "" };
    let centre_told = if is_central {
        String::new()
    } else {
        format!(", with c = {}{more}", centres.join(", "))
    };
    let finding = if wrong == 1 && of > 1 {
        single(view, "only", &format!(", {equation} there"))
    } else {
        let short = format!("{equation}{}", in_components(view));
        Finding::new(FindingKind::QuadraticTerm, path, short)
    };
    let finding = finding
        .because(format!("it holds here and elsewhere{centre_told}{meaning}, as where a penalty, or a prior around a guess, is missing or wrong"))
        .mended("with this term taken off the check passes".to_owned())
        .with_value(lambda)
        .counting(wrong, of);
    let mut centres: Vec<Option<f64>> = vec![None; view.len()];
    for &i in &view.wrong {
        centres[i] = Some(if is_central { 0.0 } else { centre(i) });
    }
    let right = at_each(move |i, own| {
        let off = |c: f64| lambda * (own.theta[i] - c);
        Some(own.numbers[i] - centres.get(i)?.map_or(0.0, off))
    });
    Some(Hypothesis::new(finding, right))
}
