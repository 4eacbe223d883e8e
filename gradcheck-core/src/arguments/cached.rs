//! What a forward pass returns beside its value, for the function that goes back: `(value, cache)`.

use super::{Attempt, Said};
use std::fmt::Debug;

/// A value and a cache, or a `Result` of them.
#[diagnostic::on_unimplemented(
    message = "with `cache` the function returns its value and a cache, but this one returns `{Self}`",
    label = "not `(value, cache)`",
    note = "return a tuple of two, such as `(Array2<f64>, Cache)` or `(f64, Cache)`, or a `Result` or an `Option` of one"
)]
pub trait Cached {
    /// Cost or outputs.
    type Value;
    /// What goes to the other function.
    type Cache;
    /// The two, or what the error says.
    ///
    /// # Errors
    /// That of the function.
    fn parts(self) -> Result<(Self::Value, Self::Cache), Said>;
}

impl<V, C> Cached for (V, C) {
    type Value = V;
    type Cache = C;
    fn parts(self) -> Result<(V, C), Said> {
        Ok(self)
    }
}

impl<V, C, E: Debug> Cached for Result<(V, C), E> {
    type Value = V;
    type Cache = C;
    fn parts(self) -> Result<(V, C), Said> {
        self.map_err(Said::of)
    }
}

/// A cost, and the gradient that a function makes of the cache.
///
/// # Errors
/// Those of the two functions.
pub fn cached_gradient<A: Cached, G: Attempt>(
    answer: A,
    gradient: impl FnOnce(&A::Cache) -> G,
) -> Result<(A::Value, G::Value), Said> {
    let (cost, cache) = answer.parts()?;
    let gradient = gradient(&cache).attempt()?;
    Ok((cost, gradient))
}

/// The cost alone.
///
/// # Errors
/// That of the function.
pub fn cached_cost<A: Cached>(answer: A) -> Result<A::Value, Said> {
    answer.parts().map(|(cost, _)| cost)
}

/// Outputs, and a closure of the backward pass that holds the cache.
///
/// # Errors
/// That of the function.
#[allow(clippy::type_complexity)] // it has no name
pub fn cached_backward<A: Cached, G>(
    answer: A,
    mut backward: impl FnMut(&A::Value, &A::Cache) -> G,
) -> Result<(A::Value, impl FnMut(&A::Value) -> G), Said> {
    let (outputs, cache) = answer.parts()?;
    Ok((outputs, move |cotangent: &A::Value| {
        backward(cotangent, &cache)
    }))
}
