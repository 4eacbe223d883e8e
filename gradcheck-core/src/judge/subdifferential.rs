//! The gradients that are right where several kinks meet: ties of a maximum, clamped values, a layer of
//! units at zero.
//!
//! There the slopes along the axes say too little: (1, 1) lies between those of max(a, b) at a tie, along
//! both. Right are the gradients that the cost takes around the point, and what lies between them: their
//! convex hull (Clarke 1975). Its nearest element to the gradient is looked for, with the slopes in the
//! direction of what is left between the two as the next to ask. For a convex or a concave cost these slopes
//! bound the hull, and a gradient beyond both is wrong. Where kinks of both signs meet they don't, and it is
//! undecided unless the hull is as wide there as the gradient is far.

use super::kink::Slopes;
use super::{Judge, JudgedBlock, Tolerances};
use crate::differentiate::BasePoint;
use crate::evaluate::Evaluation;
use crate::points::Rng;
use crate::report::{Reason, Verdict};

/// No parameter is moved by more than this share, or by less than so many of its roundoffs.
const LARGEST: f64 = 1.0 / 32.0;
const SPACINGS: f64 = 65536.0;
/// Off the direction that is asked, by this share: on a tie the gradient is what is in question.
const ASIDE: f64 = 1e-3;
/// Directions to ask, forth and back.
const DIRECTIONS: usize = 16;
/// A gradient is among the right ones if it is within this share of what the slopes change by at the kinks.
const AMONG: f64 = 1e-3;
/// …and is beyond if the costs say so of this share of what is left between the two.
const WHOLLY: f64 = 0.5;
/// Points in drawn directions that tell a convex cost from others: each with each.
const DRAWN: usize = 24;
/// A derivative changes at a kink if it does so by this share of the most.
const DIFFERING: f64 = 1e-3;
/// A curved cost lies off its tangents by so many times the share of θ that it is moved by.
const CURVED: f64 = 10.0;
/// Where kinks of both signs meet, right is what lies so near to the slopes around, in units of their range.
const FAR: f64 = 10.0;
/// A component is beyond by a share of what the one is that is most.
const SHARE: f64 = 0.05;

/// How the cost bends at the point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bend {
    Convex,
    Concave,
    /// Both, or neither that stands out.
    Mixed,
}

/// A component that kinks along its axis.
struct Kinked {
    /// Where it stands: block, place in it, and in θ.
    block: usize,
    at: usize,
    component: usize,
    /// What its slope changes by.
    jump: f64,
}

/// Points around the one that is judged, and how the cost bends there.
pub(super) struct Surroundings {
    bend: Bend,
    points: Vec<Around>,
}

/// The components whose derivative changes from one of these points to another.
fn differing(points: &[Around]) -> Vec<usize> {
    let Some((first, others)) = points.split_first() else {
        return Vec::new();
    };
    let slope = |point: &Around, i: usize| point.evaluation.gradient[i];
    let change = |i: usize| {
        let from_first = others
            .iter()
            .map(|other| (slope(other, i) - slope(first, i)).abs());
        from_first.fold(0.0, f64::max)
    };
    let changes: Vec<f64> = (0..first.moved.len()).map(change).collect();
    let most = largest(&changes);
    let differs = |&i: &usize| changes[i] > DIFFERING * most;
    (0..changes.len()).filter(differs).collect()
}

/// The cost and its gradient at one of them.
struct Around {
    moved: Vec<f64>,
    evaluation: Evaluation,
}

impl Judge<'_> {
    /// Put the components that kink together: the gradient in all of them must be one that the cost has
    /// around the point, or lie between such.
    pub(super) fn across_kinks(&mut self, judged: &mut [JudgedBlock<'_>]) {
        let kinked = kinked(judged);
        if kinked.len() < 2 || !self.base.tuning.find_kinks {
            return;
        }
        let tolerances = judged[kinked[0].block].tolerances;
        let noise =
            |judge: &Self| tolerances.with_sigma(judge.noise.sigma.max(tolerances.noise().sigma));
        let mut found = self.apart(&noise(self), &kinked);
        let sigma = self.noise.sigma;
        if found.is_some() && self.noise().sigma > sigma {
            // Nothing is wrong that noise explains.
            self.surroundings = None;
            found = self.apart(&noise(self), &kinked);
        }
        let Some((beyond, bend)) = found else {
            return;
        };
        let verdict = match bend {
            Bend::Mixed => Verdict::Undecided(Reason::Kink),
            Bend::Convex | Bend::Concave => Verdict::Fail,
        };
        let most = largest(&beyond);
        for (k, apart) in kinked.iter().zip(&beyond) {
            if apart.abs() < SHARE * most {
                continue;
            }
            let component = &mut judged[k.block].components[k.at];
            component.verdict = verdict;
            component.numeric = component.analytic - apart * k.jump.abs();
            component.bar = component.bar.max(AMONG * k.jump.abs());
            if let Some(decision) = &mut judged[k.block].decisions[k.at] {
                decision.verdict = verdict;
                decision.disagreement = -apart * k.jump.abs();
            }
        }
    }

    /// Whether no gradient of the cost around the point can have this component, which is beyond its slopes
    /// along the axis.
    pub(super) fn is_beyond(
        &mut self,
        tolerances: &Tolerances,
        component: usize,
        slopes: &Slopes,
    ) -> bool {
        if self.base.theta.len() == 1 {
            return true;
        }
        let (analytic, jump) = (
            self.base.evaluation.gradient[component],
            slopes.right - slopes.left,
        );
        let (_, share) = self.step(tolerances, [(component, jump.abs())].into_iter());
        // Gradients on a manifold are each in a frame of its own, in which tangents tell nothing of the bend.
        let is_curved = self.base.block(component).is_some_and(|b| b.is_tangent);
        let around = self.look_around(tolerances, share);
        let (mut low, mut high) = (slopes.left.min(slopes.right), slopes.left.max(slopes.right));
        for point in &around.points {
            let slope = point.evaluation.gradient[component];
            (low, high) = (low.min(slope), high.max(slope));
        }
        let apart = (low - analytic).max(analytic - high);
        match around.bend {
            Bend::Mixed if is_curved => apart > 0.0,
            Bend::Convex => jump > 0.0 && apart > 0.0,
            Bend::Concave => jump < 0.0 && apart > 0.0,
            Bend::Mixed => apart > FAR * (high - low),
        }
    }

    /// The change of the cost that steps over kinks are made for, and the share of θ that this takes at most.
    fn step(
        &self,
        tolerances: &Tolerances,
        kinks: impl Iterator<Item = (usize, f64)>,
    ) -> (f64, f64) {
        let roundoff = self.base.precision.unit_roundoff();
        // The step at which roundoff and curvature matter alike.
        let mut least: f64 = self.rounding(tolerances) / roundoff.cbrt();
        let (mut most, mut share): (f64, f64) = (f64::INFINITY, f64::INFINITY);
        let spacing = SPACINGS * roundoff;
        let kinks: Vec<_> = kinks.collect();
        let sizes = self.sizes();
        for &(component, jump) in &kinks {
            let theta = sizes[component];
            least = least.max(jump * spacing * theta);
            most = most.min(jump * LARGEST * theta);
        }
        let change = least.min(most);
        for &(component, jump) in &kinks {
            share = share.min(change / jump / sizes[component]);
        }
        (change, share)
    }

    /// How far the gradient is beyond those around, component by component in units of their jumps, if it is;
    /// and how the cost bends.
    fn apart(&mut self, tolerances: &Tolerances, kinked: &[Kinked]) -> Option<(Vec<f64>, Bend)> {
        let jumps = kinked.iter().map(|k| (k.component, k.jump.abs()));
        let (change, share) = self.step(tolerances, jumps);
        let own: Vec<f64> = self.base.evaluation.gradient.clone();
        let cost = self.base.evaluation.cost;
        let mut rng = Rng::new(0).stream("subdifferential");
        let mut toward: Vec<f64> = kinked.iter().map(|_| rng.normal()).collect();
        // The gradients around, less the one at the point, in units of the jumps.
        let mut hull: Vec<Vec<f64>> = Vec::new();
        let is_mixed = kinked.iter().any(|k| k.jump < 0.0) && kinked.iter().any(|k| k.jump > 0.0);
        for _ in 0..=DIRECTIONS {
            let most = largest(&toward);
            let mut at = |signs: fn(f64) -> f64| {
                let mut moved = self.base.theta.to_vec();
                for (k, d) in kinked.iter().zip(&toward) {
                    let d = signs(k.jump) * d / most + ASIDE * rng.normal();
                    moved[k.component] = self.held(k.component, change / k.jump.abs() * d);
                }
                self.around(moved)
            };
            let (forth, back) = (at(|_| 1.0)?, at(|_| -1.0)?);
            let mut sides = vec![forth, back];
            if is_mixed {
                // What bends down is widest where what bends up is narrowest.
                sides.extend([at(f64::signum)?, at(|jump| -jump.signum())?]);
            }
            let apart = |around: &Around| -> Vec<f64> {
                let gradient = &around.evaluation.gradient;
                let apart = |k: &Kinked| (gradient[k.component] - own[k.component]) / k.jump.abs();
                kinked.iter().map(apart).collect()
            };
            let mut found: Vec<Vec<f64>> = sides.iter().map(apart).collect();
            if !hull.is_empty() {
                let left = dot(&toward, &toward);
                let bar = self.rounding(tolerances) + WHOLLY * change * left / most;
                // What the gradient at the point says the cost changes by, more than it does.
                let excess = |to: &Around| to.along(&own, &self.base) - (to.evaluation.cost - cost);
                let is_met = |g: &Vec<f64>| dot(g, &toward) > -WHOLLY * left;
                let is_beyond = excess(&sides[0]) > bar && excess(&sides[1]) < -bar;
                if is_beyond && !found.iter().any(is_met) {
                    let surroundings = self.look_around(tolerances, share);
                    found.extend(surroundings.points.iter().map(apart));
                    if !found.iter().any(is_met) {
                        return Some((toward, surroundings.bend));
                    }
                }
            }
            hull.extend(found);
            toward = nearest_to_zero(&hull).into_iter().map(|p| -p).collect();
            if largest(&toward) <= AMONG {
                return None;
            }
        }
        None
    }

    /// The cost around the point, in all parameters, and how it bends: whether it lies above all of its
    /// tangents, or below.
    fn look_around(&mut self, tolerances: &Tolerances, share: f64) -> &Surroundings {
        let surroundings = match self.surroundings.take() {
            Some(surroundings) => surroundings,
            None => self.surroundings(tolerances, share),
        };
        self.surroundings.insert(surroundings)
    }

    fn surroundings(&mut self, tolerances: &Tolerances, share: f64) -> Surroundings {
        let mut rng = Rng::new(0).stream("around");
        let sizes = self.sizes();
        let mut points: Vec<Around> = Vec::new();
        for _ in 0..DRAWN {
            let reach = |(component, size): (usize, &f64)| {
                self.held(component, share * size * rng.normal())
            };
            let moved = sizes.iter().enumerate().map(reach).collect();
            points.extend(self.around(moved));
        }
        // Kinks of both signs cancel in a sum of many: a single component steps over few.
        let kinked = differing(&points);
        for at in 0..points.len() {
            #[allow(clippy::cast_possible_truncation)] // any of the bits will do
            let Some(&component) = kinked.get(rng.bits() as usize % kinked.len().max(1)) else {
                break;
            };
            let mut moved = points[at].moved.clone();
            moved[component] = self.held(component, share * sizes[component] * rng.normal());
            points.extend(self.around(moved));
        }
        let (mut above, mut below): (f64, f64) = (0.0, 0.0);
        for from in &points {
            let mut over = |theta: &[f64], cost: f64| {
                let apart = theta.iter().zip(&from.moved).map(|(a, b)| a - b);
                let rise: f64 = apart
                    .zip(&from.evaluation.gradient)
                    .map(|(d, g)| d * g)
                    .sum();
                let over = cost - from.evaluation.cost - rise;
                (above, below) = (above.max(over), below.max(-over));
            };
            over(self.base.theta, self.base.evaluation.cost);
            for to in &points {
                over(&to.moved, to.evaluation.cost);
            }
        }
        let bar = (2.0 * self.rounding(tolerances)).max(CURVED * share * above.max(below));
        let bend = match (above > bar, below > bar) {
            (true, false) => Bend::Convex,
            (false, true) => Bend::Concave,
            _ => Bend::Mixed,
        };
        Surroundings { bend, points }
    }

    fn around(&mut self, moved: Vec<f64>) -> Option<Around> {
        let evaluation = self.model.evaluate(&moved).ok()?;
        let is_finite = evaluation.gradient.iter().all(|g| g.is_finite());
        is_finite.then_some(Around { moved, evaluation })
    }

    /// How much a difference of two costs may be off, where a small one is the sum of terms that cancel.
    fn rounding(&self, tolerances: &Tolerances) -> f64 {
        let terms = self.base.evaluation.gradient.iter().zip(self.base.theta);
        let terms = terms.fold(0.0, |sum: f64, (g, theta)| sum + (g * theta).abs());
        let cost = self.base.evaluation.cost.abs();
        tolerances.noise().of_difference(cost.max(terms))
    }

    /// The scale on which each parameter moves: its own, or that of its block.
    fn sizes(&self) -> Vec<f64> {
        let mut sizes: Vec<f64> = self.base.theta.iter().map(|theta| theta.abs()).collect();
        for block in self.base.blocks {
            let sizes = &mut sizes[block.range()];
            let most = largest(sizes);
            let of_zero = if most == 0.0 { 1.0 } else { most };
            let zeros = sizes.iter_mut().filter(|size| **size == 0.0);
            zeros.for_each(|size| *size = of_zero);
        }
        sizes
    }

    /// θ moved so far in one component, in numbers that the parameter can hold.
    fn held(&self, component: usize, by: f64) -> f64 {
        let block = self.base.block(component);
        let precision = block.map_or(self.base.precision, |block| block.precision);
        precision.round(self.base.theta[component] + by)
    }
}

impl Around {
    /// What a gradient says that the cost changes by from θ to here.
    fn along(&self, gradient: &[f64], base: &BasePoint<'_>) -> f64 {
        let moved = self.moved.iter().zip(base.theta);
        moved
            .zip(gradient)
            .map(|((to, from), g)| (to - from) * g)
            .sum()
    }
}

/// Components that kink along their axes, and whose gradient lies between the slopes there.
fn kinked(judged: &[JudgedBlock<'_>]) -> Vec<Kinked> {
    let mut kinked = Vec::new();
    for (block, part) in judged.iter().enumerate() {
        for (at, decision) in part.decisions.iter().enumerate() {
            let Some((decision, slopes)) = decision.as_ref().and_then(|s| Some((s, s.kink?)))
            else {
                continue;
            };
            let jump = slopes.right - slopes.left;
            let is_open = matches!(
                decision.verdict,
                Verdict::Pass | Verdict::Undecided(Reason::Kink)
            );
            if is_open && jump != 0.0 {
                kinked.push(Kinked {
                    block,
                    at,
                    component: part.component(at),
                    jump,
                });
            }
        }
    }
    kinked
}

fn largest(vector: &[f64]) -> f64 {
    vector.iter().fold(0.0, |most: f64, d| most.max(d.abs()))
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The element of the convex hull of these points that is nearest to zero: weight is moved from the point
/// that leads farthest away to the one that leads nearest, as far as it helps.
fn nearest_to_zero(points: &[Vec<f64>]) -> Vec<f64> {
    let mut weights = vec![0.0; points.len()];
    let Some(mut nearest) = points.first().cloned() else {
        return Vec::new();
    };
    weights[0] = 1.0;
    for _ in 0..MOVES {
        let along: Vec<f64> = points.iter().map(|p| dot(p, &nearest)).collect();
        let least = |a: &usize, b: &usize| along[*a].total_cmp(&along[*b]);
        let to = (0..points.len()).min_by(least);
        let from = (0..points.len())
            .filter(|&i| weights[i] > 0.0)
            .max_by(least);
        let (Some(to), Some(from)) = (to, from) else {
            break;
        };
        let apart: Vec<f64> = points[to]
            .iter()
            .zip(&points[from])
            .map(|(a, b)| a - b)
            .collect();
        let gain = along[from] - along[to];
        if gain <= SETTLED * dot(&nearest, &nearest) {
            break;
        }
        let share = (gain / dot(&apart, &apart)).min(weights[from]);
        weights[to] += share;
        weights[from] -= share;
        nearest
            .iter_mut()
            .zip(&apart)
            .for_each(|(n, a)| *n += share * a);
    }
    nearest
}

/// Weight is moved at most so often, and until it gains no more than this share.
const MOVES: usize = 2000;
const SETTLED: f64 = 1e-6;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_element_of_a_hull_is_found() {
        let near = |points: &[[f64; 2]]| {
            let points: Vec<Vec<f64>> = points.iter().map(|p| p.to_vec()).collect();
            nearest_to_zero(&points)
        };
        let is = |found: Vec<f64>, expected: [f64; 2]| {
            let apart = found.iter().zip(expected).map(|(a, b)| (a - b).abs());
            assert!(apart.fold(0.0, f64::max) < 1e-3, "{found:?}");
        };
        is(near(&[[1.0, 0.0], [0.0, 1.0]]), [0.5, 0.5]);
        is(near(&[[1.0, 2.0], [3.0, 1.0], [1.0, -1.0]]), [1.0, 0.0]);
        is(near(&[[1.0, 1.0], [-1.0, 1.0], [0.0, -1.0]]), [0.0, 0.0]);
        is(near(&[[2.0, 5.0]]), [2.0, 5.0]);
    }
}
