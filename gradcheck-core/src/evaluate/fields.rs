//! The outcome of a struct that derives `Outcome`, of its fields. Each is asked for what its role needs, and for that
//! alone, so that one field of a wrong type is one error.

use super::{Answer, LayoutHint, Outcome};
use crate::parameters::{Flatten, Real};
use crate::precision::Precision;

/// The field of the cost.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct CostField {
    cost: f64,
    precision: Precision,
}

/// The field of the cost, read out.
///
/// ```
/// use grad_check::__private::{LayoutHint, outcome_cost, outcome_gradient};
/// let answer = outcome_cost(1.5).beside(&outcome_gradient(&[2.5, 3.5]), &LayoutHint::default());
/// assert_eq!(answer.map(|answer| answer.cost), Ok(1.5));
/// ```
#[doc(hidden)]
pub fn outcome_cost<C: Real>(cost: C) -> CostField {
    CostField {
        cost: cost.get(),
        precision: C::PRECISION,
    }
}

/// A gradient as such.
#[doc(hidden)]
pub fn outcome_gradient<G: Flatten>(gradient: &G) -> &dyn Flatten {
    gradient
}

impl CostField {
    /// The outcome with these gradients.
    ///
    /// # Errors
    /// None: it is of the form that outcomes have.
    pub fn beside(self, gradients: &dyn Flatten, expected: &LayoutHint) -> Result<Answer, String> {
        let answer = (self.cost, gradients).answer_as(expected)?;
        let precision = self.precision.coarser(answer.precision);
        Ok(Answer {
            precision,
            ..answer
        })
    }
}
