use grad_check::grad_check;

#[grad_check(at = 0.5)]
fn two(x: f64, y: f64) -> (f64, (f64, f64)) {
    (x * y, (y, x))
}

#[grad_check(at = 0.5, given(x = 1.0))]
fn none_left(x: f64) -> (f64, f64) {
    (x * x, 2.0 * x)
}

fn main() {}
