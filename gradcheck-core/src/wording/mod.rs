//! How numbers and lists are written.

mod number;

pub(crate) use number::{count, error, setting, value};
