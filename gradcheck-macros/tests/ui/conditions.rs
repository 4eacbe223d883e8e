use grad_check::grad_check;

#[grad_check(at = 0.5, allow = [kinks])]
fn misspelt(x: f64) -> (f64, f64) {
    (x, 1.0)
}

#[grad_check(at = 0.5, allow = [rounding_error])]
fn unknown(x: f64) -> (f64, f64) {
    (x, 1.0)
}

#[grad_check(at = 0.5, allow = kink)]
fn no_array(x: f64) -> (f64, f64) {
    (x, 1.0)
}

#[grad_check(at = 0.5, allow = [])]
fn nothing(x: f64) -> (f64, f64) {
    (x, 1.0)
}

#[grad_check(at = 0.5, self_test = true)]
fn no_value(x: f64) -> (f64, f64) {
    (x, 1.0)
}

#[grad_check(at = 0.5, must_notice)]
fn missing_value(x: f64) -> (f64, f64) {
    (x, 1.0)
}

fn main() {}
