//! A cost over θ that knows its analytic gradient: what all that is measured asks.

use super::{Allowance, Along, Projected, Request, Want};
use crate::precision::Precision;
use crate::report::{Evaluations, Place, Problem};
use crate::wording::printable;

/// A cost over θ, asked by requests and counted.
pub(crate) trait Objective {
    /// What is requested: of the gradient all, one number, or whatever comes with the cost.
    fn ask(&mut self, request: Request<'_>) -> Result<Evaluation, Failure>;
    /// The cost at a point on a line, and what is wanted of the gradient there.
    fn ask_along(
        &mut self,
        request: Request<'_>,
        along: &dyn Along,
    ) -> Result<(f64, Projected), Failure> {
        let mut evaluation = self.ask(request)?;
        let projected = along.projected(&mut evaluation.gradient);
        self.give_back(evaluation.gradient);
        Ok((evaluation.cost, projected))
    }
    /// Whether there is a function of the cost alone.
    fn has_cost_function(&self) -> bool;
    /// Whether being told in advance is of use.
    fn prefetches(&self) -> bool {
        false
    }
    /// Requests that will probably be made next, for whoever can answer several at once.
    fn prefetch(&mut self, _requests: Vec<Request<'_>>) {}
    /// A gradient that is of no use any longer, to be written over by the next one.
    fn give_back(&mut self, _gradient: Vec<f64>) {}
    /// What the calls so far have told.
    fn seen(&self) -> Seen;
    /// How often the user's functions may still be called.
    fn allowance(&mut self) -> &mut Allowance;
    /// Take derivatives at θ from now on: what θ is as seen from there.
    fn rebase(&mut self, theta: &[f64]) -> Vec<f64>;
    /// Take them at the test point again.
    fn return_home(&mut self);
}

impl dyn Objective + '_ {
    /// Cost and gradient.
    pub(crate) fn evaluate(&mut self, theta: &[f64]) -> Result<Evaluation, Failure> {
        self.ask(Request::at(theta, Want::Gradient))
    }

    /// The gradient, whatever the cost is there.
    pub(crate) fn gradient(&mut self, theta: &[f64]) -> Result<Vec<f64>, Failure> {
        Ok(self.ask(Request::at(theta, Want::GradientAlone))?.gradient)
    }

    /// The cost alone, by the annotated function.
    pub(crate) fn value(&mut self, theta: &[f64]) -> Result<f64, Failure> {
        Ok(self.ask(Request::at(theta, Want::Cost))?.cost)
    }

    /// The cost alone, by the function that returns nothing else, if there is one.
    pub(crate) fn cost(&mut self, theta: &[f64]) -> Option<Result<f64, Failure>> {
        self.has_cost_function().then(|| {
            let evaluation = self.ask(Request::at(theta, Want::ByCostFunction))?;
            Ok(evaluation.cost)
        })
    }

    /// Cost and gradient by another call, whatever is remembered.
    pub(crate) fn again(&mut self, theta: &[f64]) -> Result<Evaluation, Failure> {
        self.ask(Request::at(theta, Want::Gradient).fresh())
    }

    pub(crate) fn evaluations(&self) -> Evaluations {
        self.seen().evaluations
    }

    pub(crate) fn precision(&self) -> Precision {
        self.seen().precision
    }
}

/// What calls of the user's functions have told.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen {
    pub(crate) evaluations: Evaluations,
    /// The coarsest precision among parameters, costs and gradients.
    pub(crate) precision: Precision,
    /// Whether every cost was the same.
    pub(crate) one_cost: bool,
    /// Whether every gradient was the same.
    pub(crate) one_gradient: bool,
}

/// One answer of the annotated function, its gradient in the order of θ.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Evaluation {
    pub(crate) cost: f64,
    pub(crate) gradient: Vec<f64>,
}

impl Evaluation {
    /// The same with one number of the gradient.
    pub(crate) fn slope_alone(self, component: usize) -> Result<Self, Failure> {
        let slope = self.gradient.get(component).copied();
        let gradient = vec![slope.ok_or(Failure::Layout)?];
        Ok(Self { gradient, ..self })
    }

    /// The answer of a function of the cost alone.
    pub(crate) fn of_cost(cost: f64) -> Self {
        Self {
            cost,
            gradient: Vec::new(),
        }
    }
}

/// Why an evaluation is of no use, before it is known where it was made.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Failure {
    Cost(f64),
    Returned(String),
    Panicked(String),
    Layout,
    Pairing(Problem),
    /// The check may ask for no more.
    BudgetSpent,
}

impl Failure {
    pub(crate) fn at(self, place: Place) -> Problem {
        match self {
            Self::Cost(value) => Problem::NonFiniteCost { value, place },
            Self::Returned(error) => Problem::FunctionFailed {
                error: printable(&error).into_owned(),
                place,
            },
            Self::Panicked(message) => Problem::FunctionPanicked {
                message: printable(&message).into_owned(),
                place,
            },
            Self::Layout => Problem::GradientLayoutChanged(place),
            Self::Pairing(problem) => problem,
            Self::BudgetSpent => Problem::BudgetSpent,
        }
    }
}
