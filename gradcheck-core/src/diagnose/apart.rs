//! Wrong components of a block with several causes: parameters with formulas of their own in one vector. Those that share
//! a usual factor are told together, a few others each by itself, and those that nothing explains are named as such.

use super::causes;
use super::components::NAMED;
use super::explained::{POINTS, tried};
use super::factor::Factor;
use super::laboratory::Laboratory;
use super::mend::{Submatrix, at_each};
use super::view::View;
use crate::order::{grouped, sort_by_key};
use crate::report::FindingKind::{Unexplained, ZeroOrDetached};
use crate::report::{BlockReport, Finding};
use crate::shape::Shape;
use crate::wording::listed;

/// More causes than these are no list of formulas.
const MOST: usize = 3;

/// Components of one cause, by where they stand in the view, with what is found of them.
type Part = (Vec<usize>, Finding);

/// The causes of most of them, as one finding.
pub(super) fn apart(view: &View<'_>, laboratory: &mut Laboratory<'_>) -> Option<Finding> {
    if view.wrong.len() < 2 || !view.is_plain() || !view.others_pass() {
        return None;
    }
    let mut parts = by_factors(view, laboratory).unwrap_or_default();
    let is_told = |i: &usize, parts: &[Part]| parts.iter().any(|(own, _)| own.contains(i));
    let rest = view.wrong.iter().copied();
    let rest: Vec<usize> = rest.filter(|i| !is_told(i, &parts)).collect();
    if parts.len() + rest.len() <= MOST && view.wrong.len() < view.len() {
        let each = rest.iter().map(|&i| (i, by_itself(view, i, laboratory)));
        parts.extend(each.filter_map(|(i, found)| Some((vec![i], found?))));
    }
    let rest: Vec<usize> = rest.into_iter().filter(|i| !is_told(i, &parts)).collect();
    // What is told is so elsewhere, and most of what is wrong. A zero can't be mended, and is seen.
    let is_seen = |found: &Finding| found.kind() == ZeroOrDetached && rest.is_empty();
    let holds = |(_, found): &Part| found.points_tried() == Some(POINTS) || is_seen(found);
    if parts.is_empty() || 2 * rest.len() > view.wrong.len() || !parts.iter().all(holds) {
        return None;
    }
    sort_by_key(&mut parts, |(own, _)| own.first().copied());
    Some(as_one(view, &parts, &rest))
}

/// Those that are off by usual factors which few have in common, tried all at once.
fn by_factors(view: &View<'_>, laboratory: &mut Laboratory<'_>) -> Option<Vec<Part>> {
    let dimensions = laboratory.dimensions();
    let wrong = view.wrong.iter().copied();
    let exact = wrong.filter_map(|i| Some((i, Factor::among(view, &[i], &dimensions)?)));
    let exact: Vec<(usize, Factor)> = exact.collect();
    let count = exact.len();
    let groups = grouped(exact, |one, other| one.1.is_same(other.1));
    // As many factors as components explain anything.
    if groups.len() > MOST || groups.len() == count {
        return None;
    }
    let mut factors = vec![None; view.block.shape.count()];
    for &offset in &view.offsets {
        factors[offset] = Some(1.0);
    }
    for &i in &view.wrong {
        factors[view.offsets[i]] = None;
    }
    for (i, factor) in groups.iter().flatten().filter(|(_, f)| !f.is_zero()) {
        factors[view.offsets[*i]] = Some(factor.value);
    }
    let right = at_each(move |i, own| Some(own.numbers[i] / (*factors.get(i)?)?));
    let points = tried(&[view], &right, laboratory)?.filter(|points| *points == POINTS)?;
    let part = |group: &Vec<(usize, Factor)>| {
        let own: Vec<usize> = group.iter().map(|(i, _)| *i).collect();
        let factor = Factor::among(view, &own, &dimensions)?;
        let (path, names) = (view.path(), names(view, &own));
        let said = format!("{} in {names}", factor.equation());
        let finding = Finding::new(factor.kind(), path, said.clone()).in_words(said);
        let gradient = view.gradient(&names);
        let finding = factor.complete(finding, group.len(), &gradient, &dimensions);
        // A zero can't be mended, and is seen at the test point.
        let tried = (!factor.is_zero()).then_some(points);
        Some((own, finding.tried(tried)))
    };
    groups.iter().map(part).collect()
}

/// The cause of one component by itself.
fn by_itself(view: &View<'_>, i: usize, laboratory: &mut Laboratory<'_>) -> Option<Finding> {
    let place = laboratory.place(view.path())?;
    let component = view.block.components[i].clone();
    let column = place.columns.start + view.offsets[i];
    let block = BlockReport {
        path: component.path().to_owned(),
        parameter: component.path().to_owned(),
        shape: Shape::new(&[]),
        components: vec![component],
        ..view.block.clone()
    };
    let (rows, columns) = (place.rows.clone(), column..column + 1);
    laboratory.put(&block.path, Submatrix { rows, columns });
    let found = causes(std::slice::from_ref(&block), laboratory).into_iter();
    found.take(1).find(|finding| !finding.kind.is_weak())
}

/// What was found of all parts, and of the rest that there is nothing.
fn as_one(view: &View<'_>, parts: &[Part], rest: &[usize]) -> Finding {
    let all = |of: fn(&Finding) -> &str| {
        let all: Vec<&str> = parts.iter().map(|(_, finding)| of(finding)).collect();
        all.join("; ")
    };
    let path = view.path();
    let open = if rest.is_empty() {
        String::new()
    } else {
        format!("; no pattern fits {}", names(view, rest))
    };
    let said = format!("{}{open}", all(Finding::message));
    let told = view.wrong.len() - rest.len();
    let largest = parts.iter().rev().max_by_key(|(own, _)| own.len());
    let kind = largest.map_or(Unexplained, |(_, found)| found.kind);
    let finding = Finding::new(kind, path, said.clone())
        .in_words(said)
        .because(all(Finding::evidence))
        .counting(told, view.len());
    let mends: Vec<&str> = parts.iter().filter_map(|(_, found)| found.mend()).collect();
    let tried = parts.iter().map(|(_, found)| found.points_tried()).min();
    if mends.len() == parts.len() && rest.is_empty() {
        finding.mended(mends.join("; ")).tried(tried.flatten())
    } else {
        finding
    }
}

/// Components by their names, of many the first.
fn names(view: &View<'_>, own: &[usize]) -> String {
    let name = |&i: &usize| view.block.components[i].path().to_owned();
    let mut all: Vec<String> = own.iter().take(NAMED).map(name).collect();
    let more = own.len() - all.len();
    all.extend((more > 0).then(|| format!("{more} more")));
    listed(&all)
}
