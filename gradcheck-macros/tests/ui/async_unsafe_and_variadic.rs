use grad_check::grad_check;

#[grad_check(at = 0.5)]
async fn later(x: f64) -> (f64, f64) {
    (x * x, 2.0 * x)
}

#[grad_check(at = 0.5)]
unsafe fn dangerous(x: f64) -> (f64, f64) {
    (x * x, 2.0 * x)
}

fn main() {}
