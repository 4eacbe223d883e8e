//! Off by numbers that are the same at other points: a term of the cost that is linear in the parameters, as labels,
//! a one-hot and a load bring one, is missing in the gradient, or is wrong.

use super::components::{names, single};
use super::explained::Hypothesis;
use super::lines::wrong_lines_in_words;
use super::mend::at_each;
use super::terms::equation;
use super::view::View;
use crate::report::{Finding, FindingKind};
use crate::wording::{listed, significant};

/// Numbers that are told, and their digits.
const TOLD: usize = 4;
const DIGITS: usize = 4;

/// The numbers that a block is off by here: there are as many as are wrong, so that other points must tell.
pub(super) fn linear_term(view: &View<'_>) -> Option<Hypothesis> {
    if !view.is_plain() || !view.wrong.iter().all(|&i| view.tells(i)) {
        return None;
    }
    let mut off = vec![0.0; view.len()];
    for &i in &view.wrong {
        off[i] = view.disagreement(i);
    }
    let (path, wrong, of) = (view.path(), view.wrong.len(), view.len());
    let sizes: Vec<String> = view
        .wrong
        .iter()
        .take(TOLD)
        .map(|&i| significant(off[i], DIGITS))
        .collect();
    let more = if wrong > TOLD { ", …" } else { "" };
    let numbers = format!("{}{more}", sizes.join(", "));
    let place = match wrong_lines_in_words(view) {
        Some(lines) => format!(" in {lines}"),
        None if wrong == of => format!(" in all {of} components"),
        None => format!(" in {wrong} of {of} components"),
    };
    let (short, what) = if let [i] = *view.wrong {
        let size = significant(off[i].abs(), DIGITS);
        let short = equation(off[i], &size, " at 3 points");
        (short, "this number")
    } else {
        let short = format!("off by the same numbers at 3 points{place}");
        (short, "these numbers")
    };
    // One of many is found by its place.
    let finding = if wrong == 1 && of > 1 {
        single(view, "only", &format!(", {short}"))
    } else {
        Finding::new(FindingKind::LinearTerm, path, short)
    };
    let finding = finding
        .because(format!("analytic − numeric is {numbers} here and elsewhere: a linear term of the cost, as labels or a load bring one, is missing or wrong"))
        .mended(format!("subtracting {what} from the gradient of {} makes the check pass", if wrong == 1 { names(view) } else { path.to_owned() }))
        .counting(wrong, of);
    let right = at_each(move |i, own| Some(own.numbers[i] - off.get(i)?));
    Some(Hypothesis::new(finding, right))
}

/// Those of several blocks as one finding: a linear term is seldom in one of them alone.
pub(super) fn merged(findings: Vec<Finding>) -> Vec<Finding> {
    let is_own = |finding: &Finding| finding.kind == FindingKind::LinearTerm;
    let (own, mut others): (Vec<Finding>, Vec<Finding>) = findings.into_iter().partition(is_own);
    if own.len() < 2 {
        others.extend(own);
        return others;
    }
    let paths: Vec<String> = own.iter().flat_map(|f| f.blocks.clone()).collect();
    let (wrong, of) = own
        .iter()
        .fold((0, 0), |(wrong, of), f| (wrong + f.explained, of + f.of));
    let tried = own.iter().filter_map(|f| f.tried).min();
    let evidence = own.iter().map(|f| f.evidence.clone()).next();
    let all = listed(&paths);
    let short = format!("off by the same numbers at 3 points, in {wrong} of {of} components");
    let message = format!("{all}: {short}");
    let finding = Finding::of_blocks(FindingKind::LinearTerm, paths, short)
        .in_words(message)
        .because(evidence.unwrap_or_default())
        .mended(format!(
            "subtracting these numbers from the gradient of {all} makes the check pass"
        ))
        .counting(wrong, of)
        .tried(tried);
    others.push(finding);
    others
}
