//! Penalties that the cost has and the gradient hasn't, or the reverse.

use super::{Planted, choose};
use crate::fault::Fault;
use crate::model::{Model, below, pick};
use crate::point::Role;
use grad_check::Rng;

pub(super) fn l2_missing(model: &Model, rng: &mut Rng) -> Option<Planted> {
    model.penalty.filter(|penalty| !penalty.is_l1)?;
    scaled(model, rng, 0.0)
}

pub(super) fn l2_factor(model: &Model, rng: &mut Rng) -> Option<Planted> {
    model.penalty.filter(|penalty| !penalty.is_l1)?;
    let factor = pick(rng, &[2.0, 0.5]);
    scaled(model, rng, factor)
}

pub(super) fn l1_missing(model: &Model, rng: &mut Rng) -> Option<Planted> {
    model.penalty.filter(|penalty| penalty.is_l1)?;
    scaled(model, rng, 0.0)
}

/// The penalty's slope is multiplied, in one block or in all.
fn scaled(model: &Model, rng: &mut Rng, factor: f64) -> Option<Planted> {
    let weights = of_role(model, Role::Weight);
    let hit = match below(rng, 2) {
        0 => weights,
        _ => vec![choose(rng, &weights)?],
    };
    let names: Vec<&str> = hit
        .iter()
        .map(|&at| model.point.named[at].name.as_str())
        .collect();
    let detail = format!("the penalty's slope × {factor} in {}", names.join(", "));
    let is_one_number = hit.iter().any(|&at| model.point.arrays[at].len() == 1);
    (!is_one_number).then(|| Planted::inside(detail, Fault::Penalty(hit, factor)))
}

pub(super) fn bias_regularised(model: &Model, _: &mut Rng) -> Option<Planted> {
    let lambda = model.penalty.filter(|penalty| !penalty.is_l1)?.lambda;
    let biases = of_role(model, Role::Bias);
    let is_fit = !biases.is_empty() && biases.iter().any(|&at| model.point.arrays[at].len() > 1);
    let detail = format!("+ {lambda:.4} b in every bias");
    is_fit.then(|| {
        Planted::after(detail, move |theta, gradient| {
            for &at in &biases {
                gradient[at].scaled_add(lambda, &theta[at]);
            }
        })
    })
}

pub(super) fn of_role(model: &Model, role: Role) -> Vec<usize> {
    let named = model.point.named.iter().enumerate();
    named
        .filter(|(_, named)| named.role == role)
        .map(|(at, _)| at)
        .collect()
}
