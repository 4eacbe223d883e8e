//! Where a block is wrong that no guess explains as a whole: in lines, in components here and there, in one, or all over;
//! and the factor that what is wrong there is off by, if it is one.

use super::apart::apart;
use super::explained::tried;
use super::factor::Factor;
use super::laboratory::Laboratory;
use super::lines::{is_rest_right, is_unfinished, lines};
use super::mend::only;
use super::probed::{self, Reach};
use super::promises::of_its_own;
use super::ratios::of_sample;
use super::view::View;
use crate::report::FindingKind::{RowOrColumn, SingleComponent, Unexplained};
use crate::report::{BlockReport, Finding};
use crate::wording::{among, grouped, listed, so_many};

/// Components or lines that are named one by one.
pub(super) const NAMED: usize = 3;
/// How it is known that no other component is wrong.
const RIGHT_ELSEWHERE: &str = "; along random directions all else is right";

/// A factor that explains components, and at how many points it was tried.
type Tried = Option<(Factor, Option<usize>)>;

/// Where all that is wrong in a block stands.
pub(super) struct Place {
    /// What is said of it by no factor.
    pub(super) finding: Finding,
    /// By itself, and as what is to be mended: "row 2 of 5", "the gradient of w in row 2 of 5".
    pub(super) here: String,
    pub(super) gradient: String,
    /// The components there that a factor has to explain.
    pub(super) among: Vec<usize>,
    /// All entries there, measured or not, and whether all else is right.
    pub(super) entries: Vec<usize>,
    pub(super) is_rest_right: bool,
    /// What is said of the rest, and how else a factor was seen.
    pub(super) rest: &'static str,
    pub(super) seen: String,
}

/// What can be said of a block that no guess explains as a whole.
pub(super) fn place(view: &View<'_>, laboratory: &mut Laboratory<'_>) -> Finding {
    let place = lines(view, laboratory).unwrap_or_else(|| components(view, laboratory));
    let mut found = of_place(view, place, laboratory);
    if let (Reach::Sample(_), None) = (view.reach, found.value) {
        found = of_sample(view, laboratory).unwrap_or(found);
    }
    if found.kind == Unexplained {
        found = apart(view, laboratory).unwrap_or(found);
    }
    if is_unfinished(view) {
        found.evidence += "; the budget ended the search, so that there may be more";
    }
    found
}

/// What is said of a place, with the factor that explains it, if one does.
fn of_place(view: &View<'_>, place: Place, laboratory: &mut Laboratory<'_>) -> Finding {
    let Place { finding, here, .. } = place;
    let (kind, wrong) = (finding.kind, view.wrong.len());
    let all = (&place.entries[..], place.is_rest_right);
    let is_told = |(factor, tried): &(Factor, Option<usize>)| match kind {
        RowOrColumn => factor.is_exact || tried.is_some(),
        SingleComponent => factor.is_zero() || (factor.is_exact && tried.is_some()),
        _ => wrong > 1 && (factor.is_exact || (wrong >= NAMED && tried.is_some())),
    };
    let factor = factor_over(view, &place.among, all, laboratory);
    let Some((factor, tried)) = factor.filter(is_told) else {
        return finding;
    };
    let (explained, of, equation) = (finding.explained, finding.of, factor.equation());
    let told = if kind == SingleComponent {
        let equation = equation.split(" where").next().unwrap_or(&equation);
        let message = format!("{}, {equation} there", finding.message);
        finding.in_words(message)
    } else {
        let is_line = kind == RowOrColumn && !factor.is_zero();
        let kind = if is_line { kind } else { factor.kind() };
        let (path, short) = (view.path(), format!("{equation} in {here}"));
        let message = format!("{path}: {short}{}", place.rest);
        Finding::new(kind, path, short).in_words(message)
    };
    let told = factor.complete(
        told,
        place.among.len(),
        &place.gradient,
        &laboratory.dimensions(),
    );
    let evidence = format!("{}{}", told.evidence, place.seen);
    let mut told = told.because(evidence).tried(tried);
    if !(view.is_whole() || place.is_rest_right) {
        told.mend = told.mend.map(|mend| of_its_own(&mend));
    }
    match kind {
        Unexplained if !view.is_whole() => told.counting(explained, of),
        SingleComponent => told.counting(explained, of),
        _ => told,
    }
}

/// The factor that explains some components, if it isn't refuted elsewhere, tried all over these entries of the block, those
/// that weren't measured too; and at how many points it was tried.
fn factor_over(
    view: &View<'_>,
    among: &[usize],
    (entries, are_others_right): (&[usize], bool),
    laboratory: &mut Laboratory<'_>,
) -> Tried {
    let factor = Factor::among(view, among, &laboratory.dimensions())?;
    let Some(right) = factor.right() else {
        return Some((factor, None));
    };
    let right = only(entries, are_others_right, right);
    let tried = tried(&[view], &right, laboratory)?;
    Some((factor, tried))
}

/// Whether a usual factor explains the only component that is wrong, here and elsewhere: what is simplest is tried first.
pub(super) fn has_factor(view: &View<'_>, laboratory: &mut Laboratory<'_>) -> bool {
    let entries: Vec<usize> = view.wrong.iter().map(|&i| view.offsets[i]).collect();
    let all = (&entries[..], view.is_whole() && view.others_pass());
    let factor = factor_over(view, &view.wrong, all, laboratory);
    factor.is_some_and(|(factor, tried)| factor.is_zero() || (factor.is_exact && tried.is_some()))
}

pub(super) fn names(view: &View<'_>) -> String {
    let of = |&i: &usize| view.block.components[i].path();
    let mut names: Vec<&str> = view.wrong.iter().take(NAMED).map(of).collect();
    names.extend((view.wrong.len() > NAMED).then_some("…"));
    names.join(", ")
}

/// One component of several.
pub(super) fn single(view: &View<'_>, only: &str, there: &str) -> Finding {
    let (path, of) = (view.path(), grouped(view.block.shape.count()));
    let short = format!("{only} {} of {of} components", names(view));
    Finding::new(SingleComponent, path, short.clone())
        .in_words(format!("{path} is wrong: {short}{there}"))
}

/// " in all 5 components", " in 2 of 5 components: x[0], x[3]"; of a single one there is nothing to say.
pub(super) fn in_components(view: &View<'_>) -> String {
    let noun = probed::noun(&[view.block]);
    match (view.wrong.len(), view.len()) {
        (1, 1) => String::new(),
        (wrong, of) if wrong == of => format!(" in all {of} {noun}"),
        (1, of) => format!(" in {} of {of} {noun}", names(view)),
        (wrong, of) => format!(" in {wrong} of {of} {noun}: {}", names(view)),
    }
}

/// Components here and there, or one, or all of them.
fn components(view: &View<'_>, laboratory: &mut Laboratory<'_>) -> Place {
    let is_right = match view.reach {
        Reach::Whole => view.others_pass(),
        Reach::Located => is_rest_right(view, |_| false, laboratory),
        Reach::Sample(_) => false,
    };
    let (wrong, of, names) = (view.wrong.len(), view.speaks_of(), names(view));
    let zeros = view.block.probed.as_ref().map(|probed| probed.zeros);
    let (here, gradient, rest, seen) = match (view.reach, zeros) {
        (Reach::Sample(_), zeros) => {
            let zeros = zeros
                .filter(|zeros| *zeros > 0)
                .map_or_else(String::new, |zeros| {
                    let [zeros, all] = [zeros, view.block.shape.count()].map(grouped);
                    format!("; the gradient is zero in {zeros} of {all}")
                });
            let gradient = format!("the gradient of {} there", view.path());
            let rest = "; the others that were measured are right";
            (
                format!("{wrong} of {of} components measured"),
                gradient,
                rest,
                zeros,
            )
        }
        (reach, _) => {
            let is_located = is_right && reach == Reach::Located;
            let seen = if is_located { RIGHT_ELSEWHERE } else { "" };
            let rest = if is_right {
                "; the others are right"
            } else {
                ", at least"
            };
            let here = format!("{wrong} of {} components: {names}", grouped(of));
            (here, view.gradient(&names), rest, seen.to_owned())
        }
    };
    Place {
        finding: unexplained(view, is_right),
        here,
        gradient,
        among: view.wrong.clone(),
        entries: view.wrong.iter().map(|&i| view.offsets[i]).collect(),
        is_rest_right: view.is_whole() && is_right,
        rest,
        seen,
    }
}

/// Which components are wrong, where no pattern fits.
fn unexplained(view: &View<'_>, is_right: bool) -> Finding {
    let (wrong, measured, path) = (view.wrong.len(), view.len(), view.path());
    let (all, of) = (view.block.shape.count(), view.speaks_of());
    let (count, compared) = (
        grouped(all),
        (0..measured).filter(|&i| view.is_verified(i)).count(),
    );
    let beyond = "disagree beyond tolerance and error bar, at several steps";
    let is_sample = matches!(view.reach, Reach::Sample(_));
    let short = match (is_sample, wrong) {
        (true, 0) if measured == 0 => {
            format!("along a random direction over its {count} components")
        }
        (true, 0) => {
            format!("along a random direction, though none of {measured} components measured")
        }
        (true, wrong) if wrong == measured => {
            format!("all {wrong} components measured, of {count}, by no constant factor")
        }
        (true, _) => format!("{wrong} of {measured} components measured, of {count}"),
        (false, 1) if all == 1 => "by no usual factor".to_owned(),
        (false, wrong) if wrong == all => format!("{}, by no constant factor", among(all)),
        (false, wrong) if wrong == compared && view.is_whole() => {
            format!("all {wrong} components that could be compared, by no constant factor")
        }
        (false, _) => format!("{wrong} of {count} components: {}", names(view)),
    };
    let measured = if is_sample {
        " components measured"
    } else {
        ""
    };
    let elsewhere = if is_right && !view.is_whole() {
        RIGHT_ELSEWHERE
    } else {
        ""
    };
    let finding = if wrong == 1 && all > 1 && !is_sample {
        single(view, if is_right { "only" } else { "at least" }, "")
    } else {
        let message = format!("no pattern fits {path}: {short}");
        Finding::new(Unexplained, path, short).in_words(message)
    };
    let evidence = format!("{wrong} of {}{measured} {beyond}{elsewhere}", grouped(of));
    finding.because(evidence).counting(wrong, of)
}

/// Blocks that no pattern fits, as one finding.
pub(super) fn merged(findings: Vec<Finding>, blocks: &[BlockReport]) -> Vec<Finding> {
    let own = |finding: &Finding| -> Vec<&BlockReport> {
        let own = blocks.iter().filter(|b| finding.blocks.contains(&b.path));
        own.collect()
    };
    // Of a sample more is said than how many of it are wrong.
    let is_counted = |finding: &Finding| {
        let is_all = finding.of > 0 && finding.explained == finding.of;
        is_all || own(finding).iter().all(|block| block.is_measured_whole())
    };
    let is_open = |f: &Finding| f.kind == Unexplained && is_counted(f);
    let (open, mut others): (Vec<Finding>, Vec<Finding>) = findings.into_iter().partition(is_open);
    let (Some(first), true) = (open.first(), open.len() > 1) else {
        others.extend(open);
        return others;
    };
    let paths: Vec<String> = open.iter().flat_map(|f| f.blocks.clone()).collect();
    let wrong: usize = open.iter().map(|f| f.explained).sum();
    let of: usize = open.iter().map(|f| f.of).sum();
    let components = probed::noun(&open.iter().flat_map(own).collect::<Vec<_>>());
    let count = if (wrong, of) == (2, 2) {
        "both".to_owned()
    } else {
        so_many(wrong, of)
    };
    let is_same = open.iter().all(|f| f.of == 1 && f.short == first.short);
    let short = match is_same {
        true => first.short.clone(),
        false if wrong == of => format!("{count} {components}, by no constant factor"),
        false => format!("{count} {components}"),
    };
    let message = format!("no pattern fits {}: {short}", listed(&paths));
    let finding = Finding::of_blocks(Unexplained, paths, short)
        .in_words(message)
        .because(format!(
            "{count} disagree beyond tolerance and error bar, at several steps"
        ))
        .counting(wrong, of);
    others.push(finding);
    others
}
