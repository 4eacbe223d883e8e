//! Kinks and jumps at the point: what doesn't fall with the step.
//!
//! Across a kink the second difference (f₊ − 2f₀ + f₋)/Δ stays what it is, half the difference of the
//! one-sided slopes, while that of a smooth cost falls like the step. Comparing the one-sided slopes
//! at a single step would call every strongly curved cost kinked.

use crate::differentiate::{CostNoise, Measurement};

/// A quantity stands out of the noise at this many roundoff bars.
const OUT_OF_NOISE: f64 = 4.0;
/// The measurements that must agree.
const RUNGS: usize = 3;
/// They span at least this range of steps.
const SPAN: f64 = 8.0;
/// What stays the same from measurement to measurement does so within this factor; what falls like the step falls
/// by [`SPAN`].
const SAME: f64 = 2.0;
/// When a kink is followed to smaller steps, it is by this factor.
pub(super) const DEEPER: f64 = 1.0 / 64.0;
/// A kink or a jump that is still seen at this step, relative to θ, is one at θ.
const DEEPEST: f64 = 1.0 / 1_099_511_627_776.0;
/// A quantity is proportional to the step within this factor.
const PROPORTIONAL: f64 = 1.25;

/// A kink that three measurements see.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Kink {
    /// At the point, as far as steps tell.
    Here(Slopes),
    /// Smaller steps don't reach it.
    Beside,
}

/// One-sided slopes at a point where they differ.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Slopes {
    /// (f₀ − f₋)/δ.
    pub(crate) left: f64,
    /// (f₊ − f₀)/δ.
    pub(crate) right: f64,
    /// The error bar of each.
    pub(crate) bar: f64,
    /// The smallest step that saw them.
    pub(crate) step: f64,
}

impl Kink {
    /// The kink that measurements, smallest first, show.
    pub(crate) fn of(measurements: &[Measurement], noise: &CostNoise) -> Option<Self> {
        let seen = standing_out(measurements, noise, |m| m.second_difference);
        let [small, next, large] = three(&seen)?;
        let stays = |m: &Measurement| is_within(SAME, m.second_difference, small.second_difference);
        let half = |_: &Measurement| small.second_difference.abs();
        if !(stays(next) && stays(large)) {
            return None;
        }
        if is_left_behind(measurements, noise, small.h, half) {
            return Some(Self::Beside);
        }
        let further = seen.iter().take_while(|m| stays(m));
        let further: Vec<&Measurement> = further.copied().collect();
        let each = further
            .windows(2)
            .map(|pair| Slopes::between(pair[0], pair[1], noise));
        let narrowest = each.min_by(|a, b| a.bar.total_cmp(&b.bar))?;
        Some(Self::Here(Slopes {
            step: small.h,
            ..narrowest
        }))
    }
}

impl Slopes {
    /// The slopes by one measurement; what the curvature of the sides does to them is told by the next.
    fn between(m: &Measurement, above: &Measurement, noise: &CostNoise) -> Self {
        let of = |m: &Measurement| {
            let (difference, half) = (m.difference, m.second_difference);
            (difference - half, difference + half)
        };
        let ((left, right), (left_above, right_above)) = (of(m), of(above));
        let change = (left - left_above).abs().max((right - right_above).abs());
        // A one-sided difference is off by a share of the step.
        let curvature = change * m.h / (above.h - m.h);
        Self {
            left,
            right,
            bar: 2.0 * (noise.bar(m).roundoff + curvature),
            step: m.h,
        }
    }

    /// How far a derivative lies outside of the two slopes.
    pub(crate) fn outside(&self, derivative: f64) -> f64 {
        let (low, high) = (self.left.min(self.right), self.left.max(self.right));
        (low - derivative).max(derivative - high).max(0.0)
    }

    /// How far it lies within them.
    pub(crate) fn inside(&self, derivative: f64) -> f64 {
        let (low, high) = (self.left.min(self.right), self.left.max(self.right));
        (derivative - low).min(high - derivative).max(0.0)
    }

    /// The nearest derivative between the two slopes.
    pub(crate) fn nearest(&self, derivative: f64) -> f64 {
        let (low, high) = (self.left.min(self.right), self.left.max(self.right));
        derivative.max(low).min(high)
    }

    /// Whether a step [`DEEPER`] would still see the kink.
    pub(crate) fn shows_deeper(&self, smallest: &Measurement, noise: &CostNoise) -> bool {
        let half = (self.right - self.left).abs() / 2.0;
        half > OUT_OF_NOISE * noise.bar(smallest).roundoff / DEEPER
    }
}

/// Whether what is seen at this step is yet to be followed to smaller ones.
pub(crate) fn may_lie_beside(theta: f64, h: f64) -> bool {
    h > deepest(theta)
}

/// The step that no structure of the cost is followed beyond.
pub(super) fn deepest(theta: f64) -> f64 {
    DEEPEST * if theta == 0.0 { 1.0 } else { theta.abs() }
}

/// Whether the cost jumps at the point: f₊ − f₋ doesn't shrink with the step.
pub(crate) fn is_jump(measurements: &[Measurement], noise: &CostNoise) -> bool {
    let seen = standing_out(measurements, noise, |m| m.difference);
    let jump = |m: &Measurement| m.difference * m.delta;
    three(&seen).is_some_and(|[small, next, large]| {
        let difference = |m: &Measurement| (jump(small) / m.delta).abs();
        is_within(SAME, jump(next), jump(small))
            && is_within(SAME, jump(large), jump(small))
            && !is_left_behind(measurements, noise, small.h, difference)
    })
}

/// Whether the even residual falls like the step: the gradient's own slope is not that of the cost,
/// so that it is right at the point by chance, if at all.
pub(crate) fn is_right_by_chance(measurements: &[Measurement], noise: &CostNoise) -> bool {
    let seen = standing_out(measurements, noise, |m| m.even);
    let seen = &seen[..RUNGS.min(seen.len())];
    let (Some(small), Some(large)) = (seen.first(), seen.last()) else {
        return false;
    };
    let slope = |m: &Measurement| m.even / m.h;
    let falls = |m: &&Measurement| is_within(PROPORTIONAL, slope(m), slope(small));
    large.h >= SPAN * small.h && seen.iter().all(falls)
}

fn standing_out<'a>(
    measurements: &'a [Measurement],
    noise: &CostNoise,
    quantity: impl Fn(&Measurement) -> f64,
) -> Vec<&'a Measurement> {
    let stands_out = |m: &&Measurement| quantity(m).abs() > OUT_OF_NOISE * noise.bar(m).roundoff;
    measurements.iter().filter(stands_out).collect()
}

/// Whether a step below `h` no longer sees what would have stood out there.
fn is_left_behind(
    measurements: &[Measurement],
    noise: &CostNoise,
    h: f64,
    expected: impl Fn(&Measurement) -> f64,
) -> bool {
    let mut below = measurements.iter().take_while(|m| m.h < h);
    below.any(|m| expected(m) > 2.0 * OUT_OF_NOISE * noise.bar(m).roundoff)
}

/// The three smallest, if they span enough.
fn three<'a>(seen: &[&'a Measurement]) -> Option<[&'a Measurement; RUNGS]> {
    let three: [&Measurement; RUNGS] = seen.get(..RUNGS)?.try_into().ok()?;
    (three[RUNGS - 1].h >= SPAN * three[0].h).then_some(three)
}

fn is_within(factor: f64, a: f64, b: f64) -> bool {
    a * b > 0.0 && a.abs() <= factor * b.abs() && b.abs() <= factor * a.abs()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::differentiate::one_component::Function;

    fn measurements<T>(
        f: fn(f64) -> f64,
        slope: fn(f64) -> f64,
        theta: f64,
        ask: impl FnOnce(&[Measurement], &CostNoise) -> T,
    ) -> T {
        let function = Function { cost: f, slope };
        function.at(theta, |base| {
            let measure = |k| Measurement::assisted(base, 0, &function.pair(base, 2f64.powi(k)));
            let measurements: Vec<_> = [-21, -17, -13].map(measure).to_vec();
            ask(&measurements, &CostNoise::unmeasured(base))
        })
    }

    #[test]
    fn the_slopes_on_both_sides_of_a_kink_are_measured() {
        let leaky = |x: f64| if x > 0.0 { 2.0 * x + x * x } else { 0.5 * x };
        let Some(Kink::Here(slopes)) = measurements(leaky, |_| 1.0, 0.0, Kink::of) else {
            panic!("no kink found")
        };
        assert!((slopes.left - 0.5).abs() <= slopes.bar, "{slopes:?}");
        assert!((slopes.right - 2.0).abs() <= slopes.bar, "{slopes:?}");
        assert!(slopes.bar < 1e-4);
        assert_eq!(
            [0.7, 0.3, 3.0].map(|g| (slopes.outside(g) * 10.0).round()),
            [0.0, 2.0, 10.0]
        );
    }

    #[test]
    fn a_kink_that_the_smallest_step_does_not_reach_lies_beside() {
        let shifted = |x: f64| (x - 1e-5).abs();
        let slope = |x: f64| if x > 1e-5 { 1.0 } else { -1.0 };
        let function = Function {
            cost: shifted,
            slope,
        };
        function.at(0.0, |base| {
            let measure = |k| Measurement::assisted(base, 0, &function.pair(base, 2f64.powi(k)));
            let measurements = [-21, -12, -9, -6].map(measure);
            let kink = Kink::of(&measurements, &CostNoise::unmeasured(base));
            assert_eq!(kink, Some(Kink::Beside));
        });
    }

    #[test]
    fn a_curved_cost_has_no_kink() {
        let curved = |x: f64| (100.0 * x).exp();
        assert_eq!(
            measurements(curved, |x| 100.0 * (100.0 * x).exp(), 0.0, Kink::of),
            None
        );
        assert!(!measurements(
            curved,
            |x| 100.0 * (100.0 * x).exp(),
            0.0,
            is_jump
        ));
    }

    #[test]
    fn a_jump_at_the_point_is_found_and_one_beside_it_is_not() {
        let step = |x: f64| f64::from(u8::from(x > 0.0));
        assert!(measurements(step, |_| 0.0, 0.0, is_jump));
        assert!(!measurements(step, |_| 0.0, 1e-5, is_jump));
    }

    #[test]
    fn a_gradient_that_is_right_at_the_point_only_shows_in_the_even_residual() {
        // The derivative of x² is 2x, and 0 at 0 by chance.
        assert!(measurements(
            |x| 1.0 + x + x * x,
            |_| 1.0,
            0.0,
            is_right_by_chance
        ));
        assert!(!measurements(
            |x| 1.0 + x + x * x,
            |x| 1.0 + 2.0 * x,
            0.0,
            is_right_by_chance
        ));
        assert!(!measurements(
            f64::exp,
            |x| 0.9 * x.exp(),
            0.3,
            |measurements, noise| {
                is_right_by_chance(measurements, noise) && measurements[0].disagreement.abs() < 1e-6
            }
        ));
    }
}
