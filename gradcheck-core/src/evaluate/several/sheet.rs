//! All rows at every point that one of them was evaluated at, so that the others need no evaluation.

use super::answers::Want;
use super::{Rows, Source};
use crate::Precision;
use crate::evaluate::{Allowance, Evaluation, Evaluations, Failure, Model};
use crate::points::mix;
use std::collections::HashMap;
use std::rc::Rc;

type Kept = Result<Rc<Rows>, Failure>;

/// A source with a memory.
pub(crate) struct Sheet<S> {
    source: S,
    allowance: Allowance,
    kept: HashMap<(u128, Want), Kept>,
    /// Answers that were asked for again at a point, in the order in which they came.
    again: HashMap<u128, Vec<Kept>>,
    /// Where tangent vectors begin: zero for the test point, else the key of another.
    origin: u128,
}

impl<S: Source> Sheet<S> {
    pub(crate) fn new(source: S) -> Self {
        Self {
            source,
            allowance: Allowance::default(),
            kept: HashMap::new(),
            again: HashMap::new(),
            origin: 0,
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
        self.source.ask(theta, Want::Whole).map(Rc::new)
    }

    /// The `nth` answer to a question that was put before.
    fn ask_again(&mut self, theta: &[f64], nth: usize) -> Kept {
        let answers = self.again.entry(key(self.origin, theta)).or_default();
        while answers.len() <= nth {
            self.allowance.take()?;
            answers.push(self.source.ask(theta, Want::Whole).map(Rc::new));
        }
        answers[nth].clone()
    }
}

/// One row as a cost with a gradient.
pub(crate) struct Row<'a, S> {
    sheet: &'a mut Sheet<S>,
    at: usize,
    repeats: HashMap<u128, usize>,
}

impl<'a, S: Source> Row<'a, S> {
    pub(crate) fn new(sheet: &'a mut Sheet<S>, at: usize) -> Self {
        Self {
            sheet,
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

impl<S: Source> Model for Row<'_, S> {
    fn evaluate(&mut self, theta: &[f64]) -> Result<Evaluation, Failure> {
        let rows = self.sheet.ask(theta, Want::Whole)?;
        self.evaluation(&rows)
    }

    fn slope(&mut self, theta: &[f64], component: usize) -> Result<(f64, f64), Failure> {
        let rows = self.sheet.ask(theta, Want::Column(component))?;
        Ok((self.cost_of(&rows)?, rows.of(self.at)[0]))
    }

    fn value(&mut self, theta: &[f64]) -> Result<f64, Failure> {
        let rows = self.sheet.ask(theta, Want::Outputs)?;
        self.cost_of(&rows)
    }

    fn again(&mut self, theta: &[f64]) -> Result<Evaluation, Failure> {
        let asked = self
            .repeats
            .entry(key(self.sheet.origin, theta))
            .or_insert(0);
        let nth = std::mem::replace(asked, *asked + 1);
        let rows = self.sheet.ask_again(theta, nth)?;
        self.evaluation(&rows)
    }

    fn cost(&mut self, _: &[f64]) -> Option<Result<f64, Failure>> {
        None
    }

    fn evaluations(&self) -> Evaluations {
        self.sheet.source.evaluations()
    }

    fn allowance(&mut self) -> &mut Allowance {
        self.sheet.allowance()
    }

    fn precision(&self) -> Precision {
        self.sheet.source.precision()
    }

    fn saw_one_cost_only(&self) -> bool {
        false
    }

    fn rebase(&mut self, theta: &[f64]) -> Vec<f64> {
        self.sheet.origin = key(self.sheet.origin, theta);
        self.sheet.source.rebase(theta)
    }

    fn return_home(&mut self) {
        self.sheet.origin = 0;
        self.sheet.source.return_home();
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

impl<S: Source> Table for Sheet<S> {
    fn rows(&mut self, theta: &[f64]) -> Result<Rc<Rows>, Failure> {
        self.ask(theta, Want::Whole)
    }

    fn evaluations(&self) -> Evaluations {
        self.source.evaluations()
    }

    fn precision(&self) -> Precision {
        self.source.precision()
    }

    fn rebase(&mut self, theta: &[f64]) -> Vec<f64> {
        Row::new(self, 0).rebase(theta)
    }

    fn return_home(&mut self) {
        Row::new(self, 0).return_home();
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
