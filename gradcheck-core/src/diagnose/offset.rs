//! Some components off by the same number, and all others right: a one-hot that is lost, a mean that is taken off in
//! places.

use super::components::names;
use super::constants::Dimensions;
use super::hypothesis::{Hypothesis, Named};
use super::mend::at_each;
use super::terms::{equation, taken_off};
use super::view::{View, median};
use crate::report::{Finding, FindingKind};
use crate::wording::{four_digits, written};

/// Components that a number without a meaning has to explain, and one with a meaning.
const LEAST: usize = 4;
const LEAST_KNOWN: usize = 2;

/// The number, if it explains all components that are wrong, and not all are.
pub(super) fn offset(view: &View<'_>, dimensions: &Dimensions) -> Option<Hypothesis> {
    let wrong = view.wrong.len();
    if !view.is_whole() || wrong < LEAST_KNOWN || wrong == view.len() {
        return None;
    }
    let sizes = view.wrong.iter().map(|&i| view.disagreement(i));
    let k = median(sizes.collect())?;
    let bars = view.wrong.iter().map(|&i| view.measured(i).bar / k.abs());
    let known = bars.fold(0.0, f64::max);
    let exact = dimensions.exact(k, known).filter(|exact| *exact != 0.0);
    let k = exact.unwrap_or(k);
    let is_off = |i: usize| view.wrong.contains(&i);
    let fit = view.fits(|i| view.measured(i).plus(if is_off(i) { k } else { 0.0 }))?;
    let is_told = view.wrong.iter().all(|&i| view.tells(i));
    if !is_told || (exact.is_none() && wrong < LEAST) {
        return None;
    }
    let (names, of) = (names(view), view.len());
    let equation = equation(k, &four_digits(k.abs()), "");
    let short = format!("{equation} in {wrong} of {of} components: {names}");
    let meaning = dimensions.clause(k);
    let does = taken_off(k, &written(k.abs()));
    let said = move |named: &Named| {
        Finding::new(FindingKind::AdditiveConstant, &named.all, short.clone())
            .in_words(format!("{}: {short}; the others are right", named.all))
            .because(format!("it explains all {of} components{meaning}"))
            .mended(format!(
                "{does} the gradient of {names} makes the check pass"
            ))
            .with_value(k)
            .fitting(fit)
    };
    let offsets = view.wrong.clone();
    let by = move |i: usize| if offsets.contains(&i) { k } else { 0.0 };
    let right = at_each(move |i, own| Some(own.numbers[i] - by(i)));
    Some(Hypothesis::new(said, right))
}
