//! From what was found to the verdict of the whole check.

use crate::diagnose::of_problem;
use crate::judge::{AcceptanceLimits, overall};
use crate::report::{FindingKind, Problem, Reason, Report, Verdict};

impl Report {
    /// Draw the verdict from blocks and problems. A function that doesn't repeat itself leaves all
    /// undecided, and nothing that was found with it counts.
    pub(crate) fn conclude(&mut self) {
        let condition = self.problems.iter().find_map(of_problem);
        if let Some(condition) = condition {
            // What is found with a function that doesn't repeat itself is worth nothing.
            if condition.kind() != FindingKind::WrongCostFunction {
                self.findings.clear();
            }
            self.findings.insert(0, condition);
        }
        let random = |problem: &&Problem| problem.reason() == Reason::Nondeterministic;
        if let Some(problem) = self.problems.iter().find(random) {
            self.verdict = problem.verdict();
            return;
        }
        let is_constant = self.accepts_constant();
        let limits = self.limits();
        let is_accepted = |verdict: Verdict| {
            limits.accept(verdict)
                || is_constant && verdict == Verdict::Undecided(Reason::ConstantCost)
        };
        let problems = self.problems.iter().map(Problem::verdict);
        let problems = problems.filter(|&verdict| !is_accepted(verdict));
        let graver = problems.fold(Verdict::Pass, Verdict::worse);
        if !self.blocks.is_empty() {
            let (whole, verdict) = overall(&self.blocks, &limits);
            let verdict = if is_constant { Verdict::Pass } else { verdict };
            self.whole = whole;
            self.verdict = graver.worse(verdict);
        } else if graver != Verdict::Pass {
            self.verdict = graver;
        }
    }

    /// What every block has to meet.
    pub(crate) fn limits(&self) -> AcceptanceLimits<'_> {
        let too_wide = if self.noise.single {
            Reason::SinglePrecision
        } else if self.noise.sigma > self.precision.unit_roundoff() * self.largest_cost {
            Reason::Noise
        } else {
            Reason::BarTooWide
        };
        AcceptanceLimits {
            must_notice: self.must_notice,
            tol: self.tol,
            allowed: &self.allowed,
            too_wide,
            zeros_pass: false,
        }
    }
}
