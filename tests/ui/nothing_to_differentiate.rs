use grad_check::grad_check;

#[grad_check]
fn no_argument() -> (f64, f64) {
    (0.0, 0.0)
}

#[grad_check(given(x = 1.0))]
fn all_held_fixed(x: f64) -> (f64, f64) {
    (x * x, 2.0 * x)
}

fn main() {}
