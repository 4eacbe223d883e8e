//! The values of the backward pass of which it is known what they stand for, and which of them can be held.

use super::meaning::Meaning;
use super::recorder::Change;
use super::runs::Changes;
use super::search::{Recorded, Search};
use super::source::SiteKind;
use super::trace::Track;
use super::uses::{As, Uses};
use std::collections::BTreeSet;

/// A value of which it is known what it stands for.
#[derive(Clone, Copy)]
pub(super) struct Known {
    pub(super) site: usize,
    pub(super) of: As,
    /// What it is multiplied by on its way to the gradient.
    pub(super) factor: f64,
    /// Whether all that is made of it goes through it.
    pub(super) holds: bool,
}

impl Known {
    /// The occurrences that it is known of.
    pub(super) fn range(&self, track: &Track) -> (usize, usize) {
        let alignment = self.of.alignment();
        if alignment.is_flat {
            (0, track.lengths.len())
        } else {
            (alignment.first, alignment.first + alignment.count)
        }
    }

    /// These of the numbers in their place.
    pub(super) fn change(&self, track: &Track, numbers: &[f64]) -> Change {
        let (first, end) = self.range(track);
        let numbers = numbers.get(track.start(first)..track.start(end));
        replaced(first, numbers.unwrap_or_default().to_vec())
    }
}

/// What a derivative is taken by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Column {
    Site(usize),
    /// These components of a block.
    Group(usize),
}

/// Whether a value stands for the derivative by this, or a part of it.
pub(super) fn is_of(uses: &Uses, of: As, column: Column) -> bool {
    match (of, column) {
        (As::Site(site, _), Column::Site(other)) => site == other,
        (As::Block((start, count), _), Column::Group(group)) => {
            let mut places = uses.groups[group].places.iter();
            places.any(|place| (start..start + count).contains(place))
        }
        _ => false,
    }
}

impl Search<'_, '_> {
    /// The values of which it is known what they stand for, by their use in part as well or only in all.
    pub(super) fn known(&self, first: &Recorded, uses: &Uses, in_part: bool) -> Vec<Known> {
        let mut known: Vec<Known> = Vec::new();
        for site in 0..first.tracks.len() {
            let Some(mine) = uses.at(site) else { continue };
            let Some((of, factor)) = mine.of else {
                continue;
            };
            let is_valued = || matches!(first.meanings[site], Some(Meaning::Derivative { .. }));
            if !in_part && !mine.failing.is_empty() && !is_valued() {
                continue;
            }
            // A start that is overwritten tells nothing.
            if self.is_start(first, site) && mine.reaches.is_empty() || self.flow.observed[site] {
                continue;
            }
            known.push(Known {
                site,
                of,
                factor,
                holds: self.holds(first, site),
            });
        }
        // Of a value that isn't held somewhere, nothing can be held.
        let open: BTreeSet<usize> = known
            .iter()
            .filter(|known| !known.holds && !self.is_start(first, known.site))
            .filter_map(|known| match known.of {
                As::Site(site, _) => Some(site),
                As::Block(..) => None,
            })
            .chain((0..first.tracks.len()).filter(|&site| self.flow.observed[site]))
            .collect();
        for known in &mut known {
            known.holds &= !matches!(known.of, As::Site(site, _) if open.contains(&site));
        }
        known
    }

    /// Whether a value is where a sum starts: zeros that weren't computed.
    pub(super) fn is_start(&self, first: &Recorded, site: usize) -> bool {
        let (written, track) = (&self.source.sites[site], &first.tracks[site]);
        let is_begun = match written.kind {
            SiteKind::Defined => true,
            // A field that was there before.
            SiteKind::Changed => track.passed == 1 && track.reads.is_empty(),
            _ => false,
        };
        is_begun && written.is_trivial && track.is_whole() && track.is_zero()
    }

    /// Whether what is put in the place of a value is all that is used of it.
    fn holds(&self, first: &Recorded, site: usize) -> bool {
        let written = &self.source.sites[site];
        if self.is_start(first, site) {
            return false;
        }
        let is_collected = matches!(written.kind, SiteKind::Joined | SiteKind::Changed);
        let (true, Some(variable)) = (is_collected, written.variable) else {
            return true;
        };
        // What was read before it was complete.
        let is_part = |s: usize| {
            let other = &self.source.sites[s];
            other.variable == Some(variable) && other.kind == SiteKind::Touched
        };
        let is_reader = |s: &usize| {
            let reader = &self.source.sites[*s];
            reader.variable != Some(variable) && first.tracks[*s].reads.iter().any(|&r| is_part(r))
        };
        !(0..first.tracks.len()).any(|s| is_reader(&s))
    }
}

/// All values that are held, with these numbers.
pub(super) fn held(
    first: &Recorded,
    known: &[Known],
    numbers: impl Fn(&Track) -> Vec<f64>,
) -> Changes {
    let held = known.iter().filter(|known| known.holds);
    held.map(|known| {
        let track = &first.tracks[known.site];
        (known.site, known.change(track, &numbers(track)))
    })
    .collect()
}

/// Numbers in the place of others.
pub(super) fn replaced(first: usize, numbers: Vec<f64>) -> Change {
    Change {
        is_added: false,
        first,
        numbers,
    }
}
