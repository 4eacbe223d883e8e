//! The rules of other tools, at their defaults, each in a few lines.

mod ceres;
mod differences;
mod jax;

use crate::problem::Blocks;
use std::cell::Cell;

/// A cost and the gradient that is claimed for it.
pub(crate) type Function<'a> = &'a dyn Fn(&Blocks) -> (f64, Blocks);

#[derive(Debug, Clone, Copy)]
pub(crate) struct Outcome {
    /// None: it abstains.
    pub(crate) passed: Option<bool>,
    pub(crate) evaluations: usize,
}

pub(crate) struct Rule {
    pub(crate) name: &'static str,
    pub(crate) judge: fn(Function, &Blocks) -> Outcome,
}

pub(crate) const ALL: [Rule; 7] = [
    Rule {
        name: "PyTorch gradcheck",
        judge: differences::pytorch,
    },
    Rule {
        name: "JAX check_grads",
        judge: jax::check_grads,
    },
    Rule {
        name: "course, bound 2e-7",
        judge: |f, theta| differences::course(f, theta, 2e-7),
    },
    Rule {
        name: "course, bound 1e-7",
        judge: |f, theta| differences::course(f, theta, 1e-7),
    },
    Rule {
        name: "CS231n, bound 1e-4",
        judge: differences::cs231n,
    },
    Rule {
        name: "Ceres, precision 1e-9",
        judge: |f, theta| ceres::probe(f, theta, 1e-9),
    },
    Rule {
        name: "Ceres, precision 1e-8",
        judge: |f, theta| ceres::probe(f, theta, 1e-8),
    },
];

/// A function that counts its calls.
struct Counted<'a> {
    function: Function<'a>,
    calls: Cell<usize>,
}

impl<'a> Counted<'a> {
    fn new(function: Function<'a>) -> Self {
        Self {
            function,
            calls: Cell::new(0),
        }
    }

    fn both(&self, theta: &Blocks) -> (f64, Blocks) {
        self.calls.set(self.calls.get() + 1);
        (self.function)(theta)
    }

    fn cost(&self, theta: &Blocks) -> f64 {
        self.both(theta).0
    }

    /// (f(θ + h eₖ) − f(θ − h eₖ)) / 2h
    fn central(&self, theta: &Blocks, (block, k): (usize, usize), step: f64) -> f64 {
        let shifted = |by: f64| {
            let mut shifted = theta.clone();
            shifted[block][k] += by;
            self.cost(&shifted)
        };
        (shifted(step) - shifted(-step)) / (2.0 * step)
    }

    fn outcome(&self, passed: bool) -> Outcome {
        Outcome {
            passed: Some(passed),
            evaluations: self.calls.get(),
        }
    }
}

/// The places of all components.
fn places(theta: &Blocks) -> impl Iterator<Item = (usize, usize)> + '_ {
    let blocks = theta.iter().enumerate();
    blocks.flat_map(|(block, values)| (0..values.len()).map(move |k| (block, k)))
}
