//! Wrong from the input up to a layer and right behind it: the mistake is in one step of the backward pass.

use super::another_cost::compared;
use super::factor::paths;
use super::laboratory::Laboratory;
use super::layers::{
    Stage, are_ordered, is_bias, is_matrix, is_numbered, is_scale, may_feed, stages,
};
use super::probed;
use super::slope::{Layer, slope};
use super::view::View;
use crate::order::sort_by_key;
use crate::report::{BlockReport, Finding, FindingKind, Verdict};
use crate::wording::{listed, so_many};
use std::collections::BTreeMap;

/// So many blocks are a few.
const FEW: usize = 4;
/// A factor is one within this.
const ONE_WITHIN: f64 = 1e-4;

/// Where right ends and wrong begins.
struct Boundary<'a> {
    /// All failing blocks, from the input on.
    wrong: Vec<&'a BlockReport>,
    /// The failing blocks of the last stage that has any.
    last_wrong: Vec<&'a BlockReport>,
    /// The block behind it that stands for its layer, and all blocks of that layer.
    first_right: &'a BlockReport,
    next: Vec<&'a BlockReport>,
}

/// The faulty step, if the blocks that fail are those of the first layers, and all of them.
pub(super) fn faulty_step(
    blocks: &[BlockReport],
    unexplained: &[&str],
    laboratory: Option<&mut Laboratory<'_>>,
) -> Option<Finding> {
    let boundary = boundary(blocks, unexplained)?;
    let mut last_wrong = boundary.last_wrong.iter();
    let is_told = last_wrong.all(|b| are_ordered(b, boundary.first_right));
    let (mut slope, mut further) = (None, None);
    let dead = dead_units(&boundary);
    if let Some(laboratory) = laboratory {
        let last_wrong = &boundary.last_wrong;
        let may_feed = weights(last_wrong).is_some_and(|own| may_feed(own, boundary.first_right));
        if !(is_told || may_feed && laboratory.is_fed_through(last_wrong, &boundary.next)?) {
            return None;
        }
        let (own, others) = layers(blocks, last_wrong);
        slope = self::slope(laboratory, &own, &others);
        // What a norm is of has no activation before it.
        if slope.is_none() && dead.is_none() && !is_scale(boundary.first_right) {
            further = with_slope_at_zero(laboratory, &boundary);
        }
    } else if !is_told {
        return None;
    }
    Some(match (slope, dead) {
        (Some(slope), dead) if slope.is_mask => {
            let evidence: Vec<String> = [slope.evidence].into_iter().chain(dead).collect();
            mask(&boundary, slope.what, &evidence.join("; "))
        }
        (None, Some(dead)) => mask(&boundary, "missing, or that of another layer", &dead),
        (Some(slope), _) => {
            let evidence = format!("{}: it is the slope of the activation", slope.evidence);
            step(&boundary, Some(evidence))
        }
        (None, None) => step(&boundary, further),
    })
}

/// The layer before the boundary, and those that it may have taken the mask of.
fn layers<'a>(
    blocks: &'a [BlockReport],
    last_wrong: &[&BlockReport],
) -> (Layer<'a>, Vec<Layer<'a>>) {
    let stages = stages(blocks);
    let (mut own, mut others) = (Layer::default(), BTreeMap::<&Stage, Layer<'_>>::new());
    for (block, stage) in blocks.iter().zip(&stages) {
        let is_own = last_wrong.iter().any(|own| own.path == block.path);
        let layer = if is_own {
            &mut own
        } else {
            others.entry(stage).or_default()
        };
        let part = if is_bias(block) {
            &mut layer.biases
        } else {
            &mut layer.rest
        };
        part.push(block);
    }
    let others = others
        .into_values()
        .filter(|layer| !layer.biases.is_empty());
    let others = others.collect();
    (own, others)
}

fn boundary<'a>(blocks: &'a [BlockReport], unexplained: &[&str]) -> Option<Boundary<'a>> {
    let stages = stages(blocks);
    let fails = |b: &BlockReport| b.wrong().next().is_some();
    let passes = |b: &BlockReport| b.verdict == Verdict::Pass && b.is_compared();
    let all = || blocks.iter().zip(&stages);
    // What is explained by itself says nothing of the step, wherever it stands.
    let is_open = |b: &BlockReport| fails(b) && unexplained.contains(&b.path());
    let open = all().filter(|(b, _)| is_open(b));
    let last = open.map(|(_, stage)| stage).max()?;
    let is_right_before = all().any(|(b, stage)| stage < last && passes(b));
    let up_to_last = all().filter(|(b, stage)| *stage <= last && fails(b));
    let wrong: Vec<&BlockReport> = up_to_last.map(|(b, _)| b).collect();
    let of_last: Vec<&BlockReport> = all()
        .filter(|(_, stage)| *stage == last)
        .map(|(b, _)| b)
        .collect();
    // What is right in the last stage says that the step to it was right.
    let is_split = of_last.iter().any(|b| passes(b));
    let behind = all().filter(|(b, stage)| *stage > last && passes(b));
    let mut behind: Vec<(&BlockReport, &Stage)> = behind.collect();
    sort_by_key(&mut behind, |(_, stage)| *stage);
    let (_, next) = *behind.first()?;
    let next = behind.iter().filter(|(_, stage)| *stage == next);
    let next: Vec<&BlockReport> = next.map(|(b, _)| *b).collect();
    let first_right = weights(&next)?;
    let last_wrong: Vec<&BlockReport> = of_last.into_iter().filter(|b| fails(b)).collect();
    // A few of many blocks may be explained by chance.
    let explained = wrong.iter().filter(|b| !unexplained.contains(&b.path()));
    let explained = 2 * explained.count();
    let is_mostly_open =
        explained < wrong.len() || (explained == wrong.len() && wrong.len() >= FEW);
    // Before the last layer most is wrong; in it, units may be right.
    let before = all().filter(|(b, stage)| *stage < last && fails(b));
    let counts = before.map(|(b, _)| (b.wrong().count(), compared(&View::of(b))));
    let (of_wrong, of_all) = counts.fold((0, 0), |(w, all), (wrong, of)| (w + wrong, all + of));
    let is_throughout = 2 * of_wrong >= of_all;
    let is_step = !is_right_before && !is_split && is_mostly_open && is_throughout;
    // A single block that is wrong in places is no layer.
    let is_layer = match wrong.as_slice() {
        [single] => {
            let is_named = [*single, first_right].into_iter().any(is_numbered);
            is_wrong_throughout(single) && (is_named || is_scale(first_right))
        }
        _ => true,
    };
    (is_step && is_layer).then_some(Boundary {
        wrong,
        last_wrong,
        first_right,
        next,
    })
}

/// Whether most components of a block are wrong.
fn is_wrong_throughout(block: &BlockReport) -> bool {
    let wrong = block.wrong().count();
    4 * wrong > 3 * compared(&View::of(block)) && wrong > 1
}

/// The block that stands for a layer: its weights.
fn weights<'a>(blocks: &[&'a BlockReport]) -> Option<&'a BlockReport> {
    let largest = blocks.iter().copied().rev();
    largest.max_by_key(|b| b.shape.count())
}

/// Dead units whose gradient isn't zero: a mask would have made it so.
fn dead_units(boundary: &Boundary<'_>) -> Option<String> {
    let bias = boundary.last_wrong.iter().find(|b| is_bias(b)).copied();
    let block = bias.or_else(|| weights(&boundary.last_wrong))?;
    let view = View::of(block);
    let axes = (0..view.lengths().len()).filter(|&axis| view.lengths()[axis] > 1);
    axes.into_iter().find_map(|axis| {
        let units = view.lines(axis);
        let is_dead = |(_, unit): &&(usize, Vec<usize>)| {
            unit.iter().all(|&i| view.numeric[i] == 0.0)
                && unit.iter().any(|&i| view.analytic[i] != 0.0)
        };
        let dead = units.iter().filter(is_dead).count();
        (dead > 0).then(|| {
            format!(
                "{dead} of the {} units of {}{} are dead, and yet have a gradient",
                units.len(),
                block.path,
                if view.is_whole() {
                    ""
                } else {
                    " that were measured"
                }
            )
        })
    })
}

/// With the last wrong layer at zero every unit has its activation's slope at zero: one constant.
fn with_slope_at_zero(laboratory: &mut Laboratory<'_>, boundary: &Boundary<'_>) -> Option<String> {
    let ranges = laboratory.ranges(&boundary.last_wrong);
    let at_zero = |theta: &mut [f64]| {
        ranges
            .iter()
            .for_each(|range| theta[range.clone()].fill(0.0));
    };
    let there = laboratory.there(&boundary.last_wrong, at_zero, |_| false)?;
    let names = listed(&paths(&boundary.last_wrong));
    let is_right = (there.factor()? - 1.0).abs() <= ONE_WITHIN;
    is_right.then(|| format!(
        "with {names} at zero, where a tanh has slope one, it is right: the slope of the activation may be missing or wrong"
    ))
}

/// The layers between which the mistake is, and the finding so far.
fn finding(boundary: &Boundary<'_>, kind: FindingKind, short: String, evidence: String) -> Finding {
    let wrong = boundary.wrong.iter().map(|b| b.wrong().count()).sum();
    Finding::of_blocks(kind, paths(&boundary.wrong), short)
        .because(evidence)
        .counting(wrong, components(boundary))
}

fn ends<'a>(boundary: &Boundary<'a>) -> (&'a str, &'a str) {
    let mut matrices = matrices(&boundary.last_wrong);
    let layer = matrices
        .next_back()
        .or_else(|| weights(&boundary.last_wrong));
    (
        layer.map_or("", BlockReport::path),
        boundary.first_right.path(),
    )
}

/// The weights of a layer, which may have several, as a block with a path around it.
fn matrices<'a>(layer: &[&'a BlockReport]) -> impl DoubleEndedIterator<Item = &'a BlockReport> {
    let layer = layer.iter().copied();
    layer.filter(|b| is_matrix(b) && !is_bias(b))
}

fn mask(boundary: &Boundary<'_>, what: &str, evidence: &str) -> Finding {
    let (layer, behind) = ends(boundary);
    let short = format!("the mask of the activation between {layer} and {behind} is {what}");
    let evidence = format!("{}; {evidence}", seen(boundary));
    finding(boundary, FindingKind::Mask, short, evidence)
}

fn step(boundary: &Boundary<'_>, further: Option<String>) -> Finding {
    let (layer, behind) = ends(boundary);
    // Of a single block, nothing beside it says that what comes from behind is wrong.
    let own = match boundary.wrong.as_slice() {
        [_] if !is_scale(boundary.first_right) => ", or in its own product",
        _ => "",
    };
    let short = format!("the mistake is in the backward step from {behind} to {layer}{own}");
    let of_step = if is_scale(boundary.first_right) {
        format!("what {behind} scales: the mean and deviation of a norm depend on its input")
    } else if matrices(&boundary.last_wrong).count() > 1 {
        format!("the weights of {behind}, an activation before it, or a path around")
    } else {
        format!("the weights of {behind}, or the slope of the activation before it")
    };
    let message =
        format!("wrong from the input up to {layer}, right from {behind} on: {short} ({of_step})");
    let further = further.map_or_else(String::new, |further| format!("; {further}"));
    let evidence = format!("{}{further}", seen(boundary));
    finding(boundary, FindingKind::WrongFromLayer, short, evidence).in_words(message)
}

fn seen(boundary: &Boundary<'_>) -> String {
    let wrong: usize = boundary.wrong.iter().map(|b| b.wrong().count()).sum();
    let of = components(boundary);
    let count = so_many(wrong, of);
    let components = probed::noun(&boundary.wrong);
    format!(
        "{count} {components} of {} are wrong, by no constant factor; {} is right",
        listed(&paths(&boundary.wrong)),
        boundary.first_right.path
    )
}

fn components(boundary: &Boundary<'_>) -> usize {
    boundary.wrong.iter().map(|b| b.components.len()).sum()
}
