use grad_check::grad_check;

#[grad_check(eps(1e-7))]
fn value_in_parentheses(x: f64) -> (f64, f64) {
    (x * x, 2.0 * x)
}

#[grad_check(given = 3.0)]
fn list_as_a_value(x: f64, y: f64) -> (f64, f64) {
    (x * y, y)
}

#[grad_check(points(0.5, 1.0))]
fn points_without_names(x: f64) -> (f64, f64) {
    (x * x, 2.0 * x)
}

#[grad_check(points(near = 0.5))]
fn points_as_values(x: f64) -> (f64, f64) {
    (x * x, 2.0 * x)
}

#[grad_check(only = "x")]
fn a_single_path(x: f64) -> (f64, f64) {
    (x * x, 2.0 * x)
}

#[grad_check(eps = 1e-7 at = 0.5)]
fn no_comma(x: f64) -> (f64, f64) {
    (x * x, 2.0 * x)
}

fn main() {}
