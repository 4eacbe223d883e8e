//! What a function may return: (cost, grads), or a `Result` of it.

use super::LayoutHint;
use crate::parameters::{Flatten, Flattened, Real};
use crate::precision::Precision;
use std::fmt::Debug;

/// A cost and its analytic gradient, read out.
///
/// ```
/// use grad_check::Outcome;
/// let Ok(answer) = (4.0, [4.0, 0.0]).answer() else { unreachable!() };
/// assert_eq!(answer.cost, 4.0);
/// assert_eq!(answer.gradient.values(), [4.0, 0.0]);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The cost.
    pub cost: f64,
    /// How the cost was stored.
    pub precision: Precision,
    /// The gradient's blocks.
    pub gradient: Flattened,
}

/// What an annotated function returns: `(cost, grads)`, a struct that derives `Outcome`, or a `Result` or an `Option` of one
/// of them.
///
/// The cost is `f64` or `f32`; the gradient is of the parameters' type, or of any type with the same
/// blocks.
///
/// ```
/// use grad_check::Outcome;
/// let failed: Result<(f64, f64), &str> = Err("singular matrix");
/// assert_eq!(failed.answer(), Err("\"singular matrix\"".to_owned()));
/// ```
#[diagnostic::on_unimplemented(
    message = "a gradient check needs (cost, grads), but the function returns `{Self}`",
    label = "not `(cost, grads)` with a cost of f64 or f32",
    note = "return a tuple `(f64, G)`, or a `Result` or an `Option` of it, where `G` holds one gradient for each parameter",
    note = "for a struct write `#[derive(Outcome)]`, `#[outcome(cost)]` above one field and `#[outcome(gradient)]` above others"
)]
pub trait Outcome {
    /// Read it out.
    ///
    /// # Errors
    /// The `Debug` text of the error that the function returned.
    fn answer(self) -> Result<Answer, String>;

    /// The same where it is known what is expected of the gradient, and perhaps one number of it is wanted: the
    /// answer is then of as much as that.
    ///
    /// # Errors
    /// Those of [`answer`](Self::answer).
    #[doc(hidden)]
    fn answer_as(self, _expected: &LayoutHint) -> Result<Answer, String>
    where
        Self: Sized,
    {
        self.answer()
    }
}

impl<C: Real, G: Flatten> Outcome for (C, G) {
    fn answer(self) -> Result<Answer, String> {
        self.answer_as(&LayoutHint::default())
    }

    fn answer_as(self, expected: &LayoutHint) -> Result<Answer, String> {
        let (cost, gradient) = self;
        let gradient = expected.read(&gradient);
        let precision = C::PRECISION.coarser(gradient.precision());
        Ok(Answer {
            cost: cost.get(),
            precision,
            gradient,
        })
    }
}

/// Of one number: the value and its derivative.
impl<C: Real + Flatten> Outcome for [C; 2] {
    fn answer(self) -> Result<Answer, String> {
        let [value, slope] = self;
        (value, slope).answer()
    }
}

/// As two functions return them.
impl<C: Real, G: Flatten> Outcome for (Option<C>, G) {
    fn answer(self) -> Result<Answer, String> {
        self.answer_as(&LayoutHint::default())
    }

    fn answer_as(self, expected: &LayoutHint) -> Result<Answer, String> {
        let (cost, gradient) = self;
        let cost = cost.ok_or_else(|| "None".to_owned())?;
        (cost, gradient).answer_as(expected)
    }
}

impl<O: Outcome, E: Debug> Outcome for Result<O, E> {
    fn answer(self) -> Result<Answer, String> {
        self.answer_as(&LayoutHint::default())
    }

    fn answer_as(self, expected: &LayoutHint) -> Result<Answer, String> {
        let outcome = self.map_err(|error| format!("{error:?}"))?;
        outcome.answer_as(expected)
    }
}

impl<O: Outcome> Outcome for Option<O> {
    fn answer(self) -> Result<Answer, String> {
        self.answer_as(&LayoutHint::default())
    }

    fn answer_as(self, expected: &LayoutHint) -> Result<Answer, String> {
        let outcome = self.ok_or_else(|| "None".to_owned())?;
        outcome.answer_as(expected)
    }
}

/// An answer that has been read out already, as a function does while what it borrows still lives.
impl Outcome for Answer {
    fn answer(self) -> Result<Self, String> {
        Ok(self)
    }
}

/// What a `cost = ..` function returns: the cost, or a `Result` or an `Option` of it.
///
/// ```
/// use grad_check::CostOutcome;
/// assert_eq!(0.5f32.cost(), Ok(0.5));
/// ```
#[diagnostic::on_unimplemented(
    message = "a `cost` function returns the cost alone, but this one returns `{Self}`",
    note = "return f64, f32, or a `Result` or an `Option` of one",
    note = "of several outputs the backward function is `pullback = path`, and the matrix of derivatives `jacobian = path`"
)]
pub trait CostOutcome {
    /// Read it out.
    ///
    /// # Errors
    /// The `Debug` text of the error that the function returned.
    fn cost(self) -> Result<f64, String>;
}

impl CostOutcome for f64 {
    fn cost(self) -> Result<f64, String> {
        Ok(self)
    }
}

impl CostOutcome for f32 {
    fn cost(self) -> Result<f64, String> {
        Ok(f64::from(self))
    }
}

impl<C: Real, E: Debug> CostOutcome for Result<C, E> {
    fn cost(self) -> Result<f64, String> {
        self.map(Real::get).map_err(|error| format!("{error:?}"))
    }
}

impl<C: CostOutcome> CostOutcome for Option<C> {
    fn cost(self) -> Result<f64, String> {
        self.ok_or_else(|| "None".to_owned())?.cost()
    }
}
