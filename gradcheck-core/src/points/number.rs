//! What arrays are drawn of: numbers, and with the feature `num-complex` complex ones, each part by itself.

use crate::parameters::Real;

/// A number that [`randn`](crate::randn), [`uniform`](crate::uniform) and [`zeros`](crate::zeros) make: `f64`, `f32`, or
/// with the feature `num-complex` a complex number of these, whose parts are drawn one after the other.
///
/// ```
/// use ndarray::Array1;
/// let x: Array1<f32> = grad_check::randn(3);
/// assert_ne!(x[0], x[1]);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no number that can be drawn",
    note = "`randn`, `uniform` and `zeros` make f64 and f32, and with the feature `num-complex` complex numbers of these"
)]
pub trait DrawnNumber: Clone + private::Sealed {
    /// The number whose parts come from here.
    #[doc(hidden)]
    fn of_parts(part: &mut dyn FnMut() -> f64) -> Self;
}

mod private {
    pub trait Sealed {}
}

macro_rules! real {
    ($($real:ty),*) => {$(
        impl private::Sealed for $real {}

        impl DrawnNumber for $real {
            fn of_parts(part: &mut dyn FnMut() -> f64) -> Self {
                Self::of(part())
            }
        }

        #[cfg(feature = "num-complex")]
        impl private::Sealed for num_complex::Complex<$real> {}

        #[cfg(feature = "num-complex")]
        impl DrawnNumber for num_complex::Complex<$real> {
            fn of_parts(part: &mut dyn FnMut() -> f64) -> Self {
                let re = <$real>::of(part());
                let im = <$real>::of(part());
                Self { re, im }
            }
        }
    )*};
}
real!(f64, f32);
