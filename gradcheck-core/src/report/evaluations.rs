//! How often the user's code was called.

/// How often the user's code was called.
///
/// ```
/// use grad_check::GradCheck;
/// let report = GradCheck::new("square").run(&3.0, |x| (x * x, 2.0 * x));
/// // At the point and a pair around it, the same beside it, and once more at the point.
/// assert_eq!(report.evaluations().full, 7);
/// assert_eq!(report.evaluations().cost_only, 0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct Evaluations {
    /// Of the annotated function, which returns cost and gradient.
    pub full: usize,
    /// Of the `cost = ..` function.
    pub cost_only: usize,
    /// How many of these the diagnosis made, to try causes at other points.
    pub experiments: usize,
}

impl Evaluations {
    pub(crate) fn total(self) -> usize {
        self.full + self.cost_only
    }
}
