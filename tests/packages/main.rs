//! What a user's package gets: these tests build packages with cargo, or run this very binary again.

mod consumer;
#[path = "../../examples/course/mod.rs"]
#[allow(dead_code)]
mod course;
mod draws;
mod junit;
mod mistakes_page;
mod pages;
mod place;
mod readme;
mod scratch;
mod terminal;
mod type_errors;
