//! `lines` with `forces`: what the function returns is minus the gradient, and so is what it is made of.

use grad_check::grad_check;

const REST: f64 = 1.1;

#[grad_check(lines, forces, at(x = [0.2, 1.5, 2.1, 3.9]))]
fn right_springs(x: &[f64; 4]) -> (f64, [f64; 4]) {
    let stretch: [f64; 3] = std::array::from_fn(|k| x[k + 1] - x[k] - REST);
    let energy = stretch.iter().map(|s| s.cosh()).sum();
    let pull = stretch.map(|s| -s.sinh());
    let forces = [-pull[0], pull[0] - pull[1], pull[1] - pull[2], pull[2]];
    (energy, forces)
}

#[should_panic(expected = "let pull = stretch.map(|s| -s.cosh());")]
#[grad_check(lines, forces, at(x = [0.2, 1.5, 2.1, 3.9]))]
fn wrong_pull(x: &[f64; 4]) -> (f64, [f64; 4]) {
    let stretch: [f64; 3] = std::array::from_fn(|k| x[k + 1] - x[k] - REST);
    let energy = stretch.iter().map(|s| s.cosh()).sum();
    let pull = stretch.map(|s| -s.cosh());
    let forces = [-pull[0], pull[0] - pull[1], pull[1] - pull[2], pull[2]];
    (energy, forces)
}

/// What the value should be has the sign that it has in the source.
#[should_panic(expected = "should be −∂cost/∂stretch")]
#[grad_check(lines, forces, at(x = [0.2, 1.5, 2.1, 3.9]))]
fn wrong_pull_with_its_sign(x: &[f64; 4]) -> (f64, [f64; 4]) {
    let stretch: [f64; 3] = std::array::from_fn(|k| x[k + 1] - x[k] - REST);
    let energy = stretch.iter().map(|s| s.cosh()).sum();
    let pull = stretch.map(|s| -s.cosh());
    let forces = [-pull[0], pull[0] - pull[1], pull[1] - pull[2], pull[2]];
    (energy, forces)
}

/// In a buffer, turned at the end.
#[grad_check(lines, forces, out(force), at(x = [0.4, -0.9, 1.3]))]
fn right_well(x: &[f64; 3], force: &mut [f64; 3]) -> f64 {
    let squares = x.map(|x| x * x);
    let total: f64 = squares.iter().sum();
    let d_total = 1.0 / (1.0 + total);
    for k in 0..3 {
        force[k] = -2.0 * d_total * x[k];
    }
    total.ln_1p()
}

#[should_panic(expected = "let d_total = 1.0 / (2.0 + total);")]
#[grad_check(lines, forces, out(force), at(x = [0.4, -0.9, 1.3]))]
fn wrong_well(x: &[f64; 3], force: &mut [f64; 3]) -> f64 {
    let squares = x.map(|x| x * x);
    let total: f64 = squares.iter().sum();
    let d_total = 1.0 / (2.0 + total);
    for k in 0..3 {
        force[k] = -2.0 * d_total * x[k];
    }
    total.ln_1p()
}
