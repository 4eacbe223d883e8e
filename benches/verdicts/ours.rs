//! Our own check at its defaults, over f64 or f32.

use crate::cases::Case;
use crate::problem::Blocks;
use grad_check::{BlockReport, GradCheck, Report, Verdict};

/// What came of it.
pub(crate) struct Judged {
    /// None: undecided.
    pub(crate) passed: Option<bool>,
    pub(crate) evaluations: usize,
    /// For each block the smallest relative mistake that it claims it would have noticed.
    pub(crate) would_notice: Vec<f64>,
}

pub(crate) fn judge(case: &Case) -> Judged {
    read(&report(case))
}

/// The whole report, for a person.
pub(crate) fn report(case: &Case) -> Report {
    let theta = &case.problem.theta;
    let check = GradCheck::new(&case.problem.name);
    if case.problem.traits.single {
        check.run(&narrow(theta), |p: &Vec<Vec<f32>>| {
            let (cost, grads) = case.evaluate(&wide(p));
            (single(cost), narrow(&grads))
        })
    } else {
        check.run(theta, |p: &Blocks| case.evaluate(p))
    }
}

fn read(report: &Report) -> Judged {
    let calls = report.evaluations();
    Judged {
        passed: match report.verdict() {
            Verdict::Pass => Some(true),
            Verdict::Fail => Some(false),
            Verdict::Undecided(_) => None,
        },
        evaluations: calls.full + calls.cost_only,
        would_notice: report
            .blocks()
            .iter()
            .map(BlockReport::would_notice)
            .collect(),
    }
}

#[allow(clippy::cast_possible_truncation)] // an f32 function's numbers are f32 numbers already
fn single(x: f64) -> f32 {
    x as f32
}

fn narrow(blocks: &Blocks) -> Vec<Vec<f32>> {
    blocks
        .iter()
        .map(|block| block.iter().map(|&x| single(x)).collect())
        .collect()
}

fn wide(blocks: &[Vec<f32>]) -> Blocks {
    blocks
        .iter()
        .map(|block| block.iter().map(|&x| f64::from(x)).collect())
        .collect()
}
