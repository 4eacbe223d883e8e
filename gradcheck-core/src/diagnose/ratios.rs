//! Readable at the test point though no constant is: a chain rule's factor that is missing, entries exchanged, one
//! triangle of a symmetric matrix, θ itself, lines with factors of their own, a cost that is flat.

use super::by_component::by_component;
use super::components::{NAMED, has_factor, names};
use super::constants::{Dimensions, usual};
use super::explained::{Guess, Hypothesis, Told, not_refuted};
use super::laboratory::Laboratory;
use super::linear_term::linear_term;
use super::mend::{Right, at_each, each, moved};
use super::probed::Reach;
use super::quadratic_term::quadratic_term;
use super::terms::{Extra, Term};
use super::view::{Guess as Value, View, median};
use super::{Known, offset, triangle};
use crate::report::{Finding, FindingKind};
use crate::wording::four_digits;
use std::collections::BTreeMap;
use std::ops::Range;

/// Components that a ratio must explain at least.
const LEAST: usize = 2;
/// The test point, and two others.
const POINTS: usize = 3;
/// Ratios on one line are the same within this share, and so many pairs of them have to be.
const SAME_WITHIN: f64 = 1e-5;
const PAIRS: usize = 3;

/// What explains a block that none of several components' kinds does.
pub(super) fn ratios(
    view: &View<'_>,
    dimensions: &Dimensions,
    laboratory: &mut Laboratory<'_>,
) -> Vec<Told> {
    // A usual factor of one component is told with its place.
    if view.wrong.len() == 1 && has_factor(view, &view.wrong, dimensions, laboratory) {
        return Vec::new();
    }
    // One number may be had in many ways, of which the true one holds elsewhere.
    let told = everywhere(by_component(view, laboratory), view, laboratory);
    // A gradient that is zero lacks all of it, whatever that is.
    let is_zero = view.wrong.iter().all(|&i| view.analytic[i] == 0.0);
    let told = told.or_else(|| {
        let linear = linear_term(view).filter(|_| !is_zero);
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
        .or_else(|| flat(view))
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
    let tiers: [Vec<Hypothesis>; 6] = [
        by_theta(view),
        by_parameter(view, views, laboratory),
        triangle::triangles(view, known.gradient),
        two_exchanged(view).into_iter().collect(),
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

/// The hypothesis that numeric = analytic × ratio in every component, if it fits.
fn fitting(
    view: &View<'_>,
    words: &str,
    ratio: impl Fn(usize) -> f64,
    right: Right,
) -> Option<Hypothesis> {
    let inverse = |i: usize| {
        let value = view.measured(i);
        let by = 1.0 / ratio(i);
        Value {
            bar: by.abs() * value.bar,
            ..value.times(by)
        }
    };
    let fit = view.fits(inverse).filter(|fit| fit.explained >= LEAST)?;
    let path = view.path();
    let components = if view.is_whole() {
        "components"
    } else {
        "components measured"
    };
    let finding = Finding::new(FindingKind::ChainRule, path, words.to_owned())
        .because(format!("it explains all {} {components}", view.len()))
        .mended(format!(
            "multiplying the gradient of {path} by it makes the check pass"
        ))
        .fitting(fit);
    Some(Hypothesis::new(finding, right))
}

/// numeric / analytic is θ, 1/θ, e^θ or e^−θ.
fn by_theta(view: &View<'_>) -> Vec<Hypothesis> {
    type Ratio = fn(f64) -> f64;
    let all: [(&str, &str, Ratio); 4] = [
        ("θ", "as where a gradient by log θ is asked for", |t| t),
        (
            "1/θ",
            "as where one by θ is asked for, and that by log θ is returned",
            |t| 1.0 / t,
        ),
        (
            "exp θ",
            "as where θ is a logarithm, and the gradient one by exp θ",
            f64::exp,
        ),
        (
            "exp(−θ)",
            "as where the gradient is one by log θ of a θ that is none",
            |t: f64| (-t).exp(),
        ),
    ];
    let fits = |(name, why, ratio): (&str, &str, Ratio)| {
        let words = format!("numeric = {name} × analytic, component by component");
        let found = fitting(
            view,
            &words,
            |i| ratio(view.theta[i]),
            each(move |g, t| g * ratio(t)),
        )?;
        let evidence = format!("{}, {why}", found.finding.evidence);
        Some(Hypothesis {
            finding: found.finding.because(evidence),
            ..found
        })
    };
    all.into_iter().filter_map(fits).collect()
}

/// numeric / analytic is another parameter, or its inverse: component by component, by columns or by rows.
fn by_parameter(
    view: &View<'_>,
    views: &[View<'_>],
    laboratory: &Laboratory<'_>,
) -> Vec<Hypothesis> {
    let count = view.block.shape.count();
    let theta = laboratory.theta();
    let mut found = Vec::new();
    for other in views.iter().filter(|other| other.path() != view.path()) {
        let Some(place) = laboratory.place(other.path()) else {
            continue;
        };
        let own = place.columns.len();
        if own == 0 || count % own != 0 || view.block.is_of_matrix() {
            continue;
        }
        // Other parameters go along the last axis, or along the first.
        let mut repeats = vec![1, count / own];
        repeats.dedup();
        for repeat in repeats {
            for is_inverse in [false, true] {
                let by = By {
                    columns: place.columns.clone(),
                    repeat,
                    is_inverse,
                };
                let name = by.name(other, count);
                let words = format!("numeric = {name} × analytic: {} is forgotten", other.path());
                let words = if is_inverse {
                    format!(
                        "numeric = {name} × analytic: {} is once too many",
                        other.path()
                    )
                } else {
                    words
                };
                let ratio = |i: usize| by.at(theta, view.offsets[i]);
                let for_right = by.clone();
                let right = at_each(move |i, own| Some(own.numbers[i] * for_right.at(own.all, i)));
                found.extend(fitting(view, &words, ratio, right));
            }
        }
    }
    found
}

/// A factor that is another parameter.
#[derive(Clone)]
struct By {
    columns: Range<usize>,
    repeat: usize,
    is_inverse: bool,
}

impl By {
    fn at(&self, theta: &[f64], offset: usize) -> f64 {
        let at = self.columns.start + offset / self.repeat % self.columns.len();
        let value = theta.get(at).copied().unwrap_or(f64::NAN);
        if self.is_inverse { 1.0 / value } else { value }
    }

    /// "gamma[j]", "1/gamma[i]", "scale".
    fn name(&self, other: &View<'_>, count: usize) -> String {
        let index = match (self.columns.len(), self.repeat) {
            (1, _) => "",
            (own, 1) if own == count => "[i]",
            (_, 1) => "[j]",
            _ => "[i]",
        };
        let sign = if self.is_inverse { "1/" } else { "" };
        format!("{sign}{}{index}", other.path())
    }
}

/// Two components stand at each other's place, perhaps with the other sign.
fn two_exchanged(view: &View<'_>) -> Option<Hypothesis> {
    let [i, j] = *view.wrong.as_slice() else {
        return None;
    };
    if matches!(view.reach, Reach::Sample(_)) {
        return None;
    }
    let is_there = |i: usize, j: usize| view.is_near(view.analytic[i], j) && view.tells(i);
    if !is_there(i, j) || !is_there(j, i) {
        return None;
    }
    let count = view.speaks_of();
    let mut to: Vec<Option<usize>> = (0..count).map(Some).collect();
    let (here, there) = (view.offsets[i], view.offsets[j]);
    (to[here], to[there]) = (Some(there), Some(here));
    let of = |i: usize| view.block.components[i].path();
    let (path, names) = (view.path(), format!("{} and {}", of(i), of(j)));
    let short = format!("{names} are exchanged");
    let finding = Finding::new(FindingKind::Permuted, path, short.clone())
        .in_words(short)
        .because(format!(
            "each agrees with the numeric derivative of the other, and the {} others are right",
            count - 2
        ))
        .mended(format!(
            "exchanging {names} in the gradient makes the check pass"
        ))
        .counting(2, count);
    Some(Hypothesis::new(finding, moved(to)))
}

/// The rows or columns of a sample, each with a factor of its own, where nothing else explains it.
pub(super) fn of_sample(view: &View<'_>, laboratory: &mut Laboratory<'_>) -> Option<Finding> {
    let guesses = by_lines(view).into_iter().map(Guess::Other).collect();
    let told = not_refuted(guesses, view, laboratory).into_iter().next();
    match told? {
        (Guess::Other(other), tried) => Some(other.finding.tried(tried)),
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
    let (path, count) = (view.path(), view.len());
    let short = format!("analytic = numeric × a factor of each {word}: {told}{more}");
    let finding = Finding::new(FindingKind::RowOrColumn, path, short).fitting(fit);
    let finding = if view.is_whole() {
        finding
            .because(format!("it explains all {count} components"))
            .mended(format!("dividing each of these {word}s of the gradient of {path} by its factor makes the check pass"))
    } else {
        finding.because(format!(
            "{} of {count} components measured are wrong, and those on one {word} have one ratio, {pairs} times over",
            view.wrong.len()
        ))
    };
    // One ratio holds all over each of these lines, or it is none of the line's.
    let right = at_each(move |at, own| Some(own.numbers[at] / of(at, &by)?));
    Some(Hypothesis::new(finding, right))
}

/// What is seen, and needs no trial.
fn seen(finding: Finding) -> Told {
    let right = None;
    (Guess::Other(Hypothesis { finding, right }), None)
}

/// Right across θ and wrong along it, by another share at each point.
fn radial(view: &View<'_>, laboratory: &mut Laboratory<'_>) -> Option<Told> {
    if view.wrong.len() <= LEAST || view.block.is_tangent || view.block.is_of_matrix() {
        return None;
    }
    let extra = Extra::of(view, Term::L2)?;
    let points = laboratory.is_right_across(view.path())?;
    let (path, of) = (view.path(), view.len());
    let short = "off along θ only, by another factor at each point".to_owned();
    let finding = Finding::new(FindingKind::Radial, path, short.clone())
        .in_words(format!(
            "{path} is {short}: what changes with the length of θ, as a norm does, is missing or wrong"
        ))
        .because(format!(
            "here {} fits {} components; across θ the gradient is right at {points} points",
            extra.equation(),
            of
        ))
        .counting(view.wrong.len(), of);
    Some(seen(finding))
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
    let (path, what) = (view.path(), if sign > 0.0 { "θ" } else { "−θ" });
    let short = format!("the gradient is {what} itself");
    let finding = Finding::new(FindingKind::ThetaReturned, path, short)
        .because(format!("all {} components are equal to their parameter to the last bit, here and at {points} other points", view.len()))
        .counting(view.wrong.len(), view.len());
    Some(seen(finding))
}

/// The cost doesn't change with any component that is wrong.
fn flat(view: &View<'_>) -> Option<Told> {
    let is_flat = |&i: &usize| view.numeric[i] == 0.0;
    if !view.wrong.iter().all(is_flat) || view.wrong.len() == view.len() || !view.is_whole() {
        return None;
    }
    let (wrong, of, path) = (view.wrong.len(), view.len(), view.path());
    let names = names(view);
    let short = format!("the cost doesn't depend on {names}, and the gradient isn't zero there");
    let finding = Finding::new(FindingKind::FlatCost, path, short.clone())
        .in_words(format!("{path}: {short}, as with a clamp, a window or padding"))
        .because(format!(
            "numeric is exactly 0 in all {wrong} of {of} components that are wrong; the others are right"
        ))
        .mended("a gradient of zero in these components makes the check pass".to_owned())
        .counting(wrong, of);
    Some(seen(finding))
}
