//! The same component beside the point, where a kink or a chance at the point can't hide a mistake.

use super::Judge;
use crate::differentiate::BasePoint;
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
pub(crate) struct NearbyPoint {
    theta: Vec<f64>,
    evaluation: Evaluation,
}

/// A component as it was judged at a neighbour.
struct Neighbour {
    component: Component,
    /// Whether nothing speaks against it but the width of its bar.
    is_open: bool,
}

impl Judge<'_> {
    /// The component at both neighbours of the point: the one that fails if one does, else one that
    /// passes and was really compared. `None` if one is undecided, or neither tells; but the one with the widest bar
    /// if nothing but that speaks against it.
    pub(super) fn beside(&mut self, component: usize) -> Option<Component> {
        if !self.base.tuning.look_beside || self.is_beside {
            return None;
        }
        let nearby_points = match self.nearby_points.take() {
            Some(nearby_points) => nearby_points,
            None => [1.0, -1.0].map(|sign| self.nearby_point(sign)),
        };
        let mut judged: Vec<Neighbour> = nearby_points
            .iter()
            .flatten()
            .filter_map(|nearby_point| self.at_neighbour(nearby_point, component))
            .collect();
        self.nearby_points = Some(nearby_points);
        if judged
            .iter()
            .all(|c| c.component.verdict == Verdict::Pass && c.component.is_flat())
        {
            // One of several that tie is neither the largest nor the smallest at both.
            let out = [1.0, -1.0].map(|sign| self.out(component, sign));
            let out = out.iter().flatten();
            judged
                .extend(out.filter_map(|nearby_point| self.at_neighbour(nearby_point, component)));
        }
        let first = |is: fn(&Component) -> bool| judged.iter().position(|n| is(&n.component));
        let is_undecided = |c: &Component| matches!(c.verdict, Verdict::Undecided(_));
        let at = if let Some(failed) = first(|c| c.verdict == Verdict::Fail) {
            failed
        } else if first(is_undecided).is_none() {
            first(Component::is_verified)?
        } else {
            let open = |n: &&Neighbour| is_undecided(&n.component);
            if !judged.iter().filter(open).all(|n| n.is_open) {
                return None;
            }
            let bar = |at: &usize| judged[*at].component.bar;
            (0..judged.len()).max_by(|a, b| bar(a).total_cmp(&bar(b)))?
        };
        let chosen = judged.into_iter().nth(at)?.component;
        self.log.beside(&chosen.steps);
        Some(chosen)
    }

    /// Judge a component at a neighbour, which looks at no further neighbours.
    fn at_neighbour(&mut self, nearby_point: &NearbyPoint, component: usize) -> Option<Neighbour> {
        let theta = self.model.rebase(&nearby_point.theta);
        let judged = self.at_rebased(nearby_point, &theta, component);
        self.model.return_home();
        judged
    }

    /// The same, seen from the neighbour.
    fn at_rebased(
        &mut self,
        nearby_point: &NearbyPoint,
        theta: &[f64],
        component: usize,
    ) -> Option<Neighbour> {
        let base = BasePoint {
            is_row: self.base.is_row,
            terms: self.base.terms,
            finest: self.base.finest,
            ..BasePoint::new(
                theta,
                self.base.blocks,
                &nearby_point.evaluation,
                self.base.precision,
                self.base.tuning,
                self.base.seed,
            )
        };
        let block = base.block(component)?;
        let (noise, effort, repeated) = (self.noise, self.effort, self.repeated);
        let mut judge = Judge {
            noise,
            effort,
            repeated,
            is_beside: true,
            ..Judge::new(&mut *self.model, base, self.tol)
        };
        let tolerances = judge.tolerances(block);
        let first = judge.screening(&tolerances, component);
        let decision = judge.escalation(&tolerances, first, false).ok()?;
        let offset = component - block.start;
        let steps = judge.readings(&tolerances);
        let component = judge.component(block, offset, None, &decision);
        Some(Neighbour {
            component: Component { steps, ..component },
            is_open: decision.is_open,
        })
    }

    /// A point half a percent to one percent of the way off, in a drawn direction or its opposite.
    fn nearby_point(&mut self, sign: f64) -> Option<NearbyPoint> {
        let mut reach = sign;
        for _ in 0..DRAWS {
            let drawn = Rng::new(self.base.seed).stream("beside");
            let theta = nearby(self.base.blocks, self.base.theta, reach, Signs::Even, drawn);
            let nearby_point = self.evaluated(theta);
            if nearby_point.is_some() {
                return nearby_point;
            }
            reach *= NEARER;
        }
        None
    }

    /// A point at which this component has moved farther than the others, up or down.
    fn out(&mut self, component: usize, sign: f64) -> Option<NearbyPoint> {
        let drawn = Rng::new(self.base.seed).stream("beside");
        let mut theta = nearby(self.base.blocks, self.base.theta, sign, Signs::Even, drawn);
        let from = self.base.theta[component];
        let by = OUT * sign * (theta[component] - from).abs();
        theta[component] = self.base.block(component)?.precision.round(from + by);
        self.evaluated(theta)
    }

    /// In the frames that are there, where manifolds have moved.
    fn evaluated(&mut self, theta: Vec<f64>) -> Option<NearbyPoint> {
        let there = self.model.rebase(&theta);
        let evaluation = self.model.evaluate(&there);
        self.model.return_home();
        let evaluation = evaluation.ok()?;
        let is_finite = evaluation.gradient.iter().all(|g| g.is_finite());
        is_finite.then_some(NearbyPoint { theta, evaluation })
    }
}
