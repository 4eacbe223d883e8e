use grad_check::grad_check;

#[grad_check(lines, jacobian)]
fn outputs(x: [f64; 2]) -> ([f64; 2], [[f64; 2]; 2]) {
    (x, [[1.0, 0.0], [0.0, 1.0]])
}

#[grad_check(lines = true)]
fn square(x: f64) -> (f64, f64) {
    (x * x, 2.0 * x)
}

#[grad_check(lines, gradient = slope)]
fn cost(x: f64) -> f64 {
    x * x
}

fn slope(x: f64) -> f64 {
    2.0 * x
}

fn main() {}
