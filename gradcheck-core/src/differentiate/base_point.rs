//! The point that derivatives are taken at: θ, and the function's answer there.

use super::WholeScale;
use crate::evaluate::Evaluation;
use crate::norm::largest;
use crate::parameters::{Block, holding};
use crate::precision::Precision;
use crate::report::Place;
use crate::tuning::Tuning;

/// What all derivatives start from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BasePoint<'a> {
    pub(crate) theta: &'a [f64],
    pub(crate) blocks: &'a [Block],
    pub(crate) evaluation: &'a Evaluation,
    /// The coarsest precision of parameters, cost and gradient.
    pub(crate) precision: Precision,
    pub(crate) tuning: &'a Tuning,
    /// What directions and points beside this one are drawn from.
    pub(crate) seed: u64,
    /// Whether the gradient is a row of a matrix, in which whole blocks may well be zero.
    pub(crate) is_row: bool,
    /// For a row whose output is zero but for rounding: the size of what it is rounded on. Else zero.
    pub(crate) output_scale: f64,
    /// Sizes of the whole gradient.
    pub(crate) whole: WholeScale,
    /// For a direction: the norm of the terms whose sum its slope is, on which it rounds. Else zero.
    pub(crate) terms: f64,
    /// For a direction: the step below which rounding keeps some of its components where they are. Else zero.
    pub(crate) finest: f64,
}

impl<'a> BasePoint<'a> {
    /// The function's answer at θ.
    pub(crate) fn new(
        theta: &'a [f64],
        blocks: &'a [Block],
        evaluation: &'a Evaluation,
        precision: Precision,
        tuning: &'a Tuning,
        seed: u64,
    ) -> Self {
        Self {
            theta,
            blocks,
            evaluation,
            precision,
            tuning,
            seed,
            is_row: false,
            output_scale: 0.0,
            whole: WholeScale::of(theta, blocks, &evaluation.gradient),
            terms: 0.0,
            finest: 0.0,
        }
    }

    /// The largest of these outputs, or what they are rounded on.
    pub(crate) fn largest_cost<const N: usize>(&self, costs: [f64; N]) -> f64 {
        largest(&costs).max(self.output_scale)
    }

    /// The block that a component belongs to.
    pub(crate) fn block(&self, component: usize) -> Option<&Block> {
        self.blocks.get(holding(self.blocks, component)?)
    }

    /// The name of a component.
    pub(crate) fn name(&self, component: usize) -> String {
        self.block(component)
            .map_or_else(String::new, |b| b.component(component - b.start))
    }

    /// The name of the parameter, whatever its row.
    pub(crate) fn parameter(&self, component: usize) -> String {
        self.block(component)
            .map_or_else(String::new, |b| b.parameter(component - b.start))
    }

    /// The place where a component has been moved.
    pub(crate) fn place(&self, component: usize, to: f64) -> Place {
        Place::Shifted {
            component: self.parameter(component),
            to,
        }
    }
}

#[cfg(test)]
pub(crate) mod one_component {
    //! A function of one number, to test arithmetic on.

    use super::super::{Pair, Step};
    use super::{BasePoint, Evaluation, Tuning};
    use crate::parameters::Flattened;
    use crate::precision::Precision;

    /// A cost and a slope of one number.
    pub(crate) struct Function<F, G> {
        pub(crate) cost: F,
        pub(crate) slope: G,
    }

    impl<F: Fn(f64) -> f64, G: Fn(f64) -> f64> Function<F, G> {
        /// What `use_base` makes of the function at θ.
        pub(crate) fn at<T>(&self, theta: f64, use_base: impl FnOnce(&BasePoint<'_>) -> T) -> T {
            let flat = Flattened::of(&theta);
            let evaluation = Evaluation {
                cost: (self.cost)(theta),
                gradient: vec![(self.slope)(theta)],
            };
            use_base(&BasePoint::new(
                flat.values(),
                flat.blocks(),
                &evaluation,
                Precision::F64,
                &Tuning::default(),
                0,
            ))
        }

        /// A pair around the base's θ.
        pub(crate) fn pair(&self, base: &BasePoint<'_>, h: f64) -> Pair {
            let Some(step) = Step::new(base.theta[0], h, Precision::F64) else {
                panic!("step lost")
            };
            Pair {
                h,
                step,
                cost_plus: (self.cost)(step.plus),
                cost_minus: (self.cost)(step.minus),
                slope_plus: (self.slope)(step.plus),
                slope_minus: (self.slope)(step.minus),
            }
        }
    }
}
