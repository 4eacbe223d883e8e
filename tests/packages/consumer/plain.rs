//! The attribute as it stands in a test crate.

#![deny(warnings, missing_docs, clippy::all, clippy::pedantic, clippy::nursery)]
#![no_implicit_prelude]

use ::grad_check::grad_check;
use ::std::collections::HashMap;
use ::std::string::String;
use ::std::vec::Vec;

#[grad_check]
fn drawn(x: [f64; 2], y: f64) -> (f64, ([f64; 2], f64)) {
    (x[0] * x[1] * y, ([x[1] * y, x[0] * y], x[0] * x[1]))
}

#[grad_check(eps = 1e-7, at = [1.0, 2.0])]
fn slice(x: &[f64]) -> (f64, Vec<f64>) {
    (x[0] * x[1], ::std::vec![x[1], x[0]])
}

type Parameters = HashMap<String, [f64; 1]>;

#[grad_check(at(p = init()), given(f = |x: f64| x * x))]
fn map(p: &Parameters, f: &dyn ::core::ops::Fn(f64) -> f64) -> (f64, Parameters) {
    let [w] = p["w"];
    (f(w), ::core::convert::From::from([(::std::borrow::ToOwned::to_owned("w"), [2.0 * w])]))
}

fn init() -> Parameters {
    ::core::convert::From::from([(::std::borrow::ToOwned::to_owned("w"), [0.3])])
}

#[grad_check]
#[should_panic(expected = "gradient check failed: wrong")]
fn wrong(x: f64) -> (f64, f64) {
    (x * x, x)
}
