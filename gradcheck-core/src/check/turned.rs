//! A backward function that takes the cotangent before its parameters, where it is called with the cotangent last.
//!
//! Where all of them have one shape, nothing but the numbers tell. The function is asked at a point and for a cotangent
//! that exchange what it is called with.

use super::rows::worse_of;
use crate::evaluate::EvaluationCache;
use crate::parameters::Flattened;
use crate::report::{BlockReport, Component, Kind, Problem, Report, Verdict};

/// Error bars that a gradient may be off by.
const BARS: f64 = 4.0;

/// That every component which was measured would be right so, for both cotangents, is an error in place of all that
/// follows from it.
pub(super) fn not_turned(
    cache: &mut EvaluationCache<'_>,
    flat: &Flattened,
    judged: &[std::ops::Range<usize>],
    report: &mut Report,
) -> Result<(), Problem> {
    if report.kind != Kind::Pullback {
        return Ok(());
    }
    let judged = judged
        .iter()
        .filter_map(|range| report.blocks.get(range.clone()));
    let judged: Vec<&[BlockReport]> = judged.collect();
    let Some(problem) = cotangent_first(cache, flat, &judged, report.tol) else {
        return Ok(());
    };
    report.blocks = worse_of(&judged);
    report.problems.retain(|problem| !problem.is_broken_law());
    Err(problem)
}

fn cotangent_first(
    cache: &mut EvaluationCache<'_>,
    flat: &Flattened,
    judged: &[&[BlockReport]],
    tol: f64,
) -> Option<Problem> {
    let fails = |block: &BlockReport| block.verdict() == Verdict::Fail;
    if !judged.iter().any(|blocks| blocks.iter().any(fails)) {
        return None;
    }
    let layout = cache.source().layout()?;
    let [outputs] = layout.outputs.blocks() else {
        return None;
    };
    let is_alike = flat.blocks().iter().all(|block| {
        let same = block.shape() == outputs.shape() && block.precision() == outputs.precision();
        same && !block.is_tangent
    });
    let count = outputs.shape().count();
    let cotangents = layout.cotangents.clone().filter(|_| is_alike)?;
    let turned = |cotangent: &[f64]| {
        let mut called = [flat.values(), cotangent].concat();
        called.rotate_right(count);
        called
    };
    for (cotangent, blocks) in cotangents.iter().zip(judged) {
        let called = turned(cotangent);
        let (theta, last) = called.split_at_checked(flat.values().len())?;
        let gradient = cache.back(theta, last).ok()?;
        if !blocks
            .iter()
            .all(|block| is_right(block, flat, &gradient, tol))
        {
            return None;
        }
    }
    let parameters = flat.blocks().iter().map(|block| block.path().to_string());
    let parameters = parameters.collect();
    Some(Problem::CotangentFirst { parameters })
}

/// Whether a gradient agrees with what was measured of a block.
fn is_right(block: &BlockReport, flat: &Flattened, gradient: &[f64], tol: f64) -> bool {
    let mut blocks = flat.blocks().iter();
    let Some(place) = blocks.find(|of| of.path().to_string() == block.parameter) else {
        return false;
    };
    let numeric = block.components.iter().map(|c| c.numeric.abs());
    let largest = numeric.fold(0.0, f64::max);
    let is_near = |component: &Component| {
        let at = place.range().start + block.shape.offset(&component.index);
        let apart = gradient.get(at).map(|g| (g - component.numeric).abs());
        apart.is_some_and(|apart| apart <= BARS * component.bar + tol * largest)
    };
    block.components.iter().all(is_near)
}
