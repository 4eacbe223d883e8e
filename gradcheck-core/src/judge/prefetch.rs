//! Prefetch requests: what the screening of the next components will ask.
//!
//! A model that calls the function on several threads has then enough to do for each of them. How much is
//! told is the same for every model, so that the number of evaluations is.

use super::Judge;
use crate::differentiate::Step;
use crate::evaluate::{Request, Want};
use crate::parameters::Block;

/// Components whose first questions are told at a time.
const AT_A_TIME: usize = 16;

impl Judge<'_> {
    /// Tell what the components of a block from this offset on will be asked, if it is their turn. Steps
    /// that rest elsewhere by the time that a component is looked at aren't prefetched.
    pub(crate) fn prefetch(&mut self, block: &Block, offset: usize) {
        if offset % AT_A_TIME != 0 || !self.model.prefetches() {
            return;
        }
        let range = block.range();
        let next = range.skip(offset).take(AT_A_TIME);
        let requests = next.flat_map(|i| self.first_requests(block, i)).collect();
        self.model.prefetch(requests);
    }

    /// The first requests for a component: at `eps`, and at the step that comes first by rule.
    fn first_requests(&self, block: &Block, component: usize) -> Vec<Request<'static>> {
        let theta = self.base.theta[component];
        let first = self.first_step(component);
        let at_eps = self.eps.map(|eps| Step::relative(eps, theta));
        // By the cost function alone it takes two pairs.
        let (want, farther) = if self.screen {
            (Want::ByCostFunction, Some(2.0 * first))
        } else {
            (Want::Slope(component), None)
        };
        let steps = at_eps.into_iter().chain([first]).chain(farther);
        let steps = steps.filter_map(|h| Step::new(theta, h, block.precision));
        steps
            .flat_map(|step| step.requests(component, want))
            .collect()
    }
}
