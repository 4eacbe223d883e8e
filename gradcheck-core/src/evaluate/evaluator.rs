//! The user's function as an objective over θ.

use super::perturbed::Perturbed;
use super::{
    Allowance, Answer, At, CostOutcome, Evaluation, Failure, LayoutHint, Objective, Request, Seen,
    Want,
};
use crate::parameters::{Block, Flattened, Names, Pairing, Params};
use crate::precision::Precision;
use crate::report::Evaluations;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// What the user's code returns, or the message of its panic: a report can then say where it was.
pub(super) fn caught<T>(call: impl FnOnce() -> T) -> Result<T, Failure> {
    catch_unwind(AssertUnwindSafe(call)).map_err(|payload| {
        let text = payload.downcast_ref::<&str>().map(ToString::to_string);
        let text = text.or_else(|| payload.downcast_ref::<String>().cloned());
        Failure::Panicked(text.unwrap_or_default())
    })
}

/// The user's functions, the parameters that they are called with, and what has been counted. The annotated one
/// is told what is expected of its gradient, for whoever reads that out.
#[derive(Clone)]
pub(crate) struct Evaluator<'a, P, F, K> {
    parameters: Perturbed<P>,
    /// The test point.
    home: &'a Flattened,
    /// Where derivatives are taken, if not there.
    elsewhere: Option<Vec<f64>>,
    function: F,
    cheap: Option<K>,
    names: Names,
    pairing: Option<Pairing>,
    /// The gradient's blocks as it gives them, once they have been paired.
    layout: Option<Arc<[Block]>>,
    precision: Precision,
    evaluations: Evaluations,
    allowance: Allowance,
    lowest: f64,
    highest: f64,
    /// The first gradient, as long as all others were the same.
    only_gradient: Option<Vec<f64>>,
    /// A gradient that is of no use any longer.
    spare: Vec<f64>,
}

impl<'a, P: Params, F, K> Evaluator<'a, P, F, K> {
    pub(crate) fn new(
        point: &P,
        function: F,
        cheap: Option<K>,
        names: Names,
        flat: &'a Flattened,
    ) -> Self {
        Self {
            parameters: Perturbed::new(point, flat),
            home: flat,
            elsewhere: None,
            function,
            cheap,
            names,
            pairing: None,
            layout: None,
            precision: flat.precision(),
            evaluations: Evaluations::default(),
            allowance: Allowance::default(),
            lowest: f64::INFINITY,
            highest: f64::NEG_INFINITY,
            only_gradient: None,
            spare: Vec::new(),
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

impl<P, F, K> Evaluator<'_, P, F, K>
where
    P: Params,
    F: FnMut(&P, &LayoutHint) -> Result<Answer, String>,
{
    /// The answer as it was returned; of the gradient only the number at a place, if one is `wanted`.
    fn answer(&mut self, at: At<'_>, wanted: Option<usize>) -> Result<Answer, Failure> {
        self.allowance.take()?;
        self.evaluations.full += 1;
        let expected = LayoutHint {
            count: self.home.values().len(),
            layout: self.layout.clone(),
            wanted,
            spare: match wanted {
                None => std::mem::take(&mut self.spare).into(),
                Some(_) => RefCell::default(),
            },
        };
        let function = &mut self.function;
        let call = |parameters: &P| caught(|| function(parameters, &expected));
        let base = self.elsewhere.as_deref();
        let answer = self.parameters.called(at, self.home.values(), base, call)?;
        let answer = answer.map_err(Failure::Returned)?;
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
        let gradient = gradient.under(&self.names);
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
        // NaN is none of a gradient that never changes.
        match &self.only_gradient {
            None if self.evaluations.full == 1 => self.only_gradient = Some(gradient.clone()),
            Some(first) if *first != gradient => self.only_gradient = None,
            _ => {}
        }
        Ok(Evaluation { cost, gradient })
    }

    /// The cost and the number at a place of the gradient, where no more of it is needed.
    fn single(&mut self, at: At<'_>, component: usize) -> Result<Evaluation, Failure> {
        let pairing = self.pairing.as_ref();
        // As long as no gradient was another, all of it counts.
        let is_enough = self.only_gradient.is_none() && self.layout.is_some();
        let place = pairing.and_then(|pairing| pairing.place(self.home.blocks(), component));
        if let Some(place) = place.filter(|_| is_enough) {
            let answer = self.answer(at, Some(place))?;
            if let (true, [slope]) = (answer.gradient.is_as_expected(), answer.gradient.values()) {
                let gradient = vec![*slope];
                return Ok(Evaluation {
                    cost: self.saw(answer.cost)?,
                    gradient,
                });
            }
            let gradient = self.aligned(answer.gradient)?;
            let cost = self.saw(answer.cost)?;
            return Evaluation { cost, gradient }.slope_alone(component);
        }
        self.evaluation(at)?.slope_alone(component)
    }
}

impl<P, F, K, C> Evaluator<'_, P, F, K>
where
    P: Params,
    K: FnMut(&P) -> C,
    C: CostOutcome,
{
    /// The cost by the function that returns nothing else.
    fn by_cost_function(&mut self, at: At<'_>) -> Result<f64, Failure> {
        let Some(cheap) = self.cheap.as_mut() else {
            return Err(Failure::Layout);
        };
        self.allowance.take()?;
        self.evaluations.cost_only += 1;
        let call = |parameters: &P| caught(|| cheap(parameters).cost());
        let base = self.elsewhere.as_deref();
        let cost = self.parameters.called(at, self.home.values(), base, call)?;
        self.saw(cost.map_err(Failure::Returned)?)
    }
}

impl<P, F, K, C> Objective for Evaluator<'_, P, F, K>
where
    P: Params,
    F: FnMut(&P, &LayoutHint) -> Result<Answer, String>,
    K: FnMut(&P) -> C,
    C: CostOutcome,
{
    fn ask(&mut self, request: Request<'_>) -> Result<Evaluation, Failure> {
        match request.want {
            Want::Gradient | Want::Cost => self.evaluation(request.at),
            Want::GradientAlone => {
                let (cost, gradient) = self.call(request.at)?;
                Ok(Evaluation { cost, gradient })
            }
            Want::Slope(component) => self.single(request.at, component),
            Want::ByCostFunction => Ok(Evaluation::of_cost(self.by_cost_function(request.at)?)),
        }
    }

    fn has_cost_function(&self) -> bool {
        self.cheap.is_some()
    }

    fn give_back(&mut self, gradient: Vec<f64>) {
        self.spare = gradient;
    }

    fn seen(&self) -> Seen {
        Seen {
            evaluations: self.evaluations,
            precision: self.precision,
            one_cost: self.lowest >= self.highest,
            one_gradient: self.only_gradient.is_some(),
        }
    }

    fn allowance(&mut self) -> &mut Allowance {
        &mut self.allowance
    }

    fn rebase(&mut self, theta: &[f64]) -> Vec<f64> {
        let here = self.parameters.rebase(theta);
        self.elsewhere = Some(here.clone());
        here
    }

    fn return_home(&mut self) {
        self.elsewhere = None;
        self.parameters.return_home();
    }
}
