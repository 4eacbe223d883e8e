//! Mistakes in one block that none of the kinds describes, while all other blocks are right.

use super::{Planted, block, choose, inside, order};
use crate::fair::norm;
use crate::fault::{Fault, Noise};
use crate::graph::{Matrix, Op};
use crate::model::{Model, below, pick};
use grad_check::Rng;
use ndarray::Axis;

/// A distortion leaves numbers of fewer components too much alike.
const LEAST: usize = 3;
/// Products of two values in each step of an LSTM.
const GATES: usize = 3;

/// Each component times a factor of its own: all of one sign, or not.
pub(super) fn own_factors(model: &Model, rng: &mut Rng) -> Option<Planted> {
    let at = block(model, rng, |at| model.point.arrays[at].len() > 1)?;
    let is_positive = below(rng, 2) == 0;
    let numbers: Matrix = rng.randn(model.point.arrays[at].dim());
    let factors = numbers.mapv(|x| if is_positive { (0.7 * x).exp() } else { x });
    Some(Planted::block(model, at, "own factors", move |g| {
        g * &factors
    }))
}

/// Random numbers, of the norm that the gradient has.
pub(super) fn other_numbers(model: &Model, rng: &mut Rng) -> Option<Planted> {
    let at = block(model, rng, |at| model.point.arrays[at].len() > 1)?;
    let numbers: Matrix = rng.randn(model.point.arrays[at].dim());
    let direction = &numbers / norm(&numbers);
    Some(Planted::block(model, at, "random numbers", move |g| {
        &direction * norm(g)
    }))
}

/// About half of the components, at least three, and all but two at most.
pub(super) fn noise_in_half(model: &Model, rng: &mut Rng) -> Option<Planted> {
    let at = block(model, rng, |at| model.point.arrays[at].len() >= LEAST + 2)?;
    let dimensions = model.point.arrays[at].dim();
    let count = dimensions.0 * dimensions.1;
    let hit = order::order(rng, count);
    let hit = &hit[..(count / 2).clamp(LEAST, count - 2)];
    let columns = dimensions.1;
    let is_relative = below(rng, 2) == 0;
    let noise = Matrix::from_shape_fn(dimensions, |(i, j)| {
        if hit.contains(&(i * columns + j)) {
            rng.normal()
        } else {
            0.0
        }
    });
    let detail = format!("noise in {} of {count} components", hit.len());
    Some(Planted::block(model, at, &detail, move |g| {
        let size = scale(g);
        if is_relative {
            g * &(1.0 + &noise)
        } else {
            g + &(&noise * size)
        }
    }))
}

/// The size of a component.
fn scale(g: &Matrix) -> f64 {
    norm(g) / (g.len() as f64).sqrt()
}

/// x |x|, tanh x or a root, on the scale of the block.
pub(super) fn distorted(model: &Model, rng: &mut Rng) -> Option<Planted> {
    let at = block(model, rng, |at| model.point.arrays[at].len() >= LEAST)?;
    let (detail, distort): (_, fn(f64) -> f64) = pick(
        rng,
        &[
            ("x |x|", |x| x * x.abs()),
            ("tanh x", f64::tanh),
            ("√|x| with the sign of x", |x| x.abs().sqrt().copysign(x)),
        ],
    );
    Some(Planted::block(model, at, detail, move |g| {
        let size = scale(g);
        g.mapv(|x| size * distort(x / size))
    }))
}

/// What some samples contribute to a component stands at the next one, in its row or its column.
pub(super) fn next_place(model: &Model, rng: &mut Rng) -> Option<Planted> {
    let samples = model.samples;
    let at = block(model, rng, |at| model.point.arrays[at].len() >= LEAST)?;
    let lengths = model.point.arrays[at].dim();
    let axis = Axis(below(rng, 2));
    let length = [lengths.0, lengths.1][axis.index()];
    if samples < 2 || length < 2 {
        return None;
    }
    let is_rest = |i: usize| f64::from(u8::from(i >= samples / 2));
    let rest = Fault::Samples((0..samples).map(is_rest).collect());
    let graph = model.graph.clone();
    let name = &model.point.named[at].name;
    let detail = format!(
        "half of the samples one place on along axis {} in {name}",
        axis.index()
    );
    let from: Vec<usize> = (0..length).map(|k| (k + length - 1) % length).collect();
    Some(Planted::after(detail, move |theta, gradient| {
        let (_, of_rest) = graph.evaluate(theta, &rest, &mut Noise::None);
        let of_first = &gradient[at] - &of_rest[at];
        gradient[at] = &of_rest[at] + &of_first.select(axis, &from);
    }))
}

/// One block computed with a mistake in the chain rule that the other blocks are computed without.
pub(super) fn other_formula(model: &Model, rng: &mut Rng) -> Option<Planted> {
    let at = block(model, rng, |at| model.point.arrays[at].len() > 1)?;
    let fault = formula(model, rng)?;
    let graph = model.graph.clone();
    let detail = format!("{fault:?} in {} alone", model.point.named[at].name);
    Some(Planted::after(detail, move |theta, gradient| {
        let (_, mut of_fault) = graph.evaluate(theta, &fault, &mut Noise::None);
        gradient[at] = of_fault.swap_remove(at);
    }))
}

/// A term or a factor of the chain rule that is dropped, or another one.
fn formula(model: &Model, rng: &mut Rng) -> Option<Fault> {
    let graph = &model.graph;
    let activated = graph.sites(|op| matches!(op, Op::Activated(..)));
    let normalised = graph.sites(|op| matches!(op, Op::Normalised(..)));
    let square = inside::weights(model).into_iter();
    let square = square.filter(|(_, (rows, columns))| rows == columns);
    let products: Vec<usize> = (0..graph.steps.len())
        .filter(|&id| matches!(graph.steps[id], Op::Times(..)))
        .collect();
    // The same product in each step of a sequence.
    let gates = 0..GATES.min(products.len());
    let of_gate = |gate: usize| products.iter().copied().skip(gate).step_by(GATES);
    let has = |sort: fn(&Op) -> bool| graph.steps.iter().any(sort);
    let mut faults: Vec<Fault> = Vec::new();
    faults.extend(activated.iter().map(|&site| Fault::SlopeMissing(site)));
    faults.extend(activated.iter().map(|&site| Fault::SlopeAtOutput(site)));
    faults.extend(normalised.into_iter().map(Fault::StatisticsConstant));
    faults.extend(square.map(|(site, _)| Fault::Untransposed(site)));
    faults.extend(gates.map(|gate| Fault::FactorDropped(of_gate(gate).collect())));
    if has(|op| matches!(op, Op::Softmax(_))) {
        faults.push(Fault::SoftmaxUncentred);
    }
    if has(|op| matches!(op, Op::Evidence(..))) {
        faults.extend([[1.0, 0.0], [0.0, 1.0], [1.0, 2.0]].map(Fault::EvidenceOf));
    }
    let of: Vec<usize> = (0..faults.len()).collect();
    choose(rng, &of).map(|at| faults.swap_remove(at))
}
