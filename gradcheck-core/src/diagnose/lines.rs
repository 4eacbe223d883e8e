//! Where the wrong components stand: in rows, in columns, alone, or nowhere in particular.

use super::constants::Dimensions;
use super::explained::tried;
use super::factor::Factor;
use super::laboratory::Laboratory;
use super::layout::lines;
use super::mend::only;
use super::view::View;
use super::{Known, probed};
use crate::report::{Finding, FindingKind};
use crate::wording::{among, grouped};

/// Components or lines that are named one by one.
pub(super) const NAMED: usize = 3;
/// A line is wrong if at most this share of its components is right.
const RIGHT_IN_A_LINE: f64 = 0.1;

/// Wrong lines of a block: all other lines are right.
struct WrongLines {
    axis: usize,
    lines: Vec<usize>,
    of: usize,
    components: Vec<usize>,
}

/// What can be said of a block that no guess explains as a whole.
pub(super) fn place(view: &View<'_>, known: Known<'_>, laboratory: &mut Laboratory<'_>) -> Finding {
    if !view.is_whole() {
        return probed::place(view, known, laboratory);
    }
    let dimensions = known.dimensions;
    if let Some(lines) = wrong_lines(view) {
        let factor = factor_among(view, &lines.components, dimensions, laboratory);
        return of_lines(view, &lines, factor, dimensions);
    }
    let factor = factor_among(view, &view.wrong, dimensions, laboratory);
    if view.wrong.len() < 2 {
        return alone(view, factor, dimensions);
    }
    let factor = factor.filter(|(factor, _)| factor.is_exact || view.wrong.len() > 2);
    match factor {
        Some((factor, tried)) => subset(view, factor, dimensions).tried(tried),
        None => unexplained(view),
    }
}

/// The factor that explains some components, if it isn't refuted elsewhere, and at how many points it was tried.
pub(super) fn factor_among(
    view: &View<'_>,
    among: &[usize],
    dimensions: &Dimensions,
    laboratory: &mut Laboratory<'_>,
) -> Option<(Factor, Option<usize>)> {
    let factor = Factor::among(view, among, dimensions)?;
    let Some(right) = factor.right() else {
        return Some((factor, None));
    };
    let offsets: Vec<usize> = among.iter().map(|&i| view.offsets[i]).collect();
    let tried = tried(&[view], &only(&offsets, right), laboratory)?;
    Some((factor, tried))
}

/// The lines that are wrong, if all others are right: "rows 1 and 3 of 6".
pub(super) fn wrong_lines_in_words(view: &View<'_>) -> Option<String> {
    let found = wrong_lines(view)?;
    let axes = view.lengths().len();
    Some(named_lines(axes, found.axis, &found.lines, found.of))
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

/// The rows or columns that are wrong, by the axis along which fewer of them are.
fn wrong_lines(view: &View<'_>) -> Option<WrongLines> {
    let lengths = view.lengths();
    let is_matrix = lengths.iter().filter(|&&n| n > 1).count() > 1;
    if !is_matrix || !view.is_whole() || view.block.shape.count() != view.len() {
        return None;
    }
    let along = |axis: usize| {
        let all = lines(lengths, axis);
        let is_wrong = |i: &usize| view.wrong.contains(i);
        let wrong: Vec<usize> = (0..all.len())
            .filter(|&k| all[k].iter().any(is_wrong))
            .collect();
        let components: Vec<usize> = wrong.iter().flat_map(|&k| all[k].clone()).collect();
        let is_right =
            |i: &usize| !view.wrong.contains(i) && view.block.components[*i].is_verified();
        let right = components.iter().filter(|i| is_right(i)).count();
        let is_whole = wrong
            .iter()
            .all(|&k| all[k].iter().filter(|i| is_wrong(i)).count() > 1);
        let mostly = right as f64 <= RIGHT_IN_A_LINE * components.len() as f64;
        // Lines that nothing was compared in speak for neither.
        let compared =
            |line: &Vec<usize>| line.iter().any(|&i| view.block.components[i].is_verified());
        let of = all.iter().filter(|line| compared(line)).count();
        (wrong.len() < of && is_whole && mostly).then_some(WrongLines {
            axis,
            lines: wrong,
            of: all.len(),
            components,
        })
    };
    let axes = (0..lengths.len()).filter(|&axis| lengths[axis] > 1);
    axes.filter_map(along)
        .min_by_key(|found| (found.components.len(), found.axis))
}

fn of_lines(
    view: &View<'_>,
    found: &WrongLines,
    factor: Option<(Factor, Option<usize>)>,
    dimensions: &Dimensions,
) -> Finding {
    let path = view.path();
    let what = named_lines(view.lengths().len(), found.axis, &found.lines, found.of);
    let (wrong, of) = (view.wrong.len(), view.len());
    let Some((factor, tried)) = factor else {
        return Finding::new(FindingKind::RowOrColumn, path, what.clone())
            .in_words(format!("{path} is wrong in {what}"))
            .because(format!(
                "{wrong} of {of} components disagree, all of them there, and by no constant factor"
            ))
            .counting(wrong, of);
    };
    let kind = if factor.is_zero() {
        FindingKind::ZeroOrDetached
    } else {
        FindingKind::RowOrColumn
    };
    let equation = factor.equation();
    let finding = Finding::new(kind, path, format!("{equation} in {what}")).in_words(format!(
        "{equation} in {what} of {path}, and all else is right"
    ));
    let of_lines = format!("the gradient of {path} in {what}");
    let count = found.components.len();
    let finding = factor.complete(finding, count, &of_lines, dimensions);
    finding.tried(tried)
}

/// "row 2 of 5", "columns 0, 3 and 4 of 7".
pub(super) fn named_lines(axes: usize, axis: usize, lines: &[usize], of: usize) -> String {
    let word = match (axes, axis) {
        (2, 0) => "row",
        (2, _) => "column",
        _ => "slice",
    };
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

/// One component, with the factor that it is off by, if that is a usual one elsewhere as well.
fn alone(
    view: &View<'_>,
    factor: Option<(Factor, Option<usize>)>,
    dimensions: &Dimensions,
) -> Finding {
    let finding = unexplained(view);
    let factor =
        factor.filter(|(factor, tried)| factor.is_zero() || (factor.is_exact && tried.is_some()));
    let Some((factor, tried)) = factor.filter(|_| finding.kind == FindingKind::SingleComponent)
    else {
        return finding;
    };
    let of = view.len();
    let what = match (view.block.is_of_matrix(), names(view)) {
        (true, names) => names,
        (false, names) => format!("the gradient of {names}"),
    };
    let equation = if factor.is_zero() {
        "analytic = 0".to_owned()
    } else {
        factor.equation()
    };
    let message = format!("{}, {equation} there", finding.message);
    let finding = factor.complete(finding.in_words(message), 1, &what, dimensions);
    finding.counting(1, of).tried(tried)
}

/// Some components off by the same factor, and the others right.
fn subset(view: &View<'_>, factor: Factor, dimensions: &Dimensions) -> Finding {
    let path = view.path();
    let names = names(view);
    let (wrong, of) = (view.wrong.len(), view.len());
    let short = format!(
        "{} in {wrong} of {of} components: {names}",
        factor.equation()
    );
    let finding = Finding::new(factor.kind(), path, short.clone())
        .in_words(format!("{path}: {short}; the others are right"));
    let what = format!("the gradient of {names}");
    factor.complete(finding, wrong, &what, dimensions)
}

pub(super) fn names(view: &View<'_>) -> String {
    let of = |&i: &usize| view.block.components[i].path();
    let mut names: Vec<&str> = view.wrong.iter().take(NAMED).map(of).collect();
    names.extend((view.wrong.len() > NAMED).then_some("…"));
    names.join(", ")
}

/// Which components are wrong, where no pattern fits.
fn unexplained(view: &View<'_>) -> Finding {
    let (wrong, of, path) = (view.wrong.len(), view.len(), view.path());
    let compared = view
        .block
        .components
        .iter()
        .filter(|c| c.is_verified())
        .count();
    let (kind, short) = match wrong {
        1 if of > 1 => (
            FindingKind::SingleComponent,
            format!("only {} of {of} components", names(view)),
        ),
        1 => (FindingKind::Unexplained, "by no usual factor".to_owned()),
        all if all == of => (
            FindingKind::Unexplained,
            format!("{}, by no constant factor", among(of)),
        ),
        all if all == compared => (
            FindingKind::Unexplained,
            format!("all {all} components that could be compared, by no constant factor"),
        ),
        some => (
            FindingKind::Unexplained,
            format!("{some} of {of} components: {}", names(view)),
        ),
    };
    let message = match kind {
        FindingKind::SingleComponent => format!("{path} is wrong: {short}"),
        _ => format!("no pattern fits {path}: {short}"),
    };
    Finding::new(kind, path, short)
        .in_words(message)
        .because(format!(
            "{wrong} of {of} disagree beyond tolerance and error bar, at several steps"
        ))
        .counting(wrong, of)
}
