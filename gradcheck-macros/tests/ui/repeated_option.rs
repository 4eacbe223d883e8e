use grad_check::grad_check;

#[grad_check(eps = 1e-7, tol = 1e-6, eps = 1e-5)]
fn twice(x: f64) -> (f64, f64) {
    (x * x, 2.0 * x)
}

fn main() {}
