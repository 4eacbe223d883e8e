//! The noise of a cost: `ECNoise` (Moré and Wild 2011, "Estimating computational noise").
//!
//! Differences of order k of equally spaced values lose what is smooth, and keep noise, whose part
//! grows by a known factor: with γₖ = (k!)²/(2k)!, every σₖ = √(γₖ · mean of squares) estimates the
//! same σ once the smooth part is gone. Where three consecutive estimates agree, the largest is taken.

use super::BasePoint;
use super::f32_jumps::jumps_as_f32;
use crate::evaluate::{Objective, Request, Want};
use crate::norm::rms;
use crate::points::Rng;
use crate::precision::Precision;
use crate::report::Noise;

/// Values in the table.
const VALUES: usize = 7;
/// Spacing of the lattice, relative to θ: small enough that a smooth cost is a line over it.
const SPACING_F64: f64 = 1.0 / 268_435_456.0;
/// The same where the cost is rounded to f32.
const SPACING_F32: f64 = 1.0 / 65536.0;
/// How far beside the point, relative to θ, a cost is asked whether an f32 holds it.
const BESIDE: f64 = 1.0 / 1024.0;
/// How often the spacing is adapted, and by what factor.
const ADAPTATIONS: usize = 3;
const ADAPTED_BY: f64 = 100.0;
/// Values that differ by more than this share are too far apart.
const TOO_FAR: f64 = 0.1;
/// Estimates agree within this factor.
const AGREEMENT: f64 = 4.0;
/// A smooth cost is this many roundoffs noisy at the most.
const ROUNDINGS: f64 = 4.0;
/// Slopes on one side of a kink are the same up to this share of its size.
const STRAIGHT: f64 = 0.01;
/// Half a unit in the last place of an f32, relative: what rounding to f32 leaves.
const F32_ROUNDING: f64 = 1.0 / 33_554_432.0;
/// Relative noise of a cost that passes through f32 on its way lies between these.
const F32_NOISE: std::ops::Range<f64> = 2e-9..1e-6;

/// A reading of equally spaced values.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Reading {
    Sigma(f64),
    TooClose,
    TooFar,
    Kink,
}

impl Noise {
    /// Measure along a random direction. A lattice that θ can hold exactly comes first; since a noise
    /// that hangs on the bits of θ may be regular over it, a lattice that is rounded comes second, and
    /// counts if it shows more than its own rounding. What may be the rounding of f32 is told by its jumps.
    pub(crate) fn measure(model: &mut dyn Objective, base: &BasePoint<'_>) -> Self {
        let found = Self::on_lattices(model, base);
        let relative = found.sigma / base.evaluation.cost.abs();
        let may_be = base.precision == Precision::F64 && F32_NOISE.contains(&relative);
        if may_be && !found.single && jumps_as_f32(model, base, None) {
            found.through_single(model, base)
        } else {
            found
        }
    }

    fn on_lattices(model: &mut dyn Objective, base: &BasePoint<'_>) -> Self {
        let spacing = match base.precision {
            Precision::F64 => SPACING_F64,
            Precision::F32 => SPACING_F32,
        };
        let forth = direction(base, "noise");
        let Some(found) = Self::along(model, base, &forth, spacing, on_grid) else {
            // A kink just beside the point lies on one side only.
            let back: Vec<f64> = forth.iter().map(|d| -d).collect();
            return Self::along(model, base, &back, spacing, on_grid).unwrap_or_default();
        };
        let cost = base.evaluation.cost.abs();
        let roundings = ROUNDINGS * base.precision.unit_roundoff();
        if found.single || found.sigma > roundings * cost {
            return found;
        }
        let across = direction(base, "rounded");
        let rounded = Self::along(model, base, &across, spacing, |_, displacement| {
            displacement
        });
        let rounded = rounded.unwrap_or_default();
        let terms = base.evaluation.gradient.iter().zip(base.theta);
        let of_theta: f64 = terms.map(|(g, theta)| (g * theta).abs()).sum();
        if rounded.sigma > roundings * of_theta {
            rounded
        } else {
            found
        }
    }

    /// Whether a cost of f64 is one of f32 at heart, by its value at the point and at one beside it; nothing is asked of
    /// a cost that no f32 holds.
    pub(crate) fn foreseen(model: &mut dyn Objective, base: &BasePoint<'_>) -> Self {
        let cost = base.evaluation.cost;
        if !Self::may_be_of_f32(base, &[cost]) {
            return Self::default();
        }
        match model.value(&Self::beside(base)) {
            Ok(value) if Self::are_of_f32(&[cost], &[value]) => Self::default().of_single(base),
            _ => Self::default(),
        }
    }

    /// Whether outputs at a point may be those of f32 code that returns f64.
    pub(crate) fn may_be_of_f32(base: &BasePoint<'_>, outputs: &[f64]) -> bool {
        base.tuning.foresee_f32 && base.precision == Precision::F64 && is_stored_in_f32(outputs)
    }

    /// Whether outputs in f64 are those of f32 code, by their values at a point and beside it.
    pub(crate) fn are_of_f32(at: &[f64], beside: &[f64]) -> bool {
        let all = [at, beside].concat();
        at != beside && is_stored_in_f32(&all)
    }

    /// A point beside this one, at which such a cost would be rounded by other digits.
    pub(crate) fn beside(base: &BasePoint<'_>) -> Vec<f64> {
        let across = direction(base, "single");
        let across = base.theta.iter().zip(&across);
        across.map(|(theta, d)| theta + BESIDE * d).collect()
    }

    /// The louder of two.
    pub(crate) fn worse(self, other: Self) -> Self {
        Self {
            single: self.single || other.single,
            is_measured: self.is_measured || other.is_measured,
            ..if other.sigma > self.sigma {
                other
            } else {
                self
            }
        }
    }

    /// The same of a cost that is known to see its parameters through f32, measured on a lattice that f32 tells apart.
    pub(crate) fn through_single(self, model: &mut dyn Objective, base: &BasePoint<'_>) -> Self {
        let across = direction(base, "single");
        let found = Self::along(model, base, &across, SPACING_F32, on_grid).unwrap_or_default();
        self.worse(found).of_single(base)
    }

    /// The same of a cost that is known to pass through f32.
    pub(crate) fn of_single(self, base: &BasePoint<'_>) -> Self {
        Self {
            sigma: self.sigma.max(F32_ROUNDING * base.evaluation.cost.abs()),
            single: true,
            ..self
        }
    }

    /// Measure along this direction; `None` across a kink. Values that can't be had end it with what
    /// is known by then.
    fn along(
        model: &mut dyn Objective,
        base: &BasePoint<'_>,
        direction: &[f64],
        mut spacing: f64,
        fit: fn(f64, f64) -> f64,
    ) -> Option<Self> {
        let mut found = Self::default();
        for _ in 0..=ADAPTATIONS {
            let along = base.theta.iter().zip(direction);
            let spacings: Vec<f64> = along.map(|(&theta, d)| fit(theta, spacing * d)).collect();
            let Some(values) = lattice(model, base, &spacings) else {
                return Some(found);
            };
            let moves = values.windows(2).map(|pair| (pair[1] - pair[0]).abs());
            let finest = moves.filter(|change| *change > 0.0);
            found.finest_move = finest.fold(found.finest_move, f64::min);
            match read(&values) {
                Reading::Sigma(sigma) => {
                    // The rounding of values that grow from zero is less at nearer ones.
                    let own = ROUNDINGS * base.precision.unit_roundoff() * largest(&values);
                    found.sigma = if is_at_zero(&values) && sigma <= own {
                        0.0
                    } else {
                        sigma
                    };
                    found.single |= is_single(&values, base);
                    break;
                }
                Reading::TooClose => {
                    spacing *= ADAPTED_BY;
                }
                Reading::Kink => return None,
                Reading::TooFar => spacing /= ADAPTED_BY,
            }
        }
        Some(if found.single {
            found.of_single(base)
        } else {
            found
        })
    }
}

/// Of several numbers in f32 one has one of so many last digits set, but by a rare chance.
const LAST_DIGITS: u32 = 4;

/// Whether a cost of f64 is one of f32 at heart.
fn is_single(values: &[f64; VALUES], base: &BasePoint<'_>) -> bool {
    base.precision == Precision::F64 && is_stored_in_f32(values)
}

/// Of numbers that an f32 holds some need all of its digits; others are rounded more coarsely.
fn is_stored_in_f32(values: &[f64]) -> bool {
    let is_held = |&f: &f64| Precision::F32.round(f) == f;
    values.iter().all(is_held) && values.iter().any(|&f| needs_digits_of_f32(f))
}

/// Whether one of the last digits of an f32 is set.
fn needs_digits_of_f32(f: f64) -> bool {
    let spare = f64::MANTISSA_DIGITS - f32::MANTISSA_DIGITS;
    f.to_bits().trailing_zeros() < spare + LAST_DIGITS
}

/// Random signs, magnitudes on the scale of each component; components that are zero stay.
fn direction(base: &BasePoint<'_>, stream: &str) -> Vec<f64> {
    let theta = base.theta;
    let mut rng = Rng::new(base.seed).stream(stream);
    let all_zero = theta.iter().all(|&t| t == 0.0);
    let mut along = |t: &f64| {
        let size = if all_zero { 1.0 } else { t.abs() };
        size * (rng.unit() + 0.5) * if rng.bits() % 2 == 0 { 1.0 } else { -1.0 }
    };
    theta.iter().map(&mut along).collect()
}

/// The cost at equally spaced points, the base first.
fn lattice(
    model: &mut dyn Objective,
    base: &BasePoint<'_>,
    spacings: &[f64],
) -> Option<[f64; VALUES]> {
    let at = |i: usize| -> Vec<f64> {
        let along = base.theta.iter().zip(spacings);
        along.map(|(theta, d)| theta + i as f64 * d).collect()
    };
    if model.prefetches() {
        let requests = (1..VALUES).map(|i| Request::at_owned(at(i), Want::Cost));
        model.prefetch(requests.collect());
    }
    let mut values = [base.evaluation.cost; VALUES];
    for (i, value) in values.iter_mut().enumerate().skip(1) {
        *value = model.value(&at(i)).ok()?;
    }
    Some(values)
}

/// A displacement of which θ can hold every multiple, so that rounding makes no noise of its own.
fn on_grid(theta: f64, displacement: f64) -> f64 {
    let coarser = 2.0 * theta;
    (coarser + displacement) - coarser
}

fn read(values: &[f64; VALUES]) -> Reading {
    let (low, high) = values
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &f| {
            (low.min(f), high.max(f))
        });
    if high - low > TOO_FAR * largest(values) && !is_at_zero(values) {
        return Reading::TooFar;
    }
    let (mut table, mut gamma) = (values.to_vec(), 1.0);
    let mut estimates = Vec::new();
    for order in 1..VALUES {
        table = table.windows(2).map(|pair| pair[1] - pair[0]).collect();
        if order == 1 && table.iter().filter(|d| **d == 0.0).count() >= VALUES / 2 {
            return Reading::TooClose;
        }
        let k = order as f64;
        gamma *= 0.5 * k / (2.0 * k - 1.0);
        let sigma = gamma.sqrt() * rms(&table);
        let changes_sign = table.iter().any(|&d| d > 0.0) && table.iter().any(|&d| d < 0.0);
        estimates.push((sigma, changes_sign));
    }
    let sigma = |three: &[(f64, bool)]| {
        let low = three.iter().fold(f64::INFINITY, |low, e| low.min(e.0));
        let high = three.iter().fold(0.0, |high: f64, e| high.max(e.0));
        // The largest of them: a noise that is taken for too small turns into a false alarm.
        (high <= AGREEMENT * low && three[0].1).then_some(high)
    };
    match estimates.windows(3).find_map(sigma) {
        None => Reading::TooFar,
        Some(_) if is_kink(values) => Reading::Kink,
        Some(sigma) => Reading::Sigma(sigma),
    }
}

fn largest(values: &[f64; VALUES]) -> f64 {
    values.iter().fold(0.0, |most, f| most.max(f.abs()))
}

/// Whether the cost vanishes at the point, as a residual does: its values then differ by all of their size however near
/// they are, and their noise is that of the terms that cancel.
fn is_at_zero(values: &[f64; VALUES]) -> bool {
    values[0].abs() <= TOO_FAR * largest(values)
}

/// Whether the values lie on two straight lines that meet.
fn is_kink(values: &[f64; VALUES]) -> bool {
    let slopes: Vec<f64> = values.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let (Some(&first), Some(&last)) = (slopes.first(), slopes.last()) else {
        return false;
    };
    let is_straight = |slopes: &[f64], slope: f64| {
        let within = STRAIGHT * (last - first).abs();
        slopes.iter().all(|s| (s - slope).abs() <= within)
    };
    // The lines meet within one of the intervals, whose slope lies between.
    let lies_between = |slope: f64| (slope - first) * (slope - last) <= 0.0;
    (0..slopes.len()).any(|at| {
        let (before, after) = (&slopes[..at], &slopes[at + 1..]);
        lies_between(slopes[at]) && is_straight(before, first) && is_straight(after, last)
    })
}

#[cfg(test)]
mod tests {
    use super::super::base_point::one_component::Function;
    use super::*;
    use crate::evaluate::{Called, CostAlone, Evaluator, LayoutHint, Outcome};
    use crate::parameters::{Flattened, Names};

    /// Values of a smooth line with noise of this size on it.
    fn values(noise: f64, slope: f64) -> [f64; VALUES] {
        let mut rng = Rng::new(7);
        std::array::from_fn(|i| {
            let x = slope * i as f64 * SPACING_F64;
            x.exp() + noise * rng.normal()
        })
    }

    #[test]
    fn a_kink_is_told_from_noise() {
        let bent = |at: f64| {
            std::array::from_fn(|i| {
                let x = i as f64;
                1.0 + 1e-9 * (x + 2.0 * (x - at).max(0.0))
            })
        };
        for at in [0.3, 2.0, 4.6] {
            assert!(is_kink(&bent(at)), "{at}");
        }
        for noise in [1e-12, 1e-6] {
            assert!(!is_kink(&values(noise, 1.0)), "{noise}");
        }
    }

    #[test]
    fn finds_noise_of_every_size_under_a_smooth_cost() {
        for noise in [1e-14, 1e-10, 1e-6, 1e-3] {
            let Reading::Sigma(sigma) = read(&values(noise, 3.0)) else {
                panic!("{noise}: nothing found")
            };
            assert!((0.3..3.0).contains(&(sigma / noise)), "{noise}: {sigma}");
        }
    }

    #[test]
    fn a_smooth_cost_has_the_noise_of_its_rounding() {
        let Reading::Sigma(sigma) = read(&values(0.0, 3.0)) else {
            panic!("nothing found")
        };
        assert!(sigma < 4.0 * f64::EPSILON, "{sigma}");
    }

    #[test]
    fn multiples_of_a_displacement_are_exact() {
        for theta in [0.3, 1e8, -7.0] {
            let d = on_grid(theta, 1e-7 * theta);
            let exact = |i: f64| (theta + i * d) - theta == i * d;
            assert!((1..VALUES).all(|i| exact(i as f64)), "{theta}");
        }
    }

    /// The noise of this cost, whose slope is that of the exponential.
    fn noise_of(cost: fn(f64) -> f64, theta: f64) -> Noise {
        let flat = Flattened::of(&theta);
        let read = |x: &f64, expected: &LayoutHint| (cost(*x), x.exp()).answer_as(expected);
        let called = Called::new(&theta, &flat, read, None::<fn(&f64) -> CostAlone>);
        let mut model = Evaluator::new(called, Names::default(), &flat);
        let function = Function {
            cost,
            slope: f64::exp,
        };
        function.at(theta, |base| Noise::measure(&mut model, base))
    }

    #[test]
    fn a_noise_that_hangs_on_the_last_bits_of_a_parameter_is_found_whatever_the_size_of_the_cost() {
        const SIZE: f64 = 1e6;
        let smooth = noise_of(|x| SIZE * x.exp(), 0.5);
        assert!(smooth.sigma < 4.0 * f64::EPSILON * SIZE, "{smooth:?}");
        let noisy = noise_of(|x| SIZE * (x.exp() + 1e-9 * (x.to_bits() & 1) as f64), 0.5);
        assert!(
            (0.2..5.0).contains(&(noisy.sigma / (1e-9 * SIZE))),
            "{noisy:?}"
        );
    }

    #[test]
    fn of_two_noises_the_louder_counts_and_f32_in_either() {
        let quiet = noise_of(|x| 1e6 * x.exp(), 0.5);
        let single = Noise {
            single: true,
            sigma: quiet.sigma / 2.0,
            ..quiet
        };
        for worse in [quiet.worse(single), single.worse(quiet)] {
            assert!(worse.single && !quiet.single, "{worse:?}");
            assert_eq!(worse.sigma, quiet.sigma);
        }
    }

    #[test]
    fn spacings_that_are_too_small_or_too_large_are_told() {
        assert_eq!(read(&[1.0; VALUES]), Reading::TooClose);
        assert_eq!(read(&values(0.0, 3e8)), Reading::TooFar);
    }
}
