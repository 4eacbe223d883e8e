//! The check of a cost with its gradient.

use super::GradCheck;
use super::budget::allow;
use super::displaced::look_beside;
use super::same_cost::same_cost;
use super::stirred::pass_stirred;
use super::usable::{chosen, not_finite};
use crate::diagnose::{Dimensions, Gradient, Laboratory, diagnose, measure_again, never_changes};
use crate::differentiate::Base;
use crate::evaluate::{
    Answer, CostOutcome, Evaluation, Evaluator, Expected, Model, Outcome, still_the_same,
};
use crate::judge::{Demands, Judge, JudgedBlock, default_must_notice, plant, summarise};
use crate::probe::Prober;
use crate::progress::Progress;
use crate::report::Report;
use crate::{
    Block, BlockReport, Flattened, Params, Place, Plant, Precision, Problem, Reason, Verdict,
};

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
        let read = |p: &P, expected: &Expected| function(p).answer_as(expected);
        self.drive(point, read, None::<fn(&P) -> f64>)
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
        cost: impl FnMut(&P) -> C,
    ) -> Report {
        let read = |p: &P, expected: &Expected| function(p).answer_as(expected);
        self.drive(point, read, Some(cost))
    }

    /// The same with a function that reads its outcome out itself, while what it borrows still lives.
    #[doc(hidden)]
    pub fn run_read<P: Params>(
        &self,
        point: &P,
        function: impl FnMut(&P, &Expected) -> Result<Answer, String>,
    ) -> Report {
        self.drive(point, function, None::<fn(&P) -> f64>)
    }

    /// The same with a function of the cost alone.
    #[doc(hidden)]
    pub fn run_read_with_cost<P: Params, C: CostOutcome>(
        &self,
        point: &P,
        function: impl FnMut(&P, &Expected) -> Result<Answer, String>,
        cost: impl FnMut(&P) -> C,
    ) -> Report {
        self.drive(point, function, Some(cost))
    }

    fn drive<P: Params, C: CostOutcome>(
        &self,
        point: &P,
        function: impl FnMut(&P, &Expected) -> Result<Answer, String>,
        cost: Option<impl FnMut(&P) -> C>,
    ) -> Report {
        let flat = Flattened::of(point).under(&self.arguments);
        let screen = cost.is_some();
        let mut model = Evaluator::new(point, function, cost, self.arguments.clone(), &flat);
        self.report_on(&mut model, point, &flat, screen)
    }

    /// Whatever calls the functions, from the options to the report.
    pub(super) fn report_on<P: Params>(
        &self,
        model: &mut dyn Model,
        point: &P,
        flat: &Flattened,
        screen: bool,
    ) -> Report {
        let mut report = Report::new(self.context.clone(), self.eps, &self.allowed);
        let examined = self
            .usable(point, flat)
            .and_then(|selected| self.examine(model, flat, &selected, screen, &mut report));
        if let Err(problem) = examined {
            report.problems.insert(0, problem);
        }
        report.evaluations = model.evaluations();
        report.conclude();
        report
    }

    /// Evaluate at the point, judge block by block, diagnose; what ends it early is an error.
    fn examine(
        &self,
        model: &mut dyn Model,
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
        let base = Base::new(
            flat.values(),
            flat.blocks(),
            &evaluation,
            precision,
            &self.procedure,
            self.context.seed.unwrap_or_default(),
        );
        let screen = screen && {
            let compared = same_cost(model, &base).map(|apart| report.cost_apart = apart);
            report.unless_problem(compared)
        };
        let blocks = chosen(flat, selected, report)?;
        let made = model.evaluations();
        let components: usize = blocks.iter().map(|block| block.shape().count()).sum();
        if self.is_large(&blocks) {
            allow(model.allowance(), self.for_directions(), made);
            return self.probe(model, base, &blocks, screen, report);
        }
        let all = self.for_components(&blocks, precision, screen);
        allow(model.allowance(), all, made);
        let mut judge = Judge::new(model, base, report.tol);
        judge.eps = self.eps;
        judge.screen = screen;
        let title = report.context.title();
        let mut progress = Progress::new(title, components, "components".to_owned());
        judge.progress = Some(&mut progress);
        judge.directions_first = (precision == Precision::F32)
            .then(|| report.must_notice.min(default_must_notice(precision)));
        let judged = judge.judge(&blocks)?;
        (report.noise, report.notes) = (judge.noise, std::mem::take(&mut judge.notes));
        for block in judged {
            self.take(block, report);
        }
        if precision == Precision::F32 {
            together(model, base, &blocks, report)?;
        }
        pass_stirred(model, &base, &blocks, &mut report.blocks);
        let is_frozen = model.saw_one_gradient_only();
        let dimensions = Dimensions::new(&report.context, &report.blocks);
        let laboratory = Laboratory::new(model, flat.values(), flat.blocks());
        let mut laboratory = laboratory.in_noise(report.noise.sigma);
        let gradient = Gradient::default();
        measure_again(&mut report.blocks, &dimensions, gradient, &mut laboratory);
        report.findings = diagnose(&report.blocks, &dimensions, gradient, &mut laboratory);
        if is_frozen {
            report.findings.extend(never_changes(&report.blocks));
        }
        report.unless_problem(depends(model, &report.blocks, evaluation.cost));
        if self.has_passed(report) {
            let all = 0..report.blocks.len();
            look_beside(model, base, &blocks, false, all, report);
        }
        model.allowance().keep(0);
        still_the_same(model, flat.values(), flat.blocks(), &evaluation)
    }

    /// Put a judged block into the report.
    pub(super) fn take(&self, mut judged: JudgedBlock<'_>, report: &mut Report) {
        report.problems.append(&mut judged.problems);
        let components = std::mem::take(&mut judged.components);
        let demands = Demands {
            zeros_pass: judged.criteria.is_row(),
            ..report.demands()
        };
        let zero_scale = judged.criteria.zero_scale();
        let mut block = summarise(judged.block, &demands, components, zero_scale);
        if let Some(unseen) = judged.unseen {
            block.passes_if_unresolved(unseen, report.tol);
        }
        let is_compared = block.is_compared();
        if self.self_test && is_compared && block.verdict() == Verdict::Pass {
            let planted = plant(&judged, &block);
            let passed = planted.iter().filter_map(Plant::problem);
            report.problems.extend(passed);
            report.planted.extend(planted);
        }
        report.blocks.push(block);
    }
}

/// Judge blocks along directions whose components tell too little by themselves.
fn together(
    model: &mut dyn Model,
    base: Base<'_>,
    blocks: &[&Block],
    report: &mut Report,
) -> Result<(), Problem> {
    let must_notice = report.must_notice.min(default_must_notice(base.precision));
    for (block, known) in blocks.iter().zip(&mut report.blocks) {
        if !known.is_unresolved() {
            continue;
        }
        let progress = Progress::open(String::new(), "directions".to_owned());
        let mut prober = Prober::new(&mut *model, base, report.tol, progress);
        prober.must_notice = known
            .suspicion(report.tol)
            .map_or(must_notice, |s| s.min(must_notice));
        if let Some(unseen) = prober.together(block, known.size_judged())? {
            known.passes_together(unseen);
        }
    }
    Ok(())
}

/// The function's answer at the test point, all of it finite.
fn at_point(model: &mut dyn Model, flat: &Flattened) -> Result<Evaluation, Problem> {
    let evaluation = model
        .evaluate(flat.values())
        .map_err(|f| f.at(Place::TestPoint))?;
    match not_finite(flat.blocks(), &evaluation.gradient) {
        None => Ok(evaluation),
        Some((component, at)) => Err(Problem::NonFiniteGradient {
            component,
            theta: flat.values()[at],
            value: evaluation.gradient[at],
            place: Place::TestPoint,
        }),
    }
}

/// Whether the cost changed at all, unless rounding alone may have hidden the change.
pub(super) fn depends(model: &dyn Model, blocks: &[BlockReport], cost: f64) -> Result<(), Problem> {
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
    let constant = model.saw_one_cost_only() && decided && !blocks.iter().any(is_open);
    if constant {
        Err(Problem::ConstantCost { cost, points })
    } else {
        Ok(())
    }
}
