//! Whether the function gives the same answer for the same parameters.
//!
//! It is asked again before anything is suspected, since scatter would look like a mistake, and once
//! more at the end of the check, after it has been at other points: caches and counters show then.

use super::{Evaluation, Objective};
use crate::norm::{largest, norm};
use crate::parameters::Block;
use crate::precision::Precision;
use crate::report::{Place, Problem};

/// Two gradients are the same up to this many roundoffs of their largest component: a sum in another
/// order.
const SAME_WITHIN: f64 = 8.0;
/// Further answers by which a scatter is measured.
const FURTHER: usize = 5;
/// The noise that a scatter of this standard deviation is taken for.
const WIDENED: f64 = 1.5;

/// The scatter of the cost at the test point: zero where it repeats bit by bit, σ where it scatters
/// as a sum in changing order does, a problem where it is random.
pub(crate) fn scatter(
    model: &mut dyn Objective,
    theta: &[f64],
    blocks: &[Block],
    first: &Evaluation,
) -> Result<f64, Problem> {
    let again = answer(model, theta)?;
    same_gradient(model.precision(), blocks, first, &again)?;
    if again.cost.to_bits() == first.cost.to_bits() {
        return Ok(0.0);
    }
    let mut costs = vec![first.cost, again.cost];
    for _ in 0..FURTHER {
        costs.push(answer(model, theta)?.cost);
    }
    let mean = costs.iter().sum::<f64>() / costs.len() as f64;
    let deviations = costs.iter().map(|cost| cost - mean);
    let deviation = norm(deviations) / ((costs.len() - 1) as f64).sqrt();
    if deviation <= reordering(model.precision(), first) {
        Ok(WIDENED * deviation)
    } else {
        Err(Problem::CostNotRepeatable {
            first: first.cost,
            again: again.cost,
        })
    }
}

/// Whether the function still gives the answer that it gave at first.
pub(crate) fn still_the_same(
    model: &mut dyn Objective,
    theta: &[f64],
    blocks: &[Block],
    first: &Evaluation,
) -> Result<(), Problem> {
    let again = answer(model, theta)?;
    same_answer(model.precision(), blocks, first, &again)
}

/// Whether two answers for the same parameters are the same.
pub(crate) fn same_answer(
    precision: Precision,
    blocks: &[Block],
    first: &Evaluation,
    again: &Evaluation,
) -> Result<(), Problem> {
    if (again.cost - first.cost).abs() > reordering(precision, first) {
        return Err(Problem::CostNotRepeatable {
            first: first.cost,
            again: again.cost,
        });
    }
    same_gradient(precision, blocks, first, again)
}

fn answer(model: &mut dyn Objective, theta: &[f64]) -> Result<Evaluation, Problem> {
    let evaluation = model.again(theta);
    evaluation.map_err(|failure| failure.at(Place::TestPoint))
}

/// What adding up in another order may change: half of the digits at the very most.
fn reordering(precision: Precision, first: &Evaluation) -> f64 {
    precision.unit_roundoff().sqrt() * first.cost.abs()
}

fn same_gradient(
    precision: Precision,
    blocks: &[Block],
    first: &Evaluation,
    again: &Evaluation,
) -> Result<(), Problem> {
    // Where the cost itself scatters, the gradient may as well.
    let within = if first.cost.to_bits() == again.cost.to_bits() {
        SAME_WITHIN * precision.unit_roundoff()
    } else {
        precision.unit_roundoff().sqrt()
    };
    for block in blocks {
        let first_part = &first.gradient[block.range()];
        let again_part = &again.gradient[block.range()];
        let scale = largest(first_part);
        let same = |(a, b): (&f64, &f64)| (a - b).abs() <= within * scale;
        let at = first_part
            .iter()
            .zip(again_part)
            .position(|pair| !same(pair));
        if let Some(i) = at {
            if first.cost.to_bits() != again.cost.to_bits() {
                return Err(Problem::CostNotRepeatable {
                    first: first.cost,
                    again: again.cost,
                });
            }
            return Err(Problem::GradientNotRepeatable {
                component: block.component(i),
                first: first_part[i],
                again: again_part[i],
            });
        }
    }
    Ok(())
}
