//! What is accused, narrowed by what else can be told of the statements, and widened where others are as likely.

use super::follow::Accused;
use super::search::{Recorded, Search};
use super::solve::Solved;
use super::source::SiteKind;
use std::collections::{BTreeMap, BTreeSet};

/// The same with what is found by solving for the values of statements.
pub(super) fn narrowed(
    search: &mut Search<'_, '_>,
    first: &Recorded,
    accused: Vec<Accused>,
) -> Vec<Accused> {
    let is_found =
        matches!(accused.as_slice(), [one] if one.repair.is_some() && one.statements.len() == 1);
    if is_found || accused.is_empty() {
        return accused;
    }
    let wrong = search.targets.iter().filter(|target| target.is_wrong);
    let sinks: Vec<usize> = wrong.flat_map(|t| t.sinks.iter().copied()).collect();
    let behind = search.behind(&first.tracks, sinks.into_iter());
    let certain = search.certain(first);
    let is_open = |&site: &usize| behind[site] && !search.flow.is_forward[site] && !certain[site];
    let open: Vec<usize> = (0..behind.len()).filter(is_open).collect();
    let mut solved: BTreeMap<usize, Solved> = BTreeMap::new();
    for site in open {
        solved.extend(search.solve(first, site).map(|solved| (site, solved)));
    }
    let statement = |site: usize| search.source.statement(site);
    // What can't be right by any value of its own isn't what is wrong.
    let is_cleared = |of: usize| {
        let mut values = (0..first.tracks.len())
            .filter(|&site| {
                statement(site) == of && search.source.sites[site].kind != SiteKind::Inner
            })
            .peekable();
        values.peek().is_some()
            && values.all(|site| {
                let is_let = search.source.sites[site].kind == SiteKind::Defined;
                is_let && solved.get(&site) == Some(&Solved::Never)
            })
    };
    let all: BTreeSet<usize> = accused
        .iter()
        .flat_map(|accused| accused.statements.iter().copied())
        .collect();
    let cleared: BTreeSet<usize> = (0..search.source.statements.len())
        .filter(|&statement| is_cleared(statement))
        .collect();
    let mut found: BTreeSet<usize> = BTreeSet::new();
    let right = solved
        .iter()
        .filter(|(_, solved)| **solved != Solved::Never);
    let right: Vec<(usize, Solved)> = right.map(|(site, solved)| (*site, *solved)).collect();
    for (site, solved) in right {
        found.extend(search.blamed(first, site, &certain));
        found.insert(search.source.statement(site));
        if solved == Solved::Scaled {
            found.extend(search.scaling(first, site));
        } else {
            found.extend(search.only_use(first, site));
        }
    }
    let found = &found - &cleared;
    let kept = if found.is_empty() {
        &all - &cleared
    } else if all.len() == 1 {
        &found | &all
    } else {
        found
    };
    if kept.is_empty() || kept.len() >= all.len() && all.len() > 1 {
        return accused;
    }
    let explains = accused.into_iter().flat_map(|accused| accused.explains);
    vec![Accused {
        statements: kept,
        repair: None,
        at_second: false,
        explains: explains.collect(),
    }]
}

/// Statements beside those that are accused, at which the same error may have been made: where a sum is handed out that
/// should have been divided first, and where one begins that should have begun with a multiple of the parameter.
pub(super) fn also(search: &Search<'_, '_>, first: &Recorded, accused: &mut Accused) {
    let source = search.source;
    let of_accused: Vec<usize> = (0..first.tracks.len())
        .filter(|&site| accused.statements.contains(&source.statement(site)))
        .collect();
    let is_sum = of_accused
        .iter()
        .any(|&site| source.sites[site].kind == SiteKind::Term && first.tracks[site].passed > 1);
    if is_sum && accused.repair.is_none() {
        let wrong = search.targets.iter().filter(|target| target.is_wrong);
        let scaled = wrong.filter_map(|target| {
            let handed = target.handed?;
            let track = &first.tracks[handed];
            target.is_scaled(&search.gradient, track).then_some(handed)
        });
        let statements = scaled.map(|site| source.statement(site));
        accused.statements.extend(statements);
    }
    // What lacks a multiple of the parameter itself may lack it where the sum begins.
    let is_lacking = search
        .targets
        .iter()
        .any(|target| target.lacks_itself(search));
    let variables: BTreeSet<u32> = of_accused
        .iter()
        .filter_map(|&site| source.sites[site].variable)
        .collect();
    let begins = |&site: &usize| {
        let (written, track) = (&source.sites[site], &first.tracks[site]);
        written.kind == SiteKind::Defined
            && track.passed > 0
            && track.is_zero()
            && written.variable.is_some_and(|v| variables.contains(&v))
    };
    if is_lacking && accused.repair.is_none() {
        let begun = (0..first.tracks.len()).filter(begins);
        accused
            .statements
            .extend(begun.map(|site| source.statement(site)));
    }
}
