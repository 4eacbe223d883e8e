//! Whether a Hessian is symmetric, as that of every twice differentiable cost is (Schwarz 1873).

use crate::evaluate::Rows;
use crate::{Block, Flattened, Precision, Problem};

/// Entries that differ by this many roundoffs of the largest are the same.
const SAME_WITHIN: f64 = 64.0;

/// The pair of entries that are farthest apart, if they are too far apart. The first row is the cost's
/// gradient, and rows and columns are in the order of θ.
pub(crate) fn asymmetry(
    rows: &Rows,
    flat: &Flattened,
    chosen: &[&Block],
    tol: f64,
    precision: Precision,
) -> Option<Problem> {
    let components: Vec<usize> = chosen.iter().flat_map(|block| block.range()).collect();
    let entry = |i: usize, j: usize| rows.of(i + 1)[j];
    let name = |at: usize| {
        let block = flat.blocks().iter().find(|b| b.range().contains(&at));
        block.map_or_else(String::new, |b| b.component(at - b.start))
    };
    let entries = components.iter().flat_map(|&i| rows.of(i + 1).iter());
    let largest = entries.fold(0.0, |largest: f64, h| largest.max(h.abs()));
    let floor = SAME_WITHIN * precision.unit_roundoff() * largest;
    let mut farthest: Option<(f64, usize, usize)> = None;
    for (at, &i) in components.iter().enumerate() {
        for &j in &components[..at] {
            let (upper, lower) = (entry(j, i), entry(i, j));
            let apart = (upper - lower).abs();
            let allowed = floor + tol * (upper.abs() + lower.abs());
            if apart > allowed && farthest.is_none_or(|(most, ..)| apart > most) {
                farthest = Some((apart, j, i));
            }
        }
    }
    farthest.map(|(_, row, column)| Problem::NotSymmetric {
        row: name(row),
        column: name(column),
        upper: entry(row, column),
        lower: entry(column, row),
    })
}
