//! Blocks with parameters, lifetimes and traits of their own.

#![allow(clippy::needless_pass_by_value)] // every way to take an argument is shown

use grad_check::grad_check;
use ndarray::{Array1, ArrayView1, ArrayView2};
use std::ops::{Add, Mul};

struct Scaled<F, const N: usize> {
    by: F,
}

#[grad_check(types(F = f64, N = 2))]
impl<F: Copy + Mul<Output = F> + Add<Output = F>, const N: usize> Scaled<F, N> {
    #[grad_check(on = Scaled { by: 0.5 })]
    fn product(&self, x: [F; N]) -> (F, [F; N]) {
        let swapped = core::array::from_fn(|i| self.by * x[N - 1 - i]);
        (self.by * x[0] * x[N - 1], swapped)
    }

    #[grad_check(on = Self { by: 0.5 }, types(F = f32, N = 2))]
    #[grad_check(on = Self { by: 0.5 }, types(F = f64, N = 2))]
    fn in_both_precisions(&self, x: &[F; N]) -> (F, [F; N]) {
        self.product(*x)
    }

    #[grad_check(on = Self { by: 0.5 }, types(F = f64, N = 2, G = f64), given(g = 1.0))]
    fn with_a_type_of_its_own<G: Copy + Into<f64>>(&self, x: [F; N], g: G) -> (F, [F; N]) {
        let _: f64 = g.into();
        self.product(x)
    }

    #[grad_check(on = Self { by: 0.5 }, at = [1.0; N])]
    #[should_panic(expected = "Scaled::doubled: x is wrong (analytic = 2.000 × numeric")]
    fn doubled(&self, x: [F; N]) -> (F, [F; N]) {
        let (cost, gradient) = self.product(x);
        (cost, gradient.map(|slope| slope + slope))
    }
}

struct Borrowed<'a> {
    x: ArrayView2<'a, f64>,
    y: &'a [f64],
}

#[grad_check]
impl<'a> Borrowed<'a> {
    fn new(x: ArrayView2<'a, f64>, y: &'a [f64]) -> Self {
        Self { x, y }
    }

    #[grad_check(on = Self::new(x.view(), &[1.0, 2.0, 3.0]), at(w = randn(2)), given(x = randn((3, 2))))]
    fn of_data(&self, w: ArrayView1<'_, f64>, x: ArrayView2<'a, f64>) -> (f64, Array1<f64>) {
        let _ = x;
        let r = self.x.dot(&w) - ArrayView1::from(self.y);
        (r.dot(&r) / 2.0, self.x.t().dot(&r))
    }
}

/// Elided lifetimes, a reference as the type, and a trait with a parameter.
trait Energy<T> {
    type Parameters;
    const SCALE: T;
    fn energy(&self, p: &Self::Parameters) -> (T, Self::Parameters);
    fn start() -> Self::Parameters;
}

struct Spring {
    stiffness: f64,
}

#[grad_check]
impl Energy<f64> for &'_ Spring {
    type Parameters = Vec<f64>;
    const SCALE: f64 = 2.0;

    #[grad_check(on = &Spring { stiffness: 3.0 }, at = Self::start())]
    fn energy(&self, p: &Self::Parameters) -> (f64, Self::Parameters) {
        let factor = self.stiffness * Self::SCALE;
        let cost = p.iter().map(|x| x * x).sum::<f64>() / 2.0;
        (factor * cost, p.iter().map(|x| factor * x).collect())
    }

    fn start() -> Self::Parameters {
        vec![0.3, -0.7]
    }
}

#[grad_check]
impl Energy<f32> for Spring {
    type Parameters = [f32; 2];
    const SCALE: f32 = 1.0;

    #[grad_check(on = Spring { stiffness: 3.0 }, at = <Self as Energy<f32>>::start())]
    #[should_panic(expected = "Spring::energy: p is wrong")]
    fn energy(&self, p: &Self::Parameters) -> (f32, Self::Parameters) {
        (p[0] * p[1] * Self::SCALE, [p[1], -p[0]])
    }

    fn start() -> Self::Parameters {
        [0.3, -0.7]
    }
}

/// Functions of a trait that take no receiver.
trait Cost {
    fn cost(x: f64) -> (f64, f64);
    fn wrong(x: f64) -> (f64, f64);
}

struct Cube;

#[cfg_attr(test, grad_check::grad_check)]
impl Cost for Cube {
    #[cfg_attr(test, grad_check::grad_check)]
    fn cost(x: f64) -> (f64, f64) {
        (x.powi(3), 3.0 * x.powi(2))
    }

    #[cfg_attr(
        test,
        grad_check::grad_check,
        should_panic(expected = "Cube::wrong: x is wrong")
    )]
    fn wrong(x: f64) -> (f64, f64) {
        (x.powi(3), 2.0 * x.powi(2))
    }
}
