//! What several failing blocks have in common that no hypothesis explains one by one.

use super::laboratory::Laboratory;
use super::probed::words;
use super::view::View;
use super::{another_cost, precision, step};
use crate::report::{BlockReport, Finding, FindingKind};
use crate::wording::{listed, so_many};

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
    let is_open = |f: &Finding| f.kind == FindingKind::Unexplained && is_counted(f);
    let (open, mut others): (Vec<Finding>, Vec<Finding>) = findings.into_iter().partition(is_open);
    let (Some(first), true) = (open.first(), open.len() > 1) else {
        others.extend(open);
        return others;
    };
    let paths: Vec<String> = open.iter().flat_map(|f| f.blocks.clone()).collect();
    let wrong: usize = open.iter().map(|f| f.explained).sum();
    let of: usize = open.iter().map(|f| f.of).sum();
    let components = words::noun(&open.iter().flat_map(own).collect::<Vec<_>>());
    let both = (wrong == 2 && of == 2).then(|| "both".to_owned());
    let count = both.unwrap_or_else(|| so_many(wrong, of));
    let is_same = open.iter().all(|f| f.of == 1 && f.short == first.short);
    let short = match is_same {
        true => first.short.clone(),
        false if wrong == of => format!("{count} {components}, by no constant factor"),
        false => format!("{count} {components}"),
    };
    let message = format!("no pattern fits {}: {short}", listed(&paths));
    let finding = Finding::of_blocks(FindingKind::Unexplained, paths, short)
        .in_words(message)
        .because(format!(
            "{count} disagree beyond tolerance and error bar, at several steps"
        ))
        .counting(wrong, of);
    others.push(finding);
    others
}
