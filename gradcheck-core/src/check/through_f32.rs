//! A cost of f64 that turns out to pass through f32 on its way is judged as one of f32 is.
//!
//! It has no more digits than that: by the tolerance of f64 a right gradient is undecided. The rounding is known by then,
//! so that the first look takes steps that see over it.

use super::GradCheck;
use crate::differentiate::BasePoint;
use crate::evaluate::{EvaluationCache, Want};
use crate::judge::{default_must_notice, default_tol};
use crate::precision::Precision;
use crate::report::{BlockReport, Noise, Problem, Report, Verdict};

impl GradCheck {
    /// Judge again, by `judge`, where the cost passes through f32 and a block is open or wrong by the tolerance of f64
    /// alone, or not all of so many components are judged yet; unless the user has chosen a tolerance. What is wrong by
    /// that of f32 as well ends the check.
    pub(super) fn judged_through_f32(
        &self,
        report: &mut Report,
        components: usize,
        mut judge: impl FnMut(&mut Report) -> Result<(), Problem>,
    ) -> Result<(), Problem> {
        let (problems, notes) = (report.problems.clone(), report.notes.clone());
        // What is known beforehand needs no first look.
        if report.noise.single && self.may_be_judged_as_f32(report) {
            self.judge_as_f32(report);
            return judge(report);
        }
        judge(report)?;
        let tol = default_tol(Precision::F32);
        let is_wrong =
            |block: &BlockReport| block.verdict() == Verdict::Fail && block.error().best > tol;
        let is_open = |block: &BlockReport| block.verdict() != Verdict::Pass && !is_wrong(block);
        let judged: usize = report
            .blocks
            .iter()
            .map(|block| block.components.len())
            .sum();
        let is_settled = judged >= components
            && (report.blocks.iter().any(is_wrong) || !report.blocks.iter().any(is_open));
        if !report.noise.single || !self.may_be_judged_as_f32(report) || is_settled {
            return Ok(());
        }
        self.judge_as_f32(report);
        report.blocks.clear();
        report.planted.clear();
        (report.problems, report.notes) = (problems, notes);
        judge(report)
    }

    /// Whether outputs of f64 are those of f32 code, by their values at the point, which was asked for last, and at one
    /// beside it; nothing is asked of outputs that no f32 holds.
    pub(super) fn are_foreseen(cache: &mut EvaluationCache<'_>, base: &BasePoint<'_>) -> bool {
        let at = cache.source().outputs().to_vec();
        if !Noise::may_be_of_f32(base, &at) || cache.ask(&Noise::beside(base), Want::Cost).is_err()
        {
            return false;
        }
        Noise::are_of_f32(&at, cache.source().outputs())
    }

    /// Put the tolerances of f32 in the place of those of f64.
    fn judge_as_f32(&self, report: &mut Report) {
        report.tol = default_tol(Precision::F32);
        if self.must_notice.is_none() {
            report.must_notice = default_must_notice(Precision::F32);
        }
        report.is_judged_as_f32 = true;
    }

    /// Whether the tolerances are those of f64 by default, and not yet those of f32.
    pub(super) fn may_be_judged_as_f32(&self, report: &Report) -> bool {
        self.tol.is_none() && report.precision == Precision::F64 && !report.is_judged_as_f32
    }
}
