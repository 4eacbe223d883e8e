use grad_check::grad_check;

// A name that is no argument's, no gradient's and no cotangent.
#[grad_check(pullback = backward(dx, dy, x, length), at = vec![0.5])]
fn forward(x: &[f64]) -> Vec<f64> {
    x.to_vec()
}

#[grad_check(gradient = slope(x, rate, g), at = 0.5)]
fn cost(x: f64) -> f64 {
    x * x
}

#[grad_check(jacobian = matrix(x, j), at = [0.5])]
fn outputs(x: &[f64; 1]) -> [f64; 1] {
    *x
}

#[grad_check(pullback = alone(dx, x), at = vec![0.5])]
fn without_cotangent(x: &[f64]) -> Vec<f64> {
    x.to_vec()
}

struct Net {
    w: f64,
}

// What holds the parameters.
#[grad_check(gradient = slope_of(net), at(net.w), given(net = Net { w: 1.0 }))]
fn of_field(net: &Net) -> f64 {
    net.w * net.w
}

fn main() {}
