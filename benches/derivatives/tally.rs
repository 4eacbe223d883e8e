//! What came of it, counted.

use super::Kind;
use super::mistakes::{Mistake, Planted};
use grad_check::{BlockReport, Report, Verdict};

/// Counts for one kind and precision.
#[derive(Debug)]
pub(crate) struct Tally {
    kind: Kind,
    precision: &'static str,
    right: usize,
    alarms: usize,
    undecided: usize,
    mistakes: usize,
    passed: usize,
    passed_large: usize,
    mistakes_undecided: usize,
    located: usize,
    failed: usize,
    evaluations: Vec<f64>,
}

impl Tally {
    pub(crate) fn new(kind: Kind, precision: &'static str) -> Self {
        Self {
            kind,
            precision,
            right: 0,
            alarms: 0,
            undecided: 0,
            mistakes: 0,
            passed: 0,
            passed_large: 0,
            mistakes_undecided: 0,
            located: 0,
            failed: 0,
            evaluations: Vec::new(),
        }
    }

    /// Count the report of a right derivative.
    pub(crate) fn right(&mut self, report: &Report, show: bool) {
        self.right += 1;
        match report.verdict() {
            Verdict::Pass => {}
            Verdict::Fail => self.alarms += 1,
            Verdict::Undecided(_) => self.undecided += 1,
        }
        if show && report.verdict() != Verdict::Pass {
            println!("right, {:?} {}\n{report}\n", self.kind, self.precision);
        }
        let columns = report.blocks().first().map_or(1, |b| b.components().len());
        self.evaluations
            .push(report.evaluations().full as f64 / columns as f64);
    }

    /// Count the report of a wrong one.
    pub(crate) fn wrong(
        &mut self,
        report: &Report,
        mistake: Mistake,
        planted: &Planted,
        show: bool,
    ) {
        self.mistakes += 1;
        let is_large = planted.size >= if self.precision == "f64" { 1e-3 } else { 5e-2 };
        match report.verdict() {
            Verdict::Pass => {
                self.passed += 1;
                self.passed_large += usize::from(is_large);
            }
            Verdict::Fail => {
                self.failed += 1;
                self.located += usize::from(self.is_located(report, planted));
            }
            Verdict::Undecided(_) => self.mistakes_undecided += 1,
        }
        let is_odd = match report.verdict() {
            Verdict::Fail => !self.is_located(report, planted),
            _ => is_large,
        };
        if show && is_odd {
            println!(
                "{mistake:?} of {:.1e} at {:?}, {:?} {}\n{report}\n",
                planted.size, planted.entries, self.kind, self.precision
            );
        }
    }

    /// Whether nothing but entries that were touched is called wrong.
    fn is_located(&self, report: &Report, planted: &Planted) -> bool {
        let matrix = report.blocks().iter().filter(|b| b.path().contains('['));
        let wrong = |row: usize, block: &BlockReport| -> Vec<(usize, usize)> {
            let components = block.components().iter().enumerate();
            let wrong = components.filter(|(_, c)| c.verdict() == Verdict::Fail);
            wrong.map(|(column, _)| (row, column)).collect()
        };
        match self.kind {
            Kind::Jacobian | Kind::Hessian => {
                let wrong = matrix
                    .enumerate()
                    .flat_map(|(row, block)| wrong(row, block));
                wrong
                    .into_iter()
                    .all(|entry| planted.entries.contains(&entry))
            }
            Kind::Gradient | Kind::Pullback => {
                let wrong = report.blocks().iter().flat_map(|block| wrong(0, block));
                let columns = |j| planted.entries.iter().any(|&(_, column)| column == j);
                wrong.into_iter().all(|(_, column)| columns(column))
            }
        }
    }

    pub(crate) fn is_as_it_should_be(&self) -> bool {
        self.alarms == 0 && self.passed_large == 0
    }

    pub(crate) fn print(tallies: &[Self]) {
        println!(
            "| | right | called wrong | undecided | mistakes | passed | of these large | undecided | found, and nothing else | evaluations a parameter |"
        );
        println!("|---|---|---|---|---|---|---|---|---|---|");
        for t in tallies {
            let mut evaluations = t.evaluations.clone();
            evaluations.sort_by(f64::total_cmp);
            println!(
                "| {:?}, {} | {} | {} | {} | {} | {} | {} | {} | {} of {} | {:.1}, at most {:.0} |",
                t.kind,
                t.precision,
                t.right,
                t.alarms,
                t.undecided,
                t.mistakes,
                t.passed,
                t.passed_large,
                t.mistakes_undecided,
                t.located,
                t.failed,
                evaluations[evaluations.len() / 2],
                evaluations[evaluations.len() - 1],
            );
        }
    }
}
