//! What a sample without a law has in common: wrong where the gradient is zero, in whole lines, or by a
//! factor of each line.

use super::super::Known;
use super::super::explained::tried;
use super::super::laboratory::Laboratory;
use super::super::lines::{NAMED, factor_among};
use super::super::mend::{Own, Right};
use super::super::view::View;
use super::words::by_line;
use crate::report::{Finding, FindingKind};
use crate::wording::{four_digits, grouped};
use std::rc::Rc;

/// Pairs of components on one line that must agree, for lines to tell.
const PAIRS: usize = 3;
/// Right lines that were met once only, before they count.
const RIGHT_LINES: usize = 4;
/// Ratios on one line are the same within this share.
const SAME_WITHIN: f64 = 1e-5;

/// The simplest of these that fits every component of the sample.
pub(super) fn patterns(
    view: &View<'_>,
    known: Known<'_>,
    laboratory: &mut Laboratory<'_>,
) -> Option<Finding> {
    if view.wrong.len() < 2 {
        return None;
    }
    let mut axes = 0..view.lengths().len();
    let in_lines = axes.find_map(|axis| told_lines(view, axis, laboratory));
    let factor = some(view, known, in_lines.as_ref(), laboratory);
    let mut axes = 0..view.lengths().len();
    let mut scaled = || axes.find_map(|axis| scaled_lines(view, axis, laboratory));
    factor
        .or_else(&mut scaled)
        .or_else(|| Some(without_factor(view, in_lines.as_ref()?)))
}

/// Lines that are wrong, and that is all.
fn without_factor(view: &View<'_>, (in_lines, evidence): &(String, String)) -> Finding {
    let (wrong, of, path) = (view.wrong.len(), view.len(), view.path());
    Finding::new(FindingKind::RowOrColumn, path, in_lines.clone())
        .in_words(format!("{path} is wrong in {in_lines}"))
        .because(format!(
            "{wrong} of {of} components measured are wrong, by no constant factor; {evidence}"
        ))
        .counting(wrong, of)
}

/// Some of the sample off by the same factor, and the others right.
fn some(
    view: &View<'_>,
    known: Known<'_>,
    in_lines: Option<&(String, String)>,
    laboratory: &mut Laboratory<'_>,
) -> Option<Finding> {
    let Known {
        dimensions,
        gradient,
    } = known;
    let (wrong, of, path) = (view.wrong.len(), view.len(), view.path());
    let (factor, tried) = factor_among(view, &view.wrong, dimensions, laboratory)?;
    if !factor.is_exact && wrong < NAMED {
        return None;
    }
    let equation = factor.equation();
    let zeros = view.block.probed.as_ref().map_or(0, |p| p.zeros);
    let (place, more) = match (in_lines, gradient.of(view.block)) {
        (Some((in_lines, evidence)), _) => (in_lines.clone(), format!("; {evidence}")),
        (None, Some(all)) if factor.is_zero() => (
            format!("{wrong} of {of} components measured"),
            format!(
                "; the gradient is zero in {} of {}",
                grouped(zeros),
                grouped(all.len())
            ),
        ),
        _ => (
            format!("{wrong} of {of} components measured"),
            String::new(),
        ),
    };
    let short = format!("{equation} in {place}");
    let kind = factor.kind();
    let finding = Finding::new(kind, path, short.clone()).in_words(format!(
        "{path}: {short}; the others that were measured are right"
    ));
    let what = format!("the gradient of {path} there");
    let finding = factor.complete(finding, wrong, &what, dimensions);
    let evidence = format!(
        "{wrong} of {of} components measured: {}{more}",
        finding.evidence
    );
    let finding = finding.because(evidence).counting(wrong, of);
    Some(finding.tried(tried))
}

/// Lines of which each is wrong or right as a whole, as far as several components on one of them tell.
fn told_lines(
    view: &View<'_>,
    axis: usize,
    laboratory: &mut Laboratory<'_>,
) -> Option<(String, String)> {
    let is_wrong = |i: &usize| view.wrong.contains(i);
    let is_open = |i: &usize| {
        !view
            .block
            .components
            .get(*i)
            .is_some_and(crate::report::Component::is_verified)
    };
    let lines = by_line(view, axis);
    let mut pairs = 0;
    let mut wrong: Vec<usize> = Vec::new();
    let (mut right, mut right_on_pairs) = (Vec::new(), 0);
    for (line, on) in &lines {
        let told: Vec<usize> = on
            .iter()
            .copied()
            .filter(|i| is_wrong(i) || !is_open(i))
            .collect();
        let count = told.iter().filter(|i| is_wrong(i)).count();
        if count > 0 && count < told.len() {
            return None;
        }
        pairs += told.len().saturating_sub(1);
        if count > 0 {
            wrong.push(*line);
        } else {
            right.extend((!told.is_empty()).then_some(*line));
            right_on_pairs += told.len().saturating_sub(1);
        }
    }
    // One right component among many wrong ones makes no line, unless another on its line is right.
    let is_rare = right.len() < RIGHT_LINES && right_on_pairs == 0;
    if pairs < PAIRS || right.is_empty() || is_rare || wrong.is_empty() {
        return None;
    }
    // What is right of a line where it was met has to be right all over it.
    let shape = &view.block.shape;
    let on_right = (0..shape.count()).filter(|&at| right.contains(&shape.index(at)[axis]));
    if !laboratory.is_right_over(view.path(), &on_right.collect::<Vec<_>>()) {
        return None;
    }
    let line = line_name(view, axis);
    let numbers: Vec<String> = wrong.iter().take(2 * NAMED).map(usize::to_string).collect();
    let more = if wrong.len() > 2 * NAMED { ", …" } else { "" };
    let among = wrong.len() + right.len();
    Some((
        format!(
            "{line}{} {}{more}",
            if wrong.len() > 1 { "s" } else { "" },
            numbers.join(", ")
        ),
        format!(
            "{} of {among} {line}s that were met are wrong, and along a direction over the others the gradient is right",
            wrong.len()
        ),
    ))
}

/// A factor that differs from line to line.
fn scaled_lines(view: &View<'_>, axis: usize, laboratory: &mut Laboratory<'_>) -> Option<Finding> {
    let mut pairs = 0;
    let mut factors: Vec<(usize, f64)> = Vec::new();
    for (line, on) in by_line(view, axis) {
        let telling: Vec<usize> = on.into_iter().filter(|&i| view.is_telling(i)).collect();
        let ratios: Vec<f64> = telling
            .iter()
            .map(|&i| view.analytic[i] / view.numeric[i])
            .collect();
        let Some(&first) = ratios.first() else {
            continue;
        };
        let is_same = |ratio: &f64| (ratio - first).abs() <= SAME_WITHIN * first.abs().max(1.0);
        if !ratios.iter().all(is_same) {
            return None;
        }
        pairs += ratios.len() - 1;
        factors.push((line, first));
    }
    let first = factors.first()?.1;
    let differ = factors
        .iter()
        .any(|(_, f)| (f - first).abs() > SAME_WITHIN * first.abs().max(1.0));
    if pairs < PAIRS || !differ {
        return None;
    }
    // One ratio holds all over each of these lines, or it is none of the line's.
    let shape = view.block.shape.clone();
    let by = factors.clone();
    let right: Right = Rc::new(move |own: &Own<'_>| {
        let right = |(at, g): (usize, &f64)| {
            let line = by.binary_search_by_key(&shape.index(at)[axis], |(line, _)| *line);
            Some(g / by[line.ok()?].1)
        };
        own.numbers.iter().enumerate().map(right).collect()
    });
    tried(&[view], &right, laboratory)?;
    let (path, line) = (view.path(), line_name(view, axis));
    let is_other = |(_, factor): &&(usize, f64)| (factor - 1.0).abs() > SAME_WITHIN;
    let told = factors.iter().filter(is_other).take(NAMED);
    let told: Vec<String> = told
        .map(|(at, factor)| format!("{} in {line} {at}", four_digits(*factor)))
        .collect();
    let short = format!(
        "analytic = numeric × a factor of each {line}: {}, …",
        told.join(", ")
    );
    let (wrong, of) = (view.wrong.len(), view.len());
    Some(
        Finding::new(FindingKind::RowOrColumn, path, short.clone())
            .in_words(format!("{path}: {short}"))
            .because(format!(
                "{wrong} of {of} components measured are wrong, and those on one {line} have one ratio, {pairs} times over"
            ))
            .counting(wrong, of),
    )
}

fn line_name(view: &View<'_>, axis: usize) -> &'static str {
    match (view.lengths().len(), axis) {
        (2, 0) => "row",
        (2, _) => "column",
        _ => "slice",
    }
}
