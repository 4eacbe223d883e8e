//! Numbers of a block that are wrong where they stand.

use super::{Planted, block, choose, is_matrix};
use crate::graph::Matrix;
use crate::model::{Model, below, pick};
use grad_check::Rng;
use ndarray::Axis;

pub(super) fn sign_flipped(model: &Model, rng: &mut Rng) -> Option<Planted> {
    // With one block the whole cost would be negative.
    let at = block(model, rng, |_| model.point.arrays.len() > 1)?;
    Some(Planted::block(model, at, "× −1", |g| -g))
}

pub(super) fn constant_factor(model: &Model, rng: &mut Rng) -> Option<Planted> {
    let at = block(model, rng, |_| model.point.arrays.len() > 1)?;
    let is_single = model.point.arrays[at].len() == 1;
    let factor = factor(model, rng, is_single);
    let detail = format!("× {factor}");
    Some(Planted {
        factor: Some(factor),
        ..Planted::block(model, at, &detail, move |g| g * factor)
    })
}

pub(super) fn whole_cost_scaled(model: &Model, rng: &mut Rng) -> Option<Planted> {
    let factor = factor(model, rng, false);
    Some(Planted {
        factor: Some(factor),
        ..Planted::after(format!("× {factor}"), move |_, gradient| {
            gradient.iter_mut().for_each(|g| *g *= factor);
        })
    })
}

/// A factor that mistakes are made of: a half that is forgotten, the number of samples.
fn factor(model: &Model, rng: &mut Rng, is_usual: bool) -> f64 {
    let samples = model.samples as f64;
    if is_usual || samples < 2.0 || below(rng, 2) == 0 {
        pick(rng, &[2.0, 0.5, 3.0, 4.0, 0.25, -2.0])
    } else {
        pick(
            rng,
            &[samples, 1.0 / samples, 2.0 * samples, -1.0 / samples],
        )
    }
}

/// A block, a row or a column is zero.
pub(super) fn zero_or_detached(model: &Model, rng: &mut Rng) -> Option<Planted> {
    let at = block(model, rng, |_| true)?;
    if is_matrix(model, at, 2) && below(rng, 2) == 0 {
        let (axis, line) = line(&model.point.arrays[at], rng);
        let detail = format!("line {line} along axis {} zero", axis.index());
        return Some(Planted::block(model, at, &detail, move |g| {
            let mut g = g.clone();
            g.index_axis_mut(axis, line).fill(0.0);
            g
        }));
    }
    Some(Planted::block(model, at, "zero", |g| {
        Matrix::zeros(g.dim())
    }))
}

/// A row or a column is too large, or has random errors.
pub(super) fn row_or_column(model: &Model, rng: &mut Rng) -> Option<Planted> {
    let at = block(model, rng, |at| is_matrix(model, at, 2))?;
    let (axis, line) = line(&model.point.arrays[at], rng);
    let noise = match below(rng, 2) {
        0 => 0.0,
        _ => 0.5,
    };
    let factors: Vec<f64> = (0..model.point.arrays[at].len())
        .map(|_| {
            if noise > 0.0 {
                1.0 + noise * rng.normal()
            } else {
                1.5
            }
        })
        .collect();
    let detail = format!("line {line} along axis {} by {noise}", axis.index());
    Some(Planted::block(model, at, &detail, move |g| {
        let mut g = g.clone();
        let numbers = g.index_axis_mut(axis, line).into_iter().zip(&factors);
        numbers.for_each(|(x, factor)| *x *= factor);
        g
    }))
}

/// A row (axis 0) or a column.
fn line(of: &Matrix, rng: &mut Rng) -> (Axis, usize) {
    let axis = Axis(below(rng, 2));
    (axis, below(rng, of.len_of(axis)))
}

pub(super) fn single_component(model: &Model, rng: &mut Rng) -> Option<Planted> {
    let at = block(model, rng, |at| model.point.arrays[at].len() > 1)?;
    let component = below(rng, model.point.arrays[at].len());
    let share = 1e-3 * 2000_f64.powf(rng.unit()) * choose(rng, &[-1.0, 1.0])?;
    let detail = format!("component {component} by {share:.3} of the norm");
    Some(Planted::block(model, at, &detail, move |g| {
        let by = share * g.mapv(|x| x * x).sum().sqrt();
        let mut g = g.clone();
        let number = g.iter_mut().nth(component);
        number.into_iter().for_each(|x| *x += by);
        g
    }))
}

pub(super) fn additive_constant(model: &Model, rng: &mut Rng) -> Option<Planted> {
    let at = block(model, rng, |at| model.point.arrays[at].len() > 1)?;
    let constant = 0.01 * 100_f64.powf(rng.unit()) * choose(rng, &[-1.0, 1.0])?;
    let detail = format!("+ {constant:.4}");
    Some(Planted::block(model, at, &detail, move |g| g + constant))
}

/// Numbers that don't depend on the parameters, as labels bring them.
pub(super) fn linear_term(model: &Model, rng: &mut Rng) -> Option<Planted> {
    let at = block(model, rng, |at| model.point.arrays[at].len() > 2)?;
    let size = 0.1 * 10_f64.powf(rng.unit());
    let off = model.point.arrays[at]
        .mapv(|_| size * (0.5 + rng.unit()) * if rng.bits() % 2 == 0 { 1.0 } else { -1.0 });
    let detail = format!("+ numbers of {size:.4}");
    Some(Planted::block(model, at, &detail, move |g| g + &off))
}

/// A prior around a guess that the cost hasn't.
pub(super) fn quadratic_term(model: &Model, rng: &mut Rng) -> Option<Planted> {
    let at = block(model, rng, |at| model.point.arrays[at].len() > 2)?;
    let size = 0.1 * 10_f64.powf(rng.unit());
    let guess = model.point.arrays[at].mapv(|_| 4.0 * rng.unit() - 2.0);
    let detail = format!(
        "+ {size:.4} (θ − a guess) in {}",
        model.point.named[at].name
    );
    Some(Planted::after(detail, move |theta, gradient| {
        let off = (&theta[at] - &guess) * size;
        gradient[at] += &off;
    }))
}
