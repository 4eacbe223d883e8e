//! What the search for the wrong statement knows: calls that were recorded, what their values were recognised as, and the
//! blocks.

use super::ability::Ability;
use super::blocks::Target;
use super::flow::{Flow, reached};
use super::meaning::{Meaning, Measured};
use super::runs::Runs;
use super::source::{SiteKind, Source};
use super::trace::Track;
use std::collections::BTreeMap;

/// A call that was recorded, and what its values were recognised as.
pub(super) struct Recorded {
    pub(super) tracks: Vec<Track>,
    /// What the values of each site are; of those that aren't asked for, nothing.
    pub(super) meanings: Vec<Option<Meaning>>,
}

pub(super) struct Search<'a, 'b> {
    pub(super) source: &'static Source,
    pub(super) runs: &'a mut Runs<'b>,
    pub(super) flow: Flow,
    pub(super) targets: Vec<Target>,
    pub(super) measured: Measured,
    /// The tracks of the first call, of which the forward ones are always the same.
    pub(super) forward: Vec<Track>,
    /// The gradient of the first call.
    pub(super) gradient: Vec<f64>,
    /// Whether a change of a value is seen in right components.
    pub(super) seen_in_right: BTreeMap<usize, bool>,
    /// What other values of a statement make of the gradient.
    pub(super) abilities: BTreeMap<usize, Ability>,
}

impl Search<'_, '_> {
    /// The sites that these blocks are made of, but for the forward pass.
    pub(super) fn behind(&self, tracks: &[Track], sinks: impl Iterator<Item = usize>) -> Vec<bool> {
        reached(tracks, sinks.collect(), |site| self.flow.is_forward[site])
    }

    /// Recognise the values of the backward pass. Of several meanings the one counts that the name tells, or the first.
    pub(super) fn recognise(&mut self, tracks: &[Track]) -> Vec<Option<Meaning>> {
        let mut meanings = vec![None; tracks.len()];
        for site in 0..tracks.len() {
            if self.flow.is_forward[site] || tracks[site].passed == 0 {
                continue;
            }
            let found = self
                .measured
                .recognise(self.runs, &self.forward, &tracks[site]);
            let is_named = |meaning: &&Meaning| self.is_named(site, **meaning);
            let is_plain = |meaning: &&Meaning| meaning.factor() == Some(1.0);
            let chosen = found
                .iter()
                .find(is_named)
                .or_else(|| found.iter().find(is_plain))
                .or(found.first());
            meanings[site] = chosen.copied();
            if let Some(meaning) = meanings[site] {
                self.measured.knows(&tracks[site], meaning);
            }
        }
        meanings
    }

    /// Whether the name of a value tells what it is the derivative by.
    pub(super) fn is_named(&self, site: usize, meaning: Meaning) -> bool {
        let name = self.source.sites[site].name.to_lowercase();
        let of = meaning
            .of()
            .map(|of| self.source.sites[of].name.to_lowercase());
        of.is_some_and(|of| !of.is_empty() && name != of && name.contains(&of))
    }

    /// Whether a value has the name of one of the forward pass, which it is once more.
    pub(super) fn is_namesake(&self, site: usize, of: usize) -> bool {
        let [mine, its] = [site, of].map(|s| self.source.sites[s].name);
        !mine.is_empty() && mine == its
    }
}

impl Recorded {
    /// Whether a value is one of those that it is made of.
    pub(super) fn is_handed_on(&self, source: &Source, site: usize) -> bool {
        let (written, track) = (&source.sites[site], &self.tracks[site]);
        let may_be = matches!(
            written.kind,
            SiteKind::Returned | SiteKind::Element | SiteKind::Joined
        );
        let value = track.values().last();
        let is_same = |&read: &usize| read != site && self.tracks[read].values().last() == value;
        let is_computed = match written.kind {
            SiteKind::Inner | SiteKind::Term | SiteKind::Changed => true,
            // A name for something that has one may be the wrong one; but for what is taken up again.
            SiteKind::Defined => track.is_movable,
            _ => false,
        };
        written.is_trivial && !is_computed
            || may_be && value.is_some() && track.reads.iter().any(is_same)
    }
}
