use grad_check::grad_check;

#[grad_check]
fn nothing(x: f64) {
    let _ = x;
}

#[grad_check]
fn cost_alone(x: f64) -> f64 {
    x * x
}

#[grad_check]
fn gradient_alone(x: f64) -> Vec<f64> {
    vec![x]
}

#[grad_check]
fn three_values(x: f64) -> (f64, f64, f64) {
    (x, x, x)
}

#[grad_check]
fn exchanged(x: [f64; 2]) -> ([f64; 2], f64) {
    (x, x[0])
}

#[grad_check]
fn many_costs(x: f64) -> (Vec<f64>, Vec<f64>) {
    (vec![x], vec![1.0])
}

#[grad_check]
fn result_of_a_cost(x: f64) -> Result<f64, ()> {
    Ok(x)
}

#[grad_check]
fn two_gradients_for_three(a: f64, b: f64, c: f64) -> (f64, f64, f64) {
    (a * b * c, b * c, a * c)
}

#[grad_check]
fn one_for_two(theta: [f64; 3], lambda: f64) -> (f64, [f64; 3]) {
    (lambda * theta[0], [lambda, 0.0, 0.0])
}

#[grad_check(at(scale = 0.5, w = vec![1.0]))]
fn one_for_the_second(scale: f64, w: &Vec<f64>) -> Result<(f64, Vec<f64>), ()> {
    Ok((scale * w[0], vec![scale]))
}

#[grad_check(at = vec![1.0])]
fn closure(data: &[f64]) -> impl Fn(&[f64]) -> (f64, Vec<f64>) {
    let sum: f64 = data.iter().sum();
    move |x| (sum * x[0], vec![sum])
}

#[grad_check]
fn of_second_order(x: f64) -> [f64; 3] { [x * x, 2.0 * x, 2.0] }

fn main() {}
