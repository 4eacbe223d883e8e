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

fn main() {}
