use grad_check::grad_check;

#[grad_check(epz = 1e-7, at = 0.5)]
fn misspelt(x: f64) -> (f64, f64) {
    (x * x, 2.0 * x)
}

#[grad_check(parallel = true)]
fn invented(x: f64) -> (f64, f64) {
    (x * x, 2.0 * x)
}

#[grad_check(epsilon = 1e-7, tolerance = 1e-5, wrt = x, fixed(y = 1.0))]
fn words_of_others(x: f64, y: f64) -> (f64, (f64, f64)) {
    (x * y, (y, x))
}

fn main() {}
