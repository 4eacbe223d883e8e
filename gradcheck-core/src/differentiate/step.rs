//! Steps that the machine really makes.

use crate::evaluate::{Request, Want};
use crate::precision::Precision;

/// First step of the gradient-assisted residual, relative to max(1, |θ|): there the fifth-order
/// truncation of Simpson's rule and the roundoff of a cost of order one are both far below 1e-10.
const ASSISTED_F64: f64 = 1.0 / 8192.0;
/// The same where the cost is rounded to f32, whose roundoff is 2²⁹ times larger.
const ASSISTED_F32: f64 = 1.0 / 32.0;

/// The two values that a component is moved to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Step {
    pub(crate) plus: f64,
    pub(crate) minus: f64,
}

impl Step {
    /// Move θ by about `h` to both sides, to numbers that the parameter's type can hold, and
    /// equally far wherever it can. `None` if the step vanishes.
    ///
    /// The side away from zero has the coarser grid: it is rounded first, and the displacement that
    /// results is used on both sides.
    pub(crate) fn new(theta: f64, h: f64, precision: Precision) -> Option<Self> {
        let away = h.copysign(theta);
        let outer = precision.round(theta + away);
        let inner = precision.round(theta - (outer - theta));
        let (plus, minus) = if away > 0.0 {
            (outer, inner)
        } else {
            (inner, outer)
        };
        (minus < theta && theta < plus && plus.is_finite() && minus.is_finite())
            .then_some(Self { plus, minus })
    }

    /// Δ, the distance between the two values.
    pub(crate) fn displacement(&self) -> f64 {
        self.plus - self.minus
    }

    /// What is wanted at both values of a component.
    pub(crate) fn requests(&self, component: usize, want: Want) -> [Request<'static>; 2] {
        [self.plus, self.minus].map(|to| Request::moved(component, to, want))
    }

    /// The user's `eps`, relative to max(1, |θ|).
    pub(crate) fn relative(eps: f64, theta: f64) -> f64 {
        eps * theta.abs().max(1.0)
    }

    /// Where the gradient-assisted residual is measured first: a power of two times max(1, |θ|)
    /// rounded down to a power of two, so that most displacements are exact.
    pub(crate) fn assisted(theta: f64, precision: Precision) -> f64 {
        Self::once(theta)
            * match precision {
                Precision::F64 => ASSISTED_F64,
                Precision::F32 => ASSISTED_F32,
            }
    }

    /// max(1, |θ|), rounded down to a power of two: steps beyond it tell of other places.
    pub(crate) fn once(theta: f64) -> f64 {
        // The exponent bits alone; a logarithm's last digit would depend on the platform.
        f64::from_bits(theta.abs().max(1.0).to_bits() & f64::INFINITY.to_bits())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_are_equally_far_and_the_displacement_is_the_one_made() {
        for theta in [0.3, -0.3, 1.0, -1.0, 1e8, -1e8, 1.0 - f64::EPSILON] {
            let Some(step) = Step::new(theta, 1e-7 * theta.abs().max(1.0), Precision::F64) else {
                panic!("lost at {theta}")
            };
            assert_eq!(step.plus - theta, theta - step.minus, "{theta}");
            assert_eq!(step.displacement(), (step.plus - theta) * 2.0, "{theta}");
        }
    }

    #[test]
    fn an_f32_parameter_is_moved_to_f32_values() {
        let Some(step) = Step::new(f64::from(0.1f32), 1e-3, Precision::F32) else {
            panic!("lost")
        };
        assert_eq!(Precision::F32.round(step.plus), step.plus);
        assert_eq!(Precision::F32.round(step.minus), step.minus);
    }

    #[test]
    fn a_step_below_the_spacing_of_numbers_is_lost() {
        assert_eq!(Step::new(1.0, 1e-17, Precision::F64), None);
        assert_eq!(Step::new(3.0, 1e-8, Precision::F32), None);
        assert!(Step::new(0.0, 1e-300, Precision::F64).is_some());
    }
}
