//! Which statements could have computed something that makes every block right. If the mistake is in one statement,
//! there are values of it that do; and of a value that right components change with, a mistake would be seen there.

use super::ability::Ability;
use super::flow::reached;
use super::follow::Accused;
use super::meaning::Meaning;
use super::search::{Recorded, Search};
use super::source::SiteKind;
use std::collections::{BTreeMap, BTreeSet};

/// So many more components are wrong at least than numbers explain them, if that is to tell something.
const SPARE: usize = 2;

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
        let misused = if deduced.is_step(&statements(&accused)) {
            BTreeSet::new()
        } else {
            users_of_another(search, first, &accused, &found)
        };
        let accused = accused.into_iter().map(|mut accused| {
            accused.at_second &= open.is_empty() && misused.is_empty();
            if open.len() == 1 {
                accused.statements.extend(&open);
            }
            accused.statements.extend(&misused);
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

/// Where an accused value is the derivative by another value than the one that it should be by: it may be right, and what
/// uses it wrong, for another derivative in its place may do the same.
fn users_of_another(
    search: &Search<'_, '_>,
    first: &Recorded,
    accused: &[Accused],
    found: &BTreeMap<usize, Ability>,
) -> BTreeSet<usize> {
    let repaired = accused.iter().filter_map(|accused| accused.repair.as_ref());
    let of_another = repaired.filter(|repair| {
        let own = first.meanings[repair.site];
        own.is_some_and(|own| own.of().is_some() && own.of() != repair.meaning.of())
    });
    let variable = |site: usize| search.source.sites[site].variable;
    let is_of = |site: usize, read: usize| {
        read == site || variable(site).is_some() && variable(site) == variable(read)
    };
    let uses = |site: usize, user: usize| {
        let mut reads = first.tracks[user].reads.iter();
        !search.flow.is_forward[user] && reads.any(|&read| is_of(site, read))
    };
    let users = of_another.flat_map(|repair| {
        let all = 0..first.tracks.len();
        all.filter(move |&user| uses(repair.site, user))
    });
    let statements = users.map(|user| search.source.statement(user));
    let own = self::statements(accused);
    statements
        .filter(|&statement| is_able(found, statement) && !own.contains(&statement))
        .collect()
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

    /// Whether a step of these statements is wrong.
    fn is_step(&self, statements: &BTreeSet<usize>) -> bool {
        self.has_steps && !self.is_contradicted && statements.is_subset(&self.statements)
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
