//! Kinks at the point, where every subgradient is right, and kinks beside it, where only one is.

mod piecewise;
mod ties;
mod units;

use crate::problem::Problem;

pub(crate) fn all() -> Vec<Problem> {
    [piecewise::all(), ties::all(), units::all()]
        .into_iter()
        .flatten()
        .collect()
}
