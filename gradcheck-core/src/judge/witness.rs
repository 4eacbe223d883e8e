//! What several steps along one component say together.
//!
//! Nothing is called wrong on one measurement. A gradient is wrong where several steps, far apart,
//! accuse it of the same disagreement; it is right where the best measurement of the regime at θ
//! agrees with it and resolves.

use super::Criteria;
use crate::Precision;
use crate::differentiate::{Ladder, Measurement, Step, regime};

/// The steps at which a suspicion is measured again at once, as divisors of the first. No powers of
/// two: an oscillation that the first step is a multiple of is not one of these too.
const WITNESSES_F64: [f64; 2] = [3709.0, 61.0];
/// In f32 there is less room between roundoff and truncation.
const WITNESSES_F32: [f64; 2] = [61.0, 7.9];
/// The smallest step that accuses sees slopes that differ by at most this share: an oscillation that
/// is faster than all steps, or a peak that is narrower, shows the same difference, nought, at each.
const LOCAL: f64 = 0.01;
/// A difference of at most this share of the analytic derivative may be that of an oscillation which
/// every step so far has overlooked…
const OVERLOOKED: f64 = 0.1;
/// …unless one step is so small that the cost would change by this share of what it changed elsewhere,
const RESOLVING: f64 = 0.3;
/// or of so many roundoffs.
const ABOVE_ROUNDOFF: f64 = 1e3;
/// Accusing steps agree if they are within this share of the best.
const AGREEMENT: f64 = 0.25;
/// Steps say the same if they are within this share of the best; then this many of them suffice,
const CLOSE: f64 = 0.01;
const REPEATED: usize = 4;
/// over this range,
const REPEATED_SPAN: f64 = 60.0;
/// and slopes that change with these steps at the same rate, within this factor, are local as well.
const SAME_RATE: f64 = 2.0;
/// A change of this share of a cost shows in an f32.
const F32_VISIBLE: f64 = 1e-6;
/// A lone accuser asks for a witness at a step that is smaller by this factor.
const BELOW: f64 = 61.0;
/// A step where roundoff takes over agrees within this many bars more.
const BARS: f64 = 3.0;

/// The steps to measure at after this suspicion.
pub(super) fn witness_steps(
    criteria: &Criteria,
    first: &Measurement,
    precision: Precision,
) -> [f64; 2] {
    let steps = match precision {
        Precision::F64 => WITNESSES_F64,
        Precision::F32 => WITNESSES_F32,
    };
    let [far, near] = steps.map(|apart| first.h / apart);
    if may_be_overlooked(first) {
        let resolving = RESOLVING / 2.0 * amplitude(criteria, first) / first.analytic.abs();
        return [far.min(resolving), near];
    }
    if criteria.agrees_but_for_even(first) {
        // Where the even residual alone is suspicious, how it falls with the step has to be seen.
        return [near, far];
    }
    [far, near]
}

/// Whether the costs hardly change where the gradient says that they do.
fn may_be_overlooked(m: &Measurement) -> bool {
    m.difference.abs() <= OVERLOOKED * m.analytic.abs()
}

/// What the cost changed by at most in this measurement, or would have to for noise not to hide it.
fn amplitude(criteria: &Criteria, m: &Measurement) -> f64 {
    let change = (m.difference.abs() + m.second_difference.abs()) * m.delta / 2.0;
    change.max(ABOVE_ROUNDOFF * criteria.noise().of_difference(m.largest_cost))
}

/// Costs that are equal to the last bit at all steps may be f32 numbers, for which these steps are too
/// small: then this one is not.
pub(super) fn coarse_step(criteria: &Criteria, ladder: &Ladder) -> Option<f64> {
    let largest = ladder.rungs().last()?;
    let visible = F32_VISIBLE * largest.largest_cost / largest.analytic.abs();
    let is_blind = criteria.may_be_single() && is_blank(ladder);
    (is_blind && largest.h < visible && !ladder.is_beyond(visible)).then_some(visible)
}

/// Whether the costs are equal to the last bit at all steps.
pub(super) fn is_blank(ladder: &Ladder) -> bool {
    let is_equal = |m: &Measurement| m.difference == 0.0 && m.second_difference == 0.0;
    ladder.rungs().iter().all(is_equal)
}

/// Where the smallest step accuses by far, a smaller one may be its witness.
pub(super) fn further_below(criteria: &Criteria, ladder: &Ladder) -> Option<f64> {
    let smallest = &at_point(ladder.smallest());
    let is_clear = smallest.disagreement.abs() > ABOVE_ROUNDOFF * criteria.bar(smallest).roundoff;
    let below = smallest.h / BELOW;
    (is_clear && criteria.accuses(smallest) && !ladder.is_beyond(below)).then_some(below)
}

/// The measurement without the slope at θ, where that stands alone.
fn at_point(m: &Measurement) -> Measurement {
    m.without_own_slope().unwrap_or(*m)
}

/// The rungs that can be believed: costs that are flat at a small step, but accuse at a larger one,
/// are rounded coarsely, not flat.
pub(super) fn told(criteria: &Criteria, ladder: &Ladder) -> Vec<Measurement> {
    let denied = ladder.rungs().iter().any(|m| criteria.accuses(m));
    let rungs = ladder.rungs().iter().filter(|m| !(m.flat && denied));
    rungs.copied().collect()
}

/// The narrowest rung of the regime at θ.
pub(super) fn best(criteria: &Criteria, ladder: &Ladder) -> Measurement {
    let told = told(criteria, ladder);
    let regime = regime(&told, criteria.noise(), criteria.procedure().prefix_bars);
    let total = |m: &&Measurement| criteria.bar(m).total();
    let narrowest = regime.iter().min_by(|a, b| total(a).total_cmp(&total(b)));
    *narrowest.unwrap_or(ladder.smallest())
}

/// The narrowest of the rungs that accuse the gradient, if there are enough of them, far enough
/// apart, and none at a smaller step contradicts.
pub(super) fn accuser(
    criteria: &Criteria,
    ladder: &Ladder,
    theta: f64,
    precision: Precision,
) -> Option<Measurement> {
    let rungs: Vec<Measurement> = ladder.rungs().iter().map(at_point).collect();
    let accusation = Accusation::new(criteria, &rungs)?;
    let is_of_point_alone = |m: &Measurement| m.without_own_slope().is_some();
    if ladder.rungs().iter().any(is_of_point_alone) && !accusation.is_deep(theta, precision) {
        return None;
    }
    let span = criteria.procedure().witness_span(precision);
    let far_apart = accusation.spans(span) || accusation.is_repeated();
    let witnessed = far_apart || accusation.reaches_roundoff();
    let seen = accusation.resolves_oscillations() || ladder.has_floor();
    let seen = seen && coarse_step(criteria, ladder).is_none();
    (witnessed && seen && !accusation.is_contradicted()).then_some(accusation.best)
}

/// The rungs that accuse the gradient of the same disagreement, smallest step first.
struct Accusation<'a> {
    criteria: &'a Criteria,
    rungs: &'a [Measurement],
    /// The narrowest of those that accuse.
    best: Measurement,
    confirming: Vec<&'a Measurement>,
    smallest: &'a Measurement,
    largest: &'a Measurement,
}

impl<'a> Accusation<'a> {
    fn new(criteria: &'a Criteria, rungs: &'a [Measurement]) -> Option<Self> {
        let regime = accusing_regime(criteria, rungs);
        let bar = |m: &Measurement| criteria.noise().if_wrong(m);
        let narrowest = regime.iter().min_by(|a, b| bar(a).total_cmp(&bar(b)));
        let best = **narrowest?;
        let confirms = |m: &&Measurement| is_within(AGREEMENT, m, &best);
        let confirming: Vec<&Measurement> = regime.into_iter().filter(confirms).collect();
        let (&smallest, &largest) = (confirming.first()?, confirming.last()?);
        let enough = confirming.len() >= criteria.procedure().witnesses;
        enough.then_some(Self {
            criteria,
            rungs,
            best,
            confirming,
            smallest,
            largest,
        })
    }

    /// Whether a smaller step denies it.
    fn is_contradicted(&self) -> bool {
        let mut below = self.rungs.iter().take_while(|m| m.h < self.smallest.h);
        let size = self.best.disagreement.abs();
        below.any(|m| {
            let apart = (m.disagreement - self.best.disagreement).abs();
            apart > AGREEMENT * size + BARS * self.criteria.noise().accusing(m)
        })
    }

    /// Whether the steps go down to where roundoff takes over, and none can confirm any longer.
    fn reaches_roundoff(&self) -> bool {
        let roundoff = self.rungs.first().map(|m| self.criteria.bar(m).roundoff);
        roundoff.is_some_and(|bar| BARS * bar > AGREEMENT * self.best.disagreement.abs())
    }

    /// Whether the smallest step sees the slopes of one place.
    fn is_local(&self) -> bool {
        self.smallest.variation() <= LOCAL * self.smallest.scale()
    }

    /// Whether the smallest step is so small that no bend of the cost between the two ends could have
    /// made the slope at θ stand alone.
    fn is_deep(&self, theta: f64, precision: Precision) -> bool {
        let roundoff = self.criteria.bar(self.smallest).roundoff;
        let is_above = self.smallest.disagreement.abs() > 2.0 * ABOVE_ROUNDOFF * roundoff;
        self.smallest.h <= Step::assisted(theta, precision) && !is_above
    }

    /// Whether the steps span this range, the smallest of them in it.
    fn spans(&self, range: f64) -> bool {
        self.is_local() && self.largest.h >= range * self.smallest.h
    }

    /// Whether several steps of one regime say the same to two digits.
    fn is_repeated(&self) -> bool {
        let same = |m: &&&Measurement| is_within(CLOSE, m, &self.best);
        let same: Vec<&Measurement> = self.confirming.iter().filter(same).copied().collect();
        let Some(smallest) = same.get(..REPEATED) else {
            return false;
        };
        let rates = smallest.iter().map(|m| m.variation() / m.h);
        let is_line =
            rates.clone().fold(0.0, f64::max) <= SAME_RATE * rates.fold(f64::INFINITY, f64::min);
        let spans = smallest[REPEATED - 1].h >= REPEATED_SPAN * smallest[0].h;
        spans && (is_line || self.is_local())
    }

    /// Whether an oscillation of the cost, as large as it was seen to change, would show.
    fn resolves_oscillations(&self) -> bool {
        let expected = self.smallest.analytic.abs() * self.smallest.h;
        !may_be_overlooked(self.smallest)
            || expected <= RESOLVING * amplitude(self.criteria, self.largest)
    }
}

/// The rungs that accuse, from the smallest step up to where they begin to say something else.
fn accusing_regime<'a>(criteria: &Criteria, rungs: &'a [Measurement]) -> Vec<&'a Measurement> {
    let accusing = rungs.iter().filter(|m| criteria.accuses(m));
    let mut regime: Vec<&Measurement> = Vec::new();
    for m in accusing {
        let leaves = regime.last().is_some_and(|before| {
            let apart = (m.disagreement - before.disagreement).abs();
            let bar = criteria.noise().accusing(before);
            apart > AGREEMENT * m.disagreement.abs() + BARS * bar
        });
        if leaves {
            break;
        }
        regime.push(m);
    }
    regime
}

fn is_within(share: f64, m: &Measurement, best: &Measurement) -> bool {
    (m.disagreement - best.disagreement).abs() <= share * best.disagreement.abs()
}
