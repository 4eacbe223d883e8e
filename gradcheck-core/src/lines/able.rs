//! Which statements could have computed something that makes every block right. If the mistake is in one statement,
//! there are values of it that do; and of a value that right components change with, a mistake would be seen there.

use super::blocks::Target;
use super::flow::reached;
use super::follow::Accused;
use super::meaning::Meaning;
use super::recorder::Change;
use super::runs::{Changes, dot, drawn};
use super::search::{Recorded, Search};
use super::source::SiteKind;
use super::squares::least_squares;
use crate::norm::largest;
use crate::points::{Rng, mix};
use std::collections::{BTreeMap, BTreeSet};

/// Numbers of a statement that is looked at in this way.
const LARGEST: usize = 48;
/// A right component that moves by no more than this share of itself, as the value moves by its own size, isn't changed…
const UNMOVED: f64 = 1e-9;
/// …where one that is nearly zero counts as this share of the most that anything moves.
const LEAST: f64 = 1e-3;
/// The share of the squared errors that one factor may leave.
const LEFT_BY_FACTOR: f64 = 1e-8;
/// So many more components are wrong at least than numbers explain them, if that is to tell something.
const SPARE: usize = 2;
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

/// What was deduced, as far as it is able to be wrong.
pub(super) fn able(
    search: &mut Search<'_, '_>,
    first: &Recorded,
    accused: Vec<Accused>,
    by_steps: Option<BTreeSet<usize>>,
) -> Vec<Accused> {
    if statements(&accused).is_empty() {
        return accused;
    }
    let mut deduced = Deduced::new(&statements(&accused), by_steps);
    let considered = &behind(search, first) | &deduced.statements;
    let found: BTreeMap<usize, Ability> = considered
        .into_iter()
        .map(|statement| (statement, search.ability(first, statement)))
        .collect();
    let wrong = search.targets.iter().map(|t| t.wrong_places().count());
    let wrong: usize = wrong.sum();
    if is_known(&accused) {
        let open = may_be_before(search, first, &accused, &simplest(&found, wrong).0);
        let accused = accused.into_iter().map(|mut accused| {
            accused.at_second &= open.is_empty();
            if open.len() == 1 {
                accused.statements.extend(&open);
            }
            accused
        });
        return accused.collect();
    }
    deduced.widen(&found, wrong);
    let left = left(&deduced, &found, wrong);
    let left = &left | &beside_scaled(search, first, &left, &deduced.statements, &found);
    let left = without_unseen(left, &found, wrong);
    let left = &left | &copies(search, first, &left, &deduced.by_values, &found);
    let mut left = without_outer(search, &left);
    if left.len() == 1 && wrong == 1 {
        left.extend(handing(search));
    }
    if left.is_empty() {
        return Vec::new();
    }
    if left == statements(&accused) {
        return accused;
    }
    let wrong = search.targets.iter().filter(|target| target.is_wrong);
    vec![Accused {
        statements: left,
        repair: None,
        at_second: false,
        explains: wrong.map(|target| target.path.clone()).collect(),
    }]
}

fn statements(accused: &[Accused]) -> BTreeSet<usize> {
    let statements = accused.iter().flat_map(|accused| &accused.statements);
    statements.copied().collect()
}

/// Whether a single statement was put right by a value that holds at a second point too, or by a slope of the forward
/// pass.
fn is_known(accused: &[Accused]) -> bool {
    let is_known = |accused: &Accused| {
        let is_slope =
            |meaning: Meaning| accused.at_second || matches!(meaning, Meaning::Local { .. });
        let repair = accused.repair.as_ref();
        repair.is_some_and(|repair| is_slope(repair.meaning))
    };
    statements(accused).len() == 1 && accused.iter().all(is_known)
}

/// What an accused value is made of and may be wrong instead: it could make every block right as simply, and nothing but
/// its value says that it is right.
fn may_be_before(
    search: &Search<'_, '_>,
    first: &Recorded,
    accused: &[Accused],
    simplest: &BTreeSet<usize>,
) -> BTreeSet<usize> {
    let own = statements(accused);
    let certain = search.certain(first);
    let sites = |statement: usize| {
        let all = 0..first.tracks.len();
        all.filter(move |&site| search.source.statement(site) == statement)
    };
    let accused: Vec<usize> = own.iter().flat_map(|&s| sites(s)).collect();
    let before = reached(&first.tracks, accused, |_| false);
    let others = simplest.difference(&own).copied();
    let may_be =
        |&other: &usize| sites(other).any(|s| before[s]) && !sites(other).any(|s| certain[s]);
    others.filter(may_be).collect()
}

/// What was deduced from what is right, in two ways: from values, and from steps between them.
struct Deduced {
    by_values: BTreeSet<usize>,
    /// What both have in common.
    statements: BTreeSet<usize>,
    /// Whether they have nothing in common; then it is all.
    is_contradicted: bool,
    has_steps: bool,
}

impl Deduced {
    fn new(by_values: &BTreeSet<usize>, by_steps: Option<BTreeSet<usize>>) -> Self {
        let has_steps = by_steps.is_some();
        let by_steps = by_steps.unwrap_or_else(|| by_values.clone());
        let both = by_values & &by_steps;
        let is_contradicted = both.is_empty();
        Self {
            by_values: by_values.clone(),
            statements: if is_contradicted {
                by_values | &by_steps
            } else {
                both
            },
            is_contradicted,
            has_steps,
        }
    }

    /// Whatever brings the only wrong number can make it right: steps that leave nothing that does aren't believed alone.
    fn widen(&mut self, found: &BTreeMap<usize, Ability>, wrong: usize) {
        if wrong == 1 && !self.statements.iter().any(|s| is_able(found, *s)) {
            let able = self.by_values.iter().copied();
            self.statements.extend(able.filter(|&s| is_able(found, s)));
        }
    }
}

fn is_able(found: &BTreeMap<usize, Ability>, statement: usize) -> bool {
    matches!(found.get(&statement), Some(Ability::Able { .. }))
}

/// The statements that wrong blocks are made of.
fn behind(search: &Search<'_, '_>, first: &Recorded) -> BTreeSet<usize> {
    let wrong = search.targets.iter().filter(|target| target.is_wrong);
    let sinks: Vec<usize> = wrong.flat_map(|t| t.sinks.iter().copied()).collect();
    let behind = search.behind(&first.tracks, sinks.into_iter());
    (0..behind.len())
        .filter(|&site| behind[site] && !search.flow.is_forward[site])
        .map(|site| search.source.statement(site))
        .collect()
}

/// The statements that hand wrong blocks out: one number may as well be wrong there.
fn handing(search: &Search<'_, '_>) -> BTreeSet<usize> {
    let wrong = search.targets.iter().filter(|target| target.is_wrong);
    let sinks = wrong.flat_map(|target| target.sinks.iter().copied());
    let handed = sinks.filter(|&sink| search.source.sites[sink].kind == SiteKind::Returned);
    handed.map(|site| search.source.statement(site)).collect()
}

/// Without the statements that only hold others that are there as well.
fn without_outer(search: &Search<'_, '_>, left: &BTreeSet<usize>) -> BTreeSet<usize> {
    let holds = |outer: usize| left.iter().any(|&inner| search.source.holds(outer, inner));
    left.iter().copied().filter(|&s| !holds(s)).collect()
}

/// Of what was deduced, what explains the error most simply, and what can't be looked at. None, if no measurement speaks
/// for what one way of deduction says alone, or if the two contradict each other.
fn left(deduced: &Deduced, found: &BTreeMap<usize, Ability>, wrong: usize) -> BTreeSet<usize> {
    let (simplest, is_telling) = simplest(found, wrong);
    let is_alone = !deduced.has_steps && !found.keys().any(|&s| is_able(found, s));
    if is_alone || deduced.is_contradicted && !is_telling {
        return BTreeSet::new();
    }
    let of_deduced = |is_it: &dyn Fn(&usize) -> bool| -> BTreeSet<usize> {
        let statements = deduced.statements.iter().copied();
        statements.filter(|statement| is_it(statement)).collect()
    };
    let is_unknown = |s: &usize| matches!(found.get(s), Some(Ability::Unknown | Ability::Uneven));
    let left = of_deduced(&|s| simplest.contains(s) || is_unknown(s));
    if is_telling && left.is_disjoint(&simplest) {
        // Where the error flows through a narrow place, it was made before or behind it.
        return &simplest | &of_deduced(&|s| is_able(found, *s) || is_unknown(s));
    }
    let both = &left | &simplest;
    if both.is_empty() {
        deduced.statements.clone()
    } else if left.is_empty() || both.len() <= 2 {
        both
    } else {
        left
    }
}

/// Without what is there only since it couldn't be measured, where at most two explain the error without it.
fn without_unseen(
    left: BTreeSet<usize>,
    found: &BTreeMap<usize, Ability>,
    wrong: usize,
) -> BTreeSet<usize> {
    let (simplest, is_telling) = simplest(found, wrong);
    let is_seen = |s: &usize, unseen: &[Ability]| found.get(s).is_none_or(|f| !unseen.contains(f));
    let all = [Ability::Uneven, Ability::Unknown];
    for unseen in [&all[..1], if is_telling { &all } else { &[] }] {
        let seen = left.iter().copied().filter(|s| is_seen(s, unseen));
        let seen: BTreeSet<usize> = seen.collect();
        if left.len() > 2 && seen.len() <= 2 && !seen.is_disjoint(&simplest) {
            return seen;
        }
    }
    left
}

/// Copies of what is left: something may be missing where a value is handed on as it is.
fn copies(
    search: &Search<'_, '_>,
    first: &Recorded,
    left: &BTreeSet<usize>,
    by_values: &BTreeSet<usize>,
    found: &BTreeMap<usize, Ability>,
) -> BTreeSet<usize> {
    let last = |site: usize| first.tracks[site].values().last();
    let is_copy = |&site: &usize| {
        let written = &search.source.sites[site];
        let is_variable = matches!(written.kind, SiteKind::Defined | SiteKind::Changed);
        let may_be = written.is_trivial && is_variable && !search.flow.is_forward[site];
        let mut reads = first.tracks[site].reads.iter();
        let is_of_left = |&read: &usize| {
            let is_left = left.contains(&search.source.statement(read));
            is_left && last(read).is_some() && last(read) == last(site)
        };
        may_be && reads.any(is_of_left)
    };
    let copies = (0..first.tracks.len()).filter(is_copy);
    let statements = copies.map(|site| search.source.statement(site));
    statements
        .filter(|statement| by_values.contains(statement) && is_able(found, *statement))
        .collect()
}

/// Those that explain the wrong components by the fewest numbers: by one factor, or by some fewer than are wrong. That
/// others explain it as well is no wonder. All that can, and false, if none does it by so few.
fn simplest(found: &BTreeMap<usize, Ability>, wrong: usize) -> (BTreeSet<usize>, bool) {
    let size = |found: &Ability| match found {
        Ability::Able {
            is_scaled: true, ..
        } => Some(1),
        Ability::Able { rank, .. } => Some(*rank),
        _ => None,
    };
    let least = found.values().filter_map(size).min().unwrap_or_default();
    let is_telling = least > 0 && least + SPARE <= wrong;
    let is_simplest =
        |found: &Ability| size(found).is_some_and(|size| !is_telling || size <= least);
    let simplest = found.iter().filter(|(_, found)| is_simplest(found));
    let statements = simplest.map(|(statement, _)| *statement);
    (statements.collect(), is_telling)
}

/// Where one factor at some value is enough, what uses the value may lack the factor itself.
fn beside_scaled(
    search: &Search<'_, '_>,
    first: &Recorded,
    left: &BTreeSet<usize>,
    deduced: &BTreeSet<usize>,
    found: &BTreeMap<usize, Ability>,
) -> BTreeSet<usize> {
    let is_scaled = |site: usize| {
        let statement = search.source.statement(site);
        let found = found.get(&statement);
        left.contains(&statement)
            && matches!(
                found,
                Some(Ability::Able {
                    is_scaled: true,
                    ..
                })
            )
    };
    let uses = |user: &usize| {
        let mut reads = first.tracks[*user].reads.iter();
        search.source.sites[*user].kind != SiteKind::Joined && reads.any(|&read| is_scaled(read))
    };
    let may_be = |statement: &usize| {
        deduced.contains(statement) && found.get(statement) != Some(&Ability::Unable)
    };
    let users = (0..first.tracks.len()).filter(uses);
    let statements = users.map(|user| search.source.statement(user));
    statements.filter(may_be).collect()
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
