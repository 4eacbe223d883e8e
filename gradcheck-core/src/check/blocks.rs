//! The blocks of one gradient, judged component by component or along directions: into the report goes what is known
//! of each.
//!
//! A gradient is a part of the check by itself; so is each row of a Jacobian, a Hessian or a pullback.

use super::GradCheck;
use super::zero_blocks::pass_zero_blocks;
use crate::differentiate::BasePoint;
use crate::directional::{DirectionalChecker, Sharing, judge_blocks_first, probe};
use crate::evaluate::Objective;
use crate::judge::{
    AcceptanceLimits, Judge, JudgedBlock, ThroughF32, Turn, default_must_notice, plant, summarise,
};
use crate::parameters::Block;
use crate::precision::Precision;
use crate::progress::Progress;
use crate::report::{BlockReport, Noise, PlantedMistake, Probing, Problem, Report, Verdict};

/// Wrong rows whose components are looked at, where more are told along directions.
const ROWS: usize = 4;

/// A gradient, or a row that is the gradient of an output.
#[derive(Clone, Copy)]
pub(super) struct Part<'a> {
    pub(super) base: BasePoint<'a>,
    /// The blocks of it that are checked.
    pub(super) blocks: &'a [&'a Block],
    /// Whether a function of the cost alone looks at components first.
    pub(super) screen: bool,
    /// The name of the output that it is the gradient of.
    pub(super) row: Option<Output<'a>>,
}

impl Part<'_> {
    /// The same with the arithmetic that the report judges it by.
    pub(super) fn judged_as(mut self, report: &Report) -> Self {
        self.base.precision = report.judged_precision();
        self
    }
}

/// An output of a function of several.
#[derive(Clone, Copy)]
pub(super) struct Output<'a> {
    pub(super) name: &'a str,
    pub(super) is_of_matrix: bool,
    /// Whose turn it is to spend evaluations.
    pub(super) turn: Turn,
}

impl Part<'_> {
    /// A problem in terms of what it is a part of.
    fn says(&self, problem: Problem) -> Problem {
        match self.row {
            None => problem,
            Some(row) => problem.of_output(row.name, row.is_of_matrix),
        }
    }

    /// The noise that is known. Each row has one of its own, and those that have none are not judged again for nothing;
    /// but all have that of f32.
    fn noise(&self, report: &Report) -> Noise {
        match self.row {
            None => report.noise,
            Some(_) if self.base.precision != report.precision => {
                Noise::default().of_single(&self.base)
            }
            Some(_) => Noise::default(),
        }
    }

    fn must_notice(&self, report: &Report) -> f64 {
        let default = default_must_notice(self.base.precision);
        report.must_notice.min(default)
    }
}

impl GradCheck {
    /// Judge every component; what is told too little by itself is judged with its block.
    pub(super) fn judge_components(
        &self,
        model: &mut dyn Objective,
        part: &Part<'_>,
        progress: &mut Progress,
        report: &mut Report,
    ) -> Result<(), Problem> {
        let is_single = part.base.precision == Precision::F32 && part.row.is_none();
        let mut judge = Judge::new(model, part.base, report.tol);
        judge.noise = part.noise(report);
        if part.row.is_none() && self.may_be_judged_as_f32(report) {
            judge.through_f32 = ThroughF32::JudgedAgain;
        }
        judge.eps = self.eps;
        judge.screen = part.screen;
        judge.turn = part.row.map_or_else(Turn::default, |row| row.turn);
        judge.progress = Some(progress);
        let judged = if is_single {
            judge_blocks_first(&mut judge, part.blocks, part.must_notice(report))?
        } else {
            judge.judge(part.blocks)?
        };
        report.noise = report.noise.worse(judge.noise);
        for note in std::mem::take(&mut judge.notes) {
            if !report.notes.contains(&note) {
                report.notes.push(note);
            }
        }
        let known = report.blocks.len();
        for mut block in judged {
            let problems = std::mem::take(&mut block.problems).into_iter();
            add(report, problems.map(|problem| part.says(problem)));
            self.take(block, report);
        }
        if is_single {
            together(model, part, report, known)?;
        }
        if part.row.is_none() {
            pass_zero_blocks(model, &part.base, part.blocks, &mut report.blocks[known..]);
        }
        Ok(())
    }

    /// Judge blocks along directions, and by those of their components that these make suspicious.
    pub(super) fn judge_directions(
        &self,
        model: &mut dyn Objective,
        part: &Part<'_>,
        report: &mut Report,
    ) -> Result<(), Problem> {
        report.probing = Some(Probing {
            budget: self.budget,
            components: part.blocks.iter().map(|block| block.shape().count()).sum(),
            rows: 1,
        });
        let what = "directions and components".to_owned();
        let progress = Progress::open(report.context.title(), what);
        let mut checker = DirectionalChecker::new(model, part.base, report.tol, progress);
        checker = checker.with_noise(part.noise(report));
        if part.row.is_none() && self.may_be_judged_as_f32(report) {
            checker.through_f32 = ThroughF32::JudgedAgain;
        }
        checker.screen = part.screen;
        checker.must_notice = part.must_notice(report);
        checker.self_test = self.self_test;
        let has_found = |block: &&BlockReport| block.wrong().next().is_some();
        let found = report.blocks.iter().filter(has_found).count();
        if part.base.is_row {
            checker.sharing = if found < ROWS {
                Sharing::Rows
            } else {
                Sharing::RowsTold
            };
        }
        let before = report.blocks.len();
        let known = probe(&mut checker, part.blocks)?;
        report.noise = report.noise.worse(checker.noise());
        for mut known in known {
            let problems = std::mem::take(&mut known.problems).into_iter();
            add(report, problems.map(|problem| part.says(problem)));
            let planted = std::mem::take(&mut known.plants);
            let block = known.report(&report.limits());
            if block.verdict() == Verdict::Pass {
                put_to_the_test(planted, report);
            }
            report.blocks.push(block);
        }
        if part.row.is_none() {
            pass_zero_blocks(model, &part.base, part.blocks, &mut report.blocks[before..]);
        }
        Ok(())
    }

    /// Put a judged block into the report.
    fn take(&self, mut judged: JudgedBlock<'_>, report: &mut Report) {
        let components = std::mem::take(&mut judged.components);
        let limits = AcceptanceLimits {
            zeros_pass: judged.tolerances.is_row(),
            ..report.limits()
        };
        let zero_scale = judged.tolerances.zero_scale();
        let mut block = summarise(judged.block, &limits, components, zero_scale);
        if let Some(unseen) = judged.unseen {
            block.passes_if_unresolved(unseen, report.tol);
        }
        let is_compared = block.is_compared();
        if self.self_test && is_compared && block.verdict() == Verdict::Pass {
            put_to_the_test(plant(&judged, &block), report);
        }
        report.blocks.push(block);
    }
}

/// Mistakes that were planted in a block which passed.
fn put_to_the_test(planted: Vec<PlantedMistake>, report: &mut Report) {
    let passed = planted.iter().filter_map(PlantedMistake::problem);
    report.problems.extend(passed);
    report.planted.extend(planted);
}

/// Problems that aren't known yet: blocks that were moved together have theirs in common.
fn add(report: &mut Report, problems: impl Iterator<Item = Problem>) {
    for problem in problems {
        // NaN != NaN, so compare the text.
        let text = problem.to_string();
        if !report.problems.iter().any(|p| p.to_string() == text) {
            report.problems.push(problem);
        }
    }
}

/// Judge blocks along directions whose components tell too little by themselves.
fn together(
    model: &mut dyn Objective,
    part: &Part<'_>,
    report: &mut Report,
    known: usize,
) -> Result<(), Problem> {
    let must_notice = part.must_notice(report);
    for (block, known) in part.blocks.iter().zip(&mut report.blocks[known..]) {
        if !known.is_unresolved() {
            continue;
        }
        let progress = Progress::open(String::new(), "directions".to_owned());
        let mut checker = DirectionalChecker::new(&mut *model, part.base, report.tol, progress);
        checker.must_notice = known
            .suspicion(report.tol)
            .map_or(must_notice, |s| s.min(must_notice));
        if let Some(unseen) = checker.together(block, known.size_judged())? {
            known.passes_together(unseen);
        }
    }
    Ok(())
}
