//! Symmetric matrices: one triangle for both, entries off the diagonal counted twice or once, the diagonal alone.

use super::explained::Guess;
use super::hypothesis::{Hypothesis, Named};
use super::laboratory::Laboratory;
use super::mend::{Own, Right};
use super::view::View;
use crate::report::{Finding, FindingKind};
use std::cmp::Ordering;
use std::rc::Rc;

/// A way in which one of analytic and numeric gradient is made of the other: in words, its mend, and of what share of the
/// analytic entry and of the one across the diagonal the right one is made, below it, on it and above.
type Way = (&'static str, &'static str, [[f64; 2]; 3]);

const KEPT: [f64; 2] = [1.0, 0.0];
const ACROSS: [f64; 2] = [0.0, 1.0];
const SUM: [f64; 2] = [1.0, 1.0];
const MEAN: [f64; 2] = [0.5, 0.5];
const HALF: [f64; 2] = [0.5, 0.0];
const TWICE: [f64; 2] = [2.0, 0.0];
const NONE: [f64; 2] = [0.0, 0.0];
const MINUS: [f64; 2] = [-1.0, 0.0];

const WAYS: [Way; 10] = [
    (
        "the cost reads the lower triangle only, and the gradient is spread over both",
        "adding the upper triangle to the lower one, and zero above",
        [SUM, KEPT, NONE],
    ),
    (
        "the cost reads the upper triangle only, and the gradient is spread over both",
        "adding the lower triangle to the upper one, and zero below",
        [NONE, KEPT, SUM],
    ),
    (
        "the upper triangle is missing",
        "copying the lower triangle to the upper one",
        [KEPT, KEPT, ACROSS],
    ),
    (
        "the lower triangle is missing",
        "copying the upper triangle to the lower one",
        [ACROSS, KEPT, KEPT],
    ),
    (
        "one triangle holds the sum of both",
        "halving the sum of the two triangles",
        [MEAN, KEPT, MEAN],
    ),
    (
        "doubled off the diagonal",
        "multiplying all entries off the diagonal by 0.5",
        [HALF, KEPT, HALF],
    ),
    (
        "halved off the diagonal",
        "multiplying all entries off the diagonal by 2",
        [TWICE, KEPT, TWICE],
    ),
    (
        "the sign is wrong off the diagonal",
        "multiplying all entries off the diagonal by −1",
        [MINUS, KEPT, MINUS],
    ),
    (
        "doubled on the diagonal",
        "multiplying the diagonal by 0.5",
        [KEPT, HALF, KEPT],
    ),
    (
        "halved on the diagonal",
        "multiplying the diagonal by 2",
        [KEPT, TWICE, KEPT],
    ),
];

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
    let fits = |way: &Way| {
        let right = entries(analytic, rows, way.2);
        let right = |i: usize| right.get(view.offsets[i]).copied().flatten();
        let is_near = |i: usize| right(i).is_some_and(|right| view.is_near(right, i));
        let explains = (0..view.len()).all(|i| !view.is_measured(i) || is_near(i));
        let telling = view.wrong.iter().filter(|&&i| view.tells(i)).count();
        (explains && telling > 1).then(|| hypothesis(view, rows, *way))
    };
    Guess::all(WAYS.iter().filter_map(fits))
}

fn hypothesis(view: &View<'_>, rows: usize, (words, mend, shares): Way) -> Hypothesis {
    let (wrong, of) = (view.wrong.len(), view.len());
    let gradient = if view.block.is_of_matrix() {
        ""
    } else {
        "the gradient of "
    };
    let said = move |named: &Named| {
        Finding::new(FindingKind::Triangle, &named.all, words.to_owned())
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
