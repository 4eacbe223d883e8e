//! A model with a planted mistake, drawn from a seed.

use crate::fair::Pair;
use crate::families::{self, Family};
use crate::fault::{Fault, Noise};
use crate::graph::Matrix;
use crate::mistakes::{self, Change, Kind, Planted, What};
use crate::model::Model;
use crate::point::Named;
use grad_check::Rng;
use std::ops::Range;

/// Draws of a model and a mistake, until a pair is fair.
const DRAWS: usize = 120;
/// Draws after which a family has no place for a kind.
const LOOKED_FOR: usize = 25;
/// Rounding to f32 must leave this share of a block's norm, ten times the tolerance in f64: less may pass.
const SEEN: f64 = 1e-6;

/// A planted mistake.
pub(crate) struct Case {
    pub(crate) kind: &'static Kind,
    pub(crate) seed: u64,
    pub(crate) model: Model,
    pub(crate) planted: Planted,
    /// The blocks whose gradient is wrong, where there is a gradient to be compared.
    pub(crate) wrong: Option<Vec<bool>>,
}

impl Case {
    pub(crate) fn name(&self) -> String {
        let (family, kind) = (self.model.family, self.kind.name);
        format!("{family} {} {kind}: {}", self.seed, self.planted.detail)
    }

    /// The names of the last wrong layer and of the first right one.
    pub(crate) fn boundary(&self) -> Option<[Vec<&str>; 2]> {
        let wrong = self.wrong.as_ref()?;
        let named = &self.model.point.named;
        let of = |is_wrong: bool| {
            named
                .iter()
                .zip(wrong)
                .filter(move |(_, w)| **w == is_wrong)
        };
        let last = of(true).map(|(named, _)| named.layer).max()?;
        let first = of(false).map(|(named, _)| named.layer).min()?;
        let names = |layer: usize| {
            let there = |named: &&Named| named.layer == layer;
            named
                .iter()
                .filter(there)
                .map(|named| named.name.as_str())
                .collect()
        };
        (last < first).then(|| [names(last), names(first)])
    }
}

/// The cases of these seeds, of the kinds whose name this is.
pub(crate) fn drawn(seeds: Range<u64>, only: Option<&str>) -> Vec<Case> {
    let kinds = mistakes::ALL
        .iter()
        .filter(|kind| only.is_none_or(|only| only == kind.name));
    let pairs = kinds.flat_map(|kind| families::ALL.iter().map(move |family| (kind, family)));
    let mut cases = Vec::new();
    for (kind, family) in pairs {
        // Where a seed finds no place for a mistake, or no fair one, others may.
        let of_pair: Vec<Case> = seeds
            .clone()
            .filter_map(|seed| draw(kind, family, seed))
            .collect();
        cases.extend(of_pair);
    }
    cases
}

/// The right models of these seeds.
pub(crate) fn right(seeds: Range<u64>) -> impl Iterator<Item = (u64, Model)> {
    let pairs = seeds.flat_map(|seed| families::ALL.iter().map(move |family| (seed, family)));
    pairs.map(|(seed, family)| {
        let rng = &mut Rng::new(seed).stream(family.0);
        (seed, families::alive(family, rng))
    })
}

/// The first fair case of a seed.
fn draw(kind: &'static Kind, family: &Family, seed: u64) -> Option<Case> {
    let mut found_a_place = false;
    let mut draws = (0..DRAWS).map_while(|draw| {
        let stream = format!("{}, {}, {draw}", family.0, kind.name);
        let rng = &mut Rng::new(seed).stream(&stream);
        let mut model = families::alive(family, rng);
        let planted = (kind.plant)(&model, rng);
        found_a_place |= planted.is_some();
        let case = planted.and_then(|mut planted| {
            if let Some(moved) = planted.model.take() {
                model = moved;
            }
            fair(kind, seed, model, planted)
        });
        (found_a_place || draw < LOOKED_FOR).then_some(case)
    });
    draws.find_map(|case| case)
}

/// The case, if it is fair.
fn fair(kind: &'static Kind, seed: u64, model: Model, planted: Planted) -> Option<Case> {
    let wrong = match &planted.what {
        What::Nothing | What::Stale(_) | What::Dropout(_) | What::OtherCost(_) => None,
        What::Inside(Fault::Single) => {
            let pair = pair(&model, &planted.what);
            let changes = (0..pair.right.len()).map(|at| pair.change(at));
            if changes.fold(0.0, f64::max) < SEEN {
                return None;
            }
            None
        }
        what => Some(pair(&model, what).wrong_blocks(kind, &model)?),
    };
    let case = Case {
        kind,
        seed,
        model,
        planted,
        wrong,
    };
    // Everything from the input up to a layer is wrong, and everything after it right.
    let is_as_named = kind.name != "wrong_from_layer" || case.boundary().is_some();
    is_as_named.then_some(case)
}

/// The gradient as it should be, and as it is.
pub(crate) fn pair(model: &Model, what: &What) -> Pair {
    let theta = &model.point.arrays;
    let evaluate = |fault: &Fault| model.graph.evaluate(theta, fault, &mut Noise::None).1;
    let right = evaluate(&Fault::None);
    let changed = |mut gradient: Vec<Matrix>, change: &Change| {
        change(theta, &mut gradient);
        gradient
    };
    let wrong = match what {
        What::Inside(fault) => evaluate(fault),
        What::After(change) => changed(right.clone(), change),
        What::Both(fault, change) => changed(evaluate(fault), change),
        _ => right.clone(),
    };
    Pair { right, wrong }
}
