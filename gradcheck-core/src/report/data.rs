//! Everything that a check found.

use super::colour::Palette;
use super::width::Width;
use super::{Context, Kind, Origin, json, publish, text};
use crate::diagnose::of_problem;
use crate::differentiate::Noise;
use crate::judge::{Demands, Error, default_must_notice, default_tol, overall};
use crate::{
    BlockReport, Evaluations, Finding, FindingKind, Plant, Precision, Problem, Reason, Verdict,
};
use std::fmt;

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
    pub(crate) whole: Error,
    pub(crate) findings: Vec<Finding>,
    pub(crate) problems: Vec<Problem>,
    pub(crate) notes: Vec<Problem>,
    pub(crate) planted: Vec<Plant>,
    pub(crate) verdict: Verdict,
    /// Why directions were probed and not every component measured, if it is so.
    pub(crate) probing: Option<Probing>,
}

/// What a cost that is constant around the point is called.
pub(crate) const CONSTANT: [Reason; 2] = [Reason::ConstantCost, Reason::NothingCompared];

/// A problem that was too large to measure every component.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Probing {
    pub(crate) budget: usize,
    pub(crate) components: usize,
}

impl Report {
    pub(crate) fn new(context: Context, eps: Option<f64>, allowed: &[Reason]) -> Self {
        let precision = Precision::F64;
        Self {
            context,
            kind: Kind::Gradient,
            outputs: None,
            cotangents: Vec::new(),
            eps,
            tol: default_tol(precision),
            must_notice: default_must_notice(precision),
            allowed: allowed.to_vec(),
            noise: Noise::default(),
            precision,
            cost: None,
            cost_apart: 0.0,
            largest_cost: 0.0,
            evaluations: Evaluations::default(),
            blocks: Vec::new(),
            unchecked: Vec::new(),
            empty: Vec::new(),
            whole: Error {
                best: f64::NAN,
                bar: f64::INFINITY,
                at_eps: None,
            },
            findings: Vec::new(),
            problems: Vec::new(),
            notes: Vec::new(),
            planted: Vec::new(),
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
        let demands = self.demands();
        let is_accepted = |verdict: Verdict| {
            demands.accept(verdict)
                || is_constant && verdict == Verdict::Undecided(Reason::ConstantCost)
        };
        let problems = self.problems.iter().map(Problem::verdict);
        let problems = problems.filter(|&verdict| !is_accepted(verdict));
        let graver = problems.fold(Verdict::Pass, Verdict::worse);
        if !self.blocks.is_empty() {
            let (whole, verdict) = overall(&self.blocks, &demands);
            let verdict = if is_constant { Verdict::Pass } else { verdict };
            self.whole = whole;
            self.verdict = graver.worse(verdict);
        } else if graver != Verdict::Pass {
            self.verdict = graver;
        }
    }

    /// Whether `allow` accepts that nothing was compared, since the derivative is zero on both sides everywhere:
    /// by either of the names that this goes by.
    pub(crate) fn accepts_constant(&self) -> bool {
        let is_allowed = CONSTANT.iter().any(|name| self.allowed.contains(name));
        let is_constant = self.blocks.iter().all(BlockReport::is_constant);
        is_allowed && is_constant && !self.blocks.is_empty()
    }

    /// What every block has to meet.
    pub(crate) fn demands(&self) -> Demands<'_> {
        let too_wide = if self.noise.single {
            Reason::SinglePrecision
        } else if self.noise.sigma > self.precision.unit_roundoff() * self.largest_cost {
            Reason::Noise
        } else {
            Reason::BarTooWide
        };
        Demands {
            must_notice: self.must_notice,
            tol: self.tol,
            allowed: &self.allowed,
            too_wide,
            zeros_pass: false,
        }
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
    pub fn whole(&self) -> Error {
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
    pub fn planted(&self) -> &[Plant] {
        &self.planted
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

    /// The same as one JSON object, with `"schema": 1` and these names in snake case. Numbers that
    /// JSON can't hold are the strings `"NaN"`, `"inf"` and `"-inf"`.
    ///
    /// ```
    /// let report = grad_check::GradCheck::new("square").run(&3.0, |x| (x * x, 2.0 * x));
    /// assert!(report.to_json().starts_with(r#"{"schema":1,"name":"square","#));
    /// ```
    pub fn to_json(&self) -> String {
        json::write(self)
    }

    /// The printed report without colours, in lines of so many columns (at least 40, at most 200). The
    /// first line, the place and the command stay whole, whatever their length.
    ///
    /// ```
    /// let report = grad_check::GradCheck::new("square").run(&3.0, |x| (x * x, *x));
    /// let printed = report.printed(60);
    /// assert!(printed.lines().skip(2).all(|line| line.chars().count() <= 60));
    /// ```
    pub fn printed(&self, columns: usize) -> String {
        text::print(self, Palette::plain(), Width::new(columns))
    }

    /// The same as one HTML page that loads nothing from elsewhere: heat maps of every block, error
    /// against step, causes, and what was not verified. `GRAD_CHECK_REPORT=html` makes
    /// [`assert`](Self::assert) write it.
    ///
    /// ```
    /// let report = grad_check::GradCheck::new("square").run(&3.0, |x| (x * x, 2.0 * x));
    /// assert!(report.to_html().contains("<title>pass: square</title>"));
    /// ```
    pub fn to_html(&self) -> String {
        publish::html(self)
    }

    /// Panic with the printed report unless the verdict is a pass. A pass is printed as one line,
    /// which `cargo test -- --show-output` shows. `COLUMNS` says how wide, if it is set.
    ///
    /// With `GRAD_CHECK_REPORT=html,json` (either or both) in the environment, the report is written
    /// under `grad-check` in the target folder (or in `GRAD_CHECK_DIR`), and the message names the files.
    ///
    /// # Panics
    /// If the verdict is fail or undecided.
    ///
    /// ```
    /// grad_check::GradCheck::new("square").run(&3.0, |x| (x * x, 2.0 * x)).assert();
    /// ```
    ///
    /// ```should_panic
    /// grad_check::GradCheck::new("square").run(&3.0, |x| (x * x, *x)).assert();
    /// ```
    #[track_caller]
    #[allow(clippy::panic)] // the one panic of the crate: it fails the user's test
    pub fn assert(&self) {
        let mut printed = text::print(self, Palette::of_stderr(), Width::of_environment());
        printed += &publish::published(self);
        if self.verdict == Verdict::Pass {
            println!("{printed}");
        } else {
            panic!("{printed}");
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&text::print(self, Palette::plain(), Width::default()))
    }
}
