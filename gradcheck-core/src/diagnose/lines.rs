//! Wrong rows, columns and runs: by all components of a block, as directions have found them, or by a sample.

use super::components::{NAMED, Place};
use super::laboratory::Laboratory;
use super::probed::{Reach, law_of_line, run, wrong_lines as told_lines};
use super::view::{View, line};
use crate::report::{ErrorModel, Finding, FindingKind};
use crate::wording::{count, grouped};

/// A line is wrong if at most this share of its components is right.
const RIGHT_IN_A_LINE: f64 = 0.1;
/// Where there may be more.
const AT_LEAST: &str = " at least";
/// Pairs of a sample's components on one line that must agree, for lines to tell.
const PAIRS: usize = 3;

/// The lines that are wrong, if all others are right: "rows 1 and 3 of 6".
pub(super) fn wrong_lines_in_words(view: &View<'_>) -> Option<String> {
    let place = || wrong_lines(view).min_by_key(|(place, _)| place.among.len());
    Some(view.is_whole().then(place)??.0.here)
}

/// The rows or columns that are wrong, by each axis along which all others are right, and the entries of the others.
fn wrong_lines<'a>(view: &'a View<'_>) -> impl Iterator<Item = (Place, Vec<usize>)> + 'a {
    let lengths = view.lengths();
    let axes = (0..lengths.len()).filter(|&axis| view.is_matrix() && lengths[axis] > 1);
    axes.filter_map(|axis| lines_along(view, axis))
}

/// Lines along an axis of which each is wrong or right as a whole; of a sample, as far as several components on one of
/// them tell.
fn lines_along(view: &View<'_>, axis: usize) -> Option<(Place, Vec<usize>)> {
    let is_wrong = |i: &usize| view.wrong.contains(i);
    let is_told = |i: &&usize| is_wrong(i) || view.is_verified(**i);
    // Lines that nothing was compared in speak for neither.
    let mut all = view.lines(axis);
    let count_of_all = all.len();
    all.retain(|(_, line)| line.iter().any(|i| is_told(&i)));
    let pairs = all
        .iter()
        .map(|(_, line)| line.iter().filter(is_told).count() - 1);
    let pairs: usize = pairs.sum();
    let (hit, others): (Vec<_>, Vec<_>) = all
        .into_iter()
        .partition(|(_, line)| line.iter().any(is_wrong));
    let on: Vec<usize> = hit.iter().flat_map(|(_, line)| line.clone()).collect();
    let right = on.iter().filter(|i| !is_wrong(i) && is_told(i)).count();
    let is_whole =
        |(_, line): &(usize, Vec<usize>)| line.iter().filter(|i| is_wrong(i)).count() > 1;
    let (wrong, of, path) = (view.wrong.len(), view.len(), view.path());
    let are_told = if view.is_whole() {
        right as f64 <= RIGHT_IN_A_LINE * on.len() as f64 && hit.iter().all(is_whole)
    } else {
        right == 0 && wrong > 1 && pairs >= PAIRS
    };
    if !are_told || hit.is_empty() || others.is_empty() {
        return None;
    }
    let shape = &view.block.shape;
    let [lines, others] = [hit, others].map(|all| all.iter().map(|l| l.0).collect::<Vec<_>>());
    let entries = |lines: &[usize]| -> Vec<usize> {
        let all = 0..shape.count();
        all.filter(|&at| lines.contains(&shape.index(at)[axis]))
            .collect()
    };
    let (here, gradient, rest, seen) = if view.is_whole() {
        let here = named_lines(view.lengths().len(), axis, &lines, count_of_all);
        let seen = format!(
            "{wrong} of {of} components disagree, all of them there, and by no constant factor"
        );
        let gradient = format!("the gradient of {path} in {here}");
        (here, gradient, ", and all else is right", seen)
    } else {
        let (line, count, count_of_lines) = (view.line(axis), lines.len(), view.lengths()[axis]);
        let numbers: Vec<String> = lines.iter().take(2 * NAMED).map(usize::to_string).collect();
        let (plural, more) = (
            if count > 1 { "s" } else { "" },
            if count > 2 * NAMED { ", …" } else { "" },
        );
        // A line that no measured component stands on may be wrong as well.
        let is_met_all = count + others.len() == count_of_lines;
        let least = if is_met_all { "" } else { " at least" };
        let here = format!("{line}{plural} {}{more}{least}", numbers.join(", "));
        let seen = format!(
            "{wrong} of {of} components measured are wrong; {count} of {} {line}s that were met, of {count_of_lines}, are wrong, and along a direction over the others of these the gradient is right",
            count + others.len()
        );
        let gradient = format!("the gradient of {path} there");
        (
            here,
            gradient,
            "; the others that were measured are right",
            seen,
        )
    };
    let finding = Finding::new(FindingKind::RowOrColumn, path, here.clone())
        .in_words(format!("{path} is wrong in {here}"))
        .because(seen)
        .counting(wrong, of);
    let place = Place {
        finding,
        here,
        gradient,
        among: if view.is_whole() {
            on
        } else {
            view.wrong.clone()
        },
        entries: entries(&lines),
        is_rest_right: view.is_whole() && view.others_pass(),
        rest,
        seen: String::new(),
    };
    Some((place, entries(&others)))
}

/// Wrong lines, or a run of a line, that directions have found.
fn located_lines(view: &View<'_>, laboratory: &mut Laboratory<'_>) -> Option<Place> {
    let block = view.block;
    let (lines, run) = (told_lines(block), run(block));
    let place = where_(view, &lines, run)?;
    let is_on_line = |index: &[usize]| {
        let mut lines = lines.iter();
        lines.len() == 0 || lines.any(|&(axis, line)| index.get(axis) == Some(&line))
    };
    // Wrong components elsewhere are told with them.
    let is_on = |&i: &usize| is_on_line(&block.components[i].index);
    let elsewhere = view.wrong.iter().filter(|i| !is_on(i)).count();
    let on: Vec<usize> = (0..view.len()).filter(is_on).collect();
    let wrong: Vec<usize> = view.wrong.iter().copied().filter(is_on).collect();
    let and = match elsewhere {
        0 => String::new(),
        n => format!(", and in {}", count(n, "other component")),
    };
    let is_there = |at: usize| {
        let index = block.shape.index(at);
        let on_run = run.is_none_or(|(axis, first, last)| {
            index.get(axis).is_some_and(|i| (first..=last).contains(i))
        });
        is_on_line(&index) && on_run
    };
    let is_right = is_rest_right(view, is_there, laboratory);
    let along = match law_of_line(block) {
        Some((ErrorModel::Factor, error)) if error.is_infinite() => {
            "; the gradient is zero all over it"
        }
        Some((ErrorModel::Factor, _)) => "; likewise along 2 random directions over all of it",
        _ => "",
    };
    let (path, count) = (view.path(), wrong.len());
    let of = if run.is_some() { count } else { on.len() };
    let (here, rest) = (
        format!("{place}{and}"),
        if is_right {
            ", and all else is right"
        } else {
            AT_LEAST
        },
    );
    let least = if is_right { "" } else { AT_LEAST };
    let finding = Finding::new(FindingKind::RowOrColumn, path, format!("{here}{least}"))
        .in_words(format!("{path} is wrong in {here}{rest}"))
        .because(format!(
            "{count} of {of} components measured there are wrong{along}"
        ))
        .counting(count, of);
    Some(Place {
        finding,
        here,
        gradient: format!("the gradient of {path} in {place}"),
        among: if run.is_some() { wrong } else { on },
        entries: (0..block.shape.count())
            .filter(|&at| is_there(at))
            .collect(),
        is_rest_right: is_right && elsewhere == 0,
        rest,
        seen: along.to_owned(),
    })
}

/// The lines or the run that all that is wrong stands in, if it does.
pub(super) fn lines(view: &View<'_>, laboratory: &mut Laboratory<'_>) -> Option<Place> {
    if view.reach == Reach::Located {
        return located_lines(view, laboratory);
    }
    // What is right of a line where it was met has to be right all over it.
    let mut are_right = |others: &[usize]| laboratory.is_right_over(view.path(), others);
    let places = wrong_lines(view).filter(|(_, others)| view.is_whole() || are_right(others));
    let least = places.min_by_key(|(place, _)| place.among.len());
    least.map(|(place, _)| place)
}

/// "row 2 of 5", "columns 0, 3 and 4 of 7".
pub(super) fn named_lines(axes: usize, axis: usize, lines: &[usize], of: usize) -> String {
    let word = line(axes, axis);
    let along = if axes > 2 {
        format!(" along axis {axis}")
    } else {
        String::new()
    };
    let numbers: Vec<String> = lines.iter().map(usize::to_string).collect();
    let plural = if numbers.len() == 1 { "" } else { "s" };
    let is_run = lines.windows(2).all(|pair| pair[1] == pair[0] + 1);
    let numbers = match numbers.as_slice() {
        [first, .., last] if is_run && numbers.len() > NAMED => format!("{first} to {last}"),
        all if all.len() > 2 * NAMED => {
            format!("{}, … ({} in all)", all[..NAMED].join(", "), all.len())
        }
        [.., last] if numbers.len() > 1 => {
            format!("{} and {last}", numbers[..numbers.len() - 1].join(", "))
        }
        all => all.concat(),
    };
    format!("{word}{plural} {numbers} of {}{along}", grouped(of))
}

/// Whether the gradient is right along a direction over all that isn't in a place, nor found to be wrong.
pub(super) fn is_rest_right(
    view: &View<'_>,
    is_there: impl Fn(usize) -> bool,
    laboratory: &mut Laboratory<'_>,
) -> bool {
    let wrong: Vec<usize> = view.wrong.iter().map(|&i| view.offsets[i]).collect();
    let all = 0..view.block.shape.count();
    let rest: Vec<usize> = all
        .filter(|at| !is_there(*at) && !wrong.contains(at))
        .collect();
    !is_unfinished(view) && laboratory.is_right_over(view.path(), &rest)
}

/// "row 3 of 94, columns 0 … 46".
fn where_(
    view: &View<'_>,
    lines: &[(usize, usize)],
    run: Option<(usize, usize, usize)>,
) -> Option<String> {
    let lengths = view.lengths();
    let mut parts: Vec<String> = Vec::new();
    if let Some(&(axis, _)) = lines.first() {
        let of_axis = lines.iter().filter(|(a, _)| *a == axis);
        let numbers: Vec<usize> = of_axis.map(|&(_, line)| line).collect();
        parts.push(named_lines(
            lengths.len(),
            axis,
            &numbers,
            *lengths.get(axis)?,
        ));
    }
    if let Some((axis, first, last)) = run {
        let of = grouped(view.block.shape.count());
        parts.push(match (lengths.len(), axis) {
            _ if !view.is_matrix() => format!("components {first} … {last} of {of}"),
            (2, axis) => format!("{}s {first} … {last}", line(2, axis)),
            _ => format!("{axis}. indices {first} … {last}"),
        });
    }
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// Whether the budget ended the search for what is wrong.
pub(super) fn is_unfinished(view: &View<'_>) -> bool {
    let probed = view.block.probed.as_ref();
    probed.is_some_and(|probed| probed.is_unfinished)
}
