//! The engine of `grad-check`: is the gradient that this function returns the gradient of its cost?
//!
//! The modules are the road that data travels, in order:
//!
//! 1. [`points`] draws a test point from a seed, and [`arguments`] lends it to the function.
//! 2. `parameters` reads a value of any shape as named blocks over one vector θ.
//! 3. `evaluate` calls the user's function at a θ and counts.
//! 4. `differentiate` measures numeric derivatives, each with an error bar.
//! 5. `judge` compares them with the analytic gradient: pass, fail, or undecided with a reason.
//!    `probe` does the same for large problems, along directions in place of components.
//! 6. `diagnose` names what failing numbers have in common.
//! 7. `report` holds all that was found, and prints it.
//!
//! `progress` tells on the terminal how far a long check is.
//!
//! How a verdict is reached, and what each of its rules earns, is told in `EVIDENCE.md` beside this crate.
//!
//! [`GradCheck`] drives them. `#[grad_check(..)]` expands to it; this crate is complete without macros.
//!
//! ```
//! use grad_check::{GradCheck, Verdict};
//!
//! // The derivative of x² is 2x, not x.
//! let report = GradCheck::new("square").run(&3.0, |x| (x * x, *x));
//! assert_eq!(report.verdict(), Verdict::Fail);
//! assert_eq!(report.findings()[0].message(), "analytic = 0.5000 × numeric in theta");
//! ```

#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    warn(clippy::unwrap_used, clippy::expect_used, clippy::panic)
)]

pub mod arguments;
mod check;
mod diagnose;
mod differentiate;
mod evaluate;
#[cfg(feature = "serde")]
pub mod json;
mod judge;
#[cfg(feature = "nalgebra")]
pub mod nalgebra;
#[cfg(feature = "ndarray-0-16")]
pub mod ndarray_0_16;
mod norm;
mod parameters;
pub mod points;
mod probe;
mod problem;
mod procedure;
mod progress;
mod report;
mod verdict;

pub use check::GradCheck;
pub use diagnose::{Finding, FindingKind};
pub use evaluate::{
    Answer, CostOutcome, Evaluations, HessianOutcome, HessianProductOutcome, JacobianOutcome,
    Linear, Outcome, PullbackOutcome,
};
#[doc(hidden)]
pub use evaluate::{Answers, ByReference, Expected, Probe};
pub use judge::{BlockReport, Component, Error, Look, Plant, Reading};
pub use ndarray;
pub use parameters::{
    Block, BlockPath, Flatten, Flattened, Params, Precision, Real, Restore, Shape,
};
#[doc(hidden)]
pub use parameters::{Element, Group};
pub use points::{Rng, Sample, randn, uniform, zeros};
pub use probe::Probed;
pub use problem::{Place, Problem};
#[doc(hidden)]
pub use procedure::Procedure;
pub use report::{Origin, Report, Tally, merge_reports};
pub use verdict::{Reason, Verdict};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeCodeBlocksCompile;
