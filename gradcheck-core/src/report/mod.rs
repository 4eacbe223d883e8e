//! The report: all that a check found, as plain data, and how it looks to people and machines.

mod colour;
mod conditions;
mod context;
mod data;
mod json;
mod kind;
mod number;
mod plot;
mod publish;
mod story;
mod table;
mod text;

pub(crate) use context::Context;
pub use context::Origin;
pub use data::Report;
pub(crate) use kind::Kind;
