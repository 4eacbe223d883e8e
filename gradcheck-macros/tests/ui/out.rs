use grad_check::grad_check;

#[grad_check(at = [0.5, 2.0])]
fn forgotten(x: &[f64], grad: &mut [f64]) -> f64 {
    grad[0] = x[1];
    x[0]
}

#[grad_check(at = [0.5, 2.0])]
fn forgotten_option(x: &[f64], grad: Option<&mut [f64]>) -> Result<f64, String> {
    let _ = grad;
    Ok(x[0])
}

#[grad_check(at = [0.5, 2.0], out(gard))]
fn misspelt(x: &[f64], grad: &mut [f64]) -> f64 {
    grad[0] = x[1];
    x[0]
}

#[grad_check(at = [0.5, 2.0], out(grad))]
fn not_writable(x: &[f64], grad: &[f64]) -> f64 {
    x[0] * grad[0]
}

#[grad_check(at(w = [0.5, 2.0], b = 0.5), out(dw))]
fn one_for_two(w: &[f64], b: f64, dw: &mut [f64]) -> f64 {
    dw[0] = b;
    w[0]
}

#[grad_check(at(w = [0.5]), given(b = 0.5), out(b = dw))]
fn of_what_is_fixed(w: &[f64], b: f64, dw: &mut [f64]) -> f64 {
    dw[0] = b;
    w[0]
}

#[grad_check(at(w = [0.5]), out(w = dw, dw))]
fn named_twice(w: &[f64], dw: &mut [f64]) -> f64 {
    dw[0] = 1.0;
    w[0]
}

#[grad_check(at = [0.5, 2.0], out(grad))]
fn returns_it_too(x: &[f64], grad: &mut [f64]) -> (f64, Vec<f64>) {
    grad[0] = x[1];
    (x[0], x.to_vec())
}

#[grad_check(jacobian, at = [0.5, 2.0], out(grad))]
fn jacobian(x: &[f64], grad: &mut [f64]) -> ([f64; 1], [[f64; 2]; 1]) {
    grad[0] = x[1];
    ([x[0]], [[1.0, 0.0]])
}

#[grad_check(out = grad)]
fn wrong_form(x: f64, grad: &mut f64) -> f64 {
    *grad = 1.0;
    x
}

#[grad_check(out(grad))]
fn returns_nothing(x: f64, grad: &mut f64) {
    *grad = x;
}

#[grad_check(at(x = [0.5]), out(grad))]
fn scratch_beside(x: &[f64], grad: &mut [f64], scratch: &mut Vec<f64>) -> f64 {
    scratch[0] = x[0];
    grad[0] = 1.0;
    x[0]
}

#[grad_check(at(x = [0.5]), out(grad))]
fn forgotten_constant(x: &[f64], lambda: f64, grad: &mut [f64]) -> f64 {
    grad[0] = lambda;
    lambda * x[0]
}

fn main() {}
