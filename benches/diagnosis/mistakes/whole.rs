//! Mistakes of the function as a whole, and those that only a special point shows.

use super::{Planted, What, block, choose};
use crate::fault::{Fault, Noise, Target};
use crate::graph::{Graph, Id, Matrix, Op};
use crate::model::{Model, below, pick};
use crate::point::Role;
use grad_check::Rng;
use std::rc::Rc;

/// What a slope at a kink is taken for, outside every interval.
const OUTSIDE: f64 = 3.0;

/// The gradient is that of the call before; before the first there was one at another point, or none.
pub(super) fn stale_state(model: &Model, rng: &mut Rng) -> Option<Planted> {
    let is_elsewhere = below(rng, 2) == 0;
    let elsewhere = || -> Vec<Matrix> {
        let moved = model.point.arrays.iter();
        moved
            .map(|t| t + &rng.randn::<f64, _>(t.dim()).mapv_into(|x| 0.1 * x))
            .collect()
    };
    let first = is_elsewhere.then(elsewhere);
    let detail = if is_elsewhere {
        "a first state elsewhere"
    } else {
        "a first state here"
    };
    Some(Planted::new(detail, What::Stale(first)))
}

/// A mask of dropout, drawn at each call. A covariance with holes would be none.
pub(super) fn nondeterministic(model: &Model, rng: &mut Rng) -> Option<Planted> {
    if model.samples == 0 {
        return None;
    }
    let sites = model.graph.sites(|op| matches!(op, Op::Activated(..)));
    let of_product = |op: &Op| matches!(op, Op::Product(..));
    let at = match choose(rng, &sites) {
        Some(site) => Target::Site(site),
        None => Target::Step(model.graph.steps.iter().position(of_product)?),
    };
    Some(Planted::new(
        format!("dropout at {at:?}"),
        What::Dropout(at),
    ))
}

/// The gradient goes through f32, and the cost doesn't.
pub(super) fn precision(_: &Model, _: &mut Rng) -> Option<Planted> {
    Some(Planted::inside("through f32", Fault::Single))
}

/// The function of the cost is scaled, or has no penalty.
pub(super) fn wrong_cost_function(model: &Model, rng: &mut Rng) -> Option<Planted> {
    let samples = model.samples.max(2) as f64;
    if let Some(penalty) = model.penalty.filter(|_| below(rng, 2) == 0) {
        let named = Rc::clone(&model.point.named);
        let without = move |cost: f64, theta: &[Matrix]| {
            let blocks = named.iter().zip(theta);
            let weights = blocks.filter(|(named, _)| named.role == Role::Weight);
            cost - weights.map(|(_, w)| penalty.value(w)).sum::<f64>()
        };
        return Some(Planted::new(
            "no penalty",
            What::OtherCost(Rc::new(without)),
        ));
    }
    let factor = pick(rng, &[samples, 1.0 / samples, 2.0, 0.5]);
    let scaled = move |cost: f64, _: &[Matrix]| factor * cost;
    Some(Planted::new(
        format!("× {factor}"),
        What::OtherCost(Rc::new(scaled)),
    ))
}

/// A slope outside the interval between those of the two sides of a kink that the point is on.
pub(super) fn kink(model: &Model, rng: &mut Rng) -> Option<Planted> {
    let mut there = model.clone();
    let detail = if model.penalty.is_some_and(|penalty| penalty.is_l1) {
        let at = block(model, rng, |at| model.point.named[at].role == Role::Weight)?;
        let component = below(rng, model.point.arrays[at].len());
        let number = there.point.arrays[at].iter_mut().nth(component);
        number.into_iter().for_each(|w| *w = 0.0);
        format!("|w| at w = 0 in {}", model.point.named[at].name)
    } else {
        let (data, bias) = first_unit(&model.graph)?;
        let Op::Constant(data) = &mut there.graph.steps[data] else {
            return None;
        };
        data.row_mut(0).fill(0.0);
        let biases = &mut there.point.arrays[bias];
        let unit = below(rng, biases.len());
        biases[[0, unit]] = 0.0;
        format!(
            "a piecewise linear activation at z = 0 in {}",
            model.point.named[bias].name
        )
    };
    let mut planted = Planted::inside(detail, Fault::AtKink(OUTSIDE));
    planted.model = Some(there);
    Some(planted)
}

/// The data and the bias of a piecewise linear activation that sees nothing but x W + b.
fn first_unit(graph: &Graph) -> Option<(Id, usize)> {
    let steps = &graph.steps;
    steps.iter().find_map(|op| {
        let Op::Activated(z, activation, _) = op else {
            return None;
        };
        let Op::AddRow(product, b) = steps[*z] else {
            return None;
        };
        let (Op::Product(x, ..), Op::Parameter(bias)) = (&steps[product], &steps[b]) else {
            return None;
        };
        let is_first = activation.is_piecewise() && matches!(steps[*x], Op::Constant(_));
        is_first.then_some((*x, *bias))
    })
}

/// The dropout of a function that draws a mask at each call.
pub(crate) fn dropout(at: Target, seed: u64) -> Noise {
    Noise::Dropout {
        at,
        rng: Rng::new(seed).stream("dropout"),
        masks: Vec::new(),
    }
}
