//! Odd but legal: what people's code looks like, and what their macros make.

// What is odd here is what clippy would have otherwise.
#![allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    clippy::all,
    clippy::pedantic
)]

use grad_check::grad_check;

// Raw identifiers, as function, argument and option.
#[grad_check(at(r#type = 0.5))]
fn r#match(r#type: f64) -> (f64, f64) {
    (r#type * r#type, 2.0 * r#type)
}

#[grad_check(at(type = 0.5), given(r#where = 2.0))]
fn keywords_in_options(r#type: f64, r#where: f64) -> (f64, f64) {
    (r#where * r#type, r#where)
}

// An argument named like the function, like a variable of the expansion, like a test point's maker.
#[grad_check(at(x = 0.5))]
fn x(x: f64) -> (f64, f64) {
    (x * x, 2.0 * x)
}

#[grad_check(at(callee = 0.5, seed = 2.0), given(report = 1.0, part0 = 2.0))]
fn names_of_the_expansion(callee: f64, seed: f64, report: f64, part0: f64) -> (f64, (f64, f64)) {
    (
        callee * seed * report * part0,
        (seed * report * part0, callee * report * part0),
    )
}

#[grad_check(at(randn = 0.5))]
fn named_like_a_maker(randn: f64) -> (f64, f64) {
    (randn * randn, 2.0 * randn)
}

// Patterns.
struct Pair {
    a: f64,
    b: f64,
}

#[grad_check(at = (0.5, 2.0))]
fn tuple_pattern((a, b): (f64, f64)) -> (f64, (f64, f64)) {
    (a * b, (b, a))
}

#[grad_check(at(arg0 = [0.5, 2.0]), given(arg1 = Pair { a: 1.0, b: 2.0 }))]
fn several_patterns([x, y]: [f64; 2], Pair { a, b }: &Pair) -> (f64, [f64; 2]) {
    (a * b * x * y, [a * b * y, a * b * x])
}

#[grad_check(at(x = 0.5), given(arg1 = 3.0))]
fn wildcard(mut x: f64, _: f64) -> (f64, f64) {
    let slope = 2.0 * x;
    x *= x;
    (x, slope)
}

#[grad_check]
fn reference_pattern(&x: &f64, _y: f64) -> (f64, (f64, f64)) {
    (x * _y, (_y, x))
}

// Functions that macros make.
macro_rules! power {
    ($name:ident, $argument:ident: $t:ty, $n:expr, at $point:expr) => {
        #[grad_check(eps = 1e-7, at($argument = $point))]
        fn $name($argument: $t) -> ($t, $t) {
            let n: i32 = $n;
            (
                $argument.powi(n),
                <$t>::from(n as i16) * $argument.powi(n - 1),
            )
        }
    };
}
power!(third_power, theta: f64, 3, at 0.5);
power!(fourth_power, theta: f64, 2 + 2, at 0.25 + 0.25);

macro_rules! hygienic {
    ($name:ident, $t:ty) => {
        #[grad_check]
        fn $name(x: &[$t; 2], y: $t) -> ($t, ([$t; 2], $t)) {
            (x[0] * x[1] * y, ([x[1] * y, x[0] * y], x[0] * x[1]))
        }
    };
}
hygienic!(of_arrays, f64);

// A module named like the function, a helper named like ours, nested modules.
#[grad_check(at = zeros(3))]
fn layer(x: &[f64]) -> (f64, Vec<f64>) {
    (
        x.iter().map(|x| (x - 1.0).powi(2)).sum(),
        x.iter().map(|x| 2.0 * (x - 1.0)).collect(),
    )
}
mod layer {}

/// Not the crate's: it takes precedence.
fn zeros(n: i32) -> Vec<f64> {
    (0..n).map(f64::from).collect()
}

mod outer {
    pub mod inner {
        use grad_check::grad_check as check_my_gradient;

        #[check_my_gradient(at = super::POINT)]
        pub(in crate::odd_uses::outer) fn nested(x: f64) -> (f64, f64) {
            (x.exp(), x.exp())
        }
    }
    const POINT: f64 = 0.5;
}

// Inside a function body: legal, but no test harness can reach it, of which rustc warns.
#[test]
#[allow(unnameable_test_items)]
fn inside_a_body() {
    #[grad_check(at = 0.5)]
    fn inner(x: f64) -> (f64, f64) {
        (x * x, 2.0 * x)
    }
    assert_eq!(inner(3.0), (9.0, 6.0));
}

// Attributes.
#[ignore = "its gradient is a known problem"]
#[grad_check]
fn ignored(x: f64) -> (f64, f64) {
    (x * x, x)
}

#[grad_check]
#[should_panic]
fn known_to_be_wrong(x: f64) -> (f64, f64) {
    (x * x, x)
}

#[cfg_attr(test, grad_check::grad_check(eps = 1e-6, at = 2.0))]
pub fn behind_cfg_attr(x: f64) -> (f64, f64) {
    (x * x, 2.0 * x)
}

#[deprecated]
#[grad_check]
#[must_use]
#[inline]
fn deprecated(x: f64) -> (f64, f64) {
    (x * x, 2.0 * x)
}

#[cfg(any())]
#[grad_check]
fn absent(x: NoSuchType) -> (f64, f64) {
    (x, x)
}

#[grad_check]
#[expect(clippy::needless_return)]
fn expectation(x: f64) -> (f64, f64) {
    return (x * x, 2.0 * x);
}

// Signatures.
#[grad_check(at = 0.5)]
const fn constant(x: f64) -> (f64, f64) {
    (x * x, 2.0 * x)
}

#[grad_check(at = 0.5)]
extern "Rust" fn with_an_abi(x: f64) -> (f64, f64) {
    (x * x, 2.0 * x)
}

#[grad_check(at(x = [1.0, 2.0]), given(y = vec![3.0, 4.0]))]
fn lifetimes<'a, 'b: 'a>(x: &'a [f64; 2], y: &'b [f64]) -> (f64, &'b [f64])
where
    'b: 'a,
{
    (x.iter().zip(y).map(|(x, y)| x * y).sum(), y)
}

#[grad_check(at = [1.0; 2], types(T = f64, N = 2,),)]
fn generic_with_lifetime<'a, T: Copy + Into<f64>, const N: usize>(x: &'a [T; N]) -> (f64, [f64; N])
where
    [T; N]: Sized,
{
    (
        x.iter().map(|&x| x.into().powi(2)).sum(),
        x.map(|x| 2.0 * x.into()),
    )
}

#[grad_check(at = Default::default(), given(data = &[1.0, 2.0]))]
fn reference_given_as_a_reference(w: [f64; 2], data: &[f64]) -> (f64, [f64; 2]) {
    (
        (0..2).map(|i| (w[i] - data[i]).powi(2)).sum(),
        [0, 1].map(|i| 2.0 * (w[i] - data[i])),
    )
}

// Arguments that are there under a condition.
#[grad_check(at(x = 0.5, y = 2.0, z = 3.0))]
fn arguments_behind_cfg(x: f64, #[cfg(any())] y: f64, #[cfg(all())] z: f64) -> (f64, (f64, f64)) {
    (x * x * z, (2.0 * x * z, x * x))
}

// Types that a generic parameter has.
trait Model {
    type Parameters;
    fn cost(p: &Self::Parameters) -> f64;
    fn gradient(p: &Self::Parameters) -> Self::Parameters;
}

struct Product;

impl Model for Product {
    type Parameters = [f64; 2];
    fn cost(p: &[f64; 2]) -> f64 {
        p[0] * p[1]
    }
    fn gradient(p: &[f64; 2]) -> [f64; 2] {
        [p[1], p[0]]
    }
}

#[grad_check(types(M = Product))]
fn of_an_associated_type<M: Model>(p: &M::Parameters) -> (f64, M::Parameters) {
    (M::cost(p), M::gradient(p))
}

#[grad_check(types(M = Product), at = [0.5, 2.0])]
fn of_an_associated_type_at<M: Model>(p: <M as Model>::Parameters) -> (f64, M::Parameters) {
    (M::cost(&p), M::gradient(&p))
}

#[test]
fn the_functions_are_unchanged() {
    assert_eq!(r#match(2.0), (4.0, 4.0));
    assert_eq!(behind_cfg_attr(2.0), (4.0, 4.0));
    assert_eq!(constant(2.0), (4.0, 4.0));
}

/// Trait objects: lent from a value, from a reference to one, or boxed and made anew.
mod objects {
    use super::*;

    pub trait Penalty {
        fn cost(&self, w: f64) -> f64;
        fn slope(&self, w: f64) -> f64;
    }

    pub struct L2(f64);

    impl Penalty for L2 {
        fn cost(&self, w: f64) -> f64 {
            self.0 * w * w / 2.0
        }

        fn slope(&self, w: f64) -> f64 {
            self.0 * w
        }
    }

    static TENTH: L2 = L2(0.1);

    #[grad_check(at(w = 0.3), given(by_value = L2(0.2), by_reference = &L2(0.3), in_place = &TENTH))]
    fn lent(
        w: f64,
        by_value: &dyn Penalty,
        by_reference: &dyn Penalty,
        in_place: &dyn Penalty,
    ) -> (f64, f64) {
        let all = [by_value, by_reference, in_place];
        (
            all.iter().map(|p| p.cost(w)).sum(),
            all.iter().map(|p| p.slope(w)).sum(),
        )
    }

    #[grad_check(at(w = 0.3), given(lambda = 0.2, penalty = Box::new(L2(lambda)), f = Box::new(f64::sin)))]
    fn boxed(
        w: f64,
        lambda: f64,
        penalty: Box<dyn Penalty>,
        f: Box<dyn Fn(f64) -> f64 + Send>,
    ) -> (f64, f64) {
        (penalty.cost(w) + f(w) + lambda, penalty.slope(w) + w.cos())
    }

    #[grad_check(at(w = 0.3), given(penalty = Box::new(L2(0.2))))]
    #[should_panic(expected = "w is wrong (analytic = 0.5000 × numeric)")]
    fn boxed_and_wrong(w: f64, penalty: Box<dyn Penalty>) -> (f64, f64) {
        (penalty.cost(w), penalty.slope(w) / 2.0)
    }
}

/// What may fail says `None` as well as `Err`, in one function or in two.
mod in_an_option {
    use grad_check::{GradCheck, Verdict, grad_check};

    struct Pole(f64);

    #[grad_check(on = Pole(1.0))]
    impl Pole {
        #[grad_check(gradient = slope, at = 2.5)]
        fn value(&self, x: f64) -> Option<f64> {
            (x != self.0).then(|| 1.0 / (x - self.0))
        }
        fn slope(&self, x: f64) -> Option<f64> {
            (x != self.0).then(|| -(x - self.0).powi(-2))
        }

        #[should_panic(expected = "None")]
        #[grad_check(gradient = slope, at = 1.0)]
        fn value_at_the_pole(&self, x: f64) -> Option<f64> {
            self.value(x)
        }

        #[should_panic(expected = "analytic = −numeric")]
        #[grad_check(gradient = slope_with_a_sign, at = 2.5)]
        fn value_with_a_sign(&self, x: f64) -> Option<f64> {
            self.value(x)
        }
        fn slope_with_a_sign(&self, x: f64) -> Option<f64> {
            self.slope(x).map(|slope| -slope)
        }
    }

    #[grad_check(jacobian, at = [0.3, 0.8])]
    fn outputs(x: &[f64; 2]) -> Option<([f64; 1], [[f64; 2]; 1])> {
        Some(([x[0] * x[1]], [[x[1], x[0]]]))
    }

    #[grad_check(pullback, at = 0.3)]
    fn backward(x: f64) -> Option<(f64, impl Fn(&f64) -> f64)> {
        Some((x.sin(), move |u: &f64| x.cos() * u))
    }

    #[grad_check(at(x = 0.3, y = 0.8))]
    fn one_by_one(x: f64, y: f64) -> Option<(f64, f64, f64)> {
        Some((x * y, y, x))
    }

    #[test]
    fn by_the_builder() {
        let cost = |x: &f64| (*x > 0.0).then(|| x.ln());
        let slope = |x: &f64| (*x > 0.0).then(|| 1.0 / x);
        let check = GradCheck::new("ln");
        check.run_pair(&2.0, cost, slope).assert();
        assert_ne!(check.run_pair(&-2.0, cost, slope).verdict(), Verdict::Pass);
        let twice = |x: &f64| slope(x).map(|slope| 2.0 * slope);
        assert_eq!(check.run_pair(&2.0, cost, twice).verdict(), Verdict::Fail);
        let jacobian = |x: &f64| Some((x.ln(), 1.0 / x));
        check.run_jacobian(&2.0, jacobian).assert();
        let hessian = |x: &f64| Some((x.ln(), 1.0 / x, -1.0 / (x * x)));
        check.run_hessian(&2.0, hessian).assert();
    }
}

/// What is written to needn't be `Clone`, and a gradient may borrow from it.
mod scratch_space {
    use grad_check::grad_check;

    #[derive(Default)]
    struct Workspace {
        gradient: Vec<f64>,
        calls: usize,
    }

    fn cubes(x: &[f64], space: &mut Workspace, factor: f64) -> f64 {
        assert_eq!(space.calls, 0);
        space.calls += 1;
        space.gradient.extend(x.iter().map(|x| factor * x * x));
        x.iter().map(|x| x.powi(3)).sum()
    }

    #[grad_check(at(x = [0.2, 0.9]), given(space = Workspace::default()))]
    fn borrowed<'s>(x: &[f64], space: &'s mut Workspace) -> (f64, &'s [f64]) {
        (cubes(x, space, 3.0), &space.gradient)
    }

    #[should_panic(expected = "analytic = 2.000 × numeric")]
    #[grad_check(at(x = [0.2, 0.9]), given(space = Workspace::default()))]
    fn borrowed_and_twice<'s>(x: &[f64], space: &'s mut Workspace) -> (f64, &'s [f64]) {
        (cubes(x, space, 6.0), &space.gradient)
    }
}

/// An argument that isn't used has an underscore, and is named with it or without.
mod not_used {
    use grad_check::grad_check;

    #[grad_check(given(_type = 3, _self = _type + 1, k = _self as f64))]
    fn with_it(x: f64, _type: usize, _self: usize, k: f64) -> (f64, f64) {
        (k * x * x, 2.0 * k * x)
    }

    #[grad_check(given(t = 0.3, s = t + 1.0, r#type = 3))]
    fn without_it(x: f64, _t: f64, s: f64, _type: usize) -> (f64, f64) {
        (s * x * x, 2.0 * s * x)
    }

    #[should_panic(expected = "analytic = 0.5000 × numeric")]
    #[grad_check(given(t = 0.3))]
    fn and_half(x: f64, _t: f64) -> (f64, f64) {
        (x * x, x)
    }
}
