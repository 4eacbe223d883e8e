//! The check of a cost with its gradient.

use super::GradCheck;
use super::blocks::Part;
use super::budget::allow;
use super::nearby_point::{compare_zero_blocks, look_beside};
use super::same_cost::same_cost;
use super::validate::{chosen, finite};
use crate::diagnose::{Dimensions, Laboratory, diagnose, keep_promises, never_changes};
use crate::differentiate::BasePoint;
use crate::evaluate::{
    Answer, Called, CostAlone, CostOutcome, Evaluation, Evaluator, Functions, LayoutHint,
    Objective, Outcome, still_the_same,
};
use crate::parameters::{Flattened, Params};
use crate::progress::Progress;
use crate::report::{BlockReport, Evaluations, Noise, Place, Problem, Reason, Report, Verdict};

impl GradCheck {
    /// Check a function at a point. It returns `(cost, grads)` or a `Result` of it.
    ///
    /// It is called twice at the point, then at most four times for each component of a right,
    /// well-scaled gradient (twice without `eps`), three times a little beside the point, and once more at it. What is
    /// right at the point and wrong beside it is undecided: a mistake may vanish at a scale of 1, a bias of 0, or the
    /// identity. More components than half of
    /// [`budget`](Self::budget) are probed along random directions instead.
    ///
    /// ```
    /// use grad_check::{GradCheck, Verdict};
    /// let report = GradCheck::new("square").run(&3.0, |x| (x * x, -2.0 * x));
    /// assert_eq!(report.verdict(), Verdict::Fail);
    /// ```
    pub fn run<P: Params, O: Outcome>(
        &self,
        point: &P,
        mut function: impl FnMut(&P) -> O,
    ) -> Report {
        let mut read = |p: &P, expected: &LayoutHint| function(p).answer_as(expected);
        self.drive(point, &mut read, None)
    }

    /// The same with a function of the cost alone, which is called in place of the annotated one
    /// where that is enough: six times for each component of a right gradient (four without `eps`).
    ///
    /// ```
    /// use grad_check::GradCheck;
    /// let report = GradCheck::new("square").run_with_cost(&3.0, |x| (x * x, 2.0 * x), |x| x * x);
    /// report.assert();
    /// assert_eq!(report.evaluations().full, 5); // at the point, thrice beside it, and at the point
    /// ```
    pub fn run_with_cost<P: Params, O: Outcome, C: CostOutcome>(
        &self,
        point: &P,
        mut function: impl FnMut(&P) -> O,
        mut cost: impl FnMut(&P) -> C,
    ) -> Report {
        let mut read = |p: &P, expected: &LayoutHint| function(p).answer_as(expected);
        self.drive(point, &mut read, Some(&mut |p| cost(p).cost()))
    }

    /// The same with a function that reads its outcome out itself, while what it borrows still lives.
    #[doc(hidden)]
    pub fn run_read<P: Params>(
        &self,
        point: &P,
        mut function: impl FnMut(&P, &LayoutHint) -> Result<Answer, String>,
    ) -> Report {
        self.drive(point, &mut function, None)
    }

    /// The same with a function of the cost alone.
    #[doc(hidden)]
    pub fn run_read_with_cost<P: Params, C: CostOutcome>(
        &self,
        point: &P,
        mut function: impl FnMut(&P, &LayoutHint) -> Result<Answer, String>,
        mut cost: impl FnMut(&P) -> C,
    ) -> Report {
        self.drive(point, &mut function, Some(&mut |p| cost(p).cost()))
    }

    /// What is behind `dyn` is compiled once for each type of parameters, not for each function.
    fn drive<P: Params>(
        &self,
        point: &P,
        function: &mut dyn FnMut(&P, &LayoutHint) -> Result<Answer, String>,
        cost: Option<&mut dyn FnMut(&P) -> CostAlone>,
    ) -> Report {
        let flat = Flattened::of(point).under(&self.names);
        let screen = cost.is_some();
        let mut function = |p: &P, hint: &LayoutHint| function(p, hint).map(|a| self.signed(a));
        let mut called = Called::new(point, &flat, &mut function, cost);
        let written = called.written_back(flat.values());
        let called: &mut dyn Functions = &mut called;
        let mut model = Evaluator::new(called, self.names.clone(), &flat);
        let selected = self.validated(written.as_deref(), &flat);
        model.give_back(written.unwrap_or_default());
        self.report_on(&mut model, &flat, selected, screen)
    }

    /// An answer with the gradient that is meant.
    pub(super) fn signed(&self, mut answer: Answer) -> Answer {
        if self.context.is_negated {
            answer.gradient = answer.gradient.negated();
        }
        answer
    }

    /// Whatever calls the functions, from the options to the report.
    pub(super) fn report_on(
        &self,
        model: &mut dyn Objective,
        flat: &Flattened,
        selected: Result<Vec<bool>, Problem>,
        screen: bool,
    ) -> Report {
        let mut report = self.report();
        let examined =
            selected.and_then(|selected| self.examine(model, flat, &selected, screen, &mut report));
        self.concluded(report, examined, model.evaluations())
    }

    /// The report, with what ended the check early and the calls that it made.
    pub(super) fn concluded(
        &self,
        mut report: Report,
        examined: Result<(), Problem>,
        evaluations: Evaluations,
    ) -> Report {
        if let Err(problem) = examined {
            report.problems.insert(0, self.by_buffer(problem));
        }
        report.evaluations = Evaluations {
            experiments: report.evaluations.experiments,
            ..evaluations
        };
        self.demand_coverage(&mut report);
        report.conclude();
        report
    }

    /// Evaluate at the point, judge block by block, diagnose; what ends it early is an error.
    fn examine(
        &self,
        model: &mut dyn Objective,
        flat: &Flattened,
        selected: &[bool],
        screen: bool,
        report: &mut Report,
    ) -> Result<(), Problem> {
        let evaluation = at_point(model, flat)?;
        report.cost = Some(evaluation.cost);
        report.largest_cost = evaluation.cost.abs();
        let precision = model.precision();
        self.settle_precision(precision, report);
        let base = BasePoint::new(
            flat.values(),
            flat.blocks(),
            &evaluation,
            precision,
            &self.tuning,
            self.context.seed.unwrap_or_default(),
        );
        let screen = screen && {
            let compared = same_cost(model, &base).map(|apart| report.cost_apart = apart);
            report.unless_problem(compared)
        };
        let blocks = chosen(flat, selected, report)?;
        let made = model.evaluations();
        report.noise = Noise::foreseen(model, &base);
        let is_large = self.is_large(&blocks);
        let part = Part {
            base,
            blocks: &blocks,
            screen,
            row: None,
        };
        if is_large {
            allow(model.allowance(), self.for_directions(), made);
            self.judged_through_f32(report, 0, |report| {
                self.judge_directions(model, &part.judged_as(report), report)
            })?;
        } else {
            let components = blocks.iter().map(|block| block.shape().count()).sum();
            let title = report.context.title();
            let mut progress = Progress::new(title, components, "components".to_owned());
            self.judged_through_f32(report, components, |report| {
                let part = part.judged_as(report);
                let all = self.for_components(&blocks, part.base.precision, screen);
                let made = model.evaluations();
                allow(model.allowance(), all, made);
                self.judge_components(model, &part, &mut progress, report)
            })?;
        }
        find_causes(model, &base, is_large, report);
        report.unless_problem(depends(model, &report.blocks, evaluation.cost));
        compare_zero_blocks(model, base, &blocks, report);
        if self.has_passed(report) {
            let all = 0..report.blocks.len();
            look_beside(model, base, &blocks, false, all, report);
        }
        model.allowance().keep(0);
        still_the_same(model, flat.values(), flat.blocks(), &evaluation)
    }
}

/// What failing blocks have in common, if experiments with the function bear it out.
fn find_causes(
    model: &mut dyn Objective,
    base: &BasePoint<'_>,
    is_large: bool,
    report: &mut Report,
) {
    let is_frozen = model.seen().one_gradient;
    let dimensions = Dimensions::new(&report.context, &report.blocks);
    let laboratory = Laboratory::new(model, base.theta, base.blocks);
    let at_point = base.evaluation;
    let laboratory = laboratory.at_home(at_point.cost, &at_point.gradient);
    let mut laboratory = laboratory.in_noise(report.noise.sigma);
    if is_large {
        laboratory = laboratory.of_samples(&base.evaluation.gradient);
    }
    let before = laboratory.evaluations();
    report.findings = diagnose(&report.blocks, dimensions, &mut laboratory);
    report.evaluations.experiments = laboratory.evaluations().saturating_sub(before);
    keep_promises(report);
    if is_frozen {
        report.findings.extend(never_changes(&report.blocks));
    }
}

/// The function's answer at the test point, all of it finite.
fn at_point(model: &mut dyn Objective, flat: &Flattened) -> Result<Evaluation, Problem> {
    let evaluation = model.evaluate(flat.values());
    let evaluation = evaluation.map_err(|f| f.at(Place::TestPoint))?;
    finite(flat.blocks(), flat.values(), evaluation, Place::TestPoint)
}

/// Whether the cost changed at all, unless rounding alone may have hidden the change.
fn depends(model: &dyn Objective, blocks: &[BlockReport], cost: f64) -> Result<(), Problem> {
    let points = model.evaluations().full + model.evaluations().cost_only;
    let is_open = |b: &BlockReport| match b.verdict() {
        Verdict::Undecided(reason) => b.probed().is_some() && reason != Reason::NothingCompared,
        Verdict::Pass | Verdict::Fail => false,
    };
    let mut components = blocks.iter().flat_map(BlockReport::components);
    let decided = components.all(|c| match c.verdict {
        Verdict::Pass => c.is_flat(),
        Verdict::Fail => true,
        Verdict::Undecided(_) => false,
    });
    let constant = model.seen().one_cost && decided && !blocks.iter().any(is_open);
    if constant {
        Err(Problem::ConstantCost { cost, points })
    } else {
        Ok(())
    }
}
