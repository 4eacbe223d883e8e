//! The gradient of one block returned for another, by a sample: what was measured in one stands in the
//! gradient of the other.

use super::super::view::View;
use super::{Gradient, Reach};
use crate::report::{Finding, FindingKind};

/// Wrong components that must be found in another block.
const TELLING: usize = 2;
/// Two gradients are the same within this share of the largest of their numbers.
const SAME_WITHIN: f64 = 1e-12;

/// The blocks that hold the gradient of another, a pair that is exchanged as one finding.
pub(in super::super) fn exchanged(views: &[View<'_>], gradient: Gradient<'_>) -> Vec<Finding> {
    let count = |view: &View<'_>| view.block.shape.count();
    let is_sample = |view: &View<'_>| matches!(view.reach, Reach::Sample(_));
    let mut findings = Vec::new();
    for (i, view) in views.iter().enumerate() {
        if !is_sample(view) || !view.fails() {
            continue;
        }
        let of_same = |j: &usize| *j != i && count(&views[*j]) == count(view);
        let others = (0..views.len()).filter(of_same);
        let found = others.into_iter().find_map(|j| {
            let other = &views[j];
            let is_there = is_in(other, view, gradient);
            let is_back = is_in(view, other, gradient);
            match (is_there && is_sample(other), is_back && is_sample(other)) {
                (true, true) if j < i => Some(None),
                (true, true) => Some(Some(mutual(view, other))),
                _ if is_there || is_copy(view, other, gradient) => Some(Some(one(view, other))),
                _ => None,
            }
        });
        findings.extend(found.flatten());
    }
    findings
}

/// Whether the gradient of `view` is what was measured in `other`, which is wrong itself.
fn is_in(other: &View<'_>, view: &View<'_>, gradient: Gradient<'_>) -> bool {
    let Some(analytic) = gradient.of(view.block) else {
        return false;
    };
    let at = |i: usize| {
        other
            .offsets
            .get(i)
            .and_then(|&offset| analytic.get(offset))
    };
    let measured = || (0..other.len()).filter(|&i| other.is_measured(i));
    let is_near = |i: usize| at(i).is_some_and(|&there| other.is_near(there, i));
    let is_told = |i: &usize| other.wrong.contains(i) && other.is_telling(*i);
    let mut values: Vec<f64> = measured()
        .filter(is_told)
        .filter_map(|i| at(i).copied())
        .collect();
    values.dedup();
    values.len() >= TELLING && measured().all(is_near)
}

/// Whether the gradients of both are the same numbers, while the other is right.
fn is_copy(view: &View<'_>, other: &View<'_>, gradient: Gradient<'_>) -> bool {
    let (Some(own), Some(right)) = (gradient.of(view.block), gradient.of(other.block)) else {
        return false;
    };
    let largest = right.iter().fold(0.0, |l: f64, g| l.max(g.abs()));
    let is_same = || {
        let mut pairs = own.iter().zip(right);
        pairs.all(|(a, b)| (a - b).abs() <= SAME_WITHIN * largest)
    };
    !other.fails() && largest > 0.0 && is_same()
}

fn one(view: &View<'_>, other: &View<'_>) -> Finding {
    let (path, of) = (view.path(), other.path());
    let short = format!("it is the gradient of {of}");
    let evidence = if other.fails() {
        format!(
            "all {} components of {of} measured stand in it",
            other.len()
        )
    } else {
        format!("both are the same numbers, and {of} is right")
    };
    Finding::new(FindingKind::BlocksExchanged, path, short.clone())
        .in_words(format!("{path}: {short}"))
        .because(evidence)
        .counting(view.wrong.len(), view.len())
}

fn mutual(view: &View<'_>, other: &View<'_>) -> Finding {
    let (one, two) = (view.path(), other.path());
    let finding = Finding::new(FindingKind::BlocksExchanged, one, "exchanged".to_owned());
    Finding {
        blocks: vec![one.to_owned(), two.to_owned()],
        ..finding
            .in_words(format!("the gradients of {one} and {two} are exchanged"))
            .because(format!(
                "the numeric derivatives of all {} components of {one} measured stand in the gradient of {two}, and of all {} of {two} in that of {one}",
                view.len(),
                other.len()
            ))
            .mended(format!(
                "returning them in the other order makes {one} and {two} pass"
            ))
            .counting(
                view.wrong.len() + other.wrong.len(),
                view.len() + other.len(),
            )
    }
}
