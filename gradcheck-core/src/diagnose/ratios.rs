//! Readable at the test point though no constant is: entries exchanged, θ itself, lines with factors of their own, a cost
//! that is flat.

use super::components::{NAMED, names};
use super::constants::usual;
use super::explained::{Guess, explained};
use super::hypothesis::{Hypothesis, Named};
use super::laboratory::Laboratory;
use super::mend::at_each;
use super::terms::{Extra, Term};
use super::view::{View, median};
use crate::report::{Finding, FindingKind};
use crate::wording::four_digits;
use std::collections::BTreeMap;

/// Components that a ratio must explain at least.
const LEAST: usize = 2;
/// Ratios on one line are the same within this share, and so many pairs of them have to be.
const SAME_WITHIN: f64 = 1e-5;
const PAIRS: usize = 3;

/// The rows or columns of a sample, each with a factor of its own, where nothing else explains it.
pub(super) fn of_sample(view: &View<'_>, laboratory: &mut Laboratory<'_>) -> Option<Finding> {
    let told = explained(&[(each_line, None)], view, laboratory);
    match told.into_iter().next()? {
        (Guess::Other(other), tried) => Some(other.finding(view, tried)),
        _ => None,
    }
}

/// The same of a block that was measured as a whole.
pub(super) fn by_lines(view: &View<'_>, laboratory: &mut Laboratory<'_>) -> Vec<Guess> {
    let each = || each_line(view, laboratory);
    view.is_whole().then(each).unwrap_or_default()
}

/// Rows or columns each with a factor of its own: usual ones, or of a sample any.
fn each_line(view: &View<'_>, _: &mut Laboratory<'_>) -> Vec<Guess> {
    let lengths = view.lengths();
    let axes = (0..lengths.len()).filter(|&axis| view.is_matrix() && lengths[axis] > 1);
    Guess::all(axes.filter_map(|axis| of_lines(view, axis)))
}

fn of_lines(view: &View<'_>, axis: usize) -> Option<Hypothesis> {
    let mut by: BTreeMap<usize, f64> = BTreeMap::new();
    let mut pairs = 0;
    for (k, line) in view.lines(axis) {
        let telling = line.iter().filter(|&&i| view.is_telling(i));
        let ratios = telling.map(|&i| view.analytic[i] / view.numeric[i]);
        let ratios: Vec<f64> = ratios.collect();
        if !line.iter().any(|i| view.wrong.contains(i)) {
            by.extend((!ratios.is_empty()).then_some((k, 1.0)));
            continue;
        }
        let ratio = median(ratios.clone())?;
        let usual = usual(ratio).filter(|f| *f != 0.0);
        let factor = if view.is_whole() { usual? } else { ratio };
        let is_same = |ratio: &f64| (ratio - factor).abs() <= SAME_WITHIN * factor.abs().max(1.0);
        if !ratios.iter().all(is_same) {
            return None;
        }
        pairs += ratios.len() - 1;
        by.insert(k, factor);
    }
    let (shape, word) = (view.block.shape.clone(), view.line(axis));
    let of = move |at: usize, by: &BTreeMap<usize, f64>| by.get(&shape.index(at)[axis]).copied();
    let fit = view.fits(|i| {
        view.measured(i)
            .times(of(view.offsets[i], &by).unwrap_or(1.0))
    })?;
    let others: Vec<(&usize, &f64)> = by.iter().filter(|(_, f)| **f != 1.0).collect();
    let (_, first) = others.first()?;
    let is_other = |f: f64| (f - **first).abs() > SAME_WITHIN * f.abs().max(1.0);
    if pairs < PAIRS || !others.iter().any(|(_, f)| is_other(**f)) {
        return None;
    }
    let told = others.iter().take(NAMED);
    let told = told.map(|(k, factor)| format!("{} in {word} {k}", four_digits(**factor)));
    let told = told.collect::<Vec<_>>().join(", ");
    let is_all = view.is_whole() && others.len() <= NAMED;
    let more = if is_all { "" } else { ", …" };
    let (count, wrong, is_whole) = (view.len(), view.wrong.len(), view.is_whole());
    let said = move |of: &Named| {
        let short = format!("analytic = numeric × a factor of each {word}: {told}{more}");
        let finding = Finding::new(FindingKind::RowOrColumn, &of.all, short).fitting(fit);
        if is_whole {
            finding
                .because(format!("it explains all {count} components"))
                .mended(format!(
                    "dividing each of these {word}s of the gradient of {} by its factor makes the check pass",
                    of.all
                ))
        } else {
            finding.because(format!(
                "{wrong} of {count} components measured are wrong, and those on one {word} have one ratio, {pairs} times over"
            ))
        }
    };
    // One ratio holds all over each of these lines, or it is none of the line's.
    let right = at_each(move |at, own| Some(own.numbers[at] / of(at, &by)?));
    Some(Hypothesis::new(said, right))
}

/// Right across θ and wrong along it, by another share at each point.
pub(super) fn radial(view: &View<'_>, laboratory: &mut Laboratory<'_>) -> Vec<Guess> {
    Guess::all(radial_of(view, laboratory))
}

fn radial_of(view: &View<'_>, laboratory: &mut Laboratory<'_>) -> Option<Hypothesis> {
    if view.wrong.len() <= LEAST || view.block.is_tangent || view.block.is_of_matrix() {
        return None;
    }
    let whole = Extra::of(view, Term::L2);
    let row = view.lengths().last().copied().unwrap_or(1);
    let is_by_rows = whole.is_none() && are_rows_radial(view, row);
    let fits = match whole {
        Some(extra) => extra.equation(),
        None if is_by_rows => "analytic − numeric ∝ θ in each row".to_owned(),
        None => return None,
    };
    let part = if is_by_rows {
        row
    } else {
        view.block.shape.count()
    };
    let points = laboratory.is_right_across(view.path(), part)?;
    let (wrong, of) = (view.wrong.len(), view.len());
    Some(Hypothesis::seen(move |named| {
        let (of_row, each) = if is_by_rows {
            (" of its row", "row and ")
        } else {
            ("", "")
        };
        let short = format!("off along θ{of_row} only, by another factor at each {each}point");
        Finding::new(FindingKind::Radial, &named.all, short.clone())
            .in_words(format!(
                "{} {} {short}: what changes with the length of θ, as a norm does, is missing or wrong",
                named.all,
                named.or("is", "are")
            ))
            .because(format!(
                "here {fits} fits {of} components; across θ the gradient is right at {points} points"
            ))
            .counting(wrong, of)
    }))
}

/// Whether each row of a matrix is off along itself.
fn are_rows_radial(view: &View<'_>, row: usize) -> bool {
    let is_along = |row: &[usize]| {
        let (td, tt) = row.iter().fold((0.0, 0.0), |(td, tt), &i| {
            let t = view.theta[i];
            (td + t * view.disagreement(i), tt + t * t)
        });
        let k = td / tt;
        let is_near = |&i: &usize| view.is_near(view.analytic[i] - k * view.theta[i], i);
        row.iter().all(is_near) && row.iter().any(|i| view.wrong.contains(i))
    };
    let all: Vec<usize> = (0..view.len()).collect();
    view.is_matrix() && view.is_whole() && row > LEAST && all.chunks(row).all(is_along)
}

/// The parameters came back as their own gradient.
pub(super) fn theta_itself(view: &View<'_>, laboratory: &mut Laboratory<'_>) -> Vec<Guess> {
    Guess::all(theta_itself_of(view, laboratory))
}

fn theta_itself_of(view: &View<'_>, laboratory: &mut Laboratory<'_>) -> Option<Hypothesis> {
    let sign = |s: f64| (0..view.len()).all(|i| view.analytic[i] == s * view.theta[i]);
    let sign = [1.0, -1.0].into_iter().find(|s| sign(*s))?;
    if view.wrong.len() < LEAST {
        return None;
    }
    let points = laboratory.returns(view.path(), |own| {
        own.numbers
            .iter()
            .zip(&own.theta)
            .all(|(g, t)| *g == sign * t)
    })?;
    let what = if sign > 0.0 { "θ" } else { "−θ" };
    let (wrong, of) = (view.wrong.len(), view.len());
    Some(Hypothesis::seen(move |named| {
        let short = format!("the gradient is {what} itself");
        Finding::new(FindingKind::ThetaReturned, &named.all, short)
            .because(format!("all {of} components are equal to their parameter to the last bit, here and at {points} other points"))
            .counting(wrong, of)
    }))
}

/// The cost doesn't change with any component that is wrong.
pub(super) fn flat(view: &View<'_>, _: &mut Laboratory<'_>) -> Vec<Guess> {
    Guess::all(flat_at(view))
}

fn flat_at(view: &View<'_>) -> Option<Hypothesis> {
    let is_flat = |&i: &usize| view.tells(i) && !view.is_telling(i);
    let (wrong, of) = (view.wrong.len(), view.len());
    if !view.wrong.iter().all(is_flat) || wrong < LEAST || wrong == of || !view.is_whole() {
        return None;
    }
    let names = names(view);
    let said = move |named: &Named| {
        let short =
            format!("the cost doesn't depend on {names}, and the gradient isn't zero there");
        Finding::new(FindingKind::FlatCost, &named.all, short.clone())
            .in_words(format!("{}: {short}, as with a clamp, a window or padding", named.all))
            .because(format!(
                "numeric is 0 within its bars in all {wrong} of {of} components that are wrong; the others are right"
            ))
            .mended("a gradient of zero in these components makes the check pass".to_owned())
            .counting(wrong, of)
    };
    let flat = view.wrong.clone();
    let right = at_each(move |i, own| {
        Some(if flat.contains(&i) {
            0.0
        } else {
            own.numbers[i]
        })
    });
    Some(Hypothesis::new(said, right).here())
}
