//! Calling the user's function: at a vector θ, counted, and with its answer checked.

mod evaluator;
mod outcome;

pub use evaluator::Evaluations;
pub(crate) use evaluator::{Evaluation, Evaluator, Model};
pub use outcome::{Answer, CostOutcome, Outcome};
