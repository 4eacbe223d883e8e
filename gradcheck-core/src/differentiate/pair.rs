//! Evaluations beside θ: two on either side of it, or one where a domain ends.

use super::measurement::Side;
use super::{BasePoint, Measurement, Step};
use crate::evaluate::{Objective, Request, Want};
use crate::report::Problem;

/// Costs and analytic slopes at both ends of a step along one component.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Pair {
    pub(crate) h: f64,
    pub(crate) step: Step,
    pub(crate) cost_plus: f64,
    pub(crate) cost_minus: f64,
    pub(crate) slope_plus: f64,
    pub(crate) slope_minus: f64,
}

impl Pair {
    /// Evaluate the annotated function on both sides of a component.
    pub(crate) fn take(
        model: &mut dyn Objective,
        base: &BasePoint<'_>,
        component: usize,
        h: f64,
    ) -> Result<Self, Problem> {
        let step = step(base, component, h)?;
        if model.prefetches() {
            model.prefetch(step.requests(component, Want::Slope(component)).into());
        }
        let (cost_plus, slope_plus) = side(model, base, component, step.plus)?;
        let (cost_minus, slope_minus) = side(model, base, component, step.minus)?;
        Ok(Self {
            h,
            step,
            cost_plus,
            cost_minus,
            slope_plus,
            slope_minus,
        })
    }

    /// The central difference (J(θ+δ) − J(θ−δ)) / Δ.
    pub(crate) fn difference(&self) -> f64 {
        (self.cost_plus - self.cost_minus) / self.step.displacement()
    }

    /// Whether cost and slopes are exactly what a component that doesn't matter gives.
    pub(crate) fn is_flat(&self, base_cost: f64) -> bool {
        self.cost_plus == base_cost
            && self.cost_minus == base_cost
            && self.slope_plus == 0.0
            && self.slope_minus == 0.0
    }
}

/// Costs alone at both ends of a step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct CostPair {
    pub(crate) step: Step,
    pub(crate) plus: f64,
    pub(crate) minus: f64,
}

impl CostPair {
    /// Evaluate the cost function on both sides of a component; `None` if there is none.
    pub(crate) fn take(
        model: &mut dyn Objective,
        base: &BasePoint<'_>,
        component: usize,
        h: f64,
    ) -> Result<Option<Self>, Problem> {
        let step = step(base, component, h)?;
        if !model.has_cost_function() {
            return Ok(None);
        }
        if model.prefetches() {
            model.prefetch(step.requests(component, Want::ByCostFunction).into());
        }
        let mut cost = |to: f64| {
            let evaluation = model.ask(Request::moved(component, to, Want::ByCostFunction));
            let evaluation = evaluation.map_err(|failure| failure.at(base.place(component, to)));
            Ok::<f64, Problem>(evaluation?.cost)
        };
        let (plus, minus) = (cost(step.plus)?, cost(step.minus)?);
        Ok(Some(Self { step, plus, minus }))
    }

    /// The central difference.
    pub(crate) fn difference(&self) -> f64 {
        (self.plus - self.minus) / self.step.displacement()
    }
}

/// The sides of a component on which a cost may be evaluated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sides {
    Both,
    Above,
    Below,
}

/// A component, and the sides of it that lie in the domain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stencil {
    pub(crate) component: usize,
    pub(crate) sides: Sides,
}

impl Stencil {
    /// The best measurement that a step along this line allows.
    pub(crate) fn measure(
        self,
        model: &mut dyn Objective,
        base: &BasePoint<'_>,
        h: f64,
    ) -> Result<Measurement, Problem> {
        let component = self.component;
        if self.sides == Sides::Both {
            let pair = Pair::take(model, base, component, h)?;
            return Ok(Measurement::assisted(base, component, &pair));
        }
        let step = step(base, component, h)?;
        let to = if self.sides == Sides::Above {
            step.plus
        } else {
            step.minus
        };
        let (cost, slope) = side(model, base, component, to)?;
        let side = Side { h, to, cost, slope };
        Ok(Measurement::one_sided(base, component, &side))
    }
}

fn step(base: &BasePoint<'_>, component: usize, h: f64) -> Result<Step, Problem> {
    let theta = base.theta[component];
    let precision = base
        .block(component)
        .map_or(base.precision, |block| block.precision);
    Step::new(theta, h, precision).ok_or_else(|| Problem::StepLost {
        component: base.parameter(component),
        theta,
        step: h,
        precision,
    })
}

fn side(
    model: &mut dyn Objective,
    base: &BasePoint<'_>,
    component: usize,
    to: f64,
) -> Result<(f64, f64), Problem> {
    let place = || base.place(component, to);
    let evaluation = model
        .ask(Request::moved(component, to, Want::Slope(component)))
        .map_err(|failure| failure.at(place()))?;
    let cost = evaluation.cost;
    let slope = evaluation.gradient.first().copied().unwrap_or(f64::NAN);
    model.give_back(evaluation.gradient);
    if !slope.is_finite() {
        return Err(Problem::NonFiniteGradient {
            component: base.name(component),
            theta: base.theta[component],
            value: slope,
            place: place(),
        });
    }
    Ok((cost, slope))
}
