//! A crate of a user's that denies every warning, and annotates its production code.

#![deny(warnings, missing_docs, clippy::all, clippy::pedantic, clippy::nursery)]
#![deny(rust_2018_idioms, unreachable_pub, unused_qualifications, single_use_lifetimes)]
#![no_implicit_prelude]

/// A layer and its gradient.
pub mod layer {
    use ::ndarray::{Array1, Array2, ArrayView2, Axis};

    /// Half the squared distance, and its gradients.
    #[cfg_attr(
        test,
        ::grad_check::grad_check(
            eps = 1e-7,
            tol = 1e-6,
            seed = 3,
            at(w = randn((2, 3)) * 0.1, b = zeros(2)),
            given(x = batch(), scale = 2.0),
            cost = cost
        )
    )]
    #[must_use]
    pub fn layer(
        w: &Array2<f64>,
        b: &Array1<f64>,
        x: &ArrayView2<'_, f64>,
        scale: f64,
    ) -> (f64, (Array2<f64>, Array1<f64>)) {
        let z = w.dot(x) + b.view().insert_axis(Axis(1));
        let db = z.sum_axis(Axis(1)) * scale;
        (cost(w, b, x, scale), (z.dot(&x.t()) * scale, db))
    }

    /// The cost alone.
    #[must_use]
    pub fn cost(w: &Array2<f64>, b: &Array1<f64>, x: &ArrayView2<'_, f64>, scale: f64) -> f64 {
        let z = x.t().dot(&w.t()) + b;
        z.mapv(|z| z * z).sum() * scale / 2.0
    }

    #[cfg(test)]
    fn batch() -> Array2<f64> {
        ::grad_check::randn((3, 4))
    }
}

/// The square of anything that multiplies.
#[cfg_attr(test, ::grad_check::grad_check(at = 0.5, types(F = f64)))]
pub fn square<F: ::core::ops::Mul<Output = F> + ::core::ops::Add<Output = F> + ::core::marker::Copy>(
    x: F,
) -> (F, F) {
    (x * x, x + x)
}

/// A cost that may fail.
///
/// # Errors
/// If `x` isn't positive.
#[cfg_attr(test, ::grad_check::grad_check(points(near(x = 0.5), far(x = 30.0)), only = ["x"]))]
pub fn entropy(x: f64) -> ::core::result::Result<(f64, f64), &'static str> {
    if x > 0.0 {
        ::core::result::Result::Ok((x * x.ln(), x.ln() + 1.0))
    } else {
        ::core::result::Result::Err("not positive")
    }
}

/// A point in polar coordinates, in Cartesian ones, with its Jacobian.
#[cfg_attr(test, ::grad_check::grad_check(jacobian, outputs = ["x", "y"]))]
#[must_use]
pub fn polar(p: [f64; 2]) -> ([f64; 2], [[f64; 2]; 2]) {
    let (sine, cosine) = p[1].sin_cos();
    ([p[0] * cosine, p[0] * sine], [[cosine, -p[0] * sine], [sine, p[0] * cosine]])
}

/// A product, with its backward step.
#[cfg_attr(test, ::grad_check::grad_check(pullback))]
pub fn product(a: f64, b: f64) -> (f64, impl ::core::ops::Fn(&f64) -> (f64, f64)) {
    (a * b, move |u: &f64| (u * b, u * a))
}

/// A cost with gradient and curvature, which has products of its own.
#[cfg_attr(test, ::grad_check::grad_check(hessian, at = 1.5))]
#[must_use]
pub const fn cube(x: f64) -> (f64, f64, f64) {
    (x * x * x, 3.0 * x * x, 6.0 * x)
}

/// A cost whose gradient and products are functions of their own.
pub mod apart {
    /// The cost.
    #[cfg_attr(test, ::grad_check::grad_check(gradient = gradient))]
    #[must_use]
    pub fn cost(a: f64, b: &[f64; 2]) -> f64 {
        a * b[0] * b[1]
    }

    /// Its gradient.
    #[must_use]
    pub fn gradient(a: f64, b: &[f64; 2]) -> (f64, [f64; 2]) {
        (b[0] * b[1], [a * b[1], a * b[0]])
    }

    /// Both.
    #[cfg_attr(test, ::grad_check::grad_check(hessian_product = along))]
    #[must_use]
    pub fn both(a: f64, b: &[f64; 2]) -> (f64, (f64, [f64; 2])) {
        (cost(a, b), gradient(a, b))
    }

    /// The Hessian times a direction.
    #[cfg(test)]
    fn along(a: f64, b: &[f64; 2], da: f64, db: &[f64; 2]) -> (f64, [f64; 2]) {
        let of_a = db[0].mul_add(b[1], b[0] * db[1]);
        (of_a, [da.mul_add(b[1], a * db[1]), da.mul_add(b[0], a * db[0])])
    }
}

/// Parameters of its own types.
pub mod model {
    /// A layer.
    #[derive(Debug, Clone)]
    #[cfg_attr(test, derive(::grad_check::Params))]
    pub struct Layer<F> {
        /// Its weights.
        pub weight: [F; 2],
        /// Its name, which is no parameter.
        #[cfg_attr(test, params(skip))]
        pub name: &'static str,
    }

    /// Layers of several kinds.
    #[derive(Debug, Clone)]
    #[cfg_attr(test, derive(::grad_check::Params))]
    pub enum Model<F> {
        /// A single layer.
        Single(Layer<F>),
        /// A layer and an offset.
        #[non_exhaustive]
        Offset {
            /// The layer.
            layer: Layer<F>,
            /// The offset.
            by: F,
        },
        /// None.
        Empty,
    }

    /// A gradient that borrows.
    #[derive(Debug, Clone, Copy)]
    #[cfg_attr(test, derive(::grad_check::Flatten))]
    pub struct Gradient<'a> {
        /// That of the weights.
        pub weight: &'a [f64],
    }

    /// No parameters.
    #[derive(Debug, Clone, Copy)]
    #[cfg_attr(test, derive(::grad_check::Params))]
    pub struct Nothing;

    /// A number under a name of its own.
    #[derive(Debug, Clone, Copy)]
    #[cfg_attr(test, derive(::grad_check::Params))]
    pub struct Rate(pub f64);

    /// An enum of a single kind.
    #[derive(Debug, Clone, Copy)]
    #[cfg_attr(test, derive(::grad_check::Params))]
    pub enum Only {
        /// That kind.
        Number(f64),
    }

    /// A list with parameters of all kinds, whose type is bound by the user as well.
    #[derive(Debug, Clone)]
    #[cfg_attr(test, derive(::grad_check::Params))]
    #[cfg_attr(test, params(crate = ::grad_check))]
    pub struct List<'a, F: ::core::marker::Copy, const N: usize> {
        /// The first.
        pub head: F,
        /// The second, whose name is another in a path.
        #[cfg_attr(test, params(rename = "W1"))]
        pub weights: [F; N],
        /// One of a type that goes by a module.
        #[cfg_attr(test, params(with = angle))]
        pub angle: ::core::time::Duration,
        /// The same under another name.
        #[cfg_attr(test, params(with = "self::angle", rename = "turn"))]
        pub other: ::core::time::Duration,
        /// The rate.
        #[deprecated]
        pub rate: Rate,
        /// What it is called.
        #[cfg_attr(test, params(skip))]
        pub name: &'a str,
        /// The rest.
        pub rest: ::core::option::Option<::std::boxed::Box<Self>>,
    }

    /// What is out of use.
    #[deprecated]
    #[derive(Debug, Clone, Copy)]
    #[cfg_attr(test, derive(::grad_check::Params))]
    pub struct Old {
        /// Its number.
        pub number: f64,
    }

    #[cfg(test)]
    mod angle {
        use ::core::time::Duration;
        use ::grad_check::{Flattened, Restore};

        pub(super) fn flatten(value: &Duration, into: &mut Flattened) {
            into.block(&[], [value.as_secs_f64()]);
        }

        pub(super) fn restore(value: &mut Duration, from: &mut Restore<'_>) {
            let mut seconds = 0.0_f64;
            from.number(&mut seconds);
            *value = Duration::from_secs_f64(seconds);
        }
    }

    /// The product of both weights.
    #[cfg_attr(test, ::grad_check::grad_check(at = Layer { weight: [1.0, 2.0], name: "w" }))]
    #[must_use]
    pub const fn product(layer: &Layer<f64>) -> (f64, Layer<f64>) {
        let [a, b] = layer.weight;
        let weight = [b, a];
        (a * b, Layer { weight, name: "gradient" })
    }
}

/// Methods, fields that hold parameters and gradients, buffers.
pub mod methods {
    use ::core::clone::Clone;
    use ::core::iter::Iterator as _;
    use ::core::marker::{Copy, Sized};
    use ::core::option::Option::{self, Some};
    use ::core::result::Result::{self, Ok};
    use ::std::string::String;

    /// A parabola.
    #[derive(Clone, Copy, Debug)]
    pub struct Parabola<F> {
        /// Its width.
        pub width: F,
        slope: F,
    }

    #[cfg_attr(test, ::grad_check::grad_check(on = Self::new(0.5), types(F = f64)))]
    impl<F: ::core::ops::Mul<Output = F> + ::core::ops::Add<Output = F> + Clone + Copy> Parabola<F> {
        /// Of this width.
        #[must_use]
        pub const fn new(width: F) -> Self {
            Self {
                width,
                slope: width,
            }
        }

        /// The cost alone.
        #[cfg_attr(test, ::grad_check::grad_check(gradient = slope))]
        #[must_use]
        pub fn cost(&self, x: F) -> F {
            self.width * x * x
        }

        /// Its slope.
        #[must_use]
        pub fn slope(&self, x: F) -> F {
            self.width * (x + x)
        }

        /// The cost; the slope along the width is kept.
        #[cfg_attr(test, ::grad_check::grad_check(at(self.width), out(self.slope), given(x = 1.5)))]
        #[must_use]
        pub fn remember(&mut self, x: F) -> F {
            self.slope = x * x;
            self.cost(x)
        }
    }

    /// What has a cost.
    pub trait Cost {
        /// Where it is evaluated.
        type Point: ?Sized;

        /// The cost, and where it is asked for the gradient.
        ///
        /// # Errors
        /// None.
        fn cost(&self, x: &Self::Point, gradient: Option<&mut [f64]>) -> Result<f64, String>;
    }

    #[cfg_attr(test, ::grad_check::grad_check)]
    impl Cost for Parabola<f64> {
        type Point = [f64];

        #[cfg_attr(test, ::grad_check::grad_check(on = Self::new(2.0), at(x = randn(3)), out(gradient)))]
        fn cost(&self, x: &Self::Point, gradient: Option<&mut [f64]>) -> Result<f64, String> {
            if let Some(gradient) = gradient {
                for (slope, x) in gradient.iter_mut().zip(x) {
                    *slope = self.slope(*x);
                }
            }
            Ok(x.iter().map(|x| Self::cost(self, *x)).sum())
        }
    }

    /// What is counted while a function runs.
    pub struct Count(usize);

    /// Two outputs and their Jacobian, row by row.
    #[cfg_attr(test, ::grad_check::grad_check(jacobian, out(r, jac), given(r = [0.0; 2], count = Count(0)), at = [0.5, 2.0]))]
    pub fn written(x: &[f64], r: &mut [f64], jac: Option<&mut [f64]>, count: &mut Count) -> bool {
        count.0 += 1;
        r.copy_from_slice(&[x[0] * x[1], x[0]]);
        if let Some(jac) = jac {
            jac.copy_from_slice(&[x[1], x[0], 1.0, 0.0]);
        }
        true
    }

    #[cfg_attr(test, ::grad_check::grad_check(on = Self::new(2.0), crate = ::grad_check))]
    impl Parabola<f64> {
        /// Its value at each place, if there is one.
        #[cfg_attr(test, ::grad_check::grad_check(jacobian = slopes, out(values), at = [0.5, 2.0], given(values = [0.0; 2])))]
        #[must_use]
        pub fn values(&self, x: &[f64], values: &mut [f64]) -> Option<()> {
            for (value, x) in values.iter_mut().zip(x) {
                *value = self.width * x * x;
            }
            Some(())
        }

        /// The slope at each place.
        pub fn slopes(&self, x: &[f64], slopes: &mut [[f64; 2]; 2]) {
            *slopes = [[self.slope(x[0]), 0.0], [0.0, self.slope(x[1])]];
        }

        /// The value for a cotangent, back to the place.
        #[cfg_attr(test, ::grad_check::grad_check(pullback = back, at = 0.4))]
        #[must_use]
        pub fn forth(&self, x: f64) -> f64 {
            self.width * x * x
        }

        /// The gradient, behind what it is multiplied by.
        pub fn back(&self, by: f64, x: f64, slope: &mut f64) {
            *slope = by * self.slope(x);
        }
    }
}
