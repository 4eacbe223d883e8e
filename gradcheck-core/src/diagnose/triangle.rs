//! Symmetric matrices: one triangle for both, entries off the diagonal counted twice or once, the diagonal alone,
//! by a factor or by the same number.

use super::explained::Guess;
use super::hypothesis::{Hypothesis, Named};
use super::laboratory::Laboratory;
use super::mend::{Own, Right, at_each};
use super::view::{View, median};
use crate::report::{Finding, FindingKind};
use crate::wording::{significant, written};
use approx::relative_eq;
use std::cmp::Ordering;
use std::rc::Rc;

/// A way in which one of analytic and numeric gradient is made of the other: in words, its mend, and of what share of the
/// analytic entry and of the one across the diagonal the right one is made, below it, on it and above.
type Way = (String, String, [[f64; 2]; 3]);

/// A fitted number is one of few digits within this.
const WITHIN: f64 = 1e-7;

const KEPT: [f64; 2] = [1.0, 0.0];
const ACROSS: [f64; 2] = [0.0, 1.0];
const SUM: [f64; 2] = [1.0, 1.0];
const MEAN: [f64; 2] = [0.5, 0.5];
const NONE: [f64; 2] = [0.0, 0.0];

fn ways() -> Vec<Way> {
    let sum = "one triangle holds the sum of both".to_owned();
    let halved = "halving the sum of the two triangles".to_owned();
    let mut all = vec![(sum, halved, [MEAN, KEPT, MEAN])];
    for (which, other, zero) in [("lower", "upper", "above"), ("upper", "lower", "below")] {
        let sided = |own, across| match which {
            "lower" => [own, KEPT, across],
            _ => [across, KEPT, own],
        };
        let spread = format!(
            "the cost reads the {which} triangle only, and the gradient is spread over both"
        );
        let added = format!("adding the {other} triangle to the {which} one, and zero {zero}");
        all.push((spread, added, sided(SUM, NONE)));
        let missing = format!("the {other} triangle is missing");
        let copied = format!("copying the {which} triangle to the {other} one");
        all.push((missing, copied, sided(KEPT, ACROSS)));
    }
    let errors = [
        ("doubled", 0.5),
        ("halved", 2.0),
        ("the sign is wrong", -1.0),
    ];
    for (what, by) in errors {
        let (share, by) = ([by, 0.0], written(by));
        let off = format!("multiplying all entries off the diagonal by {by}");
        all.push((
            format!("{what} off the diagonal"),
            off,
            [share, KEPT, share],
        ));
        let on = format!("multiplying the diagonal by {by}");
        all.push((format!("{what} on the diagonal"), on, [KEPT, share, KEPT]));
    }
    all
}

/// Those that explain a square matrix.
pub(super) fn triangles(view: &View<'_>, laboratory: &mut Laboratory<'_>) -> Vec<Guess> {
    let [rows, columns] = *view.lengths() else {
        return Vec::new();
    };
    // Of a sample the entry across the diagonal is known as well.
    let analytic = laboratory.returned(view).unwrap_or_default();
    if rows != columns || rows < 2 || analytic.len() != rows * columns {
        return Vec::new();
    }
    let fits = |way: Way| {
        let right = entries(analytic, rows, way.2);
        let right = |i: usize| right.get(view.offsets[i]).copied().flatten();
        let is_near = |i: usize| right(i).is_some_and(|right| view.is_near(right, i));
        let explains = (0..view.len()).all(|i| !view.is_measured(i) || is_near(i));
        let telling = view.wrong.iter().filter(|&&i| view.tells(i)).count();
        (explains && telling > 1).then(|| hypothesis(view, rows, way))
    };
    let of_triangles = ways().into_iter().filter_map(fits);
    Guess::all(of_triangles.chain(diagonal(view, rows)))
}

/// The same number on the diagonal of a matrix of derivatives, or where it is wrong there, and all else right.
fn diagonal(view: &View<'_>, rows: usize) -> Option<Hypothesis> {
    let is_on = |i: usize| view.offsets[i] % (rows + 1) == 0;
    let telling = view.wrong.iter().copied().filter(|&i| view.tells(i));
    let telling: Vec<usize> = telling.collect();
    if !view.block.is_of_matrix() || telling.len() < 2 || !view.wrong.iter().all(|&i| is_on(i)) {
        return None;
    }
    let off = telling.iter().map(|&i| view.disagreement(i)).collect();
    let k = usual_near(median(off)?);
    let is_off = |i: usize| view.wrong.contains(&i);
    view.fits(|i| view.measured(i).plus(if is_off(i) { k } else { 0.0 }))?;
    let sign = if k < 0.0 { "−" } else { "+" };
    let is = if k < 0.0 { "is missing" } else { "is too much" };
    let (what, by) = match k.abs() {
        1.0 => ("the identity", "1".to_owned()),
        size => ("a term λ I", significant(size, 6)),
    };
    let (wrong, of) = (view.wrong.len(), view.len());
    let place = if wrong == rows {
        "on the diagonal".to_owned()
    } else {
        format!("in {wrong} of {rows} entries of the diagonal")
    };
    let said = move |named: &Named| {
        let words = format!("analytic = numeric {sign} {by} {place}: {what} {is}");
        let mends = if k < 0.0 { "adding" } else { "subtracting" };
        let all = &named.all;
        Finding::new(FindingKind::AdditiveConstant, all, words)
            .because(format!(
                "{wrong} of {of} entries are wrong, all of them there"
            ))
            .mended(format!(
                "{mends} {by} {place} of {all} makes the check pass"
            ))
            .with_value(k)
            .counting(wrong, of)
    };
    let wrong: Vec<usize> = view.wrong.iter().map(|&i| view.offsets[i]).collect();
    let right = at_each(move |i, own: &Own<'_>| {
        let off = if wrong.contains(&i) { k } else { 0.0 };
        Some(own.numbers[i] - off)
    });
    Some(Hypothesis::new(said, right))
}

/// One, or a number of few digits, where the fitted one is that but for rounding.
fn usual_near(k: f64) -> f64 {
    let short = significant(k, 6).parse().unwrap_or(k);
    if relative_eq!(short, k, max_relative = WITHIN) {
        short
    } else {
        k
    }
}

fn hypothesis(view: &View<'_>, rows: usize, (words, mend, shares): Way) -> Hypothesis {
    let (wrong, of) = (view.wrong.len(), view.len());
    let gradient = if view.block.is_of_matrix() {
        ""
    } else {
        "the gradient of "
    };
    let said = move |named: &Named| {
        Finding::new(FindingKind::Triangle, &named.all, words.clone())
            .because(format!(
                "{wrong} of {of} entries are wrong, and it explains all"
            ))
            .mended(format!(
                "{} of {gradient}{} makes the check pass",
                mend, named.all
            ))
            .counting(wrong, of)
    };
    let right: Right = Rc::new(move |own: &Own<'_>| entries(&own.numbers, rows, shares));
    Hypothesis::new(said, right)
}

/// The right entries of a square matrix.
fn entries(analytic: &[f64], rows: usize, shares: [[f64; 2]; 3]) -> Vec<Option<f64>> {
    let entry = |at: usize| {
        let (i, j) = (at / rows, at % rows);
        let [own, across] = match i.cmp(&j) {
            Ordering::Greater => shares[0],
            Ordering::Equal => shares[1],
            Ordering::Less => shares[2],
        };
        Some(own * analytic.get(at)? + across * analytic.get(j * rows + i)?)
    };
    (0..analytic.len()).map(entry).collect()
}
