//! A cost along a direction, as a cost of one number: how far.
//!
//! What judges a component judges a direction just as well.

use super::Direction;
use super::displaced::Displaced;
use crate::evaluate::{Allowance, At, Evaluation, Failure, Objective, Request, Seen, Want};
use crate::norm::largest;
use crate::parameters::Block;

/// Gradients are the same up to this many roundoffs of the largest component of their block: a sum in
/// another order.
const SAME_WITHIN: f64 = 8.0;

/// The user's cost along a direction from θ.
pub(crate) struct DirectionalObjective<'a> {
    pub(crate) model: &'a mut dyn Objective,
    pub(crate) theta: &'a [f64],
    pub(crate) blocks: &'a [Block],
    /// The gradient at θ.
    pub(crate) gradient: &'a [f64],
    pub(crate) direction: &'a Direction,
    /// Where θ is moved.
    pub(crate) moved: &'a mut Vec<f64>,
    /// The first component whose gradient was NaN or infinite at a shifted point, and that gradient.
    pub(crate) not_finite: Option<(usize, f64)>,
    /// The largest norm of each block's gradient beside the point, as far as the direction moves it.
    pub(crate) beside: Vec<f64>,
}

impl DirectionalObjective<'_> {
    /// What is requested, so far along the direction.
    fn ask_at(&mut self, t: f64, want: Want, is_fresh: bool) -> Result<Evaluation, Failure> {
        let displaced = Displaced::along(self.direction, self.theta, t);
        let at = if let Some(displaced) = &displaced {
            At::Computed(displaced)
        } else {
            self.direction.move_into(self.moved, self.theta, t);
            At::Theta(self.moved.as_slice().into())
        };
        let request = Request { at, want, is_fresh };
        self.model.ask(request)
    }

    /// The cost and its slope along the direction.
    fn slope(&mut self, t: f64) -> Result<Evaluation, Failure> {
        let evaluation = self.ask_at(t, Want::Gradient, false)?;
        let mut squares = vec![0.0; self.beside.len()];
        let projected = self.projected(&evaluation, t, &mut squares);
        for (beside, square) in self.beside.iter_mut().zip(squares) {
            *beside = beside.max(f64::sqrt(square));
        }
        if projected.gradient.iter().any(|slope| !slope.is_finite()) {
            let mut numbers = evaluation.gradient.iter().copied().enumerate();
            let first = numbers.find(|(_, g)| !g.is_finite());
            self.not_finite = self.not_finite.or(first);
        }
        self.model.give_back(evaluation.gradient);
        Ok(projected)
    }

    /// The same by another call, whatever is remembered.
    fn again(&mut self, t: f64) -> Result<Evaluation, Failure> {
        let evaluation = if t == 0.0 {
            self.model.again(self.theta)?
        } else {
            self.ask_at(t, Want::Gradient, true)?
        };
        let projected = if t == 0.0 && self.is_known(&evaluation.gradient) {
            // Terms that cancel would make much of the last digits.
            let slope = self.direction.slope(self.gradient).0;
            let (cost, gradient) = (evaluation.cost, vec![slope]);
            Evaluation { cost, gradient }
        } else {
            self.projected(&evaluation, t, &mut [])
        };
        self.model.give_back(evaluation.gradient);
        Ok(projected)
    }

    /// What a cost has gained by rounding, if its gradient is that at θ.
    fn off(&self, t: f64) -> f64 {
        let (_, off) = self
            .direction
            .project(self.theta, self.gradient, t, &mut []);
        off
    }

    /// An answer as one along the direction; how large the gradient of each block is.
    fn projected(&self, evaluation: &Evaluation, t: f64, squares: &mut [f64]) -> Evaluation {
        let gradient = &evaluation.gradient;
        let (slope, off) = self.direction.project(self.theta, gradient, t, squares);
        Evaluation {
            cost: evaluation.cost - off,
            gradient: vec![slope],
        }
    }

    /// Whether a gradient at θ is the one that is known, but for the order of a sum.
    fn is_known(&self, gradient: &[f64]) -> bool {
        let within = SAME_WITHIN * self.model.precision().unit_roundoff();
        self.blocks.iter().all(|block| {
            let (known, again) = (&self.gradient[block.range()], &gradient[block.range()]);
            let scale = largest(known);
            let mut pairs = known.iter().zip(again);
            pairs.all(|(a, b)| (a - b).abs() <= within * scale)
        })
    }
}

impl Objective for DirectionalObjective<'_> {
    fn ask(&mut self, request: Request<'_>) -> Result<Evaluation, Failure> {
        let t = request.at.theta(&[0.0]);
        let t = t.first().copied().unwrap_or_default();
        match request.want {
            _ if request.is_fresh => self.again(t),
            Want::Gradient | Want::GradientAlone | Want::Slope(_) => self.slope(t),
            Want::Cost => {
                let Evaluation { cost, gradient } = self.ask_at(t, Want::Gradient, false)?;
                self.model.give_back(gradient);
                Ok(Evaluation::of_cost(cost - self.off(t)))
            }
            want @ Want::ByCostFunction => {
                let cost = self.ask_at(t, want, false)?.cost;
                Ok(Evaluation::of_cost(cost - self.off(t)))
            }
        }
    }

    fn has_cost_function(&self) -> bool {
        self.model.has_cost_function()
    }

    fn prefetches(&self) -> bool {
        self.model.prefetches()
    }

    fn prefetch(&mut self, requests: Vec<Request<'_>>) {
        let moved = requests.into_iter().map(|request| {
            let want = match request.want {
                Want::Slope(_) | Want::Cost => Want::Gradient,
                want => want,
            };
            let t = request.at.theta(&[0.0]);
            let t = t.first().copied().unwrap_or_default();
            Request::at_owned(self.direction.moved(self.theta, t), want)
        });
        let moved = moved.collect();
        self.model.prefetch(moved);
    }

    fn seen(&self) -> Seen {
        Seen {
            one_gradient: false,
            ..self.model.seen()
        }
    }

    fn allowance(&mut self) -> &mut Allowance {
        self.model.allowance()
    }

    fn rebase(&mut self, t: &[f64]) -> Vec<f64> {
        t.to_vec()
    }

    fn return_home(&mut self) {}
}
