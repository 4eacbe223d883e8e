//! Several measurements along one component, at steps far apart.
//!
//! A wrong gradient is wrong by the same amount at every step; what the surroundings do to a
//! measurement, a kink beside the point or another regime of an oscillation, changes with it.

use super::{CostNoise, Measurement};

/// Neighbouring rungs stand apart by this factor when the ladder grows.
const APART: f64 = 8.0;
/// Rungs of one regime agree within their bars and this share of their mean.
const SHARE: f64 = 0.03;
/// Roundoff has taken over where it exceeds all else by this factor.
const TAKEN_OVER: f64 = 4.0;
/// A rung whose bar is this share of its slopes tells nothing, and larger steps tell less.
const BLIND: f64 = 0.5;

/// Measurements in the order of their steps, the smallest first.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Ladder {
    rungs: Vec<Measurement>,
    /// Whether a step above the largest, or below the smallest, failed.
    ceiling: bool,
    floor: bool,
}

impl Ladder {
    pub(crate) fn new(first: Measurement) -> Self {
        Self {
            rungs: vec![first],
            ceiling: false,
            floor: false,
        }
    }

    pub(crate) fn push(&mut self, m: Measurement) {
        let at = self.rungs.partition_point(|rung| rung.h < m.h);
        self.rungs.insert(at, m);
    }

    /// A step failed: nothing beyond it will be tried.
    pub(crate) fn failed(&mut self, h: f64) {
        if h > self.rungs[0].h {
            self.ceiling = true;
        } else {
            self.floor = true;
        }
    }

    pub(crate) fn rungs(&self) -> &[Measurement] {
        &self.rungs
    }

    pub(crate) fn smallest(&self) -> &Measurement {
        &self.rungs[0]
    }

    pub(crate) fn has_floor(&self) -> bool {
        self.floor
    }

    /// Whether no rung is within a factor of two of a step.
    pub(crate) fn is_new(&self, h: f64) -> bool {
        self.rungs.iter().all(|m| m.h > 2.0 * h || h > 2.0 * m.h)
    }

    /// Whether a step lies where one has failed.
    pub(crate) fn is_beyond(&self, h: f64) -> bool {
        let largest = self.rungs.last().unwrap_or(&self.rungs[0]);
        (self.ceiling && h > largest.h) || (self.floor && h < self.rungs[0].h)
    }

    /// The next step to measure at, after what is there: below the smallest rung until roundoff takes
    /// over there, then between the best rung and its neighbours, then above the largest.
    pub(crate) fn next_step(&self, noise: &CostNoise, fill_gaps: bool) -> Option<f64> {
        let smallest = self.smallest();
        let bar = noise.bar(smallest);
        if !self.floor && bar.roundoff < TAKEN_OVER * bar.truncation.max(bar.roughness) {
            return Some(smallest.h / APART);
        }
        if let Some(h) = self.gap(noise).filter(|_| fill_gaps) {
            return Some(h);
        }
        let largest = self.rungs.last().unwrap_or(smallest);
        let bar = noise.bar(largest);
        let blind = bar.truncation + bar.roughness > BLIND * largest.scale();
        (!self.ceiling && !blind).then_some(largest.h * APART)
    }

    /// A step between the best rung and one of its neighbours, if they are far apart.
    fn gap(&self, noise: &CostNoise) -> Option<f64> {
        let best = self.narrowest(noise)?;
        let between = |i: usize| {
            let (low, high) = (self.rungs.get(i)?.h, self.rungs.get(i + 1)?.h);
            (high > 1.1 * APART * low).then(|| (low * high).sqrt())
        };
        between(best).or_else(|| between(best.checked_sub(1)?))
    }

    fn narrowest(&self, noise: &CostNoise) -> Option<usize> {
        let total = |m: &Measurement| noise.bar(m).total();
        let order =
            |a: &usize, b: &usize| total(&self.rungs[*a]).total_cmp(&total(&self.rungs[*b]));
        (0..self.rungs.len()).min_by(order)
    }
}

/// The rungs that belong to the regime at θ: from the smallest step up, as long as each agrees
/// with the weighted mean of those below it.
pub(crate) fn regime<'a>(
    rungs: &'a [Measurement],
    noise: &CostNoise,
    bars: f64,
) -> &'a [Measurement] {
    let total = |m: &Measurement| noise.bar(m).total();
    let narrowest = rungs.iter().map(total).fold(f64::INFINITY, f64::min);
    let (mut weights, mut sum): (f64, f64) = (0.0, 0.0);
    for (i, m) in rungs.iter().enumerate() {
        let bar = total(m);
        let (mean, bar_of_mean) = (sum / weights, narrowest / weights.sqrt());
        let apart = (m.disagreement - mean).abs();
        // Before the first rung the mean is NaN, and nothing is apart from it.
        if apart > bars * (bar + bar_of_mean) + SHARE * mean.abs() {
            return &rungs[..i];
        }
        let weight = if bar > 0.0 {
            (narrowest / bar).powi(2)
        } else {
            1.0
        };
        weights += weight;
        sum += weight * m.disagreement;
    }
    rungs
}

#[cfg(test)]
mod tests {
    use super::super::base::one_component::Function;
    use super::*;

    /// A ladder over a function at θ, of these steps.
    fn with_ladder<T>(
        f: fn(f64) -> f64,
        slope: fn(f64) -> f64,
        theta: f64,
        steps: &[i32],
        ask: impl FnOnce(&Ladder, &CostNoise) -> T,
    ) -> T {
        let function = Function { cost: f, slope };
        function.at(theta, |base| {
            let measure =
                |k: i32| Measurement::assisted(base, 0, &function.pair(base, 2f64.powi(k)));
            let mut ladder = Ladder::new(measure(steps[0]));
            steps[1..].iter().for_each(|&k| ladder.push(measure(k)));
            ask(&ladder, &CostNoise::unmeasured(base))
        })
    }

    #[test]
    fn rungs_are_kept_in_the_order_of_their_steps() {
        with_ladder(
            f64::exp,
            f64::exp,
            0.5,
            &[-13, -30, -7, -20],
            |ladder, _| {
                let steps: Vec<f64> = ladder.rungs().iter().map(|m| m.h.log2()).collect();
                assert_eq!(steps, [-30.0, -20.0, -13.0, -7.0]);
            },
        );
    }

    #[test]
    fn another_regime_at_larger_steps_does_not_count() {
        // At steps of 2⁻¹³ and 2⁻⁷, powers of two, sin(2²⁰·2π·x) looks constant: aliasing.
        const K: f64 = 6_588_397.316_661_91;
        let steps = [-7, -13, -26, -29, -32];
        with_ladder(
            |x| (K * x).sin(),
            |x| K * (K * x).cos(),
            0.0,
            &steps,
            |ladder, noise| {
                let regime = regime(ladder.rungs(), noise, 1.5);
                assert_eq!(regime.last().map(|m| m.h.log2()), Some(-26.0));
            },
        );
    }

    #[test]
    fn a_ladder_grows_downward_until_roundoff_takes_over() {
        let oscillation: fn(f64) -> f64 = |x| (1e6 * x).sin();
        let slope: fn(f64) -> f64 = |x| 1e6 * (1e6 * x).cos();
        let next = |steps: &[i32]| {
            with_ladder(oscillation, slope, 0.3, steps, |l, noise| {
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
