//! Wrong components here and there, or alone, or all of them: what can be said of a block that no guess explains.

use super::apart::apart;
use super::constants::Dimensions;
use super::explained::tried;
use super::factor::Factor;
use super::laboratory::Laboratory;
use super::lines::{is_rest_right, is_unfinished, lines};
use super::mend::only;
use super::probed::{Reach, words};
use super::ratios::of_sample;
use super::view::View;
use crate::report::{Finding, FindingKind};
use crate::wording::{among, grouped};

/// Components or lines that are named one by one.
pub(super) const NAMED: usize = 3;

/// A factor that explains components, and at how many points it was tried.
type Tried = Option<(Factor, Option<usize>)>;

/// What can be said of a block that no guess explains as a whole.
pub(super) fn place(
    view: &View<'_>,
    dimensions: &Dimensions,
    laboratory: &mut Laboratory<'_>,
) -> Finding {
    let in_lines = lines(view, dimensions, laboratory);
    let found = in_lines.unwrap_or_else(|| of_components(view, dimensions, laboratory));
    let by_lines = match (view.reach, found.value) {
        (Reach::Sample(_), None) => of_sample(view, laboratory),
        _ => None,
    };
    let found = by_lines.unwrap_or(found);
    let each = (found.kind == FindingKind::Unexplained)
        .then(|| apart(view, dimensions, laboratory))
        .flatten();
    let found = each.unwrap_or(found);
    if is_unfinished(view) {
        let evidence = format!(
            "{}; the budget ended the search, so that there may be more",
            found.evidence
        );
        return found.because(evidence);
    }
    found
}

/// The factor that explains some components, if it isn't refuted elsewhere, and at how many points it was tried.
pub(super) fn factor_among(
    view: &View<'_>,
    among: &[usize],
    dimensions: &Dimensions,
    laboratory: &mut Laboratory<'_>,
) -> Tried {
    let places: Vec<usize> = among.iter().map(|&i| view.offsets[i]).collect();
    let are_others_right = view.is_whole() && view.others_pass();
    factor_over(
        view,
        among,
        (&places, are_others_right),
        dimensions,
        laboratory,
    )
}

/// The same, tried all over these places of the block, those that weren't measured too.
pub(super) fn factor_over(
    view: &View<'_>,
    among: &[usize],
    (places, are_others_right): (&[usize], bool),
    dimensions: &Dimensions,
    laboratory: &mut Laboratory<'_>,
) -> Tried {
    let factor = Factor::among(view, among, dimensions)?;
    let Some(right) = factor.right() else {
        return Some((factor, None));
    };
    let right = only(places, are_others_right, right);
    let tried = tried(&[view], &right, laboratory)?;
    Some((factor, tried))
}

/// Whether a usual factor explains some components, here and elsewhere.
pub(super) fn has_factor(
    view: &View<'_>,
    among: &[usize],
    dimensions: &Dimensions,
    laboratory: &mut Laboratory<'_>,
) -> bool {
    let factor = factor_among(view, among, dimensions, laboratory);
    factor.is_some_and(|(factor, tried)| factor.is_zero() || (factor.is_exact && tried.is_some()))
}

/// Components here and there, or one, with the factor that they are off by, if that is known.
fn of_components(
    view: &View<'_>,
    dimensions: &Dimensions,
    laboratory: &mut Laboratory<'_>,
) -> Finding {
    let wrong = view.wrong.len();
    let is_right = match view.reach {
        Reach::Whole => view.others_pass(),
        Reach::Located => is_rest_right(view, |_| false, laboratory),
        Reach::Sample(_) => false,
    };
    let unexplained = unexplained(view, is_right);
    let is_alone = unexplained.kind == FindingKind::SingleComponent;
    let is_told = |(factor, tried): &(Factor, Option<usize>)| {
        if is_alone {
            factor.is_zero() || factor.is_exact && tried.is_some()
        } else {
            factor.is_exact || wrong >= NAMED
        }
    };
    if wrong < 2 && !is_alone {
        return unexplained;
    }
    let factor = factor_among(view, &view.wrong, dimensions, laboratory);
    let Some((factor, tried)) = factor.filter(is_told) else {
        return unexplained;
    };
    let (names, path, equation) = (names(view), view.path(), factor.equation());
    let (explained, of) = (unexplained.explained, unexplained.of);
    let sample = format!("{wrong} of {of} components measured");
    let (finding, gradient) = if is_alone {
        let equation = if factor.is_zero() {
            "analytic = 0"
        } else {
            &equation
        };
        let message = format!("{}, {equation} there", unexplained.message);
        (unexplained.in_words(message), view.gradient(&names))
    } else {
        let (place, gradient, rest) = match (view.reach, is_right) {
            (Reach::Sample(_), _) => (
                sample.clone(),
                format!("the gradient of {path} there"),
                "; the others that were measured are right",
            ),
            (_, is_right) => (
                format!("{wrong} of {} components: {names}", grouped(of)),
                format!("the gradient of {names}"),
                if is_right {
                    "; the others are right"
                } else {
                    ", at least"
                },
            ),
        };
        let short = format!("{equation} in {place}");
        let finding = Finding::new(factor.kind(), path, short.clone());
        (finding.in_words(format!("{path}: {short}{rest}")), gradient)
    };
    let finding = factor.complete(finding, wrong, &gradient, dimensions);
    let evidence = match (view.reach, view.block.probed.as_ref()) {
        (Reach::Sample(_), Some(probed)) if factor.is_zero() => {
            let [zeros, all] = [probed.zeros, view.block.shape.count()].map(grouped);
            let evidence = &finding.evidence;
            format!("{sample}: {evidence}; the gradient is zero in {zeros} of {all}")
        }
        (Reach::Sample(_), _) => format!("{sample}: {}", finding.evidence),
        (Reach::Located, _) if is_right => format!("{}{RIGHT_ELSEWHERE}", finding.evidence),
        _ if !is_alone => return finding.tried(tried),
        _ => finding.evidence.clone(),
    };
    finding
        .because(evidence)
        .counting(explained, of)
        .tried(tried)
}

/// How it is known that no other component is wrong.
const RIGHT_ELSEWHERE: &str = "; along random directions all else is right";

pub(super) fn names(view: &View<'_>) -> String {
    let of = |&i: &usize| view.block.components[i].path();
    let mut names: Vec<&str> = view.wrong.iter().take(NAMED).map(of).collect();
    names.extend((view.wrong.len() > NAMED).then_some("…"));
    names.join(", ")
}

/// One component of several.
pub(super) fn single(view: &View<'_>, only: &str, there: &str) -> Finding {
    let (path, of) = (view.path(), grouped(view.block.shape.count()));
    let short = format!("{only} {} of {of} components", names(view));
    Finding::new(FindingKind::SingleComponent, path, short.clone())
        .in_words(format!("{path} is wrong: {short}{there}"))
}

/// " in all 5 components", " in 2 of 5 components: x[0], x[3]"; of a single one there is nothing to say.
pub(super) fn in_components(view: &View<'_>) -> String {
    let noun = words::noun(&[view.block]);
    match (view.wrong.len(), view.len()) {
        (1, 1) => String::new(),
        (wrong, of) if wrong == of => format!(" in all {of} {noun}"),
        (1, of) => format!(" in {} of {of} {noun}", names(view)),
        (wrong, of) => format!(" in {wrong} of {of} {noun}: {}", names(view)),
    }
}

/// Which components are wrong, where no pattern fits.
fn unexplained(view: &View<'_>, is_right: bool) -> Finding {
    let (wrong, measured, path) = (view.wrong.len(), view.len(), view.path());
    let (all, count) = (view.block.shape.count(), grouped(view.block.shape.count()));
    let compared = (0..measured).filter(|&i| view.is_verified(i)).count();
    let beyond = "beyond tolerance and error bar, at several steps";
    let (short, evidence, of) = match view.reach {
        Reach::Sample(_) => {
            let short = match wrong {
                0 if measured == 0 => {
                    format!("along a random direction over its {count} components")
                }
                0 => format!(
                    "along a random direction, though none of {measured} components measured"
                ),
                wrong if wrong == measured => {
                    format!("all {wrong} components measured, of {count}, by no constant factor")
                }
                _ => format!("{wrong} of {measured} components measured, of {count}"),
            };
            let evidence = format!("{wrong} of {measured} components measured disagree {beyond}");
            (short, evidence, measured)
        }
        Reach::Located => {
            let each = if wrong > 1 {
                "each was measured by itself, and is "
            } else {
                ""
            };
            let rest = if is_right { RIGHT_ELSEWHERE } else { "" };
            (String::new(), format!("{each}off {beyond}{rest}"), all)
        }
        Reach::Whole => {
            let short = match wrong {
                1 if all == 1 => "by no usual factor".to_owned(),
                wrong if wrong == all => format!("{}, by no constant factor", among(all)),
                wrong if wrong == compared => {
                    format!("all {wrong} components that could be compared, by no constant factor")
                }
                _ => String::new(),
            };
            let evidence = format!("{wrong} of {measured} disagree {beyond}");
            (short, evidence, measured)
        }
    };
    let finding = if wrong == 1 && all > 1 && !matches!(view.reach, Reach::Sample(_)) {
        single(view, if is_right { "only" } else { "at least" }, "")
    } else {
        let some = || format!("{wrong} of {count} components: {}", names(view));
        let short = if short.is_empty() { some() } else { short };
        Finding::new(FindingKind::Unexplained, path, short.clone())
            .in_words(format!("no pattern fits {path}: {short}"))
    };
    finding.because(evidence).counting(wrong, of)
}
