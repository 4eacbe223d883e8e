use grad_check::grad_check;

#[grad_check(jacobian, hessian)]
fn two_at_once(x: f64) -> (f64, f64) { (x, 1.0) }

#[grad_check(pullback, jvp = along)]
fn one_of_two_functions(x: f64) -> (f64, f64) { (x, 1.0) }

#[grad_check(pullback = )]
fn no_function(x: f64) -> (f64, f64) { (x, 1.0) }

#[grad_check(gradient)]
fn no_gradient(x: f64) -> f64 { x }

#[grad_check(hessian(of = x))]
fn no_list(x: f64) -> (f64, f64, f64) { (x, 1.0, 0.0) }

#[grad_check(hessian, cost = half_square)]
fn with_cost(x: f64) -> (f64, f64, f64) { (x * x, 2.0 * x, 2.0) }

#[grad_check(outputs = ["u", "v"])]
fn without_outputs(x: f64) -> (f64, f64) { (x, 1.0) }

#[grad_check(jacobian, outputs = "u")]
fn one_name(x: f64) -> (f64, f64) { (x, 1.0) }

#[grad_check(jacobian)]
fn no_matrix(x: f64) -> [f64; 2] { [x, x] }

#[grad_check(hessian)]
fn no_hessian(x: f64) -> (f64, f64) { (x, 1.0) }

#[grad_check(hessian)]
fn no_cost(x: [f64; 2]) -> ([f64; 2], [[f64; 2]; 2], [[f64; 2]; 2]) { (x, [x, x], [x, x]) }

#[grad_check(pullback)]
fn no_backward(x: f64) -> Vec<f64> { vec![x] }

#[grad_check]
fn meant_as_jacobian(x: [f64; 2]) -> ([f64; 2], [[f64; 2]; 2]) { (x, [[1.0, 0.0], [0.0, 1.0]]) }

#[grad_check]
fn meant_as_hessian(x: f64) -> (f64, f64, f64) { (x * x, 2.0 * x, 2.0) }

#[grad_check(jacobian, forces)]
fn forces_of_outputs(x: f64) -> (f64, f64) { (x, 1.0) }

fn main() {}
