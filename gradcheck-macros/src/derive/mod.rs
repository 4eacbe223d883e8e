//! `#[derive(Flatten)]` and `#[derive(Params)]`: a type's parts, each under its name.
//!
//! `attributes` reads `#[params(..)]`; `parts` reads the type and collects all mistakes, each at its
//! token; `bounds` says what has to hold of a generic type's fields; `expand` writes the impls.

mod attributes;
mod bounds;
mod expand;
mod parts;

pub(crate) use expand::{Derived, derive};
