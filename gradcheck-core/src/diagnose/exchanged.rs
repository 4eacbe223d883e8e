//! The gradient of one block returned for another.

use super::view::View;
use crate::report::{Finding, FindingKind, Fit};

/// The blocks whose gradients are each that of another, a pair that is exchanged as one finding.
pub(super) fn exchanged(views: &[View<'_>]) -> Vec<Finding> {
    let failing: Vec<usize> = (0..views.len())
        .filter(|&i| views[i].wrong.len() > 1 && views[i].is_whole())
        .collect();
    let single =
        |i: usize| views[i].len() == 1 && views[i].is_whole() && !views[i].wrong.is_empty();
    let singles = (0..views.len()).filter(|&i| single(i));
    let failing: Vec<usize> = failing.into_iter().chain(singles).collect();
    let source = |&i: &usize| {
        let has_same = |j: &usize| views[*j].len() == views[i].len() && views[*j].is_whole();
        let others = (0..views.len()).filter(|&j| j != i).filter(has_same);
        let mut fits = others.filter_map(|j| Some((j, fit(&views[i], &views[j])?)));
        fits.next().map(|(j, fit)| (i, j, fit))
    };
    let found: Vec<(usize, usize, Fit)> = failing.iter().filter_map(source).collect();
    let mut findings = Vec::new();
    for &(i, j, fit) in &found {
        let back = found.iter().find(|&&(from, to, _)| (from, to) == (j, i));
        // A single number that equals another one needs to be met on both sides.
        if back.is_none() && views[i].len() == 1 {
            continue;
        }
        if back.is_some() && j < i {
            continue;
        }
        let both = back.map_or(fit, |(_, _, back)| Fit {
            residual: fit.residual.max(back.residual),
            explained: fit.explained + back.explained,
            of: fit.of + back.of,
        });
        findings.push(finding(views, (i, j), both, back.is_some()));
    }
    findings
}

/// Whether the analytic gradient of one is the numeric gradient of another.
fn fit(view: &View<'_>, other: &View<'_>) -> Option<Fit> {
    let fit = view.fits(|i| other.measured(i))?;
    (fit.explained > 1 || view.len() == 1).then_some(fit)
}

fn finding(views: &[View<'_>], (i, j): (usize, usize), fit: Fit, is_mutual: bool) -> Finding {
    let (one, other) = (views[i].path(), views[j].path());
    let evidence = format!(
        "all {} components of {one} agree with the numeric gradient of {other}",
        views[i].len()
    );
    let of_other = format!("it is the gradient of {other}");
    if is_mutual {
        return Finding {
            blocks: vec![one.to_owned(), other.to_owned()],
            ..Finding::new(FindingKind::BlocksExchanged, one, "exchanged".to_owned())
                .in_words(format!("the gradients of {one} and {other} are exchanged"))
                .because(format!("{evidence}, and the reverse"))
                .mended(format!(
                    "returning them in the other order makes {one} and {other} pass"
                ))
                .fitting(fit)
        };
    }
    Finding::new(FindingKind::BlocksExchanged, one, of_other.clone())
        .in_words(format!("{one}: {of_other}"))
        .because(evidence)
        .fitting(fit)
}
