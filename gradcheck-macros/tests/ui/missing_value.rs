use grad_check::grad_check;

#[grad_check(eps)]
fn no_value(x: f64) -> (f64, f64) {
    (x * x, 2.0 * x)
}

#[grad_check(at =)]
fn nothing_behind_the_sign(x: f64) -> (f64, f64) {
    (x * x, 2.0 * x)
}

#[grad_check(at())]
fn nothing_in_the_parentheses(x: f64) -> (f64, f64) {
    (x * x, 2.0 * x)
}

#[grad_check(at(x))]
fn no_value_for_the_argument(x: f64) -> (f64, f64) {
    (x * x, 2.0 * x)
}

fn main() {}
