//! `#[derive(Flatten)]` and `#[derive(Params)]`: a type's parts, each under its name; and `#[derive(Outcome)]`, a cost
//! with its gradients, which is in `outcome`.
//!
//! `attributes` reads `#[params(..)]`; `parts` reads the type and collects all mistakes, each at its
//! token; `bounds` says what has to hold of a generic type's fields; `expand` writes the impls.

mod attributes;
mod bounds;
mod expand;
mod outcome;
mod parts;

pub(crate) use expand::{Derived, derive};
pub(crate) use outcome::derive as derive_outcome;
