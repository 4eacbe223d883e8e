//! Two blocks, each with a mistake of its own.

use super::{ALL, Change, Kind, Planted, What, choose};
use crate::case;
use crate::fault::Fault;
use crate::model::Model;
use grad_check::Rng;
use std::rc::Rc;

/// Mistakes that one block can have by itself.
const OF_A_BLOCK: [&str; 16] = [
    "sign_flipped",
    "constant_factor",
    "l2_missing",
    "l2_factor",
    "l1_missing",
    "bias_regularised",
    "transposed",
    "reshaped",
    "reversed",
    "shifted",
    "permuted",
    "zero_or_detached",
    "row_or_column",
    "single_component",
    "bias_not_summed",
    "additive_constant",
];

/// Two mistakes of different kinds, each fair by itself and of one block.
pub(super) fn two(model: &Model, rng: &mut Rng) -> Option<Planted> {
    let kinds: Vec<&Kind> = ALL
        .iter()
        .filter(|kind| OF_A_BLOCK.contains(&kind.name))
        .collect();
    let [one, other] = [(); 2].map(|()| choose(rng, &kinds));
    let (one, other) = (
        of_a_block(one?, model, rng)?,
        of_a_block(other?, model, rng)?,
    );
    let ((at, kind), (other_at, other_kind)) = (one.each[0], other.each[0]);
    if at == other_at || kind == other_kind {
        return None;
    }
    let detail = format!(
        "{kind} ({}), and {other_kind} ({})",
        one.detail, other.detail
    );
    let (fault, change) = together(after(one.what, model), after(other.what, model))?;
    Some(Planted {
        each: vec![(at, kind), (other_at, other_kind)],
        ..Planted::new(detail, What::Both(fault, change))
    })
}

/// A fair mistake of this kind, if it is of one block.
fn of_a_block(kind: &Kind, model: &Model, rng: &mut Rng) -> Option<Planted> {
    let planted = (kind.plant)(model, rng)?;
    let wrong = case::pair(model, &planted.what).wrong_blocks(kind, model)?;
    let mut hit = (0..wrong.len()).filter(|&at| wrong[at]);
    let (at, none) = (hit.next()?, hit.next());
    none.is_none().then_some(Planted {
        each: vec![(at, kind.name)],
        ..planted
    })
}

/// What is done to a penalty's slope, as what is done to the gradient.
fn after(what: What, model: &Model) -> What {
    let (What::Inside(Fault::Penalty(hit, factor)), Some(penalty)) = (&what, model.penalty) else {
        return what;
    };
    let (hit, more) = (hit.clone(), factor - 1.0);
    What::After(Rc::new(move |theta, gradient| {
        for &at in &hit {
            gradient[at].scaled_add(more, &penalty.slope(&theta[at], 0.0));
        }
    }))
}

/// Both, if at most one of them is made in the backward pass.
fn together(one: What, other: What) -> Option<(Fault, Change)> {
    match (one, other) {
        (What::After(one), What::After(other)) => {
            let both = move |theta: &[_], gradient: &mut [_]| {
                one(theta, gradient);
                other(theta, gradient);
            };
            Some((Fault::None, Rc::new(both)))
        }
        (What::Inside(fault), What::After(change)) | (What::After(change), What::Inside(fault)) => {
            Some((fault, change))
        }
        _ => None,
    }
}
