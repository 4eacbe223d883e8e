//! The user's functions and the parameters that they are called with.

use super::perturbed::Perturbed;
use super::{Answer, Around, At, Failure, LayoutHint};
use crate::parameters::{Flattened, Params};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What a function of the cost alone returned.
pub(crate) type CostAlone = Result<f64, String>;

/// What the annotated function returned, if it can be used.
type Returned = Result<Answer, Failure>;

/// Functions that are called at a θ.
pub(crate) trait Functions {
    /// The answer as it was returned, at a point that may be moved from where derivatives are taken.
    fn answer(&mut self, at: At<'_>, around: Around<'_>, expected: &LayoutHint) -> Returned;

    /// The cost alone, by the function that returns nothing else.
    fn cost(&mut self, at: At<'_>, around: Around<'_>) -> Result<f64, Failure>;

    fn has_cost(&self) -> bool;

    /// Make θ the origin, and tell what it is as seen from there.
    fn rebase(&mut self, theta: &[f64]) -> Vec<f64>;

    fn return_home(&mut self);
}

/// Those of one check. The annotated one is told what is expected of its gradient, for whoever reads that out.
#[derive(Clone)]
pub(crate) struct Called<P, F, K> {
    parameters: Perturbed<P>,
    function: F,
    cheap: Option<K>,
}

impl<P: Params, F, K> Called<P, F, K> {
    pub(crate) fn new(point: &P, flat: &Flattened, function: F, cheap: Option<K>) -> Self {
        Self {
            parameters: Perturbed::new(point, flat),
            function,
            cheap,
        }
    }

    /// The numbers of the parameters once θ has been written into them; `None` if they don't take exactly as many.
    pub(crate) fn written_back(&mut self, theta: &[f64]) -> Option<Vec<f64>> {
        self.parameters.written_back(theta)
    }
}

impl<P, F, K> Functions for Called<P, F, K>
where
    P: Params,
    F: FnMut(&P, &LayoutHint) -> Result<Answer, String>,
    K: FnMut(&P) -> CostAlone,
{
    fn answer(&mut self, at: At<'_>, around: Around<'_>, expected: &LayoutHint) -> Returned {
        let function = &mut self.function;
        let mut answer = None;
        let mut call = |p: &P| catch(&mut || answer = Some(function(p, expected)));
        self.parameters.called(at, around, &mut call)?;
        returned(answer)
    }

    fn cost(&mut self, at: At<'_>, around: Around<'_>) -> Result<f64, Failure> {
        let mut cost = None;
        if let Some(cheap) = &mut self.cheap {
            let mut call = |p: &P| catch(&mut || cost = Some(cheap(p)));
            self.parameters.called(at, around, &mut call)?;
        }
        returned(cost)
    }

    fn has_cost(&self) -> bool {
        self.cheap.is_some()
    }

    fn rebase(&mut self, theta: &[f64]) -> Vec<f64> {
        self.parameters.rebase(theta)
    }

    fn return_home(&mut self) {
        self.parameters.return_home();
    }
}

/// So that an evaluator of them is compiled once for all types of parameters.
impl Functions for &mut dyn Functions {
    fn answer(&mut self, at: At<'_>, around: Around<'_>, expected: &LayoutHint) -> Returned {
        (**self).answer(at, around, expected)
    }

    fn cost(&mut self, at: At<'_>, around: Around<'_>) -> Result<f64, Failure> {
        (**self).cost(at, around)
    }

    fn has_cost(&self) -> bool {
        (**self).has_cost()
    }

    fn rebase(&mut self, theta: &[f64]) -> Vec<f64> {
        (**self).rebase(theta)
    }

    fn return_home(&mut self) {
        (**self).return_home();
    }
}

/// What was returned; there is nothing where there was nothing to call.
pub(super) fn returned<T>(answer: Option<Result<T, String>>) -> Result<T, Failure> {
    let answer = answer.ok_or(Failure::Layout)?;
    answer.map_err(Failure::Returned)
}

/// Call the user's code; the failure is the message of its panic: a report can then say where it was.
pub(super) fn catch(call: &mut dyn FnMut()) -> Result<(), Failure> {
    catch_unwind(AssertUnwindSafe(call)).map_err(|payload| {
        let text = payload.downcast_ref::<&str>().map(ToString::to_string);
        let text = text.or_else(|| payload.downcast_ref::<String>().cloned());
        Failure::Panicked(text.unwrap_or_default())
    })
}
