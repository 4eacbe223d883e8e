//! What a function with a Jacobian may return.

use super::VectorOutcome;
use super::vector_outcome::Derivative;
use crate::parameters::{Flatten, Flattened};
use std::fmt::Debug;

/// What `#[grad_check(jacobian)]` stands on: `(outputs, Jacobian)` or a `Result` or an `Option` of it.
///
/// The outputs are a number, an array, or a type with named parts. The Jacobian is a matrix with a
/// row for each output and a column for each parameter, or a tuple of matrices, one for each argument.
/// Nested arrays, `Vec<Vec<f64>>` and the matrices of ndarray and nalgebra will do.
///
/// ```
/// use grad_check::GradCheck;
/// let polar = |p: &[f64; 2]| {
///     let (sine, cosine) = p[1].sin_cos();
///     let outputs = [p[0] * cosine, p[0] * sine];
///     (outputs, [[cosine, -p[0] * sine], [sine, p[0] * cosine]])
/// };
/// GradCheck::new("polar").run_jacobian(&[2.0, 0.3], polar).assert();
/// ```
#[diagnostic::on_unimplemented(
    message = "a Jacobian check needs (outputs, Jacobian), but the function returns `{Self}`",
    label = "not `(outputs, Jacobian)`",
    note = "return a tuple such as `([f64; 2], [[f64; 3]; 2])` or `(Array1<f64>, Array2<f64>)`, or a `Result` or an `Option` of one"
)]
pub trait JacobianOutcome {
    /// Read it out.
    ///
    /// # Errors
    /// The `Debug` text of the error that the function returned.
    #[doc(hidden)]
    fn answers(self) -> Result<VectorOutcome, String>;
}

impl<Y: Flatten, J: Flatten> JacobianOutcome for (Y, J) {
    fn answers(self) -> Result<VectorOutcome, String> {
        let (outputs, jacobian) = (Flattened::of(&self.0), Flattened::of(&self.1));
        let jacobian = Derivative::Matrix(jacobian);
        Ok(VectorOutcome::new(None, outputs, jacobian, Vec::new()))
    }
}

impl<Y: Flatten, J: Flatten, E: Debug> JacobianOutcome for Result<(Y, J), E> {
    fn answers(self) -> Result<VectorOutcome, String> {
        self.map_err(|error| format!("{error:?}"))?.answers()
    }
}

impl<O: JacobianOutcome> JacobianOutcome for Option<O> {
    fn answers(self) -> Result<VectorOutcome, String> {
        self.ok_or_else(|| "None".to_owned())?.answers()
    }
}

impl JacobianOutcome for Result<VectorOutcome, String> {
    fn answers(self) -> Self {
        self
    }
}
