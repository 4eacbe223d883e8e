//! Kinds of mistakes, and how each is planted.

// All kinds are planted by functions of one signature, also those that apply to every model.
#![allow(clippy::unnecessary_wraps)]

mod inside;
mod no_kind;
mod numbers;
mod order;
mod penalties;
mod readable;
mod two;
mod whole;

use crate::fault::{Fault, Target};
use crate::graph::Matrix;
use crate::model::{Model, below};
use grad_check::Rng;
pub(crate) use order::{column_major, reverse, shift};
use std::rc::Rc;
pub(crate) use whole::dropout;

/// A kind of mistake, and how one is drawn in a model; none where the model hasn't what it takes.
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    /// The kind that a finding should have: of the same name, where there is one.
    pub(crate) expected: &'static str,
    pub(crate) plant: fn(&Model, &mut Rng) -> Option<Planted>,
    /// Kinds that say of the same numbers less, or the same in other words.
    pub(crate) within: &'static [&'static str],
}

/// A mistake in a model.
#[derive(Clone)]
pub(crate) struct Planted {
    /// What exactly, for a person.
    pub(crate) detail: String,
    pub(crate) what: What,
    /// The model at another point, where the mistake needs one.
    pub(crate) model: Option<Model>,
    /// What the gradient is multiplied by, where that is the mistake.
    pub(crate) factor: Option<f64>,
    /// The blocks that have a mistake each, and of which kind, where there are several mistakes.
    pub(crate) each: Vec<(usize, &'static str)>,
}

/// What is done to the gradient, given the parameters.
pub(crate) type Change = Rc<dyn Fn(&[Matrix], &mut [Matrix])>;

/// What is made of the cost, given the parameters.
pub(crate) type Cost = Rc<dyn Fn(f64, &[Matrix]) -> f64>;

/// How a mistake is made.
#[derive(Clone)]
pub(crate) enum What {
    Nothing,
    /// To a gradient that is right.
    After(Change),
    /// In the backward pass.
    Inside(Fault),
    /// In the backward pass, and then to its gradient.
    Both(Fault, Change),
    /// The gradient is that of the previous call; of the first, at these parameters if there are some.
    Stale(Option<Vec<Matrix>>),
    /// A mask is drawn in each call.
    Dropout(Target),
    /// The function of the cost alone is another one.
    OtherCost(Cost),
}

impl Planted {
    fn new(detail: impl Into<String>, what: What) -> Self {
        Self {
            detail: detail.into(),
            what,
            model: None,
            factor: None,
            each: Vec::new(),
        }
    }

    fn after(detail: String, change: impl Fn(&[Matrix], &mut [Matrix]) + 'static) -> Self {
        Self::new(detail, What::After(Rc::new(change)))
    }

    /// One block is changed.
    fn block(
        model: &Model,
        at: usize,
        detail: &str,
        change: impl Fn(&Matrix) -> Matrix + 'static,
    ) -> Self {
        let detail = format!("{detail} in {}", model.point.named[at].name);
        Self::after(detail, move |_, gradient| {
            gradient[at] = change(&gradient[at]);
        })
    }

    fn inside(detail: impl Into<String>, fault: Fault) -> Self {
        Self::new(detail, What::Inside(fault))
    }
}

const fn kind(
    name: &'static str,
    plant: fn(&Model, &mut Rng) -> Option<Planted>,
    within: &'static [&'static str],
) -> Kind {
    Kind {
        name,
        expected: name,
        plant,
        within,
    }
}

/// One of the mistakes of no kind.
const fn of_no_kind(name: &'static str, plant: fn(&Model, &mut Rng) -> Option<Planted>) -> Kind {
    Kind {
        expected: NO_KIND,
        ..kind(name, plant, &[])
    }
}

/// All of them. `within` also holds what a part of the numbers may look like by the nature of the kind: a
/// kink is at one component.
pub(crate) const ALL: [Kind; 42] = [
    kind("sign_flipped", numbers::sign_flipped, &[]),
    kind("constant_factor", numbers::constant_factor, &[]),
    kind(
        "whole_cost_scaled",
        numbers::whole_cost_scaled,
        &["constant_factor"],
    ),
    kind("l2_missing", penalties::l2_missing, &["l2"]),
    kind("l2_factor", penalties::l2_factor, &["l2"]),
    kind("l1_missing", penalties::l1_missing, &["l1"]),
    kind("bias_regularised", penalties::bias_regularised, &["l2"]),
    kind("transposed", order::transposed, &["permuted"]),
    kind("reshaped", order::reshaped, &["permuted"]),
    kind("reversed", order::reversed, &["permuted"]),
    kind("shifted", order::shifted, &["permuted"]),
    kind("permuted", order::permuted, &[]),
    kind("blocks_exchanged", order::blocks_exchanged, &[]),
    kind(
        "zero_or_detached",
        numbers::zero_or_detached,
        &["row_or_column"],
    ),
    kind("row_or_column", numbers::row_or_column, &[]),
    kind(
        "single_component",
        numbers::single_component,
        &["row_or_column"],
    ),
    Kind {
        expected: "another_cost",
        ..kind("some_samples_only", inside::some_samples_only, &[])
    },
    kind("bias_not_summed", inside::bias_not_summed, &[]),
    kind("mask", inside::mask, &[]),
    kind("additive_constant", numbers::additive_constant, &[]),
    kind("linear_term", numbers::linear_term, &[]),
    kind("quadratic_term", numbers::quadratic_term, &[]),
    kind("wrong_from_layer", inside::wrong_from_layer, &[]),
    kind("stale_state", whole::stale_state, &[]),
    kind("nondeterministic", whole::nondeterministic, &[]),
    kind("precision", whole::precision, &[]),
    kind("wrong_cost_function", whole::wrong_cost_function, &[]),
    kind(
        "kink",
        whole::kink,
        &[
            "single_component",
            "row_or_column",
            "sign_flipped",
            "constant_factor",
        ],
    ),
    Kind {
        expected: "sign_flipped",
        ..kind("data_flipped", readable::data_flipped, OF_DATA)
    },
    Kind {
        expected: "constant_factor",
        ..kind("data_scaled", readable::data_scaled, OF_DATA)
    },
    Kind {
        expected: "l2_factor",
        ..kind(
            "penalty_over_samples",
            readable::penalty_over_samples,
            &["l2"],
        )
    },
    kind("chain_rule", readable::chain_rule, &["row_or_column"]),
    kind("triangle", readable::triangle, &[]),
    kind("theta_returned", readable::theta_returned, &[]),
    Kind {
        expected: "permuted",
        ..kind("two_exchanged", readable::two_exchanged, &["permuted"])
    },
    of_no_kind("own_factors", no_kind::own_factors),
    of_no_kind("other_numbers", no_kind::other_numbers),
    of_no_kind("noise_in_half", no_kind::noise_in_half),
    of_no_kind("distorted", no_kind::distorted),
    of_no_kind("next_place", no_kind::next_place),
    of_no_kind("other_formula", no_kind::other_formula),
    kind(TWO, two::two, &["permuted", "row_or_column", "l2"]),
];

/// What a block without a penalty looks like where the data term is scaled.
const OF_DATA: &[&str] = &["sign_flipped", "constant_factor"];

/// What is expected of mistakes of none of the kinds that a finding can name, and two mistakes at once: both
/// are counted apart from single mistakes of those kinds.
pub(crate) const NO_KIND: &str = "unexplained";
pub(crate) const TWO: &str = "two_mistakes";

impl Kind {
    /// Whether it is a single mistake of a kind that a finding can name.
    pub(crate) fn is_plain(&self) -> bool {
        ![NO_KIND, TWO].contains(&self.expected)
    }
}

/// A random block of those that are fit.
fn block(model: &Model, rng: &mut Rng, is_fit: impl Fn(usize) -> bool) -> Option<usize> {
    let fit: Vec<usize> = (0..model.point.arrays.len())
        .filter(|&at| is_fit(at))
        .collect();
    choose(rng, &fit)
}

fn choose<T: Copy>(rng: &mut Rng, of: &[T]) -> Option<T> {
    (!of.is_empty()).then(|| of[below(rng, of.len())])
}

/// Whether a block is a matrix with at least so many rows and columns.
fn is_matrix(model: &Model, at: usize, least: usize) -> bool {
    let shape = &model.point.named[at].shape;
    shape.len() == 2 && shape.iter().all(|&length| length >= least)
}
