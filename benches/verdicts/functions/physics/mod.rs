//! Energies, trajectories and the test functions of optimisation.

mod energies;
mod multimodal;
mod polynomials;
mod trajectories;
mod valleys;

use crate::problem::Problem;
pub(crate) use valleys::rosenbrock;

pub(crate) fn all() -> Vec<Problem> {
    [
        valleys::all(),
        multimodal::all(),
        polynomials::all(),
        energies::all(),
        trajectories::all(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
