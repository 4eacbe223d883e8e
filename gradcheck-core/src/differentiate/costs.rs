//! The same from costs alone: two central differences, extrapolated (Richardson 1911).

use super::measurement::COST_ROUNDOFFS;
use super::{Base, CostPair, Measurement};

impl Measurement {
    /// Two pairs, at about `h` and 2`h`. Richardson's combination removes the third-order term; the
    /// amount that it removes is the error bar's share for truncation.
    pub(crate) fn from_costs(
        base: &Base<'_>,
        component: usize,
        h: f64,
        near: &CostPair,
        far: &CostPair,
    ) -> Self {
        let (cost, gradient) = (base.evaluation.cost, base.evaluation.gradient[component]);
        let ratio = (far.step.displacement() / near.step.displacement()).powi(2);
        let correction = (near.difference() - far.difference()) / (ratio - 1.0);
        let numeric = near.difference() + correction;

        let largest = [near.plus, near.minus, far.plus, far.minus]
            .iter()
            .fold(cost.abs(), |largest, cost| largest.max(cost.abs()));
        let delta = near.step.displacement();
        let second = (near.plus - cost) - (cost - near.minus);
        Self {
            h,
            disagreement: numeric - gradient,
            // The near difference counts with weight r/(r−1) = 4/3, the far one with 1/3 of half.
            roundoff: 1.5 * COST_ROUNDOFFS * base.precision.unit_roundoff() * largest / delta,
            truncation: correction.abs(),
            third_order: -correction,
            even: 0.0,
            even_terms: 0.0,
            second_difference: second / delta,
            scale: gradient.abs().max(numeric.abs()),
            flat: gradient == 0.0
                && [near.plus, near.minus, far.plus, far.minus]
                    .iter()
                    .all(|&f| f == cost),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Step;
    use super::*;
    use crate::evaluate::Evaluation;
    use crate::{Flattened, Precision};

    #[test]
    fn stays_within_its_bar_for_smooth_functions() {
        type Real = fn(f64) -> f64;
        let functions: [(Real, Real); 3] = [
            (f64::exp, f64::exp),
            (f64::sin, f64::cos),
            (|x| x.powi(5), |x| 5.0 * x.powi(4)),
        ];
        for (f, slope) in functions {
            for theta in [-1.5, 0.2, 2.0] {
                let flat = Flattened::of(&theta);
                let evaluation = Evaluation {
                    cost: f(theta),
                    gradient: vec![slope(theta)],
                };
                let base = Base {
                    theta: flat.values(),
                    blocks: flat.blocks(),
                    evaluation: &evaluation,
                    precision: Precision::F64,
                };
                let pair = |h| {
                    let step = Step::new(theta, h, Precision::F64)?;
                    Some(CostPair {
                        step,
                        plus: f(step.plus),
                        minus: f(step.minus),
                    })
                };
                let h = 2f64.powi(-13);
                let (Some(near), Some(far)) = (pair(h), pair(2.0 * h)) else {
                    panic!("lost")
                };
                let m = Measurement::from_costs(&base, 0, h, &near, &far);
                assert!(m.disagreement.abs() <= m.bar(), "{theta}: {m:?}");
            }
        }
    }
}
