//! Numbers that no guess explains are measured again: the one step that showed a component to be wrong may have
//! had a kink within, which is enough to accuse and too little to explain.

use super::constants::Dimensions;
use super::guesses;
use super::laboratory::Laboratory;
use super::view::View;
use crate::BlockReport;

/// Components that are measured again, at four evaluations each.
const MOST: usize = 64;

/// The first measurement stands unless the second is so many error bars away.
const CONTRADICTS: f64 = 10.0;

/// Measure the wrong components of unexplained blocks by costs alone, and keep what contradicts the first
/// measurement.
pub(crate) fn measure_again(
    blocks: &mut [BlockReport],
    dimensions: &Dimensions,
    laboratory: &mut Laboratory<'_>,
) {
    let mut room = MOST;
    for block in blocks {
        let view = View::of(block);
        // A single wrong component needs no guess.
        let is_single = view.wrong.len() == 1 && view.len() > 1;
        let is_open = !view.wrong.is_empty() && !is_single && guesses(&view, dimensions).is_empty();
        let wrong = view.wrong.clone();
        let Some(range) = laboratory.range(block).filter(|_| is_open) else {
            continue;
        };
        for i in wrong.into_iter().take(room) {
            room -= 1;
            let component = &block.components[i];
            if component.beside || component.kink.is_some() {
                continue;
            }
            let Some((numeric, bar)) = laboratory.derivative(range.start + i) else {
                continue;
            };
            if (numeric - component.numeric).abs() > CONTRADICTS * (bar + component.bar) {
                block.measured_again(i, numeric, bar);
            }
        }
    }
}
