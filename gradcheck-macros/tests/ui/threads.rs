use grad_check::grad_check;

#[grad_check(threads)]
fn no_number(x: f64) -> (f64, f64) { (x * x, 2.0 * x) }

#[grad_check(threads(2))]
fn in_parentheses(x: f64) -> (f64, f64) { (x * x, 2.0 * x) }

#[grad_check(thread = 2)]
fn misspelt(x: f64) -> (f64, f64) { (x * x, 2.0 * x) }

#[grad_check(jacobian, threads = 2)]
fn of_a_jacobian(x: f64) -> (f64, f64) { (x, 1.0) }

#[grad_check(threads = 2, hessian)]
fn of_a_hessian(x: f64) -> (f64, f64, f64) { (x * x, 2.0 * x, 2.0) }

#[grad_check(threads = 2, pullback)]
fn of_a_pullback(x: f64) -> (f64, impl Fn(&f64) -> f64) { (x, |u: &f64| *u) }

#[grad_check(budget(100))]
fn budget_in_parentheses(x: f64) -> (f64, f64) { (x * x, 2.0 * x) }

#[grad_check(budgt = 100)]
fn budget_misspelt(x: f64) -> (f64, f64) { (x * x, 2.0 * x) }

fn main() {}
