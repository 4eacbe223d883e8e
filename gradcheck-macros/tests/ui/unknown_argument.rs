use grad_check::grad_check;

#[grad_check(at(weigth = [1.0]), given(z = 1.0))]
fn misspelt(weight: [f64; 1], x: f64) -> (f64, [f64; 1]) {
    (weight[0] * x, [x])
}

#[grad_check(points(near(y = 1.0)))]
fn in_a_point(x: f64) -> (f64, f64) {
    (x * x, 2.0 * x)
}

fn main() {}
