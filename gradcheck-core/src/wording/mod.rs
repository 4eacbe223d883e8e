//! How numbers and lists are written.

mod digits;
mod list;
mod number;
mod printable;

pub(crate) use digits::{four_digits, grouped, named, significant, written};
pub(crate) use list::{among, listed, so_many};
pub(crate) use number::{count, error, setting, value};
pub(crate) use printable::printable;
