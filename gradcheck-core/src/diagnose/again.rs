//! Numbers that no guess explains are measured again: the one step that showed a component to be wrong may have
//! had a kink within, which is enough to accuse and too little to explain.

use super::Known;
use super::constants::Dimensions;
use super::explained::is_fitted;
use super::laboratory::Laboratory;
use super::probed::{Gradient, Reach};
use super::view::View;
use crate::report::{BlockReport, Component, StepKind};

/// Components that are measured again, at two evaluations each.
const MOST: usize = 64;
/// The same of a block of which a few stand for all.
const MOST_OF_SAMPLE: usize = 12;
/// The truncation of a small step, as a share of the derivative.
const OF_STEP: f64 = 1e-8;

/// The first measurement stands unless the second is so many error bars away.
const CONTRADICTS: f64 = 10.0;

/// Measure the wrong components of unexplained blocks by costs alone, and keep what contradicts the first
/// measurement.
pub(crate) fn measure_again(
    blocks: &mut [BlockReport],
    dimensions: &Dimensions,
    gradient: Gradient<'_>,
    laboratory: &mut Laboratory<'_>,
) {
    let mut room = MOST;
    if blocks.iter().any(|block| block.probed.is_some()) {
        room = MOST_OF_SAMPLE;
    }
    let Some(laboratory) = laboratory.plain() else {
        return;
    };
    let theta = laboratory.theta();
    let known = Known {
        dimensions,
        gradient,
    };
    for block in blocks {
        if block.wrong().next().is_none() {
            continue;
        }
        let view = View::of(block);
        let is_found = view.wrong.is_empty() || view.reach == Reach::Located;
        let is_open = !is_found && !is_fitted(&view, known, laboratory);
        let (wrong, offsets) = (view.wrong.clone(), view.offsets.clone());
        let Some(range) = laboratory.range(block).filter(|_| is_open) else {
            continue;
        };
        for i in wrong {
            let component = &block.components[i];
            if component.beside || component.kink.is_some() || is_confirmed(component) {
                continue;
            }
            if room == 0 {
                return;
            }
            room -= 1;
            let Some((numeric, roundoff)) = laboratory.derivative(theta, range.start + offsets[i])
            else {
                continue;
            };
            let bar = roundoff + OF_STEP * numeric.abs();
            if (numeric - component.numeric).abs() > CONTRADICTS * (bar + component.bar) {
                block.measured_again(i, numeric, bar);
            }
        }
    }
}

/// Whether steps of a ladder stand behind the number, and not one step alone.
fn is_confirmed(component: &Component) -> bool {
    component
        .steps()
        .iter()
        .any(|step| step.kind() == StepKind::Sequence)
}
