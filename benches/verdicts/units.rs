//! The same function in other units: of the cost, of the parameters, and under a constant.

use crate::problem::{Blocks, Interval, Problem, Traits};
use std::rc::Rc;

/// About 1e9, and a power of two, so that a kink at the point stays at the point.
const GIGA: f64 = 1_073_741_824.0;

/// How units are changed: f'(θ') = cost · f(θ' / parameter) + offset.
#[derive(Debug, Clone, Copy)]
struct Units {
    name: &'static str,
    cost: f64,
    parameter: f64,
    offset: f64,
}

const PLAIN: Units = Units {
    name: "",
    cost: 1.0,
    parameter: 1.0,
    offset: 0.0,
};

#[rustfmt::skip]
const ALL: [Units; 6] = [
    Units { name: "cost × 1e9", cost: 1e9, ..PLAIN },
    Units { name: "cost × 1e-9", cost: 1e-9, ..PLAIN },
    Units { name: "parameters × 1e9", parameter: GIGA, ..PLAIN },
    Units { name: "parameters × 1e-9", parameter: 1.0 / GIGA, ..PLAIN },
    Units { name: "cost + 1e6", offset: 1e6, ..PLAIN },
    Units { name: "cost + 1e9", offset: 1e9, ..PLAIN },
];

/// The problem in all units that leave it something to be tested.
pub(crate) fn variants(problem: &Rc<Problem>) -> Vec<Problem> {
    let traits = problem.traits;
    let sensible = |units: &&Units| {
        // f32 doesn't hold these scales, and noise of its own decides before an offset does.
        let hidden = traits.noisy || !shows_under(problem, units.offset);
        !traits.single && (units.offset == 0.0 || !hidden)
    };
    let units = ALL.iter().filter(sensible);
    // A cost of 1e304 times 1e9 is infinite.
    let finite = |problem: &Problem| {
        let (cost, grads) = (problem.right)(&problem.theta);
        cost.is_finite() && grads.iter().flatten().all(|g| g.is_finite())
    };
    let variants = units.map(|units| in_units(problem, *units));
    variants.filter(finite).collect()
}

/// Whether the cost changes by more than the roundoff of a sum with this constant.
fn shows_under(problem: &Problem, offset: f64) -> bool {
    let (cost, grads) = (problem.right)(&problem.theta);
    let pairs = grads.iter().flatten().zip(problem.theta.iter().flatten());
    let change: f64 = pairs.map(|(g, x)| (g * x.abs().min(1.0)).abs()).sum();
    change > 1e-12 * offset && cost.abs() < 1e6 * offset
}

fn in_units(problem: &Rc<Problem>, units: Units) -> Problem {
    let scaled = |blocks: &Blocks, factor: f64| -> Blocks {
        let block = |block: &Vec<f64>| block.iter().map(|x| x * factor).collect();
        blocks.iter().map(block).collect()
    };
    let slope = units.cost / units.parameter;
    let of_intervals = |blocks: &Vec<Vec<Interval>>| -> Vec<Vec<Interval>> {
        let block = |block: &Vec<Interval>| {
            block
                .iter()
                .map(|&(low, high)| (slope * low, slope * high))
                .collect()
        };
        blocks.iter().map(block).collect()
    };
    let inner = Rc::clone(problem);
    let traits = Traits {
        offset: units.offset != 0.0,
        ..problem.traits
    };
    let right = move |p: &Blocks| {
        let (cost, grads) = (inner.right)(&scaled(p, 1.0 / units.parameter));
        (units.cost * cost + units.offset, scaled(&grads, slope))
    };
    Problem {
        shapes: problem.shapes.clone(),
        subgradients: problem.subgradients.as_ref().map(of_intervals),
        floor: problem.floor * slope,
        ..Problem::new(
            &format!("{} [{}]", problem.name, units.name),
            traits,
            scaled(&problem.theta, units.parameter),
            right,
        )
    }
}
