//! `lines`: a statement is named only if some value of it makes every block right, and none that right components
//! change with. Each mistake is named, and the right function beside it passes.

use grad_check::grad_check;

const DOSES: [f64; 5] = [0.2, 0.9, 1.4, 2.0, 2.7];

/// Three sums of one rate: what two right gradients are made of isn't wrong in the third.
#[grad_check(lines, at(a = 0.3, b = 0.2, c = 0.1))]
fn right_sums(a: f64, b: f64, c: f64) -> (f64, (f64, f64, f64)) {
    let rate = |x: f64| (a + b * x + c * x * x).exp();
    let cost = DOSES.iter().map(|&x| rate(x)).sum();
    let (mut of_a, mut of_b, mut of_c) = (0.0, 0.0, 0.0);
    for x in DOSES {
        let value = rate(x);
        of_a += value;
        of_b += value * x;
        of_c += value * x * x;
    }
    (cost, (of_a, of_b, of_c))
}

#[should_panic(expected = "| of_b += value;")]
#[grad_check(lines, at(a = 0.3, b = 0.2, c = 0.1))]
fn wrong_in_one_sum(a: f64, b: f64, c: f64) -> (f64, (f64, f64, f64)) {
    let rate = |x: f64| (a + b * x + c * x * x).exp();
    let cost = DOSES.iter().map(|&x| rate(x)).sum();
    let (mut of_a, mut of_b, mut of_c) = (0.0, 0.0, 0.0);
    for x in DOSES {
        let value = rate(x);
        of_a += value;
        of_b += value;
        of_c += value * x * x;
    }
    (cost, (of_a, of_b, of_c))
}

/// A few numbers that explain many components: the outer product behind them could be anything.
#[grad_check(lines, at(u = [0.4, -0.8], v = [0.5, 1.1, -0.3, 0.9, 0.2]))]
fn right_outer(u: [f64; 2], v: [f64; 5]) -> (f64, ([f64; 2], [f64; 5])) {
    let sum: f64 = u.iter().sum();
    let gate = 1.0 / (1.0 + (-sum).exp());
    let cost: f64 = v.iter().map(|v| (gate * v).sin()).sum();
    let along: [f64; 5] = v.map(|v| (gate * v).cos());
    let of_v = along.map(|c| c * gate);
    let pull: f64 = along.iter().zip(v).map(|(c, v)| c * v).sum();
    let slope = gate * (1.0 - gate);
    let of_u = [pull * slope; 2];
    (cost, (of_u, of_v))
}

#[should_panic(expected = "| let slope = gate * (1.0 - gate * gate);")]
#[grad_check(lines, at(u = [0.4, -0.8], v = [0.5, 1.1, -0.3, 0.9, 0.2]))]
fn wrong_slope(u: [f64; 2], v: [f64; 5]) -> (f64, ([f64; 2], [f64; 5])) {
    let sum: f64 = u.iter().sum();
    let gate = 1.0 / (1.0 + (-sum).exp());
    let cost: f64 = v.iter().map(|v| (gate * v).sin()).sum();
    let along: [f64; 5] = v.map(|v| (gate * v).cos());
    let of_v = along.map(|c| c * gate);
    let pull: f64 = along.iter().zip(v).map(|(c, v)| c * v).sum();
    let slope = gate * (1.0 - gate * gate);
    let of_u = [pull * slope; 2];
    (cost, (of_u, of_v))
}

/// What is handed back begins with a number, which is measured as any other value is.
#[grad_check(lines, at(a = 0.7, b = -0.4))]
fn right_start(a: f64, b: f64) -> (f64, (f64, f64)) {
    let mut xs = vec![a];
    for k in 0..3 {
        xs.push(xs[k] + 0.3 * (b * xs[k]).sin());
    }
    let mut back = 1.0;
    let mut of_b = 0.0;
    for k in (0..3).rev() {
        let slope = 0.3 * (b * xs[k]).cos();
        of_b += back * slope * xs[k];
        back *= 1.0 + slope * b;
    }
    (xs[3], (back, of_b))
}

#[should_panic(expected = "| let mut back = 2.0;")]
#[grad_check(lines, at(a = 0.7, b = -0.4))]
fn wrong_start(a: f64, b: f64) -> (f64, (f64, f64)) {
    let mut xs = vec![a];
    for k in 0..3 {
        xs.push(xs[k] + 0.3 * (b * xs[k]).sin());
    }
    let mut back = 2.0;
    let mut of_b = 0.0;
    for k in (0..3).rev() {
        let slope = 0.3 * (b * xs[k]).cos();
        of_b += back * slope * xs[k];
        back *= 1.0 + slope * b;
    }
    (xs[3], (back, of_b))
}

/// A value that is handed on as it is may lack a factor there, though it is right itself.
#[grad_check(lines, at(w = [[0.4, -0.8, 0.3], [1.1, 0.2, -0.6]], v = [0.7, -1.2]), given(x = [0.7, -0.4, 1.3]))]
fn right_handed_on(w: [[f64; 3]; 2], v: [f64; 2], x: [f64; 3]) -> (f64, ([[f64; 3]; 2], [f64; 2])) {
    let z = w.map(|row| row[0] * x[0] + row[1] * x[1] + row[2] * x[2]);
    let h = z.map(f64::tanh);
    let out = v[0] * h[0] + v[1] * h[1];
    let cost = 0.5 * out * out;
    let dv = h.map(|h| out * h);
    let dh = v.map(|v| out * v);
    let dz = [dh[0] * (1.0 - h[0] * h[0]), dh[1] * (1.0 - h[1] * h[1])];
    let dw = dz.map(|d| x.map(|x| d * x));
    (cost, (dw, dv))
}

#[should_panic(expected = "| let dz = dh;")]
#[grad_check(lines, at(w = [[0.4, -0.8, 0.3], [1.1, 0.2, -0.6]], v = [0.7, -1.2]), given(x = [0.7, -0.4, 1.3]))]
fn wrong_handed_on(w: [[f64; 3]; 2], v: [f64; 2], x: [f64; 3]) -> (f64, ([[f64; 3]; 2], [f64; 2])) {
    let z = w.map(|row| row[0] * x[0] + row[1] * x[1] + row[2] * x[2]);
    let h = z.map(f64::tanh);
    let out = v[0] * h[0] + v[1] * h[1];
    let cost = 0.5 * out * out;
    let dv = h.map(|h| out * h);
    let dh = v.map(|v| out * v);
    let dz = dh;
    let dw = dz.map(|d| x.map(|x| d * x));
    (cost, (dw, dv))
}
