//! What a function with a closure of the forward mode may return.

use super::cotangents::{columns, drawn, violations};
use super::vector_outcome::Derivative;
use super::{Linear, Probe, VectorOutcome};
use crate::parameters::{Flatten, Flattened, Params};
use std::fmt::Debug;

/// What `#[grad_check(jvp)]` stands on: `(outputs, tangent)` or a `Result` or an `Option` of it, where `tangent(v)` is the derivative of
/// the outputs along `v`, the Jacobian times `v`, and `v` has the type of the parameters, `P`.
///
/// ```
/// use grad_check::GradCheck;
/// let polar = |p: &[f64; 2]| {
///     let (r, (sine, cosine)) = (p[0], p[1].sin_cos());
///     let tangent = move |v: &[f64; 2]| [v[0] * cosine - v[1] * r * sine, v[0] * sine + v[1] * r * cosine];
///     ([r * cosine, r * sine], tangent)
/// };
/// GradCheck::new("polar").run_jvp(&[2.0, 0.3], polar).assert();
/// ```
#[diagnostic::on_unimplemented(
    message = "a jvp check needs (outputs, tangent), but the function returns `{Self}`",
    label = "not `(outputs, tangent)`",
    note = "return a tuple `(Y, impl Fn(&P) -> Y)`, or a `Result` or an `Option` of one, whose closure maps a tangent of the parameters' type, a tuple for several, to the derivative of the outputs along it"
)]
pub trait JvpOutcome<P, Form> {
    /// Read it out; the tangents are like these parameters.
    ///
    /// # Errors
    /// The `Debug` text of the error that the function returned.
    #[doc(hidden)]
    fn answers(self, parameters: &P, probe: &Probe) -> Result<VectorOutcome, String>;
}

impl<P: Params, Y: Flatten, T: Linear<P, Form>, Form> JvpOutcome<P, Form> for (Y, T) {
    fn answers(self, parameters: &P, probe: &Probe) -> Result<VectorOutcome, String> {
        let (outputs, mut tangent) = self;
        let (outputs, flat) = (Flattened::of(&outputs), Flattened::of(parameters));
        let columns = Derivative::Columns(columns(parameters, &mut tangent, probe.want));
        let violations = violations(probe, parameters, &mut tangent, || drawn(&flat));
        Ok(VectorOutcome::new(None, outputs, columns, violations))
    }
}

impl<P, Y, T, Form, E: Debug> JvpOutcome<P, Form> for Result<(Y, T), E>
where
    (Y, T): JvpOutcome<P, Form>,
{
    fn answers(self, parameters: &P, probe: &Probe) -> Result<VectorOutcome, String> {
        self.map_err(|error| format!("{error:?}"))?
            .answers(parameters, probe)
    }
}

impl<P, O: JvpOutcome<P, Form>, Form> JvpOutcome<P, Form> for Option<O> {
    fn answers(self, parameters: &P, probe: &Probe) -> Result<VectorOutcome, String> {
        let outcome = self.ok_or_else(|| "None".to_owned())?;
        outcome.answers(parameters, probe)
    }
}
