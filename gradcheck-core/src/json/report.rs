//! The structs, in the order of the JSON.

use super::Number;
use crate::report::Probing;
pub use crate::report::{BlockLine, Evaluations, MarkedLine, RightValue};
use serde::{Deserialize, Serialize};

/// A whole report.
///
/// ```
/// use grad_check::{GradCheck, json};
/// let report = GradCheck::new("square").run(&3.0, |x| (x * x, 2.0 * x));
/// let read: json::Report = serde_json::from_str(&report.to_json())?;
/// assert_eq!((read.schema, read.check.as_str()), (1, "gradient"));
/// assert!(read.headline.starts_with("gradient check passed: square"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Report {
    /// The version of the schema: 1.
    pub schema: u32,
    /// The name of the check.
    pub name: String,
    /// What is checked: `gradient`, `jacobian`, `hessian`, `hessian_product` or `pullback`.
    pub check: String,
    /// The first line of the printed report: what came of the check, and why.
    pub headline: String,
    /// The name of the test point, where a check has several.
    pub point: Option<String>,
    /// The file that the check is written in.
    pub file: String,
    /// Its line, from 1.
    pub line: u32,
    /// The path of the test that runs it, crate first.
    pub test: Option<String>,
    /// The command that runs just this check again.
    pub rerun: Option<String>,
    /// The step of the plain central difference, relative to max(1, |θ|).
    pub eps: Option<Number>,
    /// The bound on the relative error.
    pub tol: Number,
    /// The relative error that every block must be able to notice.
    pub must_notice: Number,
    /// Reasons for which components may be undecided.
    pub allow: Vec<String>,
    /// `f64` or `f32`.
    pub precision: String,
    /// The seed of the test point.
    pub seed: Option<u64>,
    /// The cost at the test point.
    pub cost: Option<Number>,
    /// What `cost = ..` returns, less the annotated function's cost.
    pub cost_apart: Number,
    /// How many outputs a function with a Jacobian has.
    pub outputs: Option<usize>,
    /// What the outputs of a function with a backward closure were weighted with.
    pub cotangents: Vec<Vec<Number>>,
    /// σ, the noise of the cost; zero if it didn't have to be measured.
    pub cost_noise: Number,
    /// Whether the cost passes through f32 on its way.
    pub single_inside: bool,
    /// How often the user's functions were called.
    pub evaluations: Evaluations,
    /// Why directions were probed, where the components are too many to measure each.
    pub probing: Option<Probing>,
    /// What came of the check.
    pub verdict: Verdict,
    /// Why it is undecided.
    pub reason: Option<String>,
    /// What would settle it.
    pub remedy: Option<String>,
    /// ‖g − ĝ‖ / (‖g‖ + ‖ĝ‖) over all components, by the best measurements.
    pub relative_error: Number,
    /// Its error bar.
    pub relative_error_bar: Number,
    /// The same by the plain difference at `eps`.
    pub relative_error_at_eps: Option<Number>,
    /// The blocks, in the order of θ.
    pub blocks: Vec<Block>,
    /// The arguments that are held fixed, as far as their dimensions are known.
    pub given: Vec<Given>,
    /// Paths that were held fixed.
    pub unchecked: Vec<String>,
    /// Paths of blocks that hold no number.
    #[serde(default)]
    pub empty: Vec<String>,
    /// Probable causes, most telling first.
    pub findings: Vec<Finding>,
    /// What kept the check, or parts of it, from being made.
    pub problems: Vec<Problem>,
    /// What kept the difference at `eps` from being shown.
    pub notes: Vec<Problem>,
    /// The mistakes that the self-test planted.
    pub planted: Vec<Plant>,
    /// The lines that a wrong gradient comes from, where they were asked for.
    #[serde(default)]
    pub lines: Option<Lines>,
}

/// The lines of the source that a wrong gradient comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Lines {
    /// `wrong`, `likely`, `one_of`, `between` or `unknown`: how certain the marked lines are.
    pub certainty: String,
    /// The lines that are to blame.
    pub marked: Vec<MarkedLine>,
    /// Values that were measured right.
    pub right: Vec<RightValue>,
    /// Where each wrong block is computed.
    pub computed: Vec<BlockLine>,
    /// How often the copy of the function was called.
    pub evaluations: usize,
}

/// What a check, a block or a component came to; the reason for the third is a field of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The gradient agrees.
    Pass,
    /// The gradient is wrong.
    Fail,
    /// Nothing that was measured tells.
    Undecided,
}

/// One parameter block.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Block {
    /// Its name.
    pub path: String,
    /// Its dimensions; none for a scalar.
    pub shape: Vec<usize>,
    /// What it came to.
    pub verdict: Verdict,
    /// Why it is undecided.
    pub reason: Option<String>,
    /// ‖g − ĝ‖ / (‖g‖ + ‖ĝ‖).
    pub relative_error: Number,
    /// Its error bar.
    pub relative_error_bar: Number,
    /// The same by the plain difference at `eps`.
    pub relative_error_at_eps: Option<Number>,
    /// The smallest error, relative to the block's norm, that would not have passed.
    pub would_notice: Number,
    /// The same relative to the slopes at the point and beside it.
    pub would_notice_beside: Number,
    /// How many components cost and gradient both ignore.
    pub not_verified: usize,
    /// How it was checked along directions; none where every component was measured.
    pub probed: Option<Probed>,
    /// The components, row by row; of a block that was probed, those that were measured by themselves.
    pub components: Vec<Component>,
}

/// How a block of a large problem was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Probed {
    /// Directions that moved it.
    pub directions: usize,
    /// How many of its components have a gradient of exactly zero.
    pub zeros: usize,
    /// Whether the budget ended the search for what is wrong in it.
    pub unfinished: bool,
    /// How many of its components were measured by themselves, and of how many.
    pub measured: usize,
    /// See `measured`.
    pub of: usize,
}

/// One component of a block.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Component {
    /// Its name: `W1[2, 5]`.
    pub path: String,
    /// Its index within the block.
    pub index: Vec<usize>,
    /// Its value at the test point.
    pub theta: Number,
    /// The derivative that the function returned.
    pub analytic: Number,
    /// The derivative by the best measurement.
    pub numeric: Number,
    /// Its error bar.
    pub bar: Number,
    /// The plain central difference at `eps`.
    pub numeric_at_eps: Option<Number>,
    /// |analytic − numeric| / (|analytic| + |numeric|).
    pub relative_error: Number,
    /// Whether anything was compared.
    pub verified: bool,
    /// The slopes on its left and right, where the point is a kink.
    pub kink: Option<[Number; 2]>,
    /// Whether these are the numbers beside the test point.
    pub beside: bool,
    /// What was measured along it, in order.
    pub steps: Vec<Step>,
    /// What it came to.
    pub verdict: Verdict,
    /// Why it is undecided.
    pub reason: Option<String>,
}

/// What one step along a component said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Step {
    /// Why it was measured: `at_eps`, `by_cost`, `screening`, `retuned`, `sequence` or `beside`.
    pub kind: String,
    /// The step h.
    pub step: Number,
    /// Numeric less analytic derivative.
    pub disagreement: Number,
    /// How far that may be off.
    pub bar: Number,
    /// The bar's part for rounding and noise.
    pub roundoff: Option<Number>,
    /// The bar's part that grows with the step.
    pub truncation: Option<Number>,
    /// The plain central difference.
    pub difference: Option<Number>,
}

/// A probable cause.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Finding {
    /// The kind of mistake.
    pub kind: String,
    /// The blocks that it explains.
    pub blocks: Vec<String>,
    /// The sentence for a person.
    pub message: String,
    /// The fitted values, and how well they fit.
    pub evidence: String,
    /// What makes the check pass.
    pub mend: Option<String>,
    /// At how many points the mend was made, and the gradient passed with it.
    pub tried: Option<usize>,
    /// The constant that was fitted.
    pub value: Option<Number>,
    /// The largest residual, as a share of what the error bars allow.
    pub residual: Option<Number>,
    /// Wrong components that it explains, and components that it was held against.
    pub explained: usize,
    /// See `explained`.
    pub of: usize,
    /// The paths of the wrong components.
    pub components: Vec<String>,
}

/// An argument that is held fixed, whose dimensions are known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Given {
    /// Its name.
    pub name: String,
    /// Its dimensions.
    pub shape: Vec<usize>,
}

/// What kept something from being checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Problem {
    /// The kind of problem.
    pub kind: String,
    /// The sentence for a person.
    pub message: String,
}

/// A mistake that the self-test planted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Plant {
    /// What was planted.
    pub mistake: String,
    /// In which block or component.
    pub path: String,
    /// Whether the check would not have passed.
    pub noticed: bool,
}
