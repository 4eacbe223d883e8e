//! The builder, and the drive from a test point to a report.

use crate::diagnose::diagnose;
use crate::differentiate::Base;
use crate::evaluate::{CostOutcome, Evaluation, Evaluator, Model, Outcome, still_the_same};
use crate::judge::{Judge, JudgedBlock, default_must_notice, default_tol, plant, summarise};
use crate::parameters::select;
use crate::report::{Context, Report};
use crate::{
    Block, BlockReport, Flattened, Params, Place, Plant, Problem, Procedure, Reason, Restore,
    Verdict,
};
use approx::relative_eq;
use std::panic::Location;

/// The name of a single unnamed argument.
const ARGUMENT: &str = "theta";
/// The cost function and the annotated one agree up to this many roundoffs: a sum in another order.
const SAME_WITHIN: f64 = 8.0;

/// A gradient check to be run: options first, then [`run`](Self::run).
///
/// `#[grad_check(..)]` expands to it, and a person may call it just as well.
///
/// ```
/// use gradcheck_core::{GradCheck, Verdict};
///
/// let rosenbrock = |x: &[f64; 2]| {
///     let (a, b) = (1.0 - x[0], x[1] - x[0] * x[0]);
///     (a * a + 100.0 * b * b, [-2.0 * a - 400.0 * x[0] * b, 200.0 * b])
/// };
/// let report = GradCheck::new("rosenbrock").eps(1e-7).run(&[-1.2, 1.0], rosenbrock);
/// assert_eq!(report.verdict(), Verdict::Pass);
/// report.assert();
/// ```
#[derive(Debug, Clone)]
#[must_use = "a check does nothing until it is run"]
pub struct GradCheck {
    context: Context,
    eps: Option<f64>,
    tol: Option<f64>,
    must_notice: Option<f64>,
    allowed: Vec<Reason>,
    self_test: bool,
    only: Vec<String>,
    arguments: Vec<String>,
    procedure: Procedure,
}

impl GradCheck {
    /// A check of this name, which the report carries. The caller's location is recorded.
    ///
    /// ```
    /// let check = gradcheck_core::GradCheck::new("mlp");
    /// ```
    #[track_caller]
    pub fn new(name: &str) -> Self {
        Self {
            context: Context::new(name, Location::caller()),
            eps: None,
            tol: None,
            must_notice: None,
            allowed: Vec::new(),
            self_test: false,
            only: Vec::new(),
            arguments: vec![ARGUMENT.to_owned()],
            procedure: Procedure::default(),
        }
    }

    /// The step of the plain central difference, relative to max(1, |θᵢ|). The report counts it as
    /// the practice does; what it can't certify is measured again by a better method. Without `eps`
    /// the better method is the first and only one.
    ///
    /// ```
    /// use gradcheck_core::GradCheck;
    /// let report = GradCheck::new("cube").eps(0.01).run(&1.0, |t| (t * t * t, 3.0 * t * t));
    /// let numeric = report.blocks()[0].components()[0].numeric_at_eps();
    /// assert!((numeric.unwrap_or(0.0) - 3.0001).abs() < 1e-12);
    /// ```
    pub fn eps(mut self, eps: f64) -> Self {
        self.eps = Some(eps);
        self
    }

    /// The bound on the relative error of each component; 1e-7, or 1e-4 where f32 takes part.
    ///
    /// ```
    /// use gradcheck_core::{GradCheck, Verdict};
    /// let off_by_1e_5 = |t: &f64| (t * t, 2.00001 * t);
    /// assert_eq!(GradCheck::new("square").run(&3.0, off_by_1e_5).verdict(), Verdict::Fail);
    /// assert_eq!(GradCheck::new("square").tol(1e-4).run(&3.0, off_by_1e_5).verdict(), Verdict::Pass);
    /// ```
    pub fn tol(mut self, tol: f64) -> Self {
        self.tol = Some(tol);
        self
    }

    /// The relative error that every block must be able to notice; a block that could not have
    /// noticed it is undecided. Default 1e-3, or 5e-2 where f32 takes part. The report says of each
    /// block what it would have noticed.
    ///
    /// ```
    /// use gradcheck_core::{GradCheck, Reason, Verdict};
    /// let behind_an_offset = |x: &f64| (1e13 + x.exp(), x.exp());
    /// let report = GradCheck::new("f").run(&0.7, behind_an_offset);
    /// assert_eq!(report.verdict(), Verdict::Undecided(Reason::BarTooWide));
    /// assert!(report.blocks()[0].would_notice() > 1e-3);
    /// GradCheck::new("f").must_notice(1.0).run(&0.7, behind_an_offset).assert();
    /// ```
    pub fn must_notice(mut self, size: f64) -> Self {
        self.must_notice = Some(size);
        self
    }

    /// Accept components that are undecided for these reasons. They stay undecided in the report; a
    /// check that compared nothing else is still no pass.
    ///
    /// ```
    /// use gradcheck_core::{GradCheck, Reason, Verdict};
    /// // √|x| has no derivative at 0, and no one-sided one.
    /// let root = |x: &[f64; 2]| (x[0].abs().sqrt() + x[1] * x[1], [0.0, 2.0 * x[1]]);
    /// let check = GradCheck::new("root");
    /// assert_eq!(check.run(&[0.0, 3.0], root).verdict(), Verdict::Undecided(Reason::BarTooWide));
    /// check.allow([Reason::BarTooWide]).run(&[0.0, 3.0], root).assert();
    /// ```
    pub fn allow(mut self, reasons: impl IntoIterator<Item = Reason>) -> Self {
        self.allowed.extend(reasons);
        self
    }

    /// Prove what the report claims: plant mistakes in the gradient (a sign, a factor, zero, two
    /// components exchanged, one that is off, three times the smallest error that would be noticed)
    /// and fail the test if one of them passes. It needs no further evaluations.
    ///
    /// ```
    /// use gradcheck_core::GradCheck;
    /// let report = GradCheck::new("f").self_test().run(&[1.0, 2.0], |x| (x[0] * x[1], [x[1], x[0]]));
    /// report.assert();
    /// assert_eq!(report.planted().len(), 7);
    /// ```
    pub fn self_test(mut self) -> Self {
        self.self_test = true;
        self
    }

    /// Another procedure, to find out what a rule is worth.
    #[doc(hidden)]
    pub fn procedure(mut self, procedure: Procedure) -> Self {
        self.procedure = procedure;
        self
    }

    /// The seed that the test point was drawn from, for the report. Default 0.
    ///
    /// ```
    /// use gradcheck_core::{GradCheck, Rng};
    /// let seed = 3;
    /// let x: f64 = Rng::new(seed).normal();
    /// GradCheck::new("square").seed(seed).run(&x, |x| (x * x, 2.0 * x)).assert();
    /// ```
    pub fn seed(mut self, seed: u64) -> Self {
        self.context.seed = Some(seed);
        self
    }

    /// Check only the blocks that these paths name; the others are held fixed. A path stands for all
    /// below it, and `[*]` for any position. A path that names nothing is reported as a problem.
    ///
    /// ```
    /// use gradcheck_core::GradCheck;
    /// let report = GradCheck::new("product").arguments(["a", "b"]).only(["b"])
    ///     .run(&(2.0, 3.0), |&(a, b)| (a * b, (0.0, a)));
    /// assert_eq!(report.blocks().len(), 1);
    /// report.assert();
    /// ```
    pub fn only<S: Into<String>>(mut self, paths: impl IntoIterator<Item = S>) -> Self {
        self.only = paths.into_iter().map(Into::into).collect();
        self
    }

    /// The names of the arguments that are differentiated: one for a point that is a single value,
    /// several for a point that is a tuple of them. Default: one, `theta`.
    ///
    /// ```
    /// use gradcheck_core::GradCheck;
    /// let report = GradCheck::new("product").arguments(["a", "b"])
    ///     .run(&(2.0, 3.0), |&(a, b)| (a * b, (b, a)));
    /// assert_eq!(report.blocks()[0].path(), "a");
    /// ```
    pub fn arguments<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.arguments = names.into_iter().map(Into::into).collect();
        self
    }

    /// The name of the test point, where a check has several.
    ///
    /// ```
    /// use gradcheck_core::GradCheck;
    /// let report = GradCheck::new("quartic").point("far").run(&-3.0, |t: &f64| (t.powi(4), 4.0 * t.powi(3)));
    /// assert!(report.to_string().starts_with("gradient check passed: quartic (far)"));
    /// ```
    pub fn point(mut self, name: &str) -> Self {
        self.context.point = Some(name.to_owned());
        self
    }

    /// The full path of the test that runs this check, crate first, so that the report can say how
    /// to run it again.
    ///
    /// ```
    /// use gradcheck_core::GradCheck;
    /// let report = GradCheck::new("square").test("model::square_grad_check").run(&3.0, |x| (x * x, *x));
    /// assert!(report.to_string().contains("cargo test square_grad_check -- --exact"));
    /// ```
    pub fn test(mut self, path: &str) -> Self {
        self.context.test = Some(path.to_owned());
        self
    }

    /// Check a function at a point. It returns `(cost, grads)` or a `Result` of it.
    ///
    /// It is called twice at the point, then at most four times for each component of a right,
    /// well-scaled gradient (twice without `eps`), and once more at the point.
    ///
    /// ```
    /// use gradcheck_core::{GradCheck, Verdict};
    /// let report = GradCheck::new("square").run(&3.0, |x| (x * x, -2.0 * x));
    /// assert_eq!(report.verdict(), Verdict::Fail);
    /// ```
    pub fn run<P: Params, O: Outcome>(&self, point: &P, function: impl FnMut(&P) -> O) -> Report {
        self.drive(point, function, None::<fn(&P) -> f64>)
    }

    /// The same with a function of the cost alone, which is called in place of the annotated one
    /// where that is enough: six times for each component of a right gradient (four without `eps`).
    ///
    /// ```
    /// use gradcheck_core::GradCheck;
    /// let report = GradCheck::new("square").run_with_cost(&3.0, |x| (x * x, 2.0 * x), |x| x * x);
    /// report.assert();
    /// assert_eq!(report.evaluations().full, 2);
    /// ```
    pub fn run_with_cost<P: Params, O: Outcome, C: CostOutcome>(
        &self,
        point: &P,
        function: impl FnMut(&P) -> O,
        cost: impl FnMut(&P) -> C,
    ) -> Report {
        self.drive(point, function, Some(cost))
    }

    fn drive<P: Params, O: Outcome, C: CostOutcome>(
        &self,
        point: &P,
        function: impl FnMut(&P) -> O,
        cost: Option<impl FnMut(&P) -> C>,
    ) -> Report {
        let mut report = Report::new(self.context.clone(), self.eps, &self.allowed);
        let flat = Flattened::of(point).under(&self.arguments);
        let screen = cost.is_some();
        let mut model = Evaluator::new(point, function, cost, self.arguments.clone(), &flat);
        let examined = self
            .usable(point, &flat)
            .and_then(|selected| self.examine(&mut model, &flat, &selected, screen, &mut report));
        if let Err(problem) = examined {
            report.problems.insert(0, problem);
        }
        report.evaluations = model.evaluations();
        report.conclude();
        report
    }

    /// Whether options and point can be used, and which blocks are to be checked.
    fn usable<P: Params>(&self, point: &P, flat: &Flattened) -> Result<Vec<bool>, Problem> {
        let is_positive = |x: f64| x.is_finite() && x > 0.0;
        if let Some(eps) = self.eps.filter(|&eps| !is_positive(eps)) {
            return Err(Problem::InvalidEps(eps));
        }
        if let Some(tol) = self.tol.filter(|&tol| !is_positive(tol)) {
            return Err(Problem::InvalidTol(tol));
        }
        // An infinite demand is one that everything meets.
        if let Some(size) = self
            .must_notice
            .filter(|&size| size.is_nan() || size <= 0.0)
        {
            return Err(Problem::InvalidMustNotice(size));
        }
        if flat.values().is_empty() {
            return Err(Problem::NoParameters);
        }
        if let Some((component, at)) = not_finite(flat.blocks(), flat.values()) {
            return Err(Problem::NonFiniteParameter {
                component,
                value: flat.values()[at],
            });
        }
        let mut restore = Restore::new(flat.values());
        point.clone().restore(&mut restore);
        if !restore.is_complete() {
            return Err(Problem::RestoreMismatch);
        }
        select(flat.blocks(), &self.only)
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
        let precision = model.precision();
        report.precision = precision;
        report.tol = self.tol.unwrap_or_else(|| default_tol(precision));
        let must_notice = self.must_notice;
        report.must_notice = must_notice.unwrap_or_else(|| default_must_notice(precision));
        let base = Base {
            theta: flat.values(),
            blocks: flat.blocks(),
            evaluation: &evaluation,
            precision,
            procedure: &self.procedure,
        };
        let screen = screen && report.unless_problem(same_cost(model, &base));
        let mut judge = Judge::new(model, base, report.tol);
        judge.eps = self.eps;
        judge.screen = screen;
        let judged = judge.judge(&chosen(flat, selected, report))?;
        (report.noise, report.notes) = (judge.noise, std::mem::take(&mut judge.notes));
        for block in judged {
            self.take(block, report);
        }
        report.findings = diagnose(&report.blocks);
        report.unless_problem(depends(model, &report.blocks, evaluation.cost));
        still_the_same(model, flat.values(), flat.blocks(), &evaluation)
    }

    /// Put a judged block into the report.
    fn take(&self, mut judged: JudgedBlock<'_>, report: &mut Report) {
        report.problems.append(&mut judged.problems);
        let components = judged.components.clone();
        let block = summarise(judged.block, &report.demands(), components);
        if self.self_test && block.verdict() == Verdict::Pass {
            let planted = plant(&judged, &block);
            let passed = planted.iter().filter_map(Plant::problem);
            report.problems.extend(passed);
            report.planted.extend(planted);
        }
        report.blocks.push(block);
    }
}

/// The blocks to be checked; the others are put down as held fixed.
fn chosen<'a>(flat: &'a Flattened, selected: &[bool], report: &mut Report) -> Vec<&'a Block> {
    let blocks = flat.blocks().iter().zip(selected);
    let (chosen, fixed): (Vec<_>, Vec<_>) = blocks.partition(|&(_, &selected)| selected);
    let fixed = fixed.iter().map(|(block, _)| block.path.to_string());
    report.unchecked.extend(fixed);
    chosen.into_iter().map(|(block, _)| block).collect()
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

/// Whether the cost function returns the cost of the annotated function.
fn same_cost(model: &mut dyn Model, base: &Base<'_>) -> Result<(), Problem> {
    let Some(cost) = model.cost(base.theta) else {
        return Ok(());
    };
    let cost = cost.map_err(|f| f.at(Place::TestPoint))?;
    let function = base.evaluation.cost;
    let within = SAME_WITHIN * base.precision.unit_roundoff();
    let same = relative_eq!(cost, function, epsilon = 0.0, max_relative = within);
    if same {
        Ok(())
    } else {
        Err(Problem::WrongCost { function, cost })
    }
}

/// Whether the cost changed at all, unless rounding alone may have hidden the change.
fn depends(model: &dyn Model, blocks: &[BlockReport], cost: f64) -> Result<(), Problem> {
    let points = model.evaluations().full + model.evaluations().cost_only;
    let mut components = blocks.iter().flat_map(BlockReport::components);
    let decided = components.all(|c| match c.verdict {
        Verdict::Pass => !c.verified,
        Verdict::Fail => true,
        Verdict::Undecided(_) => false,
    });
    let constant = model.saw_one_cost_only() && decided;
    if constant {
        Err(Problem::ConstantCost { cost, points })
    } else {
        Ok(())
    }
}

/// The first component that is NaN or infinite.
fn not_finite(blocks: &[Block], values: &[f64]) -> Option<(String, usize)> {
    let at = values.iter().position(|value| !value.is_finite())?;
    let block = blocks.iter().find(|block| block.range().contains(&at))?;
    Some((block.component(at - block.start), at))
}
