//! Which statements could have computed something that makes every block right. If the mistake is in one statement,
//! there are values of it that do; and of a value that right components change with, a mistake would be seen there.

use super::blocks::Target;
use super::follow::Accused;
use super::meaning::Meaning;
use super::recorder::Change;
use super::runs::dot;
use super::search::{Recorded, Search};
use super::source::SiteKind;
use super::squares::least_squares;
use super::trace::Track;
use std::collections::{BTreeMap, BTreeSet};

/// Numbers of a statement that is looked at in this way.
const LARGEST: usize = 48;
/// A right component that moves by no more than this share of itself, as the value moves by its own size, isn't changed…
const UNMOVED: f64 = 1e-9;
/// …where one that is nearly zero counts as this share of the most that anything moves.
const LEAST: f64 = 1e-3;
/// The share of the squared errors that one factor may leave.
const LEFT_BY_FACTOR: f64 = 1e-8;

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
    /// It begins a sum.
    Start,
    /// Its values can't be changed, or are too many.
    Unknown,
}

/// The accused statements, as far as they are able to be wrong.
pub(super) fn able(
    search: &mut Search<'_, '_>,
    first: &Recorded,
    accused: Vec<Accused>,
    by_steps: Option<BTreeSet<usize>>,
) -> Vec<Accused> {
    let mut considered = statements(&accused);
    let has_steps = by_steps.is_some();
    // Where two ways contradict each other, everything is looked at.
    considered.extend(match &by_steps {
        Some(by_steps) if !by_steps.is_disjoint(&considered) => by_steps.clone(),
        _ => behind(search, first),
    });
    let accused = match by_steps {
        Some(by_steps) => together(search, accused, by_steps),
        None => accused,
    };
    let all = statements(&accused);
    // A slope of the forward pass that makes all right is one by itself.
    let is_slope = |accused: &Accused| {
        let meaning = accused.repair.as_ref().map(|repair| repair.meaning);
        matches!(meaning, Some(Meaning::Local { .. }))
    };
    let is_known = is_tried(&accused) || all.len() == 1 && accused.iter().all(is_slope);
    if all.is_empty() || is_known {
        return accused;
    }
    let found: BTreeMap<usize, Ability> = considered
        .iter()
        .map(|&statement| (statement, search.ability(first, statement)))
        .collect();
    let left = left(search, first, (&all, has_steps), &found);
    let left = without_outer(search, &left);
    if left == all || left.is_empty() {
        return accused;
    }
    let explains = accused.into_iter().flat_map(|accused| accused.explains);
    vec![Accused {
        statements: left,
        repair: None,
        at_second: false,
        explains: explains.collect(),
    }]
}

fn statements(accused: &[Accused]) -> BTreeSet<usize> {
    let statements = accused.iter().flat_map(|accused| &accused.statements);
    statements.copied().collect()
}

/// Whether a single statement was put right by a value that holds at a second point too.
fn is_tried(accused: &[Accused]) -> bool {
    let is_tried = |accused: &Accused| accused.repair.is_some() && accused.at_second;
    statements(accused).len() == 1 && accused.iter().all(is_tried)
}

/// What was accused, where the steps of the backward pass tell more: fewer statements, or others as well.
fn together(
    search: &Search<'_, '_>,
    accused: Vec<Accused>,
    by_steps: BTreeSet<usize>,
) -> Vec<Accused> {
    let all = statements(&accused);
    if is_tried(&accused) {
        return accused;
    }
    let both = &by_steps & &all;
    let statements = match (both.len(), all.len(), by_steps.len()) {
        // Two ways that find different statements are no evidence for either.
        (0, ..) => &all | &by_steps,
        (_, 1 | 2, _) => return accused,
        (_, _, 1 | 2) => by_steps,
        _ => both,
    };
    let wrong = search.targets.iter().filter(|target| target.is_wrong);
    vec![Accused {
        statements,
        repair: None,
        at_second: false,
        explains: wrong.map(|target| target.path.clone()).collect(),
    }]
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

/// Without the statements that only hold others that are there as well.
fn without_outer(search: &Search<'_, '_>, left: &BTreeSet<usize>) -> BTreeSet<usize> {
    let holds = |outer: usize| left.iter().any(|&inner| search.source.holds(outer, inner));
    left.iter().copied().filter(|&s| !holds(s)).collect()
}

/// What is left of some statements, and what has to be named beside them.
fn left(
    search: &Search<'_, '_>,
    first: &Recorded,
    (all, has_steps): (&BTreeSet<usize>, bool),
    found: &BTreeMap<usize, Ability>,
) -> BTreeSet<usize> {
    let of = |is_it: &dyn Fn(&Ability) -> bool| -> BTreeSet<usize> {
        let is_of = found.iter().filter(|(_, found)| is_it(found));
        is_of.map(|(statement, _)| *statement).collect()
    };
    let able = of(&|found| matches!(found, Ability::Able { .. }));
    // The start of a sum is among the accused only if something is missing.
    let unknown = of(&|found| matches!(found, Ability::Unknown | Ability::Start));
    let wrong = search.targets.iter().map(|t| t.wrong_places().count());
    let wrong: usize = wrong.sum();
    let (simplest, is_telling) = simplest(found, wrong);
    let mut left = all & &(&simplest | &unknown);
    if left.is_disjoint(&simplest) {
        // A wrong place of an element is made right by no value.
        let placed = of(&|found| *found == Ability::Unable);
        let placed = placed.iter().filter(|&&s| is_placed(search, first, s));
        left = all & &(&(&able | &unknown) | &placed.copied().collect());
    }
    let is_by_both = left.len() == 1 && has_steps;
    let is_among = !left.is_empty() && left.len() < simplest.len() && left.is_subset(&simplest);
    if !is_telling && !is_by_both && is_among {
        // Others are as likely, but for what was deduced.
        return simplest;
    }
    if !is_telling && left.len() == 2 && (&left & &simplest).len() == 1 && simplest.len() == 2 {
        return &left | &simplest;
    }
    let [single] = left.iter().copied().collect::<Vec<_>>()[..] else {
        return beside_scaled(search, first, all, found, left);
    };
    if simplest.contains(&single) && simplest.len() == 2 {
        return simplest;
    }
    if unknown.contains(&single) && simplest.len() == 1 {
        return &left | &simplest;
    }
    let mut left = beside_scaled(search, first, all, found, left);
    if wrong == 1 && left.len() == 1 && able.contains(&single) {
        // One number may as well be wrong where it is handed out.
        let is_wrong = |target: &&Target| target.is_wrong;
        let handed = search
            .targets
            .iter()
            .filter(is_wrong)
            .filter_map(|t| t.handed);
        left.extend(handed.map(|site| search.source.statement(site)));
    }
    left
}

/// Those that explain the wrong components by the fewest numbers: by one factor, or by fewer than half as many as are
/// wrong. That others explain it as well is no wonder. All that can, and false, if none does it by so few.
fn simplest(found: &BTreeMap<usize, Ability>, wrong: usize) -> (BTreeSet<usize>, bool) {
    let size = |found: &Ability| match found {
        Ability::Able {
            is_scaled: true, ..
        } => Some(1),
        Ability::Able { rank, .. } => Some(*rank),
        _ => None,
    };
    let least = found.values().filter_map(size).min().unwrap_or_default();
    let is_telling = least > 0 && 2 * least < wrong;
    let is_simplest =
        |found: &Ability| size(found).is_some_and(|size| !is_telling || size <= least);
    let simplest = found.iter().filter(|(_, found)| is_simplest(found));
    (
        simplest.map(|(statement, _)| *statement).collect(),
        is_telling,
    )
}

/// Where one factor at some value is enough, what uses the value may lack the factor itself.
fn beside_scaled(
    search: &Search<'_, '_>,
    first: &Recorded,
    all: &BTreeSet<usize>,
    found: &BTreeMap<usize, Ability>,
    left: BTreeSet<usize>,
) -> BTreeSet<usize> {
    const MOST: usize = 3;
    let is_scaled = |statement: &usize| {
        matches!(
            found.get(statement),
            Some(Ability::Able {
                is_scaled: true,
                ..
            })
        )
    };
    let may_be = |statement: &usize| {
        matches!(
            found.get(statement),
            Some(Ability::Able { .. } | Ability::Unknown)
        )
    };
    if !left.iter().any(is_scaled) {
        return left;
    }
    let users = (0..first.tracks.len()).filter(|&user| {
        let reads = first.tracks[user].reads.iter();
        let mut read = reads.map(|&read| search.source.statement(read));
        search.source.sites[user].kind != SiteKind::Joined
            && read.any(|s| left.contains(&s) && is_scaled(&s))
    });
    let users: BTreeSet<usize> = users
        .map(|user| search.source.statement(user))
        .filter(|statement| all.contains(statement) && may_be(statement))
        .collect();
    let with_users = &left | &users;
    if with_users.len() > MOST {
        left
    } else {
        with_users
    }
}

/// Whether a statement writes elements, which it may do in the wrong place.
fn is_placed(search: &Search<'_, '_>, first: &Recorded, statement: usize) -> bool {
    (0..first.tracks.len()).any(|site| {
        let kind = search.source.sites[site].kind;
        search.source.statement(site) == statement
            && matches!(kind, SiteKind::Element | SiteKind::Touched)
    })
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
        if tracks().all(Track::is_zero) {
            return Ability::Start;
        }
        let numbers: Vec<f64> = tracks().flat_map(|t| t.numbers.iter().copied()).collect();
        let Some(columns) = self.columns(first, &values) else {
            return Ability::Unknown;
        };
        self.judged(&numbers, columns)
    }

    /// How the gradient changes with each number of some values.
    fn columns(&mut self, first: &Recorded, values: &[usize]) -> Option<Vec<Vec<f64>>> {
        let mut columns = Vec::new();
        for &site in values {
            let numbers = &first.tracks[site].numbers;
            let size = numbers.iter().fold(0.0, |size: f64, x| size.max(x.abs()));
            let step = if size > 0.0 { size } else { 1.0 };
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

    fn judged(&self, numbers: &[f64], columns: Vec<Vec<f64>>) -> Ability {
        let size = numbers.iter().fold(0.0, |size: f64, x| size.max(x.abs()));
        let largest = columns.iter().flatten();
        let largest = size * largest.fold(0.0, |largest: f64, x| largest.max(x.abs()));
        let right: Vec<usize> = self.targets.iter().flat_map(Target::right_places).collect();
        // What a right component changes with is right, unless it is a mere coincidence.
        let is_free = |column: &[f64]| {
            right.iter().all(|&i| {
                let least = self.gradient[i].abs().max(LEAST * largest);
                size * column[i].abs() <= UNMOVED * least
            })
        };
        let (numbers, columns): (Vec<f64>, Vec<Vec<f64>>) = numbers
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
            let moved = solved.iter_mut().zip(column);
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
