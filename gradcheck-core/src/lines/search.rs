//! The search for the statement: a value is replaced by the derivative that it should be, and the gradient is compared
//! again.

use super::blocks::Target;
use super::flow::{Flow, nearest, reached};
use super::meaning::{By, Meaning, Measured};
use super::recorder::Change;
use super::runs::{Changes, Runs};
use super::source::{SiteKind, Source};
use super::trace::{Alignment, Track};
use std::collections::{BTreeSet, HashMap};

/// A call that was recorded, and what its values were recognised as.
pub(super) struct Recorded {
    pub(super) tracks: Vec<Track>,
    /// What the values of each site are; of those that aren't asked for, nothing.
    pub(super) meanings: Vec<Option<Meaning>>,
}

/// A statement that explains wrong blocks: with the right value in its place they are right.
#[derive(Debug, Clone)]
pub(super) struct Repair {
    pub(super) site: usize,
    pub(super) meaning: Meaning,
    pub(super) changes: Changes,
    /// Whether its factor is none that was seen, but the one that fits.
    pub(super) is_fitted: bool,
}

pub(super) struct Search<'a, 'b> {
    pub(super) source: &'static Source,
    pub(super) runs: &'a mut Runs<'b>,
    pub(super) flow: Flow,
    pub(super) targets: Vec<Target>,
    pub(super) measured: Measured,
    /// The tracks of the first call, of which the forward ones are always the same.
    pub(super) forward: Vec<Track>,
    /// Whether all that should have been tried was tried.
    pub(super) is_complete: bool,
    /// The terms of the gradient of which all components are right.
    pub(super) right_terms: BTreeSet<usize>,
    /// Values that right terms are proportional to.
    pub(super) pinned: BTreeSet<usize>,
    /// Elements that are assigned more often than there are components.
    pub(super) overwriting: BTreeSet<usize>,
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

    /// Whether a recognised value counts as right: by its factor, or since something right is made of it. With a
    /// repair every block is right.
    pub(super) fn accepted(&self, recorded: &Recorded, repair: Option<&Repair>) -> Vec<bool> {
        let is_mended = repair.is_some();
        let wrong: BTreeSet<usize> = self
            .targets
            .iter()
            .filter(|t| t.is_wrong)
            .flat_map(|t| t.sinks.iter().copied())
            .collect();
        let right = self
            .targets
            .iter()
            .flat_map(|target| match (is_mended, target.is_wrong) {
                (true, true) => [&target.sinks, &target.right_sinks],
                (_, false) => [&target.sinks, &target.sinks],
                (false, true) => [&target.right_sinks, &target.right_sinks],
            });
        let right = right.flatten();
        let right: Vec<usize> = right
            .copied()
            .filter(|sink| is_mended || !wrong.contains(sink))
            .chain(self.right_terms.iter().copied())
            .collect();
        let of_right = self.behind(&recorded.tracks, right.into_iter());
        let near = self.runs.nearness();
        let expected = repair.and_then(|repair| repair.meaning.factor());
        let is_accepted = |site: usize| {
            recorded.meanings[site].is_some_and(|meaning| match meaning.factor() {
                Some(factor) => {
                    let is = |known: f64| (factor - known).abs() <= 10.0 * near * known.abs();
                    is(1.0) || expected.is_some_and(is) || !is_mended && of_right[site]
                }
                None => true,
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
        if !is_mended {
            self.unaccept_doubles(recorded, &of_right, &mut accepted);
        }
        // What a wrong block is a copy of isn't right, whatever it is.
        let mut open: Vec<usize> = wrong.into_iter().filter(|_| !is_mended).collect();
        while let Some(site) = open.pop() {
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
        let wrong: BTreeSet<usize> = self
            .targets
            .iter()
            .filter(|t| t.is_wrong)
            .flat_map(|t| t.sinks.iter().copied())
            .collect();
        let right = self.targets.iter().flat_map(|target| {
            if target.is_wrong {
                &target.right_sinks
            } else {
                &target.sinks
            }
        });
        let right = right
            .chain(&self.right_terms)
            .copied()
            .filter(|sink| !wrong.contains(sink));
        let of_right = self.behind(&recorded.tracks, right);
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

    /// Whether the name of a value tells what it is the derivative by.
    fn is_named(&self, site: usize, meaning: Meaning) -> bool {
        let name = self.source.sites[site].name.to_lowercase();
        let of = meaning
            .of()
            .map(|of| self.source.sites[of].name.to_lowercase());
        of.is_some_and(|of| !of.is_empty() && name != of && name.contains(&of))
    }

    /// Measure parts of the derivatives that the values of these statements may be.
    pub(super) fn part(
        &mut self,
        recorded: &Recorded,
        statements: &BTreeSet<usize>,
        blocks: &[By],
    ) {
        let values: Vec<&Track> = (0..recorded.tracks.len())
            .filter(|&site| statements.contains(&self.source.statement(site)))
            .map(|site| &recorded.tracks[site])
            .filter(|track| track.is_whole())
            .collect();
        for of in self.measured.forward.clone() {
            let lengths = &self.forward[of].lengths;
            if values.iter().any(|value| {
                value.lengths == *lengths || value.numbers.len() == self.forward[of].numbers.len()
            }) {
                self.measured.part(
                    self.runs,
                    self.source,
                    &self.forward,
                    &self.flow,
                    &By::Site(of),
                );
            }
        }
        for by in blocks {
            if values.iter().any(|value| by.fits(&value.lengths)) {
                self.measured
                    .part(self.runs, self.source, &self.forward, &self.flow, by);
            }
        }
    }

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
    fn is_known(&self, recorded: &Recorded, site: usize) -> bool {
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
    fn is_replaceable(&self, recorded: &Recorded, site: usize) -> bool {
        let (written, track) = (&self.source.sites[site], &recorded.tracks[site]);
        let is_computed = match written.kind {
            SiteKind::Defined | SiteKind::Changed | SiteKind::Inner => true,
            SiteKind::Element => !written.is_trivial,
            _ => false,
        };
        let is_start = written.kind == SiteKind::Defined && track.is_zero();
        is_computed && !is_start && track.is_movable && track.is_whole() && !track.reads.is_empty()
    }

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
        suspects.sort_by_key(|&site| recorded.tracks[site].first);
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
                match self.measured.gradient(self.runs, &self.forward, of, range) {
                    Some(gradient) => {
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
                    None => self.is_complete = false,
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
        match (factors.is_empty(), is_single) {
            (true, true) => vec![Some(1.0)],
            (true, false) => vec![Some(1.0), None],
            (false, _) => factors,
        }
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
            Meaning::Part { .. } => return None,
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
                None if self.count_wrong(wrong) < 3 => continue,
                None => {
                    // The gradient is linear in what it is made of: two factors tell the one that fits.
                    let one = plain.clone()?;
                    let two = self.runs.evaluate(change(2.0))?.gradient;
                    self.fitting(&one, &two, wrong)?
                }
            };
            let Some(evaluation) = self.runs.evaluate(change(factor)) else {
                self.is_complete = false;
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

    fn count_wrong(&self, wrong: &BTreeSet<usize>) -> usize {
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
    /// Whether a value was recognised as a part of a derivative of the cost.
    fn is_part(&self, site: usize) -> bool {
        matches!(self.meanings[site], Some(Meaning::Part { .. }))
    }

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
        let known: BTreeSet<(u8, usize)> = known
            .map(|meaning| match meaning {
                Meaning::Derivative { of, .. } => (0, of),
                Meaning::Local { index, .. } => (1, index),
                Meaning::Part { index, .. } => (2, index),
                Meaning::Same { of } => (3, of),
            })
            .collect();
        known.len()
    }
}

/// No change.
pub(super) fn nothing() -> Changes {
    HashMap::new()
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
