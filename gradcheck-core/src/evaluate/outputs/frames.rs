//! Gradient and Hessian over manifolds, brought into the frame of the origin.
//!
//! A function returns its gradient g and its Hessian S at x ⊞ δ in the frame there: the first and second
//! derivatives of ε ↦ f((x ⊞ δ) ⊞ ε) at zero. Those of δ ↦ f(x ⊞ δ), which differences can be compared
//! with, are
//!
//! ```text
//! ∇ = Jᵀ g      H = Jᵀ (S + C/2) J + Σ gₖ ∂Jₖ      Cᵢⱼ = g · [eⱼ, eᵢ]
//! ```
//!
//! with J = Σ (−ad δ)ⁿ/(n + 1)!, the right Jacobian of the exponential (Solà, Deray and Atchuthan 2018, "A
//! micro Lie theory for state estimation in robotics", equation 143 and appendices; Chirikjian 2012, "Stochastic
//! Models, Information Theory, and Lie Groups", volume 2). On the left ad changes its sign. At δ = 0 it is S,
//! which is symmetric. The derivative of g along moving frames is S + C/2, and is not.

use super::super::Want;
use super::Rows;
use crate::norm::largest;
use crate::parameters::{Block, Group};
use std::ops::Range;

/// Terms of the series at most: enough for a turn all round.
const TERMS: u8 = 60;
/// Terms below this are lost beside the identity.
const NEGLIGIBLE: f64 = 1e-18;

/// A point of a group among the parameters.
pub(crate) struct Point {
    group: Group,
    /// Where its tangent vector stands in θ.
    range: Range<usize>,
}

impl Point {
    /// The points of groups that these blocks are of.
    pub(crate) fn all<'b>(blocks: impl IntoIterator<Item = &'b Block>) -> Vec<Self> {
        let mut points = Vec::new();
        for block in blocks {
            let Some(group) = block.group else { continue };
            let starts = block.range().step_by(group.dimensions());
            points.extend(starts.map(|start| Self {
                group,
                range: start..start + group.dimensions(),
            }));
        }
        points
    }

    /// Whether a component is one of this point's.
    pub(crate) fn holds(&self, component: usize) -> bool {
        self.range.contains(&component)
    }

    /// Cᵢⱼ = g · [eⱼ, eᵢ], with the gradient of this point.
    fn curl(&self, own: &[f64], i: usize, j: usize) -> f64 {
        let n = self.group.dimensions();
        let bracket = self.group.bracket(&unit(n, j));
        (0..n).map(|k| own[k] * bracket[k * n + i]).sum()
    }

    /// The same of two components of θ, with all of the gradient.
    pub(crate) fn curl_at(&self, gradient: &[f64], i: usize, j: usize) -> f64 {
        let start = self.range.start;
        self.curl(&gradient[self.range.clone()], i - start, j - start)
    }
}

/// Whether a single column needs others as well: where the point that it belongs to has moved along another
/// direction, too.
pub(super) fn needs_whole(points: &[Point], theta: &[f64], column: usize) -> bool {
    let mut own = points.iter().filter(|p| p.range.contains(&column));
    own.any(|p| {
        let mut others = p.range.clone().filter(|&at| at != column);
        others.any(|at| theta[at] != 0.0)
    })
}

/// The rows of a cost's gradient and Hessian at θ in the frame of the origin.
pub(super) fn at_origin(rows: &mut Rows, points: &[Point], theta: &[f64], want: Want) {
    let wanted = want.components(theta.len());
    let width = wanted.len();
    let Some((_, gradient)) = rows.costs.split_first_mut() else {
        return;
    };
    let (of_cost, hessian) = rows.derivatives.split_at_mut(width);
    for point in points {
        let delta = &theta[point.range.clone()];
        if delta.iter().all(|&t| t == 0.0) {
            continue;
        }
        let Jacobian { value, changes } = Jacobian::at(point.group, delta);
        let own = gradient[point.range.clone()].to_vec();
        let places = || point.range.clone().enumerate();
        let columns = || places().filter(|(_, at)| wanted.contains(at));
        for (i, row) in places() {
            for (j, column) in columns() {
                hessian[row * width + column - wanted.start] += point.curl(&own, i, j) / 2.0;
            }
        }
        // A single column stays: the point has moved along it.
        if want == Want::Gradient {
            for row in hessian.chunks_mut(width) {
                let turned = times(&row[point.range.clone()], &value);
                row[point.range.clone()].copy_from_slice(&turned);
            }
        }
        for column in 0..width {
            let entries = point.range.clone().map(|row| hessian[row * width + column]);
            let turned = times(&entries.collect::<Vec<f64>>(), &value);
            for ((_, row), entry) in places().zip(turned) {
                hessian[row * width + column] = entry;
            }
        }
        for (j, column) in columns() {
            for ((_, row), curved) in places().zip(times(&own, &changes[j])) {
                hessian[row * width + column - wanted.start] += curved;
            }
        }
        gradient[point.range.clone()].copy_from_slice(&times(&own, &value));
    }
    of_cost.copy_from_slice(&gradient[wanted]);
}

/// J, and its derivative along each component.
struct Jacobian {
    value: Vec<f64>,
    changes: Vec<Vec<f64>>,
}

impl Jacobian {
    fn at(group: Group, delta: &[f64]) -> Self {
        let n = group.dimensions();
        let bracket = group.bracket(delta);
        let along: Vec<Vec<f64>> = (0..n).map(|l| group.bracket(&unit(n, l))).collect();
        let mut term: Vec<f64> = (0..n).flat_map(|i| unit(n, i)).collect();
        let mut value = term.clone();
        let mut terms = vec![vec![0.0; n * n]; n];
        let mut changes = terms.clone();
        for order in 1..TERMS {
            let share = -1.0 / f64::from(order + 1);
            for ((term_along, along), change) in terms.iter_mut().zip(&along).zip(&mut changes) {
                let first = product(along, &term, n);
                let rest = product(&bracket, term_along, n);
                for (((entry, first), rest), sum) in
                    term_along.iter_mut().zip(first).zip(rest).zip(change)
                {
                    *entry = share * (first + rest);
                    *sum += *entry;
                }
            }
            term = product(&bracket, &term, n);
            for (entry, sum) in term.iter_mut().zip(&mut value) {
                *entry *= share;
                *sum += *entry;
            }
            if largest(&term).max(terms.iter().map(|t| largest(t)).fold(0.0, f64::max)) < NEGLIGIBLE
            {
                break;
            }
        }
        Self { value, changes }
    }
}

/// J alone.
pub(super) fn right_jacobian(group: Group, delta: &[f64]) -> Vec<f64> {
    let n = group.dimensions();
    let bracket = group.bracket(delta);
    let mut term: Vec<f64> = (0..n).flat_map(|i| unit(n, i)).collect();
    let mut value = term.clone();
    for order in 1..TERMS {
        term = product(&bracket, &term, n);
        for (entry, sum) in term.iter_mut().zip(&mut value) {
            *entry *= -1.0 / f64::from(order + 1);
            *sum += *entry;
        }
        if largest(&term) < NEGLIGIBLE {
            break;
        }
    }
    value
}

fn unit(n: usize, at: usize) -> Vec<f64> {
    (0..n).map(|i| f64::from(u8::from(i == at))).collect()
}

/// A row vector times a matrix.
fn times(row: &[f64], matrix: &[f64]) -> Vec<f64> {
    let n = row.len();
    let entry = |j: usize| (0..n).map(|i| row[i] * matrix[i * n + j]).sum();
    (0..n).map(entry).collect()
}

fn product(a: &[f64], b: &[f64], n: usize) -> Vec<f64> {
    a.chunks(n).flat_map(|row| times(row, b)).collect()
}
