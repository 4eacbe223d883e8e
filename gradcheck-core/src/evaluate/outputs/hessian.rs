//! What a function with a Hessian, or with a product by it, may return.

use super::super::Want;
use super::cotangents::{by_cotangents, drawn, violations, with_numbers};
use super::vector_outcome::Derivative;
use super::{Linear, Probe, VectorOutcome};
use crate::parameters::{Flatten, Flattened, Params, Real};
use std::fmt::Debug;

/// What `#[grad_check(hessian)]` stands on: `(cost, grads, Hessian)` or a `Result` of it.
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
    note = "return a tuple such as `(f64, [f64; 2], [[f64; 2]; 2])` or `(f64, Array1<f64>, Array2<f64>)`, or a `Result` of one"
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
        let precision = outputs.precision().coarser(hessian.precision());
        Ok(VectorOutcome {
            cost: Some(cost.get()),
            precision: precision.coarser(C::PRECISION),
            outputs,
            derivative: Derivative::Matrix(hessian),
            violations: Vec::new(),
            problem: None,
        })
    }
}

impl<C: Real, G: Flatten, H: Flatten, E: Debug> HessianOutcome for Result<(C, G, H), E> {
    fn answers(self) -> Result<VectorOutcome, String> {
        self.map_err(|error| format!("{error:?}"))?.answers()
    }
}

impl HessianOutcome for Result<VectorOutcome, String> {
    fn answers(self) -> Self {
        self
    }
}

/// What `#[grad_check(hessian_product)]` stands on: `(cost, grads, product)` or a `Result` of it, where
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
    note = "return a tuple `(f64, G, impl Fn(&G) -> G)`, or a `Result` of one, whose closure maps a direction to the Hessian times it"
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
        if probe.by_cotangents {
            // A Hessian is symmetric: what it maps a cotangent to is the gradient of ⟨cotangent, gradient⟩.
            let outcome = by_cotangents(&gradient, outputs, &mut product, probe);
            return Ok(VectorOutcome {
                cost: Some(cost.get()),
                precision: outcome.precision.coarser(C::PRECISION),
                ..outcome
            });
        }
        let count = outputs.values().len();
        let mut along = |position: usize| {
            let unit: Vec<f64> = (0..count)
                .map(|i| f64::from(u8::from(i == position)))
                .collect();
            let column = product.apply(&with_numbers(&gradient, &unit));
            (position, Flattened::of(&column))
        };
        let columns: Vec<_> = match probe.want {
            Want::Gradient | Want::GradientAlone => (0..count).map(&mut along).collect(),
            Want::Slope(position) => vec![along(position)],
            Want::Cost | Want::ByCostFunction => Vec::new(),
        };
        let precision = columns
            .iter()
            .map(|(_, column)| column.precision())
            .fold(outputs.precision(), crate::precision::Precision::coarser);
        let violations = if probe.is_first {
            let directions = drawn(&outputs);
            violations(&gradient, &mut product, &directions)
        } else {
            Vec::new()
        };
        Ok(VectorOutcome {
            cost: Some(cost.get()),
            precision: precision.coarser(C::PRECISION),
            outputs,
            derivative: Derivative::Columns(columns),
            violations,
            problem: None,
        })
    }
}

impl<C: Real, G: Params, B: Linear<G, Form>, Form, E: Debug> HessianProductOutcome<Form>
    for Result<(C, G, B), E>
{
    fn answers(self, probe: &Probe) -> Result<VectorOutcome, String> {
        self.map_err(|error| format!("{error:?}"))?.answers(probe)
    }
}
