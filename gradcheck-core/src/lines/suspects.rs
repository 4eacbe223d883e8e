//! The statements that may be to blame for a wrong value: what it is made of, as far as nothing says that it is right.

use super::flow::{bits, nearest};
use super::search::{Recorded, Search};
use super::source::SiteKind;
use crate::order::sort;
use std::collections::BTreeSet;

impl Search<'_, '_> {
    /// The statements that may be to blame for a value, if those that are accepted are right.
    pub(super) fn blamed(
        &self,
        recorded: &Recorded,
        site: usize,
        accepted: &[bool],
    ) -> BTreeSet<usize> {
        let is_right = |s: usize| self.is_known(recorded, s) || accepted[s];
        let (_, between) = nearest(&recorded.tracks, site, is_right, |s| !is_right(s));
        let suspects = between.into_iter().chain([site]);
        let suspects = suspects.filter(|s| self.is_suspect(recorded, *s));
        suspects.map(|s| self.source.statement(s)).collect()
    }

    /// The one statement that uses a value for wrong blocks: where the value is right, it may be used wrongly there.
    pub(super) fn only_use(&self, first: &Recorded, site: usize) -> Option<usize> {
        let wrong = self.targets.iter().filter(|target| target.is_wrong);
        let sinks = wrong.flat_map(|target| target.sinks.iter().copied());
        let behind = self.behind(&first.tracks, sinks);
        let own = self.source.statement(site);
        let uses: BTreeSet<usize> = (0..first.tracks.len())
            .filter(|&user| behind[user] && first.tracks[user].reads.contains(&site))
            .map(|user| self.source.statement(user))
            .filter(|statement| *statement != own)
            .collect();
        uses.first().copied().filter(|_| uses.len() == 1)
    }

    /// The statements that a value passes on its way to the wrong blocks, until it is put together with others, and the
    /// numbers that they are made of besides.
    pub(super) fn scaling(&mut self, first: &Recorded, site: usize) -> BTreeSet<usize> {
        let wrong = self.targets.iter().filter(|target| target.is_wrong);
        let sinks: Vec<usize> = wrong.flat_map(|t| t.sinks.iter().copied()).collect();
        let behind = self.behind(&first.tracks, sinks.into_iter());
        let brings = |site: usize, search: &mut Self| {
            search.moved_by(first, site, first.tracks[site].numbers.clone())
        };
        let own = brings(site, self);
        let (mut statements, mut seen) = (BTreeSet::new(), BTreeSet::new());
        let mut open = vec![site];
        while let Some(current) = open.pop() {
            let users = (0..first.tracks.len())
                .filter(|&user| behind[user] && first.tracks[user].reads.contains(&current));
            for user in users.collect::<Vec<_>>() {
                if !seen.insert(user) {
                    continue;
                }
                statements.insert(self.source.statement(user));
                let numbers = first.tracks[user].reads.iter().filter(|&&read| {
                    let is_number = first.tracks[read].numbers.len() <= 1;
                    let is_let = self.source.sites[read].kind == SiteKind::Defined;
                    !self.flow.is_forward[read] && is_number && is_let
                });
                statements.extend(numbers.map(|&read| self.source.statement(read)));
                let is_same = match (&own, brings(user, self)) {
                    (Some(own), Some(its)) => own
                        .iter()
                        .zip(&its)
                        .all(|(a, b)| (a - b).abs() <= 1e-6 * a.abs().max(b.abs())),
                    _ => true,
                };
                if is_same {
                    open.push(user);
                }
            }
        }
        statements
    }

    /// Whether a value is of the forward pass, or a copy of one.
    pub(super) fn is_known(&self, recorded: &Recorded, site: usize) -> bool {
        let is_value = matches!(
            self.source.sites[site].kind,
            SiteKind::Defined | SiteKind::Changed
        );
        // A copy under a name of its own may be one of the wrong value.
        let is_chosen = is_value && recorded.tracks[site].is_movable;
        let is_copy = self.flow.is_copy[site] && !is_chosen;
        self.flow.is_forward[site] || is_copy && recorded.meanings[site].is_none()
    }

    /// Whether a site computes something that may be wrong.
    fn is_suspect(&self, recorded: &Recorded, site: usize) -> bool {
        let written = &self.source.sites[site];
        let is_start = self.is_start(recorded, site);
        let is_handed_on = recorded.is_handed_on(self.source, site);
        let is_nothing = is_start || is_handed_on || recorded.is_arrangement(site);
        !is_nothing && written.kind != SiteKind::Joined
    }

    /// Whether the value of a site may be replaced.
    pub(super) fn is_replaceable(&self, recorded: &Recorded, site: usize) -> bool {
        let (written, track) = (&self.source.sites[site], &recorded.tracks[site]);
        let is_computed = match written.kind {
            SiteKind::Defined | SiteKind::Changed | SiteKind::Inner => true,
            SiteKind::Element => !written.is_trivial,
            _ => false,
        };
        is_computed && track.is_movable && track.is_whole() && !track.reads.is_empty()
    }
}

impl Recorded {
    /// Whether a value has the numbers of one that it is made of, in another order.
    fn is_arrangement(&self, site: usize) -> bool {
        let value = |site: usize| self.tracks[site].values().last().unwrap_or_default();
        let sorted = |site: usize| {
            let mut numbers = bits(value(site));
            sort(&mut numbers);
            numbers
        };
        let mine = sorted(site);
        let mut reads = self.tracks[site].reads.iter();
        reads.any(|&read| value(read) != value(site) && sorted(read) == mine)
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
