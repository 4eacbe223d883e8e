//! Readable at the test point though no constant is: entries exchanged, θ itself, lines with factors of their own, a cost
//! that is flat.

use super::chain::chain;
use super::components::{NAMED, has_factor, names};
use super::constants::{Dimensions, usual};
use super::explained::{Guess, POINTS, Told, not_refuted, tried_here};
use super::hypothesis::{Hypothesis, Named};
use super::laboratory::Laboratory;
use super::low_order::{linear_term, quadratic_term};
use super::mend::at_each;
use super::probed::{Gradient, Reach, words};
use super::terms::{Extra, Term};
use super::view::{View, median};
use super::{Known, offset, triangle};
use crate::report::{Finding, FindingKind};
use crate::wording::four_digits;
use std::collections::BTreeMap;

/// Components that a ratio must explain at least.
const LEAST: usize = 2;
/// Ratios on one line are the same within this share, and so many pairs of them have to be.
const SAME_WITHIN: f64 = 1e-5;
const PAIRS: usize = 3;

/// What explains a block that none of several components' kinds does.
pub(super) fn ratios(
    view: &View<'_>,
    views: &[View<'_>],
    dimensions: &Dimensions,
    laboratory: &mut Laboratory<'_>,
) -> Vec<Told> {
    // A usual factor of one component is told with its place.
    if view.wrong.len() == 1 && has_factor(view, &view.wrong, dimensions, laboratory) {
        return Vec::new();
    }
    // One number may be had in many ways, of which the true one holds elsewhere.
    let told = everywhere(chain(view, views, laboratory), view, laboratory);
    // A gradient that is zero lacks all of it, whatever that is.
    let is_zero = view.wrong.iter().all(|&i| view.analytic[i] == 0.0);
    let told = told.or_else(|| {
        // In f32 a sample beside which the right numbers are small is off by the same, as far as can be seen.
        let is_told = view.is_whole() || laboratory.plain().is_some();
        let linear = linear_term(view).filter(|_| !is_zero && is_told);
        everywhere(linear.into_iter().collect(), view, laboratory)
    });
    let told = told.or_else(|| {
        if is_zero {
            return None;
        }
        let quadratic = quadratic_term(view, dimensions, laboratory);
        everywhere(quadratic.into_iter().collect(), view, laboratory)
    });
    if !is_several(view) {
        return told.into_iter().collect();
    }
    told.or_else(|| radial(view, laboratory))
        .or_else(|| theta_itself(view, laboratory))
        .or_else(|| flat(view, laboratory))
        .into_iter()
        .collect()
}

fn is_several(view: &View<'_>) -> bool {
    view.wrong.len() >= LEAST && !view.lengths().is_empty()
}

/// The first kind that holds of those that two components at least must tell.
pub(super) fn of_several(
    view: &View<'_>,
    views: &[View<'_>],
    known: Known<'_>,
    laboratory: &mut Laboratory<'_>,
) -> Option<Told> {
    if !is_several(view) {
        return None;
    }
    let tiers: [Vec<Hypothesis>; 5] = [
        chain(view, views, laboratory),
        triangle::triangles(view, known.gradient),
        two_exchanged(view, known.gradient, laboratory)
            .into_iter()
            .collect(),
        if view.is_whole() {
            by_lines(view)
        } else {
            Vec::new()
        },
        offset::offset(view, known.dimensions).into_iter().collect(),
    ];
    let mut told = tiers.into_iter().map(|tier| {
        let guesses = tier.into_iter().map(Guess::Other).collect();
        // What has no constant to fit is cheap to guess: it has to be seen elsewhere.
        let mut told = not_refuted(guesses, view, laboratory).into_iter();
        told.find(|(_, tried)| tried.is_some())
    });
    told.find_map(|told| told)
}

/// The first of these that holds at both other points.
fn everywhere(
    tier: Vec<Hypothesis>,
    view: &View<'_>,
    laboratory: &mut Laboratory<'_>,
) -> Option<Told> {
    let guesses = tier.into_iter().map(Guess::Other).collect();
    let mut told = not_refuted(guesses, view, laboratory).into_iter();
    told.find(|(_, tried)| *tried == Some(POINTS))
}

/// Two components stand at each other's place; of a sample one of them may not have been measured.
fn two_exchanged(
    view: &View<'_>,
    gradient: Gradient<'_>,
    laboratory: &Laboratory<'_>,
) -> Option<Hypothesis> {
    let (i, other) = match *view.wrong.as_slice() {
        [i] if matches!(view.reach, Reach::Sample(_)) => (i, None),
        [i, j] => (i, Some(j)),
        _ => return None,
    };
    let here = view.offsets[i];
    let is_at = |i: usize, analytic: f64| view.is_near(analytic, i) && view.tells(i);
    let there = if let Some(j) = other {
        let are_exchanged = is_at(i, view.analytic[j]) && is_at(j, view.analytic[i]);
        are_exchanged.then(|| view.offsets[j])?
    } else {
        let mut all = gradient.of(view)?.iter().enumerate();
        let is_there = |(at, g): (usize, &f64)| is_at(i, *g) && !view.offsets.contains(&at);
        all.position(is_there)?
    };
    let first = laboratory.place(view.path())?.columns.start;
    let other = match other {
        Some(j) => view.block.components[j].path().to_owned(),
        None => laboratory.name(first + there)?,
    };
    let names = format!("{} and {other}", view.block.components[i].path());
    let (wrong, count) = (view.wrong.len(), view.speaks_of());
    let others = words::others(view, count - wrong);
    let said = move |_: &Named| {
        let short = format!("{names} are exchanged");
        Finding::of_blocks(FindingKind::Permuted, Vec::new(), short)
            .because(format!(
                "each agrees with the numeric derivative of the other, and {others} are right"
            ))
            .mended(format!(
                "exchanging {names} in the gradient makes the check pass"
            ))
            .counting(wrong, count)
    };
    let right = at_each(move |k, own| {
        let from = match k {
            k if k == here => there,
            k if k == there => here,
            k => k,
        };
        own.numbers.get(from).copied()
    });
    Some(Hypothesis::new(said, right))
}

/// The rows or columns of a sample, each with a factor of its own, where nothing else explains it.
pub(super) fn of_sample(view: &View<'_>, laboratory: &mut Laboratory<'_>) -> Option<Finding> {
    let guesses = by_lines(view).into_iter().map(Guess::Other).collect();
    let told = not_refuted(guesses, view, laboratory).into_iter().next();
    match told? {
        (Guess::Other(other), tried) => Some(other.finding(view, tried)),
        _ => None,
    }
}

/// Rows or columns each with a factor of its own: usual ones, or of a sample any.
fn by_lines(view: &View<'_>) -> Vec<Hypothesis> {
    let lengths = view.lengths();
    if !view.is_matrix() {
        return Vec::new();
    }
    let axes = (0..lengths.len()).filter(|&axis| lengths[axis] > 1);
    axes.filter_map(|axis| of_lines(view, axis)).collect()
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

/// What is seen, and needs no trial.
fn seen(said: impl Fn(&Named) -> Finding + 'static) -> Told {
    (Guess::Other(Hypothesis::seen(said)), None)
}

/// Right across θ and wrong along it, by another share at each point.
fn radial(view: &View<'_>, laboratory: &mut Laboratory<'_>) -> Option<Told> {
    if view.wrong.len() <= LEAST || view.block.is_tangent || view.block.is_of_matrix() {
        return None;
    }
    let extra = Extra::of(view, Term::L2)?;
    let points = laboratory.is_right_across(view.path())?;
    let (wrong, of) = (view.wrong.len(), view.len());
    Some(seen(move |named| {
        let short = "off along θ only, by another factor at each point".to_owned();
        Finding::new(FindingKind::Radial, &named.all, short.clone())
            .in_words(format!(
                "{} {} {short}: what changes with the length of θ, as a norm does, is missing or wrong",
                named.all,
                named.or("is", "are")
            ))
            .because(format!(
                "here {} fits {of} components; across θ the gradient is right at {points} points",
                extra.equation(),
            ))
            .counting(wrong, of)
    }))
}

/// The parameters came back as their own gradient.
fn theta_itself(view: &View<'_>, laboratory: &mut Laboratory<'_>) -> Option<Told> {
    let sign = |s: f64| (0..view.len()).all(|i| view.analytic[i] == s * view.theta[i]);
    let sign = [1.0, -1.0].into_iter().find(|s| sign(*s))?;
    let points = laboratory.returns(view.path(), |own| {
        own.numbers
            .iter()
            .zip(&own.theta)
            .all(|(g, t)| *g == sign * t)
    })?;
    let what = if sign > 0.0 { "θ" } else { "−θ" };
    let (wrong, of) = (view.wrong.len(), view.len());
    Some(seen(move |named| {
        let short = format!("the gradient is {what} itself");
        Finding::new(FindingKind::ThetaReturned, &named.all, short)
            .because(format!("all {of} components are equal to their parameter to the last bit, here and at {points} other points"))
            .counting(wrong, of)
    }))
}

/// The cost doesn't change with any component that is wrong.
fn flat(view: &View<'_>, laboratory: &mut Laboratory<'_>) -> Option<Told> {
    let is_flat = |&i: &usize| view.numeric[i] == 0.0;
    if !view.wrong.iter().all(is_flat) || view.wrong.len() == view.len() || !view.is_whole() {
        return None;
    }
    let (wrong, of, names) = (view.wrong.len(), view.len(), names(view));
    let said = move |named: &Named| {
        let short =
            format!("the cost doesn't depend on {names}, and the gradient isn't zero there");
        Finding::new(FindingKind::FlatCost, &named.all, short.clone())
            .in_words(format!("{}: {short}, as with a clamp, a window or padding", named.all))
            .because(format!(
                "numeric is exactly 0 in all {wrong} of {of} components that are wrong; the others are right"
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
    // Elsewhere a clamp may be open.
    let tried = tried_here(view, &right, laboratory);
    Some((Guess::Other(Hypothesis::new(said, right)), tried))
}
