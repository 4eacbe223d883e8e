//! The attribute `#[grad_check(..)]`: a function goes in, the same function and a test beside it come
//! out. And `#[derive(Params)]`: a type of parameters as named blocks.
//!
//! The road: `item` reads the annotated function, its body untouched, and `block` an `impl` block with such
//! functions; `enclosing` asks the source file for a block that isn't annotated; `options` reads the attribute, and
//! `forms` what stands in an option (`place` what it names, `allow` the conditions, `layout` the parts of a flat
//! vector); `plan` binds each argument to a test point; `mistakes` collects all that is wrong, each at its token;
//! `mode` knows the derivatives that aren't gradients; `expand` writes the tests, whose names are made in `names`, and
//! `cargo` what runs them;
//! `recording` makes the copy of a function that reports its values. `arguments`, `types` and `return_type` hold what
//! is known of a signature by its tokens alone. The derives have a room of their own, `derive`. `separated` and
//! `suggest` serve both.

#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    warn(clippy::unwrap_used, clippy::expect_used, clippy::panic)
)]

mod allow;
mod arguments;
mod block;
mod called;
mod cargo;
mod derive;
mod enclosing;
mod expand;
mod forms;
mod item;
mod layout;
mod mistakes;
mod mode;
mod names;
mod options;
mod place;
mod plan;
mod recording;
mod return_type;
mod separated;
mod suggest;
mod types;

use proc_macro::TokenStream;

/// Check the gradient that a function returns against a numeric one, in a test generated beside it.
///
/// Here the gradient of `w` lacks the `/ m` of the mean:
///
/// ```text
/// use ndarray::{Array1, Array2};
///
/// #[cfg_attr(test, grad_check::grad_check(at(w = randn(3), b = 0.1), given(x = randn((6, 3)), y = randn(6))))]
/// pub fn regression(w: &Array1<f64>, b: f64, x: &Array2<f64>, y: &Array1<f64>)
///     -> (f64, (Array1<f64>, f64))
/// {
///     let m = y.len() as f64;
///     let residual = x.dot(w) + b - y;
///     let cost = residual.dot(&residual) / (2.0 * m);
///     (cost, (x.t().dot(&residual), residual.sum() / m))
/// }
/// ```
///
/// `cargo test` prints:
///
/// ```text
/// gradient check failed: regression: w is wrong (analytic = 6.000 × numeric in all 3 components)
///   at src/lib.rs:4
///   tol 1e-7, f64, seed 0, cost 1.02798, 18 evaluations
///
///   block  shape   relative error   would notice  verdict
///   w      3       0.714 ± 9e-13    1.8e-7        FAIL
///   b      scalar  8.3e-14 ± 2e-12  3.0e-7        pass
///   whole          0.658 ± 1e-12                  FAIL
///
/// probable cause
///   analytic = 6.000 × numeric in all 3 components of w
///     evidence: 3 components fit within 2e-12; 6 is the number of rows of x
///       (6×3), and of entries of y
///     mend: multiplying the gradient of w by 1/6 makes the check pass (tried:
///       passes here and at 2 other points)
///
/// worst components
///   component  theta      analytic  numeric            rel. error  ratio
///   w[0]       1.63081    4.91849   0.819748 ± 4e-12   0.714       6.000
///   w[1]       0.0192009  -2.79858  -0.466429 ± 4e-12  0.714       6.000
///   w[2]       -0.376739  -1.72850  -0.288083 ± 4e-12  0.714       6.000
///
/// run just this check again
///   cargo test -p regression --lib regression_grad_check -- --exact
/// ```
///
/// The function itself is emitted unchanged. The test is called `<function>_grad_check`, is compiled under `cfg(test)`
/// only, and panics with such a report unless the gradient is right.
///
/// | the function returns | option |
/// |---|---|
/// | `(cost, gradient)`, or `(cost, (dw, db))` or `(cost, dw, db)` for several arguments | none |
/// | `cost`, and writes the gradient to an argument, or the gradient and the Hessian | `out(grad)`; `hessian, out(grad, hess)` |
/// | `cost`, and another function the gradient, and a third perhaps the Hessian | `gradient = path`, `hessian = path` |
/// | outputs, or nothing, and writes the Jacobian to an argument | `jacobian, out(jac)`, `jacobian, out(outputs = r, jac)` |
/// | `(outputs, Jacobian)` | `jacobian` |
/// | `(outputs, backward)`, where backward(u) is the gradient of ⟨u, outputs⟩ | `pullback` |
/// | `(outputs, tangent)`, where tangent(v) is the derivative of the outputs along v | `jvp` |
/// | `(cost, gradient, Hessian)` | `hessian` |
/// | `(cost, gradient, product)`, where product(v) is the Hessian times v | `hessian_product` |
///
/// Any of these may be a method: the attribute stands on the `impl` block as well, and tells by `on` what the method is
/// called on. It reads the attributes on the functions of the block, also behind `cfg_attr`, and writes their tests
/// beside the block, called `<type>_<function>_grad_check`, or `<type>_<trait>_<function>_grad_check`:
///
/// ```text
/// #[cfg_attr(test, grad_check::grad_check)]
/// impl Ridge {
///     #[cfg_attr(test, grad_check::grad_check(on = Ridge::example(), at = randn(3)))]
///     pub fn objective(&self, w: &Array1<f64>) -> (f64, Array1<f64>) { .. }
///
///     #[cfg_attr(test, grad_check::grad_check(gradient = gradient, on = Ridge::example(), at = randn(3)))]
///     pub fn cost(&self, w: &Array1<f64>) -> f64 { .. }
///     pub fn gradient(&self, w: &Array1<f64>) -> Array1<f64> { .. }
/// }
/// ```
///
/// A tuple may stand in a `Result` or an `Option`, and a struct that derives `Outcome` in place of `(cost, gradient)`. The cost is `f64` or `f32`; there is one gradient for each differentiated argument, of
/// the same shape.
///
/// An argument is *differentiated* if it is in `at`, *held fixed* if it is in `given`, and otherwise
/// differentiated at a point drawn from the seed, if its type tells its shape (`f64`, `f32`, arrays,
/// tuples, types that implement `Sample`).
///
/// | option | meaning | default |
/// |---|---|---|
/// | `eps = 1e-7` | step of the plain central difference, relative to max(1, \|θ\|), that the report counts as the practice does | the step that resolves best, alone |
/// | `tol = 1e-7` | bound on the relative error | 1e-7, with f32 1e-4 |
/// | `must_notice = 1e-3` | relative error that every block must be able to notice, or it is undecided | 1e-3, with f32 5e-2 |
/// | `allow = [kink]` | accept components that are undecided for these reasons: `kink`, `noise`, `bar_too_wide`, … | none |
/// | `lines` | name the statement of the backward pass that is wrong; `GRAD_CHECK_LINES=1` in the environment of the build asks for it in all checks | off |
/// | `forces` | what the function returns, writes, or `gradient = path` returns is minus the gradient | |
/// | `self_test` | plant mistakes in the gradient, and fail if one of them would pass | off |
/// | `threads = 4` | call the function on so many threads: what `given` holds must be `Sync`; for a cost with its gradient only | the thread of the test |
/// | `budget = 2000` | the number of evaluations that the check may take; a gradient of more components than half of it is probed along random directions | 1000 |
/// | `coverage = 0.8` | share of each block's components that has to be verified, or it is undecided | none |
/// | `draws = 20` | draw so many points, from as many consecutive seeds, in one test; `GRAD_CHECK_DRAWS` in the environment goes before it, and `GRAD_CHECK_SEED=7` checks one seed alone | one point |
/// | `seed = 3` | seed of drawn test points and directions | 0 |
/// | `at = 0.5` | test point of the only differentiated argument | drawn |
/// | `at(w = .., b = ..)` | test points by argument | drawn |
/// | `given(x = ..)` | arguments held fixed; may use earlier bindings | |
/// | `on = Ridge::example()` | what a method is called on, evaluated anew for each evaluation where the method takes `&mut self` or `self`; may use all other bindings | |
/// | `at(self.w)`, `at(self.w = ..)` | a field of the receiver is differentiated, at the value that it has, or at this one | |
/// | `at(self = ..)` | the receiver is differentiated | |
/// | `at(net.w)` | a field of an argument is differentiated, beside `given(net = ..)`; `out(net.dw)` names the one that holds its gradient | |
/// | `at(x = ..), out(x)` | beside `jacobian = path` or `pullback = path`: the outputs overwrite the parameter | |
/// | `out(grad)` | the argument that the gradient is written to, `&mut [f64]`, `Option<&mut [f64]>` or a mutable view; it is handed over filled with NaN | |
/// | `out(cost = value, grad)` | the same where the cost is written as well | |
/// | `out(outputs = r, jac)` | beside `jacobian`: where outputs and Jacobian are written; `given(r = ..)` says how many outputs there are where their type doesn't | |
/// | `gradient = path, out` | the function of the gradient writes it to a buffer behind its arguments; of one of the same block the signature tells | |
/// | `out(w = dw, b = self.db)` | the same by parameter; a field of the receiver may hold the gradient after the call | in order |
/// | `gradient = slopes(g, x)`, `pullback = backward(dx, dy, x)`, `jvp = along(x, v)` | a function elsewhere with arguments in an order of its own, by the names of the annotated function's; `dx` is the buffer of the gradient of `x`, zeroed if it is added to, and the name that is left the cotangent. What the annotated function has written is read | |
/// | `cost = path` | a function of the same arguments that returns the cost alone, called where that is enough | |
/// | `gradient = path` | a function of the same arguments that returns the gradient; the annotated one returns the cost alone | |
/// | `jacobian` | the function returns (outputs, Jacobian), or with `jacobian = path` the outputs alone | |
/// | `outputs = ["u", "v"]` | names of a Jacobian's rows | by type, or `out[0]`, … |
/// | `pullback` | the function returns (outputs, backward), where backward(u) is the gradient of ⟨u, outputs⟩; with `pullback = path` the outputs alone, and the path takes `u` behind the arguments. A method that takes `u` alone is called on the receiver that has gone forward | |
/// | `cache` | beside `pullback = path` or `gradient = path`: the function returns (outputs, cache) or (cost, cache), and the path takes (u, cache), or the cache alone | |
/// | `jvp` | the function returns (outputs, tangent), where tangent(v) is the derivative of the outputs along v, a tuple for several parameters; with `jvp = path` the outputs alone, and the path takes a tangent for each differentiated argument behind the arguments. Beside `pullback = path`, the two are compared: ⟨u, tangent(v)⟩ = ⟨backward(u), v⟩ | |
/// | `hessian` | the function returns (cost, grads, Hessian), or with `hessian = path` (cost, grads) | |
/// | `hessian_product` | the function returns (cost, grads, product), or with `hessian_product = path` (cost, grads); the path takes a direction for each differentiated argument behind the arguments | |
/// | `layout(theta = { w: (4, 3), b: 4 })` | the parts of a flat vector, in their order: name and shape, a number or a tuple of them; the report speaks of them | one block |
/// | `only = ["W1"]` | check these blocks and hold the others fixed | all |
/// | `points(near(x = ..), far(x = ..))` | several test points, one test each | one |
/// | `types(F = f64, N = 2)` | arguments for the generic parameters of function and block; several attributes with types of their own are a check each | |
/// | `crate = path` | where the crate `grad_check` is found | `::grad_check` |
///
/// A path is one as the annotated function sees it: the name of a function of the same block is enough, and `Self` is the
/// type of the block. `on`, `types` and `crate` on the block are for all its functions.
///
/// In `at`, `given`, `on` and `points`, `randn(shape)`, `uniform(shape)` and `zeros(shape)` make arrays from
/// the seed, and `x = 0.5..2.0` a number, each argument with a stream of its own; a function of that name in the surrounding
/// module takes precedence.
///
/// # Errors
/// A wrong use is a compile error at the token that is wrong, which says what to write instead.
#[proc_macro_attribute]
pub fn grad_check(attribute: TokenStream, item: TokenStream) -> TokenStream {
    expand::grad_check(attribute.into(), &item.into()).into()
}

/// Read parameters of your own type as named blocks, and write them back: implements `Flatten` and
/// `Params`.
///
/// For structs and enums, generic or not, nested at will. The type must be `Clone`. A named field stands
/// in a path under its name, a field of a tuple under its position; the only field of a tuple struct or a
/// tuple variant stands for the whole. Of an enum it is the active variant that is read; its name is no
/// part of a path. Where all there is to a type is one such field, a `Vec` of it is one block, as a `Vec`
/// of the field's type is.
///
/// ```text
/// #[derive(Clone, Params)]
/// struct Layer { weight: Array2<f64>, bias: Array1<f64>, #[params(skip)] name: &'static str }
/// #[derive(Clone, Params)]
/// struct Mlp { layers: Vec<Layer>, temperature: f64 }    // layers[1].weight[3, 0], temperature
/// ```
///
/// | attribute | on | meaning |
/// |---|---|---|
/// | `#[params(skip)]` | field, variant | it holds no parameters, and is left alone |
/// | `#[params(rename = "W1")]` | field | its name in a path |
/// | `#[params(with = path::to::module)]` | field | a foreign type: the module has `fn flatten(value: &T, into: &mut Flattened)` and `fn restore(value: &mut T, from: &mut Restore<'_>)` |
/// | `#[params(crate = path)]` | type | where the crate `grad_check` is found |
///
/// A generic type has the traits where the types of its fields have them; skipped fields and those with a
/// module ask for nothing. Of two generic types that hold each other, one names a module for that field.
///
/// # Errors
/// A wrong use is a compile error at the field or the token; a field whose type holds no numbers is one
/// at that type. `Flatten` must not be derived beside it.
#[proc_macro_derive(Params, attributes(params))]
pub fn derive_params(item: TokenStream) -> TokenStream {
    derive::derive(item.into(), derive::Derived::Params).into()
}

/// Read a gradient of your own type as named blocks: implements `Flatten` alone.
///
/// It takes what `#[derive(Params)]` takes, and asks for less: the type needn't be `Clone`, and may hold
/// references and views. A module of `with` needs `flatten` only.
///
/// ```text
/// #[derive(Flatten)]
/// struct Gradient<'a> { weight: ArrayView2<'a, f64>, bias: &'a Array1<f64> }
/// ```
///
/// # Errors
/// As with `#[derive(Params)]`.
#[proc_macro_derive(Flatten, attributes(params))]
pub fn derive_flatten(item: TokenStream) -> TokenStream {
    derive::derive(item.into(), derive::Derived::Flatten).into()
}

/// Let a struct that holds a cost and its gradient be what a checked function returns: implements `Outcome`.
///
/// Of several gradients each belongs to a differentiated argument, in their order. Other fields are ignored.
///
/// ```text
/// #[derive(Outcome)]
/// struct Energy {
///     #[outcome(cost)]
///     value: f64,
///     #[outcome(gradient)]
///     forces: Vec<[f64; 3]>,
///     iterations: usize,
/// }
///
/// #[grad_check(at = atoms())]
/// fn energy(x: &[[f64; 3]]) -> Energy { .. }
/// ```
///
/// A function may return a `Result` of it. `#[outcome(crate = path)]` on the type says where the crate `grad_check` is
/// found. Behind a dev-dependency: `#[cfg_attr(test, derive(grad_check::Outcome))]`, and
/// `#[cfg_attr(test, outcome(cost))]` on the fields.
///
/// # Errors
/// A wrong use is a compile error at the field or the token; a cost that is neither `f64` nor `f32`, and a gradient that
/// holds no numbers, are errors at their types.
#[proc_macro_derive(Outcome, attributes(outcome))]
pub fn derive_outcome(item: TokenStream) -> TokenStream {
    derive::derive_outcome(item.into()).into()
}
