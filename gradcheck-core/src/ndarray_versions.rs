//! Older versions of ndarray as parameters, each with its feature: `randn`, `uniform` and `zeros` make arrays of that version.

macro_rules! version {
    ($name:ident, $feature:literal, $number:literal) => {
        #[doc = concat!("ndarray ", $number, " as parameters, with the feature `", $feature, "`.")]
        ///
        /// ```
        #[doc = concat!("use grad_check::{GradCheck, ", stringify!($name), "::randn};")]
        #[doc = concat!("use ", stringify!($name), "::Array2;")]
        /// let w: Array2<f64> = randn((4, 3));
        /// let half_square = |w: &Array2<f64>| (w.mapv(|w| w * w).sum() / 2.0, w.clone());
        /// GradCheck::new("half_square").run(&w, half_square).assert();
        /// ```
        pub mod $name {
            use crate::parameters::Real;
            use crate::points::{Rng, with_stream};
            use ::$name::{Array, ShapeBuilder};

            /// Standard normal numbers, those that [`randn`](crate::randn) would draw.
            ///
            /// ```
            #[doc = concat!("use grad_check::", stringify!($name), "::randn;")]
            #[doc = concat!("let x: ", stringify!($name), "::Array1<f64> = randn(4);")]
            /// assert_eq!(x.to_vec(), grad_check::randn::<f64, _>(4).to_vec());
            /// ```
            pub fn randn<A: Real, Sh: ShapeBuilder>(shape: Sh) -> Array<A, Sh::Dim> {
                fill(shape, Rng::normal)
            }

            /// Numbers uniform in [0, 1), those that [`uniform`](crate::uniform) would draw.
            ///
            /// ```
            #[doc = concat!("use grad_check::", stringify!($name), "::uniform;")]
            #[doc = concat!("let x: ", stringify!($name), "::Array1<f64> = uniform(4);")]
            /// assert_eq!(x.to_vec(), grad_check::uniform::<f64, _>(4).to_vec());
            /// ```
            pub fn uniform<A: Real, Sh: ShapeBuilder>(shape: Sh) -> Array<A, Sh::Dim> {
                fill(shape, Rng::unit)
            }

            /// Zeros.
            ///
            /// ```
            #[doc = concat!("use grad_check::", stringify!($name), "::zeros;")]
            #[doc = concat!("let b: ", stringify!($name), "::Array2<f64> = zeros((4, 1));")]
            /// assert_eq!(b.sum(), 0.0);
            /// ```
            pub fn zeros<A: Real, Sh: ShapeBuilder>(shape: Sh) -> Array<A, Sh::Dim> {
                Array::from_elem(shape, A::of(0.0))
            }

            fn fill<A: Real, Sh: ShapeBuilder>(
                shape: Sh,
                draw: fn(&mut Rng) -> f64,
            ) -> Array<A, Sh::Dim> {
                let mut array = zeros(shape);
                with_stream(|rng| {
                    let numbers = array.iter_mut();
                    numbers.for_each(|number| *number = A::of(draw(rng)));
                });
                array
            }
        }
    };
}

#[cfg(feature = "ndarray-0-16")]
version!(ndarray_0_16, "ndarray-0-16", "0.16");
#[cfg(feature = "ndarray-0-15")]
version!(ndarray_0_15, "ndarray-0-15", "0.15");
