//! Repairs: a value is replaced by the derivative that it should be, and the gradient is compared again.

use super::ability::Ability;
use super::flow::nearest;
use super::meaning::Meaning;
use super::recorder::Change;
use super::runs::Changes;
use super::search::{Recorded, Search};
use super::trace::{Alignment, Track};
use crate::order::{sort, sort_by_key};
use std::collections::{BTreeSet, HashMap};

/// A statement that explains wrong blocks: with the right value in its place they are right.
#[derive(Debug, Clone)]
pub(super) struct Repair {
    pub(super) site: usize,
    pub(super) meaning: Meaning,
    pub(super) changes: Changes,
    /// Whether its factor is none that was seen, but the one that fits.
    pub(super) is_fitted: bool,
}

impl Search<'_, '_> {
    /// The wrong blocks that a gradient has right, and whether a right one is wrong in it.
    pub(super) fn effect(&self, gradient: &[f64]) -> (BTreeSet<usize>, bool) {
        let precision = self.runs.precision;
        let mended = self
            .targets
            .iter()
            .enumerate()
            .filter(|(_, target)| target.is_wrong && target.is_right(gradient, precision));
        let broken = self
            .targets
            .iter()
            .any(|target| !target.is_wrong && !target.is_right(gradient, precision));
        (mended.map(|(k, _)| k).collect(), broken)
    }

    /// The values that explain all of these blocks, each by itself, with what has been changed already.
    pub(super) fn repairs(
        &mut self,
        recorded: &Recorded,
        wrong: &BTreeSet<usize>,
        before: &Changes,
    ) -> Vec<Repair> {
        let sinks: Vec<usize> = wrong
            .iter()
            .flat_map(|&k| self.targets[k].sinks.iter().copied())
            .collect();
        let behind = self.behind(&recorded.tracks, sinks.into_iter());
        let mut suspects: Vec<usize> = (0..recorded.tracks.len())
            .filter(|&site| behind[site] && !self.flow.is_forward[site])
            .filter(|&site| self.is_replaceable(recorded, site))
            .collect();
        sort_by_key(&mut suspects, |&site| recorded.tracks[site].first);
        suspects
            .retain(|&site| self.ability(recorded, self.source.statement(site)) != Ability::Unable);
        let accepted = self.accepted(recorded, None);
        let mut repairs = Vec::new();
        for site in suspects {
            for (meaning, numbers) in self.possible(recorded, site, &accepted) {
                let mut factors = self.factors(recorded, site, &accepted, meaning);
                // What it is already is no repair, nor is another factor of what is right, unless something tells it.
                let is_free = factors.last().is_some_and(Option::is_none);
                let own = recorded.meanings[site]
                    .filter(|own| own.is_of_same(meaning))
                    .and_then(Meaning::factor);
                if is_free && accepted[site] {
                    factors.retain(|factor| factor.is_some() && own.is_none());
                }
                factors.retain(|factor| match (factor, own) {
                    (Some(factor), Some(own)) => (factor - own).abs() > 1e-4 * own.abs(),
                    _ => true,
                });
                let repair = self.try_factors(site, meaning, &numbers, &factors, wrong, before);
                if repair.is_some() {
                    repairs.extend(repair);
                    break;
                }
            }
        }
        repairs
    }

    /// What a value may have to be, with the numbers, for a factor of 1.
    fn possible(
        &mut self,
        recorded: &Recorded,
        site: usize,
        accepted: &[bool],
    ) -> Vec<(Meaning, Vec<f64>)> {
        let track = &recorded.tracks[site];
        // The occurrences that other statements have the right derivatives of.
        let owned: BTreeSet<(usize, usize)> = (0..recorded.tracks.len())
            .filter(|&other| other != site && accepted[other])
            .filter(|&other| self.source.statement(other) != self.source.statement(site))
            .filter_map(|other| match recorded.meanings[other]? {
                Meaning::Derivative { of, alignment, .. } => Some((of, alignment)),
                _ => None,
            })
            .flat_map(|(of, alignment)| {
                (alignment.partner..alignment.partner + alignment.count).map(move |k| (of, k))
            })
            .collect();
        let mut found = Vec::new();
        for of in self.measured.forward.clone() {
            for alignment in Alignment::of(track, &self.forward[of]) {
                let mut occurrences = alignment.partner..alignment.partner + alignment.count;
                if occurrences.any(|k| owned.contains(&(of, k))) {
                    continue;
                }
                let range = (alignment.partner, alignment.count);
                if let Some(gradient) = self.measured.gradient(self.runs, &self.forward, of, range)
                {
                    // Any term of the cost has ones, and any factor is made harmless by them.
                    if gradient
                        .iter()
                        .all(|x| (x - 1.0).abs() <= self.runs.nearness())
                    {
                        continue;
                    }
                    let numbers = alignment.of_partner(track, &gradient);
                    found.push((
                        Meaning::Derivative {
                            of,
                            alignment,
                            factor: 1.0,
                        },
                        numbers,
                    ));
                }
            }
        }
        if recorded.meanings[site].is_none() {
            for &of in &self.measured.forward {
                if self.forward[of].lengths == track.lengths {
                    found.push((Meaning::Same { of }, self.forward[of].numbers.clone()));
                }
            }
            for (index, local) in self.measured.locals.iter().enumerate() {
                for alignment in Alignment::of(track, &local.track) {
                    let numbers = if alignment.is_flat {
                        local.track.numbers.clone()
                    } else {
                        let begin = local.track.start(alignment.partner);
                        let of_each = track
                            .lengths
                            .iter()
                            .skip(alignment.first)
                            .take(alignment.count);
                        let length: usize = of_each.sum();
                        local
                            .track
                            .numbers
                            .get(begin..begin + length)
                            .unwrap_or_default()
                            .to_vec()
                    };
                    found.push((
                        Meaning::Local { index, alignment },
                        alignment.of_partner(track, &numbers),
                    ));
                }
            }
        }
        found
    }

    /// The factors that a derivative may have: those of the values that it is made of; where there are none, 1, or
    /// whatever fits.
    fn factors(
        &self,
        recorded: &Recorded,
        site: usize,
        accepted: &[bool],
        meaning: Meaning,
    ) -> Vec<Option<f64>> {
        if meaning.factor().is_none() {
            return vec![Some(1.0)];
        }
        let is_right = |s: usize| self.is_known(recorded, s) || accepted[s];
        let (sources, _) = nearest(&recorded.tracks, site, is_right, |s| !is_right(s));
        let of_sources = sources
            .iter()
            .filter_map(|&s| recorded.meanings[s].filter(|_| accepted[s])?.factor());
        let mut factors: Vec<Option<f64>> = Vec::new();
        for factor in of_sources {
            if !factors
                .iter()
                .flatten()
                .any(|known| (known - factor).abs() <= 1e-4 * factor.abs())
            {
                factors.push(Some(factor));
            }
        }
        let is_single = recorded.tracks[site].numbers.len() == 1;
        let is_free = factors.is_empty() && !is_single;
        // One of many values that it is made of may have a factor of its own.
        if !factors
            .iter()
            .flatten()
            .any(|factor| (factor - 1.0).abs() <= 1e-4)
        {
            factors.push(Some(1.0));
        }
        factors.extend(is_free.then_some(None));
        factors
    }

    fn try_factors(
        &mut self,
        site: usize,
        meaning: Meaning,
        numbers: &[f64],
        factors: &[Option<f64>],
        wrong: &BTreeSet<usize>,
        before: &Changes,
    ) -> Option<Repair> {
        let first = match meaning {
            Meaning::Derivative { alignment, .. } | Meaning::Local { alignment, .. } => {
                alignment.first
            }
            Meaning::Same { .. } => 0,
        };
        let change = |factor: f64| -> Changes {
            let numbers = numbers.iter().map(|x| x * factor).collect();
            let mut changes = before.clone();
            changes.insert(
                site,
                Change {
                    is_added: false,
                    first,
                    numbers,
                },
            );
            changes
        };
        // No value that it is made of tells its factor.
        let is_free = factors.last().is_some_and(Option::is_none);
        let mut plain: Option<Vec<f64>> = None;
        for factor in factors {
            let is_fitted = is_free;
            let factor = match factor {
                Some(factor) => *factor,
                // One number that is fitted to an error of one dimension explains nothing.
                None if self.count_wrong(wrong) < 3 || numbers.len() < 2 => continue,
                None => {
                    // The gradient is linear in what it is made of: two factors tell the one that fits.
                    let one = plain.clone()?;
                    let two = self.runs.evaluate(change(2.0))?.gradient;
                    self.fitting(&one, &two, wrong)?
                }
            };
            let Some(evaluation) = self.runs.evaluate(change(factor)) else {
                continue;
            };
            let (mended, broken) = self.effect(&evaluation.gradient);
            if !broken && mended.is_superset(wrong) {
                let meaning = match meaning {
                    Meaning::Derivative { of, alignment, .. } => Meaning::Derivative {
                        of,
                        alignment,
                        factor,
                    },
                    other => other,
                };
                return Some(Repair {
                    site,
                    meaning,
                    changes: change(factor),
                    is_fitted,
                });
            }
            if factor == 1.0 {
                plain = Some(evaluation.gradient);
            }
        }
        None
    }

    pub(super) fn count_wrong(&self, wrong: &BTreeSet<usize>) -> usize {
        wrong
            .iter()
            .map(|&k| self.targets[k].wrong_places().count())
            .sum()
    }

    fn fitting(&self, one: &[f64], two: &[f64], wrong: &BTreeSet<usize>) -> Option<f64> {
        let (mut above, mut below) = (0.0, 0.0);
        for &k in wrong {
            for (i, error) in self.targets[k].errors(one) {
                let slope = two.get(i)? - one.get(i)?;
                above += slope * error;
                below += slope * slope;
            }
        }
        let factor = 1.0 + above / below;
        (below > 0.0 && factor.is_finite() && factor != 0.0).then_some(factor)
    }

    /// Whether what a statement computes of right values is another than what it should be.
    pub(super) fn computes_another(&self, tracks: &[Track], repair: &Repair) -> bool {
        let near = 10.0 * self.runs.nearness();
        let change = &repair.changes[&repair.site];
        let track = &tracks[repair.site];
        let computed = track
            .numbers
            .get(track.start(change.first)..)
            .unwrap_or_default();
        let size = change
            .numbers
            .iter()
            .fold(0.0, |size: f64, x| size.max(x.abs()));
        computed
            .iter()
            .zip(&change.numbers)
            .any(|(a, b)| (a - b).abs() > near * size)
    }
}

impl Recorded {
    /// How many derivatives are recognised in it.
    pub(super) fn recognised(&self, accepted: &[bool], repair: &Repair) -> usize {
        let known = self
            .meanings
            .iter()
            .zip(accepted)
            .filter(|(_, accepted)| **accepted);
        let known = known
            .filter_map(|(meaning, _)| *meaning)
            .chain([repair.meaning]);
        let mut known: Vec<(u8, usize)> = known
            .map(|meaning| match meaning {
                Meaning::Derivative { of, .. } => (0, of),
                Meaning::Local { index, .. } => (1, index),
                Meaning::Same { of } => (2, of),
            })
            .collect();
        sort(&mut known);
        known.dedup();
        known.len()
    }
}

/// No change.
pub(super) fn nothing() -> Changes {
    HashMap::new()
}
