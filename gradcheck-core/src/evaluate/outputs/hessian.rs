//! What a function with a Hessian, or with a product by it, may return.

use super::cotangents::{by_cotangents, columns, drawn, violations};
use super::vector_outcome::Derivative;
use super::{Linear, Probe, VectorOutcome};
use crate::parameters::{Flatten, Flattened, Params, Real};
use std::fmt::Debug;

/// What `#[grad_check(hessian)]` stands on: `(cost, grads, Hessian)` or a `Result` or an `Option` of it.
///
/// The Hessian is a square matrix over all parameters, row by row in the order of θ, or a tuple of
/// matrices, one for each argument, each with a row for every parameter.
///
/// ```
/// use grad_check::GradCheck;
/// let f = |x: &[f64; 2]| {
///     let cost = x[0] * x[0] * x[1];
///     (cost, [2.0 * x[0] * x[1], x[0] * x[0]], [[2.0 * x[1], 2.0 * x[0]], [2.0 * x[0], 0.0]])
/// };
/// GradCheck::new("f").run_hessian(&[1.5, 0.3], f).assert();
/// ```
#[diagnostic::on_unimplemented(
    message = "a Hessian check needs (cost, grads, Hessian), but the function returns `{Self}`",
    label = "not `(cost, grads, Hessian)`",
    note = "return a tuple such as `(f64, [f64; 2], [[f64; 2]; 2])` or `(f64, Array1<f64>, Array2<f64>)`, or a `Result` or an `Option` of one"
)]
pub trait HessianOutcome {
    /// Read it out.
    ///
    /// # Errors
    /// The `Debug` text of the error that the function returned.
    #[doc(hidden)]
    fn answers(self) -> Result<VectorOutcome, String>;
}

impl<C: Real, G: Flatten, H: Flatten> HessianOutcome for (C, G, H) {
    fn answers(self) -> Result<VectorOutcome, String> {
        let (cost, gradient, hessian) = self;
        let (outputs, hessian) = (Flattened::of(&gradient), Flattened::of(&hessian));
        let (cost, hessian) = (
            Some((cost.get(), C::PRECISION)),
            Derivative::Matrix(hessian),
        );
        Ok(VectorOutcome::new(cost, outputs, hessian, Vec::new()))
    }
}

impl<C: Real, G: Flatten, H: Flatten, E: Debug> HessianOutcome for Result<(C, G, H), E> {
    fn answers(self) -> Result<VectorOutcome, String> {
        self.map_err(|error| format!("{error:?}"))?.answers()
    }
}

impl<O: HessianOutcome> HessianOutcome for Option<O> {
    fn answers(self) -> Result<VectorOutcome, String> {
        self.ok_or_else(|| "None".to_owned())?.answers()
    }
}

/// Of one number: the value and its two derivatives.
impl<C: Real + Flatten> HessianOutcome for [C; 3] {
    fn answers(self) -> Result<VectorOutcome, String> {
        let [value, slope, curvature] = self;
        (value, slope, curvature).answers()
    }
}

impl HessianOutcome for Result<VectorOutcome, String> {
    fn answers(self) -> Self {
        self
    }
}

/// What `#[grad_check(hessian_product)]` stands on: `(cost, grads, product)` or a `Result` or an `Option` of it, where
/// `product(v)` is the Hessian times a direction of the gradient's type.
///
/// ```
/// use grad_check::GradCheck;
/// let f = |x: &[f64; 2]| {
///     let (a, b) = (x[0], x[1]);
///     let product = move |v: &[f64; 2]| [2.0 * b * v[0] + 2.0 * a * v[1], 2.0 * a * v[0]];
///     (a * a * b, [2.0 * a * b, a * a], product)
/// };
/// GradCheck::new("f").run_hessian_product(&[1.5, 0.3], f).assert();
/// ```
#[diagnostic::on_unimplemented(
    message = "a check of Hessian products needs (cost, grads, product), but the function returns `{Self}`",
    label = "not `(cost, grads, product)`",
    note = "return a tuple `(f64, G, impl Fn(&G) -> G)`, or a `Result` or an `Option` of one, whose closure maps a direction to the Hessian times it"
)]
pub trait HessianProductOutcome<Form> {
    /// Read it out.
    ///
    /// # Errors
    /// The `Debug` text of the error that the function returned.
    #[doc(hidden)]
    fn answers(self, probe: &Probe) -> Result<VectorOutcome, String>;
}

impl<C: Real, G: Params, B: Linear<G, Form>, Form> HessianProductOutcome<Form> for (C, G, B) {
    fn answers(self, probe: &Probe) -> Result<VectorOutcome, String> {
        let (cost, gradient, mut product) = self;
        let outputs = Flattened::of(&gradient);
        let cost = Some((cost.get(), C::PRECISION));
        if probe.by_cotangents {
            // A Hessian is symmetric: what it maps a cotangent to is the gradient of ⟨cotangent, gradient⟩.
            return Ok(by_cotangents(cost, &gradient, outputs, &mut product, probe));
        }
        let columns = Derivative::Columns(columns(&gradient, &mut product, probe.want));
        let violations = violations(probe, &gradient, &mut product, || drawn(&outputs));
        Ok(VectorOutcome::new(cost, outputs, columns, violations))
    }
}

impl<C: Real, G: Params, B: Linear<G, Form>, Form, E: Debug> HessianProductOutcome<Form>
    for Result<(C, G, B), E>
{
    fn answers(self, probe: &Probe) -> Result<VectorOutcome, String> {
        self.map_err(|error| format!("{error:?}"))?.answers(probe)
    }
}

impl<O: HessianProductOutcome<Form>, Form> HessianProductOutcome<Form> for Option<O> {
    fn answers(self, probe: &Probe) -> Result<VectorOutcome, String> {
        self.ok_or_else(|| "None".to_owned())?.answers(probe)
    }
}
