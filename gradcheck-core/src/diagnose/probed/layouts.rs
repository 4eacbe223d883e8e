//! The right numbers at the wrong places, by a sample of them: a number measured at one place stands in the
//! gradient at another.

use super::super::explained::Hypothesis;
use super::super::layout::{Arrangement, along, hypothesis, named};
use super::super::mend::{Own, Right};
use super::super::view::View;
use super::{Gradient, Reach};
use crate::order::sort_by_key;
use crate::report::{Finding, FindingKind, Fit};
use std::rc::Rc;

/// Wrong components that must agree on an arrangement, and on an order of lines.
const TELLING: usize = 2;
const TELLING_OF_LINES: usize = 4;
/// Lines that are told one by one.
const NAMED: usize = 3;

/// The arrangements that explain a sample: those that are named first, else an order of the lines.
pub(in super::super) fn layouts(view: &View<'_>, gradient: Gradient<'_>) -> Vec<Hypothesis> {
    let Some(analytic) = gradient.of(view.block) else {
        return Vec::new();
    };
    if view.wrong.len() < TELLING || !matches!(view.reach, Reach::Sample(_)) {
        return Vec::new();
    }
    let mut found: Vec<Hypothesis> = Vec::new();
    let mut named = named(view.lengths());
    // A gap that is zero all over tells what comes round from what is lost.
    let count = view.block.shape.count();
    let has_gap =
        |a: &Arrangement<'_>| (a.from)(0).is_none() || (a.from)(count.saturating_sub(1)).is_none();
    sort_by_key(&mut named, |arrangement| !has_gap(arrangement));
    for arrangement in &named {
        let is_new = found.iter().all(|f| f.finding.kind != arrangement.kind);
        let is_zero = |at: usize| (arrangement.from)(at).is_some() || analytic[at] == 0.0;
        let is_gap_zero = || !has_gap(arrangement) || (0..count).all(is_zero);
        let fitting = fitting(view, analytic, arrangement);
        found.extend(fitting.filter(|_| is_new && is_gap_zero()));
    }
    if found.is_empty() {
        let mut axes = 0..view.lengths().len();
        found.extend(axes.find_map(|axis| lines_moved(view, analytic, axis)));
    }
    found
}

/// Whether every number that was measured stands where the arrangement puts it, and gaps are zero.
fn fitting(view: &View<'_>, analytic: &[f64], arrangement: &Arrangement<'_>) -> Option<Hypothesis> {
    let mut fit = Fit {
        residual: 0.0,
        explained: 0,
        of: 0,
    };
    let mut values: Vec<f64> = Vec::new();
    for i in (0..view.len()).filter(|&i| view.is_measured(i)) {
        let offset = view.offsets[i];
        let Some(&there) = (arrangement.to)(offset).and_then(|to| analytic.get(to)) else {
            continue;
        };
        let residual = view.residual(there, i);
        if residual.is_nan() || residual > 1.0 {
            return None;
        }
        fit.residual = fit.residual.max(residual);
        fit.of += 1;
        if view.wrong.contains(&i) && view.is_telling(i) {
            values.push(there);
        }
    }
    fit.explained = values.len();
    values.dedup();
    (values.len() >= TELLING).then(|| hypothesis(view, arrangement, fit, evidence(view)))
}

fn evidence(view: &View<'_>) -> String {
    format!(
        "{} of {} components measured are wrong, and the numeric derivative of each stands at that other place of the gradient",
        view.wrong.len(),
        view.len()
    )
}

/// Rows, columns or slices in another order: each number stands in its line along the axis, at another
/// index, and all of one line at the same.
fn lines_moved(view: &View<'_>, analytic: &[f64], axis: usize) -> Option<Hypothesis> {
    let shape = &view.block.shape;
    let length = *view.lengths().get(axis)?;
    let is_matrix = view.lengths().iter().filter(|&&n| n > 1).count() > 1;
    if length < 2 || !is_matrix {
        return None;
    }
    let mut order: Vec<Option<usize>> = vec![None; length];
    let mut explained = 0;
    for i in (0..view.len()).filter(|&i| view.is_measured(i) && view.is_telling(i)) {
        let mut index = shape.index(view.offsets[i]);
        let own = index[axis];
        let is_at = |index: &mut Vec<usize>, k: usize| {
            index[axis] = k;
            let there = analytic.get(shape.offset(index));
            there.is_some_and(|&there| view.is_near(there, i))
        };
        let found = match order[own] {
            Some(known) => is_at(&mut index, known).then_some(known)?,
            None if is_at(&mut index, own) => own,
            None => (0..length).find(|&k| is_at(&mut index, k))?,
        };
        order[own] = Some(found);
        explained += usize::from(found != own && view.wrong.contains(&i));
    }
    let moved = order.iter().enumerate();
    let moved = moved.filter_map(|(own, k)| Some((own, (*k)?)));
    let moved: Vec<(usize, usize)> = moved.filter(|(own, k)| own != k).collect();
    if explained < TELLING_OF_LINES || moved.len() < TELLING {
        return None;
    }
    let line = match (view.lengths().len(), axis) {
        (2, 0) => "row",
        (2, _) => "column",
        _ => "slice",
    };
    let told = moved
        .iter()
        .take(NAMED)
        .map(|(own, k)| format!("{line} {own} stands at {k}"));
    let told = told.collect::<Vec<_>>().join(", ");
    let place = if line == "slice" {
        format!(" {}", along(view.lengths(), axis))
    } else {
        String::new()
    };
    let more = if moved.len() > NAMED { ", …" } else { "" };
    let words = format!("of {line}s{place} in another order: {told}{more}");
    let path = view.path();
    let finding = Finding::new(FindingKind::Permuted, path, words.clone())
        .in_words(format!("{path} is {words}"))
        .because(evidence(view))
        .mended(format!(
            "putting the lines in order in the gradient of {path} makes the check pass"
        ))
        .counting(explained, view.len());
    // Of lines that weren't met nobody knows where they stand.
    let shape = shape.clone();
    let right: Right = Rc::new(move |own: &Own<'_>| {
        let place = |at: usize| {
            let mut index = shape.index(at);
            index[axis] = order[index[axis]]?;
            own.numbers.get(shape.offset(&index)).copied()
        };
        (0..own.numbers.len()).map(place).collect()
    });
    Some(Hypothesis {
        finding,
        right: Some(right),
    })
}
