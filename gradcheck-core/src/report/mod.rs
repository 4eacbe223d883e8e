//! What a check found, as plain data: nothing here computes a derivative, and nothing lays out text.
//!
//! | file | what |
//! |---|---|
//! | `verdict` | pass, fail, undecided with a reason |
//! | `problem`, `place` | what ends a check early, or has to be said of it; where that was |
//! | `problem_text` | how a problem is said |
//! | `step`, `component`, `block`, `probed` | one step, one component, one block, and how it was probed |
//! | `noise`, `evaluations`, `context` | the noise of the cost, calls of the function, which check this is |
//! | `finding` | a probable cause |
//! | `lines` | the lines of the source that a wrong gradient comes from |
//! | `planted` | a mistake that the self-test planted |
//! | `data` | all of it: the report |

mod block;
mod component;
mod context;
mod data;
mod evaluations;
mod finding;
mod lines;
mod noise;
mod place;
mod planted;
mod probed;
mod problem;
mod problem_text;
mod relation;
mod step;
mod verdict;

pub use block::{BlockReport, RelativeError};
pub(crate) use component::Comparison;
pub use component::Component;
pub use context::Origin;
pub(crate) use context::{Context, Kind, LINES, SEED};
pub use data::Report;
pub(crate) use data::{CONSTANT, Probing};
pub use evaluations::Evaluations;
pub(crate) use finding::Fit;
pub use finding::{Finding, FindingKind};
pub use lines::{BlockLine, Certainty, Lines, MarkedLine, RightValue};
pub(crate) use noise::Noise;
pub use place::Place;
pub use planted::PlantedMistake;
pub use probed::Probed;
pub(crate) use probed::{ErrorExtent, ErrorModel};
pub use problem::Problem;
pub use step::{StepKind, StepRecord};
pub use verdict::{Reason, Verdict};
