use grad_check::grad_check;

fn slopes(x: &[f64], grad: &mut [f64]) {
    grad.copy_from_slice(&[x[1], x[0]]);
}

#[grad_check(gradient = slopes, out(grad), at = [0.5, 2.0])]
fn named(x: &[f64]) -> f64 {
    x[0] * x[1]
}

#[grad_check(out, at = [0.5, 2.0])]
fn alone(x: &[f64], grad: &mut [f64]) -> f64 {
    slopes(x, grad);
    x[0] * x[1]
}

#[grad_check(out(grad), at = [0.5, 2.0])]
fn cost_forgotten(x: &[f64], value: &mut f64, grad: &mut [f64]) {
    slopes(x, grad);
    *value = x[0] * x[1];
}

#[grad_check(out(cost = valeu, grad), at = [0.5, 2.0])]
fn misspelt(x: &[f64], value: &mut f64, grad: &mut [f64]) {
    cost_forgotten(x, value, grad);
}

#[grad_check(out(cost = value, grad), at = [0.5, 2.0])]
fn not_writable(x: &[f64], value: f64, grad: &mut [f64]) {
    let _ = value;
    slopes(x, grad);
}

#[grad_check(at(w = [0.5, 2.0], b = [0.5, 1.0]), out(grad))]
fn one_for_two_vectors(w: &[f64], b: &[f64], grad: &mut [f64]) -> f64 {
    slopes(w, grad);
    w[0] * w[1] + b[0]
}

pub struct VanDerPol;

#[grad_check(on = VanDerPol)]
impl VanDerPol {
    // How long the buffer of the tangent is isn't known.
    #[grad_check(jvp = tangent)]
    pub fn rhs(&self, y: [f64; 2]) -> [f64; 2] {
        [y[1], -y[0]]
    }
    pub fn tangent(&self, _y: [f64; 2], v: [f64; 2], out: &mut [f64]) {
        out.copy_from_slice(&[v[1], -v[0]]);
    }
}

fn main() {}
