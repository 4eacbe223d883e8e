//! Mistakes that can be read off the numbers, though none of them is a constant: beside a penalty that is right, in
//! a chain rule, in a triangle.

use super::penalties::of_role;
use super::{Planted, block, choose, is_matrix};
use crate::fault::Fault;
use crate::model::{Model, below, pick};
use crate::point::Role;
use grad_check::Rng;

/// The data term's gradient is multiplied, and the penalty's is right.
fn scaled(model: &Model, factor: f64) -> Option<Planted> {
    let penalty = model.penalty?;
    let weights = of_role(model, Role::Weight);
    let is_told = weights.iter().any(|&at| model.point.arrays[at].len() > 3);
    let detail = format!("the data term × {factor}");
    is_told.then(|| Planted {
        factor: Some(factor),
        ..Planted::after(detail, move |theta, gradient| {
            for (at, g) in gradient.iter_mut().enumerate() {
                *g *= factor;
                if weights.contains(&at) {
                    let of = |t: f64| if penalty.is_l1 { t.signum() } else { t };
                    let slope = theta[at].mapv(of);
                    g.scaled_add((1.0 - factor) * penalty.lambda, &slope);
                }
            }
        })
    })
}

pub(super) fn data_flipped(model: &Model, _: &mut Rng) -> Option<Planted> {
    scaled(model, -1.0)
}

pub(super) fn data_scaled(model: &Model, rng: &mut Rng) -> Option<Planted> {
    let samples = model.samples as f64;
    let factors: &[f64] = if samples < 2.0 {
        &[2.0, 0.5]
    } else {
        &[2.0, 0.5, samples, 1.0 / samples]
    };
    scaled(model, pick(rng, factors))
}

/// The penalty's slope is divided by the number of samples.
pub(super) fn penalty_over_samples(model: &Model, _: &mut Rng) -> Option<Planted> {
    model.penalty.filter(|penalty| !penalty.is_l1)?;
    let weights = of_role(model, Role::Weight);
    let is_one_number = weights.iter().any(|&at| model.point.arrays[at].len() == 1);
    let is_fit = !is_one_number && model.samples > 2;
    let detail = "the penalty's slope over the samples".to_owned();
    is_fit.then(|| Planted::inside(detail, Fault::Penalty(weights, 1.0 / model.samples as f64)))
}

/// A gradient by exp θ for one by θ, or a factor that is another parameter.
pub(super) fn chain_rule(model: &Model, rng: &mut Rng) -> Option<Planted> {
    let at = block(model, rng, |at| model.point.arrays[at].len() > 2)?;
    let columns = model.point.arrays[at].ncols();
    let is_vector = |other: &usize| {
        let array = &model.point.arrays[*other];
        *other != at && array.nrows() == 1 && array.ncols() == columns && columns > 1
    };
    let others: Vec<usize> = (0..model.point.arrays.len()).filter(is_vector).collect();
    let name = &model.point.named[at].name;
    if let Some(other) = choose(rng, &others).filter(|_| below(rng, 2) == 0) {
        let detail = format!("{name} over {}", model.point.named[other].name);
        return Some(Planted::after(detail, move |theta, gradient| {
            gradient[at] = &gradient[at] / &theta[other];
        }));
    }
    Some(Planted::after(
        format!("{name} by exp"),
        move |theta, gradient| {
            gradient[at] = &gradient[at] * &theta[at].mapv(|t| (-t).exp());
        },
    ))
}

/// Entries off the diagonal of a square matrix are doubled.
pub(super) fn triangle(model: &Model, rng: &mut Rng) -> Option<Planted> {
    let at = block(model, rng, |at| {
        let (rows, columns) = model.point.arrays[at].dim();
        rows == columns && is_matrix(model, at, 3)
    })?;
    Some(Planted::block(model, at, "doubled off the diagonal", |g| {
        let mut g = g.clone();
        let cells = g.indexed_iter_mut();
        cells
            .filter(|((i, j), _)| i != j)
            .for_each(|(_, g)| *g *= 2.0);
        g
    }))
}

pub(super) fn theta_returned(model: &Model, rng: &mut Rng) -> Option<Planted> {
    let at = block(model, rng, |at| model.point.arrays[at].len() > 2)?;
    let detail = format!("θ for {}", model.point.named[at].name);
    Some(Planted::after(detail, move |theta, gradient| {
        gradient[at].assign(&theta[at]);
    }))
}

/// Two components of a block at each other's place.
pub(super) fn two_exchanged(model: &Model, rng: &mut Rng) -> Option<Planted> {
    let at = block(model, rng, |at| model.point.arrays[at].len() > 4)?;
    let count = model.point.arrays[at].len();
    let (a, columns) = (below(rng, count), model.point.arrays[at].ncols());
    let b = (a + 1 + below(rng, count - 1)) % count;
    let cell = move |i: usize| (i / columns, i % columns);
    Some(Planted::block(model, at, "two exchanged", move |g| {
        let mut g = g.clone();
        g.swap(cell(a), cell(b));
        g
    }))
}
