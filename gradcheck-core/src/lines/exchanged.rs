//! Blocks that are handed out in each other's place.

use super::follow::Accused;
use super::search::{Recorded, Search};
use super::source::SiteKind;
use std::collections::BTreeSet;

/// The statement that hands out wrong blocks, if what they should be was computed and is handed out as another.
pub(super) fn exchanged(search: &Search<'_, '_>, first: &Recorded) -> Option<Accused> {
    let source = search.source;
    let last_of = |variable: u32| {
        let is_of = |&site: &usize| {
            let written = &source.sites[site];
            written.variable == Some(variable)
                && written.kind != SiteKind::Term
                && first.tracks[site].passed > 0
        };
        (0..first.tracks.len())
            .filter(is_of)
            .max_by_key(|&site| first.tracks[site].last)
    };
    let is_handed = |site: usize| {
        let mut handed = search.targets.iter().filter_map(|target| target.handed);
        handed.any(|handed| first.tracks[handed].reads.contains(&site))
    };
    let mut statements = BTreeSet::new();
    let wrong = || search.targets.iter().filter(|target| target.is_wrong);
    for target in wrong() {
        let sink = *target.sinks.first().filter(|_| target.sinks.len() == 1)?;
        let written = &source.sites[sink];
        if !written.is_trivial || !matches!(written.kind, SiteKind::Returned | SiteKind::Element) {
            return None;
        }
        let is_it = |&site: &usize| {
            let other = &source.sites[site];
            let value = first.tracks[site].values().last();
            !search.flow.is_forward[site]
                && !first.tracks[sink].reads.contains(&site)
                && is_handed(site)
                && matches!(
                    other.kind,
                    SiteKind::Defined | SiteKind::Changed | SiteKind::Joined
                )
                && other.variable.and_then(last_of) == Some(site)
                && value.is_some_and(|value| target.is_made_right_by(value, search.runs.precision))
        };
        (0..first.tracks.len()).find(is_it)?;
        statements.insert(source.statement(sink));
    }
    (statements.len() == 1).then(|| Accused {
        statements,
        repair: None,
        at_second: false,
        explains: wrong().map(|target| target.path.clone()).collect(),
    })
}
