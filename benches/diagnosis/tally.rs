//! Counting what reports state.

use crate::case::Case;
use crate::judged::{Naming, Stated};
use std::collections::BTreeMap;

/// Counts for a kind, or for all.
#[derive(Debug, Default, Clone)]
pub(crate) struct Counts {
    pub(crate) cases: usize,
    pub(crate) right: usize,
    pub(crate) honest: usize,
    pub(crate) ambiguous: usize,
    pub(crate) wrong: usize,
    pub(crate) with_blocks: usize,
    pub(crate) blocks: usize,
    pub(crate) not_judged: usize,
}

impl Counts {
    fn count(&mut self, stated: &Stated) {
        self.cases += 1;
        *match stated.naming {
            Naming::Right => &mut self.right,
            Naming::Ambiguous => &mut self.ambiguous,
            Naming::Honest => &mut self.honest,
            Naming::Wrong => &mut self.wrong,
        } += 1;
        self.with_blocks += usize::from(stated.names_blocks.is_some());
        self.blocks += usize::from(stated.names_blocks == Some(true));
        self.not_judged += usize::from(!stated.is_judged);
    }
}

/// Counts of a set of cases.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) all: Counts,
    pub(crate) kinds: BTreeMap<&'static str, Counts>,
    /// How often a kind was stated where another was planted, or the same.
    pub(crate) confusion: BTreeMap<(&'static str, String), usize>,
    /// Boundaries of layers: how many there are, and how many were named.
    pub(crate) boundaries: (usize, usize),
    pub(crate) right_gradients: usize,
    /// Right gradients of which something is found, or that don't pass.
    pub(crate) alarms: usize,
    evaluations: Vec<f64>,
}

impl Tally {
    pub(crate) fn count(&mut self, case: &Case, stated: &Stated) {
        self.all.count(stated);
        self.kinds.entry(case.kind.name).or_default().count(stated);
        let entry = (case.kind.name, stated.first.clone());
        *self.confusion.entry(entry).or_default() += 1;
        if let Some(named) = stated.names_boundary {
            self.boundaries.0 += 1;
            self.boundaries.1 += usize::from(named);
        }
    }

    pub(crate) fn took(&mut self, evaluations: usize, components: usize) {
        self.evaluations
            .push(evaluations as f64 / components as f64);
    }

    /// The median and the largest of evaluations a component.
    pub(crate) fn evaluations(&self) -> (f64, f64) {
        let mut sorted = self.evaluations.clone();
        sorted.sort_by(f64::total_cmp);
        let middle = sorted.get(sorted.len() / 2).copied();
        (middle.unwrap_or(0.0), sorted.last().copied().unwrap_or(0.0))
    }

    /// The targets that were missed, in words.
    pub(crate) fn missed(&self) -> Vec<String> {
        let all = &self.all;
        let share = |part: usize, whole: usize| {
            if whole == 0 {
                1.0
            } else {
                part as f64 / whole as f64
            }
        };
        let targets = [
            (
                share(all.blocks, all.with_blocks) < 0.99,
                "the blocks that are wrong, and no other, are named in less than 99 %",
            ),
            (
                share(all.right, all.cases) < 0.95,
                "the right kind is stated first in less than 95 %",
            ),
            (
                100 * all.wrong > all.cases,
                "a wrong kind is stated in more than 1 %",
            ),
            (self.alarms > 0, "something is found in a right gradient"),
        ];
        let missed = targets.into_iter().filter(|(is_missed, _)| *is_missed);
        missed.map(|(_, what)| what.to_owned()).collect()
    }
}
