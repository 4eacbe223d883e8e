use grad_check::grad_check;

#[grad_check(at = 0.5)]
#[grad_check(at = 3.0)]
fn twice(x: f64) -> (f64, f64) {
    (x * x, 2.0 * x)
}

#[grad_check(at = 0.5)]
#[cfg_attr(all(), grad_check::grad_check(at = 3.0))]
fn behind_cfg_attr(x: f64) -> (f64, f64) {
    (x * x, 2.0 * x)
}

#[grad_check(given(x = 0.5))]
#[grad_check(at(w = 1.5), given(x = 0.5))]
fn by_points(w: f64, x: f64) -> (f64, f64) {
    (w * x, x)
}

fn main() {}
