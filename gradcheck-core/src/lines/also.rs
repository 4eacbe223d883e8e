//! Statements beside those that are accused, at which the same error may have been made.

use super::follow::Accused;
use super::search::{Recorded, Search};
use super::source::SiteKind;
use std::collections::BTreeSet;

/// Statements beside those that are accused, at which the same error may have been made: where a sum is handed out that
/// should have been divided first, and where one begins that should have begun with a multiple of the parameter.
pub(super) fn also(search: &Search<'_, '_>, first: &Recorded, accused: &mut Accused) {
    let source = search.source;
    let of_accused: Vec<usize> = (0..first.tracks.len())
        .filter(|&site| accused.statements.contains(&source.statement(site)))
        .collect();
    let is_sum = of_accused
        .iter()
        .any(|&site| source.sites[site].kind == SiteKind::Term && first.tracks[site].passed > 1);
    if is_sum && accused.repair.is_none() {
        let wrong = search.targets.iter().filter(|target| target.is_wrong);
        let scaled = wrong.filter_map(|target| {
            let handed = target.handed?;
            let track = &first.tracks[handed];
            target.is_scaled(&search.gradient, track).then_some(handed)
        });
        let statements = scaled.map(|site| source.statement(site));
        accused.statements.extend(statements);
    }
    // What lacks a multiple of the parameter itself may lack it where the sum begins.
    let is_lacking = search
        .targets
        .iter()
        .any(|target| target.lacks_itself(search));
    let variables: BTreeSet<u32> = of_accused
        .iter()
        .filter_map(|&site| source.sites[site].variable)
        .collect();
    let begins = |&site: &usize| {
        let (written, track) = (&source.sites[site], &first.tracks[site]);
        written.kind == SiteKind::Defined
            && track.passed > 0
            && track.is_zero()
            && written.variable.is_some_and(|v| variables.contains(&v))
    };
    if is_lacking && accused.repair.is_none() {
        let begun = (0..first.tracks.len()).filter(begins);
        accused
            .statements
            .extend(begun.map(|site| source.statement(site)));
    }
}
