use grad_check::grad_check;

#[grad_check(jacobian, at = [0.5, 2.0])]
fn forgotten(x: &[f64], r: &mut [f64], jac: &mut [f64]) {
    r[0] = x[0];
    jac.copy_from_slice(&[1.0, 0.0]);
}

#[grad_check(jacobian, at = [0.5, 2.0])]
fn forgotten_beside_outputs(x: &[f64], jac: &mut [f64]) -> Vec<f64> {
    jac.copy_from_slice(&[1.0, 0.0]);
    vec![x[0]]
}

#[grad_check(jacobian = derivative, at = [0.5, 2.0])]
fn forgotten_outputs(x: &[f64], r: &mut [f64]) {
    r[0] = x[0];
}

fn derivative(_: &[f64]) -> [[f64; 2]; 1] {
    [[1.0, 0.0]]
}

#[grad_check(jacobian, out(r, jac), at = [0.5, 2.0])]
fn how_many_outputs(x: &[f64], r: &mut [f64], jac: &mut [f64]) {
    forgotten(x, r, jac);
}

#[grad_check(jacobian, out(jac), at = [0.5, 2.0])]
fn how_many_rows(x: &[f64], jac: &mut [f64]) -> Vec<f64> {
    forgotten_beside_outputs(x, jac)
}

#[grad_check(jacobian, out(j, k), at(x = 0.5, y = 0.5, z = 0.5))]
fn two_for_three(x: f64, y: f64, z: f64, j: &mut f64, k: &mut f64) -> f64 {
    (*j, *k) = (1.0, 1.0);
    x + y + z
}

#[grad_check(pullback, out(grad), at = [0.5, 2.0])]
fn beside_a_closure(x: &[f64], grad: &mut [f64]) -> (f64, impl Fn(f64) -> [f64; 2]) {
    grad.fill(0.0);
    (x[0], |u| [u, 0.0])
}

#[grad_check(jacobian = derivative, out(r, jac), at = [0.5, 2.0])]
fn of_two_functions(x: &[f64], r: &mut [f64; 1], jac: &mut [f64; 2]) {
    forgotten(x, r, jac);
}

fn main() {}
