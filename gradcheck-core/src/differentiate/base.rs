//! The test point: θ, and the function's answer there.

use crate::evaluate::Evaluation;
use crate::{Block, Place, Precision};

/// What all derivatives start from.
#[derive(Debug)]
pub(crate) struct Base<'a> {
    pub(crate) theta: &'a [f64],
    pub(crate) blocks: &'a [Block],
    pub(crate) evaluation: &'a Evaluation,
    /// The coarsest precision of parameters, cost and gradient.
    pub(crate) precision: Precision,
}

impl Base<'_> {
    /// θ with one component moved.
    pub(crate) fn shifted(&self, component: usize, to: f64) -> Vec<f64> {
        let mut theta = self.theta.to_vec();
        theta[component] = to;
        theta
    }

    /// The block that a component belongs to.
    pub(crate) fn block(&self, component: usize) -> Option<&Block> {
        self.blocks
            .iter()
            .find(|block| block.range().contains(&component))
    }

    /// The name of a component.
    pub(crate) fn name(&self, component: usize) -> String {
        self.block(component)
            .map_or_else(String::new, |b| b.component(component - b.start))
    }

    /// The place where a component has been moved.
    pub(crate) fn place(&self, component: usize, to: f64) -> Place {
        Place::Shifted {
            component: self.name(component),
            to,
        }
    }
}
