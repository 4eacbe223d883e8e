//! Several attributes on one function: a test for each, named for what tells them apart.

use grad_check::grad_check;

#[derive(Clone, Copy)]
enum Activation {
    Tanh,
    Leaky(f64),
    Step,
}

#[grad_check]
impl Activation {
    #[grad_check(gradient = derivative, on = Activation::Tanh, at = 0.4)]
    #[grad_check(gradient = derivative, on = Self::Leaky(0.1), at = -0.4)]
    fn apply(self, x: f64) -> f64 {
        match self {
            Self::Tanh => x.tanh(),
            Self::Leaky(slope) => x.max(slope * x),
            Self::Step => x.floor(),
        }
    }

    fn derivative(self, x: f64) -> f64 {
        match self {
            Self::Tanh => 1.0 - x.tanh().powi(2),
            Self::Leaky(slope) if x < 0.0 => slope,
            Self::Leaky(_) => 1.0,
            Self::Step => 0.0,
        }
    }
}

#[grad_check(at(x = 0.4), given(kind = Activation::Tanh))]
#[grad_check(at(x = -0.4), given(kind = Activation::Leaky(0.1)))]
fn applied(kind: Activation, x: f64) -> (f64, f64) {
    (kind.apply(x), kind.derivative(x))
}

fn slope(x: f64) -> f64 {
    3.0 * x * x
}

fn curvature(x: f64) -> f64 {
    6.0 * x
}

#[grad_check(gradient = slope, at = 0.7)]
#[grad_check(gradient = slope, hessian = curvature, at = 0.7)]
fn cube(x: f64) -> f64 {
    x * x * x
}

#[grad_check(at(x = 0.4), given(kind = Activation::Tanh))]
#[grad_check(at(x = 0.4), given(kind = Activation::Leaky(0.1)))]
#[should_panic(expected = "gradient check failed: doubled (")]
fn doubled(kind: Activation, x: f64) -> (f64, f64) {
    (kind.apply(x), 2.0 * kind.derivative(x))
}

#[grad_check(at(x = randn(3)[0]), given(kind = Activation::Leaky(0.1)))]
#[grad_check(at(x = randn(3)[0]), given(kind = Activation::Leaky(0.25)))]
fn leaky(kind: Activation, x: f64) -> (f64, f64) {
    (kind.apply(x), kind.derivative(x))
}

#[test]
fn each_has_a_test_of_its_own() {
    applied_grad_check_tanh();
    applied_grad_check_leaky();
    leaky_grad_check_0_1();
    leaky_grad_check_0_25();
    activation_apply_grad_check_tanh();
    activation_apply_grad_check_leaky();
    cube_grad_check_gradient();
    cube_grad_check_hessian();
    assert_eq!(Activation::Step.derivative(0.3), 0.0);
}
