//! Calling the user's function at a vector θ, counted, and with its answer checked.
//!
//! | file | what |
//! |---|---|
//! | `objective`, `request` | what all that measures asks: a cost over θ, how much of it is wanted, and where |
//! | `evaluator` | the user's cost and gradient as one; `parallel` calls it on several threads |
//! | `perturbed` | the user's parameters, written over for each evaluation |
//! | `outcome`, `expected` | what the function may return, and what of it is read |
//! | `several` | functions of several outputs |
//! | `repeat` | whether the function gives the same answer again |
//! | `allowance` | how often it may still be called |
//! | `nearby` | points a little off θ |

mod allowance;
mod evaluator;
mod expected;
mod nearby;
mod objective;
mod outcome;
mod parallel;
mod perturbed;
mod repeat;
mod request;
mod several;

pub(crate) use allowance::Allowance;
pub(crate) use evaluator::Evaluator;
pub use expected::Expected;
pub(crate) use nearby::{Signs, nearby};
pub(crate) use objective::{Evaluation, Failure, Objective, Seen};
pub use outcome::{Answer, CostOutcome, Outcome};
pub(crate) use parallel::Parallel;
pub(crate) use repeat::{same_answer, scatter, still_the_same};
pub(crate) use request::{At, Request, Want};
pub use several::{
    Answers, ByReference, HessianOutcome, HessianProductOutcome, JacobianOutcome, Linear, Probe,
    PullbackOutcome,
};
pub(crate) use several::{Departure, Law, Point, Row, Rows, Several, Sheet, Source};
