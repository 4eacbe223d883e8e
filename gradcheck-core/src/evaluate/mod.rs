//! Calling the user's function at a vector θ, counted, and with its answer checked.
//!
//! | file | what |
//! |---|---|
//! | `objective`, `request` | what all that measures asks: a cost over θ, how much of it is wanted, and where; `along` a line it is a slope |
//! | `functions` | the user's functions with their parameters |
//! | `evaluator` | their cost and gradient as one, counted; `parallel` asks for it on several threads |
//! | `perturbed` | the user's parameters, written over for each evaluation |
//! | `outcome`, `layout_hint` | what the function may return, and what of it is read; `fields` of a struct |
//! | `outputs` | functions of several outputs |
//! | `determinism` | whether the function gives the same answer again |
//! | `allowance` | how often it may still be called |
//! | `nearby` | points a little off θ |

mod allowance;
mod along;
mod determinism;
mod evaluator;
mod fields;
mod functions;
mod layout_hint;
mod nearby;
mod objective;
mod outcome;
mod outputs;
mod parallel;
mod perturbed;
mod request;

pub(crate) use allowance::Allowance;
pub(crate) use along::{Along, Projected};
pub(crate) use determinism::{same_answer, scatter, still_the_same};
pub(crate) use evaluator::Evaluator;
pub use fields::{CostField, outcome_cost, outcome_gradient};
pub(crate) use functions::{Called, CostAlone, Functions};
pub use layout_hint::LayoutHint;
pub(crate) use nearby::{Signs, nearby};
pub(crate) use objective::{Evaluation, Failure, Objective, Seen};
pub use outcome::{Answer, CostOutcome, Outcome};
pub use outputs::{
    BothWays, ByReference, HessianOutcome, HessianProductOutcome, JacobianOutcome, JvpOutcome,
    Linear, Probe, PullbackOutcome, VectorOutcome,
};
pub(crate) use outputs::{
    EvaluationCache, LinearityLaw, LinearityViolation, MultiOutput, OutputSource, OutputView,
    Point, Rows, Table,
};
pub(crate) use parallel::Parallel;
use request::Around;
pub(crate) use request::{At, Request, Want};
