//! What a function of several outputs came to at one point, read out.

use super::super::Want;
use super::chart::Chart;
use crate::parameters::Flattened;
use crate::precision::Precision;
use crate::report::Problem;

/// Outputs and their derivatives, as generated tests read them out while what they borrow still lives.
#[doc(hidden)]
#[derive(Debug, Clone)]
pub struct VectorOutcome {
    /// The cost that the outputs are the gradient of, if they are one.
    pub(crate) cost: Option<f64>,
    pub(crate) outputs: Flattened,
    pub(crate) derivative: Derivative,
    pub(crate) precision: Precision,
    /// Where a closure that has to be linear isn't.
    pub(crate) violations: Vec<LinearityViolation>,
    /// What keeps a second derivative from being compared.
    pub(crate) problem: Option<Problem>,
}

impl VectorOutcome {
    /// What was returned, in the coarsest precision among all of it.
    pub(super) fn new(
        cost: Option<(f64, Precision)>,
        outputs: Flattened,
        derivative: Derivative,
        violations: Vec<LinearityViolation>,
    ) -> Self {
        let parts: Vec<&Flattened> = match &derivative {
            Derivative::Matrix(matrix) => vec![matrix],
            Derivative::Columns(columns) => columns.iter().map(|(_, column)| column).collect(),
            Derivative::Gradients { gradients, .. } => gradients.iter().collect(),
        };
        let parts = parts.into_iter().map(Flattened::precision);
        let precision = parts.chain(cost.map(|(_, precision)| precision));
        Self {
            cost: cost.map(|(cost, _)| cost),
            precision: precision.fold(outputs.precision(), Precision::coarser),
            outputs,
            derivative,
            violations,
            problem: None,
        }
    }
}

/// The derivative of the outputs, as far as it was asked for.
#[derive(Debug, Clone)]
pub(crate) enum Derivative {
    /// All of it, in one matrix or in parts.
    Matrix(Flattened),
    /// By directions: the derivative of all outputs along each that was asked for, by its position in
    /// the outputs.
    Columns(Vec<(usize, Flattened)>),
    /// By cotangents: the gradient of a weighted sum of the outputs, for each of the cotangents.
    Gradients {
        cotangents: Vec<Vec<f64>>,
        gradients: Vec<Flattened>,
    },
}

/// What a function of several outputs is asked for.
#[doc(hidden)]
#[derive(Debug, Clone, Default)]
pub struct Probe {
    pub(crate) want: Want,
    /// The cotangents that the first answer was given for.
    pub(crate) cotangents: Option<Vec<Vec<f64>>>,
    /// What the coordinates of outputs on manifolds are taken around, if it is known.
    pub(crate) chart: Option<Chart>,
    /// Whether a Hessian is asked for by products with cotangents, as it has too many columns.
    pub(crate) by_cotangents: bool,
    /// Whether a closure is to be tried for zero, for repetition and for linearity as well.
    pub(crate) is_first: bool,
}

/// A law of linear maps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LinearityLaw {
    Zero,
    Repetition,
    Linearity,
    /// ⟨u, tangent(v)⟩ is ⟨backward(u), v⟩.
    Adjoint,
}

/// A component at which a closure departs from a law.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LinearityViolation {
    pub(crate) law: LinearityLaw,
    /// Which closure, if it isn't the one that the check is named for.
    pub(crate) closure: Option<&'static str>,
    /// Its name, less that of the argument.
    pub(crate) gradient: Flattened,
    pub(crate) component: usize,
    pub(crate) expected: f64,
    pub(crate) found: f64,
}
