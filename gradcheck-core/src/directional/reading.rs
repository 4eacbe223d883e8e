//! What one pair of evaluations along a direction says.

/// Readings are the same up to so many bars…
const BARS: f64 = 3.0;
/// …and to this share: a mistake is the same at all steps only to first order.
const NONLINEAR: f64 = 1e-6;

/// How far numeric and analytic slope are apart along a direction, for a step of one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Reading {
    /// Numeric less analytic slope.
    pub(crate) apart: f64,
    pub(crate) bar: f64,
    /// The analytic slope.
    pub(crate) slope: f64,
    /// The norm of the terms that it is the sum of.
    pub(crate) terms: f64,
}

impl Reading {
    /// The relative error: one, where the gradient says that nothing changes.
    pub(crate) fn error(&self) -> f64 {
        let apart = self.apart.abs();
        apart / self.terms.max(apart)
    }

    /// What is left once a part of it is known.
    pub(crate) fn less(&self, part: &Self) -> Self {
        Self {
            apart: self.apart - part.apart,
            bar: self.bar + part.bar,
            slope: self.slope - part.slope,
            terms: self.terms,
        }
    }

    /// Whether two readings are the same within their bars.
    pub(crate) fn is(&self, other: &Self) -> bool {
        let size = self.apart.abs().max(other.apart.abs());
        (self.apart - other.apart).abs() <= BARS * (self.bar + other.bar) + NONLINEAR * size
    }

    /// Whether nothing of a reading of this size is left here.
    pub(crate) fn is_nothing(&self, of: f64, tolerance: f64) -> bool {
        self.apart.abs() <= (BARS * self.bar).max(tolerance) + NONLINEAR * of.abs()
    }
}
