//! All rows at every point that one of them was evaluated at, so that the others need no evaluation.

use super::super::{Allowance, Evaluation, Failure, Objective, Request, Seen, Want};
use super::{OutputSource, Rows};
use crate::points::mix;
use crate::precision::Precision;
use crate::report::Evaluations;
use std::collections::HashMap;
use std::rc::Rc;

type Kept = Result<Rc<Rows>, Failure>;

/// A source with a memory.
pub(crate) struct EvaluationCache<S> {
    source: S,
    allowance: Allowance,
    kept: HashMap<(u128, Want), Kept>,
    /// Answers that were asked for again at a point, in the order in which they came.
    again: HashMap<u128, Vec<Kept>>,
    /// Where tangent vectors begin: zero for the test point, else the key of another.
    origin: u128,
    /// Where derivatives are taken: the test point, and another point if they are taken there now.
    home: Vec<f64>,
    elsewhere: Option<Vec<f64>>,
}

impl<S: OutputSource> EvaluationCache<S> {
    pub(crate) fn new(source: S, home: &[f64]) -> Self {
        Self {
            source,
            allowance: Allowance::default(),
            kept: HashMap::new(),
            again: HashMap::new(),
            origin: 0,
            home: home.to_vec(),
            elsewhere: None,
        }
    }

    pub(crate) fn source(&self) -> &S {
        &self.source
    }

    /// How often the source may still be asked.
    pub(crate) fn allowance(&mut self) -> &mut Allowance {
        &mut self.allowance
    }

    /// All rows at θ, as far as they are wanted.
    pub(crate) fn ask(&mut self, theta: &[f64], want: Want) -> Kept {
        let key = key(self.origin, theta);
        if let Some(kept) = self.kept.get(&(key, want)) {
            return kept.clone();
        }
        self.allowance.take()?;
        let answer = self.source.ask(theta, want).map(Rc::new);
        self.kept.insert((key, want), answer.clone());
        answer
    }

    /// All rows at θ, by a call that is made now.
    pub(crate) fn ask_anew(&mut self, theta: &[f64]) -> Kept {
        self.allowance.take()?;
        self.source.ask(theta, Want::Gradient).map(Rc::new)
    }

    /// The `nth` answer to a question that was put before.
    fn ask_again(&mut self, theta: &[f64], nth: usize) -> Kept {
        let answers = self.again.entry(key(self.origin, theta)).or_default();
        while answers.len() <= nth {
            self.allowance.take()?;
            answers.push(self.source.ask(theta, Want::Gradient).map(Rc::new));
        }
        answers[nth].clone()
    }
}

/// One row as a cost with a gradient.
pub(crate) struct OutputView<'a, S> {
    cache: &'a mut EvaluationCache<S>,
    at: usize,
    repeats: HashMap<u128, usize>,
}

impl<'a, S: OutputSource> OutputView<'a, S> {
    pub(crate) fn new(cache: &'a mut EvaluationCache<S>, at: usize) -> Self {
        Self {
            cache,
            at,
            repeats: HashMap::new(),
        }
    }

    fn cost_of(&self, rows: &Rows) -> Result<f64, Failure> {
        let cost = rows.costs[self.at];
        if cost.is_finite() {
            Ok(cost)
        } else {
            Err(Failure::Cost(cost))
        }
    }

    fn evaluation(&self, rows: &Rows) -> Result<Evaluation, Failure> {
        Ok(Evaluation {
            cost: self.cost_of(rows)?,
            gradient: rows.of(self.at).to_vec(),
        })
    }
}

impl<S: OutputSource> Objective for OutputView<'_, S> {
    fn ask(&mut self, request: Request<'_>) -> Result<Evaluation, Failure> {
        let base = self.cache.elsewhere.as_ref();
        let theta = request.at.theta(base.unwrap_or(&self.cache.home));
        let rows = if request.is_fresh {
            let key = key(self.cache.origin, &theta);
            let asked = self.repeats.entry(key).or_insert(0);
            let nth = std::mem::replace(asked, *asked + 1);
            self.cache.ask_again(&theta, nth)?
        } else {
            self.cache.ask(&theta, request.want)?
        };
        self.evaluation(&rows)
    }

    fn has_cost_function(&self) -> bool {
        false
    }

    fn seen(&self) -> Seen {
        Seen {
            evaluations: self.cache.source.evaluations(),
            precision: self.cache.source.precision(),
            // What all rows have in common is looked at across them.
            one_cost: false,
            one_gradient: false,
        }
    }

    fn allowance(&mut self) -> &mut Allowance {
        self.cache.allowance()
    }

    fn rebase(&mut self, theta: &[f64]) -> Vec<f64> {
        self.cache.origin = key(self.cache.origin, theta);
        let here = self.cache.source.rebase(theta);
        self.cache.elsewhere = Some(here.clone());
        here
    }

    fn return_home(&mut self) {
        self.cache.origin = 0;
        self.cache.elsewhere = None;
        self.cache.source.return_home();
    }
}

/// Several costs with their gradients, to be asked at other points.
pub(crate) trait Table {
    fn rows(&mut self, theta: &[f64]) -> Result<Rc<Rows>, Failure>;
    fn evaluations(&self) -> Evaluations;
    fn precision(&self) -> Precision;
    fn rebase(&mut self, theta: &[f64]) -> Vec<f64>;
    fn return_home(&mut self);
}

impl<S: OutputSource> Table for EvaluationCache<S> {
    fn rows(&mut self, theta: &[f64]) -> Result<Rc<Rows>, Failure> {
        self.ask(theta, Want::Gradient)
    }

    fn evaluations(&self) -> Evaluations {
        self.source.evaluations()
    }

    fn precision(&self) -> Precision {
        self.source.precision()
    }

    fn rebase(&mut self, theta: &[f64]) -> Vec<f64> {
        OutputView::new(self, 0).rebase(theta)
    }

    fn return_home(&mut self) {
        OutputView::new(self, 0).return_home();
    }
}

/// A point by 128 bits of its numbers, seen from an origin: no two points of a check share them but by
/// a chance of 2⁻⁹⁰.
fn key(origin: u128, theta: &[f64]) -> u128 {
    #[allow(clippy::cast_possible_truncation)] // the two halves
    let mut halves = ((origin >> 64) as u64, origin as u64);
    for number in theta {
        halves.0 = mix(halves.0 ^ number.to_bits());
        halves.1 = mix(halves.1.wrapping_add(number.to_bits()).rotate_left(23));
    }
    u128::from(halves.0) << 64 | u128::from(halves.1)
}
