//! One component of θ, as the report holds it.

use super::{Reason, StepRecord, Verdict};
use std::ops::Range;

/// What a component was compared by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    /// Its own numeric derivative.
    Itself,
    /// Its block: the bar of its own derivative is too wide, but all bars of the block together hide nothing that
    /// the block has to notice.
    Block,
    /// Rounding: both derivatives are zero but for it.
    Zero,
    /// Nothing: cost and gradient ignore it.
    Nothing,
}

/// A component: where it stands, its two derivatives, and what came of comparing them.
///
/// ```
/// use grad_check::{GradCheck, Verdict};
/// let report = GradCheck::new("square").run(&[3.0, 4.0], |x| (x[0] * x[0] + x[1], [2.0 * x[0], 2.0]));
/// let wrong = &report.blocks()[0].components()[1];
/// assert_eq!((wrong.path(), wrong.verdict()), ("theta[1]", Verdict::Fail));
/// assert_eq!(wrong.analytic(), 2.0);
/// assert!((wrong.numeric() - 1.0).abs() <= wrong.bar());
/// assert!((wrong.relative_error() - 1.0 / 3.0).abs() < 1e-9);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Component {
    pub(crate) path: String,
    /// Where the name of its parameter stands in the path, whatever the row of a matrix that it is part of.
    pub(crate) parameter: Range<usize>,
    pub(crate) index: Vec<usize>,
    pub(crate) theta: f64,
    pub(crate) analytic: f64,
    pub(crate) numeric: f64,
    pub(crate) bar: f64,
    pub(crate) at_eps: Option<f64>,
    pub(crate) noticeable: f64,
    pub(crate) scale: f64,
    pub(crate) comparison: Comparison,
    /// Whether nothing but the width of its bar leaves it undecided, so that its block may decide.
    pub(crate) is_open: bool,
    pub(crate) verdict: Verdict,
    pub(crate) kink: Option<(f64, f64)>,
    pub(crate) beside: bool,
    pub(crate) steps: Vec<StepRecord>,
}

impl Component {
    /// Its name: `W1[2, 5]`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The name of its parameter: `W1[2, 5]` of `J[u, W1[2, 5]]`.
    pub(crate) fn parameter(&self) -> &str {
        self.path.get(self.parameter.clone()).unwrap_or_default()
    }

    /// Its index within the block, one for each dimension.
    pub fn index(&self) -> &[usize] {
        &self.index
    }

    /// Its value at the test point.
    pub fn theta(&self) -> f64 {
        self.theta
    }

    /// The derivative that the function returned.
    pub fn analytic(&self) -> f64 {
        self.analytic
    }

    /// The derivative that the best measurement gives; NaN where none could be made.
    pub fn numeric(&self) -> f64 {
        self.numeric
    }

    /// The error bar of [`numeric`](Self::numeric); infinite where none could be made.
    pub fn bar(&self) -> f64 {
        self.bar
    }

    /// The plain central difference at the user's `eps`, if there is one.
    pub fn numeric_at_eps(&self) -> Option<f64> {
        self.at_eps
    }

    /// |analytic − numeric| / (|analytic| + |numeric|); zero where both are, or are zero but for rounding.
    pub fn relative_error(&self) -> f64 {
        if self.comparison == Comparison::Zero {
            return 0.0;
        }
        relative(self.analytic - self.numeric, self.analytic, self.numeric)
    }

    /// Whether it was compared by itself: not so where cost and gradient ignore the component, where both
    /// derivatives are zero but for rounding, and where its own derivative can't be measured well enough and its
    /// block decides.
    pub fn is_verified(&self) -> bool {
        self.comparison == Comparison::Itself
    }

    /// Whether it was compared, by itself or with its block.
    pub(crate) fn is_compared(&self) -> bool {
        matches!(self.comparison, Comparison::Itself | Comparison::Block)
    }

    /// Whether cost and gradient ignore it, so that nothing was compared.
    pub(crate) fn is_flat(&self) -> bool {
        self.comparison == Comparison::Nothing
    }

    /// The slopes of the cost on its left and on its right, where the point is a kink. A gradient
    /// between them is a valid subgradient, and right if the gradient beside the kink is.
    ///
    /// ```
    /// use grad_check::{GradCheck, Verdict};
    /// let relu = |x: &f64| (x.max(0.0), if *x > 0.0 { 1.0 } else { 0.0 });
    /// let report = GradCheck::new("relu").run(&0.0, relu);
    /// assert_eq!(report.verdict(), Verdict::Pass);
    /// assert_eq!(report.blocks()[0].components()[0].kink(), Some((0.0, 1.0)));
    /// ```
    pub fn kink(&self) -> Option<(f64, f64)> {
        self.kink
    }

    /// Whether these are the numbers half a percent to one percent beside the test point, where the
    /// gradient is wrong, while a kink at the point itself allows it.
    pub fn is_beside(&self) -> bool {
        self.beside
    }

    /// What was measured along it, in the order in which it was: one reading for a component that the
    /// first pair of evaluations certifies, and one at the user's `eps`.
    ///
    /// ```
    /// use grad_check::{GradCheck, StepKind};
    /// let report = GradCheck::new("square").run(&3.0, |x| (x * x, *x));
    /// let steps = report.blocks()[0].components()[0].steps();
    /// assert_eq!(steps[0].kind(), StepKind::Screening);
    /// // Nothing is called wrong on one measurement.
    /// assert!(steps.len() > 1 && steps.iter().all(|s| (s.disagreement() - 3.0).abs() < 0.1));
    /// ```
    pub fn steps(&self) -> &[StepRecord] {
        &self.steps
    }

    /// Right, wrong or undecided.
    pub fn verdict(&self) -> Verdict {
        self.verdict
    }

    /// The larger of its two derivatives.
    pub(crate) fn size(&self) -> f64 {
        self.analytic.abs().max(self.numeric.abs())
    }

    pub(crate) fn is_wrong(&self) -> bool {
        self.verdict == Verdict::Fail
    }

    pub(crate) fn undecided(mut self, reason: Reason) -> Self {
        self.verdict = Verdict::Undecided(reason);
        self
    }
}

fn relative(difference: f64, a: f64, b: f64) -> f64 {
    if difference == 0.0 {
        0.0
    } else {
        difference.abs() / (a.abs() + b.abs())
    }
}
