//! Every form of a receiver, and none; the right function passes, and the wrong one fails under its own name.

// Every way to take a receiver and an argument is shown, also those that clippy would have otherwise.
#![allow(clippy::needless_pass_by_value, clippy::trivially_copy_pass_by_ref)]
#![allow(clippy::boxed_local, clippy::unused_self)]

use grad_check::{Params, Rng, Sample, grad_check};
use ndarray::{Array1, Array2};
use std::rc::Rc;

#[derive(Clone)]
struct Ridge {
    x: Array2<f64>,
    y: Array1<f64>,
    lambda: f64,
    calls: usize,
}

impl Ridge {
    fn example() -> Self {
        Self {
            x: grad_check::randn((8, 3)),
            y: grad_check::randn(8),
            lambda: 0.3,
            calls: 0,
        }
    }
}

#[cfg_attr(test, grad_check::grad_check)]
impl Ridge {
    #[cfg_attr(test, grad_check::grad_check(on = Ridge::example(), at = randn(3)))]
    fn by_reference(&self, w: &Array1<f64>) -> (f64, Array1<f64>) {
        let r = self.x.dot(w) - &self.y;
        let cost = 0.5 * (r.dot(&r) + self.lambda * w.dot(w));
        (cost, self.x.t().dot(&r) + self.lambda * w)
    }

    #[cfg_attr(
        test,
        grad_check::grad_check(on = Self::example(), at(w = randn(3))),
        should_panic(expected = "gradient check failed: Ridge::without_decay: w is wrong")
    )]
    fn without_decay(&self, w: &Array1<f64>) -> (f64, Array1<f64>) {
        let r = self.x.dot(w) - &self.y;
        let cost = 0.5 * (r.dot(&r) + self.lambda * w.dot(w));
        (cost, self.x.t().dot(&r))
    }

    /// A receiver that remembers would give another cost at each call; it is made anew.
    #[cfg_attr(test, grad_check::grad_check(on = Ridge::example(), at = randn(3)))]
    fn by_mutable_reference(&mut self, w: &Array1<f64>) -> (f64, Array1<f64>) {
        self.lambda += 0.1;
        self.calls += 1;
        assert_eq!(self.calls, 1);
        self.by_reference(w)
    }

    #[cfg_attr(test, grad_check::grad_check(on = Ridge::example(), at = randn(3)))]
    fn by_value(mut self, w: &Array1<f64>) -> (f64, Array1<f64>) {
        self.lambda *= 2.0;
        self.by_reference(w)
    }

    #[cfg_attr(test, grad_check::grad_check(on = Box::new(Ridge::example()), at = randn(3)))]
    fn boxed(self: Box<Self>, w: &Array1<f64>) -> (f64, Array1<f64>) {
        self.by_reference(w)
    }

    #[cfg_attr(test, grad_check::grad_check(on = Rc::new(Self::example()), at = randn(3)))]
    fn counted(self: &Rc<Self>, w: &Array1<f64>) -> (f64, Array1<f64>) {
        self.by_reference(w)
    }

    /// The receiver may be made of what is given.
    #[cfg_attr(test, grad_check::grad_check(
        on = Ridge { x: x.clone(), ..Self::example() }, at(w = randn(2)), given(x = randn((8, 2)))))]
    fn of_data(&self, w: &Array1<f64>, x: &Array2<f64>) -> (f64, Array1<f64>) {
        assert_eq!(self.x, x);
        self.by_reference(w)
    }

    #[cfg_attr(test, grad_check::grad_check)]
    fn of_no_receiver(x: f64) -> (f64, f64) {
        (x * x, 2.0 * x)
    }

    #[cfg_attr(
        test,
        grad_check::grad_check,
        should_panic(expected = "Ridge::halved: x is wrong")
    )]
    fn halved(x: f64) -> (f64, f64) {
        (x * x, x)
    }

    #[cfg_attr(test, grad_check::grad_check(at(w = randn(3)), given(mut_model = Self::example())))]
    fn own_type_as_argument(mut mut_model: Self, w: &Array1<f64>) -> (f64, Array1<f64>) {
        mut_model.lambda = 1.0;
        mut_model.by_reference(w)
    }
}

#[derive(Clone, Params)]
struct Bowl {
    a: f64,
    b: [f64; 2],
    #[params(skip)]
    calls: usize,
}

impl Sample for Bowl {
    fn sample(rng: &mut Rng) -> Self {
        let b = [rng.normal(), rng.normal()];
        Self {
            a: 1.3,
            b,
            calls: 0,
        }
    }
}

/// The receiver holds the parameters.
#[grad_check]
impl Bowl {
    #[grad_check]
    fn drawn(&self) -> (f64, Self) {
        let gradient = Self {
            a: self.b[0] * self.b[1],
            b: [self.a * self.b[1], self.a * self.b[0]],
            calls: 0,
        };
        (self.a * self.b[0] * self.b[1], gradient)
    }

    #[grad_check(at = Bowl { a: 0.5, b: [1.0, 2.0], calls: 0 })]
    fn written(&self) -> (f64, Self) {
        self.drawn()
    }

    #[grad_check(at(self = Bowl { a: 0.5, b: [1.0, 2.0], calls: 0 }, x = 2.0))]
    fn beside_an_argument(&mut self, x: f64) -> (f64, (Self, f64)) {
        self.calls += 1;
        assert_eq!(self.calls, 1);
        let (cost, mut gradient) = self.drawn();
        gradient.a *= x;
        gradient.b = gradient.b.map(|slope| slope * x);
        (cost * x, (gradient, cost))
    }

    #[grad_check(at(self = Bowl { a: 0.5, b: [1.0, 2.0], calls: 0 }), only = ["b"])]
    #[should_panic(expected = "Bowl::exchanged: b is wrong")]
    fn exchanged(self) -> (f64, Self) {
        let (cost, mut gradient) = self.drawn();
        gradient.b.reverse();
        (cost, gradient)
    }

    #[grad_check(on = Bowl { a: 0.5, b: [1.0, 2.0], calls: 0 }, at(self.b, self.a = 3.0))]
    fn some_fields(&self) -> (f64, ([f64; 2], f64)) {
        assert!(self.a > 1.0);
        let (cost, gradient) = self.drawn();
        (cost, (gradient.b, gradient.a))
    }
}

mod options {
    use super::*;

    #[grad_check]
    impl Ridge {
        #[grad_check(on = Ridge::example(), at(w = randn(3)), points(near(w = zeros(3)), far(w = Array1::ones(3))), seed = 4, eps = 1e-6)]
        fn at_points(&self, w: &Array1<f64>) -> (f64, Array1<f64>) {
            self.by_reference(w)
        }

        #[grad_check(on = Ridge::example(), at(w = randn(3), b = 0.5), only = ["b"], threads = 2)]
        fn one_block(&self, w: &Array1<f64>, b: f64) -> (f64, (Array1<f64>, f64)) {
            (w.sum() * b, (w.clone(), w.sum()))
        }

        #[grad_check(on = Ridge::example(), at = randn(3), cost = cost_alone)]
        fn with_cost(&self, w: &Array1<f64>) -> (f64, Array1<f64>) {
            self.by_reference(w)
        }

        fn cost_alone(&self, w: &Array1<f64>) -> f64 {
            self.by_reference(w).0
        }

        #[ignore = "its gradient is a known problem"]
        #[grad_check(on = Ridge::example(), at = randn(3))]
        fn ignored(&self, w: &Array1<f64>) -> (f64, Array1<f64>) {
            (self.by_reference(w).0, w.clone())
        }

        #[cfg(any())]
        #[grad_check(on = Ridge::example())]
        fn absent(&self, w: NoSuchType) -> (f64, f64) {
            self.no_such_function(w)
        }

        #[cfg_attr(all(test, any()), grad_check(on = NoSuchType))]
        #[allow(dead_code)]
        fn never_checked(&self, x: f64) -> (f64, f64) {
            (x, x)
        }

        #[expect(non_snake_case)]
        #[grad_check(on = Ridge::example(), at(W = randn(3)))]
        fn capitals(&self, W: &Array1<f64>) -> (f64, Array1<f64>) {
            self.by_reference(W)
        }
    }

    /// What is allowed above the block is allowed in its tests.
    #[deny(warnings)]
    mod allowed {
        use super::*;

        #[grad_check(on = Ridge::example())]
        #[allow(non_snake_case)]
        impl Ridge {
            #[grad_check(at(W = randn(3)))]
            fn capitals_again(&self, W: &Array1<f64>) -> (f64, Array1<f64>) {
                self.by_reference(W)
            }
        }
    }
}
