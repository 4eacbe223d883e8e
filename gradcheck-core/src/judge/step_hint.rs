//! Where steps come to rest: the scale on which this cost changes, as far as components have told.
//!
//! Parameters or a cost in odd units need other steps than the default. What one component had to
//! find out by a step sequence spares the next one the search; it is a first step only, and certifies
//! nothing.

use super::decision::Decision;
use crate::differentiate::Step;
use crate::precision::Precision;
use crate::report::Verdict;

/// Steps nearer to the default than this factor are as good as it.
const AS_GOOD: f64 = 8.0;
/// A first step moves θ by so many of its roundoffs at the least.
const SPACINGS: f64 = 1024.0;

/// The last two steps that settled a component, relative to the default.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct StepHint {
    last: f64,
    before: f64,
}

impl Default for StepHint {
    fn default() -> Self {
        Self {
            last: 1.0,
            before: 1.0,
        }
    }
}

impl StepHint {
    /// The step to begin with: the default, unless the last two components both needed a smaller or
    /// both a larger one; then the nearer of these.
    pub(crate) fn first(&self, theta: f64, precision: Precision) -> f64 {
        let factor = if self.last.max(self.before) < 1.0 / AS_GOOD {
            self.last.max(self.before)
        } else if self.last.min(self.before) > AS_GOOD {
            self.last.min(self.before)
        } else {
            1.0
        };
        // What is learnt at small θ may be lost beside a large one.
        let finest = SPACINGS * precision.unit_roundoff() * theta.abs();
        (factor * Step::assisted(theta, precision)).max(finest)
    }

    /// Take note of the step that a component was settled by, at its θ.
    pub(crate) fn learn(&mut self, theta: f64, precision: Precision, decision: &Decision) {
        let m = &decision.measurement;
        let decided = matches!(decision.verdict, Verdict::Pass | Verdict::Fail);
        // Where the slope at the point stands alone the steps are as small as can be, whatever the scale.
        let is_on_scale = !m.flat && m.without_own_slope().is_none();
        if decided && decision.kink.is_none() && is_on_scale {
            self.before = self.last;
            self.last = m.h / Step::assisted(theta, precision);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_odd_component_changes_no_first_step() {
        let first = |last, before| StepHint { last, before }.first(0.5, Precision::F64) * 8192.0;
        assert_eq!(first(1.0, 1.0), 1.0);
        assert_eq!(first(1e-6, 1.0), 1.0);
        assert_eq!(first(1e-6, 1e-5), 1e-5);
        assert_eq!(first(64.0, 100.0), 64.0);
        assert_eq!(first(64.0, 1e-5), 1.0);
    }
}
