//! A cotangent in the form that a backward function asks for.

/// What a cotangent can be handed over as: by reference, by value, as a slice or as a view.
///
/// ```
/// use grad_check::__private::arguments::hand;
/// let u = vec![1.0, 2.0];
/// let (slice, copy): (&[f64], Vec<f64>) = (hand(&u), hand(&u));
/// assert_eq!(slice, copy);
/// ```
#[diagnostic::on_unimplemented(
    message = "the backward function takes `{T}`, but is handed `{Self}`",
    label = "takes `{T}`",
    note = "with `cache` it takes the cotangent and the cache, each by reference, or by value if it is `Clone`",
    note = "else it takes the arguments of the annotated function, and behind them the cotangent, of the outputs' type: by reference, by value, as a slice or as a view; a closure turns the order, such as `pullback = |x, u| backward(u, x)`",
    note = "of outputs that are rotations or rigid motions the cotangent is a vector: return a closure that takes it, `(outputs, backward)`, and write `pullback` alone"
)]
pub trait Hand<'a, T> {
    /// The argument.
    fn hand(&'a self) -> T;
}

/// A cotangent as an argument; the function's signature tells in which form.
///
/// ```
/// let u: f64 = grad_check::__private::arguments::hand(&1.5);
/// assert_eq!(u, 1.5);
/// ```
pub fn hand<'a, T, S: Hand<'a, T>>(cotangent: &'a S) -> T {
    cotangent.hand()
}

impl<'a, S> Hand<'a, &'a S> for S {
    fn hand(&'a self) -> &'a S {
        self
    }
}

impl<'a, S: Clone> Hand<'a, S> for S {
    fn hand(&'a self) -> S {
        self.clone()
    }
}

impl<'a, T> Hand<'a, &'a [T]> for Vec<T> {
    fn hand(&'a self) -> &'a [T] {
        self
    }
}

impl<'a, A, const N: usize> Hand<'a, &'a [A]> for [A; N] {
    fn hand(&'a self) -> &'a [A] {
        self
    }
}
