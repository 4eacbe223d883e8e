//! What one step along a component said, as the report holds it.

/// Why a step was measured, and what it counts for.
///
/// ```
/// use grad_check::StepKind;
/// assert_eq!(StepKind::AtEps.name(), "at_eps");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StepKind {
    /// The plain difference at the user's `eps`, counted as the practice does.
    AtEps,
    /// A look by the cost function alone; it may certify, but blames nothing.
    ByCost,
    /// The first measurement, at the step that resolves best by rule.
    Screening,
    /// At a step that should narrow the first one's error bar.
    Retuned,
    /// A measurement of the sequence of steps that a suspicion is put before.
    Sequence,
    /// Of the same component beside the test point.
    Beside,
}

impl StepKind {
    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::AtEps => "at_eps",
            Self::ByCost => "by_cost",
            Self::Screening => "screening",
            Self::Retuned => "retuned",
            Self::Sequence => "sequence",
            Self::Beside => "beside",
        }
    }
}

/// What one step along a component said: how far numeric and analytic derivative are apart there,
/// and how far that may be off.
///
/// ```
/// use grad_check::{GradCheck, StepKind};
/// let report = GradCheck::new("cube").eps(1e-2).run(&1.0, |t| (t * t * t, 3.0 * t * t));
/// let [at_eps, first] = report.blocks()[0].components()[0].steps() else { panic!() };
/// assert_eq!((at_eps.kind(), first.kind()), (StepKind::AtEps, StepKind::Screening));
/// // The plain difference of x³ is off by h², which the better measurement cancels.
/// assert!((at_eps.disagreement() - 1e-4).abs() < 1e-9);
/// assert!(first.error() <= first.bar() && first.bar() < 1e-7);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct StepRecord {
    pub(crate) kind: StepKind,
    pub(crate) step: f64,
    pub(crate) disagreement: f64,
    pub(crate) bar: f64,
    pub(crate) roundoff: Option<f64>,
    pub(crate) truncation: Option<f64>,
    pub(crate) difference: Option<f64>,
}

impl StepRecord {
    /// A step at which nothing could be measured.
    pub(crate) fn failed(kind: StepKind, step: f64) -> Self {
        Self {
            kind,
            step,
            disagreement: f64::NAN,
            bar: f64::INFINITY,
            roundoff: None,
            truncation: None,
            difference: None,
        }
    }

    /// Why it was measured, and what it counts for.
    pub fn kind(&self) -> StepKind {
        self.kind
    }

    /// The step h, from the point to either side.
    pub fn step(&self) -> f64 {
        self.step
    }

    /// Numeric less analytic derivative: at `eps` by the plain difference, else by the best that this
    /// step can do. NaN where nothing could be measured.
    pub fn disagreement(&self) -> f64 {
        self.disagreement
    }

    /// |numeric − analytic|.
    pub fn error(&self) -> f64 {
        self.disagreement.abs()
    }

    /// How far the disagreement of a right gradient may be from zero; infinite where nothing could be
    /// measured.
    pub fn bar(&self) -> f64 {
        self.bar
    }

    /// The part of the bar that rounding and noise have, which falls as the step grows.
    pub fn roundoff(&self) -> Option<f64> {
        self.roundoff
    }

    /// The part of the bar that grows with the step; `None` where it isn't known.
    pub fn truncation(&self) -> Option<f64> {
        self.truncation
    }

    /// The plain central difference at this step, if both sides were evaluated.
    pub fn difference(&self) -> Option<f64> {
        self.difference
    }
}
