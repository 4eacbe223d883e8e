// Forms of earlier editions, which rustc reads and syn doesn't.
#![allow(bare_trait_objects)]
use grad_check::grad_check;

#[grad_check(given(f = &|v: f64| v))]
pub fn without_dyn(x: f64, f: &Fn(f64) -> f64) -> (f64, f64) {
    (f(x), -55.0)
}

struct Model;

#[grad_check]
impl Model {
    #[grad_check(given(f = &|v: f64| v))]
    pub fn without_dyn(x: f64, f: &Fn(f64) -> f64) -> (f64, f64) {
        (f(x), -55.0)
    }
}

fn main() {}
