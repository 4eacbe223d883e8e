//! A cost along a direction, as a cost of one number: how far.
//!
//! What judges a component judges a direction just as well.

use super::Direction;
use super::displaced::Displaced;
use crate::evaluate::{
    Allowance, Along, At, Evaluation, Failure, Objective, Projected, Request, Seen, Want,
};
use crate::norm::largest;
use crate::parameters::Block;
use crate::points::mixed;
use std::cell::OnceCell;

/// Gradients are the same up to this many roundoffs of the largest component of their block: a sum in
/// another order.
const SAME_WITHIN: f64 = 8.0;

/// The user's cost along a direction from θ.
pub(crate) struct DirectionalObjective<'a> {
    pub(crate) model: &'a mut dyn Objective,
    pub(crate) theta: &'a [f64],
    /// What θ is told by, once that has been asked for.
    pub(crate) theta_key: &'a OnceCell<u64>,
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

/// A point on the line of a direction.
struct OnLine<'a> {
    theta: &'a [f64],
    /// What θ is told by.
    theta_key: &'a OnceCell<u64>,
    direction: &'a Direction,
    t: f64,
    /// So many blocks have their squares added up.
    blocks: usize,
}

/// What numbers are told by.
fn key_of(numbers: &[f64]) -> u64 {
    // Side by side, for each mixing waits for the one before.
    let mut keys = [0; 4];
    for four in numbers.chunks(keys.len()) {
        let pairs = keys.iter_mut().zip(four);
        pairs.for_each(|(key, number)| *key = mixed(*key, number.to_bits()));
    }
    keys.into_iter().fold(numbers.len() as u64, mixed)
}

impl Along for OnLine<'_> {
    fn key(&self) -> u64 {
        let theta = self.theta_key.get_or_init(|| key_of(self.theta));
        mixed(self.direction.key(*theta), self.t.to_bits())
    }

    fn projected(&self, gradient: &mut [f64]) -> Projected {
        let mut squares = vec![0.0; self.blocks];
        let (slope, off) = self
            .direction
            .project(self.theta, gradient, self.t, &mut squares);
        let is_finite = |g: &f64| g.is_finite();
        let mut numbers = gradient.iter().copied().enumerate();
        Projected {
            slope,
            off,
            squares,
            not_finite: (!slope.is_finite())
                .then(|| numbers.find(|(_, g)| !is_finite(g)))
                .flatten(),
        }
    }
}

impl DirectionalObjective<'_> {
    /// What `ask` is told of a point so far along the direction.
    fn at<A>(&mut self, t: f64, ask: impl FnOnce(&mut dyn Objective, At<'_>) -> A) -> A {
        let displaced = Displaced::along(self.direction, self.theta, t);
        let at = if let Some(displaced) = &displaced {
            At::Computed(displaced)
        } else {
            self.direction.move_into(self.moved, self.theta, t);
            At::Theta(self.moved.as_slice().into())
        };
        ask(&mut *self.model, at)
    }

    /// What is requested, so far along the direction.
    fn ask_at(&mut self, t: f64, want: Want, is_fresh: bool) -> Result<Evaluation, Failure> {
        self.at(t, |model, at| model.ask(Request { at, want, is_fresh }))
    }

    /// The cost, and what of the gradient matters.
    fn ask_along(&mut self, t: f64) -> Result<(f64, Projected), Failure> {
        let along = OnLine {
            theta: self.theta,
            theta_key: self.theta_key,
            direction: self.direction,
            t,
            blocks: self.beside.len(),
        };
        let (want, is_fresh) = (Want::Gradient, false);
        self.at(t, |model, at| {
            model.ask_along(Request { at, want, is_fresh }, &along)
        })
    }

    /// The cost and its slope along the direction.
    fn slope(&mut self, t: f64) -> Result<Evaluation, Failure> {
        let (cost, projected) = self.ask_along(t)?;
        for (beside, square) in self.beside.iter_mut().zip(&projected.squares) {
            *beside = beside.max(square.sqrt());
        }
        self.not_finite = self.not_finite.or(projected.not_finite);
        Ok(Evaluation {
            cost: cost - projected.off,
            gradient: vec![projected.slope],
        })
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
            let gradient = &evaluation.gradient;
            let (slope, off) = self.direction.project(self.theta, gradient, t, &mut []);
            Evaluation {
                cost: evaluation.cost - off,
                gradient: vec![slope],
            }
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
                let (cost, _) = self.ask_along(t)?;
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
