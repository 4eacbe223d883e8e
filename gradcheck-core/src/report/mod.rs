//! The report: all that a check found, as plain data, and how it looks to people and machines.

mod colour;
mod conditions;
mod context;
mod data;
mod json;
mod kind;
mod map;
mod number;
mod plot;
mod prose;
mod publish;
mod story;
mod table;
mod text;
mod width;

pub(crate) use context::Context;
pub use context::Origin;
pub(crate) use data::Probing;
pub use data::Report;
pub(crate) use kind::Kind;
pub use publish::{Tally, merge_reports};
