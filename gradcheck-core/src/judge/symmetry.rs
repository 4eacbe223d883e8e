//! Whether a Hessian is symmetric, as that of every twice differentiable cost is (Schwarz 1873).
//!
//! Over rotations and rigid motions the derivative of the gradient along frames that move with the point is not:
//! what it is apart from its transpose is known by the gradient, and named.

use crate::evaluate::{Point, Rows};
use crate::parameters::{Block, Flattened};
use crate::precision::Precision;
use crate::report::Problem;

/// Entries that differ by this many roundoffs of the largest are the same.
const SAME_WITHIN: f64 = 64.0;

/// Whether a Hessian is no symmetric one, and what it is then.
pub(crate) fn asymmetry(
    rows: &Rows,
    flat: &Flattened,
    chosen: &[&Block],
    tol: f64,
    precision: Precision,
) -> Option<Problem> {
    let entries = Entries {
        rows,
        chosen,
        tol,
        precision,
    };
    let symmetric = |_: usize, _: usize| 0.0;
    let (_, row, column) = entries.farthest(symmetric)?;
    let points = Point::all(chosen.iter().copied());
    let bracket = |i: usize, j: usize| {
        let point = points.iter().find(|p| p.holds(i) && p.holds(j));
        point.map_or(0.0, |point| point.curl_at(&rows.costs[1..], i, j))
    };
    for sign in [1.0, -1.0] {
        if entries.farthest(|i, j| sign * bracket(i, j)).is_none() {
            let holds = |block: &&&Block| block.range().contains(&row);
            let block = chosen.iter().find(holds)?;
            return Some(Problem::MovingFrames {
                block: block.path.parameter(&[]),
            });
        }
    }
    let name = |at: usize| {
        let block = flat.blocks().iter().find(|b| b.range().contains(&at));
        block.map_or_else(String::new, |b| b.component(at - b.start))
    };
    Some(Problem::NotSymmetric {
        row: name(row),
        column: name(column),
        upper: entries.entry(row, column),
        lower: entries.entry(column, row),
    })
}

/// The entries of a Hessian. The first row is the cost's gradient, and rows and columns are in the order of θ.
struct Entries<'a> {
    rows: &'a Rows,
    chosen: &'a [&'a Block],
    tol: f64,
    precision: Precision,
}

impl Entries<'_> {
    fn entry(&self, i: usize, j: usize) -> f64 {
        self.rows.of(i + 1)[j]
    }

    /// The pair of entries whose difference is farthest from what it is `expected` to be, if it is too far.
    fn farthest(&self, expected: impl Fn(usize, usize) -> f64) -> Option<(f64, usize, usize)> {
        let components: Vec<usize> = self.chosen.iter().flat_map(|block| block.range()).collect();
        let entries = components.iter().flat_map(|&i| self.rows.of(i + 1).iter());
        let largest = entries.fold(0.0, |largest: f64, h| largest.max(h.abs()));
        let floor = SAME_WITHIN * self.precision.unit_roundoff() * largest;
        let mut farthest: Option<(f64, usize, usize)> = None;
        for (at, &i) in components.iter().enumerate() {
            for &j in &components[..at] {
                let (upper, lower) = (self.entry(j, i), self.entry(i, j));
                let apart = (upper - lower - expected(j, i)).abs();
                let allowed = floor + self.tol * (upper.abs() + lower.abs());
                if apart > allowed && farthest.is_none_or(|(most, ..)| apart > most) {
                    farthest = Some((apart, j, i));
                }
            }
        }
        farthest
    }
}
