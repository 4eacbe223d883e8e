//! The engine of `grad-check`: is the gradient that this function returns the gradient of its cost?
//!
//! The rooms, in the order in which data travels:
//!
//! 1. `parameters` reads a value of any type as named blocks over one vector θ; [`points`] draws a test point from a
//!    seed, and [`arguments`] lends it to the function.
//! 2. `evaluate` calls the user's function at a θ and counts.
//! 3. `differentiate` chooses steps and measures numeric derivatives, each with an error bar.
//! 4. `judge` compares them with the analytic gradient: pass, fail, or undecided with a reason.
//!    `directional` does the same along directions in place of components.
//! 5. `diagnose` names what failing numbers have in common, and `lines` the statement that they come from.
//! 6. `report` holds all that was found, and `render` writes it: the sentences, the tables, JSON and HTML.
//! 7. `check` drives them: the builder [`GradCheck`]; `draws` does so at many points.
//!
//! How a verdict is reached, and what each of its rules earns, is told in `EVIDENCE.md` beside this crate.
//!
//! `#[grad_check(..)]` expands to [`GradCheck`]; this crate is complete without macros.
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

// The rooms from the ground up, which is the order in which data travels. Each imports only rooms above its line;
// a test reads the imports.

// Norms of lists of numbers.
mod norm;

// Sorting.
mod order;

// f64 or f32.
mod precision;

// The dimensions of a block.
mod shape;

// How numbers and lists are written.
mod wording;

// What a check found, as plain data.
mod report;

// A line on the terminal while a check takes long.
mod progress;

// The constants of the procedure, for the study that asks what each is worth.
mod tuning;

// A value of any type as named blocks over one vector θ, and back.
mod parameters;

// Test points, drawn from a seed.
pub mod points;

pub mod arguments;

#[cfg(feature = "any-nalgebra")]
pub mod nalgebra;

#[cfg(any(feature = "ndarray-0-15", feature = "ndarray-0-16"))]
mod ndarray_versions;

#[cfg(any(feature = "glam", feature = "mint"))]
mod small;

#[cfg(feature = "faer")]
mod faer;

// Matrices of which only some entries are stored.
mod sparse;

// The user's function: called at a θ, counted, its answer checked.
mod evaluate;

// Numeric derivatives, each with an error bar.
mod differentiate;

// Component by component: pass, fail, or undecided with a reason.
mod judge;

// The same along directions, where components are too many or tell too little.
mod directional;

// What failing numbers have in common.
mod diagnose;

#[doc(hidden)]
pub mod lines;

// Text, JSON and HTML: the only room that lays out a report.
mod render;

#[cfg(feature = "serde")]
pub mod json;

// The builder, and the drive through all of these.
mod check;

// One check at many points, drawn from consecutive seeds.
mod draws;

pub use check::GradCheck;
#[doc(hidden)]
pub use draws::Draws;
pub use evaluate::{
    Answer, CostOutcome, HessianOutcome, HessianProductOutcome, JacobianOutcome, JvpOutcome,
    Linear, Outcome, PullbackOutcome,
};
#[doc(hidden)]
pub use evaluate::{
    BothWays, ByReference, CostField, LayoutHint, Probe, VectorOutcome, outcome_cost,
    outcome_gradient,
};
pub use ndarray;
#[cfg(any(feature = "ndarray-0-15", feature = "ndarray-0-16"))]
pub use ndarray_versions::*;
pub use parameters::{
    Block, BlockPath, Flatten, Flattened, Manifold, MapKey, Params, Pose, Real, Restore, Tangent,
};
#[doc(hidden)]
pub use parameters::{Element, Group};
pub use points::{DrawnNumber, Rng, Sample, randn, uniform, zeros};
pub use precision::Precision;
pub use render::{Tally, merge_reports};
pub use report::{
    BlockLine, BlockReport, Certainty, Component, Evaluations, Finding, FindingKind, Lines,
    MarkedLine, Origin, Place, PlantedMistake, Probed, Problem, Reason, RelativeError, Report,
    RightValue, StepKind, StepRecord, Verdict,
};
pub use shape::Shape;
pub use sparse::Triplets;
#[cfg(feature = "studies")]
#[doc(hidden)]
pub use tuning::Tuning;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeCodeBlocksCompile;
