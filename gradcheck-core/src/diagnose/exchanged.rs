//! The gradient of one block returned for another: what was measured in one stands in the gradient of the other.

use super::laboratory::Laboratory;
use super::mend::{Mend, Own, of};
use super::probed::Reach;
use super::trial::Outcome;
use super::view::View;
use crate::norm::largest;
use crate::report::{Finding, FindingKind, Fit};

/// Numbers that must be found in another block, where it has as many.
const TELLING: usize = 2;
/// Two gradients are the same within this share of the largest of their numbers.
const SAME_WITHIN: f64 = 1e-12;

/// Blocks whose gradients are each that of the other, each pair as one finding.
pub(super) fn exchanged(views: &[View<'_>], laboratory: &mut Laboratory<'_>) -> Vec<Finding> {
    let is_wrong = |view: &View<'_>| view.reach != Reach::Located && !view.wrong.is_empty();
    let mut findings: Vec<Finding> = Vec::new();
    let mut taken: Vec<usize> = Vec::new();
    for (j, other) in views.iter().enumerate() {
        for (i, view) in views.iter().enumerate().take(j) {
            let are_free = !taken.contains(&i) && !taken.contains(&j);
            if !are_free || !is_wrong(view) || !is_wrong(other) || !have_one_size(view, other) {
                continue;
            }
            let there = fit(view, other, laboratory);
            let Some((there, back)) = there.zip(fit(other, view, laboratory)) else {
                continue;
            };
            let fit = Fit {
                residual: there.residual.max(back.residual),
                explained: there.explained + back.explained,
                of: there.of + back.of,
            };
            let tried = match tried(view, other, laboratory) {
                Outcome::Holds(points) => Some(points),
                Outcome::Untold => None,
                Outcome::Falls => continue,
            };
            findings.push(mutual(view, other, fit).tried(tried));
            taken.extend([i, j]);
        }
    }
    findings
}

fn tried(view: &View<'_>, other: &View<'_>, laboratory: &mut Laboratory<'_>) -> Outcome {
    let places = [view, other].map(|view| laboratory.place(view.path()));
    let [Some(own), Some(there)] = places else {
        return Outcome::Untold;
    };
    let mends = [(own.clone(), there.clone()), (there, own)].map(|(place, from)| Mend {
        place,
        right: of(from.columns),
    });
    laboratory.tries(&mends, !view.is_whole() || !other.is_whole())
}

/// A block whose gradient is that of another, whatever became of its own: it is read off, and looked up at other
/// points where the other one is right.
pub(super) fn copied(
    view: &View<'_>,
    views: &[View<'_>],
    laboratory: &mut Laboratory<'_>,
) -> Option<Finding> {
    if view.reach == Reach::Located || view.wrong.len() < TELLING {
        return None;
    }
    let is_other = |other: &&View<'_>| other.path() != view.path() && have_one_size(view, other);
    let is_copy = |other: &&View<'_>| {
        if other.fails() {
            other.reach != Reach::Located && fit(view, other, laboratory).is_some()
        } else {
            are_same(view, other, laboratory)
        }
    };
    let other = views.iter().filter(is_other).find(is_copy)?;
    let evidence = if other.fails() {
        evidence(view, other)
    } else {
        let columns = laboratory.place(other.path())?.columns;
        let is_same = |own: &Own<'_>| own.at(&columns) == own.numbers;
        laboratory.returns(view.path(), is_same)?;
        format!("both are the same numbers, and {} is right", other.path())
    };
    let short = format!("it is the gradient of {}", other.path());
    Some(
        Finding::new(FindingKind::BlocksExchanged, view.path(), short)
            .because(evidence)
            .counting(view.wrong.len(), view.len()),
    )
}

fn have_one_size(view: &View<'_>, other: &View<'_>) -> bool {
    view.block.shape.count() == other.block.shape.count()
}

/// Whether the gradient of one is what was measured in another.
fn fit(view: &View<'_>, other: &View<'_>, laboratory: &Laboratory<'_>) -> Option<Fit> {
    let analytic = laboratory.returned(view)?;
    let mut fit = Fit {
        residual: 0.0,
        explained: view.wrong.len(),
        of: view.len(),
    };
    let mut told: Vec<f64> = Vec::new();
    for i in (0..other.len()).filter(|&i| other.is_measured(i)) {
        let there = *analytic.get(other.offsets[i])?;
        fit.residual = fit.residual.max(view.residual(there, other.measured(i))?);
        told.extend(other.is_telling(i).then_some(there));
    }
    told.dedup();
    let told = if view.is_whole() && other.is_whole() {
        view.wrong.len()
    } else {
        told.len()
    };
    (told >= TELLING.min(view.block.shape.count())).then_some(fit)
}

/// Whether the gradients of both are the same numbers.
fn are_same(view: &View<'_>, other: &View<'_>, laboratory: &Laboratory<'_>) -> bool {
    let Some((own, right)) = laboratory.returned(view).zip(laboratory.returned(other)) else {
        return false;
    };
    let largest = largest(right);
    let is_same = |(a, b): (&f64, &f64)| (a - b).abs() <= SAME_WITHIN * largest;
    largest > 0.0 && own.iter().zip(right).all(is_same)
}

fn evidence(view: &View<'_>, other: &View<'_>) -> String {
    let (path, of) = (view.path(), other.path());
    if other.is_whole() {
        let all = view.len();
        return format!("all {all} components of {path} agree with the numeric gradient of {of}");
    }
    let all = other.len();
    format!("all {all} components of {of} measured stand in the gradient of {path}")
}

fn mutual(view: &View<'_>, other: &View<'_>, fit: Fit) -> Finding {
    let (one, two) = (view.path(), other.path());
    let (kind, both) = (FindingKind::BlocksExchanged, [one, two].map(str::to_owned));
    Finding::of_blocks(kind, both.into(), "exchanged".to_owned())
        .in_words(format!("the gradients of {one} and {two} are exchanged"))
        .because(format!("{}, and the reverse", evidence(view, other)))
        .mended(format!(
            "returning them in the other order makes {one} and {two} pass"
        ))
        .fitting(fit)
}
