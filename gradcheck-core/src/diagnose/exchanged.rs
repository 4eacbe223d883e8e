//! The gradient of one block returned for another.

use super::laboratory::Laboratory;
use super::mend::{Mend, of};
use super::trial::Outcome;
use super::view::View;
use crate::report::{Finding, FindingKind, Fit};

/// Blocks whose gradients are each that of the other, each pair as one finding.
pub(super) fn exchanged(views: &[View<'_>], laboratory: &mut Laboratory<'_>) -> Vec<Finding> {
    let is_wrong = |view: &View<'_>| view.is_whole() && !view.wrong.is_empty();
    let mut findings: Vec<Finding> = Vec::new();
    let mut taken: Vec<usize> = Vec::new();
    for (j, other) in views.iter().enumerate() {
        for (i, view) in views.iter().enumerate().take(j) {
            let are_free = !taken.contains(&i) && !taken.contains(&j);
            if !are_free || !is_wrong(view) || !is_wrong(other) || view.len() != other.len() {
                continue;
            }
            let Some((there, back)) = fit(view, other).zip(fit(other, view)) else {
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
    let places = (
        laboratory.place(view.path()),
        laboratory.place(other.path()),
    );
    let (Some(own), Some(there)) = places else {
        return Outcome::Untold;
    };
    let mends = [(own.clone(), there.clone()), (there, own)].map(|(place, from)| Mend {
        place,
        right: of(from.columns),
    });
    laboratory.tries(&mends, false)
}

/// A block whose gradient is that of another, whatever became of its own: it is read off, and looked up at other
/// points where the other one is right.
pub(super) fn copied(
    view: &View<'_>,
    views: &[View<'_>],
    laboratory: &mut Laboratory<'_>,
) -> Option<Finding> {
    if !view.is_whole() || view.wrong.len() < 2 {
        return None;
    }
    let is_other = |other: &&View<'_>| {
        other.path() != view.path() && other.len() == view.len() && other.is_whole()
    };
    let mut others = views.iter().filter(is_other);
    let (other, fit) = others.find_map(|other| Some((other, fit(view, other)?)))?;
    if !other.fails() {
        let columns = laboratory.place(other.path())?.columns;
        let is_same = |own: &super::mend::Own<'_>| own.at(&columns) == own.numbers;
        laboratory.returns(view.path(), is_same)?;
    }
    let path = view.path();
    let short = format!("it is the gradient of {}", other.path());
    Some(
        Finding::new(FindingKind::BlocksExchanged, path, short.clone())
            .in_words(format!("{path}: {short}"))
            .because(evidence(view, other))
            .fitting(fit),
    )
}

/// Whether the analytic gradient of one is the numeric gradient of another.
fn fit(view: &View<'_>, other: &View<'_>) -> Option<Fit> {
    let fit = view.fits(|i| other.measured(i))?;
    (fit.explained > 1 || view.len() == 1).then_some(fit)
}

fn evidence(view: &View<'_>, other: &View<'_>) -> String {
    format!(
        "all {} components of {} agree with the numeric gradient of {}",
        view.len(),
        view.path(),
        other.path()
    )
}

fn mutual(view: &View<'_>, other: &View<'_>, fit: Fit) -> Finding {
    let (one, two) = (view.path(), other.path());
    Finding {
        blocks: vec![one.to_owned(), two.to_owned()],
        ..Finding::new(FindingKind::BlocksExchanged, one, "exchanged".to_owned())
            .in_words(format!("the gradients of {one} and {two} are exchanged"))
            .because(format!("{}, and the reverse", evidence(view, other)))
            .mended(format!(
                "returning them in the other order makes {one} and {two} pass"
            ))
            .fitting(fit)
    }
}
