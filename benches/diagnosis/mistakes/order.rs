//! Right numbers at wrong places.

use super::{Planted, block, choose, is_matrix};
use crate::graph::Matrix;
use crate::model::{Model, below};
use grad_check::Rng;
use ndarray::Axis;

/// Fewer components can't be told apart after they have changed places.
const LEAST: usize = 3;

pub(super) fn transposed(model: &Model, rng: &mut Rng) -> Option<Planted> {
    let is_square = |at: usize| {
        let (rows, columns) = model.point.arrays[at].dim();
        rows == columns && is_matrix(model, at, 2)
    };
    let at = block(model, rng, is_square)?;
    Some(Planted::block(model, at, "transposed", |g| {
        g.t().to_owned()
    }))
}

/// Written column by column, and read row by row.
pub(super) fn reshaped(model: &Model, rng: &mut Rng) -> Option<Planted> {
    let is_oblong = |at: usize| {
        let (rows, columns) = model.point.arrays[at].dim();
        rows != columns && is_matrix(model, at, 2)
    };
    let at = block(model, rng, is_oblong)?;
    Some(Planted::block(model, at, "column-major", column_major))
}

pub(crate) fn column_major(g: &Matrix) -> Matrix {
    let numbers: Vec<f64> = g.t().iter().copied().collect();
    refilled(g, |at| numbers[at])
}

/// The same shape with other numbers, row by row.
fn refilled(g: &Matrix, number: impl Fn(usize) -> f64) -> Matrix {
    let columns = g.ncols();
    Matrix::from_shape_fn(g.dim(), |(i, j)| number(i * columns + j))
}

/// All components, the rows or the columns, from the last to the first: a kernel that isn't flipped.
pub(super) fn reversed(model: &Model, rng: &mut Rng) -> Option<Planted> {
    let at = block(model, rng, |at| model.point.arrays[at].len() >= LEAST)?;
    let is_vector = model.point.named[at].shape.len() == 1;
    let axes = if is_vector { 1 } else { below(rng, 3) };
    let detail = ["both axes", "axis 1", "axis 0"][axes];
    Some(Planted::block(
        model,
        at,
        &format!("{detail} reversed"),
        move |g| reverse(g, axes),
    ))
}

/// Both axes (0), columns (1) or rows (2) in reverse.
pub(crate) fn reverse(g: &Matrix, axes: usize) -> Matrix {
    let mut reversed = g.clone();
    if axes != 1 {
        reversed.invert_axis(Axis(0));
    }
    if axes != 2 {
        reversed.invert_axis(Axis(1));
    }
    reversed
}

pub(super) fn shifted(model: &Model, rng: &mut Rng) -> Option<Planted> {
    let at = block(model, rng, |at| model.point.arrays[at].len() >= LEAST)?;
    let forward = below(rng, 2) == 0;
    let detail = if forward { "by +1" } else { "by −1" };
    Some(Planted::block(model, at, detail, move |g| {
        shift(g, forward)
    }))
}

/// Each component at the place of the next, or of the one before.
pub(crate) fn shift(g: &Matrix, forward: bool) -> Matrix {
    let numbers: Vec<f64> = g.iter().copied().collect();
    let count = numbers.len();
    let by = if forward { count - 1 } else { 1 };
    refilled(g, |at| numbers[(at + by) % count])
}

/// Components of a vector, rows or columns of a matrix, gates of an LSTM in another order.
pub(super) fn permuted(model: &Model, rng: &mut Rng) -> Option<Planted> {
    let is_long = |at: usize| {
        let (rows, columns) = model.point.arrays[at].dim();
        model.point.named[at].shape.len() <= 2 && rows.max(columns) >= LEAST
    };
    let at = block(model, rng, is_long)?;
    let (rows, columns) = model.point.arrays[at].dim();
    let axes: Vec<usize> = (0..2)
        .filter(|&axis| [rows, columns][axis] >= LEAST)
        .collect();
    let axis = choose(rng, &axes)?;
    let length = [rows, columns][axis];
    let is_gates = model.family == "lstm" && axis == 1 && length % 4 == 0;
    let order: Vec<usize> = if is_gates {
        let of_one = length / 4;
        let gates = order(rng, 4);
        gates
            .into_iter()
            .flat_map(|gate| gate * of_one..(gate + 1) * of_one)
            .collect()
    } else {
        order(rng, length)
    };
    let moved = order
        .iter()
        .enumerate()
        .filter(|&(to, &from)| to != from)
        .count();
    let detail = format!("axis {axis} in the order {order:?}");
    let planted = Planted::block(model, at, &detail, move |g| g.select(Axis(axis), &order));
    (moved >= LEAST).then_some(planted)
}

/// The numbers below `count` in random order.
pub(super) fn order(rng: &mut Rng, count: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    for last in (1..count).rev() {
        order.swap(last, below(rng, last + 1));
    }
    order
}

pub(super) fn blocks_exchanged(model: &Model, rng: &mut Rng) -> Option<Planted> {
    let named = &model.point.named;
    let others = |a: usize| (a + 1..named.len()).map(move |b| (a, b));
    let pairs = (0..named.len()).flat_map(others);
    let alike: Vec<_> = pairs
        .filter(|&(a, b)| named[a].shape == named[b].shape)
        .collect();
    let (a, b) = choose(rng, &alike)?;
    let detail = format!("{} and {}", named[a].name, named[b].name);
    Some(Planted::after(detail, move |_, gradient| {
        gradient.swap(a, b);
    }))
}
