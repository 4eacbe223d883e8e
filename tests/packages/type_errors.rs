//! A type that doesn't fit is an error of the compiler at that type, not at the attribute.

use crate::scratch;

const LIB: &str = r#"
use grad_check::grad_check;
pub struct Weights;
pub struct Cost;

#[grad_check(at(w = Weights))]
pub fn no_parameter(w: &Weights) -> (f64, f64) { let _ = w; (1.0, 1.0) }

#[grad_check]
pub fn not_drawn(w: std::num::Wrapping<f64>) -> (f64, f64) { (w.0, 1.0) }

#[grad_check(at = 0.5)]
pub fn no_outcome(_: f64) -> Cost { Cost }

#[grad_check(jacobian, at = 0.5)]
pub fn no_jacobian(_: f64) -> Cost { Cost }

#[grad_check(hessian, at = 0.5)]
pub fn no_hessian(_: f64) -> Cost { Cost }

#[grad_check(pullback, at = 0.5)]
pub fn no_pullback(_: f64) -> Cost { Cost }

#[grad_check(pullback, at = 0.5)]
pub fn once(x: f64) -> (f64, impl FnOnce(&f64) -> Vec<f64>) { (x, |u: &f64| vec![*u]) }

#[grad_check(pullback = of_two_cotangents )]
pub fn of_one_output(x: [f64; 2]) -> f64 { x[0] * x[1] }
pub fn of_two_cotangents(x: [f64; 2], u: [f64; 2]) -> [f64; 2] { let _ = x; u }

pub type Value = Cost;
#[grad_check(pullback = from_cost, cache, at = 0.5)]
pub fn value_alone(_: f64) -> Value { Cost }
pub fn from_cost(u: f64, cost: &Cost) -> f64 { let _ = cost; u }

#[grad_check(pullback = from_weights, cache, at = 0.5)]
pub fn with_weights(x: f64) -> (f64, Weights) { (x, Weights) }
pub fn from_weights(u: f64, weights: Weights) -> f64 { let _ = weights; u }

#[grad_check(at = randn(( 2, 2 )))]
pub fn made_an_array(x: [f64; 2]) -> (f64, [f64; 2]) { (x[0] * x[1], [x[1], x[0]]) }

#[grad_check(at = 0.5, seed = "three")]
pub fn no_seed(x: f64) -> (f64, f64) { (x, 1.0) }

#[grad_check(at(w = 0.5), given(x = std::rc::Rc::new(3.0)), threads = 2)]
pub fn not_shared(w: f64, x: &std::rc::Rc<f64>) -> (f64, f64) { (w * **x, **x) }

#[grad_check(at = 0.5, threads = "two")]
pub fn no_threads(x: f64) -> (f64, f64) { (x, 1.0) }

#[grad_check(at = 0.5, budget = 1e3)]
pub fn no_budget(x: f64) -> (f64, f64) { (x, 1.0) }

#[grad_check(draws = "many")]
pub fn no_draws(x: f64) -> (f64, f64) { (x, 1.0) }

#[grad_check(at = std::collections::BTreeMap::from([((1, 2), 0.5)]))]
pub fn no_key(x: &std::collections::BTreeMap<(i32, i32), f64>) -> (f64, f64) { (x[&(1, 2)], 1.0) }

#[grad_check(out(g), at = vec![1.0, 2.0])]
pub fn no_buffer(x: &[f64], g: &mut [f64; 2]) -> f64 { g[0] = 1.0; x[0] }

#[grad_check(at = vec![0.1; 4], layout(x = { w: 2.0, b: 2 }))]
pub fn no_shape(x: &[f64]) -> (f64, Vec<f64>) { (x[0], vec![1.0]) }

#[grad_check(at(w = 0.5), given(data = vec![1.0, 2.0]))]
pub fn over_references(w: f64, data: impl IntoIterator<Item = &'static f64>) -> (f64, f64) { (w, data.into_iter().sum()) }

#[grad_check(gradient = written, at = [0.5, 2.0])]
pub fn without_out(x: &[f64]) -> f64 { x[0] }
pub fn written(x: &[f64], g: &mut [f64]) { g.copy_from_slice(x) }

#[grad_check(gradient = other::written, at = [0.5, 2.0] )]
pub fn without_out_by_path(x: &[f64]) -> f64 { x[0] }
pub mod other { pub fn written(x: &[f64], g: &mut [f64]) { g.copy_from_slice(x) } }

#[grad_check(jacobian, out(jac), at = 0.5)]
pub fn no_matrix(x: f64, jac: &mut Cost) -> f64 { let _ = jac; x }

pub struct Model { text: Option<String>, k: f64 }
#[grad_check]
impl Model {
    #[grad_check(gradient = in_words, on = Model { text: None, k: 1.0 })]
    pub fn pair(&self, x: f64) -> f64 { x * self.k }
    pub fn in_words(&self, x: f64) -> String { x.to_string() }

    #[grad_check(gradient = of_two, on = Model { text: None, k: 1.0 })]
    pub fn of_one(&self, x: f64) -> f64 { x * self.k }
    pub fn of_two(&self, x: f64, y: f64) -> f64 { x * y }

    #[grad_check(on = 3.5)]
    pub fn on_a_number(&self, x: f64) -> (f64, f64) { (x * self.k, self.k) }

    #[grad_check(on = Model { text: None, k: 1.0 }, at(self.text))]
    pub fn of_a_text(&self) -> (f64, f64) { (self.k, 1.0) }

    #[grad_check(on = Model { text: None, k: 1.0 }, at(self.k, self.missing))]
    pub fn of_no_field(&self) -> (f64, (f64, f64)) { (self.k, (1.0, 0.0)) }

    #[grad_check(on = Model { text: None, k: 1.0 }, at(self.k), out(self.text ))]
    pub fn written_to_a_text(&mut self) -> f64 { self.k }
}
"#;

#[test]
fn types_that_do_not_fit_are_errors_at_those_types() {
    let dependency = "[dev-dependencies]\ngrad-check = { path = 'PATH' }";
    let package = scratch::package("type_errors", dependency, LIB);
    let output = scratch::cargo(&package, &["check", "--tests", "--message-format", "short"]);
    let errors = String::from_utf8_lossy(&output.stderr);
    for (token, says) in [
        (
            "Weights) -> (f64",
            "can't be differentiated with respect to",
        ),
        ("std::num::Wrapping<f64>) ->", "can't be drawn from a seed"),
        ("Cost { Cost", "needs (cost, grads)"),
        (
            "Cost { Cost }\n\n#[grad_check(hessian",
            "needs (outputs, Jacobian)",
        ),
        (
            "Cost { Cost }\n\n#[grad_check(pullback, at = 0.5)]\npub fn no_p",
            "needs (cost, grads, Hessian)",
        ),
        (
            "Cost { Cost }\n\n#[grad_check(pullback, at = 0.5)]\npub fn once",
            "needs (outputs, backward)",
        ),
        (
            "(f64, impl FnOnce",
            "isn't a closure that maps a `f64` to gradients",
        ),
        (
            "of_two_cotangents )",
            "the backward function takes `[f64; 2]`, but is handed `f64`",
        ),
        ("Value { Cost }", "not `(value, cache)`"),
        (
            "from_weights, cache",
            "expected `Weights`, found `&Weights`",
        ),
        ("randn(( 2, 2 ))", "can't be made a `[f64; 2]`"),
        ("\"three\"", "expected `u64`"),
        (
            "threads = 2",
            "`Rc<f64>` cannot be shared between threads safely",
        ),
        ("\"two\"", "expected `usize`"),
        ("1e3", "expected `usize`"),
        ("&mut [f64; 2]", "mismatched types"),
        ("\"many\"", "expected `usize`"),
        (
            "std::collections::BTreeMap<(i32, i32), f64>) ->",
            "is no key that a map of parameters can have",
        ),
        ("2.0, b: 2", "is no shape of a part in `layout`"),
        (
            "in_words, on",
            "can't be read as a cost or as its derivative",
        ),
        ("vec![1.0, 2.0]))", "type mismatch"),
        ("written, at", "takes 2 arguments"),
        ("other::written, at", "takes 2 arguments"),
        (
            "Cost) -> f64 { let _ = jac",
            "a matrix can't be written to a buffer of type `Cost`",
        ),
        ("of_two, on", "takes 3 arguments"),
        ("3.5", "mismatched types"),
        (
            "self.text))]\n    pub fn of_a_text",
            "can't be differentiated with respect to",
        ),
        ("missing))", "no field `missing`"),
        ("self.text ))", "can't be read as"),
    ] {
        let (before, _) = LIB.split_once(token).unwrap();
        let line = before.lines().count();
        let column = before.lines().last().unwrap().len() + 1;
        let at = format!("src/lib.rs:{line}:{column}: error");
        assert!(
            errors
                .lines()
                .any(|error| error.starts_with(&at) && error.contains(says)),
            "no error at {at} that says {says:?}:\n{errors}"
        );
    }
}

#[test]
fn a_missing_argument_does_not_complete_the_attribute() {
    let dependency = "[dev-dependencies]\ngrad-check = { path = 'PATH' }";
    let package = scratch::package("missing_argument", dependency, LIB);
    let output = scratch::cargo(&package, &["check", "--tests"]);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(errors.contains("argument #2 of type `&mut [f64]` is missing"));
    assert!(!errors.contains("written(#[grad_check"), "{errors}");
}
