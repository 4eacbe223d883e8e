//! Several measurements along one component, at steps far apart.
//!
//! A wrong gradient is wrong by the same amount at every step; what the surroundings do to a
//! measurement, a kink beside the point or another regime of an oscillation, changes with it.

use super::{CostNoise, Measurement};

/// Neighbouring measurements stand apart by this factor when the step sequence grows.
const APART: f64 = 8.0;
/// Measurements of one regime agree within their bars and this share of their mean.
const SHARE: f64 = 0.03;
/// Roundoff has taken over where it exceeds all else by this factor.
const TAKEN_OVER: f64 = 4.0;
/// A measurement whose bar is this share of its slopes tells nothing, and larger steps tell less.
const BLIND: f64 = 0.5;

/// Measurements in the order of their steps, the smallest first.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StepSequence {
    measurements: Vec<Measurement>,
    /// The nearest steps that failed above the measurements and below them, if any did.
    ceiling: Option<f64>,
    floor: Option<f64>,
}

impl StepSequence {
    pub(crate) fn new(first: Measurement) -> Self {
        Self {
            measurements: vec![first],
            ceiling: None,
            floor: None,
        }
    }

    pub(crate) fn push(&mut self, m: Measurement) {
        let at = self
            .measurements
            .partition_point(|measurement| measurement.h < m.h);
        self.measurements.insert(at, m);
    }

    /// A step failed: nothing beyond it will be tried.
    pub(crate) fn failed(&mut self, h: f64) {
        if h > self.measurements[0].h {
            self.ceiling = Some(self.ceiling.map_or(h, |nearest| h.min(nearest)));
        } else {
            self.floor = Some(self.floor.map_or(h, |nearest| h.max(nearest)));
        }
    }

    pub(crate) fn measurements(&self) -> &[Measurement] {
        &self.measurements
    }

    pub(crate) fn smallest(&self) -> &Measurement {
        &self.measurements[0]
    }

    pub(crate) fn has_floor(&self) -> bool {
        self.floor.is_some()
    }

    /// Whether no measurement is within a factor of two of a step.
    pub(crate) fn is_new(&self, h: f64) -> bool {
        self.measurements
            .iter()
            .all(|m| m.h > 2.0 * h || h > 2.0 * m.h)
    }

    /// Whether a step lies where one has failed.
    pub(crate) fn is_beyond(&self, h: f64) -> bool {
        self.ceiling.is_some_and(|nearest| h >= nearest)
            || self.floor.is_some_and(|nearest| h <= nearest)
    }

    /// The next step to measure at, after what is there: below the smallest measurement until roundoff takes
    /// over there, then between the best measurement and its neighbours, then above the largest.
    pub(crate) fn next_step(&self, noise: &CostNoise, fill_gaps: bool) -> Option<f64> {
        let smallest = self.smallest();
        let bar = noise.bar(smallest);
        let below = smallest.h / APART;
        if !self.is_beyond(below) && bar.roundoff < TAKEN_OVER * bar.truncation.max(bar.roughness) {
            return Some(below);
        }
        if let Some(h) = self.gap(noise).filter(|_| fill_gaps) {
            return Some(h);
        }
        let largest = self.measurements.last().unwrap_or(smallest);
        let bar = noise.bar(largest);
        let blind = bar.truncation + bar.roughness > BLIND * largest.scale();
        let above = largest.h * APART;
        (!self.is_beyond(above) && !blind).then_some(above)
    }

    /// A step between the best measurement and one of its neighbours, if they are far apart.
    fn gap(&self, noise: &CostNoise) -> Option<f64> {
        let best = self.narrowest(noise)?;
        let between = |i: usize| {
            let (low, high) = (self.measurements.get(i)?.h, self.measurements.get(i + 1)?.h);
            (high > 1.1 * APART * low).then(|| (low * high).sqrt())
        };
        between(best).or_else(|| between(best.checked_sub(1)?))
    }

    fn narrowest(&self, noise: &CostNoise) -> Option<usize> {
        let total = |m: &Measurement| noise.bar(m).total();
        let order = |a: &usize, b: &usize| {
            total(&self.measurements[*a]).total_cmp(&total(&self.measurements[*b]))
        };
        (0..self.measurements.len()).min_by(order)
    }
}

/// The measurements that belong to the regime at θ: from the smallest step up, as long as each agrees
/// with the weighted mean of those below it.
pub(crate) fn regime<'a>(
    measurements: &'a [Measurement],
    noise: &CostNoise,
    bars: f64,
) -> &'a [Measurement] {
    let total = |m: &Measurement| noise.bar(m).total();
    let narrowest = measurements.iter().map(total).fold(f64::INFINITY, f64::min);
    let (mut weights, mut sum): (f64, f64) = (0.0, 0.0);
    for (i, m) in measurements.iter().enumerate() {
        let bar = total(m);
        let (mean, bar_of_mean) = (sum / weights, narrowest / weights.sqrt());
        let apart = (m.disagreement - mean).abs();
        // Before the first measurement the mean is NaN, and nothing is apart from it.
        if apart > bars * (bar + bar_of_mean) + SHARE * mean.abs() {
            return &measurements[..i];
        }
        let weight = if bar > 0.0 {
            (narrowest / bar).powi(2)
        } else {
            1.0
        };
        weights += weight;
        sum += weight * m.disagreement;
    }
    measurements
}

#[cfg(test)]
mod tests {
    use super::super::base_point::one_component::Function;
    use super::*;

    /// A step sequence over a function at θ, of these steps.
    fn with_sequence<T>(
        f: fn(f64) -> f64,
        slope: fn(f64) -> f64,
        theta: f64,
        steps: &[i32],
        ask: impl FnOnce(&StepSequence, &CostNoise) -> T,
    ) -> T {
        let function = Function { cost: f, slope };
        function.at(theta, |base| {
            let measure =
                |k: i32| Measurement::assisted(base, 0, &function.pair(base, 2f64.powi(k)));
            let mut sequence = StepSequence::new(measure(steps[0]));
            steps[1..].iter().for_each(|&k| sequence.push(measure(k)));
            ask(&sequence, &CostNoise::unmeasured(base))
        })
    }

    #[test]
    fn measurements_are_kept_in_the_order_of_their_steps() {
        with_sequence(
            f64::exp,
            f64::exp,
            0.5,
            &[-13, -30, -7, -20],
            |sequence, _| {
                let steps: Vec<f64> = sequence.measurements().iter().map(|m| m.h.log2()).collect();
                assert_eq!(steps, [-30.0, -20.0, -13.0, -7.0]);
            },
        );
    }

    #[test]
    fn beyond_a_step_that_failed_lies_what_is_on_its_side_of_all_others() {
        with_sequence(f64::exp, f64::exp, 0.5, &[-13, -20], |sequence, _| {
            let beyond = |failed: &[i32]| {
                let mut sequence = sequence.clone();
                failed.iter().for_each(|&k| sequence.failed(2f64.powi(k)));
                [-24, -20, -16, -13, -9].map(|k| sequence.is_beyond(2f64.powi(k)))
            };
            assert_eq!(beyond(&[]), [false; 5]);
            assert_eq!(beyond(&[-10]), [false, false, false, false, true]);
            assert_eq!(beyond(&[-23]), [true, false, false, false, false]);
            assert_eq!(beyond(&[-23, -10]), [true, false, false, false, true]);
        });
    }

    #[test]
    fn steps_grow_as_long_as_a_bar_is_narrow_beside_slopes_of_any_size() {
        for (cost, slope) in [
            (f64::exp as fn(f64) -> f64, f64::exp as fn(f64) -> f64),
            (|x| 1e6 * x.exp(), |x| 1e6 * x.exp()),
        ] {
            with_sequence(cost, slope, 0.5, &[-5], |sequence, noise| {
                let mut sequence = sequence.clone();
                sequence.failed(2f64.powi(-8));
                assert_eq!(sequence.next_step(noise, true), Some(0.25));
            });
        }
    }

    #[test]
    fn another_regime_at_larger_steps_does_not_count() {
        // At steps of 2⁻¹³ and 2⁻⁷, powers of two, sin(2²⁰·2π·x) looks constant: aliasing.
        const K: f64 = 6_588_397.316_661_91;
        let steps = [-7, -13, -26, -29, -32];
        with_sequence(
            |x| (K * x).sin(),
            |x| K * (K * x).cos(),
            0.0,
            &steps,
            |sequence, noise| {
                let regime = regime(sequence.measurements(), noise, 1.5);
                assert_eq!(regime.last().map(|m| m.h.log2()), Some(-26.0));
            },
        );
    }

    #[test]
    fn a_ladder_grows_downward_until_roundoff_takes_over() {
        let oscillation: fn(f64) -> f64 = |x| (1e6 * x).sin();
        let slope: fn(f64) -> f64 = |x| 1e6 * (1e6 * x).cos();
        let next = |steps: &[i32]| {
            with_sequence(oscillation, slope, 0.3, steps, |l, noise| {
                l.next_step(noise, true)
            })
        };
        assert_eq!(next(&[-13]), Some(2f64.powi(-16)));
        assert!(
            next(&[-13, -40]).is_some_and(|h| h > 2f64.powi(-40)),
            "fills the gap"
        );
    }
}
