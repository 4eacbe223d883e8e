//! Gradient checking for hand-written derivatives: annotate a function that returns a cost and its
//! gradient, run `cargo test`, and read why the gradient is wrong.
//!
//! ```
//! use grad_check::grad_check;
//!
//! #[grad_check(eps = 1e-7)]
//! fn rosenbrock(x: [f64; 2]) -> (f64, [f64; 2]) {
//!     let (a, b) = (1.0 - x[0], x[1] - x[0] * x[0]);
//!     (a * a + 100.0 * b * b, [-2.0 * a - 400.0 * x[0] * b, 200.0 * b])
//! }
//! # rosenbrock([1.0, 1.0]);
//! ```
//!
//! The function stays as it is; beside it stands a test, `rosenbrock_grad_check`, which differentiates
//! the cost numerically, compares, and prints a diagnosis if the gradient is wrong. Nothing of this
//! crate is in a build that isn't a test.
//!
//! - [`macro@grad_check`]: the attribute and all its options.
//! - `jacobian`, `pullback`, `jvp`, `hessian` and `hessian_product` in the attribute check more than a gradient:
//!   see [`JacobianOutcome`], [`PullbackOutcome`], [`HessianOutcome`], [`HessianProductOutcome`].
//! - [`GradCheck`]: the same without a macro, and [`Report`], what comes of it. With
//!   `GRAD_CHECK_REPORT=html,json` in the environment, checks write it to files; [`merge_reports`]
//!   brings those of several machines together.
//! - [`macro@Params`] and [`macro@Flatten`]: derives for parameters and gradients of your own type; the
//!   traits [`Flatten`](trait@Flatten) and [`Params`](trait@Params) by hand; [`Sample`] draws them.
//! - [`macro@Outcome`]: a derive for a struct that holds cost and gradient.
//!
//! # Parameters of your own type
//!
//! A derive names the parts of a struct or an enum, nested at will; the report says `layers[1].bias[0]`.
//!
//! ```
//! use grad_check::Params;
//!
//! #[derive(Clone, Params)]
//! struct Layer { weight: [[f64; 2]; 2], bias: [f64; 2], #[params(skip)] name: &'static str }
//!
//! #[derive(Clone, Params)]
//! struct Mlp { layers: Vec<Layer>, temperature: f64 }
//!
//! let layer = Layer { weight: [[0.1, 0.2], [0.3, 0.4]], bias: [0.5, 0.6], name: "dense" };
//! let mlp = Mlp { layers: vec![layer.clone(), layer], temperature: 1.3 };
//! let paths = grad_check::Flattened::of(&mlp);
//! let paths: Vec<_> = paths.blocks().iter().map(|block| block.path().to_string()).collect();
//! assert_eq!(
//!     paths,
//!     ["layers[0].weight", "layers[0].bias", "layers[1].weight", "layers[1].bias", "temperature"]
//! );
//! ```
//!
//! [`macro@Params`] tells the attributes of a field: `skip`, `rename`, and `with` for a type of another crate.
//!
//! How a gradient is measured and judged is the matter of the crate `gradcheck-core`, which this one
//! re-exports.

#![forbid(unsafe_code)]

#[cfg(feature = "serde")]
pub use gradcheck_core::json;
#[cfg(any(
    feature = "nalgebra-0-33",
    feature = "nalgebra-0-34",
    feature = "nalgebra-0-35"
))]
pub use gradcheck_core::nalgebra;
#[cfg(feature = "ndarray-0-15")]
pub use gradcheck_core::ndarray_0_15;
#[cfg(feature = "ndarray-0-16")]
pub use gradcheck_core::ndarray_0_16;
pub use gradcheck_core::{
    Answer, Block, BlockLine, BlockPath, BlockReport, Certainty, Component, CostOutcome,
    DrawnNumber, Evaluations, Finding, FindingKind, Flatten, Flattened, GradCheck, HessianOutcome,
    HessianProductOutcome, JacobianOutcome, JvpOutcome, Linear, Lines, Manifold, MapKey,
    MarkedLine, Origin, Outcome, Params, Place, PlantedMistake, Pose, Precision, Probed, Problem,
    PullbackOutcome, Real, Reason, RelativeError, Report, Restore, RightValue, Rng, Sample, Shape,
    StepKind, StepRecord, Tally, Tangent, Triplets, Verdict, merge_reports, randn, uniform, zeros,
};
pub use gradcheck_macros::{Flatten, Outcome, Params, grad_check};

/// For the studies of this project.
#[cfg(feature = "studies")]
#[doc(hidden)]
pub use gradcheck_core::Tuning;

/// What `#[grad_check(..)]` expands to. Not for people; it may change at any time.
#[doc(hidden)]
pub mod __private {
    pub use gradcheck_core::{
        Answer, BothWays, ByReference, Draws, Element, Flatten, Flattened, GradCheck,
        HessianOutcome, HessianProductOutcome, JacobianOutcome, JvpOutcome, LayoutHint, Outcome,
        Params, PullbackOutcome, Real, Reason, Restore, arguments, lines, ndarray, outcome_cost,
        outcome_gradient, points,
    };
    pub use std::string::String;
    pub use std::vec::Vec;
}

/// The code blocks of the documents compile.
#[cfg(doctest)]
mod documents {
    #[doc = include_str!("../README.md")]
    struct Readme;
    #[doc = include_str!("../docs/failure.md")]
    struct Failure;
    #[doc = include_str!("../docs/functions.md")]
    struct Functions;
    #[doc = include_str!("../docs/lines.md")]
    struct Lines;
    #[doc = include_str!("../docs/types.md")]
    struct Types;
    #[doc = include_str!("../docs/spread.md")]
    struct Spread;
}
