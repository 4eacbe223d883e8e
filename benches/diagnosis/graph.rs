//! A model as a list of steps, each with its value; the backward pass goes through the list in reverse.

use crate::activation::Activation;
use crate::fault::{Fault, Noise};
use crate::loss::{Loss, Penalty, evidence};
use ndarray::{Array2, Axis};
use std::rc::Rc;

pub(crate) type Matrix = Array2<f64>;
/// A step's place in the list.
pub(crate) type Id = usize;
/// Where mistakes can be made: steps that a program writes once, and may go through many times.
pub(crate) type Site = usize;

/// A step.
#[derive(Debug, Clone)]
pub(crate) enum Op {
    Parameter(usize),
    Constant(Matrix),
    Product(Id, Id, Site),
    /// A row is added to, or multiplied into, every row.
    AddRow(Id, Id),
    TimesRow(Id, Id),
    Sum(Id, Id),
    Times(Id, Id),
    Scaled(Id, f64),
    Activated(Id, Activation, Site),
    /// These numbers, row by row, in this shape: a transpose, a slice, windows of a convolution.
    Gathered(Id, (usize, usize), Rc<[usize]>),
    /// Columns (axis 0) or rows (axis 1) with mean zero and variance one.
    Normalised(Id, Axis, Site),
    Softmax(Id),
    Loss(Id, Loss),
    Penalty(Id, Penalty),
    /// −log p(y) of a Gaussian process with this covariance, row by row.
    Evidence(Id, Rc<[f64]>),
}

/// The steps in order; the last is the cost.
#[derive(Debug, Clone, Default)]
pub(crate) struct Graph {
    pub(crate) steps: Vec<Op>,
    /// Whether a step depends on a parameter.
    pub(crate) depends: Vec<bool>,
}

/// Keeps the deviation of a constant row or column from being divided by zero.
pub(crate) const EPSILON: f64 = 1e-5;

impl Graph {
    pub(crate) fn push(&mut self, op: Op) -> Id {
        let depends = matches!(op, Op::Parameter(_)) || op.inputs().any(|id| self.depends[id]);
        self.steps.push(op);
        self.depends.push(depends);
        self.steps.len() - 1
    }

    /// Sites of one sort, in forward order.
    pub(crate) fn sites(&self, sort: impl Fn(&Op) -> bool) -> Vec<Site> {
        let mut sites = Vec::new();
        for op in self.steps.iter().filter(|op| sort(op)) {
            sites.extend(op.site().filter(|site| !sites.contains(site)));
        }
        sites
    }

    /// The value of every step, and what each was multiplied by if it is noisy.
    pub(crate) fn values(&self, theta: &[Matrix], noise: &mut Noise) -> Vec<Matrix> {
        let mut values: Vec<Matrix> = Vec::with_capacity(self.steps.len());
        for (id, op) in self.steps.iter().enumerate() {
            let mut value = op.value(theta, &values);
            noise.touch(id, op, &mut value);
            values.push(value);
        }
        values
    }

    /// Cost and gradient, with a mistake or without.
    pub(crate) fn evaluate(
        &self,
        theta: &[Matrix],
        fault: &Fault,
        noise: &mut Noise,
    ) -> (f64, Vec<Matrix>) {
        let values = self.values(theta, noise);
        let cost = values.last().map_or(0.0, |cost| cost[[0, 0]]);
        if matches!(fault, Fault::Single) {
            let rounded = self.values(theta, &mut Noise::Rounding);
            return (cost, self.gradient(&rounded, theta, fault, noise));
        }
        (cost, self.gradient(&values, theta, fault, noise))
    }
}

impl Op {
    pub(crate) fn inputs(&self) -> impl Iterator<Item = Id> {
        let (a, b) = match *self {
            Self::Parameter(_) | Self::Constant(_) => (None, None),
            Self::Product(a, b, _)
            | Self::AddRow(a, b)
            | Self::TimesRow(a, b)
            | Self::Sum(a, b)
            | Self::Times(a, b) => (Some(a), Some(b)),
            Self::Scaled(a, _)
            | Self::Activated(a, ..)
            | Self::Gathered(a, ..)
            | Self::Normalised(a, ..)
            | Self::Softmax(a)
            | Self::Loss(a, _)
            | Self::Penalty(a, _)
            | Self::Evidence(a, _) => (Some(a), None),
        };
        a.into_iter().chain(b)
    }

    pub(crate) fn site(&self) -> Option<Site> {
        match *self {
            Self::Product(_, _, site)
            | Self::Activated(_, _, site)
            | Self::Normalised(_, _, site) => Some(site),
            _ => None,
        }
    }

    fn value(&self, theta: &[Matrix], values: &[Matrix]) -> Matrix {
        match self {
            Self::Parameter(block) => theta[*block].clone(),
            Self::Constant(value) => value.clone(),
            Self::Product(a, b, _) => values[*a].dot(&values[*b]),
            Self::AddRow(a, b) | Self::Sum(a, b) => &values[*a] + &values[*b],
            Self::TimesRow(a, b) | Self::Times(a, b) => &values[*a] * &values[*b],
            Self::Scaled(a, factor) => &values[*a] * *factor,
            Self::Activated(a, activation, _) => values[*a].mapv(|z| activation.value(z)),
            Self::Gathered(a, (rows, columns), from) => {
                let numbers: Vec<f64> = values[*a].iter().copied().collect();
                Matrix::from_shape_fn((*rows, *columns), |(i, j)| numbers[from[i * columns + j]])
            }
            Self::Normalised(a, axis, _) => {
                let (centred, deviation) = normalised(&values[*a], *axis);
                centred / deviation
            }
            Self::Softmax(a) => softmax(&values[*a]),
            Self::Loss(a, loss) => Matrix::from_elem((1, 1), loss.value(&values[*a])),
            Self::Penalty(a, penalty) => Matrix::from_elem((1, 1), penalty.value(&values[*a])),
            Self::Evidence(a, y) => {
                Matrix::from_elem((1, 1), evidence(&values[*a], y, [1.0, 1.0]).0)
            }
        }
    }
}

/// What is left of the mean, and the standard deviation, along an axis.
pub(crate) fn normalised(x: &Matrix, axis: Axis) -> (Matrix, Matrix) {
    let count = x.len_of(axis) as f64;
    let centred = x - &(x.sum_axis(axis).insert_axis(axis) / count);
    let variance = (&centred * &centred).sum_axis(axis).insert_axis(axis) / count;
    (centred, variance.mapv(|v| (v + EPSILON).sqrt()))
}

/// Of each row.
pub(crate) fn softmax(z: &Matrix) -> Matrix {
    let largest = z.fold_axis(Axis(1), f64::NEG_INFINITY, |a, &b| a.max(b));
    let powers = (z - &largest.insert_axis(Axis(1))).mapv_into(f64::exp);
    let total = powers.sum_axis(Axis(1)).insert_axis(Axis(1));
    powers / total
}
