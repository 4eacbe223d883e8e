//! Whether `cost = ..` is the cost of the annotated function.

use crate::differentiate::BasePoint;
use crate::evaluate::Objective;
use crate::report::{Place, Problem};
use approx::relative_eq;

/// The cost function and the annotated one agree up to this many roundoffs: a sum in another order.
const SAME_WITHIN: f64 = 8.0;

/// Compare the two at the test point, bit by bit: by how much they differ in their last digits, as two
/// orders of a sum do, if they do. A difference beyond that is a problem.
pub(super) fn same_cost(model: &mut dyn Objective, base: &BasePoint<'_>) -> Result<f64, Problem> {
    let Some(cost) = model.cost(base.theta) else {
        return Ok(0.0);
    };
    let cost = cost.map_err(|f| f.at(Place::TestPoint))?;
    let function = base.evaluation.cost;
    let within = SAME_WITHIN * base.precision.unit_roundoff();
    if cost.to_bits() == function.to_bits() {
        Ok(0.0)
    } else if relative_eq!(cost, function, epsilon = 0.0, max_relative = within) {
        Ok(cost - function)
    } else {
        Err(Problem::WrongCost { function, cost })
    }
}
