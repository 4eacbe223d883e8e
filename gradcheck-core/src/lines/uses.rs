//! What values of the backward pass are used as. If all behind a value is right, a change of it changes the gradient
//! as it would be changed by the derivative that the value stands for: by the transposed tangent of one forward value.
//! That holds whatever the value itself is, of sums of which it is a part as well, and needs no names.

use super::fits::Fits;
use super::meaning::Meaning;
use super::recorder::Change;
use super::runs::{changed, dot, drawn, scale};
use super::search::{Recorded, Search};
use super::source::SiteKind;
use super::trace::{Alignment, Track};
use crate::points::{Rng, mix};
use crate::precision::Precision;
use std::collections::BTreeSet;

/// Directions in each group of parameters, and changes of each value.
const DIRECTIONS: usize = 2;
const CHANGES: usize = 1;

/// The first of some occurrences, and how many they are.
type Range = (usize, usize);

/// Components of the gradient that are judged together: of one block, and all right or wrong.
pub(super) struct Group {
    pub(super) places: Vec<usize>,
    pub(super) is_wrong: bool,
}

/// How the forward values move with some parameters.
pub(super) struct Tangent {
    pub(super) group: usize,
    direction: Vec<f64>,
    /// By site.
    values: Vec<Vec<f64>>,
}

/// What a value is used as the derivative by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum As {
    Site(usize, Alignment),
    /// Parameters from this place on, so many.
    Block((usize, usize), Alignment),
}

impl As {
    pub(super) fn alignment(self) -> Alignment {
        match self {
            Self::Site(_, alignment) | Self::Block(_, alignment) => alignment,
        }
    }
}

/// How a value is used.
#[derive(Debug, Clone, Default)]
pub(super) struct Use {
    /// What it stands for, and the factor that is applied to it on its way; none if that isn't known.
    pub(super) of: Option<(As, f64)>,
    /// The groups in which it is used otherwise.
    pub(super) failing: BTreeSet<usize>,
    /// Whether that was found in what it is used for, not in its value.
    pub(super) is_seen: bool,
    /// The groups that change with it.
    pub(super) reaches: BTreeSet<usize>,
}

impl Use {
    /// Whether all behind it is right.
    pub(super) fn is_right(&self) -> bool {
        self.is_seen && self.of.is_some() && self.failing.is_empty()
    }
}

/// How all values are used.
#[derive(Default)]
pub(super) struct Uses {
    pub(super) groups: Vec<Group>,
    /// By site; none of what can't be changed.
    pub(super) of: Vec<Option<Use>>,
}

impl Uses {
    pub(super) fn at(&self, site: usize) -> Option<&Use> {
        self.of.get(site)?.as_ref()
    }
}

/// What a change of a value does to the gradient along each tangent.
struct Response {
    changes: Vec<Vec<f64>>,
    /// By tangent, for each change.
    along: Vec<Vec<f64>>,
}

impl Search<'_, '_> {
    /// How each value of the backward pass is used.
    pub(super) fn uses(&mut self, first: &Recorded) -> Uses {
        let groups = self.groups();
        let Some(tangents) = self.tangents(&groups) else {
            return Uses::default();
        };
        let sinks = self.targets.iter().flat_map(|t| t.sinks.iter().copied());
        let behind = self.behind(&first.tracks, sinks);
        let mut uses = Uses {
            groups,
            of: vec![None; first.tracks.len()],
        };
        let reached: BTreeSet<usize> = (0..behind.len())
            .filter(|&site| behind[site] && !self.flow.is_forward[site])
            .map(|site| self.source.statement(site))
            .collect();
        for (site, track) in first.tracks.iter().enumerate() {
            let is_part = matches!(self.source.sites[site].kind, SiteKind::Touched);
            // Nobody reads a term but the statement that it is in.
            let is_term = self.source.sites[site].kind == SiteKind::Term;
            let is_reached =
                behind[site] || is_term && reached.contains(&self.source.statement(site));
            let is_backward = is_reached && !self.flow.is_forward[site];
            if !is_backward || is_part || !track.is_whole() || !track.is_movable {
                continue;
            }
            let value = self.value_of(first, site);
            let count = track.lengths.len();
            let all = match value {
                Some((of, _)) if !of.alignment().is_flat => {
                    (of.alignment().first, of.alignment().count)
                }
                _ => (0, count),
            };
            let Some(response) = self.response(&tangents, site, track, all) else {
                continue;
            };
            let mut of = self.recognised_use(&uses, &tangents, track, (&response, all), value);
            if all.1 < count && of.reaches.is_empty() {
                // The rest may be seen.
                of = Use::default();
            }
            // The first or the last turn of a loop may be about something else.
            let ends: &[Range] = if count > 2 {
                &[(0, count - 1), (1, count - 1)]
            } else {
                &[]
            };
            for &range in ends {
                if of.is_right() || of.reaches.is_empty() {
                    break;
                }
                if let Some(response) = self.response(&tangents, site, track, range) {
                    let part =
                        self.recognised_use(&uses, &tangents, track, (&response, range), None);
                    let is_plain = part.of.is_some_and(|(_, factor)| factor == 1.0);
                    if is_plain && part.is_right() {
                        of = Use {
                            reaches: of.reaches,
                            ..part
                        };
                    }
                }
            }
            uses.of[site] = Some(of);
        }
        self.confirm(first, &mut uses);
        uses
    }

    /// A factor other than 1 is believed if a value has it that is used so that it is taken back.
    fn confirm(&self, first: &Recorded, uses: &mut Uses) {
        let is = |a: f64, b: f64| (a - b).abs() <= 1e-4 * b.abs();
        let mut confirmed = vec![1.0];
        for (site, of) in uses.of.iter().enumerate() {
            let Some(Use {
                of: Some((_, factor)),
                is_seen: true,
                ..
            }) = of
            else {
                continue;
            };
            let own = self.value_of(first, site);
            if own.is_some_and(|(_, own)| is(own, *factor)) {
                confirmed.push(*factor);
            }
        }
        for of in uses.of.iter_mut().flatten() {
            let is_confirmed = |(_, factor): &(As, f64)| confirmed.iter().any(|c| is(*c, *factor));
            of.of = of.of.filter(is_confirmed);
        }
    }

    /// What the value of a site was recognised as, or that of a variable that begins with it.
    fn value_of(&self, first: &Recorded, site: usize) -> Option<(As, f64)> {
        // A factor that one value alone has is none that is taken back later.
        let is_common = |factor: f64| {
            let meanings = first.meanings.iter().flatten();
            let same = meanings.filter(|meaning| {
                let theirs = meaning.of().and(meaning.factor());
                theirs.is_some_and(|theirs| (theirs - factor).abs() <= 1e-4 * factor.abs())
            });
            factor == 1.0 || same.count() > 1
        };
        let derivative = |s: usize| match first.meanings[s]? {
            Meaning::Derivative {
                of,
                alignment,
                factor,
            } if is_common(factor) => Some((As::Site(of, alignment), 1.0 / factor)),
            _ => None,
        };
        let written = &self.source.sites[site];
        if !self.is_start(first, site) {
            // What is handed on may be meant to be something else there.
            let is_handed = written.is_trivial || written.kind == SiteKind::Term;
            return derivative(site).filter(|_| !is_handed);
        }
        let is_later = |&s: &usize| {
            let other = &self.source.sites[s];
            let is_same = other.variable == written.variable && s != site;
            is_same && first.tracks[s].lengths == first.tracks[site].lengths
        };
        (0..first.tracks.len())
            .filter(is_later)
            .find_map(derivative)
    }

    /// Neighbouring blocks, alone and together, as they are handed out.
    fn blocks(&self) -> Vec<(usize, usize)> {
        let mut blocks = Vec::new();
        for (k, first) in self.targets.iter().enumerate() {
            let mut end = first.range.start;
            for target in self.targets.iter().skip(k) {
                if target.range.start != end {
                    break;
                }
                end = target.range.end;
                blocks.push((first.range.start, end - first.range.start));
            }
        }
        blocks
    }

    fn groups(&self) -> Vec<Group> {
        const MOST: usize = 12;
        let mut by_name: Vec<((&str, bool), Vec<usize>)> = Vec::new();
        let is_few = self.targets.len() <= MOST;
        for target in &self.targets {
            let wrong: BTreeSet<usize> = target.wrong_places().collect();
            for is_wrong in [true, false] {
                let is_of = |i: &usize| wrong.contains(i) == is_wrong;
                let places = target.range.clone().filter(is_of);
                let name = if is_few {
                    &target.path
                } else {
                    root(&target.path)
                };
                match by_name
                    .iter_mut()
                    .find(|(known, _)| *known == (name, is_wrong))
                {
                    Some((_, known)) => known.extend(places),
                    None => by_name.push(((name, is_wrong), places.collect())),
                }
            }
        }
        let groups = by_name.into_iter().filter(|(_, places)| !places.is_empty());
        groups
            .map(|((_, is_wrong), places)| Group { places, is_wrong })
            .collect()
    }

    fn tangents(&mut self, groups: &[Group]) -> Option<Vec<Tangent>> {
        let mut tangents = Vec::new();
        let home = self.runs.theta.clone();
        let relative = match self.runs.precision {
            Precision::F64 => 1e-5,
            Precision::F32 => 1e-2,
        };
        for (group, of) in groups.iter().enumerate() {
            let numbers: Vec<f64> = of.places.iter().map(|&i| home[i]).collect();
            let h = relative * scale(&numbers);
            for k in 0..DIRECTIONS {
                let mut direction = vec![0.0; home.len()];
                let mut rng = Rng::new(mix((2 << 60) + ((group as u64) << 4) + k as u64));
                for &i in &of.places {
                    direction[i] = drawn(&mut rng);
                }
                let mut at = |h: f64| {
                    let moved = home.iter().zip(&direction).map(|(t, r)| t + h * r);
                    self.runs.theta = moved.collect();
                    let recorded = self.runs.record(super::repair::nothing());
                    self.runs.theta.clone_from(&home);
                    recorded.map(|(_, tracks)| tracks)
                };
                let (above, below) = (at(h)?, at(-h)?);
                let tangent = |(above, below): (&Track, &Track)| -> Vec<f64> {
                    let pairs = above.numbers.iter().zip(&below.numbers);
                    pairs.map(|(a, b)| (a - b) / (2.0 * h)).collect()
                };
                tangents.push(Tangent {
                    group,
                    values: above.iter().zip(&below).map(tangent).collect(),
                    direction,
                });
            }
        }
        Some(tangents)
    }

    fn response(
        &mut self,
        tangents: &[Tangent],
        site: usize,
        track: &Track,
        (first, count): Range,
    ) -> Option<Response> {
        let step = 1e-3 * scale(&track.numbers);
        let mut changes = Vec::new();
        let mut along = vec![Vec::new(); tangents.len()];
        for k in 0..CHANGES {
            let mut rng = Rng::new(mix((3 << 60) + ((site as u64) << 4) + k as u64));
            let mut change = changed(track, &mut rng);
            let (start, end) = (track.start(first), track.start(first + count));
            let is_out = |i: &usize| *i < start || *i >= end;
            (0..change.len())
                .filter(is_out)
                .for_each(|i| change[i] = 0.0);
            let mut at = |h: f64| {
                let numbers = change.iter().map(|x| h * x).collect();
                let changes = [(
                    site,
                    Change {
                        is_added: true,
                        first: 0,
                        numbers,
                    },
                )];
                let evaluation = self.runs.evaluate(changes.into());
                evaluation.map(|evaluation| evaluation.gradient)
            };
            let (above, below) = (at(step)?, at(-step)?);
            let moved: Vec<f64> = above
                .iter()
                .zip(&below)
                .map(|(a, b)| (a - b) / (2.0 * step))
                .collect();
            for (along, tangent) in along.iter_mut().zip(tangents) {
                along.push(dot(&moved, &tangent.direction));
            }
            changes.push(change);
        }
        Some(Response { changes, along })
    }

    fn recognised_use(
        &self,
        uses: &Uses,
        tangents: &[Tangent],
        track: &Track,
        (response, range): (&Response, Range),
        value: Option<(As, f64)>,
    ) -> Use {
        let mut candidates: Vec<As> = Vec::new();
        for block in self.blocks() {
            let whole = Track {
                lengths: vec![block.1],
                numbers: vec![0.0; block.1],
                ..Track::default()
            };
            let alignments = Alignment::of_changes(track, &whole, range).into_iter();
            candidates.extend(alignments.map(|alignment| As::Block(block, alignment)));
        }
        candidates.extend(value.iter().map(|(of, _)| *of));
        let observed = (0..self.forward.len()).filter(|&site| self.flow.observed[site]);
        let forward = self.measured.forward.iter().copied().chain(observed);
        for site in forward.filter(|&site| self.forward[site].is_whole()) {
            let alignments = Alignment::of_changes(track, &self.forward[site], range);
            let alignments = alignments.into_iter();
            candidates.extend(alignments.map(|alignment| As::Site(site, alignment)));
        }
        let fits: Vec<(As, Fits)> = candidates
            .into_iter()
            .map(|of| {
                let wanted: Vec<Vec<f64>> = tangents
                    .iter()
                    .map(|tangent| self.expected(tangent, of, track, response))
                    .collect();
                (
                    of,
                    Fits::new(&uses.groups, tangents, &response.along, &wanted),
                )
            })
            .collect();
        let nothing = vec![vec![0.0; CHANGES]; tangents.len()];
        let reaches = Fits::new(&uses.groups, tangents, &response.along, &nothing).seen();
        let found = |of: As, factor: f64, failing: BTreeSet<usize>| Use {
            of: Some((of, factor)),
            failing,
            is_seen: true,
            reaches: reaches.clone(),
        };
        // Right in all: as it is, or by the factor that takes back that of its value.
        for factor in value.iter().map(|(_, factor)| *factor).chain([1.0]) {
            let is_right =
                |(_, fits): &&(As, Fits)| fits.tells() && fits.failing(factor).is_empty();
            if let Some((of, _)) = fits.iter().find(is_right) {
                return found(*of, factor, BTreeSet::new());
            }
        }
        if let Some((of, factor)) = value {
            let own = fits.iter().find(|(other, _)| *other == of);
            let failing = own.map(|(_, fits)| (fits.failing(factor), fits.open()));
            if let Some((failing, open)) = failing {
                if factor == 1.0 || failing.len() < open {
                    return found(of, factor, failing);
                }
            }
        }
        // In part, or in all by a factor that several blocks have in common.
        let mut best: Option<(usize, As, f64, BTreeSet<usize>)> = None;
        for (of, fits) in &fits {
            for factor in fits.factors(track.numbers.len() > 1) {
                let failing = fits.failing(factor);
                let matching = fits.open() - failing.len();
                let is_common = matching > 1 && failing.is_empty();
                // Whatever is handed out is so in all.
                let is_part = matches!(of, As::Site(..)) || failing.is_empty();
                let may_be = is_part && (factor == 1.0 || is_common);
                let is_better = best.as_ref().is_none_or(|(most, ..)| matching > *most);
                if fits.tells() && matching > 0 && may_be && is_better {
                    best = Some((matching, *of, factor, failing));
                }
            }
        }
        match best {
            Some((_, of, factor, failing)) => found(of, factor, failing),
            None => Use {
                of: value,
                failing: reaches.clone(),
                is_seen: false,
                reaches,
            },
        }
    }

    /// How the gradient would change along a tangent, for each change, were the value the derivative by this.
    fn expected(&self, tangent: &Tangent, of: As, track: &Track, response: &Response) -> Vec<f64> {
        let numbers = match of {
            As::Block((start, count), _) => tangent.direction.get(start..start + count),
            As::Site(site, _) => tangent.values.get(site).map(Vec::as_slice),
        };
        let changes = response.changes.iter();
        changes
            .map(|change| self.along(of, track, change, numbers.unwrap_or_default()))
            .collect()
    }

    /// The product of a value's numbers with those of what it is used as.
    pub(super) fn along(&self, of: As, track: &Track, numbers: &[f64], theirs: &[f64]) -> f64 {
        let (alignment, start) = match of {
            As::Block(_, alignment) => (alignment, 0),
            As::Site(site, alignment) => (alignment, self.forward[site].start(alignment.partner)),
        };
        let mine = Track {
            lengths: track.lengths.clone(),
            numbers: numbers.to_vec(),
            ..Track::default()
        };
        dot(
            &alignment.to_partner(&mine),
            theirs.get(start..).unwrap_or_default(),
        )
    }
}

/// The argument that a block is of.
fn root(path: &str) -> &str {
    path.split(['.', '[']).next().unwrap_or_default()
}
