//! How numbers and lists are written.

mod number;
mod printable;

pub(crate) use number::{count, error, setting, value};
pub(crate) use printable::printable;
