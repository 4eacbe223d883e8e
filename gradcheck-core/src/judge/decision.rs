//! What a component's verdict rests on.

use super::Tolerances;
use super::kink::Slopes;
use crate::differentiate::Measurement;
use crate::report::{Component, Reason, Verdict};

/// A verdict on one component, with the numbers behind it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Decision {
    pub(crate) verdict: Verdict,
    pub(crate) measurement: Measurement,
    /// Numeric less analytic derivative.
    pub(crate) disagreement: f64,
    pub(crate) bar: f64,
    /// The smallest error that would not have passed.
    pub(crate) noticeable: f64,
    /// Size of the slopes that it was judged by.
    pub(crate) scale: f64,
    /// The slopes on both sides, where the point is a kink.
    pub(crate) kink: Option<Slopes>,
    /// Whether nothing speaks against it but the width of its bar: its block may decide.
    pub(crate) is_open: bool,
    /// The component beside the point, if that decided.
    pub(crate) beside: Option<Box<Component>>,
}

impl Decision {
    /// A verdict by one measurement, with this bar.
    pub(crate) fn by(
        verdict: Verdict,
        tolerances: &Tolerances,
        measurement: Measurement,
        bar: f64,
    ) -> Self {
        Self {
            verdict,
            measurement,
            disagreement: measurement.disagreement,
            bar,
            noticeable: tolerances.noticeable(&measurement, bar),
            scale: measurement.scale(),
            kink: None,
            is_open: false,
            beside: None,
        }
    }

    /// Undecided for nothing but the width of its bar.
    pub(crate) fn open(reason: Reason, tolerances: &Tolerances, m: Measurement, bar: f64) -> Self {
        Self {
            is_open: true,
            ..Self::by(Verdict::Undecided(reason), tolerances, m, bar)
        }
    }

    /// A certified measurement.
    pub(crate) fn certified(tolerances: &Tolerances, m: Measurement) -> Self {
        Self::by(Verdict::Pass, tolerances, m, tolerances.bar(&m).smooth())
    }
}
