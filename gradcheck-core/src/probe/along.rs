//! A cost along a direction, as a cost of one number: how far.
//!
//! What judges a component judges a direction just as well.

use super::Direction;
use super::direction::Sum;
use crate::evaluate::{Allowance, Ask, Evaluation, Failure, Model};
use crate::parameters::Block;
use crate::precision::Precision;
use crate::report::Evaluations;

/// Gradients are the same up to this many roundoffs of the largest component of their block: a sum in
/// another order.
const SAME_WITHIN: f64 = 8.0;

/// The user's cost along a direction from θ.
pub(crate) struct Along<'a> {
    pub(crate) model: &'a mut dyn Model,
    pub(crate) theta: &'a [f64],
    pub(crate) blocks: &'a [Block],
    /// The gradient at θ.
    pub(crate) gradient: &'a [f64],
    pub(crate) direction: &'a Direction,
    /// The first component whose gradient was NaN or infinite at a shifted point, and that gradient.
    pub(crate) not_finite: Option<(usize, f64)>,
    /// The largest norm of each block's gradient beside the point, as far as the direction moves it.
    pub(crate) beside: Vec<f64>,
}

impl Along<'_> {
    fn at(t: &[f64]) -> f64 {
        t.first().copied().unwrap_or_default()
    }

    /// The slope of this gradient, and what the cost has gained because rounding moved θ off the line.
    fn project(&self, gradient: &[f64], t: f64) -> (f64, f64) {
        let (mut slope, mut off) = (Sum::default(), Sum::default());
        self.direction.each(|part, place, d| {
            let (theta, g) = (self.theta[place], gradient[place]);
            let moved = part.region.precision().round(theta + t * d);
            slope.add(g * d);
            off.add(g * (moved - theta - t * d));
        });
        (slope.total(), off.total())
    }

    fn projected(&self, evaluation: &Evaluation, t: f64) -> Evaluation {
        let (slope, off) = self.project(&evaluation.gradient, t);
        Evaluation {
            cost: evaluation.cost - off,
            gradient: vec![slope],
        }
    }

    fn look_beside(&mut self, gradient: &[f64]) {
        let mut squares = vec![0.0; self.beside.len()];
        self.direction
            .each(|part, place, _| squares[part.at] += gradient[place].powi(2));
        for (beside, square) in self.beside.iter_mut().zip(squares) {
            *beside = beside.max(f64::sqrt(square));
        }
    }

    /// Whether a gradient at θ is the one that is known, but for the order of a sum.
    fn is_known(&self, gradient: &[f64]) -> bool {
        let within = SAME_WITHIN * self.model.precision().unit_roundoff();
        self.blocks.iter().all(|block| {
            let (known, again) = (&self.gradient[block.range()], &gradient[block.range()]);
            let scale = known.iter().fold(0.0, |s: f64, g| s.max(g.abs()));
            let mut pairs = known.iter().zip(again);
            pairs.all(|(a, b)| (a - b).abs() <= within * scale)
        })
    }
}

impl Model for Along<'_> {
    fn evaluate(&mut self, t: &[f64]) -> Result<Evaluation, Failure> {
        let t = Self::at(t);
        let moved = self.direction.moved(self.theta, t);
        let evaluation = self.model.evaluate_at(moved)?;
        self.look_beside(&evaluation.gradient);
        let projected = self.projected(&evaluation, t);
        if projected.gradient.iter().any(|slope| !slope.is_finite()) {
            let mut numbers = evaluation.gradient.iter().copied().enumerate();
            let first = numbers.find(|(_, g)| !g.is_finite());
            self.not_finite = self.not_finite.or(first);
        }
        Ok(projected)
    }

    fn looks_ahead(&self) -> bool {
        self.model.looks_ahead()
    }

    fn ahead(&mut self, _base: &[f64], asks: &[Ask]) {
        let Some(what) = asks.first().map(|ask| ask.what) else {
            return;
        };
        let moved = |ask: &Ask| self.direction.moved(self.theta, ask.to);
        let points = asks.iter().filter(|ask| ask.what == what).map(moved);
        self.model.ahead_at(what, points.collect());
    }

    fn value(&mut self, t: &[f64]) -> Result<f64, Failure> {
        let t = Self::at(t);
        let moved = self.direction.moved(self.theta, t);
        let cost = self.model.evaluate_at(moved)?.cost;
        Ok(cost - self.project(self.gradient, t).1)
    }

    fn again(&mut self, t: &[f64]) -> Result<Evaluation, Failure> {
        let t = Self::at(t);
        if t != 0.0 {
            let moved = self.direction.moved(self.theta, t);
            let evaluation = self.model.again(&moved)?;
            return Ok(self.projected(&evaluation, t));
        }
        let evaluation = self.model.again(self.theta)?;
        if self.is_known(&evaluation.gradient) {
            // Terms that cancel would make much of the last digits.
            let slope = self.direction.slope(self.gradient).0;
            let (cost, gradient) = (evaluation.cost, vec![slope]);
            return Ok(Evaluation { cost, gradient });
        }
        Ok(self.projected(&evaluation, t))
    }

    fn cost(&mut self, t: &[f64]) -> Option<Result<f64, Failure>> {
        let t = Self::at(t);
        let moved = self.direction.moved(self.theta, t);
        let cost = self.model.cost(&moved)?;
        let off = self.project(self.gradient, t).1;
        Some(cost.map(|cost| cost - off))
    }

    fn evaluations(&self) -> Evaluations {
        self.model.evaluations()
    }

    fn allowance(&mut self) -> &mut Allowance {
        self.model.allowance()
    }

    fn precision(&self) -> Precision {
        self.model.precision()
    }

    fn saw_one_cost_only(&self) -> bool {
        self.model.saw_one_cost_only()
    }

    fn rebase(&mut self, t: &[f64]) -> Vec<f64> {
        t.to_vec()
    }

    fn return_home(&mut self) {}
}
