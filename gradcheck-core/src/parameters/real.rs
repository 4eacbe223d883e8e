//! The two kinds of number that a parameter, a gradient or a cost is made of.

use super::{Element, Flatten, Flattened, Params, Restore};
use crate::precision::Precision;

/// A floating-point number: `f64` or `f32`.
///
/// ```
/// use grad_check::Real;
/// assert_eq!(f32::of(0.1), 0.1f32);
/// assert_eq!(0.5f32.get(), 0.5f64);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no number that can be checked",
    label = "neither f64 nor f32"
)]
pub trait Real: Copy + std::fmt::Debug + private::Sealed + 'static {
    /// How it is stored.
    const PRECISION: Precision;
    /// The value, exactly.
    fn get(self) -> f64;
    /// The nearest value of this type.
    fn of(x: f64) -> Self;
    /// A run of them as what it is, if that is f64.
    #[doc(hidden)]
    fn as_f64(_run: &mut [Self]) -> Option<&mut [f64]> {
        None
    }
}

impl Real for f64 {
    const PRECISION: Precision = Precision::F64;
    fn get(self) -> f64 {
        self
    }
    fn of(x: f64) -> Self {
        x
    }
    fn as_f64(run: &mut [Self]) -> Option<&mut [f64]> {
        Some(run)
    }
}

impl Real for f32 {
    const PRECISION: Precision = Precision::F32;
    fn get(self) -> f64 {
        f64::from(self)
    }
    #[allow(clippy::cast_possible_truncation)] // rounding is the purpose
    fn of(x: f64) -> Self {
        x as f32
    }
}

mod private {
    pub trait Sealed {}
    impl Sealed for f64 {}
    impl Sealed for f32 {}
}

macro_rules! scalar {
    ($($real:ty),*) => {$(
        impl Flatten for $real {
            fn flatten(&self, into: &mut Flattened) {
                into.block(&[], [*self]);
            }
            fn element() -> Option<Element> {
                Some(Element::number(<$real as Real>::PRECISION))
            }
            fn count() -> Option<usize> {
                Some(1)
            }
            fn numbers(&self, into: &mut Vec<f64>) {
                into.push(self.get());
            }
            fn all_numbers(run: &[Self], into: &mut Vec<f64>) {
                into.extend(run.iter().map(|number| number.get()));
            }
        }
        impl Params for $real {
            fn restore(&mut self, from: &mut Restore<'_>) {
                from.number(self);
            }
            fn restore_all(run: &mut [Self], from: &mut Restore<'_>) {
                from.numbers(run);
            }
        }
    )*};
}
scalar!(f64, f32);
