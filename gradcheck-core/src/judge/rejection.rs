//! An rejection: several steps that blame the gradient for the same disagreement.
//!
//! What they say has to be of one place, and seen: a step that averages over an oscillation, or that
//! is wider than a peak, finds a derivative that is none.

use super::confirming_steps::NEXT_TO_ZERO;
use super::{Tolerances, quantisation};
use crate::differentiate::{Measurement, Step};
use crate::precision::Precision;

/// The smallest step that rejects sees slopes that differ by at most this share: an oscillation that
/// is faster than all steps, or a peak that is narrower, shows the same difference, nought, at each.
const LOCAL: f64 = 0.01;
/// A difference of at most this share of the analytic derivative may be that of an oscillation which
/// every step so far has overlooked…
const OVERLOOKED: f64 = 0.1;
/// …unless one step is so small that the cost would change by this share of what it changed elsewhere,
const RESOLVING: f64 = 0.3;
/// or of so many roundoffs.
pub(super) const ABOVE_ROUNDOFF: f64 = 1e3;
/// Accusing steps agree if they are within this share of the best.
const AGREEMENT: f64 = 0.25;
/// Steps say the same if they are within this share of the best; then this many of them suffice,
const CLOSE: f64 = 0.01;
const REPEATED: usize = 4;
/// over this range,
const REPEATED_SPAN: f64 = 60.0;
/// and slopes that change with these steps at the same rate, within this factor, are local as well.
const SAME_RATE: f64 = 2.0;
/// Noise that hides a disagreement leaves so small a share of it in one case of twenty.
const BY_CHANCE: f64 = 0.05;
/// A step where roundoff takes over agrees within this many bars more.
const BARS: f64 = 3.0;
/// A step that is to be as small as that aims a little lower.
const BEYOND: f64 = 1.5;

/// The step that would resolve an oscillation as large as the cost changed in this measurement, if
/// the costs hardly change where the gradient says that they do.
pub(super) fn resolving_step(tolerances: &Tolerances, m: &Measurement) -> Option<f64> {
    let resolving = RESOLVING / 2.0 * amplitude(tolerances, m) / m.analytic.abs();
    let asked = tolerances.tuning().see_oscillations && may_be_overlooked(m);
    asked.then_some(resolving)
}

fn may_be_overlooked(m: &Measurement) -> bool {
    m.difference.abs() <= OVERLOOKED * m.analytic.abs()
}

/// What the cost changed by at most in this measurement, or would have to for noise not to hide it.
fn amplitude(tolerances: &Tolerances, m: &Measurement) -> f64 {
    let change = (m.difference.abs() + m.second_difference.abs()) * m.delta / 2.0;
    change.max(ABOVE_ROUNDOFF * tolerances.noise().of_difference(m.largest_cost))
}

/// The roundoff with which a step can't confirm a disagreement any longer.
pub(super) fn roundoff_that_takes_over(disagreement: f64) -> f64 {
    BEYOND * AGREEMENT * disagreement / BARS
}

/// The measurements that reject the gradient of the same disagreement, smallest step first.
pub(super) struct Rejection<'a> {
    tolerances: &'a Tolerances,
    measurements: &'a [Measurement],
    /// The narrowest of those that reject.
    pub(super) best: Measurement,
    confirming: Vec<&'a Measurement>,
    smallest: &'a Measurement,
    largest: &'a Measurement,
}

impl<'a> Rejection<'a> {
    pub(super) fn new(tolerances: &'a Tolerances, measurements: &'a [Measurement]) -> Option<Self> {
        let regime = rejecting_regime(tolerances, measurements);
        let best = *narrowest(tolerances, &regime)?;
        let confirms = |m: &&Measurement| is_within(AGREEMENT, m, &best);
        let confirming: Vec<&Measurement> = regime.into_iter().filter(confirms).collect();
        let (&smallest, &largest) = (confirming.first()?, confirming.last()?);
        let enough = confirming.len() >= tolerances.tuning().confirmations;
        enough.then_some(Self {
            tolerances,
            measurements,
            best,
            confirming,
            smallest,
            largest,
        })
    }

    /// Whether a smaller step denies it: by its bar, or, where the rejecting steps may average over an
    /// oscillation, by agreeing with the gradient far better than noise would by chance. If the rejecting steps say the
    /// same, and a step below that one disagrees by more than rounding, it is noise that is seen there, and chance that
    /// agrees.
    pub(super) fn is_contradicted(&self) -> bool {
        let below = self
            .measurements
            .iter()
            .take_while(|m| m.h < self.smallest.h);
        let size = self.best.disagreement.abs();
        let (is_repeated, mut is_noise) = (self.is_repeated(), false);
        for m in below {
            let rounding = self.tolerances.noise().with_sigma(0.0).bar(m).roundoff;
            let apart = (m.disagreement - self.best.disagreement).abs();
            if apart > AGREEMENT * size + BARS * self.tolerances.bar(m).roundoff {
                return true;
            }
            let agrees = m.disagreement.abs().max(rounding) <= BY_CHANCE * size;
            let is_still = quantisation::is_still(m) || self.tolerances.may_stand_still(m);
            if agrees && !is_noise && !is_still {
                return true;
            }
            is_noise |= is_repeated && m.disagreement.abs() > size.max(BARS * rounding);
        }
        false
    }

    /// Whether the steps go down to where roundoff takes over, and none can confirm any longer.
    pub(super) fn reaches_roundoff(&self) -> bool {
        let roundoff = self
            .measurements
            .first()
            .map(|m| self.tolerances.bar(m).roundoff);
        let takes_over = roundoff_that_takes_over(self.best.disagreement.abs()) / BEYOND;
        roundoff.is_some_and(|bar| bar > takes_over)
    }

    /// Whether the smallest step sees the slopes of one place.
    fn is_local(&self) -> bool {
        self.smallest.variation() <= LOCAL * self.smallest.scale()
    }

    /// Whether the smallest step is so small that no bend of the cost between the two ends could have
    /// made the slope at θ stand alone.
    pub(super) fn is_deep(&self, theta: f64, precision: Precision) -> bool {
        let roundoff = self.tolerances.bar(self.smallest).roundoff;
        let is_above = self.smallest.disagreement.abs() > 2.0 * ABOVE_ROUNDOFF * roundoff;
        let is_above = is_above && !self.reaches_deepest(theta);
        self.smallest.h <= Step::assisted(theta, precision) && !is_above
    }

    /// Whether the steps go down as far as they ever do at θ = 0, where roundoff may never take over.
    pub(super) fn reaches_deepest(&self, theta: f64) -> bool {
        theta == 0.0 && self.smallest.h <= NEXT_TO_ZERO
    }

    /// Whether the steps span this range, the smallest of them in it.
    pub(super) fn spans(&self, range: f64) -> bool {
        self.is_local() && self.largest.h >= range * self.smallest.h
    }

    /// Whether several steps of one regime say the same to two digits.
    pub(super) fn is_repeated(&self) -> bool {
        let same = |m: &&&Measurement| is_within(CLOSE, m, &self.best);
        let same: Vec<&Measurement> = self.confirming.iter().filter(same).copied().collect();
        let Some(smallest) = same.get(..REPEATED) else {
            return false;
        };
        let spans = smallest[REPEATED - 1].h >= REPEATED_SPAN * smallest[0].h;
        spans && (is_line(smallest) || self.is_local())
    }

    /// Whether an oscillation of the cost, as large as it was seen to change, would show.
    pub(super) fn resolves_oscillations(&self) -> bool {
        let m = self.smallest;
        let amplitude = amplitude(self.tolerances, self.largest);
        !(self.tolerances.tuning().see_oscillations && may_be_overlooked(m))
            || m.analytic.abs() * m.h <= RESOLVING * amplitude
    }
}

/// The measurements that reject, from the smallest step up to where they begin to say something else.
fn rejecting_regime<'a>(
    tolerances: &Tolerances,
    measurements: &'a [Measurement],
) -> Vec<&'a Measurement> {
    let rejecting = measurements
        .iter()
        .skip_while(|m| !tolerances.rejects(m))
        .take_while(|m| tolerances.rejects(m));
    let mut regime: Vec<&Measurement> = Vec::new();
    for m in rejecting {
        let leaves = regime.last().is_some_and(|before| {
            let apart = (m.disagreement - before.disagreement).abs();
            let bar = tolerances.noise().rejecting(before);
            apart > AGREEMENT * m.disagreement.abs() + BARS * bar
        });
        if leaves {
            break;
        }
        regime.push(m);
    }
    regime
}

/// The measurement that is off by the least. The slopes of a gradient that is wrong, as of one that is zero, needn't tell how
/// the cost bends: what a measurement says other than the next below it counts as well.
fn narrowest<'a>(tolerances: &Tolerances, regime: &[&'a Measurement]) -> Option<&'a Measurement> {
    let bar = |m: &Measurement| tolerances.noise().if_wrong(m);
    let bent = |at: usize| {
        let below = regime[at.saturating_sub(1)];
        let apart = (regime[at].disagreement - below.disagreement).abs();
        (apart - bar(below)).max(0.0)
    };
    let off = |at: &usize| bar(regime[*at]) + bent(*at);
    let order = |a: &usize, b: &usize| off(a).total_cmp(&off(b));
    (0..regime.len()).min_by(order).map(|at| regime[at])
}

/// Whether the slopes change with at least three of these steps at the same rate.
fn is_line(measurements: &[&Measurement]) -> bool {
    let rates = measurements.iter().map(|m| m.variation() / m.h);
    let (low, high) = (
        rates.clone().fold(f64::INFINITY, f64::min),
        rates.fold(0.0, f64::max),
    );
    measurements.len() >= 3 && high <= SAME_RATE * low
}

fn is_within(share: f64, m: &Measurement, best: &Measurement) -> bool {
    (m.disagreement - best.disagreement).abs() <= share * best.disagreement.abs()
}
