//! Which planted cases count, by the numbers of the gradients alone.

use crate::families::ZERO;
use crate::graph::Matrix;
use crate::mistakes::{Kind, NO_KIND, column_major, reverse, shift};
use crate::model::Model;
use crate::point::Named;
use ndarray::Axis;

/// A component must change by this share of its block's norm.
const LEAST: f64 = 1e-5;
/// A block that is right may differ by this share: it is what rounding leaves.
const RIGHT: f64 = 1e-9;
/// A component that is right differs by nothing but roundoff.
const UNCHANGED: f64 = 1e-13;
/// From this share of wrong components on it is true that rows are wrong.
const MOSTLY: f64 = 0.75;
/// Within this share of the norm two gradients are one.
const SAME: f64 = 1e-6;

/// A right gradient beside a mistaken one.
pub(crate) struct Pair {
    pub(crate) right: Vec<Matrix>,
    pub(crate) wrong: Vec<Matrix>,
}

impl Pair {
    /// The largest change of a component, as a share of the block's norm.
    pub(crate) fn change(&self, at: usize) -> f64 {
        largest(&(&self.wrong[at] - &self.right[at])) / norm(&self.right[at]).max(f64::MIN_POSITIVE)
    }

    /// The blocks that are wrong; none where the case isn't fair.
    pub(crate) fn wrong_blocks(&self, kind: &Kind, model: &Model) -> Option<Vec<bool>> {
        let blocks = 0..self.right.len();
        let changes: Vec<f64> = blocks.clone().map(|at| self.change(at)).collect();
        let whole = self.right.iter().map(norm).fold(0.0, f64::hypot);
        let wrong: Vec<bool> = changes.iter().map(|&change| change >= LEAST).collect();
        let is_plain = changes
            .iter()
            .all(|&change| !(RIGHT..LEAST).contains(&change));
        let is_zero = |at: usize| wrong[at] && norm(&self.right[at]) < ZERO * whole;
        let hit = || blocks.clone().filter(|&at| wrong[at]);
        if !is_plain || hit().next().is_none() || blocks.clone().any(is_zero) {
            return None;
        }
        let point = &model.point;
        let is_nowhere = |at: usize| self.is_nowhere(at, &point.named[at].shape);
        if kind.expected == NO_KIND && !hit().all(is_nowhere) {
            return None;
        }
        let mut also = hit().map(|at| {
            looks_like(
                &self.right[at],
                &self.wrong[at],
                &point.arrays[at],
                &point.named[at],
            )
        });
        let mut common = also.next().unwrap_or_default();
        for names in also {
            common.retain(|name| names.contains(name));
        }
        let exchanged = self.is_exchange(&hit().collect::<Vec<_>>());
        common.extend(exchanged.then_some("blocks_exchanged"));
        let is_other = |name: &&str| *name != kind.name && !kind.within.contains(name);
        (!common.iter().any(is_other)).then_some(wrong)
    }

    /// Whether nothing true can be said of where in a block the wrong components stand: they are all that
    /// can be compared, or at least three and neither a run nor most of some rows, columns or slices.
    fn is_nowhere(&self, at: usize, shape: &[usize]) -> bool {
        let (right, wrong) = (&self.right[at], &self.wrong[at]);
        let size = norm(right);
        let apart = wrong - right;
        let change: Vec<f64> = apart.iter().map(|d| d.abs() / size).collect();
        // Of dead units nothing can be compared.
        let pairs = right.iter().zip(wrong).enumerate();
        let told = pairs.filter(|(_, (right, wrong))| **right != 0.0 || **wrong != 0.0);
        let told: Vec<usize> = told.map(|(i, _)| i).collect();
        let wrong: Vec<usize> = (0..change.len()).filter(|&i| change[i] >= LEAST).collect();
        if wrong.len() == told.len() {
            return wrong.len() > 1;
        }
        let is_run = wrong.windows(2).all(|pair| pair[1] == pair[0] + 1);
        let mut stride = change.len();
        let in_lines = shape.iter().any(|&length| {
            stride /= length;
            let line = |i: &usize| i / stride % length;
            let is_hit = |i: &usize| wrong.iter().any(|j| line(j) == line(i));
            let of_lines = told.iter().filter(|i| is_hit(i)).count();
            let is_mostly = wrong.len() as f64 > MOSTLY * of_lines as f64;
            length < change.len() && of_lines < told.len() && is_mostly
        });
        let is_plain = |x: &f64| !(UNCHANGED..LEAST).contains(x);
        change.iter().all(is_plain) && wrong.len() > 2 && !is_run && !in_lines
    }

    fn is_exchange(&self, hit: &[usize]) -> bool {
        let &[a, b] = hit else {
            return false;
        };
        let is = |wrong: usize, right: usize| {
            self.right[a].dim() == self.right[b].dim()
                && same(&self.wrong[wrong], &self.right[right])
        };
        is(a, b) && is(b, a)
    }
}

/// The kinds that could have made this of a block.
fn looks_like(right: &Matrix, wrong: &Matrix, theta: &Matrix, named: &Named) -> Vec<&'static str> {
    let difference = wrong - right;
    let is_multiple = |of: &Matrix| {
        let factor = (&difference * of).sum() / (of * of).sum();
        same(&(right + &(of * factor)), wrong)
    };
    let differs = |line: &Matrix| largest(line) > SAME * norm(right);
    let lines = |axis: usize| -> usize {
        let lines = difference.axis_iter(Axis(axis));
        lines
            .filter(|line| differs(&line.to_owned().insert_axis(Axis(0))))
            .count()
    };
    let one_line = |axis: usize| right.len_of(Axis(axis)) > 1 && lines(axis) == 1;
    let components = difference
        .iter()
        .filter(|d| d.abs() > SAME * norm(right))
        .count();
    let (rows, columns) = right.dim();
    let is_single = right.len() == 1;
    let is_negative = same(wrong, &-right);
    let is_zero = largest(wrong) <= SAME * norm(right);
    let is_line_zero = (0..2).any(|axis| {
        let zero = wrong
            .axis_iter(Axis(axis))
            .zip(difference.axis_iter(Axis(axis)));
        let zeros = zero.filter(|(wrong, difference)| {
            differs(&difference.to_owned().insert_axis(Axis(0)))
                && wrong.iter().all(|x| x.abs() <= SAME * norm(right))
        });
        one_line(axis) && right.len_of(Axis(1 - axis)) > 1 && zeros.count() == 1
    });
    let turned = |axis: usize, by: usize| {
        let length = right.len_of(Axis(axis));
        let order: Vec<usize> = (0..length).map(|k| (k + by) % length).collect();
        same(&right.select(Axis(axis), &order), wrong)
    };
    let is_turned = (0..2).any(|axis| (1..right.len_of(Axis(axis))).any(|by| turned(axis, by)));
    let is_shifted = [true, false]
        .iter()
        .any(|&forward| same(&shift(right, forward), wrong));
    let is_matrix = named.shape.len() == 2;
    [
        (is_negative, "sign_flipped"),
        (
            is_multiple(right) && !is_negative && !is_zero,
            "constant_factor",
        ),
        (is_zero || is_line_zero, "zero_or_detached"),
        (
            !is_single && is_multiple(&Matrix::ones(right.dim())),
            "additive_constant",
        ),
        (!is_single && is_multiple(theta), "l2"),
        (!is_single && is_multiple(&theta.mapv(f64::signum)), "l1"),
        (
            is_matrix && rows == columns && same(&right.t().to_owned(), wrong),
            "transposed",
        ),
        (
            is_matrix && same(&column_major(right), wrong) && rows != columns,
            "reshaped",
        ),
        (
            (0..3).any(|axes| same(&reverse(right, axes), wrong)),
            "reversed",
        ),
        (is_shifted || is_turned, "shifted"),
        (is_same_set(right, wrong), "permuted"),
        (!is_single && components == 1, "single_component"),
        (one_line(0) || one_line(1), "row_or_column"),
    ]
    .into_iter()
    .filter_map(|(is, name)| is.then_some(name))
    .collect()
}

/// Whether the components are the same in another order.
fn is_same_set(a: &Matrix, b: &Matrix) -> bool {
    let [a_sorted, b_sorted] = [a, b].map(|of| {
        let mut numbers: Vec<f64> = of.iter().copied().collect();
        numbers.sort_by(f64::total_cmp);
        numbers
    });
    let mut pairs = a_sorted.iter().zip(&b_sorted);
    pairs.all(|(x, y)| (x - y).abs() <= SAME * norm(a))
}

fn same(a: &Matrix, b: &Matrix) -> bool {
    largest(&(a - b)) <= SAME * norm(b).max(norm(a))
}

fn largest(m: &Matrix) -> f64 {
    m.iter().fold(0.0, |l: f64, x| l.max(x.abs()))
}

pub(crate) fn norm(m: &Matrix) -> f64 {
    m.mapv(|x| x * x).sum().sqrt()
}
