//! Functions of several outputs: each output is a cost of its own, its row of the Jacobian the
//! gradient of it.
//!
//! `jacobian`, `hessian` and `pullback` say what a function may return, and read it out as
//! [`VectorOutcome`], `both_ways` a pullback with tangents beside it; `linear` is a closure that maps cotangents or directions. `matrix` finds the entry of
//! an output and a parameter, `rows` brings answers into the order of θ (and `frames` Hessians over
//! manifolds into one frame, `chart` outputs on manifolds into coordinates), and `cache` keeps them in its
//! `memory`, so that an evaluation serves every row.

mod both_ways;
mod cache;
mod chart;
mod cotangents;
mod frames;
mod hessian;
mod jacobian;
mod jvp;
mod linear;
mod matrix;
mod memory;
mod pullback;
mod rows;
mod vector_outcome;

pub use both_ways::BothWays;
pub(crate) use cache::{EvaluationCache, OutputView, Table};
pub(crate) use frames::Point;
pub use hessian::{HessianOutcome, HessianProductOutcome};
pub use jacobian::JacobianOutcome;
pub use jvp::JvpOutcome;
pub use linear::{ByReference, Linear};
pub use pullback::PullbackOutcome;
pub(crate) use rows::{MultiOutput, OutputSource, Rows};
pub(crate) use vector_outcome::{LinearityLaw, LinearityViolation};
pub use vector_outcome::{Probe, VectorOutcome};
