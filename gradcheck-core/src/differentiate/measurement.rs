//! A disagreement between analytic and numeric derivative, with what is known of its error.

/// κ: how many roundoffs of the largest cost a difference of two costs may carry. A cost is itself a
/// sum of rounded terms; from 2 to 32 the verdicts hardly depend on it.
pub(crate) const COST_ROUNDOFFS: f64 = 8.0;

/// What one step along one component tells, in units of the derivative.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Measurement {
    /// The step that was asked for.
    pub(crate) h: f64,
    /// Numeric less analytic derivative.
    pub(crate) disagreement: f64,
    /// Error bar from rounding in the costs and slopes.
    pub(crate) roundoff: f64,
    /// Error bar from what remains of the truncation, for a right gradient.
    pub(crate) truncation: f64,
    /// c₃, the third-order term that was cancelled: what truncation may be while the gradient isn't
    /// known to be right, and the difference between the residual and a plain central difference.
    pub(crate) third_order: f64,
    /// The even residual s: trapezoid against second difference. Zero for a right, smooth gradient.
    pub(crate) even: f64,
    /// Size of the two terms whose difference the even residual is.
    pub(crate) even_terms: f64,
    /// The second difference (f₊ − 2f₀ + f₋)/Δ: falls like the step, but not across a kink.
    pub(crate) second_difference: f64,
    /// Size of the slopes that were compared.
    pub(crate) scale: f64,
    /// Whether costs and slopes are all exactly those of a component that doesn't matter.
    pub(crate) flat: bool,
}

impl Measurement {
    /// The error bar of the disagreement, as long as the gradient may be right.
    pub(crate) fn bar(&self) -> f64 {
        self.roundoff + self.truncation
    }

    /// Central difference less analytic derivative, with no use of the slopes beside the point.
    pub(crate) fn plain_disagreement(&self) -> f64 {
        self.disagreement + self.third_order
    }

    /// The error bar of the disagreement once the gradient is taken to be wrong.
    pub(crate) fn bar_if_wrong(&self) -> f64 {
        self.roundoff + self.third_order.abs().max(self.truncation)
    }
}
