//! The statements that may be to blame for a wrong value: what it is made of, as far as nothing says that it is right.

use super::flow::nearest;
use super::meaning::Meaning;
use super::search::{Recorded, Search};
use super::source::SiteKind;
use std::collections::BTreeSet;

impl Search<'_, '_> {
    /// The statements that may be to blame for a value, if those that are accepted are right.
    pub(super) fn blamed(
        &self,
        recorded: &Recorded,
        site: usize,
        accepted: &[bool],
    ) -> BTreeSet<usize> {
        // What something right stands and falls with is right, unless nothing else is left.
        let unpinned = BTreeSet::new();
        let [left, all] = [&self.pinned, &unpinned].map(|pinned| {
            let is_right =
                |s: usize| self.is_known(recorded, s) || accepted[s] || pinned.contains(&s);
            let (_, between) = nearest(&recorded.tracks, site, is_right, |s| !is_right(s));
            let suspects = between.into_iter().chain([site]);
            let suspects =
                suspects.filter(|s| !pinned.contains(s) && self.is_suspect(recorded, *s, accepted));
            // An element that is assigned more than once may be meant as a sum.
            let overwrites = self.overwriting.contains(&site).then_some(site);
            suspects
                .chain(overwrites)
                .map(|s| self.source.statement(s))
                .collect::<BTreeSet<_>>()
        });
        if left.is_empty() { all } else { left }
    }

    /// Whether a value is of the forward pass, or a copy of one.
    pub(super) fn is_known(&self, recorded: &Recorded, site: usize) -> bool {
        self.flow.is_forward[site] || self.flow.is_copy[site] && recorded.meanings[site].is_none()
    }

    /// Whether a site computes something that may be wrong.
    fn is_suspect(&self, recorded: &Recorded, site: usize, accepted: &[bool]) -> bool {
        let (written, track) = (&self.source.sites[site], &recorded.tracks[site]);
        let is_start = written.kind == SiteKind::Defined && track.is_whole() && track.is_zero();
        // What is changed by a right term is as right as it was before.
        let is_term = |s: usize| {
            self.source.sites[s].kind == SiteKind::Term
                && self.source.statement(s) == written.statement
        };
        let adds_right = matches!(written.kind, SiteKind::Changed | SiteKind::Touched)
            && (0..accepted.len()).any(|s| is_term(s) && accepted[s] && recorded.is_part(s));
        let is_handed_on = recorded.is_handed_on(self.source, site);
        !is_start && !adds_right && !is_handed_on && written.kind != SiteKind::Joined
    }

    /// Whether the value of a site may be replaced.
    pub(super) fn is_replaceable(&self, recorded: &Recorded, site: usize) -> bool {
        let (written, track) = (&self.source.sites[site], &recorded.tracks[site]);
        let is_computed = match written.kind {
            SiteKind::Defined | SiteKind::Changed | SiteKind::Inner => true,
            SiteKind::Element => !written.is_trivial,
            _ => false,
        };
        let is_start = written.kind == SiteKind::Defined && track.is_zero();
        is_computed && !is_start && track.is_movable && track.is_whole() && !track.reads.is_empty()
    }
}

impl Recorded {
    /// Whether a value was recognised as a part of a derivative of the cost.
    fn is_part(&self, site: usize) -> bool {
        matches!(self.meanings[site], Some(Meaning::Part { .. }))
    }
}

/// The copy nearest to what is right of which a wrong value is one.
pub(super) fn copied(recorded: &Recorded, mut site: usize, accepted: &[bool]) -> usize {
    for _ in 0..8 {
        let value = recorded.tracks[site].values().last();
        let is_next = |&read: &usize| {
            read != site && !accepted[read] && recorded.tracks[read].values().last() == value
        };
        match recorded.tracks[site].reads.iter().copied().find(is_next) {
            Some(read) => site = read,
            None => break,
        }
    }
    site
}
