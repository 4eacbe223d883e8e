//! A value whose making may fail, as `on = Model::new()?`.

use std::fmt::Debug;

/// What an error says, whatever its type: what `?` makes of it.
pub struct Failed(String);

impl<E: Debug> From<E> for Failed {
    fn from(error: E) -> Self {
        Self(format!("{error:?}"))
    }
}

/// The value, or what the error says.
///
/// ```
/// use grad_check::__private::arguments::made;
/// assert_eq!(made(|| Ok("0.5".parse::<f64>()?)), Ok(0.5));
/// assert_eq!(made(|| Ok("half".parse::<f64>()?)), Err("ParseFloatError { kind: Invalid }".to_owned()));
/// ```
///
/// # Errors
/// The `Debug` text of the error.
pub fn made<T>(make: impl FnOnce() -> Result<T, Failed>) -> Result<T, String> {
    make().map_err(|Failed(why)| why)
}
