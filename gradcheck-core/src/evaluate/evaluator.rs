//! The user's function as a model over θ.

use super::moving::Moving;
use super::{Ask, CostOutcome, Outcome, What};
use crate::parameters::Pairing;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::{Block, Flattened, Params, Place, Precision, Problem};

/// How often the user's code was called.
///
/// ```
/// use gradcheck_core::GradCheck;
/// let report = GradCheck::new("square").run(&3.0, |x| (x * x, 2.0 * x));
/// assert_eq!(report.evaluations().full, 4); // twice at the point, a pair around it, once more at the end
/// assert_eq!(report.evaluations().cost_only, 0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Evaluations {
    /// Of the annotated function, which returns cost and gradient.
    pub full: usize,
    /// Of the `cost = ..` function.
    pub cost_only: usize,
}

/// One answer of the annotated function, its gradient in the order of θ.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Evaluation {
    pub(crate) cost: f64,
    pub(crate) gradient: Vec<f64>,
}

/// Why an evaluation is of no use, before it is known where it was made.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Failure {
    Cost(f64),
    Returned(String),
    Panicked(String),
    Layout,
    Pairing(Problem),
}

impl Failure {
    pub(crate) fn at(self, place: Place) -> Problem {
        match self {
            Self::Cost(value) => Problem::NonFiniteCost { value, place },
            Self::Returned(error) => Problem::FunctionFailed { error, place },
            Self::Panicked(message) => Problem::FunctionPanicked { message, place },
            Self::Layout => Problem::GradientLayoutChanged(place),
            Self::Pairing(problem) => problem,
        }
    }
}

/// What the user's code returns, or the message of its panic: a report can then say where it was.
pub(super) fn caught<T>(call: impl FnOnce() -> T) -> Result<T, Failure> {
    catch_unwind(AssertUnwindSafe(call)).map_err(|payload| {
        let text = payload.downcast_ref::<&str>().map(ToString::to_string);
        let text = text.or_else(|| payload.downcast_ref::<String>().cloned());
        Failure::Panicked(text.unwrap_or_default())
    })
}

/// A cost over θ that knows its analytic gradient.
pub(crate) trait Model {
    /// Questions about θ that will probably be put next, for whoever can answer them all at once.
    fn ahead(&mut self, _theta: &[f64], _asks: &[Ask]) {}
    /// Cost and gradient.
    fn evaluate(&mut self, theta: &[f64]) -> Result<Evaluation, Failure>;
    /// Cost, and its analytic derivative along one component.
    fn slope(&mut self, theta: &[f64], component: usize) -> Result<(f64, f64), Failure> {
        let evaluation = self.evaluate(theta)?;
        Ok((evaluation.cost, evaluation.gradient[component]))
    }
    /// The cost alone, by the annotated function.
    fn value(&mut self, theta: &[f64]) -> Result<f64, Failure> {
        Ok(self.evaluate(theta)?.cost)
    }
    /// The gradient alone, whatever the cost is there.
    fn gradient(&mut self, theta: &[f64]) -> Result<Vec<f64>, Failure> {
        Ok(self.evaluate(theta)?.gradient)
    }
    /// Cost and gradient by another call, whatever is remembered.
    fn again(&mut self, theta: &[f64]) -> Result<Evaluation, Failure> {
        self.evaluate(theta)
    }
    /// The cost by the cheap function, if there is one.
    fn cost(&mut self, theta: &[f64]) -> Option<Result<f64, Failure>>;
    /// Whether being told in advance is of use.
    fn looks_ahead(&self) -> bool {
        false
    }
    /// What will be asked at these points next.
    fn ahead_at(&mut self, _what: What, _points: Vec<Vec<f64>>) {}
    /// How often the user's functions were called.
    fn evaluations(&self) -> Evaluations;
    /// The coarsest precision among parameters, costs and gradients.
    fn precision(&self) -> Precision;
    /// Whether every cost so far was the same.
    fn saw_one_cost_only(&self) -> bool;
    /// Whether every gradient so far was the same.
    fn saw_one_gradient_only(&self) -> bool {
        false
    }
    /// Take derivatives at θ from now on: what θ is as seen from there.
    fn rebase(&mut self, theta: &[f64]) -> Vec<f64>;
    /// Take them at the test point again.
    fn return_home(&mut self);
}

/// The user's functions, the parameters that they are called with, and what has been counted.
#[derive(Clone)]
pub(crate) struct Evaluator<P, F, K> {
    parameters: Moving<P>,
    function: F,
    cheap: Option<K>,
    arguments: Vec<String>,
    blocks: Vec<Block>,
    pairing: Option<Pairing>,
    precision: Precision,
    evaluations: Evaluations,
    lowest: f64,
    highest: f64,
    /// The first gradient, as long as all others were the same.
    only_gradient: Option<Vec<f64>>,
}

impl<P: Params, F, K> Evaluator<P, F, K> {
    pub(crate) fn new(
        point: &P,
        function: F,
        cheap: Option<K>,
        arguments: Vec<String>,
        flat: &Flattened,
    ) -> Self {
        Self {
            parameters: Moving::new(point, flat),
            function,
            cheap,
            arguments,
            blocks: flat.blocks().to_vec(),
            pairing: None,
            precision: flat.precision(),
            evaluations: Evaluations::default(),
            lowest: f64::INFINITY,
            highest: f64::NEG_INFINITY,
            only_gradient: None,
        }
    }

    fn saw(&mut self, cost: f64) -> Result<f64, Failure> {
        if !cost.is_finite() {
            return Err(Failure::Cost(cost));
        }
        self.lowest = self.lowest.min(cost);
        self.highest = self.highest.max(cost);
        Ok(cost)
    }
}

impl<P, F, K, O> Evaluator<P, F, K>
where
    P: Params,
    F: FnMut(&P) -> O,
    O: Outcome,
{
    /// Cost and gradient as they were returned, the gradient in the order of θ.
    fn call(&mut self, theta: &[f64]) -> Result<(f64, Vec<f64>), Failure> {
        self.evaluations.full += 1;
        let (function, parameters) = (&mut self.function, self.parameters.to(theta));
        let answer = caught(|| function(parameters).answer())?.map_err(Failure::Returned)?;
        self.precision = self.precision.coarser(answer.precision);
        let gradient = answer.gradient.under(&self.arguments);
        let pairing = match self.pairing.take() {
            Some(pairing) => pairing,
            None => Pairing::new(&self.blocks, &gradient).map_err(Failure::Pairing)?,
        };
        let aligned = pairing.align(&self.blocks, &gradient);
        self.pairing = Some(pairing);
        let gradient = aligned.ok_or(Failure::Layout)?;
        Ok((answer.cost, gradient))
    }
}

impl<P, F, K, O, C> Model for Evaluator<P, F, K>
where
    P: Params,
    F: FnMut(&P) -> O,
    O: Outcome,
    K: FnMut(&P) -> C,
    C: CostOutcome,
{
    fn evaluate(&mut self, theta: &[f64]) -> Result<Evaluation, Failure> {
        let (cost, gradient) = self.call(theta)?;
        let cost = self.saw(cost)?;
        if self.evaluations.full == 1 {
            self.only_gradient = Some(gradient.clone());
        } else if self.only_gradient.as_ref() != Some(&gradient) {
            self.only_gradient = None;
        }
        Ok(Evaluation { cost, gradient })
    }

    fn gradient(&mut self, theta: &[f64]) -> Result<Vec<f64>, Failure> {
        Ok(self.call(theta)?.1)
    }

    fn cost(&mut self, theta: &[f64]) -> Option<Result<f64, Failure>> {
        let cheap = self.cheap.as_mut()?;
        self.evaluations.cost_only += 1;
        let parameters = self.parameters.to(theta);
        let cost = caught(|| cheap(parameters).cost());
        let cost = cost.and_then(|cost| cost.map_err(Failure::Returned));
        Some(cost.and_then(|cost| self.saw(cost)))
    }

    fn evaluations(&self) -> Evaluations {
        self.evaluations
    }

    fn precision(&self) -> Precision {
        self.precision
    }

    fn saw_one_cost_only(&self) -> bool {
        self.lowest >= self.highest
    }

    fn saw_one_gradient_only(&self) -> bool {
        self.only_gradient.is_some()
    }

    fn rebase(&mut self, theta: &[f64]) -> Vec<f64> {
        self.parameters.rebase(theta)
    }

    fn return_home(&mut self) {
        self.parameters.return_home();
    }
}
