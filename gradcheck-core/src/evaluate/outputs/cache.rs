//! All rows at every point that one of them was evaluated at, so that the others need no evaluation.

use super::super::{
    Allowance, Along, At, Evaluation, Failure, Objective, Projected, Request, Seen, Want,
};
use super::memory::Memory;
use super::{OutputSource, Rows};
use crate::points::mix;
use crate::precision::Precision;
use crate::report::Evaluations;
use std::collections::HashMap;
use std::rc::Rc;

type Kept = Result<Rc<Rows>, Failure>;

/// Of each row at a point on a line.
type KeptAlong = Result<Rc<[(f64, Projected)]>, Failure>;

/// A source with a memory.
pub(crate) struct EvaluationCache<'s> {
    source: &'s mut dyn OutputSource,
    allowance: Allowance,
    kept: Memory<(u128, Want), Kept>,
    /// By the point on its line, and where tangent vectors begin.
    kept_along: Memory<(u64, u128), KeptAlong>,
    /// Answers that were asked for again at a point, in the order in which they came.
    again: HashMap<u128, Vec<Kept>>,
    /// Where tangent vectors begin: zero for the test point, else the key of another.
    origin: u128,
    /// Where derivatives are taken: the test point, and another point if they are taken there now.
    home: Base,
    elsewhere: Option<Base>,
}

/// A point that derivatives are taken at.
struct Base {
    theta: Vec<f64>,
    /// Its key, seen from the test point.
    key: u128,
}

impl Base {
    fn new(theta: Vec<f64>) -> Self {
        let key = key(0, &theta);
        Self { theta, key }
    }
}

impl<'s> EvaluationCache<'s> {
    pub(crate) fn new(source: &'s mut dyn OutputSource, home: &[f64]) -> Self {
        Self {
            source,
            allowance: Allowance::default(),
            kept: Memory::default(),
            kept_along: Memory::default(),
            again: HashMap::new(),
            origin: 0,
            home: Base::new(home.to_vec()),
            elsewhere: None,
        }
    }

    pub(crate) fn source(&self) -> &dyn OutputSource {
        self.source
    }

    /// What a backward closure gives at a θ, for a cotangent of its own.
    pub(crate) fn back(&mut self, theta: &[f64], cotangent: &[f64]) -> Result<Vec<f64>, Failure> {
        self.allowance.take()?;
        self.source.back(theta, cotangent)
    }

    /// How often the source may still be asked.
    pub(crate) fn allowance(&mut self) -> &mut Allowance {
        &mut self.allowance
    }

    /// All rows at θ, as far as they are wanted.
    pub(crate) fn ask(&mut self, theta: &[f64], want: Want) -> Kept {
        self.ask_at(At::Theta(theta.into()), want)
    }

    fn ask_at(&mut self, at: At<'_>, want: Want) -> Kept {
        let at = at.written();
        let key = (self.key(&at), want);
        if let Some(kept) = self.kept.answer(&key) {
            return kept;
        }
        self.allowance.take()?;
        let theta = at.theta(&self.base().theta);
        let answer = self.source.ask(&theta, want).map(Rc::new);
        let numbers = answer.as_ref().map_or(0, |rows| rows.derivatives.len());
        self.kept.keep(key, answer.clone(), numbers);
        answer
    }

    /// All rows at a point on a line.
    fn ask_along(&mut self, at: At<'_>, along: &dyn Along) -> KeptAlong {
        let key = (along.key(), self.origin);
        if let Some(kept) = self.kept_along.answer(&key) {
            return kept;
        }
        self.allowance.take()?;
        let theta = at.theta(&self.base().theta);
        let answer = self.source.ask(&theta, Want::Gradient);
        let answer = answer.map(|mut rows| {
            let count = rows.costs.len();
            let each = |row| (rows.costs[row], along.projected(rows.of_mut(row)));
            (0..count).map(each).collect::<Rc<[_]>>()
        });
        let of_row = |(_, projected): &(f64, Projected)| 3 + projected.squares.len();
        let numbers = answer
            .as_ref()
            .map_or(0, |rows| rows.iter().map(of_row).sum());
        self.kept_along.keep(key, answer.clone(), numbers);
        answer
    }

    fn base(&self) -> &Base {
        self.elsewhere.as_ref().unwrap_or(&self.home)
    }

    /// The key of a point, which takes no look at those of its numbers that stay.
    fn key(&self, at: &At<'_>) -> u128 {
        match at {
            At::Theta(theta) => key(self.origin, theta),
            At::Computed(_) => self.key(&at.clone().written()),
            At::Moved { component, to } => {
                let Base { theta, key } = self.base();
                let from = theta.get(*component).copied().unwrap_or_default();
                let moved = key.wrapping_sub(hashed(*component, from));
                self.origin
                    .wrapping_add(moved)
                    .wrapping_add(hashed(*component, *to))
            }
        }
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
pub(crate) struct OutputView<'a, 's> {
    cache: &'a mut EvaluationCache<'s>,
    at: usize,
    repeats: HashMap<u128, usize>,
}

impl<'a, 's> OutputView<'a, 's> {
    pub(crate) fn new(cache: &'a mut EvaluationCache<'s>, at: usize) -> Self {
        Self {
            cache,
            at,
            repeats: HashMap::new(),
        }
    }

    fn evaluation(&self, rows: &Rows) -> Result<Evaluation, Failure> {
        Ok(Evaluation {
            cost: finite(rows.costs[self.at])?,
            gradient: rows.of(self.at).to_vec(),
        })
    }
}

fn finite(cost: f64) -> Result<f64, Failure> {
    cost.is_finite().then_some(cost).ok_or(Failure::Cost(cost))
}

impl Objective for OutputView<'_, '_> {
    fn ask(&mut self, request: Request<'_>) -> Result<Evaluation, Failure> {
        let rows = if request.is_fresh {
            let theta = request.at.theta(&self.cache.base().theta);
            let key = key(self.cache.origin, &theta);
            let asked = self.repeats.entry(key).or_insert(0);
            let nth = std::mem::replace(asked, *asked + 1);
            self.cache.ask_again(&theta, nth)?
        } else {
            self.cache.ask_at(request.at, request.want)?
        };
        self.evaluation(&rows)
    }

    fn ask_along(
        &mut self,
        request: Request<'_>,
        along: &dyn Along,
    ) -> Result<(f64, Projected), Failure> {
        let rows = self.cache.ask_along(request.at, along)?;
        let (cost, projected) = &rows[self.at];
        Ok((finite(*cost)?, projected.clone()))
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
        self.cache.elsewhere = Some(Base::new(here.clone()));
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

impl Table for EvaluationCache<'_> {
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
/// a chance of 2⁻⁹⁰. A number more or less is a summand more or less.
fn key(origin: u128, theta: &[f64]) -> u128 {
    let hashed = theta.iter().enumerate().map(|(i, t)| hashed(i, *t));
    hashed.fold(origin, u128::wrapping_add)
}

fn hashed(place: usize, number: f64) -> u128 {
    let one = mix(mix(place as u64) ^ number.to_bits());
    let other = mix(one ^ number.to_bits().rotate_left(23));
    u128::from(one) << 64 | u128::from(other)
}
