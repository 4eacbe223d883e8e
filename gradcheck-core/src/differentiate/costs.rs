//! The same from costs alone: two central differences, extrapolated (Richardson 1911).

use super::{BasePoint, CostPair, Measurement};

impl Measurement {
    /// Two pairs, at about `h` and 2`h`. Richardson's combination removes the third-order term; the
    /// amount that it removes is the error bar's share for truncation. The even residual is how far
    /// the second difference is from falling like the step, as it does where there is no kink.
    pub(crate) fn from_costs(
        base: &BasePoint<'_>,
        component: usize,
        h: f64,
        near: &CostPair,
        far: &CostPair,
    ) -> Self {
        let (cost, gradient) = (base.evaluation.cost, base.evaluation.gradient[component]);
        let delta = near.step.displacement();
        let ratio = far.step.displacement() / delta;
        let correction = (near.difference() - far.difference()) / (ratio * ratio - 1.0);
        let difference = near.difference() + correction;
        let second =
            |pair: &CostPair| ((pair.plus - cost) - (cost - pair.minus)) / pair.step.displacement();
        let all_are_base = [near.plus, near.minus, far.plus, far.minus]
            .iter()
            .all(|&f| f == cost);
        Self {
            theta: base.theta[component],
            h,
            // The near difference counts with weight 4/3, the far one, twice as long, with 1/3.
            delta: delta / 1.5,
            analytic: gradient,
            plus: gradient,
            minus: gradient,
            difference,
            disagreement: difference - gradient,
            third_order: -correction,
            truncation: correction.abs(),
            even: second(near) - second(far) / ratio,
            second_difference: second(near),
            largest_cost: base.largest_cost([cost, near.plus, near.minus, far.plus, far.minus]),
            slope_size: gradient.abs(),
            curvature: 2.0 * (second(near) / near.step.displacement()).abs(),
            flat: gradient == 0.0 && all_are_base,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::base_point::one_component::Function;
    use super::super::{CostNoise, Step};
    use super::*;
    use crate::precision::Precision;

    fn from_costs(f: fn(f64) -> f64, slope: fn(f64) -> f64, theta: f64) -> (Measurement, f64) {
        let h = 2f64.powi(-13);
        Function { cost: f, slope }.at(theta, |base| {
            let pair = |h| {
                let step = Step::new(theta, h, Precision::F64)?;
                let (plus, minus) = (f(step.plus), f(step.minus));
                Some(CostPair { step, plus, minus })
            };
            let (Some(near), Some(far)) = (pair(h), pair(2.0 * h)) else {
                panic!("lost")
            };
            let m = Measurement::from_costs(base, 0, h, &near, &far);
            let bar = CostNoise::unmeasured(base).bar(&m);
            (m, bar.roundoff + bar.truncation)
        })
    }

    #[test]
    fn stays_within_its_bar_for_smooth_functions() {
        for theta in [-1.5, 0.2, 2.0] {
            for (m, bar) in [
                from_costs(f64::exp, f64::exp, theta),
                from_costs(f64::sin, f64::cos, theta),
                from_costs(|x| x.powi(5), |x| 5.0 * x.powi(4), theta),
            ] {
                assert!(m.disagreement.abs() <= bar, "{theta}: {m:?}");
                assert!(
                    m.even.abs() <= 0.01 * m.even_terms() + bar,
                    "{theta}: {m:?}"
                );
            }
        }
    }

    #[test]
    fn a_kink_is_not_quiet() {
        let (m, _) = from_costs(f64::abs, |_| 0.0, 0.0);
        assert_eq!(m.disagreement, 0.0);
        assert!(m.even.abs() >= 0.5 * m.even_terms(), "{m:?}");
    }
}
