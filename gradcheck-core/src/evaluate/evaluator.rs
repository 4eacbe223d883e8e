//! The user's function as a model over θ.

use super::moving::Moving;
use super::{Allowance, Answer, Ask, CostOutcome, Expected, What};
use crate::parameters::{Block, Flattened, Pairing, Params};
use crate::points::mix;
use crate::precision::Precision;
use crate::report::{Evaluations, Place, Problem};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

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
    /// The check may ask for no more.
    BudgetSpent,
}

impl Failure {
    pub(crate) fn at(self, place: Place) -> Problem {
        match self {
            Self::Cost(value) => Problem::NonFiniteCost { value, place },
            Self::Returned(error) => Problem::FunctionFailed { error, place },
            Self::Panicked(message) => Problem::FunctionPanicked { message, place },
            Self::Layout => Problem::GradientLayoutChanged(place),
            Self::Pairing(problem) => problem,
            Self::BudgetSpent => Problem::BudgetSpent,
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
    /// The same, where θ is of no use afterwards: it needn't be kept while the function is called.
    fn evaluate_at(&mut self, theta: Vec<f64>) -> Result<Evaluation, Failure> {
        self.evaluate(&theta)
    }
    /// Cost, and its analytic derivative along one component.
    fn slope(&mut self, theta: &[f64], component: usize) -> Result<(f64, f64), Failure> {
        let evaluation = self.evaluate(theta)?;
        Ok((evaluation.cost, evaluation.gradient[component]))
    }
    /// The same at a base with this one component moved.
    fn slope_with(
        &mut self,
        base: &[f64],
        component: usize,
        to: f64,
    ) -> Result<(f64, f64), Failure> {
        self.slope(&shifted(base, component, to), component)
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
    /// The same at a base with this one component moved.
    fn cost_with(
        &mut self,
        base: &[f64],
        component: usize,
        to: f64,
    ) -> Option<Result<f64, Failure>> {
        self.cost(&shifted(base, component, to))
    }
    /// How often the user's functions were called.
    fn evaluations(&self) -> Evaluations;
    /// How often they may still be called.
    fn allowance(&mut self) -> &mut Allowance;
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

/// θ with one component moved.
pub(super) fn shifted(theta: &[f64], component: usize, to: f64) -> Vec<f64> {
    let mut theta = theta.to_vec();
    theta
        .get_mut(component)
        .into_iter()
        .for_each(|component| *component = to);
    theta
}

/// The user's functions, the parameters that they are called with, and what has been counted. The annotated one
/// is told what is expected of its gradient, for whoever reads that out.
#[derive(Clone)]
pub(crate) struct Evaluator<'a, P, F, K> {
    parameters: Moving<P>,
    /// The test point.
    home: &'a Flattened,
    function: F,
    cheap: Option<K>,
    arguments: Vec<String>,
    pairing: Option<Pairing>,
    /// The gradient's blocks as it gives them, once they have been paired.
    layout: Option<Arc<[Block]>>,
    precision: Precision,
    evaluations: Evaluations,
    allowance: Allowance,
    lowest: f64,
    highest: f64,
    /// The first gradient by its fingerprint, as long as all others were the same.
    only_gradient: Option<u64>,
}

impl<'a, P: Params, F, K> Evaluator<'a, P, F, K> {
    pub(crate) fn new(
        point: &P,
        function: F,
        cheap: Option<K>,
        arguments: Vec<String>,
        flat: &'a Flattened,
    ) -> Self {
        Self {
            parameters: Moving::new(point, flat),
            home: flat,
            function,
            cheap,
            arguments,
            pairing: None,
            layout: None,
            precision: flat.precision(),
            evaluations: Evaluations::default(),
            allowance: Allowance::default(),
            lowest: f64::INFINITY,
            highest: f64::NEG_INFINITY,
            only_gradient: None,
        }
    }

    /// What the cheap function came to.
    fn costs(&mut self, cost: Result<Result<f64, String>, Failure>) -> Result<f64, Failure> {
        self.saw(cost?.map_err(Failure::Returned)?)
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

/// Where the function is called.
#[derive(Debug)]
enum At<'t> {
    Theta(&'t [f64]),
    /// At a θ that is gone once the parameters hold it.
    Given(Vec<f64>),
    /// At the test point with one component moved.
    Beside(usize, f64),
}

impl<P, F, K> Evaluator<'_, P, F, K>
where
    P: Params,
    F: FnMut(&P, &Expected) -> Result<Answer, String>,
{
    /// The answer as it was returned; of the gradient only the number at a place, if one is `wanted`.
    fn answer(&mut self, at: At<'_>, wanted: Option<usize>) -> Result<Answer, Failure> {
        self.allowance.take()?;
        self.evaluations.full += 1;
        let expected = Expected {
            count: self.home.values().len(),
            layout: self.layout.clone(),
            wanted,
        };
        let function = &mut self.function;
        let mut call = |parameters: &P| caught(|| function(parameters, &expected));
        let answer = match at {
            At::Theta(theta) => call(self.parameters.to(theta)),
            At::Given(theta) => {
                let parameters = self.parameters.to(&theta);
                drop(theta);
                call(parameters)
            }
            At::Beside(component, to) => {
                let home = self.home.values();
                self.parameters.with_one(home, component, to, call)
            }
        };
        let answer = answer?.map_err(Failure::Returned)?;
        self.precision = self.precision.coarser(answer.precision);
        Ok(answer)
    }

    /// Cost and gradient, the gradient in the order of θ.
    fn call(&mut self, at: At<'_>) -> Result<(f64, Vec<f64>), Failure> {
        let answer = self.answer(at, None)?;
        Ok((answer.cost, self.aligned(answer.gradient)?))
    }

    /// A whole gradient in the order of θ.
    fn aligned(&mut self, gradient: Flattened) -> Result<Vec<f64>, Failure> {
        let blocks = self.home.blocks();
        if let (true, Some(pairing)) = (gradient.is_as_expected(), &self.pairing) {
            return pairing.take(blocks, gradient).ok_or(Failure::Layout);
        }
        let first = self.pairing.is_none().then(|| gradient.blocks().into());
        let gradient = gradient.under(&self.arguments);
        let pairing = match self.pairing.take() {
            Some(pairing) => pairing,
            None => Pairing::new(blocks, &gradient).map_err(Failure::Pairing)?,
        };
        self.layout = first.or(self.layout.take());
        let is_same = pairing.fits(&gradient);
        let aligned = pairing.take(blocks, gradient).filter(|_| is_same);
        self.pairing = Some(pairing);
        aligned.ok_or(Failure::Layout)
    }

    /// Cost and gradient, where the function is defined.
    fn evaluation(&mut self, at: At<'_>) -> Result<Evaluation, Failure> {
        let (cost, gradient) = self.call(at)?;
        let cost = self.saw(cost)?;
        if self.evaluations.full == 1 {
            self.only_gradient = fingerprint(&gradient);
        } else if self.only_gradient.is_some() && self.only_gradient != fingerprint(&gradient) {
            self.only_gradient = None;
        }
        Ok(Evaluation { cost, gradient })
    }

    /// The cost and the number at a place of the gradient, where no more of it is needed.
    fn single(&mut self, at: At<'_>, component: usize) -> Result<(f64, f64), Failure> {
        let pairing = self.pairing.as_ref();
        // As long as no gradient was another, all of it counts.
        let is_enough = self.only_gradient.is_none() && self.layout.is_some();
        let place = pairing.and_then(|pairing| pairing.place(self.home.blocks(), component));
        if let Some(place) = place.filter(|_| is_enough) {
            let answer = self.answer(at, Some(place))?;
            if let (true, [slope]) = (answer.gradient.is_as_expected(), answer.gradient.values()) {
                return Ok((self.saw(answer.cost)?, *slope));
            }
            let gradient = self.aligned(answer.gradient)?;
            return Ok((self.saw(answer.cost)?, slope_in(&gradient, component)?));
        }
        let Evaluation { cost, gradient } = self.evaluation(at)?;
        Ok((cost, slope_in(&gradient, component)?))
    }
}

fn slope_in(gradient: &[f64], component: usize) -> Result<f64, Failure> {
    gradient.get(component).copied().ok_or(Failure::Layout)
}

/// The numbers of a gradient in one; none if it has one that isn't equal to itself.
fn fingerprint(gradient: &[f64]) -> Option<u64> {
    let mut hash = 0;
    for number in gradient {
        // Zeros are equal, whatever their sign.
        hash = mix(hash ^ (number + 0.0).to_bits());
    }
    gradient
        .iter()
        .all(|number| !number.is_nan())
        .then_some(hash)
}

impl<P, F, K, C> Model for Evaluator<'_, P, F, K>
where
    P: Params,
    F: FnMut(&P, &Expected) -> Result<Answer, String>,
    K: FnMut(&P) -> C,
    C: CostOutcome,
{
    fn evaluate(&mut self, theta: &[f64]) -> Result<Evaluation, Failure> {
        self.evaluation(At::Theta(theta))
    }

    fn evaluate_at(&mut self, theta: Vec<f64>) -> Result<Evaluation, Failure> {
        self.evaluation(At::Given(theta))
    }

    fn slope(&mut self, theta: &[f64], component: usize) -> Result<(f64, f64), Failure> {
        self.single(At::Theta(theta), component)
    }

    fn slope_with(
        &mut self,
        base: &[f64],
        component: usize,
        to: f64,
    ) -> Result<(f64, f64), Failure> {
        if std::ptr::eq(base, self.home.values()) {
            self.single(At::Beside(component, to), component)
        } else {
            self.slope(&shifted(base, component, to), component)
        }
    }

    fn gradient(&mut self, theta: &[f64]) -> Result<Vec<f64>, Failure> {
        Ok(self.call(At::Theta(theta))?.1)
    }

    fn cost(&mut self, theta: &[f64]) -> Option<Result<f64, Failure>> {
        let cheap = self.cheap.as_mut()?;
        if let Err(spent) = self.allowance.take() {
            return Some(Err(spent));
        }
        self.evaluations.cost_only += 1;
        let parameters = self.parameters.to(theta);
        let cost = caught(|| cheap(parameters).cost());
        Some(self.costs(cost))
    }

    fn cost_with(
        &mut self,
        base: &[f64],
        component: usize,
        to: f64,
    ) -> Option<Result<f64, Failure>> {
        if !std::ptr::eq(base, self.home.values()) {
            return self.cost(&shifted(base, component, to));
        }
        let cheap = self.cheap.as_mut()?;
        if let Err(spent) = self.allowance.take() {
            return Some(Err(spent));
        }
        self.evaluations.cost_only += 1;
        let call = |parameters: &P| caught(|| cheap(parameters).cost());
        let cost = self.parameters.with_one(base, component, to, call);
        Some(self.costs(cost))
    }

    fn evaluations(&self) -> Evaluations {
        self.evaluations
    }

    fn allowance(&mut self) -> &mut Allowance {
        &mut self.allowance
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
