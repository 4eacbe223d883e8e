//! Which recognised values count as right.

use super::blocks::Target;
use super::meaning::Meaning;
use super::repair::Repair;
use super::search::{Recorded, Search};
use super::source::SiteKind;
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
        let right = right.chain(self.right_terms.iter().copied());
        let mut of_right = self.behind(&recorded.tracks, right);
        for (&site, &is_seen) in &self.seen_in_right {
            of_right[site] &= is_seen;
        }
        of_right
    }

    /// Of the recognised values that something right seems to be made of, those that it changes with: a collection of
    /// right and wrong parts is made of what both are made of.
    pub(super) fn look_at_influence(&mut self, first: &Recorded, gradient: &[f64]) {
        let of_right = self.of_right(first);
        let right: Vec<usize> = self.targets.iter().flat_map(Target::right_places).collect();
        for site in (0..of_right.len()).filter(|&s| of_right[s] && first.meanings[s].is_some()) {
            if let Some(doubled) = self.contribution(first, site, gradient) {
                let is_seen = |&i: &usize| doubled.numbers[i].abs() > 1e-12 * gradient[i].abs();
                self.seen_in_right.insert(site, right.iter().any(is_seen));
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
        let mut accepted: Vec<bool> = (0..recorded.tracks.len()).map(is_accepted).collect();
        let factors: Vec<f64> = (0..accepted.len())
            .filter(|&site| accepted[site])
            .filter_map(|site| recorded.meanings[site]?.factor())
            .chain([1.0])
            .collect();
        for (site, meaning) in recorded.meanings.iter().enumerate() {
            if let Some(Meaning::Part { factor, index }) = meaning {
                // A part of the gradient itself is used as it is.
                let of_theta = self.measured.is_of_theta(*index);
                let factors = if of_theta { &[1.0][..] } else { &factors };
                // What is subtracted has the other sign.
                let is_term = self.source.sites[site].kind == SiteKind::Term;
                let is = |factor: f64, known: &f64| (factor - known).abs() <= 1e-4 * known.abs();
                accepted[site] = factors
                    .iter()
                    .any(|known| is(*factor, known) || is_term && is(-factor, known));
            }
        }
        self.unaccept_doubles(recorded, &of_right, &mut accepted);
        if let Some(repair) = repair {
            // A copy of what is repaired may be meant to be another value.
            for (site, meaning) in recorded.meanings.iter().enumerate() {
                let is_copy = meaning.is_some_and(|meaning| meaning.is_of_same(repair.meaning));
                let is_apart = self.source.statement(site) != self.source.statement(repair.site);
                let is_taken_over = self.source.sites[site].kind == SiteKind::Changed
                    && self.source.sites[site].is_trivial;
                accepted[site] &= !(is_taken_over || is_copy && is_apart);
            }
        }
        // What a wrong block is a copy of isn't right, whatever it is.
        let wrong = if is_mended {
            BTreeSet::new()
        } else {
            self.wrong_sinks()
        };
        let mut open: Vec<usize> = wrong.into_iter().collect();
        while let Some(site) = open.pop() {
            let is_in_right = self.seen_in_right.get(&site) == Some(&true);
            if accepted[site] && of_right[site] && is_in_right {
                continue;
            }
            accepted[site] = false;
            let value = recorded.tracks[site].values().last();
            let same = recorded.tracks[site].reads.iter().copied();
            let is_named = self.source.sites[site].kind == SiteKind::Defined;
            let is_handed = !is_named && recorded.is_handed_on(self.source, site);
            open.extend(same.filter(|&read| {
                is_handed
                    && read != site
                    && accepted[read]
                    && recorded.tracks[read].values().last() == value
            }));
        }
        accepted
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

    /// Of two values that are the same derivative one may be meant to be another: the one that its name doesn't tell, or
    /// that nothing right is made of.
    fn unaccept_doubles(&self, recorded: &Recorded, of_right: &[bool], accepted: &mut [bool]) {
        let is_derivative =
            |site: usize| matches!(recorded.meanings[site], Some(Meaning::Derivative { .. }));
        let sites: Vec<usize> = (0..accepted.len())
            .filter(|&site| accepted[site] && is_derivative(site))
            .collect();
        for &site in &sites {
            let Some(meaning) = recorded.meanings[site] else {
                continue;
            };
            let tells = |s: usize| (self.is_named(s, meaning), of_right[s]);
            let is_better = |&&other: &&usize| {
                let is_same =
                    recorded.meanings[other].is_some_and(|theirs| theirs.is_of_same(meaning));
                let [mine, its] = [site, other].map(|s| &self.source.sites[s]);
                let is_apart = mine.statement != its.statement || mine.variable != its.variable;
                let is_inner = self.source.sites[site].kind == SiteKind::Inner;
                is_same && is_apart && !is_inner && tells(other) > tells(site)
            };
            if sites.iter().any(|other| is_better(&other)) {
                accepted[site] = false;
            }
        }
    }
}
