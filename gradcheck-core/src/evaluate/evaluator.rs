//! The user's function as an objective over θ.

use super::{
    Allowance, Answer, Around, At, Evaluation, Failure, Functions, LayoutHint, Objective, Request,
    Seen, Want,
};
use crate::parameters::{Flattened, KnownLayout, Names, Pairing};
use crate::precision::Precision;
use crate::report::Evaluations;
use std::sync::Arc;

/// The user's functions, what has been counted, and what is known of the gradient.
#[derive(Clone)]
pub(crate) struct Evaluator<'a, F> {
    functions: F,
    /// The test point.
    home: &'a Flattened,
    /// Where derivatives are taken, if not there.
    elsewhere: Option<Vec<f64>>,
    names: Names,
    pairing: Option<Pairing>,
    /// The gradient's layout as it gives it, once it has been paired.
    layout: Option<Arc<KnownLayout>>,
    precision: Precision,
    evaluations: Evaluations,
    allowance: Allowance,
    lowest: f64,
    highest: f64,
    /// The first gradient, as long as all others were the same.
    only_gradient: Option<Vec<f64>>,
    /// Gradients that are of no use any longer, at most two.
    spare: [Vec<f64>; 2],
}

impl<'a, F: Functions> Evaluator<'a, F> {
    pub(crate) fn new(functions: F, names: Names, flat: &'a Flattened) -> Self {
        Self {
            functions,
            home: flat,
            elsewhere: None,
            names,
            pairing: None,
            layout: None,
            precision: flat.precision(),
            evaluations: Evaluations::default(),
            allowance: Allowance::default(),
            lowest: f64::INFINITY,
            highest: f64::NEG_INFINITY,
            only_gradient: None,
            spare: Default::default(),
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

    /// A gradient to write over, of no numbers if there is none.
    fn spare(&mut self) -> Vec<f64> {
        self.spare.swap(0, 1);
        match std::mem::take(&mut self.spare[1]) {
            none if none.capacity() == 0 => std::mem::take(&mut self.spare[0]),
            spare => spare,
        }
    }

    /// The answer as it was returned; of the gradient only the number at a place, if one is `wanted`.
    fn answer(&mut self, at: At<'_>, wanted: Option<usize>) -> Result<Answer, Failure> {
        self.allowance.take()?;
        self.evaluations.full += 1;
        let expected = LayoutHint {
            count: self.home.values().len(),
            layout: self.layout.clone(),
            wanted,
            spare: self.spare().into(),
        };
        let around = Around {
            home: self.home.values(),
            elsewhere: self.elsewhere.as_deref(),
        };
        let answer = self.functions.answer(at, around, &expected)?;
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
        let first = self.pairing.is_none().then(|| gradient.layout().into());
        let gradient = gradient.under(&self.names);
        let aligned = match &self.pairing {
            Some(pairing) if !pairing.fits(&gradient) => None,
            Some(pairing) => pairing.take(blocks, gradient),
            None => {
                let (pairing, aligned) =
                    Pairing::first(blocks, gradient).map_err(Failure::Pairing)?;
                (self.pairing, self.layout) = (Some(pairing), first);
                aligned
            }
        };
        aligned.ok_or(Failure::Layout)
    }

    /// Cost and gradient, where the function is defined.
    fn evaluation(&mut self, at: At<'_>) -> Result<Evaluation, Failure> {
        let (cost, gradient) = self.call(at)?;
        let cost = self.saw(cost)?;
        // NaN is none of a gradient that never changes.
        match &self.only_gradient {
            None if self.evaluations.full == 1 => self.only_gradient = Some(gradient.clone()),
            Some(first) if *first != gradient => {
                let first = self.only_gradient.take();
                first.into_iter().for_each(|first| self.give_back(first));
            }
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
            if answer.gradient.is_as_expected() {
                return Ok(Evaluation {
                    cost: self.saw(answer.cost)?,
                    gradient: answer.gradient.into_values(),
                });
            }
            let gradient = self.aligned(answer.gradient)?;
            let cost = self.saw(answer.cost)?;
            return Evaluation { cost, gradient }.slope_alone(component);
        }
        self.evaluation(at)?.slope_alone(component)
    }

    /// The cost by the function that returns nothing else.
    fn by_cost_function(&mut self, at: At<'_>) -> Result<f64, Failure> {
        self.allowance.take()?;
        self.evaluations.cost_only += 1;
        let around = Around {
            home: self.home.values(),
            elsewhere: self.elsewhere.as_deref(),
        };
        let cost = self.functions.cost(at, around)?;
        self.saw(cost)
    }
}

impl<F: Functions> Objective for Evaluator<'_, F> {
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
        self.functions.has_cost()
    }

    fn give_back(&mut self, gradient: Vec<f64>) {
        self.spare.swap(0, 1);
        self.spare[0] = gradient;
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
        let here = self.functions.rebase(theta);
        self.elsewhere = Some(here.clone());
        here
    }

    fn return_home(&mut self) {
        self.elsewhere = None;
        self.functions.return_home();
    }
}
