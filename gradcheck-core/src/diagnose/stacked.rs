//! A list of lists is a matrix whose rows are blocks by themselves: what moves numbers from row to row is seen only
//! where they are one block.

use super::explained::{Case, explained, of_several, rearranged};
use super::factor::Factor;
use super::hypothesis::joined;
use super::laboratory::Laboratory;
use super::mend::Submatrix;
use super::view::View;
use crate::report::{BlockReport, Finding, Verdict};
use crate::shape::Shape;

/// The rows of one list, and what they are together.
struct Stack {
    rows: Vec<String>,
    block: BlockReport,
}

/// What explains lists of which a row is open, with the cases of their rows taken out.
pub(super) fn stacked(
    cases: &mut Vec<Case<'_>>,
    blocks: &[BlockReport],
    laboratory: &mut Laboratory<'_>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for stack in stacks(blocks) {
        let is_row = |case: &Case<'_>| stack.rows.iter().any(|row| row == case.view.path());
        let rows: Vec<&Case<'_>> = cases.iter().filter(|case| is_row(case)).collect();
        if have_one_cause(&rows) {
            continue;
        }
        let places = stack.rows.iter().filter_map(|row| laboratory.place(row));
        let places: Vec<Submatrix> = places.collect();
        let (Some(first), Some(last)) = (places.first(), places.last()) else {
            continue;
        };
        let columns = first.columns.start..last.columns.end;
        if columns.len() != stack.block.shape.count() {
            continue;
        }
        let place = Submatrix {
            rows: first.rows.clone(),
            columns,
        };
        laboratory.put(&stack.block.path, place);
        let view = View::of(&stack.block);
        let mut told = explained(&[(rearranged, Some(1))], &view, laboratory);
        if told.is_empty() {
            told.extend(of_several(&view, laboratory));
        }
        let case = Case { view: &view, told };
        let found = case.others().next();
        let found = found.map(|(view, other, tried)| other.finding(view, tried));
        if let Some(found) = found {
            cases.retain(|case| !is_row(case));
            findings.push(Finding {
                blocks: stack.failing(blocks),
                ..found
            });
        }
    }
    findings
}

/// Whether all rows are explained, and by the same: what the list is as a matrix is of no matter then.
fn have_one_cause(rows: &[&Case<'_>]) -> bool {
    let factors: Vec<_> = rows.iter().filter_map(|row| row.factors().next()).collect();
    let is_first =
        |(factor, _): &(Factor, _)| factors.first().is_some_and(|(f, _)| f.is_same(*factor));
    let others: Vec<_> = rows.iter().filter_map(|row| row.others().next()).collect();
    let has_term = |row: &&Case<'_>| row.terms().next().is_some();
    let is_one = |count: usize| count == rows.len();
    (is_one(factors.len()) && factors.iter().all(is_first))
        || rows.iter().all(has_term)
        || (is_one(others.len()) && joined(&others).len() == 1)
}

/// Blocks `k[0]`, `k[1]`, … of one shape, two of which fail at least.
fn stacks(blocks: &[BlockReport]) -> Vec<Stack> {
    let firsts = blocks
        .iter()
        .filter_map(|block| block.path.strip_suffix("[0]"));
    firsts.filter_map(|stem| stack(stem, blocks)).collect()
}

fn stack(stem: &str, blocks: &[BlockReport]) -> Option<Stack> {
    let row = |i: usize| {
        let path = format!("{stem}[{i}]");
        blocks.iter().find(|block| block.path == path)
    };
    let rows: Vec<&BlockReport> = (0..).map_while(row).collect();
    let first = *rows.first()?;
    let is_alike = |row: &&BlockReport| {
        row.shape == first.shape
            && row.is_measured_whole()
            && !row.shape.lengths().is_empty()
            && !row.is_tangent
            && !row.is_of_matrix()
    };
    let failing = rows.iter().filter(|row| row.verdict == Verdict::Fail);
    if failing.count() < 2 || !rows.iter().all(is_alike) {
        return None;
    }
    let components = rows.iter().enumerate().flat_map(|(i, row)| {
        row.components.iter().cloned().map(move |mut component| {
            component.index.insert(0, i);
            component
        })
    });
    let lengths: Vec<usize> = [rows.len()]
        .into_iter()
        .chain(first.shape.lengths().iter().copied())
        .collect();
    Some(Stack {
        rows: rows.iter().map(|row| row.path.clone()).collect(),
        block: BlockReport {
            path: stem.to_owned(),
            parameter: stem.to_owned(),
            shape: Shape::new(&lengths),
            components: components.collect(),
            verdict: Verdict::Fail,
            probed: None,
            ..first.clone()
        },
    })
}

impl Stack {
    fn failing(&self, blocks: &[BlockReport]) -> Vec<String> {
        let rows = blocks
            .iter()
            .filter(|block| self.rows.contains(&block.path));
        let failing = rows.filter(|block| block.verdict == Verdict::Fail);
        failing.map(|block| block.path.clone()).collect()
    }
}
