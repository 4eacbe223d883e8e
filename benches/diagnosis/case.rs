//! A model with a planted mistake, drawn from a seed.

use crate::fair::Pair;
use crate::families::{self, Family};
use crate::fault::{Fault, Noise};
use crate::mistakes::{self, Kind, Planted, What};
use crate::model::Model;
use crate::point::Named;
use grad_check::Rng;
use std::ops::Range;

/// Draws of a model and a mistake until a pair is fair; what fails so often isn't there to be found.
const DRAWS: usize = 120;
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
        for seed in seeds.clone() {
            match draw(kind, family, seed) {
                Some(case) => cases.push(case),
                // Where one seed finds no place for a mistake, others rarely do.
                None => break,
            }
        }
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

fn draw(kind: &'static Kind, family: &Family, seed: u64) -> Option<Case> {
    (0..DRAWS).find_map(|draw| {
        let stream = format!("{}, {}, {draw}", family.0, kind.name);
        let rng = &mut Rng::new(seed).stream(&stream);
        let mut model = families::alive(family, rng);
        let mut planted = (kind.plant)(&model, rng)?;
        if let Some(moved) = planted.model.take() {
            model = moved;
        }
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
        (kind.name != "wrong_from_layer" || case.is_from_layer()).then_some(case)
    })
}

/// The gradient as it should be, and as it is.
fn pair(model: &Model, what: &What) -> Pair {
    let theta = &model.point.arrays;
    let evaluate = |fault: &Fault| model.graph.evaluate(theta, fault, &mut Noise::None).1;
    let right = evaluate(&Fault::None);
    let wrong = match what {
        What::Inside(fault) => evaluate(fault),
        What::After(change) => {
            let mut gradient = right.clone();
            change(theta, &mut gradient);
            gradient
        }
        _ => right.clone(),
    };
    Pair { right, wrong }
}

impl Case {
    /// Whether everything from the input up to a layer is wrong, and everything after it right.
    fn is_from_layer(&self) -> bool {
        self.boundary().is_some()
    }
}
