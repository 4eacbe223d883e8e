//! The gradient of a rotation or a pose, taken on the other side.
//!
//! With R · Exp(δ) for Exp(δ) · R the gradient is multiplied by R: it keeps its length, and of a pose the
//! translation's part does (Solà, Deray and Atchuthan 2018). R isn't known here, but how it changes is: it is fitted to
//! the gradients at two points, and tried at others.

use super::hypothesis::{Hypothesis, Named};
use super::laboratory::Laboratory;
use super::mend::{Own, Right};
use super::view::View;
use crate::norm::norm;
use crate::report::{Finding, FindingKind};
use approx::relative_eq;
use std::rc::Rc;

/// Numbers of a rotation's tangent vector, and of a pose's translation.
const PART: usize = 3;
/// Two lengths are the same within this relative distance.
const SAME_WITHIN: f64 = 1e-6;
/// Vectors at a smaller angle tell one direction only.
const PARALLEL: f64 = 1e-4;
/// The second point of the fit, in half to one percent of a turn by one.
const BESIDE: f64 = 30.0;

type Vector = [f64; PART];
/// Three columns.
type Matrix = [Vector; PART];

/// How the gradient is turned: Q, and the rotation δ since the test point, before or after it.
#[derive(Clone, Copy)]
struct Turn {
    fitted: Matrix,
    /// Whether δ turns what Q has turned.
    is_after: bool,
    /// The sign with which δ turns.
    sign: f64,
}

impl Turn {
    fn of(self, g: Vector, delta: Vector) -> Vector {
        let delta = delta.map(|d| self.sign * d);
        if self.is_after {
            rotated(delta, applied(&self.fitted, g))
        } else {
            applied(&self.fitted, rotated(delta, g))
        }
    }
}

/// The hypotheses, if the gradient has the right length and another direction.
pub(super) fn other_frame(view: &View<'_>, laboratory: &mut Laboratory<'_>) -> Vec<Hypothesis> {
    let is_of_rotation = view.block.is_tangent && (view.len() == PART || view.len() == 2 * PART);
    let moved = view.wrong.iter().filter(|&&i| i < PART).count();
    if !is_of_rotation || moved < 2 || !view.is_whole() {
        return Vec::new();
    }
    let (analytic, numeric) = (part(&view.analytic), part(&view.numeric));
    let length = |v: Vector| norm(v);
    if !relative_eq!(
        length(analytic),
        length(numeric),
        max_relative = SAME_WITHIN
    ) {
        return Vec::new();
    }
    let Some([moved_there, there, right]) = laboratory.measured_at(view.path(), PART, BESIDE)
    else {
        return Vec::new();
    };
    let delta = rotation_of(&moved_there);
    let (there, right) = (part(&there), part(&right));
    let is_left = laboratory.is_left(view.path());
    let sign = if is_left { 1.0 } else { -1.0 };
    // Back to the frame that is asked for, or once more away from it.
    let turns = [(true, sign), (false, -sign)].map(|(is_after, sign)| {
        let delta = delta.map(|d| sign * d);
        let pairs = if is_after {
            [
                (analytic, numeric),
                (there, rotated(delta.map(|d| -d), right)),
            ]
        } else {
            [(analytic, numeric), (rotated(delta, there), right)]
        };
        fit(pairs).map(|fitted| Turn {
            fitted,
            is_after,
            sign,
        })
    });
    let turns = turns.into_iter().flatten();
    turns
        .map(|turn| hypothesis(view, moved, length(numeric), turn))
        .collect()
}

fn hypothesis(view: &View<'_>, moved: usize, length: f64, turn: Turn) -> Hypothesis {
    let (wrong, of) = (view.wrong.len(), view.len());
    let said = move |named: &Named| {
        let path = &named.all;
        let short = "the right length in another direction, as on the other side of the rotation";
        let finding = Finding::new(FindingKind::OtherFrame, path, short.to_owned())
            .in_words(format!("{path} {} {short}: R · Exp(δ) for Exp(δ) · R, or the reverse", named.or("has", "have")))
            .because(format!(
                "analytic and numeric have the length {length:.6}, {moved} of 3 components differ, and one turn explains it wherever the rotation was moved to"
            ))
            .counting(wrong, of);
        let side = "`#[params(with = grad_check::nalgebra::left)]` makes the check pass";
        match (of, turn.is_after) {
            (PART, true) => finding.mended(format!(
                "multiplying the gradient of {path} by R or its transpose, or {side}"
            )),
            (PART, false) => finding.mended(format!(
                "multiplying the gradient of {path} by R twice, or its transpose, makes the check pass"
            )),
            _ => finding,
        }
    };
    let right: Right = Rc::new(move |own: &Own<'_>| {
        let turned = turn.of(part(&own.numbers), rotation_of(&own.moved));
        let rest = own.numbers.iter().skip(PART).map(|_| None);
        turned.into_iter().map(Some).chain(rest).collect()
    });
    Hypothesis::new(said, right)
}

/// The first three numbers.
fn part(numbers: &[f64]) -> Vector {
    [0, 1, 2].map(|i| numbers.get(i).copied().unwrap_or(f64::NAN))
}

/// The last three: a rotation vector, or that of a pose.
fn rotation_of(delta: &[f64]) -> Vector {
    part(
        delta
            .get(delta.len().saturating_sub(PART)..)
            .unwrap_or_default(),
    )
}

/// The rotation that turns the first vector of each pair into the second.
fn fit([(a, b), (c, d)]: [(Vector, Vector); 2]) -> Option<Matrix> {
    let (from, to) = (axes(a, c)?, axes(b, d)?);
    let column = |j: usize| {
        let entry = |i: usize| (0..PART).map(|k| to[k][i] * from[k][j]).sum();
        [0, 1, 2].map(entry)
    };
    Some([0, 1, 2].map(column))
}

/// Orthogonal axes of length one: along the first, and across both.
fn axes(a: Vector, b: Vector) -> Option<Matrix> {
    let unit = |v: Vector, least: f64| {
        let length = norm(v);
        (length > least && length.is_finite()).then(|| v.map(|x| x / length))
    };
    let first = unit(a, 0.0)?;
    let across = unit(cross(first, b), PARALLEL * norm(b))?;
    Some([first, across, cross(first, across)])
}

fn cross(a: Vector, b: Vector) -> Vector {
    [
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    ]
}

fn applied(columns: &Matrix, v: Vector) -> Vector {
    [0, 1, 2].map(|i| (0..PART).map(|j| columns[j][i] * v[j]).sum())
}

/// Exp(δ) v, by the formula of Rodrigues.
fn rotated(delta: Vector, v: Vector) -> Vector {
    let angle = norm(delta);
    if angle == 0.0 {
        return v;
    }
    let axis = delta.map(|d| d / angle);
    let (sine, cosine) = angle.sin_cos();
    let across = cross(axis, v);
    let along: f64 = (0..PART).map(|i| axis[i] * v[i]).sum();
    [0, 1, 2].map(|i| v[i] * cosine + across[i] * sine + axis[i] * along * (1.0 - cosine))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rotation_of_two_pairs_is_found() {
        let turn = |v| rotated([0.3, -1.1, 0.4], v);
        let (a, b) = ([1.0, 0.2, -0.5], [0.1, -0.7, 2.0]);
        let fitted = fit([(a, turn(a)), (b, turn(b))]).expect("two directions");
        let other = [-0.4, 0.9, 0.6];
        let apart = (0..3).map(|i| (applied(&fitted, other)[i] - turn(other)[i]).abs());
        assert!(apart.fold(0.0, f64::max) < 1e-14);
        assert!(fit([(a, a), (a, a)]).is_none());
    }
}
