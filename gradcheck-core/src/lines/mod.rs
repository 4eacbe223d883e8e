//! Which line of the function is wrong: a copy of it reports its values, and lets them be changed.
//!
//! | file | what |
//! |---|---|
//! | `source`, `recorder` | what the attribute knows of the source, and what the copy calls: hidden, for the macro |
//! | `trace` | the values of one call, by site, and how those of two sites belong together |
//! | `flow` | what the cost is made of, and what the gradient is made of besides |
//! | `runs` | calls of the copy with values changed on the way |
//! | `meaning` | values that are derivatives of the cost, recognised along drawn directions |
//! | `blocks` | where each block of the gradient comes from |
//! | `reach` | which components of the gradient change with a value |
//! | `uses` | what values are used as: what is behind each of them is right or not |
//! | `fits` | how what was seen of a use fits what was to be expected |
//! | `known` | the values of which it is known what they stand for |
//! | `edges` | each step from one such value to the next, compared with the forward pass by itself |
//! | `regions` | the statements between such values where a step is wrong |
//! | `search`, `right` | what is known of values, and which of them count as right |
//! | `suspects` | the statements that may be to blame for a wrong value |
//! | `repair` | the measured derivative in the place of a value: are the wrong blocks right with it? |
//! | `exchanged` | blocks that are handed out in each other's place |
//! | `ability`, `squares` | whether other values of a statement could make every block right |
//! | `able` | which of the suspects could |
//! | `follow` | all of it, from a failed report to the lines in it |
//! | `words` | what was found, in words, beside the lines of the source |
//!
//! A statement is named by deduction: what it computes is wrong, and what it is made of is right. A value of the
//! backward pass is right if it is the derivative of the cost with respect to a value of the forward pass: of that the
//! derivative is measured by moving it. With the measured derivative in the place of the accused value, every block has
//! to be right.

mod ability;
mod able;
mod blocks;
mod edges;
mod exchanged;
mod fits;
mod flow;
mod follow;
mod known;
mod meaning;
mod reach;
mod recorder;
mod regions;
mod repair;
mod right;
mod runs;
mod search;
mod source;
mod squares;
mod suspects;
mod trace;
mod uses;
mod words;

pub(crate) use follow::{Point, follow};
pub use recorder::{ByFlatten, ByNothing, ByParams, Of, Recorder};
pub use source::{Site, SiteKind, Source, Statement};
