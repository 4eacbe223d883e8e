//! What other values of a statement make of the gradient: whether any make every block right.

use super::blocks::Target;
use super::recorder::Change;
use super::runs::{Changes, dot, drawn};
use super::search::{Recorded, Search};
use super::source::SiteKind;
use super::squares::least_squares;
use crate::norm::largest;
use crate::points::{Rng, mix};
use std::collections::BTreeSet;

/// Numbers of a statement that is looked at in this way.
const LARGEST: usize = 48;
/// A right component that moves by no more than this share of itself, as the value moves by its own size, isn't changed…
const UNMOVED: f64 = 1e-9;
/// …where one that is nearly zero counts as this share of the most that anything moves.
const LEAST: f64 = 1e-3;
/// The share of the squared errors that one factor may leave.
const LEFT_BY_FACTOR: f64 = 1e-8;
/// The share of a change that may be none of the sum of the changes by single numbers.
const UNEVEN: f64 = 1e-6;

/// What is found of a statement.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Ability {
    /// Its values can make every block right.
    Able {
        /// In how many independent ways they change the gradient.
        rank: usize,
        /// Whether the same values times one factor do.
        is_scaled: bool,
    },
    /// None do.
    Unable,
    /// None do if each brings what it brings alone, but together they bring something else.
    Uneven,
    /// Its values can't be changed, are too many, or begin a sum.
    Unknown,
}

impl Search<'_, '_> {
    /// What other values of a statement make of the gradient.
    pub(super) fn ability(&mut self, first: &Recorded, statement: usize) -> Ability {
        if let Some(known) = self.abilities.get(&statement) {
            return *known;
        }
        let ability = self.measured_ability(first, statement);
        self.abilities.insert(statement, ability);
        ability
    }

    /// The gradient is taken to be linear in the values.
    fn measured_ability(&mut self, first: &Recorded, statement: usize) -> Ability {
        let kind = |site: usize| self.source.sites[site].kind;
        let is_value = |&site: &usize| {
            let is_of = self.source.statement(site) == statement && first.tracks[site].passed > 0;
            let is_backward = !self.flow.is_forward[site];
            is_of
                && is_backward
                && matches!(
                    kind(site),
                    SiteKind::Defined | SiteKind::Changed | SiteKind::Element | SiteKind::Term
                )
        };
        let mut values: Vec<usize> = (0..first.tracks.len()).filter(is_value).collect();
        if values.iter().any(|&site| kind(site) == SiteKind::Changed) {
            // What a term makes of a variable is changed with the variable.
            values.retain(|&site| kind(site) != SiteKind::Term);
        }
        let tracks = || values.iter().map(|&site| &first.tracks[site]);
        let count: usize = tracks().map(|track| track.numbers.len()).sum();
        let can_be_changed = tracks().all(|track| track.is_whole() && track.is_movable);
        let is_left = self.runs.made + count < self.runs.limit;
        if count == 0 || count > LARGEST || !can_be_changed || !is_left {
            return Ability::Unknown;
        }
        let numbers: Vec<f64> = tracks().flat_map(|t| t.numbers.iter().copied()).collect();
        let is_start = values.iter().all(|&site| self.is_start(first, site));
        let Some(columns) = self.columns(first, &values) else {
            return Ability::Unknown;
        };
        match self.judged(&numbers, &columns) {
            // Any sum could have begun with something else.
            Ability::Able { .. } if is_start => Ability::Unknown,
            Ability::Unable if !self.is_even(first, &values, &columns) => Ability::Uneven,
            judged => judged,
        }
    }

    /// Whether the gradient changes with all of some numbers as with each of them.
    fn is_even(&mut self, first: &Recorded, values: &[usize], columns: &[Vec<f64>]) -> bool {
        let mut expected = vec![0.0; self.gradient.len()];
        let mut largest = 0.0_f64;
        let (mut changes, mut columns) = (Changes::new(), columns.iter());
        let mut rng = Rng::new(mix(8 << 60));
        for &site in values {
            let numbers = &first.tracks[site].numbers;
            let step = step(numbers);
            let by: Vec<f64> = numbers.iter().map(|_| step * drawn(&mut rng)).collect();
            for (by, column) in by.iter().zip(&mut columns) {
                for (sum, x) in expected.iter_mut().zip(column) {
                    *sum += by * x;
                    largest = largest.max((by * x).abs());
                }
            }
            let change = Change {
                is_added: true,
                first: 0,
                numbers: by,
            };
            changes.insert(site, change);
        }
        let Some(moved) = self.runs.evaluate(changes) else {
            return false;
        };
        let moved = moved.gradient.iter().zip(&self.gradient).zip(&expected);
        let mut apart = moved.map(|((a, b), sum)| (a - b - sum).abs());
        apart.all(|apart| apart <= UNEVEN * largest)
    }

    /// How the gradient changes with each number of some values.
    fn columns(&mut self, first: &Recorded, values: &[usize]) -> Option<Vec<Vec<f64>>> {
        let mut columns = Vec::new();
        for &site in values {
            let numbers = &first.tracks[site].numbers;
            let step = step(numbers);
            for k in 0..numbers.len() {
                let mut by = vec![0.0; numbers.len()];
                by[k] = step;
                let change = Change {
                    is_added: true,
                    first: 0,
                    numbers: by,
                };
                let moved = self.runs.evaluate([(site, change)].into())?.gradient;
                let pairs = moved.iter().zip(&self.gradient);
                columns.push(pairs.map(|(a, b)| (a - b) / step).collect());
            }
        }
        Some(columns)
    }

    fn judged(&self, numbers: &[f64], columns: &[Vec<f64>]) -> Ability {
        let size = largest(numbers);
        let of_columns = columns.iter().map(|column| largest(column));
        let most = size * of_columns.fold(0.0, f64::max);
        let right: Vec<usize> = self.targets.iter().flat_map(Target::right_places).collect();
        // What a right component changes with is right, unless it is a mere coincidence.
        let is_free = |column: &[f64]| {
            right.iter().all(|&i| {
                let least = self.gradient[i].abs().max(LEAST * most);
                size * column[i].abs() <= UNMOVED * least
            })
        };
        let (numbers, columns): (Vec<f64>, Vec<&Vec<f64>>) = numbers
            .iter()
            .copied()
            .zip(columns)
            .filter(|(_, column)| is_free(column) && column.iter().any(|x| *x != 0.0))
            .unzip();
        let errors = self.targets.iter().flat_map(|t| t.errors(&self.gradient));
        let (places, errors): (Vec<usize>, Vec<f64>) = errors.unzip();
        let measured: Vec<Vec<f64>> = columns
            .iter()
            .map(|column| places.iter().map(|&i| column[i]).collect())
            .collect();
        let Some((by, rank)) = least_squares(&measured, &errors) else {
            return Ability::Unknown;
        };
        let mut solved = self.gradient.clone();
        for (column, by) in columns.iter().zip(&by) {
            let moved = solved.iter_mut().zip(*column);
            moved.for_each(|(solved, x)| *solved += by * x);
        }
        let wrong: BTreeSet<usize> = (0..self.targets.len())
            .filter(|&k| self.targets[k].is_wrong)
            .collect();
        let (mended, broken) = self.effect(&solved);
        if columns.is_empty() || broken || !mended.is_superset(&wrong) {
            return Ability::Unable;
        }
        let mut doubled = vec![0.0; errors.len()];
        for (column, x) in measured.iter().zip(&numbers) {
            let moved = doubled.iter_mut().zip(column);
            moved.for_each(|(doubled, c)| *doubled += x * c);
        }
        let factor = dot(&doubled, &errors) / dot(&doubled, &doubled);
        let apart = doubled.iter().zip(&errors).map(|(d, e)| e - factor * d);
        let apart: Vec<f64> = apart.collect();
        Ability::Able {
            rank,
            is_scaled: dot(&apart, &apart) <= LEFT_BY_FACTOR * dot(&errors, &errors),
        }
    }
}

/// By how much each of some numbers is changed: as much as the largest of them is.
fn step(numbers: &[f64]) -> f64 {
    let size = largest(numbers);
    if size > 0.0 { size } else { 1.0 }
}
