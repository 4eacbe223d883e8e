//! Which recognised values count as right.

use super::blocks::Target;
use super::meaning::Meaning;
use super::repair::Repair;
use super::search::{Recorded, Search};
use std::collections::BTreeSet;

impl Search<'_, '_> {
    /// The values that wrong blocks come from.
    fn wrong_sinks(&self) -> BTreeSet<usize> {
        let wrong = self.targets.iter().filter(|target| target.is_wrong);
        wrong
            .flat_map(|target| target.sinks.iter().copied())
            .collect()
    }

    /// The values that something right is made of, and that isn't wrong in another part.
    fn of_right(&self, recorded: &Recorded) -> Vec<bool> {
        let wrong = self.wrong_sinks();
        let right = self.targets.iter().flat_map(|target| {
            if target.is_wrong {
                &target.right_sinks
            } else {
                &target.sinks
            }
        });
        let right = right.copied().filter(|sink| !wrong.contains(sink));
        let mut of_right = self.behind(&recorded.tracks, right);
        for (&site, &is_seen) in &self.seen_in_right {
            of_right[site] &= is_seen;
        }
        of_right
    }

    /// Of the recognised values that something right seems to be made of, those that it changes with: a collection of
    /// right and wrong parts is made of what both are made of.
    pub(super) fn look_at_influence(&mut self, first: &Recorded) {
        let of_right = self.of_right(first);
        let right: Vec<usize> = self.targets.iter().flat_map(Target::right_places).collect();
        for site in (0..of_right.len()).filter(|&s| of_right[s] && first.meanings[s].is_some()) {
            if let Some(is_seen) = self.reaches(first, site, &right) {
                self.seen_in_right.insert(site, is_seen);
            }
        }
    }

    /// Whether a recognised value counts as right: by its factor, or since something right is made of it. With a
    /// repair every block is right.
    pub(super) fn accepted(&self, recorded: &Recorded, repair: Option<&Repair>) -> Vec<bool> {
        let is_mended = repair.is_some();
        let of_right = if is_mended {
            vec![false; recorded.tracks.len()]
        } else {
            self.of_right(recorded)
        };
        let near = self.runs.nearness();
        let expected = repair.and_then(|repair| repair.meaning.factor());
        let is_accepted = |site: usize| {
            recorded.meanings[site].is_some_and(|meaning| match meaning.factor() {
                Some(factor) => {
                    let is = |known: f64| (factor - known).abs() <= 10.0 * near * known.abs();
                    is(1.0) || expected.is_some_and(is) || of_right[site]
                }
                None => match meaning {
                    Meaning::Same { of } => of_right[site] || self.is_namesake(site, of),
                    _ => true,
                },
            })
        };
        (0..recorded.tracks.len()).map(is_accepted).collect()
    }

    /// Of what is accepted, what more speaks for than its value: its name, or something right that is made of it.
    pub(super) fn certain(&self, recorded: &Recorded) -> Vec<bool> {
        let of_right = self.of_right(recorded);
        let is_certain = |(site, accepted): (usize, bool)| {
            let meaning = recorded.meanings[site];
            accepted
                && meaning.is_none_or(|meaning| {
                    let is_soft = matches!(meaning, Meaning::Derivative { .. });
                    !is_soft || of_right[site] || self.is_named(site, meaning)
                })
        };
        self.accepted(recorded, None)
            .into_iter()
            .enumerate()
            .map(is_certain)
            .collect()
    }
}
