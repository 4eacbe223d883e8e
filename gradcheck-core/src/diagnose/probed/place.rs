//! Where the wrong components of a large block were found: alone, in lines, in a run; or how many of a
//! sample are wrong.

use super::super::Known;
use super::super::constants::Dimensions;
use super::super::factor::Factor;
use super::super::laboratory::Laboratory;
use super::super::lines::{NAMED, factor_among, named_lines, names};
use super::super::view::View;
use super::reach::{law_of_line, lines, run};
use super::{Reach, law, patterns};
use crate::report::{ErrorModel, Finding, FindingKind};
use crate::wording::grouped;

/// What can be said of a block of which not every component was measured, and that nothing explains.
pub(in super::super) fn place(
    view: &View<'_>,
    known: Known<'_>,
    laboratory: &mut Laboratory<'_>,
) -> Finding {
    let dimensions = known.dimensions;
    let found = match view.reach {
        Reach::Located => in_lines(view, dimensions, laboratory)
            .unwrap_or_else(|| alone(view, dimensions, laboratory)),
        _ => patterns::patterns(view, known, laboratory).unwrap_or_else(|| unexplained(view)),
    };
    let is_unfinished = view.block.probed.as_ref().is_some_and(|p| p.is_unfinished);
    if is_unfinished {
        let evidence = format!(
            "{}; the budget ended the search, so that there may be more",
            found.evidence
        );
        return found.because(evidence);
    }
    found
}

/// Wrong lines, or a run of a line.
fn in_lines(
    view: &View<'_>,
    dimensions: &Dimensions,
    laboratory: &mut Laboratory<'_>,
) -> Option<Finding> {
    let block = view.block;
    let (lines, run) = (lines(block), run(block));
    let (here, of_path) = where_(view, &lines, run)?;
    // Wrong components elsewhere are told with them.
    let is_on = |&i: &usize| {
        let index = &block.components[i].index;
        lines.is_empty()
            || lines
                .iter()
                .any(|&(axis, line)| index.get(axis) == Some(&line))
    };
    let elsewhere = view.wrong.iter().filter(|i| !is_on(i)).count();
    let on: Vec<usize> = (0..view.len()).filter(is_on).collect();
    let wrong: Vec<usize> = view.wrong.iter().copied().filter(is_on).collect();
    let among = if run.is_some() { &wrong } else { &on };
    let factor = factor_among(view, among, dimensions, laboratory);
    let path = view.path();
    let and = match elsewhere {
        0 => String::new(),
        1 => ", and in 1 other component".to_owned(),
        n => format!(", and in {n} other components"),
    };
    let offset_on = |at: usize| {
        let index = block.shape.index(at);
        let on_line = lines.is_empty()
            || lines
                .iter()
                .any(|&(axis, line)| index.get(axis) == Some(&line));
        let on_run = run.is_none_or(|(axis, first, last)| {
            index.get(axis).is_some_and(|i| (first..=last).contains(i))
        });
        on_line && on_run
    };
    let rest = if is_rest_right(view, offset_on, laboratory) {
        ", and all else is right"
    } else {
        ""
    };
    let along = match law_of_line(block) {
        Some((ErrorModel::Factor, error)) if error.is_infinite() => {
            "; the gradient is zero all over it"
        }
        Some((ErrorModel::Factor, _)) => ", and along 2 random directions over all of it",
        _ => "",
    };
    let evidence = format!(
        "{} of {} components measured there are wrong",
        wrong.len(),
        among.len()
    );
    let Some((factor, tried)) = factor else {
        let what = match law_of_line(block).and_then(|(of, k)| law::line(of, k)) {
            Some(equation) => format!("{equation} in {here}{and}"),
            None => format!("{here}{and}"),
        };
        return Some(
            Finding::new(FindingKind::RowOrColumn, path, what)
                .in_words(format!("{path} is wrong in {of_path}{and}{rest}"))
                .because(format!("{evidence}{along}"))
                .counting(wrong.len(), among.len()),
        );
    };
    let kind = if factor.is_zero() {
        FindingKind::ZeroOrDetached
    } else {
        FindingKind::RowOrColumn
    };
    let equation = factor.equation();
    let finding = Finding::new(kind, path, format!("{equation} in {here}{and}"))
        .in_words(format!("{equation} in {of_path}{and}{rest}"));
    let of_lines = format!("the gradient of {of_path}");
    let finding = factor.complete(finding, among.len(), &of_lines, dimensions);
    let seen = format!(
        "{} in all {} components measured there{along}{}",
        factor.closeness(),
        among.len(),
        factor.meaning(dimensions)
    );
    let finding = finding.because(seen).counting(wrong.len(), among.len());
    Some(finding.tried(tried))
}

/// Whether the gradient is right along a direction over all that isn't in a place, nor found to be wrong.
fn is_rest_right(
    view: &View<'_>,
    is_there: impl Fn(usize) -> bool,
    laboratory: &mut Laboratory<'_>,
) -> bool {
    let wrong: Vec<usize> = view.wrong.iter().map(|&i| view.offsets[i]).collect();
    let all = 0..view.block.shape.count();
    let rest: Vec<usize> = all
        .filter(|at| !is_there(*at) && !wrong.contains(at))
        .collect();
    let is_unfinished = view.block.probed.as_ref().is_some_and(|p| p.is_unfinished);
    !is_unfinished && laboratory.is_right_over(view.path(), &rest)
}

/// The place by itself, and with the name of the block: "row 3 of 94, columns 0 … 46" and "row 3 of W2,
/// columns 0 … 46".
fn where_(
    view: &View<'_>,
    lines: &[(usize, usize)],
    run: Option<(usize, usize, usize)>,
) -> Option<(String, String)> {
    let (lengths, path) = (view.lengths(), view.path());
    let axes = lengths.len();
    let is_vector = lengths.iter().filter(|&&n| n > 1).count() < 2;
    let along = |axis: usize| match (axes, axis) {
        (2, 0) => "rows".to_owned(),
        (2, _) => "columns".to_owned(),
        _ => format!("{axis}. indices"),
    };
    match (lines, run) {
        ([], Some((_, first, last))) if is_vector => {
            let run = format!("components {first} … {last}");
            let count = grouped(view.block.shape.count());
            Some((format!("{run} of {count}"), format!("{run} of {path}")))
        }
        ([], Some((axis, first, last))) => {
            let run = format!("{} {first} … {last}", along(axis));
            Some((run.clone(), format!("{run} of {path}")))
        }
        ([(axis, _), ..], run) => {
            let of_axis = lines.iter().filter(|(a, _)| a == axis);
            let numbers: Vec<usize> = of_axis.map(|&(_, line)| line).collect();
            let here = named_lines(axes, *axis, &numbers, *lengths.get(*axis)?);
            let of_path = here.replacen(
                &format!(" of {}", grouped(*lengths.get(*axis)?)),
                &format!(" of {path}"),
                1,
            );
            let run = run.map_or_else(String::new, |(axis, first, last)| {
                format!(", {} {first} … {last}", along(axis))
            });
            Some((format!("{here}{run}"), format!("{of_path}{run}")))
        }
        ([], None) => None,
    }
}

/// Components here and there, or one.
fn alone(view: &View<'_>, dimensions: &Dimensions, laboratory: &mut Laboratory<'_>) -> Finding {
    let (wrong, path, names) = (view.wrong.len(), view.path(), names(view));
    let of = grouped(view.block.shape.count());
    let is_right = is_rest_right(view, |_| false, laboratory);
    let else_ = if is_right {
        "; along random directions all else is right"
    } else {
        ""
    };
    let evidence = format!("beyond tolerance and error bar, at several steps{else_}");
    if wrong == 1 {
        let only = if is_right { "only" } else { "at least" };
        let short = format!("{only} {names} of {of} components");
        let factor = Factor::among(view, &view.wrong, dimensions).filter(|f| f.is_exact);
        let equation = factor.map_or_else(String::new, |f| format!("{} there, ", f.equation()));
        return Finding::new(FindingKind::SingleComponent, path, short.clone())
            .in_words(format!("{path} is wrong: {short}"))
            .because(format!("{equation}off {evidence}"))
            .counting(1, view.block.shape.count());
    }
    let factor = factor_among(view, &view.wrong, dimensions, laboratory);
    let factor = factor.filter(|(f, _)| f.is_exact || wrong >= NAMED);
    let Some((factor, tried)) = factor else {
        let short = format!("{wrong} of {of} components: {names}");
        return Finding::new(FindingKind::Unexplained, path, short.clone())
            .in_words(format!("no pattern fits {path}: {short}"))
            .because(format!(
                "each was measured by itself, and is off {evidence}"
            ))
            .counting(wrong, view.block.shape.count());
    };
    let short = format!(
        "{} in {wrong} of {of} components: {names}",
        factor.equation()
    );
    let finding = Finding::new(factor.kind(), path, short.clone()).in_words(if is_right {
        format!("{path}: {short}; the others are right")
    } else {
        format!("{path}: {short}, at least")
    });
    let what = format!("the gradient of {names}");
    let finding = factor.complete(finding, wrong, &what, dimensions);
    finding
        .counting(wrong, view.block.shape.count())
        .tried(tried)
}

/// How many of a sample are wrong, where no pattern fits.
fn unexplained(view: &View<'_>) -> Finding {
    let (wrong, of, path) = (view.wrong.len(), view.len(), view.path());
    let count = grouped(view.block.shape.count());
    let short = match wrong {
        0 if of == 0 => format!("along a random direction over its {count} components"),
        0 => format!("along a random direction, though none of {of} components measured"),
        all if all == of => {
            format!("all {of} components measured, of {count}, by no constant factor")
        }
        _ => format!("{wrong} of {of} components measured, of {count}"),
    };
    Finding::new(FindingKind::Unexplained, path, short.clone())
        .in_words(format!("no pattern fits {path}: {short}"))
        .because(format!(
            "{wrong} of {of} components measured disagree beyond tolerance and error bar, at several steps"
        ))
        .counting(wrong, of)
}
