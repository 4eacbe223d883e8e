//! Calling the user's function: at a vector θ, counted, and with its answer checked; `parallel` calls it on
//! several threads. An `allowance` bounds how often.

mod allowance;
mod ask;
mod evaluator;
mod moving;
mod nearby;
mod outcome;
mod parallel;
mod reading;
mod repeat;
mod several;

pub(crate) use allowance::Allowance;
pub(crate) use ask::{Ask, What};
pub use evaluator::Evaluations;
use evaluator::shifted;
pub(crate) use evaluator::{Evaluation, Evaluator, Failure, Model};
pub(crate) use nearby::{Signs, nearby};
pub use outcome::{Answer, CostOutcome, Outcome};
pub(crate) use parallel::Parallel;
pub use reading::Expected;
pub(crate) use repeat::{same_answer, scatter, still_the_same};
pub use several::{
    Answers, ByReference, HessianOutcome, HessianProductOutcome, JacobianOutcome, Linear, Probe,
    PullbackOutcome,
};
pub(crate) use several::{Departure, Law, Point, Row, Rows, Several, Sheet, Source, Table, Want};
