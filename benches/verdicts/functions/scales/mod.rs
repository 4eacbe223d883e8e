//! Steps, parameters and gradients that are far from one.

mod stationary;
mod steep;
mod tiny;

use crate::problem::Problem;

pub(crate) fn all() -> Vec<Problem> {
    [steep::all(), tiny::all(), stationary::all()]
        .into_iter()
        .flatten()
        .collect()
}
