//! Likelihoods and losses of statistics.

mod counts;
mod gaussian;
mod latent;
mod likelihoods;
pub(crate) mod regression;
mod sequences;

use crate::problem::Problem;

pub(crate) fn all() -> Vec<Problem> {
    [
        regression::all(),
        counts::all(),
        likelihoods::all(),
        gaussian::all(),
        latent::all(),
        sequences::all(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
