//! Our own check, over f64 or f32.

use crate::cases::{Case, Planted};
use crate::problem::Blocks;
use grad_check::{BlockReport, GradCheck, Report, Tuning, Verdict};

/// How the check is run.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Run {
    pub(crate) tuning: Tuning,
    pub(crate) eps: Option<f64>,
    /// Whether `cost = ..` screens.
    pub(crate) with_cost: bool,
}

/// What came of it.
pub(crate) struct Judged {
    /// None: undecided.
    pub(crate) passed: Option<bool>,
    pub(crate) evaluations: usize,
    /// Of these, of the annotated function.
    pub(crate) full: usize,
    pub(crate) promises: Vec<Promise>,
}

/// What the report claims of a block.
pub(crate) struct Promise {
    /// The smallest relative mistake that it would have noticed.
    pub(crate) would_notice: f64,
    /// Whether that is relative to the whole gradient, of which the block is nothing but rounding.
    pub(crate) of_whole: bool,
}

impl Judged {
    /// For a person.
    pub(crate) fn outcome(&self) -> String {
        let verdict = match self.passed {
            Some(true) => "passes",
            Some(false) => "fails",
            None => "undecided",
        };
        format!("{verdict} in {}", self.evaluations)
    }
}

pub(crate) fn judge(case: &Case, run: &Run) -> Judged {
    read(&report(case, run))
}

/// The whole report, for a person.
pub(crate) fn report(case: &Case, run: &Run) -> Report {
    let theta = &case.problem.theta;
    let mut check = GradCheck::new(&case.problem.name).tuning(run.tuning);
    if let Some(eps) = run.eps {
        check = check.eps(eps);
    }
    if let Some(own) = &case.problem.own_check {
        let of_its_own = match case.mistake {
            Some(Planted::Own(index)) => Some(index),
            _ => None,
        };
        return own(check, of_its_own, &|grads| case.plant(theta, grads));
    }
    if case.problem.traits.single {
        let function = |p: &Vec<Vec<f32>>| {
            let (cost, grads) = case.evaluate(&wide(p));
            (single(cost), narrow(&grads))
        };
        if run.with_cost {
            return check.run_with_cost(&narrow(theta), function, |p| function(p).0);
        }
        return check.run(&narrow(theta), function);
    }
    let function = |p: &Blocks| case.evaluate(p);
    if run.with_cost {
        check.run_with_cost(theta, function, |p| function(p).0)
    } else {
        check.run(theta, function)
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
        // What tries causes comes after the verdict.
        evaluations: calls.full + calls.cost_only - calls.experiments,
        full: calls.full,
        promises: report.blocks().iter().map(promise).collect(),
    }
}

fn promise(block: &BlockReport) -> Promise {
    Promise {
        would_notice: block.would_notice(),
        of_whole: block.is_zero(),
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
