//! Cotangents and directions that hide no mistake, and the laws of a linear map put to the test.

use super::super::Want;
use super::vector_outcome::{Derivative, LinearityLaw, LinearityViolation};
use super::{Linear, Probe, VectorOutcome};
use crate::norm::largest;
use crate::parameters::{Flattened, Params};
use crate::points::Rng;
use crate::precision::Precision;

/// How many are drawn.
const DRAWN: usize = 2;
/// Magnitudes lie in [SMALLEST, SMALLEST + 1): none vanishes, and none outweighs the others.
const SMALLEST: f64 = 0.5;
/// The combination that a linear map must respect.
const WEIGHTS: [f64; 2] = [0.75, -1.25];
/// Values of a linear map that differ by this many roundoffs of the largest are the same.
const SAME_WITHIN: f64 = 8.0;

/// What a linear map from cotangents of `y`, whose numbers are the outputs, to gradients tells of them; their cost, if
/// they are a gradient.
pub(super) fn by_cotangents<Y: Params, Form, B: Linear<Y, Form>>(
    cost: Option<(f64, Precision)>,
    y: &Y,
    outputs: Flattened,
    map: &mut B,
    probe: &Probe,
) -> VectorOutcome {
    let cotangents = match &probe.cotangents {
        Some(cotangents) => cotangents.clone(),
        None => drawn(&outputs),
    };
    let gradients: Vec<Flattened> = match probe.want {
        Want::Cost | Want::ByCostFunction => Vec::new(),
        Want::Gradient | Want::GradientAlone | Want::Slope(_) => {
            let chart = probe.chart.clone().unwrap_or_default();
            let coordinates = chart.coordinates(&outputs);
            let gradient = |u: &Vec<f64>| Flattened::of(&map.apply(y, &coordinates.pulled(u)));
            cotangents.iter().map(gradient).collect()
        }
    };
    let violations = violations(probe, y, map, || cotangents.clone());
    let derivative = Derivative::Gradients {
        cotangents,
        gradients,
    };
    VectorOutcome::new(cost, outputs, derivative, violations)
}

/// Two vectors over the outputs, with no zero and no two equal entries: a constant direction would be
/// blind to mistakes in which the outputs add up to a constant, as those of a softmax do. The signs are
/// those of the outputs, so that no digits cancel in the weighted sum; that of a zero is drawn.
pub(super) fn drawn(outputs: &Flattened) -> Vec<Vec<f64>> {
    let round: Vec<Precision> = outputs
        .blocks()
        .iter()
        .flat_map(|block| std::iter::repeat_n(block.precision(), block.shape().count()))
        .collect();
    let draw = |k: usize| -> Vec<f64> {
        let mut rng = Rng::new(0).stream("cotangent").stream(&k.to_string());
        let strata = permutation(outputs.values().len(), &mut rng);
        let share = 1.0 / strata.len().max(1) as f64;
        let entries = strata.iter().zip(outputs.values()).zip(&round);
        entries
            .map(|((&stratum, &y), precision)| {
                // One entry a stratum: no two are equal.
                let magnitude = SMALLEST + (stratum as f64 + 0.5 * rng.unit() + 0.25) * share;
                let sign = if rng.bits() % 2 == 0 { 1.0 } else { -1.0 };
                let sign = if y == 0.0 { sign } else { y.signum() };
                precision.round(sign * magnitude)
            })
            .collect()
    };
    (0..DRAWN).map(draw).collect()
}

/// The numbers below `count` in a drawn order (Fisher and Yates 1938).
fn permutation(count: usize, rng: &mut Rng) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    for i in (1..count).rev() {
        // Below i + 1, by the high bits; the bias of 2⁻⁵³ is of no matter.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // within 0..=i
        let j = (rng.unit() * (i + 1) as f64) as usize;
        order.swap(i, j.min(i));
    }
    order
}

/// What a linear map makes of the unit vectors that are wanted, each by its position.
pub(super) fn columns<T: Params, Form, B: Linear<T, Form>>(
    like: &T,
    map: &mut B,
    want: Want,
) -> Vec<(usize, Flattened)> {
    let count = Flattened::of(like).values().len();
    let mut column = |position: usize| {
        let unit = (0..count).map(|i| f64::from(u8::from(i == position)));
        let column = map.apply(like, &unit.collect::<Vec<f64>>());
        (position, Flattened::of(&column))
    };
    want.components(count).map(&mut column).collect()
}

/// Where a map breaks a law of linear maps, if it is to be tried: zero to zero, the same to the same, sums to sums.
pub(super) fn violations<T: Params, Form, B: Linear<T, Form>>(
    probe: &Probe,
    like: &T,
    map: &mut B,
    drawn: impl FnOnce() -> Vec<Vec<f64>>,
) -> Vec<LinearityViolation> {
    let drawn = if probe.is_first { drawn() } else { Vec::new() };
    let mut of = |numbers: &[f64]| Flattened::of(&map.apply(like, numbers));
    let [u, v] = drawn.as_slice() else {
        return Vec::new();
    };
    let (first, second) = (of(u), of(v));
    let again = of(u);
    let zero = of(&vec![0.0; u.len()]);
    let like = Flattened::of(like);
    let combined: Vec<f64> = u
        .iter()
        .zip(v)
        .map(|(u, v)| WEIGHTS[0] * u + WEIGHTS[1] * v)
        .collect();
    // What a type of f32 makes of the combination is no longer the combination.
    let is_exact = like.precision() == Precision::F64;
    let found = of(&combined);
    let size = largest(first.values()).max(largest(second.values()));
    let coarser = first.precision().coarser(like.precision());
    let roundings = SAME_WITHIN * coarser.unit_roundoff() * size;
    let digits = coarser.unit_roundoff().sqrt() * size;
    let sum: Vec<f64> = first
        .values()
        .iter()
        .zip(second.values())
        .map(|(g, h)| WEIGHTS[0] * g + WEIGHTS[1] * h)
        .collect();
    let zeros = vec![0.0; first.values().len()];
    let within = if is_exact { digits } else { 4.0 * digits };
    [
        violation(LinearityLaw::Repetition, first.values(), &again, roundings),
        violation(LinearityLaw::Zero, &zeros, &zero, roundings),
        violation(LinearityLaw::Linearity, &sum, &found, within),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The component that departs most, if one does.
fn violation(
    law: LinearityLaw,
    expected: &[f64],
    found: &Flattened,
    within: f64,
) -> Option<LinearityViolation> {
    let apart = |(e, f): (&f64, &f64)| {
        let apart = (e - f).abs();
        if apart.is_nan() { f64::INFINITY } else { apart }
    };
    let distances = expected.iter().zip(found.values()).map(apart);
    let farther = |a: (usize, f64), b: (usize, f64)| if b.1 > a.1 { b } else { a };
    let (component, distance) = distances.enumerate().reduce(farther)?;
    (distance > within).then(|| LinearityViolation {
        law,
        closure: None,
        component,
        expected: expected[component],
        found: found.values()[component],
        gradient: found.clone(),
    })
}
