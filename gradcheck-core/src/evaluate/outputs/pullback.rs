//! What a layer with a backward closure may return.

use super::cotangents::by_cotangents;
use super::{Linear, Probe, VectorOutcome};
use crate::parameters::{Flattened, Params};
use std::fmt::Debug;

/// What `#[grad_check(pullback)]` stands on: `(outputs, backward)` or a `Result` or an `Option` of it, where
/// `backward(cotangent)` is the gradient of ⟨cotangent, outputs⟩ and the cotangent has the outputs' type.
///
/// ```
/// use grad_check::GradCheck;
/// let tanh = |x: &[f64; 2]| {
///     let y = x.map(f64::tanh);
///     (y, move |u: &[f64; 2]| [u[0] * (1.0 - y[0] * y[0]), u[1] * (1.0 - y[1] * y[1])])
/// };
/// GradCheck::new("tanh").run_pullback(&[0.3, -0.7], tanh).assert();
/// ```
#[diagnostic::on_unimplemented(
    message = "a pullback check needs (outputs, backward), but the function returns `{Self}`",
    label = "not `(outputs, backward)`",
    note = "return a tuple `(Y, impl Fn(&Y) -> G)`, or a `Result` or an `Option` of one, where the closure maps a cotangent of the outputs' type to one gradient for each parameter"
)]
pub trait PullbackOutcome<Form> {
    /// Read it out.
    ///
    /// # Errors
    /// The `Debug` text of the error that the function returned.
    #[doc(hidden)]
    fn answers(self, probe: &Probe) -> Result<VectorOutcome, String>;
}

impl<Y: Params, B: Linear<Y, Form>, Form> PullbackOutcome<Form> for (Y, B) {
    fn answers(self, probe: &Probe) -> Result<VectorOutcome, String> {
        let (y, mut backward) = self;
        let outputs = Flattened::of(&y);
        Ok(by_cotangents(None, &y, outputs, &mut backward, probe))
    }
}

impl<Y: Params, B: Linear<Y, Form>, Form, E: Debug> PullbackOutcome<Form> for Result<(Y, B), E> {
    fn answers(self, probe: &Probe) -> Result<VectorOutcome, String> {
        self.map_err(|error| format!("{error:?}"))?.answers(probe)
    }
}

impl<O: PullbackOutcome<Form>, Form> PullbackOutcome<Form> for Option<O> {
    fn answers(self, probe: &Probe) -> Result<VectorOutcome, String> {
        self.ok_or_else(|| "None".to_owned())?.answers(probe)
    }
}
