//! Is what the corpus calls right, right? Each gradient against derivatives that don't use it.

mod derivative;
mod integral;

use crate::everyday::manifolds;
use crate::linear::difference;
use crate::problem::{Blocks, Problem, norm};
use crate::{functions, random};
use derivative::{Estimate, derivative};
use grad_check::Rng;

/// Agreement that counts as confirmed.
const ENOUGH: f64 = 1e-6;

/// Of a larger problem so many components are looked at, evenly.
const LOOKED_AT: usize = 100;
/// How far a gradient in f32, or of a cost with steps, may be from the exact one, relative to the whole.
const ROUNDED: f64 = 1e-3;

/// What a gradient that is zero but for rounding stays below.
const ZERO: f64 = 1e-13;

/// What confirmed a component, the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Witness {
    /// A derivative of the cost, or both of them at a kink.
    Derivative,
    /// Its integral along the component.
    Integral,
    /// It is zero but for roundoff, and so is the derivative.
    Roundoff,
    Nothing,
}

/// Whether one of the estimates is this slope.
fn agree(slope: f64, estimates: [Estimate; 2]) -> bool {
    // Zero is only ever met within the error of the estimate.
    let within = |e: &Estimate| {
        if slope == 0.0 {
            e.error
        } else {
            ENOUGH * slope.abs()
        }
    };
    let close = |e: &Estimate| (slope - e.value).abs() <= within(e);
    estimates.iter().any(close)
}

/// Of a component where the cost is differentiable.
fn of_slope(problem: &Problem, theta: &Blocks, place: (usize, usize), slope: f64) -> Witness {
    let estimates = derivative(problem, theta, place, 0);
    if agree(slope, estimates) {
        Witness::Derivative
    } else if problem.zero_blocks.contains(&place.0) && (slope - estimates[0].value).abs() < ZERO {
        Witness::Roundoff
    } else if integral::mismatch(problem, theta, place) <= ENOUGH {
        Witness::Integral
    } else if (slope - estimates[0].value).abs() <= problem.floor {
        Witness::Roundoff
    } else {
        println!("{}: {place:?} is {slope:e}, by {estimates:?}", problem.name);
        Witness::Nothing
    }
}

/// Of a component at a kink: the slopes on both sides are the ends of its interval.
fn of_kink(
    problem: &Problem,
    theta: &Blocks,
    place: (usize, usize),
    (low, high): (f64, f64),
) -> Witness {
    let [left, right] = [-1, 1].map(|side| derivative(problem, theta, place, side));
    let convex = agree(low, left) && agree(high, right);
    if convex || agree(high, left) && agree(low, right) {
        return Witness::Derivative;
    }
    println!(
        "{}: {place:?} is {low:e} to {high:e}, by {left:?} {right:?}",
        problem.name
    );
    Witness::Nothing
}

/// The weakest witness over all components.
fn weakest(problem: &Problem, theta: &Blocks, at_point: bool) -> Witness {
    let grads = (problem.right)(theta).1;
    let witness = |place: (usize, usize)| {
        let slope = grads[place.0][place.1];
        let intervals = problem.subgradients.as_ref().filter(|_| at_point);
        let (low, high) = intervals.map_or((slope, slope), |all| all[place.0][place.1]);
        assert!(low <= slope && slope <= high, "{}", problem.name);
        if low == high {
            of_slope(problem, theta, place, slope)
        } else {
            of_kink(problem, theta, place, (low, high))
        }
    };
    let blocks = theta.iter().enumerate();
    blocks
        .flat_map(|(block, values)| (0..values.len()).map(move |k| (block, k)))
        .step_by(problem.components().div_ceil(LOOKED_AT))
        .map(witness)
        .max()
        .unwrap_or(Witness::Nothing)
}

/// A point a tenth away, component by component.
fn beside(theta: &Blocks, rng: &mut Rng) -> Blocks {
    let mut near = |&x: &f64| {
        let by = 0.1 * rng.normal();
        if x == 0.0 { by } else { x * (1.0 + by) }
    };
    let blocks = theta.iter();
    blocks
        .map(|block| block.iter().map(&mut near).collect())
        .collect()
}

/// Whether a gradient that has roundings of its own is the exact one, but for them.
fn is_near_exact(problem: &Problem, exact: &Problem) -> bool {
    let theta = &problem.theta;
    let (rounded, exact) = ((problem.right)(theta).1, (exact.right)(theta).1);
    let apart = difference(&rounded.concat(), &exact.concat());
    let share = norm(apart.into_iter()) / norm(exact.concat().into_iter());
    if share > ROUNDED {
        println!("{}: off by {share:e} of the exact gradient", problem.name);
    }
    share <= ROUNDED
}

/// What confirms a function at its test point and at three others near it, the weakest of them.
fn witness_of(problem: &Problem) -> Witness {
    let mut rng = Rng::new(1);
    let mut points = vec![problem.theta.clone()];
    // A gradient on a manifold is in the tangent space at the point itself.
    if problem.own_check.is_none() {
        points.extend((0..3).map(|_| beside(&problem.theta, &mut rng)));
    }
    // At a tie any subgradient is right, and the kinks of single components don't tell which: beside it they do.
    if problem.traits.kink && !problem.wrong.is_empty() {
        points.remove(0);
    }
    // Beside the edge of a domain some of them are outside.
    let inside = |theta: &&Blocks| (problem.right)(theta).0.is_finite();
    let witnesses: Vec<Witness> = points
        .iter()
        .filter(inside)
        .enumerate()
        .map(|(index, theta)| weakest(problem, theta, index == 0))
        .collect();
    let witness = witnesses.iter().copied().max().unwrap_or(Witness::Nothing);
    if witness != Witness::Derivative && problem.zero_blocks.is_empty() {
        println!("{}: {witnesses:?}", problem.name);
    }
    witness
}

/// The functions of the corpus, of which random ones stand for their kind.
pub(crate) fn corpus() -> Vec<Problem> {
    let named = functions::all().into_iter().filter(|p| !p.traits.single);
    named
        .chain(functions::singles::twins())
        .chain((0..40).map(random::family))
        .collect()
}

/// Verifies each function, and says what confirmed it.
pub(crate) fn verify(problems: &[Problem]) {
    let mut counts = [0; 4];
    for problem in problems {
        let witness = match &problem.exact {
            Some(exact) if !is_near_exact(problem, exact) => Witness::Nothing,
            Some(exact) => witness_of(exact),
            None => witness_of(problem),
        };
        counts[witness as usize] += 1;
    }
    let [derivative, integral, roundoff, nothing] = counts;
    println!(
        "of {} functions, confirmed to {ENOUGH:e}: {derivative} by derivatives, {integral} by \
         integrals, {roundoff} but for roundoff; not confirmed: {nothing}",
        problems.len()
    );
    println!(
        "Hessians on manifolds are within {:.1e} of differences",
        manifolds::apart()
    );
}
