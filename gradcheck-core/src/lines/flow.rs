//! What the cost is made of, and what the gradient is made of besides.

use super::source::{SiteKind, Source};
use super::trace::Track;
use std::collections::{BTreeSet, HashSet};

/// The sites that were passed, by what depends on them.
pub(super) struct Flow {
    /// Of the cost, or copies of such.
    pub(super) is_forward: Vec<bool>,
    /// Copies of values of the forward pass, for the backward pass.
    pub(super) is_copy: Vec<bool>,
    /// Of the forward pass, but looked at when the cost was made of it already.
    pub(super) observed: Vec<bool>,
}

impl Flow {
    pub(super) fn new(source: &Source, tracks: &[Track], cost: f64) -> Self {
        let costs = cost_sites(source, tracks, cost);
        let mut is_forward = reached(tracks, costs, |_| false);
        // Nobody reads a value without a name but the statement that it is in.
        let of_forward: HashSet<usize> = (0..tracks.len())
            .filter(|&site| is_forward[site] && tracks[site].is_whole())
            .map(|site| source.statement(site))
            .collect();
        let is_within =
            |site: &usize| matches!(source.sites[*site].kind, SiteKind::Inner | SiteKind::Term);
        for site in (0..tracks.len()).filter(is_within) {
            is_forward[site] |= of_forward.contains(&source.statement(site));
        }
        let mut statements = HashSet::new();
        let mut values = HashSet::new();
        for (site, track) in tracks.iter().enumerate() {
            if is_forward[site] {
                // Where a closure is called that the cost is made of as well, no value is computed for it.
                if source.sites[site].kind == SiteKind::Defined && track.is_whole() {
                    statements.insert(source.statement(site));
                }
                let telling = track.values().filter(|value| tells(value));
                values.extend(telling.map(bits));
            }
        }
        let mut is_copy = vec![false; tracks.len()];
        for (site, track) in tracks.iter().enumerate() {
            if is_forward[site] || track.passed == 0 {
                continue;
            }
            let written = &source.sites[site];
            // What a closure makes beside the cost may be made of other parts.
            let is_beside = written.kind == SiteKind::Defined
                && statements.contains(&written.statement)
                && track.reads.iter().all(|&read| is_forward[read]);
            let may_be_copy = (written.is_trivial || written.kind == SiteKind::Element)
                && written.kind != SiteKind::Returned;
            is_copy[site] = may_be_copy
                && track.is_whole()
                && track.values().any(tells)
                && track
                    .values()
                    .all(|value| !tells(value) || values.contains(&bits(value)));
            is_forward[site] = is_beside;
        }
        // A collection of copies is one.
        let is_elementary =
            |site: usize| matches!(source.sites[site].kind, SiteKind::Element | SiteKind::Term);
        let changes = |site: usize| {
            matches!(
                source.sites[site].kind,
                SiteKind::Touched | SiteKind::Changed
            )
        };
        for site in (0..tracks.len()).filter(|&site| changes(site) && !is_forward[site]) {
            let mut elements = (0..tracks.len())
                .filter(|&s| is_elementary(s) && source.statement(s) == source.statement(site))
                .peekable();
            is_copy[site] = elements.peek().is_some()
                && elements.all(|s| is_copy[s] && source.sites[s].kind == SiteKind::Element);
        }
        for site in (0..tracks.len()).filter(|&site| source.sites[site].kind == SiteKind::Joined) {
            let variable = source.sites[site].variable;
            let mut changed = (0..tracks.len())
                .filter(|&s| changes(s) && source.sites[s].variable == variable)
                .peekable();
            is_copy[site] =
                !is_forward[site] && changed.peek().is_some() && changed.all(|s| is_copy[s]);
        }
        let observed = (0..tracks.len())
            .map(|site| {
                let is_joined = source.sites[site].kind == SiteKind::Joined && !is_forward[site];
                let mut reads = tracks[site]
                    .reads
                    .iter()
                    .filter(|&&read| read != site)
                    .peekable();
                is_joined && reads.peek().is_some() && reads.all(|&read| is_forward[read])
            })
            .collect();
        Self {
            is_forward,
            is_copy,
            observed,
        }
    }
}

/// Whether a value is no mere count or start, which others may have as well.
fn tells(value: &[f64]) -> bool {
    value.iter().any(|x| *x != 0.0 && x.fract() != 0.0)
}

/// Where the cost comes out: it is known by its value.
fn cost_sites(source: &Source, tracks: &[Track], cost: f64) -> Vec<usize> {
    let is_it = |site: &usize| {
        let last = tracks[*site].values().last();
        last.is_some_and(|value| value.len() == 1 && value[0] == cost)
    };
    let found: Vec<usize> = (0..tracks.len()).filter(is_it).collect();
    let returned: Vec<usize> = found
        .iter()
        .copied()
        .filter(|&site| source.sites[site].kind == SiteKind::Returned)
        .collect();
    match (returned.first(), found.last()) {
        // A derivative may have the same value by chance; the cost comes first.
        (Some(&first), _) => vec![first],
        (None, Some(&last)) => vec![last],
        (None, None) => Vec::new(),
    }
}

pub(super) fn bits(value: &[f64]) -> Vec<u64> {
    value.iter().map(|number| number.to_bits()).collect()
}

/// All that some sites are made of, they themselves included, but for what lies behind those where it stops.
pub(super) fn reached(
    tracks: &[Track],
    from: Vec<usize>,
    stops: impl Fn(usize) -> bool,
) -> Vec<bool> {
    let mut seen = vec![false; tracks.len()];
    let mut open = from;
    while let Some(site) = open.pop() {
        if std::mem::replace(&mut seen[site], true) || stops(site) {
            continue;
        }
        open.extend(&tracks[site].reads);
    }
    seen
}

/// The sites behind a site that are nearest to it and of a kind, and those on the way.
pub(super) fn nearest(
    tracks: &[Track],
    from: usize,
    is_it: impl Fn(usize) -> bool,
    is_passed: impl Fn(usize) -> bool,
) -> (BTreeSet<usize>, BTreeSet<usize>) {
    let (mut found, mut between) = (BTreeSet::new(), BTreeSet::new());
    let mut open: Vec<usize> = tracks[from].reads.iter().copied().collect();
    while let Some(site) = open.pop() {
        if is_it(site) {
            found.insert(site);
        } else if is_passed(site) && site != from && between.insert(site) {
            open.extend(&tracks[site].reads);
        }
    }
    (found, between)
}
