//! What several failing blocks have in common that no hypothesis explains one by one.

use super::laboratory::Laboratory;
use super::probed::words;
use super::view::View;
use super::{another_cost, precision, step};
use crate::report::{BlockReport, Finding, FindingKind};
use crate::wording::listed;

/// What all failing blocks have in common, of which some are explained by nothing else.
pub(super) fn in_common(
    open: &[&View<'_>],
    blocks: &[BlockReport],
    views: &[View<'_>],
    laboratory: &mut Laboratory<'_>,
) -> Vec<Finding> {
    if open.is_empty() {
        return Vec::new();
    }
    if let Some(precision) = precision::precision(open, laboratory.plain()) {
        return vec![precision];
    }
    let another = laboratory
        .plain()
        .and_then(|laboratory| another_cost::another_cost(open, views, blocks, laboratory));
    let paths: Vec<&str> = open.iter().map(|view| view.path()).collect();
    let found = another.or_else(|| step::faulty_step(blocks, &paths, laboratory.plain()));
    found.into_iter().collect()
}

/// Blocks of which nothing is known but that all of them is wrong, as one finding.
pub(super) fn merged(findings: Vec<Finding>, blocks: &[BlockReport]) -> Vec<Finding> {
    let is_all =
        |f: &Finding| f.kind == FindingKind::Unexplained && f.explained == f.of && f.of > 1;
    let (all, mut others): (Vec<Finding>, Vec<Finding>) = findings.into_iter().partition(is_all);
    if all.len() < 2 {
        others.extend(all);
        return others;
    }
    let paths: Vec<String> = all.iter().flat_map(|f| f.blocks.clone()).collect();
    let count = all.iter().map(|f| f.of).sum();
    let of_all: Vec<&BlockReport> = blocks.iter().filter(|b| paths.contains(&b.path)).collect();
    let components = words::noun(&of_all);
    let short = format!("all {count} {components}, by no constant factor");
    let message = format!("no pattern fits {}: {short}", listed(&paths));
    let finding = Finding::of_blocks(FindingKind::Unexplained, paths, short)
        .in_words(message)
        .because(format!(
            "all {count} disagree beyond tolerance and error bar, at several steps"
        ))
        .counting(count, count);
    others.push(finding);
    others
}
