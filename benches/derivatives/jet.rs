//! A number with its gradient and its Hessian: forward differentiation of second order.

use grad_check::Real;
use std::ops::{Add, Div, Mul, Neg, Sub};

/// The arithmetic of a precision.
pub(crate) trait Float:
    Real
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
{
    const NAME: &'static str;
    /// The distance from one to the next number.
    const DIGIT: f64;
    fn sin_cos(self) -> (Self, Self);
    fn tanh(self) -> Self;
    fn exp(self) -> Self;
    fn ln_1p(self) -> Self;
    fn sqrt(self) -> Self;
}

macro_rules! float {
    ($float:ident) => {
        impl Float for $float {
            const NAME: &'static str = stringify!($float);
            const DIGIT: f64 = $float::EPSILON as f64;
            fn sin_cos(self) -> (Self, Self) {
                self.sin_cos()
            }
            fn tanh(self) -> Self {
                self.tanh()
            }
            fn exp(self) -> Self {
                self.exp()
            }
            fn ln_1p(self) -> Self {
                self.ln_1p()
            }
            fn sqrt(self) -> Self {
                self.sqrt()
            }
        }
    };
}
float!(f64);
float!(f32);

/// A value, its gradient, and its Hessian row by row.
#[derive(Debug, Clone)]
pub(crate) struct Jet<F> {
    pub(crate) value: F,
    pub(crate) gradient: Vec<F>,
    pub(crate) hessian: Vec<F>,
}

impl<F: Float> Jet<F> {
    /// The parameter at a position among so many.
    pub(crate) fn parameter(value: F, position: usize, of: usize) -> Self {
        let mut gradient = vec![F::of(0.0); of];
        gradient[position] = F::of(1.0);
        let hessian = vec![F::of(0.0); of * of];
        Self {
            value,
            gradient,
            hessian,
        }
    }

    /// f(x), from f, f′ and f″ at its value.
    pub(crate) fn map(&self, f: F, slope: F, curvature: F) -> Self {
        let n = self.gradient.len();
        let entry = |(at, &h): (usize, &F)| {
            slope * h + curvature * self.gradient[at / n] * self.gradient[at % n]
        };
        Self {
            value: f,
            gradient: self.gradient.iter().map(|&g| slope * g).collect(),
            hessian: self.hessian.iter().enumerate().map(entry).collect(),
        }
    }

    pub(crate) fn plus(&self, other: &Self) -> Self {
        let sum = |a: &[F], b: &[F]| a.iter().zip(b).map(|(&a, &b)| a + b).collect();
        Self {
            value: self.value + other.value,
            gradient: sum(&self.gradient, &other.gradient),
            hessian: sum(&self.hessian, &other.hessian),
        }
    }

    pub(crate) fn times(&self, other: &Self) -> Self {
        let n = self.gradient.len();
        let (a, b) = (self.value, other.value);
        let entry = |at: usize| {
            let (i, j) = (at / n, at % n);
            a * other.hessian[at]
                + b * self.hessian[at]
                + self.gradient[i] * other.gradient[j]
                + other.gradient[i] * self.gradient[j]
        };
        let slopes = self.gradient.iter().zip(&other.gradient);
        Self {
            value: a * b,
            gradient: slopes.map(|(&g, &h)| b * g + a * h).collect(),
            hessian: (0..n * n).map(entry).collect(),
        }
    }

    /// The sum of several.
    pub(crate) fn sum(jets: &[Self]) -> Self {
        let (first, rest) = jets.split_first().expect("a graph has outputs");
        rest.iter().fold(first.clone(), |sum, jet| sum.plus(jet))
    }
}
