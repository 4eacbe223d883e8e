use grad_check::grad_check;

#[grad_check(at(x = 1.0), given(x = 2.0))]
fn in_two_roles(x: f64) -> (f64, f64) {
    (x * x, 2.0 * x)
}

#[grad_check(points(near(x = 1.0), near(x = 2.0)))]
fn points_of_one_name(x: f64) -> (f64, f64) {
    (x * x, 2.0 * x)
}

fn main() {}
