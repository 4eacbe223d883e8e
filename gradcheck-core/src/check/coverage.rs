//! Whether enough of each block was verified.

use super::GradCheck;
use crate::report::{BlockReport, Component, Problem, Reason, Report, Verdict};

impl GradCheck {
    /// Leave blocks undecided of which less was verified than is asked for.
    pub(super) fn demand_coverage(&self, report: &mut Report) {
        let Some(wanted) = self.coverage else {
            return;
        };
        let allowed = self.allowed.clone();
        let accepts = |verdict: Verdict| matches!(verdict, Verdict::Undecided(reason) if allowed.contains(&reason));
        let would_pass = |block: &BlockReport| {
            let verdict = block.verdict();
            verdict == Verdict::Pass || accepts(verdict)
        };
        for block in report.blocks.iter_mut().filter(|block| would_pass(block)) {
            let components = block.shape().count();
            let verified = verified(block);
            // The product rounds: 4 of 5 is a share of 0.8.
            if (verified as f64) < wanted * components as f64 * (1.0 - f64::EPSILON) {
                report.problems.push(Problem::TooLittleVerified {
                    block: block.path().to_owned(),
                    verified,
                    components,
                    wanted,
                });
                block.verdict = Verdict::Undecided(Reason::TooLittleVerified);
            }
        }
    }
}

/// How many components of a block were verified.
fn verified(block: &BlockReport) -> usize {
    if let Some(probed) = block.probed() {
        // Directions see all components, those of zero as well.
        return if probed.is_verified {
            block.shape().count()
        } else {
            0
        };
    }
    // Of a matrix an entry of zero is one that was compared with the zeros of its output.
    let is_of_matrix = block.is_of_matrix();
    let is_verified = |c: &&Component| {
        c.verdict() == Verdict::Pass && (c.is_verified() || is_of_matrix && c.is_flat())
    };
    block.components().iter().filter(is_verified).count()
}
