//! Everything that a check found.

use super::{
    BlockReport, Context, Evaluations, Finding, Kind, Lines, Noise, Origin, PlantedMistake,
    Problem, Reason, RelativeError, Verdict,
};
use crate::precision::Precision;

/// The outcome of a check. `Display` prints it as [`assert`](Self::assert) does, without colours and in
/// lines of 76 columns; [`printed`](Self::printed) in others.
///
/// ```
/// use grad_check::{GradCheck, Verdict};
///
/// let report = GradCheck::new("cube").eps(1e-7).run(&0.5, |t: &f64| (t.powi(3), 3.0 * t.powi(2)));
/// assert_eq!(report.verdict(), Verdict::Pass);
/// assert!(report.to_string().starts_with("gradient check passed: cube: relative error"));
/// ```
#[derive(Debug, Clone, PartialEq)]
#[must_use = "a report that nobody asserts or reads checks nothing"]
pub struct Report {
    pub(crate) context: Context,
    pub(crate) kind: Kind,
    /// How many outputs a function with a Jacobian has.
    pub(crate) outputs: Option<usize>,
    /// What the outputs of a function with a backward closure were weighted with.
    pub(crate) cotangents: Vec<Vec<f64>>,
    pub(crate) eps: Option<f64>,
    pub(crate) tol: f64,
    pub(crate) must_notice: f64,
    pub(crate) allowed: Vec<Reason>,
    pub(crate) noise: Noise,
    /// Whether the tolerances became those of f32, since the cost passes through it.
    pub(crate) is_judged_as_f32: bool,
    pub(crate) precision: Precision,
    pub(crate) cost: Option<f64>,
    /// What `cost = ..` returns at the point, less the annotated function's cost, within rounding.
    pub(crate) cost_apart: f64,
    /// Of the cost, or of the largest output.
    pub(crate) largest_cost: f64,
    pub(crate) evaluations: Evaluations,
    pub(crate) blocks: Vec<BlockReport>,
    pub(crate) unchecked: Vec<String>,
    pub(crate) empty: Vec<String>,
    pub(crate) whole: RelativeError,
    pub(crate) findings: Vec<Finding>,
    pub(crate) problems: Vec<Problem>,
    pub(crate) notes: Vec<Problem>,
    pub(crate) planted: Vec<PlantedMistake>,
    /// Where a wrong gradient comes from, if that was asked for.
    pub(crate) lines: Option<Lines>,
    pub(crate) verdict: Verdict,
    /// Why directions were probed and not every component measured, if it is so.
    pub(crate) probing: Option<Probing>,
}

/// What a cost that is constant around the point is called.
pub(crate) const CONSTANT: [Reason; 2] = [Reason::ConstantCost, Reason::NothingCompared];

/// A problem that was too large to measure every component.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(not(feature = "serde"), allow(unreachable_pub))] // the reader's structs alone name it
pub struct Probing {
    /// The evaluations that the check may take, about.
    pub budget: usize,
    /// How many components there are.
    pub components: usize,
    /// Rows of a matrix that have so many each; one of a gradient.
    pub rows: usize,
}

impl Report {
    /// Before anything is run, with the bounds that hold in f64.
    pub(crate) fn new(context: Context, tol: f64, must_notice: f64) -> Self {
        Self {
            context,
            kind: Kind::Gradient,
            outputs: None,
            cotangents: Vec::new(),
            eps: None,
            tol,
            must_notice,
            allowed: Vec::new(),
            noise: Noise::default(),
            is_judged_as_f32: false,
            precision: Precision::F64,
            cost: None,
            cost_apart: 0.0,
            largest_cost: 0.0,
            evaluations: Evaluations::default(),
            blocks: Vec::new(),
            unchecked: Vec::new(),
            empty: Vec::new(),
            whole: RelativeError {
                best: f64::NAN,
                bar: f64::INFINITY,
                at_eps: None,
            },
            findings: Vec::new(),
            problems: Vec::new(),
            notes: Vec::new(),
            planted: Vec::new(),
            lines: None,
            verdict: Verdict::Undecided(Reason::NothingCompared),
            probing: None,
        }
    }

    /// Keep a problem; true if there was none.
    pub(crate) fn unless_problem(&mut self, checked: Result<(), Problem>) -> bool {
        let problem = checked.err();
        self.problems.extend(problem.clone());
        problem.is_none()
    }

    /// Whether a verdict is undecided for a reason that `allow` accepts.
    pub(crate) fn accepts(&self, verdict: Verdict) -> bool {
        matches!(verdict, Verdict::Undecided(reason) if self.allowed.contains(&reason))
    }

    /// Whether `allow` accepts that nothing was compared, since the derivative is zero on both sides everywhere:
    /// by either of the names that this goes by.
    pub(crate) fn accepts_constant(&self) -> bool {
        let is_allowed = CONSTANT.iter().any(|name| self.allowed.contains(name));
        let is_constant = self.blocks.iter().all(BlockReport::is_constant);
        is_allowed && is_constant && !self.blocks.is_empty()
    }

    /// Pass, fail or undecided.
    pub fn verdict(&self) -> Verdict {
        self.verdict
    }

    /// The blocks that were checked, in the order of θ.
    pub fn blocks(&self) -> &[BlockReport] {
        &self.blocks
    }

    /// The paths that `only` left out; they were held fixed.
    pub fn unchecked(&self) -> &[String] {
        &self.unchecked
    }

    /// The paths of blocks that hold no number: of them there is nothing to compare.
    ///
    /// ```
    /// use grad_check::GradCheck;
    /// let point = (1.5, Vec::<f64>::new());
    /// let report = GradCheck::new("f").arguments(["w", "bias"]).run(&point, |(w, bias)| {
    ///     (w * w, (2.0 * w, bias.clone()))
    /// });
    /// report.assert();
    /// assert_eq!(report.empty(), ["bias"]);
    /// ```
    pub fn empty(&self) -> &[String] {
        &self.empty
    }

    /// The relative error of all checked components together.
    pub fn whole(&self) -> RelativeError {
        self.whole
    }

    /// Probable causes, most telling first; empty unless something failed.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// What kept the check, or parts of it, from being made.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// What kept the plain difference at the user's `eps` from being shown, or a pass from being looked at
    /// once more beside the point, while the verdict doesn't need it.
    pub fn notes(&self) -> &[Problem] {
        &self.notes
    }

    /// The mistakes that [`GradCheck::self_test`](crate::GradCheck::self_test) planted.
    pub fn planted(&self) -> &[PlantedMistake] {
        &self.planted
    }

    /// The lines that a wrong gradient comes from, where `lines` in the attribute asked for them.
    pub fn lines(&self) -> Option<&Lines> {
        self.lines.as_ref()
    }

    /// σ, the noise of the cost, where it had to be measured; zero if it didn't have to.
    ///
    /// ```
    /// use grad_check::GradCheck;
    /// // The last digits of an inner solver, as a hash of the parameter.
    /// let hash = |x: f64| (x.to_bits().wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) as f64 / (1u64 << 24) as f64;
    /// let report = GradCheck::new("f").run(&0.7, |x: &f64| (x.exp() + 1e-10 * hash(*x), x.exp()));
    /// report.assert();
    /// assert!((1e-11..1e-10).contains(&report.cost_noise()));
    /// ```
    pub fn cost_noise(&self) -> f64 {
        self.noise.sigma
    }

    /// Whether a cost that is returned as f64 passes through f32 on its way, as far as it was noticed.
    pub fn is_single_inside(&self) -> bool {
        self.noise.single
    }

    /// The precision whose tolerances it is judged by.
    pub(crate) fn judged_precision(&self) -> Precision {
        if self.is_judged_as_f32 {
            Precision::F32
        } else {
            self.precision
        }
    }

    /// How often the user's functions were called.
    pub fn evaluations(&self) -> Evaluations {
        self.evaluations
    }

    /// The cost at the test point, if it could be evaluated.
    pub fn cost(&self) -> Option<f64> {
        self.cost
    }

    /// The bound on the relative error that was applied.
    pub fn tol(&self) -> f64 {
        self.tol
    }

    /// The name of the check.
    pub fn name(&self) -> &str {
        &self.context.name
    }

    /// Where the check was written.
    pub fn origin(&self) -> &Origin {
        &self.context.origin
    }
}
