//! The same component beside the point, where a kink or a chance at the point can't hide a mistake.

use super::Judge;
use super::history::History;
use super::shares::Turn;
use super::steps::Steps;
use crate::differentiate::Base;
use crate::evaluate::{Evaluation, Signs, nearby};
use crate::points::Rng;
use crate::report::{Component, Verdict};

/// A neighbour out of the domain is drawn nearer by this factor, at most so often.
const NEARER: f64 = 1.0 / 16.0;
const DRAWS: usize = 4;
/// One of several that tie stands out if it moves by so many times what the others do.
const OUT: f64 = 4.0;

/// A point beside the test point, and the function's answer there.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Neighbour {
    theta: Vec<f64>,
    evaluation: Evaluation,
}

impl Judge<'_> {
    /// The component at both neighbours of the point: the one that fails if one does, else one that
    /// passes and was really compared. `None` if one is undecided, or neither tells.
    pub(super) fn beside(&mut self, component: usize) -> Option<Component> {
        if !self.base.procedure.look_beside || self.is_beside {
            return None;
        }
        let neighbours = match self.neighbours.take() {
            Some(neighbours) => neighbours,
            None => [1.0, -1.0].map(|sign| self.neighbour(sign)),
        };
        let mut judged: Vec<Component> = neighbours
            .iter()
            .flatten()
            .filter_map(|neighbour| self.at_neighbour(neighbour, component))
            .collect();
        self.neighbours = Some(neighbours);
        if judged
            .iter()
            .all(|c| c.verdict == Verdict::Pass && c.is_flat())
        {
            // One of several that tie is neither the largest nor the smallest at both.
            let out = [1.0, -1.0].map(|sign| self.out(component, sign));
            let out = out.iter().flatten();
            judged.extend(out.filter_map(|neighbour| self.at_neighbour(neighbour, component)));
        }
        let first = |is: fn(&Component) -> bool| judged.iter().position(is);
        let undecided = first(|c| matches!(c.verdict, Verdict::Undecided(_)));
        let at = match (first(|c| c.verdict == Verdict::Fail), undecided) {
            (Some(failed), _) => failed,
            (None, Some(_)) => return None,
            (None, None) => first(Component::is_verified)?,
        };
        let chosen = judged.into_iter().nth(at)?;
        self.history.beside(&chosen.steps);
        Some(chosen)
    }

    /// Judge a component at a neighbour, which looks at no further neighbours.
    fn at_neighbour(&mut self, neighbour: &Neighbour, component: usize) -> Option<Component> {
        let theta = self.model.rebase(&neighbour.theta);
        let judged = self.at_rebased(neighbour, &theta, component);
        self.model.return_home();
        judged
    }

    /// The same, seen from the neighbour.
    fn at_rebased(
        &mut self,
        neighbour: &Neighbour,
        theta: &[f64],
        component: usize,
    ) -> Option<Component> {
        let base = Base {
            is_row: self.base.is_row,
            terms: self.base.terms,
            finest: self.base.finest,
            ..Base::new(
                theta,
                self.base.blocks,
                &neighbour.evaluation,
                self.base.precision,
                self.base.procedure,
                self.base.seed,
            )
        };
        let block = base.block(component)?;
        let mut judge = Judge {
            model: &mut *self.model,
            base,
            eps: None,
            screen: false,
            is_beside: true,
            notes: Vec::new(),
            neighbours: None,
            surroundings: None,
            progress: None,
            turn: Turn::default(),
            steps: Steps::default(),
            history: History::default(),
            wrong: None,
            ..*self
        };
        let criteria = judge.criteria(block);
        let first = judge.first_look(&criteria, component);
        let settled = judge.second_look(&criteria, first, false).ok()?;
        let offset = component - block.start;
        let steps = judge.readings(&criteria);
        let component = judge.component(block, offset, None, &settled);
        Some(Component { steps, ..component })
    }

    /// A point half a percent to one percent of the way off, in a drawn direction or its opposite.
    fn neighbour(&mut self, sign: f64) -> Option<Neighbour> {
        let mut reach = sign;
        for _ in 0..DRAWS {
            let drawn = Rng::new(self.base.seed).stream("beside");
            let theta = nearby(self.base.blocks, self.base.theta, reach, Signs::Even, drawn);
            let neighbour = self.evaluated(theta);
            if neighbour.is_some() {
                return neighbour;
            }
            reach *= NEARER;
        }
        None
    }

    /// A point at which this component has moved farther than the others, up or down.
    fn out(&mut self, component: usize, sign: f64) -> Option<Neighbour> {
        let drawn = Rng::new(self.base.seed).stream("beside");
        let mut theta = nearby(self.base.blocks, self.base.theta, sign, Signs::Even, drawn);
        let from = self.base.theta[component];
        let by = OUT * sign * (theta[component] - from).abs();
        theta[component] = self.base.block(component)?.precision.round(from + by);
        self.evaluated(theta)
    }

    /// In the frames that are there, where manifolds have moved.
    fn evaluated(&mut self, theta: Vec<f64>) -> Option<Neighbour> {
        let there = self.model.rebase(&theta);
        let evaluation = self.model.evaluate(&there);
        self.model.return_home();
        let evaluation = evaluation.ok()?;
        let is_finite = evaluation.gradient.iter().all(|g| g.is_finite());
        is_finite.then_some(Neighbour { theta, evaluation })
    }
}
