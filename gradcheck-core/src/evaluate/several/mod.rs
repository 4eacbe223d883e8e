//! Functions of several outputs: each output is a cost of its own, its row of the Jacobian the
//! gradient of it.
//!
//! `jacobian`, `hessian` and `pullback` say what a function may return, and read it out as
//! [`Answers`]; `linear` is a closure that maps cotangents or directions. `matrix` finds the entry of
//! an output and a parameter, `rows` brings answers into the order of θ (and `frames` Hessians over
//! manifolds into one frame), and `sheet` keeps them, so
//! that an evaluation serves every row.

mod answers;
mod cotangents;
mod frames;
mod hessian;
mod jacobian;
mod linear;
mod matrix;
mod pullback;
mod rows;
mod sheet;

pub use answers::{Answers, Probe};
pub(crate) use answers::{Departure, Law, Want};
pub(crate) use frames::Point;
pub use hessian::{HessianOutcome, HessianProductOutcome};
pub use jacobian::JacobianOutcome;
pub use linear::{ByReference, Linear};
pub use pullback::PullbackOutcome;
pub(crate) use rows::{Rows, Several, Source};
pub(crate) use sheet::{Row, Sheet, Table};
