//! What several steps along one component say together.
//!
//! Nothing is called wrong on one measurement. A gradient is wrong where several steps, far apart,
//! accuse it of the same disagreement; it is right where the best measurement of the regime at θ
//! agrees with it and resolves.

use super::Criteria;
use crate::Precision;
use crate::differentiate::{Ladder, Measurement};

/// The steps at which a suspicion is measured again at once, as divisors of the first. No powers of
/// two: an oscillation that the first step is a multiple of is not one of these too.
const WITNESSES_F64: [f64; 2] = [3709.0, 61.0];
/// In f32 there is less room between roundoff and truncation.
const WITNESSES_F32: [f64; 2] = [61.0, 7.9];
/// The smallest step that accuses sees slopes that differ by at most this share: an oscillation that
/// is faster than all steps, or a peak that is narrower, shows the same difference, nought, at each.
const LOCAL: f64 = 0.01;
/// Accusing steps agree if they are within this share of the best.
const AGREEMENT: f64 = 0.25;
/// …and with a step where roundoff takes over within this many bars.
const BARS: f64 = 3.0;

/// The steps to measure at after a suspicion at `h`.
pub(super) fn witness_steps(h: f64, precision: Precision) -> [f64; 2] {
    match precision {
        Precision::F64 => WITNESSES_F64,
        Precision::F32 => WITNESSES_F32,
    }
    .map(|apart| h / apart)
}

/// The narrowest rung of the regime at θ.
pub(super) fn best(criteria: &Criteria, ladder: &Ladder) -> Measurement {
    let regime = ladder.regime(criteria.noise(), criteria.procedure().prefix_bars);
    let total = |m: &&Measurement| criteria.bar(m).total();
    let narrowest = regime.iter().min_by(|a, b| total(a).total_cmp(&total(b)));
    *narrowest.unwrap_or(ladder.smallest())
}

/// The narrowest of the rungs that accuse the gradient, if there are enough of them, far enough
/// apart, and none at a smaller step contradicts.
pub(super) fn accuser(
    criteria: &Criteria,
    ladder: &Ladder,
    precision: Precision,
) -> Option<Measurement> {
    let procedure = criteria.procedure();
    let bar = |m: &Measurement| criteria.noise().accusing(m);
    let rungs: Vec<Measurement> = ladder
        .rungs()
        .iter()
        .map(|m| m.without_own_slope().unwrap_or(*m))
        .collect();
    let accusing: Vec<&Measurement> = rungs.iter().filter(|m| criteria.accuses(m)).collect();
    let if_wrong = |m: &Measurement| criteria.noise().if_wrong(m);
    let best = **accusing
        .iter()
        .min_by(|a, b| if_wrong(a).total_cmp(&if_wrong(b)))?;
    let confirms = |m: &&&Measurement| {
        let apart = (m.disagreement - best.disagreement).abs();
        apart <= AGREEMENT * best.disagreement.abs()
    };
    let confirming: Vec<&Measurement> = accusing.iter().filter(confirms).copied().collect();
    let (first, last) = (confirming.first()?, confirming.last()?);

    let below = rungs.iter().take_while(|m| m.h < first.h);
    let contradicts = |m: &Measurement| {
        let apart = (m.disagreement - best.disagreement).abs();
        apart > AGREEMENT * best.disagreement.abs() + BARS * bar(m)
    };
    // Where roundoff takes over, a step can no longer confirm.
    let is_noise =
        |m: &Measurement| BARS * criteria.bar(m).roundoff > AGREEMENT * best.disagreement.abs();
    let (mut contradicted, mut reaches_noise) = (false, is_noise(ladder.smallest()));
    for m in below {
        contradicted |= contradicts(m);
        reaches_noise |= is_noise(m);
    }
    let local = first.variation() <= LOCAL * first.scale();
    let wide = local && last.h >= procedure.witness_span(precision) * first.h;
    let enough = confirming.len() >= procedure.witnesses;
    (enough && !contradicted && (wide || reaches_noise)).then_some(best)
}
