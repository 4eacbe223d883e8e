//! A gradient that is put together of terms: which of its components each statement writes, found by doubling what it
//! brings.

use super::blocks::Target;
use super::flow::reached;
use super::recorder::Change;
use super::search::{Recorded, Search};
use super::source::SiteKind;
use std::collections::{BTreeMap, BTreeSet};

/// What one statement brings to the gradient.
pub(super) struct Contribution {
    site: usize,
    pub(super) numbers: Vec<f64>,
    /// Whether it is what the statement brings, and not all that was there before as well.
    is_own: bool,
}

impl Contribution {
    fn support(&self) -> BTreeSet<usize> {
        let largest = self
            .numbers
            .iter()
            .fold(0.0, |largest: f64, x| largest.max(x.abs()));
        let brings = |(_, x): &(usize, &f64)| x.abs() > 1e-12 * largest;
        self.numbers
            .iter()
            .enumerate()
            .filter(brings)
            .map(|(i, _)| i)
            .collect()
    }
}

impl Search<'_, '_> {
    /// Of elements with the same numbers find the one that becomes a block.
    pub(super) fn tell_apart(&mut self, first: &Recorded, gradient: &[f64]) {
        for k in 0..self.targets.len() {
            let alike = self.targets[k].alike.clone();
            if alike.len() < 2 {
                continue;
            }
            let range = self.targets[k].range.clone();
            let of_block = alike.into_iter().find(|&site| {
                let doubled = self.contribution(first, site, gradient);
                doubled.is_some_and(|c| c.support().iter().any(|i| range.contains(i)))
            });
            if let Some(site) = of_block {
                self.targets[k].sinks = [site].into();
            }
        }
    }

    /// Find the terms that wrong components come from, in place of the collections that hold them; and the terms of
    /// which all components are right.
    pub(super) fn split_into_terms(&mut self, first: &Recorded, gradient: &[f64]) {
        let mut known: BTreeMap<usize, Option<Contribution>> = BTreeMap::new();
        let terms: Vec<Vec<usize>> = self
            .targets
            .iter()
            .map(|target| self.terms(first, &target.sinks))
            .collect();
        let right = self.targets.iter().flat_map(|target| {
            let sinks = if target.is_wrong {
                &target.right_sinks
            } else {
                &target.sinks
            };
            sinks.iter().copied().collect::<Vec<_>>()
        });
        let wanted: BTreeSet<usize> = terms.iter().flatten().copied().chain(right).collect();
        for site in wanted {
            known.insert(site, self.contribution(first, site, gradient));
        }
        let wrong: BTreeSet<usize> = self.targets.iter().flat_map(Target::wrong_places).collect();
        for contribution in known.values().flatten() {
            let support = contribution.support();
            if !support.is_empty() && support.is_disjoint(&wrong) {
                self.right_terms.insert(contribution.site);
            }
        }
        let right: Vec<&Contribution> = known
            .values()
            .flatten()
            .filter(|c| self.right_terms.contains(&c.site))
            .collect();
        let is_overwriting = |contribution: &&Contribution| {
            let track = &first.tracks[contribution.site];
            let is_element = self.source.sites[contribution.site].kind == SiteKind::Element;
            is_element && track.passed > 1 && track.numbers.len() > contribution.support().len()
        };
        let overwriting: Vec<usize> = known
            .values()
            .flatten()
            .filter(is_overwriting)
            .map(|c| c.site)
            .collect();
        let overwriting = overwriting
            .into_iter()
            .filter(|&site| self.is_first_lost(first, site, gradient))
            .collect();
        let pinned = self.pinned_by(first, &right, gradient);
        (self.overwriting, self.pinned) = (overwriting, pinned);
        for (k, terms) in terms.into_iter().enumerate() {
            let of_target: Vec<&Contribution> = terms
                .iter()
                .filter_map(|site| known.get(site)?.as_ref())
                .collect();
            if !self.targets[k].is_wrong || of_target.is_empty() {
                continue;
            }
            let largest = |site: usize| {
                first.tracks[site]
                    .lengths
                    .iter()
                    .max()
                    .copied()
                    .unwrap_or_default()
            };
            let wrong = self.targets[k].wrong_places().count();
            let is_unknown = |site: &usize| known.get(site).is_none_or(Option::is_none);
            // Of what can't be moved nothing is known but its size.
            let unknown = terms
                .iter()
                .copied()
                .filter(is_unknown)
                .filter(|&site| largest(site) >= wrong);
            let size = gradient.iter().fold(0.0, |size: f64, x| size.max(x.abs()));
            // What brings nothing may be meant to bring something.
            let nothing = terms.iter().copied().filter(|&site| {
                let is_start = self.source.sites[site].kind == SiteKind::Defined;
                let track = &first.tracks[site];
                let is_nothing = track.numbers.iter().all(|x| x.abs() <= 1e-12 * size);
                !is_start && track.is_whole() && is_nothing
            });
            let unknown: BTreeSet<usize> = unknown.chain(nothing).collect();
            if self.is_changed_otherwise(first, &terms) {
                continue;
            }
            let chosen = self.chosen(k, &of_target, gradient);
            if !chosen.is_empty() {
                // What makes the block of the sum may be wrong as well.
                let is_computing = |&sink: &usize| {
                    let written = &self.source.sites[sink];
                    written.kind == SiteKind::Returned
                        && !written.is_trivial
                        && !first.is_handed_on(self.source, sink)
                };
                let sinks = self.targets[k].sinks.iter().copied();
                let computing: BTreeSet<usize> = sinks.filter(is_computing).collect();
                self.targets[k].sinks = &(&chosen | &unknown) | &computing;
            }
        }
    }

    /// Whether the gradient is the same whatever a statement brings at first.
    fn is_first_lost(&mut self, first: &Recorded, site: usize, gradient: &[f64]) -> bool {
        let change = Change {
            is_added: true,
            first: 0,
            numbers: first.tracks[site].value(0).to_vec(),
        };
        let changed = self.runs.evaluate([(site, change)].into());
        changed.is_some_and(|changed| changed.gradient == gradient)
    }

    /// The values that right terms are proportional to: of these a wrong size or sign would be seen there.
    fn pinned_by(
        &mut self,
        first: &Recorded,
        right: &[&Contribution],
        gradient: &[f64],
    ) -> BTreeSet<usize> {
        let wrong: Vec<usize> = self
            .targets
            .iter()
            .filter(|t| t.is_wrong)
            .flat_map(|t| t.sinks.iter().copied())
            .collect();
        let of_wrong = self.behind(&first.tracks, wrong.into_iter());
        let mut pinned = BTreeSet::new();
        for (site, is_of_wrong) in of_wrong.into_iter().enumerate() {
            let is_open =
                is_of_wrong && !self.flow.is_forward[site] && first.meanings[site].is_none();
            let kind = self.source.sites[site].kind;
            if !is_open || !matches!(kind, SiteKind::Defined | SiteKind::Changed) {
                continue;
            }
            let feeds: Vec<&&Contribution> = right
                .iter()
                .filter(|term| {
                    term.site != site && reached(&first.tracks, vec![term.site], |_| false)[site]
                })
                .collect();
            if feeds.is_empty() {
                continue;
            }
            let Some(doubled) = self.contribution(first, site, gradient) else {
                continue;
            };
            let is_proportional = |term: &&&Contribution| {
                term.support().iter().all(|&i| {
                    (doubled.numbers[i] - term.numbers[i]).abs() <= 1e-6 * term.numbers[i].abs()
                })
            };
            if feeds.iter().any(is_proportional) {
                pinned.insert(site);
            }
        }
        pinned
    }

    /// The terms that explain the wrong components of a block.
    fn chosen(&self, target: usize, terms: &[&Contribution], gradient: &[f64]) -> BTreeSet<usize> {
        let target = &self.targets[target];
        let wrong: BTreeSet<usize> = target.wrong_places().collect();
        let supports: Vec<BTreeSet<usize>> = terms.iter().map(|term| term.support()).collect();
        // What was added in a wrong place has to go from there.
        let is_misplaced = |&t: &usize| {
            let apart = |(i, error): (usize, f64)| {
                !supports[t].contains(&i)
                    || (error + terms[t].numbers[i]).abs() <= 1e-6 * terms[t].numbers[i].abs()
            };
            let is_part = supports[t].is_subset(&wrong) && supports[t].len() < wrong.len();
            terms[t].is_own
                && supports[t].len() > 1
                && is_part
                && target.errors(gradient).all(apart)
        };
        let misplaced: BTreeSet<usize> = (0..terms.len())
            .filter(is_misplaced)
            .map(|t| terms[t].site)
            .collect();
        if !misplaced.is_empty() {
            return misplaced;
        }
        let covering: Vec<usize> = (0..terms.len())
            .filter(|&t| wrong.is_subset(&supports[t]))
            .collect();
        if covering.is_empty() {
            let touching = (0..terms.len()).filter(|&t| !wrong.is_disjoint(&supports[t]));
            return touching.map(|t| terms[t].site).collect();
        }
        // A term that is wrong by a factor is proportional to the error.
        let is_proportional = |&t: &usize| {
            let pairs: Vec<(f64, f64)> = target
                .errors(gradient)
                .map(|(i, error)| (error, terms[t].numbers.get(i).copied().unwrap_or_default()))
                .collect();
            let along = pairs.iter().map(|(e, c)| e * c).sum::<f64>()
                / pairs.iter().map(|(_, c)| c * c).sum::<f64>();
            let apart: f64 = pairs.iter().map(|(e, c)| (e - along * c).powi(2)).sum();
            let size: f64 = pairs.iter().map(|(e, _)| e * e).sum();
            apart <= 1e-10 * size
        };
        let all_own = terms.iter().all(|term| term.is_own);
        if all_own && wrong.len() > 1 {
            let proportional: BTreeSet<usize> = covering
                .iter()
                .copied()
                .filter(is_proportional)
                .map(|t| terms[t].site)
                .collect();
            if !proportional.is_empty() {
                return proportional;
            }
        }
        covering.into_iter().map(|t| terms[t].site).collect()
    }

    /// The statements that put a block together: what is added to the variables that hold it, or becomes their element.
    fn terms(&self, first: &Recorded, sinks: &BTreeSet<usize>) -> Vec<usize> {
        let holds = |site: usize| {
            let kind = self.source.sites[site].kind;
            let is_whole = matches!(
                kind,
                SiteKind::Touched | SiteKind::Joined | SiteKind::Returned
            );
            is_whole || kind == SiteKind::Changed || first.is_handed_on(self.source, site)
        };
        let is_element = |&&sink: &&usize| {
            matches!(
                self.source.sites[sink].kind,
                SiteKind::Element | SiteKind::Term
            )
        };
        let of_sinks = sinks
            .iter()
            .filter(is_element)
            .filter(|&&sink| first.tracks[sink].passed > 1);
        let mut variables: Vec<u32> = of_sinks
            .filter_map(|&sink| self.source.sites[sink].variable)
            .collect();
        let held = reached(&first.tracks, sinks.iter().copied().collect(), |site| {
            !holds(site) || self.flow.is_forward[site]
        });
        // Only along copies of the same variable: what a value is computed of is another matter.
        for (site, _) in held.iter().enumerate().filter(|(_, held)| **held) {
            let written = &self.source.sites[site];
            let is_holder = matches!(
                written.kind,
                SiteKind::Touched | SiteKind::Joined | SiteKind::Changed
            );
            if is_holder && self.is_of(first, site, sinks) {
                variables.extend(written.variable);
            }
        }
        let is_term = |&site: &usize| {
            let written = &self.source.sites[site];
            let track = &first.tracks[site];
            let is_part = match written.kind {
                SiteKind::Term | SiteKind::Element => true,
                SiteKind::Defined => !track.is_zero() && !written.is_trivial,
                SiteKind::Changed => !self.has_term(site),
                _ => false,
            };
            let is_there = track.passed > 0 && !self.flow.is_forward[site];
            is_part
                && is_there
                && written
                    .variable
                    .is_some_and(|variable| variables.contains(&variable))
        };
        (0..first.tracks.len()).filter(is_term).collect()
    }

    /// Whether a variable that these terms make is changed by what isn't looked at by itself, such as a view of it.
    fn is_changed_otherwise(&self, first: &Recorded, terms: &[usize]) -> bool {
        let variables: Vec<u32> = terms
            .iter()
            .filter_map(|&site| self.source.sites[site].variable)
            .collect();
        self.source.sites.iter().enumerate().any(|(site, written)| {
            let is_of = written
                .variable
                .is_some_and(|variable| variables.contains(&variable));
            is_of
                && written.kind == SiteKind::Touched
                && first.tracks[site].passed > 0
                && !self.has_term(site)
        })
    }

    /// Whether a site is a state of a variable that one of the sinks is a state of as well.
    fn is_of(&self, first: &Recorded, site: usize, sinks: &BTreeSet<usize>) -> bool {
        let variable = self.source.sites[site].variable;
        sinks.iter().any(|&sink| {
            let own = self.source.sites[sink].variable;
            let handed = first.tracks[sink]
                .reads
                .iter()
                .any(|&read| self.source.sites[read].variable == variable);
            own == variable
                || handed
                    && (self.source.sites[sink].kind == SiteKind::Returned
                        || first.is_handed_on(self.source, sink))
        })
    }

    /// Whether what changes a variable is looked at by itself.
    fn has_term(&self, site: usize) -> bool {
        let statement = self.source.statement(site);
        let mut sites = self.source.sites.iter();
        sites.any(|other| {
            other.statement == statement && matches!(other.kind, SiteKind::Term | SiteKind::Element)
        })
    }

    pub(super) fn contribution(
        &mut self,
        first: &Recorded,
        site: usize,
        gradient: &[f64],
    ) -> Option<Contribution> {
        let track = &first.tracks[site];
        if !track.is_whole() || !track.is_movable {
            return None;
        }
        let change = Change {
            is_added: true,
            first: 0,
            numbers: track.numbers.clone(),
        };
        let doubled = self.runs.evaluate([(site, change)].into())?.gradient;
        let numbers = doubled
            .iter()
            .zip(gradient)
            .map(|(two, one)| two - one)
            .collect();
        let written = &self.source.sites[site];
        let is_of_itself = written
            .variable
            .is_some_and(|variable| written.reads.contains(&variable));
        let is_own = written.kind != SiteKind::Changed && !is_of_itself;
        Some(Contribution {
            site,
            numbers,
            is_own,
        })
    }
}
