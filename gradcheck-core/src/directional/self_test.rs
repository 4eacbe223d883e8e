//! A direction put to the test: would a mistake in one of its blocks have been noticed along it?
//!
//! A mistake is planted in the measurement that the direction was passed by, which needs no evaluation.

use super::{Judged, Reading};
use crate::parameters::Block;
use crate::report::PlantedMistake;

/// Plant mistakes in a block of which the direction reads this part.
pub(super) fn plant(judged: &Judged, of_block: f64, block: &Block) -> Vec<PlantedMistake> {
    let Some(passed) = &judged.passed else {
        return Vec::new();
    };
    let Reading { apart, bar, .. } = judged.reading;
    let passes = |offset: f64| {
        let planted = passed.measurement.planted(1.0, offset);
        planted.disagreement.abs() <= passed.tolerances.tolerance(&planted) + bar
    };
    let path = block.path().to_string();
    let claimed = judged.noticeable + apart.abs();
    let off_by = |factor: f64| (factor - 1.0) * of_block;
    let mut plants: Vec<PlantedMistake> = PlantedMistake::OF_ALL
        .into_iter()
        .filter(|(factor, _)| off_by(*factor).abs() > claimed)
        .map(|(factor, mistake)| PlantedMistake::new(mistake, &path, !passes(off_by(factor))))
        .collect();
    // The component that weighs least, off by three times what is claimed of any.
    let times = PlantedMistake::TIMES_THE_CLAIM;
    let off = times * claimed;
    let mistake =
        format!("a component off by {times} times the smallest error that it would notice");
    plants.push(PlantedMistake::new(
        &mistake,
        &path,
        !(passes(off) || passes(-off)),
    ));
    plants
}
