//! The functions of the corpus, by theme.

mod deceptive;
mod edges;
mod kinks;
pub(crate) mod networks;
mod noise;
mod physics;
mod scales;
pub(crate) mod singles;
pub(crate) mod statistics;

use crate::problem::Problem;

/// Every named function.
pub(crate) fn all() -> Vec<Problem> {
    [
        networks::all(),
        statistics::all(),
        physics::all(),
        kinks::all(),
        edges::all(),
        scales::all(),
        noise::all(),
        singles::all(),
        deceptive::all(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
