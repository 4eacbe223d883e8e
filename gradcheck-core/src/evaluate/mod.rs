//! Calling the user's function: at a vector θ, counted, and with its answer checked.

mod evaluator;
mod moving;
mod nearby;
mod outcome;
mod repeat;

pub use evaluator::Evaluations;
pub(crate) use evaluator::{Evaluation, Evaluator, Model};
pub(crate) use nearby::nearby;
pub use outcome::{Answer, CostOutcome, Outcome};
pub(crate) use repeat::{scatter, still_the_same};
