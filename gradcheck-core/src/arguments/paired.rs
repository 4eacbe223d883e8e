//! What two functions return, or a function returns and writes, as if one had returned it.

use crate::parameters::Flatten;
use std::fmt::{Debug, Formatter, Result as Written};

/// The `Debug` text of an error, which is printed as it is.
pub struct Said(String);

impl Said {
    pub(super) fn of(error: impl Debug) -> Self {
        Self(format!("{error:?}"))
    }
}

impl Debug for Said {
    fn fmt(&self, f: &mut Formatter<'_>) -> Written {
        f.write_str(&self.0)
    }
}

/// A value, or a `Result` of one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be read as a cost or as its derivative",
    note = "return numbers (f64, arrays, ndarray's arrays, a type with `#[derive(Flatten)]`), or a `Result` of them"
)]
pub trait Attempt {
    /// The value.
    type Value;
    /// The value, or what the error says.
    ///
    /// # Errors
    /// That of the function.
    fn attempt(self) -> Result<Self::Value, Said>;
}

impl<T: Flatten> Attempt for T {
    type Value = T;
    fn attempt(self) -> Result<T, Said> {
        Ok(self)
    }
}

impl<T: Flatten, E: Debug> Attempt for Result<T, E> {
    type Value = T;
    fn attempt(self) -> Result<T, Said> {
        self.map_err(Said::of)
    }
}

/// Whether it went well.
impl Attempt for bool {
    type Value = ();
    fn attempt(self) -> Result<(), Said> {
        self.then_some(()).ok_or_else(|| Said("false".to_owned()))
    }
}

/// A value, or that there is none.
///
/// # Errors
/// `None`.
pub fn some<T>(value: Option<T>) -> Result<T, Said> {
    value.ok_or_else(|| Said("None".to_owned()))
}

/// A value and its derivative.
///
/// # Errors
/// Those of the two functions.
pub fn both<A: Attempt, B: Attempt>(value: A, derivative: B) -> Result<(A::Value, B::Value), Said> {
    Ok((value.attempt()?, derivative.attempt()?))
}

/// A cost and its gradient, and the Hessian.
///
/// # Errors
/// Those of the two functions.
pub fn and_hessian<C, G, A, H>(answer: A, hessian: H) -> Result<(C, G, H::Value), Said>
where
    A: Attempt<Value = (C, G)>,
    H: Attempt,
{
    let (cost, gradient) = answer.attempt()?;
    Ok((cost, gradient, hessian.attempt()?))
}

/// A cost and its gradient, and a closure of the product with the Hessian.
///
/// # Errors
/// That of the function.
pub fn and_product<C, G, H, A, F>(answer: A, product: F) -> Result<(C, G, F), Said>
where
    A: Attempt<Value = (C, G)>,
    F: FnMut(&G) -> H,
{
    let (cost, gradient) = answer.attempt()?;
    Ok((cost, gradient, product))
}

/// Outputs, and a closure of their derivative along tangents of these parameters.
///
/// # Errors
/// That of the function.
pub fn and_tangent<P, Y: Attempt, G, F>(
    _parameters: &P,
    outputs: Y,
    tangent: F,
) -> Result<(Y::Value, F), Said>
where
    F: FnMut(&P) -> G,
{
    Ok((outputs.attempt()?, tangent))
}

/// Outputs, and a closure of the backward pass.
///
/// # Errors
/// That of the function.
pub fn and_backward<Y: Attempt, G, F>(outputs: Y, backward: F) -> Result<(Y::Value, F), Said>
where
    F: FnMut(&Y::Value) -> G,
{
    Ok((outputs.attempt()?, backward))
}

/// What a function has written, if it didn't fail.
///
/// # Errors
/// That of the function.
pub fn after<A: Attempt, W>(done: A, written: W) -> Result<W, Said> {
    done.attempt()?;
    Ok(written)
}

/// Outputs, and the Jacobian of them.
///
/// # Errors
/// Those of the two functions.
pub fn and_matrix<Y: Attempt, J>(
    outputs: Y,
    jacobian: impl FnOnce(&Y::Value) -> Result<J, Said>,
) -> Result<(Y::Value, J), Said> {
    let outputs = outputs.attempt()?;
    let jacobian = jacobian(&outputs)?;
    Ok((outputs, jacobian))
}
