//! Counting what reports state.

use crate::case::Case;
use crate::judged::{Naming, Stated};
use crate::mistakes::NO_KIND;
use grad_check::{Report, Verdict};
use std::collections::BTreeMap;

/// Characters that the first line of a report may have.
const LONGEST: usize = 120;

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
    fn name(&mut self, naming: Naming) {
        self.cases += 1;
        *match naming {
            Naming::Right => &mut self.right,
            Naming::Ambiguous => &mut self.ambiguous,
            Naming::Honest => &mut self.honest,
            Naming::Wrong => &mut self.wrong,
        } += 1;
    }

    fn count(&mut self, stated: &Stated) {
        self.name(stated.naming);
        self.with_blocks += usize::from(stated.names_blocks.is_some());
        self.blocks += usize::from(stated.names_blocks == Some(true));
        self.not_judged += usize::from(!stated.is_judged);
    }
}

/// Counts of a set of cases.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// Of single mistakes of the kinds that a finding can name.
    pub(crate) all: Counts,
    /// Of mistakes of no such kind.
    pub(crate) of_no_kind: Counts,
    pub(crate) kinds: BTreeMap<&'static str, Counts>,
    /// How often a kind was stated where another was planted, or the same.
    pub(crate) confusion: BTreeMap<(&'static str, String), usize>,
    /// Boundaries of layers: how many there are, and how many were named.
    pub(crate) boundaries: (usize, usize),
    /// Factors that are the number of samples or its inverse: the same.
    pub(crate) samples: (usize, usize),
    /// Of two mistakes, how well those of each kind are named.
    pub(crate) of_two: BTreeMap<&'static str, Counts>,
    pub(crate) right_gradients: usize,
    /// Right gradients of which something is found, or that don't pass.
    pub(crate) alarms: usize,
    /// Mends that were printed: those that passed when they were made, that failed, and that say too little.
    pub(crate) mends: [usize; 3],
    /// Characters of the longest first line of a report.
    pub(crate) first_line: usize,
    /// Decoys: how many there are, how many are called by a false kind, and what is stated first.
    pub(crate) decoys: BTreeMap<&'static str, (usize, usize, BTreeMap<&'static str, usize>)>,
    evaluations: Vec<f64>,
    /// Evaluations of the diagnosis, by kind.
    experiments: BTreeMap<&'static str, Vec<f64>>,
    /// Evaluations a component, by kind and family.
    by_family: BTreeMap<(&'static str, &'static str), Vec<f64>>,
}

impl Tally {
    pub(crate) fn count(&mut self, case: &Case, stated: &Stated) {
        if case.kind.is_plain() {
            self.all.count(stated);
        }
        if case.kind.expected == NO_KIND {
            self.of_no_kind.count(stated);
        }
        for &(kind, naming) in &stated.each {
            self.of_two.entry(kind).or_default().name(naming);
        }
        self.kinds.entry(case.kind.name).or_default().count(stated);
        let entry = (case.kind.name, stated.first.clone());
        *self.confusion.entry(entry).or_default() += 1;
        if let Some(named) = stated.names_boundary {
            self.boundaries.0 += 1;
            self.boundaries.1 += usize::from(named);
        }
        if let Some(named) = stated.names_samples {
            self.samples.0 += 1;
            self.samples.1 += usize::from(named);
        }
    }

    pub(crate) fn first_line(&mut self, report: &Report) {
        if report.verdict() != Verdict::Fail {
            return;
        }
        let first = report.to_string();
        let length = first.lines().next().map_or(0, |line| line.chars().count());
        self.first_line = self.first_line.max(length);
    }

    pub(crate) fn mends(&mut self, counts: [usize; 3]) {
        for (all, own) in self.mends.iter_mut().zip(counts) {
            *all += own;
        }
    }

    pub(crate) fn decoy(
        &mut self,
        name: &'static str,
        is_false: bool,
        first: Option<&'static str>,
    ) {
        let (all, wrong, stated) = self.decoys.entry(name).or_default();
        *all += 1;
        *wrong += usize::from(is_false);
        *stated.entry(first.unwrap_or("nothing")).or_default() += 1;
    }

    /// The median of the evaluations a component of a kind.
    pub(crate) fn evaluations_of(&self, kind: &str) -> Option<f64> {
        let own = self.by_family.iter().filter(|((of, _), _)| *of == kind);
        let own: Vec<f64> = own.flat_map(|(_, of)| of.iter().copied()).collect();
        median(&own)
    }

    /// The median and the largest of the evaluations that the diagnosis of a kind makes, or of all.
    pub(crate) fn experiments_of(&self, kind: Option<&str>) -> (f64, f64) {
        let own = self.experiments.iter();
        let own = own.filter(|(of, _)| kind.is_none_or(|kind| kind == **of));
        let own: Vec<f64> = own.flat_map(|(_, of)| of.iter().copied()).collect();
        let most = own.iter().copied().fold(0.0, f64::max);
        (median(&own).unwrap_or(0.0), most)
    }

    /// The evaluations of a case, and those of them that the diagnosis made.
    pub(crate) fn case_took(&mut self, case: &Case, evaluations: usize, experiments: usize) {
        let of_kind = self.experiments.entry(case.kind.name).or_default();
        of_kind.push(experiments as f64);
        let components = case.model.components();
        self.took(evaluations, components);
        let of = self.by_family.entry((case.kind.name, case.model.family));
        of.or_default().push(evaluations as f64 / components as f64);
    }

    /// The median and the largest of what cases of a kind take more, a component, than the median of those
    /// of another kind in their family.
    pub(crate) fn more_than(&self, kind: &str, other: &str) -> Option<(f64, f64)> {
        let mut more: Vec<f64> = Vec::new();
        for ((_, family), own) in self.by_family.iter().filter(|((of, _), _)| *of == kind) {
            let others = self.by_family.get(&(other, *family));
            let usual = others.and_then(|others| median(others));
            more.extend(
                usual
                    .iter()
                    .flat_map(|usual| own.iter().map(move |own| own - usual)),
            );
        }
        Some((
            median(&more)?,
            more.iter().copied().fold(f64::MIN, f64::max),
        ))
    }

    pub(crate) fn took(&mut self, evaluations: usize, components: usize) {
        self.evaluations
            .push(evaluations as f64 / components as f64);
    }

    /// The median and the largest of evaluations a component.
    pub(crate) fn evaluations(&self) -> (f64, f64) {
        let most = self.evaluations.iter().copied().fold(0.0, f64::max);
        (median(&self.evaluations).unwrap_or(0.0), most)
    }

    /// The targets that were missed, in words.
    pub(crate) fn missed(&self) -> Vec<String> {
        let all = &self.all;
        let of_no_kind = &self.of_no_kind;
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
            (self.mends[1] > 0, "a mend that is printed doesn't pass"),
            (
                self.first_line > LONGEST,
                "a report's first line is longer than 120 characters",
            ),
            (
                self.decoys.values().any(|(_, wrong, _)| *wrong > 0),
                "a decoy is called by a false kind",
            ),
            (
                100 * (of_no_kind.wrong + of_no_kind.ambiguous) > of_no_kind.cases,
                "of mistakes of no kind a kind is stated in more than 1 %",
            ),
        ];
        let missed = targets.into_iter().filter(|(is_missed, _)| *is_missed);
        missed.map(|(_, what)| what.to_owned()).collect()
    }
}

fn median(numbers: &[f64]) -> Option<f64> {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied()
}
