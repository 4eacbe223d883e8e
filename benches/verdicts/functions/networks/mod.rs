//! Networks with backward passes written by hand.

mod attention;
mod convolution;
mod embedding;
mod linear_models;
pub(crate) mod mlp;
mod mlps;
mod normalisation;
mod recurrent;
mod wide;

use crate::problem::Problem;

pub(crate) fn all() -> Vec<Problem> {
    [
        linear_models::all(),
        mlps::all(),
        convolution::all(),
        recurrent::all(),
        attention::all(),
        normalisation::all(),
        embedding::all(),
        wide::all(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
