//! Odd but legal blocks: made by macros, of types without a name, with receivers and results of every form.

// What is odd here is what clippy would have otherwise.
#![allow(dead_code, unused_qualifications, clippy::all, clippy::pedantic)]

use grad_check::grad_check;
use ndarray::{Array1, Array2, ArrayView1};

macro_rules! parabola {
    ($name:ident, $t:ty, $f:ident, $at:expr) => {
        struct $name {
            k: $t,
        }
        #[grad_check]
        impl $name {
            #[grad_check(on = $name { k: 2.0 }, at = $at)]
            fn $f(&self, x: $t) -> ($t, $t) {
                (self.k * x * x, 2.0 * self.k * x)
            }
        }
    };
}
parabola!(Made, f64, cost, 0.5);

trait Energy: Sized {
    fn energy(&self) -> (f64, Self);
}

macro_rules! energy {
    ($t:ty) => {
        #[grad_check]
        impl Energy for $t {
            #[grad_check(at(self = [0.5, 2.0]))]
            fn energy(&self) -> (f64, Self) {
                (self[0] * self[1], [self[1], self[0]])
            }
        }
    };
}
energy!([f64; 2]);

#[grad_check]
impl Energy for Vec<f64> {
    #[grad_check(at = vec![0.5, 2.0])]
    fn energy(&self) -> (f64, Self) {
        (self[0] * self[1], vec![self[1], self[0]])
    }
}

#[grad_check]
impl Energy for (f64, f64) {
    #[grad_check]
    fn energy(&self) -> (f64, Self) {
        (self.0 * self.1, (self.1, self.0))
    }
}

/// The type stands in its own trait.
trait Over<T> {
    fn over(&self, other: T) -> (f64, T);
}

#[derive(Clone, Copy, grad_check::Params)]
struct Pair {
    x: f64,
    y: f64,
}

#[grad_check]
impl Over<Self> for Pair {
    #[grad_check(on = Pair { x: 1.0, y: 2.0 }, at(other = Self { x: 0.5, y: 0.3 }))]
    fn over(&self, other: Self) -> (f64, Self) {
        (self.x * other.x + self.y * other.y, *self)
    }
}

mod inner {
    pub(super) struct Deep<F>(pub(super) F);
}

#[grad_check]
impl crate::methods::odd_blocks::inner::Deep<f64> {
    const K: f64 = 2.0;

    #[grad_check(on = Self(3.0))]
    fn cost(self: &Self, receiver: f64) -> (f64, f64) {
        (self.0 * receiver, self.0)
    }

    #[grad_check(on = Self(3.0))]
    fn lifetimes<'a>(&'a mut self, x: &'a [f64; 1]) -> (f64, &'a [f64; 1]) {
        self.0 = 1.0;
        (x[0] * x[0] / 2.0, x)
    }

    #[grad_check(on = Self(3.0))]
    fn typed_reference(self: &mut Self, x: f64) -> (f64, f64) {
        self.0 += 1.0;
        (self.0 * x, self.0)
    }

    #[grad_check(on = Self(3.0))]
    fn typed_value(mut self: Self, x: f64) -> (f64, f64) {
        self.0 += 1.0;
        (self.0 * x, self.0)
    }

    #[grad_check(on = Self(3.0), threads = 2)]
    fn on_threads(&mut self, x: f64) -> (f64, f64) {
        self.0 += 1.0;
        (self.0 * x, self.0)
    }

    #[grad_check(on = Self(3.0), given(f = |x: f64| x * x))]
    fn with_a_callback(&self, x: f64, f: impl Fn(f64) -> f64) -> (f64, f64) {
        (f(x) * self.0, 2.0 * x * self.0)
    }

    #[cfg_attr(test, cfg_attr(all(), grad_check(on = Self(3.0))))]
    fn behind_two(&self, x: f64) -> (f64, f64) {
        (x * self.0, self.0)
    }

    #[grad_check(on = Self([1.0, 2.0][0] * vec![Self::K; 3][1]))]
    fn in_groups(&self, x: f64) -> (f64, f64) {
        (x * self.0, self.0)
    }

    #[grad_check(on = Self(3.0), at(x = 0.5, y = 2.0))]
    fn behind_cfg(&self, x: f64, #[cfg(any())] y: f64) -> (f64, f64) {
        (x * self.0, self.0)
    }
}

/// A block of the same type with another parameter has tests of other names.
#[grad_check]
impl inner::Deep<f32> {
    #[grad_check(on = Self(3.0))]
    fn cost(&self, x: f32) -> (f32, f32) {
        (self.0 * x, self.0)
    }
}

struct Cached {
    w: Array2<f64>,
    g: Array1<f64>,
}

/// Results that borrow from a receiver which is made anew.
#[grad_check(on = Self { w: randn((2, 3)), g: zeros(3) })]
impl Cached {
    #[grad_check(at = randn(3))]
    fn borrowed(&mut self, x: &Array1<f64>) -> (f64, &Array1<f64>) {
        let z = self.w.dot(x);
        self.g = self.w.t().dot(&z);
        (z.dot(&z) / 2.0, &self.g)
    }

    #[grad_check(at = randn(3))]
    fn view(&mut self, x: ArrayView1<'_, f64>) -> Result<(f64, ArrayView1<'_, f64>), String> {
        let z = self.w.dot(&x);
        self.g = self.w.t().dot(&z);
        Ok((z.dot(&z) / 2.0, self.g.view()))
    }

    #[grad_check(gradient = kept_gradient, at = randn(3))]
    fn cost(&self, x: &Array1<f64>) -> f64 {
        let z = self.w.dot(x);
        z.dot(&z) / 2.0
    }

    fn kept_gradient(&mut self, x: &Array1<f64>) -> &Array1<f64> {
        let z = self.w.dot(x);
        self.g = self.w.t().dot(&z);
        &self.g
    }

    #[grad_check(pullback, at = randn(3))]
    fn closure(
        &self,
        x: &Array1<f64>,
    ) -> (Array1<f64>, impl Fn(&Array1<f64>) -> Array1<f64> + use<>) {
        let w = self.w.clone();
        (self.w.dot(x), move |u| w.t().dot(u))
    }

    #[grad_check(jacobian, at = randn(3))]
    fn matrix(&mut self, x: &Array1<f64>) -> (Array1<f64>, Array2<f64>) {
        (self.w.dot(x), self.w.clone())
    }

    #[grad_check(pullback = backward, at(x = randn(3)))]
    fn forward(&self, x: &Array1<f64>) -> Result<Array1<f64>, String> {
        Ok(self.w.dot(x))
    }

    fn backward(&mut self, u: &Array1<f64>) -> Array1<f64> {
        self.w.t().dot(u)
    }

    #[grad_check(pullback = backward_of_view, at(x = randn(3), self.w))]
    fn forward_again(&self, x: &Array1<f64>) -> Array1<f64> {
        self.w.dot(x)
    }

    fn backward_of_view(
        &self,
        x: &Array1<f64>,
        u: ArrayView1<'_, f64>,
    ) -> (Array1<f64>, Array2<f64>) {
        let dw = Array2::from_shape_fn((2, 3), |(i, j)| u[i] * x[j]);
        (self.w.t().dot(&u), dw)
    }
}

// Inside a function body: legal, but no test harness can reach it, of which rustc warns.
#[test]
#[allow(unnameable_test_items)]
fn inside_a_body() {
    struct Local;
    #[grad_check]
    impl Local {
        #[grad_check(on = Local)]
        fn cost(&self, x: f64) -> (f64, f64) {
            (x * x, 2.0 * x)
        }
    }
    assert_eq!(Local.cost(3.0), (9.0, 6.0));
}
