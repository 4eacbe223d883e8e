//! A direction put to the test: would a mistake in one of its blocks have been noticed along it?
//!
//! A mistake is planted in the measurement that the direction was passed by, which needs no evaluation.

use super::{Judged, Reading};
use crate::parameters::Block;
use crate::report::PlantedMistake;

/// A claim is tested by planting so many times what it claims.
const TIMES_THE_CLAIM: f64 = 3.0;

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
    let of_all = [
        (-2.0, "its sign flipped"),
        (0.5, "1.5 × its gradient"),
        (-1.0, "a gradient of zero"),
    ];
    let claimed = judged.noticeable + apart.abs();
    let is_claimed = |times: f64| (times * of_block).abs() > claimed;
    let of_all = of_all.into_iter().filter(|(times, _)| is_claimed(*times));
    let mut plants: Vec<PlantedMistake> = of_all
        .map(|(times, mistake)| PlantedMistake::new(mistake, &path, !passes(times * of_block)))
        .collect();
    // The component that weighs least, off by three times what is claimed of any.
    let off = TIMES_THE_CLAIM * claimed;
    let mistake = format!(
        "a component off by {TIMES_THE_CLAIM} times the smallest error that it would notice"
    );
    plants.push(PlantedMistake::new(
        &mistake,
        &path,
        !(passes(off) || passes(-off)),
    ));
    plants
}
