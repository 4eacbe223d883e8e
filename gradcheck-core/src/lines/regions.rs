//! The statements between values of which it is known what they stand for, where a step from the one to the other is
//! wrong.

use super::edges::{Compared, Steps};
use super::known::Known;
use super::search::{Recorded, Search};
use super::source::SiteKind;
use super::uses::Uses;
use std::collections::BTreeSet;

/// What the steps tell.
pub(super) struct Regions<'a> {
    pub(super) first: &'a Recorded,
    pub(super) uses: &'a Uses,
    pub(super) known: &'a [Known],
    pub(super) steps: &'a Steps,
    /// The sites that use each.
    users: Vec<Vec<usize>>,
}

impl<'a> Regions<'a> {
    pub(super) fn new(
        search: &Search<'_, '_>,
        first: &'a Recorded,
        uses: &'a Uses,
        known: &'a [Known],
        steps: &'a Steps,
    ) -> Self {
        let mut users = vec![Vec::new(); first.tracks.len()];
        let is_backward = |&user: &usize| !is_of_forward(search, first, user);
        for user in (0..first.tracks.len()).filter(is_backward) {
            for &read in first.tracks[user]
                .reads
                .iter()
                .filter(|&&read| read != user)
            {
                users[read].push(user);
            }
        }
        Self {
            first,
            uses,
            known,
            steps,
            users,
        }
    }

    fn known(&self, site: usize) -> Option<&Known> {
        self.known.iter().find(|known| known.site == site)
    }

    fn is_held(&self, site: usize) -> bool {
        self.known(site).is_some_and(|known| known.holds)
    }

    /// Whether all steps from a value are right.
    fn is_right(&self, site: usize) -> bool {
        self.steps
            .rows
            .iter()
            .any(|row| row.from == site && row.is_right())
    }

    /// Whether what a variable holds is used rightly, as a change of its start tells.
    fn starts_right(&self, search: &Search<'_, '_>, site: usize) -> bool {
        let variable = search.source.sites[site].variable;
        self.known.iter().any(|known| {
            let is_of = search.source.sites[known.site].variable == variable;
            variable.is_some()
                && is_of
                && search.is_start(self.first, known.site)
                && self.is_right(known.site)
        })
    }

    /// For each wrong step the sites that it may be wrong at.
    pub(super) fn all(&self, search: &Search<'_, '_>) -> Vec<BTreeSet<usize>> {
        let mut all = Vec::new();
        for row in &self.steps.rows {
            let wrong: Vec<&Compared> = row.compared.iter().filter(|c| !c.is_right).collect();
            if wrong.is_empty() {
                continue;
            }
            for compared in wrong {
                all.push(self.of_step(search, row.from, compared));
            }
        }
        for compared in self.steps.seeds.compared.iter().filter(|c| !c.is_right) {
            all.push(self.of_seed(search, compared));
        }
        all
    }

    fn of_step(
        &self,
        search: &Search<'_, '_>,
        from: usize,
        compared: &Compared,
    ) -> BTreeSet<usize> {
        let ends = if compared.ends.is_empty() {
            &compared.all
        } else {
            &compared.ends
        };
        let before = self.before(search, ends);
        if compared.ends.is_empty() {
            return before;
        }
        let (mut path, mut open) = (BTreeSet::new(), vec![from]);
        while let Some(site) = open.pop() {
            for &user in &self.users[site] {
                if !before.contains(&user) || !path.insert(user) || self.is_held(user) {
                    continue;
                }
                let is_known = self.known(user).is_some() && self.is_right(user);
                if !is_known && !self.starts_right(search, user) {
                    open.push(user);
                }
            }
        }
        // And what else they are made of.
        let mut sites = path.clone();
        let mut open: Vec<usize> = path.into_iter().collect();
        while let Some(site) = open.pop() {
            for &read in &self.first.tracks[site].reads {
                let is_new = read != from && before.contains(&read) && !self.is_held(read);
                let is_apart = !self.is_ahead(from, read);
                if is_new && is_apart && sites.insert(read) {
                    open.push(read);
                }
            }
        }
        sites
    }

    fn is_ahead(&self, from: usize, site: usize) -> bool {
        let (mut seen, mut open) = (BTreeSet::new(), vec![from]);
        while let Some(current) = open.pop() {
            for &user in &self.users[current] {
                if user == site {
                    return true;
                }
                if seen.insert(user) && !self.is_held(user) {
                    open.push(user);
                }
            }
        }
        false
    }

    fn of_seed(&self, search: &Search<'_, '_>, compared: &Compared) -> BTreeSet<usize> {
        let brings = |site: &usize| {
            let numbers = &self.steps.seeds.tracks[*site].numbers;
            numbers.is_empty() || numbers.iter().any(|x| *x != 0.0)
        };
        let before = self.before(search, &compared.all);
        if compared.ends.is_empty() {
            // Something is missing: at the start of a sum, or where it ends.
            let reads = before
                .iter()
                .flat_map(|&site| &self.first.tracks[site].reads);
            let starts = reads
                .copied()
                .filter(|&site| search.is_start(self.first, site));
            return &starts.collect() | &compared.all;
        }
        before.iter().copied().filter(brings).collect()
    }

    /// Some held values, and all that they are made of, as far as it isn't known.
    fn before(&self, search: &Search<'_, '_>, ends: &BTreeSet<usize>) -> BTreeSet<usize> {
        let mut sites = ends.clone();
        let mut open: Vec<usize> = ends.iter().copied().collect();
        while let Some(site) = open.pop() {
            for &read in &self.first.tracks[site].reads {
                let is_free = !is_of_forward(search, self.first, read)
                    && !self.is_held(read)
                    && !search.is_start(self.first, read);
                if is_free && sites.insert(read) {
                    open.push(read);
                }
            }
        }
        sites
    }

    /// The statements that all wrong steps have in common; none if no step is wrong.
    pub(super) fn common(&self, search: &mut Search<'_, '_>) -> Option<BTreeSet<usize>> {
        let sets = self.all(search).into_iter().map(|sites| {
            let sites = sites.into_iter().filter(|&site| !is_loop(search, site));
            sites
                .map(|site| search.source.statement(site))
                .collect::<BTreeSet<usize>>()
        });
        let common = sets.reduce(|all, set| &all & &set)?;
        let seen = common
            .into_iter()
            .filter(|&statement| self.is_seen_in_all(search, statement));
        let open: BTreeSet<usize> = seen.collect();
        if open.len() < 2 {
            return Some(open);
        }
        let left: BTreeSet<usize> = open
            .iter()
            .copied()
            .filter(|&statement| !self.is_seen_in_right(search, statement))
            .collect();
        Some(if left.is_empty() { open } else { left })
    }

    /// The values that a statement computes.
    fn values(&self, search: &Search<'_, '_>, statement: usize) -> Vec<usize> {
        let is_value = |&site: &usize| {
            let written = &search.source.sites[site];
            let is_counted = matches!(
                written.kind,
                SiteKind::Defined | SiteKind::Changed | SiteKind::Term | SiteKind::Element
            );
            let is_passed = self.first.tracks[site].passed > 0;
            written.statement == statement && is_counted && is_passed
        };
        (0..self.first.tracks.len()).filter(is_value).collect()
    }

    /// Whether what a statement computes is seen in all that is wrong, as far as it can be told.
    fn is_seen_in_all(&self, search: &Search<'_, '_>, statement: usize) -> bool {
        let mut reaches: BTreeSet<usize> = BTreeSet::new();
        for site in self.values(search, statement) {
            match self.uses.at(site) {
                Some(of) if !of.reaches.is_empty() => reaches.extend(&of.reaches),
                _ => return true,
            }
        }
        let groups = self.uses.groups.iter().enumerate();
        let mut wrong = groups.filter(|(_, group)| group.is_wrong);
        reaches.is_empty() || wrong.all(|(group, _)| reaches.contains(&group))
    }

    /// Whether each number that a statement computes is seen in a value that only right steps end in.
    fn is_seen_in_right(&self, search: &mut Search<'_, '_>, statement: usize) -> bool {
        const LARGEST: usize = 24;
        let values = self.values(search, statement);
        let right = self.steps.right_ends();
        let is_looked_at = |&site: &usize| {
            let track = &self.first.tracks[site];
            track.is_whole() && track.is_movable && !self.is_held(site)
        };
        !values.is_empty()
            && values.iter().all(is_looked_at)
            && values.iter().all(|&site| {
                let count = self.first.tracks[site].numbers.len();
                let each = if count > LARGEST {
                    vec![None]
                } else {
                    (0..count).map(Some).collect()
                };
                each.into_iter()
                    .all(|number| search.is_seen_at(self.first, self.known, site, number, &right))
            })
    }
}

/// Whether a site is behind a loop, and so computes nothing.
fn is_loop(search: &Search<'_, '_>, site: usize) -> bool {
    let statements = &search.source.statements;
    let text = statements
        .get(search.source.statement(site))
        .map_or("", |statement| statement.text);
    let is_behind = search.source.sites[site].kind == SiteKind::Joined;
    is_behind
        && ["for ", "while ", "loop "]
            .iter()
            .any(|word| text.starts_with(word))
}

fn is_of_forward(search: &Search<'_, '_>, first: &Recorded, site: usize) -> bool {
    search.is_known(first, site) || search.flow.observed[site]
}
