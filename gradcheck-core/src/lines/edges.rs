//! Each step of the backward pass by itself, from values of which it is known what they stand for to the next ones: with
//! all of those held, a change of one changes the others as the transposed derivative of the forward pass does, where
//! the forward values that they stand for are held in the same way. What is there with all of them at zero is what the
//! cost itself depends on. So the step that is wrong is found whatever else is wrong because of it.

use super::known::{Column, Known, held, is_of, replaced};
use super::recorder::Change;
use super::runs::{Changes, changed, drawn, scale};
use super::search::{Recorded, Search};
use super::source::SiteKind;
use super::trace::Track;
use super::uses::{As, Uses};
use crate::norm::largest;
use crate::points::{Rng, mix};
use std::collections::{BTreeMap, BTreeSet};

/// How the forward pass answers a change of one value, with the others held.
struct Answer {
    direction: Vec<f64>,
    values: Vec<Vec<f64>>,
    cost: f64,
}

impl Search<'_, '_> {
    /// Each step, compared; none if they can't be looked at.
    pub(super) fn steps(
        &mut self,
        first: &Recorded,
        uses: &Uses,
        known: &[Known],
    ) -> Option<Steps> {
        // What is handed out has to be known, or it may go another way.
        let is_handed = |group: &usize| {
            let is_out = |known: &Known| {
                let is_sink = || self.targets.iter().any(|t| t.sinks.contains(&known.site));
                let is_last = self.source.sites[known.site].kind == SiteKind::Returned || is_sink();
                known.holds && is_last && is_of(uses, known.of, Column::Group(*group))
            };
            known.iter().any(is_out)
        };
        let groups = (0..uses.groups.len()).filter(is_handed);
        let mut columns: BTreeSet<Column> = groups.map(Column::Group).collect();
        columns.extend(known.iter().filter(|known| known.holds).filter_map(
            |known| match known.of {
                As::Site(site, _) => Some(Column::Site(site)),
                As::Block(..) => None,
            },
        ));
        let ranges: BTreeMap<usize, (usize, usize)> = columns
            .iter()
            .filter_map(|column| match column {
                Column::Site(site) => Some((*site, covered(known, *site))),
                Column::Group(_) => None,
            })
            .collect();
        let mut answers = BTreeMap::new();
        for &column in &columns {
            answers.insert(column, self.answer(uses, &ranges, column)?);
        }
        let context = Context {
            first,
            uses,
            known,
            answers,
        };
        let seeds = self.seeds(&context)?;
        let mut rows = Vec::new();
        for from in known {
            rows.push(self.steps_from(&context, *from)?);
        }
        Some(Steps { seeds, rows })
    }

    /// Whether a change of a value, or of one of its numbers, is seen in one of these, with all that is known held.
    pub(super) fn is_seen_at(
        &mut self,
        first: &Recorded,
        known: &[Known],
        site: usize,
        number: Option<usize>,
        ends: &BTreeSet<usize>,
    ) -> bool {
        let track = &first.tracks[site];
        let h = 0.1 * scale(&track.numbers);
        let is_moved = |i: usize| number.is_none_or(|number| number == i);
        let by = (0..track.numbers.len()).map(|i| if is_moved(i) { h } else { 0.0 });
        let mut changes = held(first, known, |track| track.numbers.clone());
        let moved = Change {
            is_added: true,
            first: 0,
            numbers: by.collect(),
        };
        changes.insert(site, moved);
        let Some((_, tracks)) = self.runs.record(changes) else {
            return false;
        };
        ends.iter().any(|&end| {
            let pairs = tracks[end].numbers.iter().zip(&first.tracks[end].numbers);
            let mut pairs = pairs;
            pairs.any(|(now, before)| (now - before).abs() > 1e-9 * before.abs())
        })
    }

    fn answer(
        &mut self,
        uses: &Uses,
        columns: &BTreeMap<usize, (usize, usize)>,
        of: Column,
    ) -> Option<Answer> {
        let mut rng = Rng::new(mix((5 << 60) + seed(of)));
        let (numbers, direction) = match of {
            Column::Site(site) => {
                let track = &self.forward[site];
                (track.numbers.clone(), changed(track, &mut rng))
            }
            Column::Group(group) => {
                let mut direction = vec![0.0; self.runs.theta.len()];
                let places = &uses.groups[group].places;
                for &i in places {
                    direction[i] = drawn(&mut rng);
                }
                (
                    places.iter().map(|&i| self.runs.theta[i]).collect(),
                    direction,
                )
            }
        };
        let h = 1e-5 * scale(&numbers);
        let mut at = |h: f64| {
            let mut changes = Changes::new();
            for (&site, &(first, end)) in columns {
                let track = &self.forward[site];
                let mut numbers = track.numbers.clone();
                if of == Column::Site(site) {
                    numbers
                        .iter_mut()
                        .zip(&direction)
                        .for_each(|(x, r)| *x += h * r);
                }
                let numbers = numbers.get(track.start(first)..track.start(end))?.to_vec();
                changes.insert(site, replaced(first, numbers));
            }
            let home = self.runs.theta.clone();
            if let Column::Group(_) = of {
                let moved = self.runs.theta.iter_mut().zip(&direction);
                moved.for_each(|(x, r)| *x += h * r);
            }
            let recorded = self.runs.record(changes);
            self.runs.theta = home;
            recorded
        };
        let ((above, tracks_above), (below, tracks_below)) = (at(h)?, at(-h)?);
        let quotients = |(above, below): (&Track, &Track)| quotient(above, below, h);
        Some(Answer {
            values: tracks_above
                .iter()
                .zip(&tracks_below)
                .map(quotients)
                .collect(),
            cost: (above.cost - below.cost) / (2.0 * h),
            direction,
        })
    }

    /// What a value stands for, along the direction of a column.
    fn toward(&self, known: &Known, track: &Track, numbers: &[f64], answer: &Answer) -> f64 {
        let direction = match known.of {
            As::Site(..) => answer.direction.as_slice(),
            As::Block((start, count), _) => {
                let range = start..start + count;
                answer.direction.get(range).unwrap_or_default()
            }
        };
        known.factor * self.along(known.of, track, numbers, direction)
    }

    /// What is there of nothing.
    fn seeds(&mut self, context: &Context<'_>) -> Option<Seeds> {
        let first = context.first;
        let zeros = context.held(|track| vec![0.0; track.numbers.len()]);
        let (_, tracks) = self.runs.record(zeros)?;
        let mut compared = Vec::new();
        for (&to, answer) in &context.answers {
            let (mut sum, mut size) = (0.0, answer.cost.abs());
            let (mut all, mut ends) = (BTreeSet::new(), BTreeSet::new());
            for known in context.ends(to) {
                let track = &first.tracks[known.site];
                let here = self.toward(known, track, &tracks[known.site].numbers, answer);
                let before = self.toward(known, track, &track.numbers, answer);
                sum += here;
                size += here.abs() + before.abs();
                all.insert(known.site);
                if tracks[known.site].numbers.iter().any(|x| *x != 0.0) {
                    ends.insert(known.site);
                }
            }
            compared.push(Compared {
                is_right: (sum - answer.cost).abs() <= 1e-6 * size,
                ends,
                all,
            });
        }
        Some(Seeds { compared, tracks })
    }

    /// The steps from one value.
    fn steps_from(&mut self, context: &Context<'_>, from: Known) -> Option<Row> {
        let first = context.first;
        let track = &first.tracks[from.site];
        let mut rng = Rng::new(mix((6 << 60) + from.site as u64));
        let mut change = changed(track, &mut rng);
        let written = self.source.sites[from.site].kind;
        if from.of.alignment().is_summed
            && written != SiteKind::Term
            && written != SiteKind::Element
        {
            // Of what a sum is put in the place of, the last counts.
            let last = track.start(track.lengths.len() - 1);
            change.iter_mut().take(last).for_each(|x| *x = 0.0);
        }
        let (begin, end) = from.range(track);
        let (begin, end) = (track.start(begin), track.start(end));
        (0..change.len())
            .filter(|i| !(begin..end).contains(i))
            .for_each(|i| change[i] = 0.0);
        let h = 1e-3 * scale(&track.numbers);
        let mut at = |h: f64| {
            let mut changes = context.held(|track| track.numbers.clone());
            let numbers = track.numbers.iter().zip(&change).map(|(x, r)| x + h * r);
            let numbers: Vec<f64> = numbers.collect();
            changes.insert(from.site, from.change(track, &numbers));
            self.runs.record(changes).map(|(_, tracks)| tracks)
        };
        let (above, below) = (at(h)?, at(-h)?);
        let moved = |site: usize| quotient(&above[site], &below[site], h);
        let mut cells: Vec<Cell> = Vec::new();
        for (&to, answer) in &context.answers {
            let mut cell = Cell {
                ends: BTreeSet::new(),
                all: BTreeSet::new(),
                seen: 0.0,
                used: 0.0,
                handed: 0.0,
                size: 0.0,
            };
            for end in context.ends(to) {
                let numbers = &first.tracks[end.site].numbers;
                let size = largest(numbers);
                let moved = moved(end.site);
                cell.all.insert(end.site);
                if moved.iter().any(|x| x.abs() > 1e-9 * size) {
                    cell.ends.insert(end.site);
                }
                let seen = self.toward(end, &first.tracks[end.site], &moved, answer);
                cell.seen += seen;
                cell.size += seen.abs();
            }
            if let As::Site(site, _) = from.of {
                cell.used = from.factor * self.along(from.of, track, &change, &answer.values[site]);
            }
            if is_of(context.uses, from.of, to) {
                cell.handed = self.toward(&from, track, &change, answer);
            }
            cells.push(cell);
        }
        let largest = cells.iter().fold(0.0, |largest: f64, cell| {
            largest
                .max(cell.used.abs())
                .max(cell.handed.abs())
                .max(cell.size)
        });
        let compared = |expected: fn(&Cell) -> f64| -> Vec<Compared> {
            let compared = cells.iter().map(|cell| {
                let expected = expected(cell);
                let apart = (cell.seen - expected).abs();
                Compared {
                    is_right: apart <= 1e-5 * (cell.size + expected.abs()) + 1e-8 * largest,
                    ends: cell.ends.clone(),
                    all: cell.all.clone(),
                }
            });
            compared.collect()
        };
        let (used, handed) = (compared(|cell| cell.used), compared(|cell| cell.handed));
        let count = |compared: &[Compared]| compared.iter().filter(|c| !c.is_right).count();
        // The last of its kind goes nowhere else.
        let compared = if count(&handed) < count(&used) {
            handed
        } else {
            used
        };
        Some(Row {
            from: from.site,
            is_seen: largest > 0.0 && cells.iter().any(|cell| !cell.ends.is_empty()),
            compared,
        })
    }
}

/// What the comparisons need.
struct Context<'a> {
    first: &'a Recorded,
    uses: &'a Uses,
    known: &'a [Known],
    answers: BTreeMap<Column, Answer>,
}

impl Context<'_> {
    /// The values that are held and stand for this.
    fn ends(&self, to: Column) -> impl Iterator<Item = &Known> {
        let held = self.known.iter().filter(|known| known.holds);
        held.filter(move |known| is_of(self.uses, known.of, to))
    }

    fn held(&self, numbers: impl Fn(&Track) -> Vec<f64>) -> Changes {
        held(self.first, self.known, numbers)
    }
}

/// All that was compared.
pub(super) struct Steps {
    pub(super) seeds: Seeds,
    pub(super) rows: Vec<Row>,
}

/// What is there with all that is held at zero.
pub(super) struct Seeds {
    pub(super) compared: Vec<Compared>,
    pub(super) tracks: Vec<Track>,
}

/// The steps from one value.
pub(super) struct Row {
    pub(super) from: usize,
    /// Whether anything changes with it.
    pub(super) is_seen: bool,
    pub(super) compared: Vec<Compared>,
}

impl Steps {
    /// The values that only right steps end in.
    pub(super) fn right_ends(&self) -> BTreeSet<usize> {
        let all = || {
            self.rows
                .iter()
                .flat_map(|row| &row.compared)
                .chain(&self.seeds.compared)
        };
        let wrong: BTreeSet<usize> = all()
            .filter(|compared| !compared.is_right)
            .flat_map(|compared| compared.all.iter().copied())
            .collect();
        let right = all().flat_map(|compared| compared.all.iter().copied());
        right.filter(|end| !wrong.contains(end)).collect()
    }
}

impl Row {
    pub(super) fn is_right(&self) -> bool {
        self.is_seen && self.compared.iter().all(|compared| compared.is_right)
    }
}

/// A step to all values that stand for the same.
pub(super) struct Compared {
    pub(super) is_right: bool,
    /// The values that it ends in, and all that it may end in.
    pub(super) ends: BTreeSet<usize>,
    pub(super) all: BTreeSet<usize>,
}

struct Cell {
    ends: BTreeSet<usize>,
    all: BTreeSet<usize>,
    seen: f64,
    /// What is to be seen if the value is used here, or if it is handed on to another of the same.
    used: f64,
    handed: f64,
    size: f64,
}

/// The occurrences of a forward value that something stands for.
fn covered(known: &[Known], site: usize) -> (usize, usize) {
    let ranges = known
        .iter()
        .filter(|known| known.holds)
        .filter_map(|known| match known.of {
            As::Site(of, alignment) if of == site => {
                Some((alignment.partner, alignment.partner + alignment.count))
            }
            _ => None,
        });
    ranges
        .reduce(|(a, b), (c, d)| (a.min(c), b.max(d)))
        .unwrap_or_default()
}

fn quotient(above: &Track, below: &Track, h: f64) -> Vec<f64> {
    let pairs = above.numbers.iter().zip(&below.numbers);
    pairs.map(|(a, b)| (a - b) / (2.0 * h)).collect()
}

fn seed(of: Column) -> u64 {
    match of {
        Column::Site(site) => (site as u64) << 8,
        Column::Group(group) => 1 << 40 | group as u64,
    }
}
