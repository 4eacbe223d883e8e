//! Mistakes inside the backward pass.

use super::{Planted, block, choose, order};
use crate::activation::Activation;
use crate::fault::{Fault, Noise};
use crate::graph::{Matrix, Op, Site};
use crate::model::{Model, below, pick};
use crate::point::Role;
use grad_check::Rng;

/// The last sample, all but one, or half of them; scaled to all of them or not.
pub(super) fn some_samples_only(model: &Model, rng: &mut Rng) -> Option<Planted> {
    let samples = model.samples;
    if samples < 3 {
        return None;
    }
    let (what, kept): (_, Vec<bool>) = match below(rng, 3) {
        0 => (
            "the last sample",
            (0..samples).map(|i| i + 1 == samples).collect(),
        ),
        1 => {
            let lost = below(rng, samples);
            (
                "all samples but one",
                (0..samples).map(|i| i != lost).collect(),
            )
        }
        _ => (
            "half of the samples",
            (0..samples).map(|i| i < samples / 2).collect(),
        ),
    };
    let count = kept.iter().filter(|&&kept| kept).count();
    let (scale, scaled) = match below(rng, 2) {
        0 => (1.0, ""),
        _ => (samples as f64 / count as f64, ", scaled"),
    };
    let weights = kept.into_iter().map(|kept| if kept { scale } else { 0.0 });
    Some(Planted::inside(
        format!("{what}{scaled}"),
        Fault::Samples(weights.collect()),
    ))
}

/// A bias's gradient of one sample only, or the sum over all axes.
pub(super) fn bias_not_summed(model: &Model, rng: &mut Rng) -> Option<Planted> {
    let at = block(model, rng, |at| model.point.named[at].role == Role::Bias)?;
    let (count, samples) = (model.point.arrays[at].len(), model.samples);
    let name = &model.point.named[at].name;
    let row = pick(rng, &[0, samples.checked_sub(1)?]);
    let (what, fault) = match below(rng, 3) {
        0 => ("sum over all axes", Fault::BiasOfAll(at)),
        1 => ("one row", Fault::BiasOfRow(at, row, 1.0)),
        _ => (
            "one row, not divided",
            Fault::BiasOfRow(at, row, samples as f64),
        ),
    };
    (count > 1).then(|| Planted::inside(format!("{what} in {name}"), fault))
}

/// The slope of a piecewise linear activation left out, inverted, or of another layer.
pub(super) fn mask(model: &Model, rng: &mut Rng) -> Option<Planted> {
    let sites = model
        .graph
        .sites(|op| matches!(op, Op::Activated(_, a, _) if a.is_piecewise()));
    let site = choose(rng, &sites)?;
    let (what, fault) = match below(rng, 3) {
        0 => ("no mask".to_owned(), Fault::SlopeMissing(site)),
        1 => ("the mask inverted".to_owned(), Fault::SlopeInverted(site)),
        _ => {
            let shapes = shapes(model);
            let of = |site: Site| {
                let mut steps = model.graph.steps.iter();
                let z = steps.find_map(|op| match op {
                    Op::Activated(z, _, at) if *at == site => Some(*z),
                    _ => None,
                });
                z.map(|z| shapes[z])
            };
            let others = sites
                .iter()
                .copied()
                .filter(|&other| other != site && of(other) == of(site));
            let other = choose(rng, &others.collect::<Vec<_>>())?;
            (
                format!("the mask of activation {other}"),
                Fault::SlopeOf(site, other),
            )
        }
    };
    Some(Planted::inside(
        format!("{what} at activation {site}"),
        fault,
    ))
}

/// A step back that is wrong, and with it all that comes before.
pub(super) fn wrong_from_layer(model: &Model, rng: &mut Rng) -> Option<Planted> {
    let is_smooth = |a: &Activation| Activation::SMOOTH.contains(a);
    let weights = weights(model);
    let (what, fault) = match below(rng, 6) {
        0 | 1 => {
            let sites = model
                .graph
                .sites(|op| matches!(op, Op::Activated(_, a, _) if is_smooth(a)));
            let site = choose(rng, &sites)?;
            match below(rng, 2) {
                0 => ("no slope", Fault::SlopeMissing(site)),
                _ => ("the slope at a for that at z", Fault::SlopeAtOutput(site)),
            }
        }
        2 => {
            let square = weights
                .iter()
                .filter(|(_, (rows, columns))| rows == columns);
            let sites: Vec<Site> = square.map(|&(site, _)| site).collect();
            (
                "W for its transpose",
                Fault::Untransposed(choose(rng, &sites)?),
            )
        }
        3 => {
            let (site, (rows, _)) = choose(rng, &weights)?;
            (
                "rows of W in another order",
                Fault::Reordered(site, order::order(rng, rows)),
            )
        }
        4 => {
            let sites = model.graph.sites(|op| matches!(op, Op::Normalised(..)));
            (
                "mean and deviation constant",
                Fault::StatisticsConstant(choose(rng, &sites)?),
            )
        }
        _ => {
            let sites = model.graph.sites(|op| op.site().is_some());
            ("noise", Fault::Noisy(choose(rng, &sites)?, rng.bits()))
        }
    };
    Some(Planted::inside(format!("{what}: {fault:?}"), fault))
}

/// Steps back through a weight, and its shape: the input must depend on what comes before.
pub(super) fn weights(model: &Model) -> Vec<(Site, (usize, usize))> {
    let shapes = shapes(model);
    let weight = |op: &Op| match op {
        Op::Product(a, b, site) if model.graph.depends[*a] => {
            let is_weight = matches!(model.graph.steps[*b], Op::Parameter(_));
            is_weight.then_some((*site, shapes[*b]))
        }
        _ => None,
    };
    model.graph.steps.iter().filter_map(weight).collect()
}

/// The shape of each step's value.
fn shapes(model: &Model) -> Vec<(usize, usize)> {
    let values = model.graph.values(&model.point.arrays, &mut Noise::None);
    values.iter().map(Matrix::dim).collect()
}
