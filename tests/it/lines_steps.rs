//! `lines`: each step of the backward pass is compared by itself. A wrong step is named, and the right function beside
//! it passes.

use grad_check::grad_check;

/// Statement by statement in reverse, element by element: `xb` is the adjoint of `x`.
#[grad_check(lines, at(x = vec![0.4, -0.9, 1.3, 0.2], gain = vec![1.1, 0.8, 1.3, 0.9]), given(y = vec![0.3, 0.1, -0.4, 0.9]))]
fn right_norm(x: &[f64], gain: &[f64], y: &[f64]) -> (f64, (Vec<f64>, Vec<f64>)) {
    let n = x.len();
    let mean = x.iter().sum::<f64>() / n as f64;
    let mut var = 0.1;
    for x in x {
        var += (x - mean) * (x - mean) / n as f64;
    }
    let scale = 1.0 / var.sqrt();
    let mut hat = vec![0.0; n];
    let mut cost = 0.0;
    for i in 0..n {
        hat[i] = (x[i] - mean) * scale;
        cost += 0.5 * (gain[i] * hat[i] - y[i]).powi(2);
    }

    let mut xb = vec![0.0; n];
    let mut gainb = vec![0.0; n];
    let (mut scaleb, mut meanb) = (0.0, 0.0);
    for i in (0..n).rev() {
        let outb = gain[i] * hat[i] - y[i];
        gainb[i] += outb * hat[i];
        let hatb = outb * gain[i];
        scaleb += hatb * (x[i] - mean);
        xb[i] += hatb * scale;
        meanb -= hatb * scale;
    }
    let varb = -0.5 * scaleb * scale * scale * scale;
    for i in 0..n {
        xb[i] += 2.0 * varb * (x[i] - mean) / n as f64;
        xb[i] += meanb / n as f64;
    }
    (cost, (xb, gainb))
}

#[should_panic(expected = "let hatb = outb;")]
#[grad_check(lines, at(x = vec![0.4, -0.9, 1.3, 0.2], gain = vec![1.1, 0.8, 1.3, 0.9]), given(y = vec![0.3, 0.1, -0.4, 0.9]))]
fn wrong_norm(x: &[f64], gain: &[f64], y: &[f64]) -> (f64, (Vec<f64>, Vec<f64>)) {
    let n = x.len();
    let mean = x.iter().sum::<f64>() / n as f64;
    let mut var = 0.1;
    for x in x {
        var += (x - mean) * (x - mean) / n as f64;
    }
    let scale = 1.0 / var.sqrt();
    let mut hat = vec![0.0; n];
    let mut cost = 0.0;
    for i in 0..n {
        hat[i] = (x[i] - mean) * scale;
        cost += 0.5 * (gain[i] * hat[i] - y[i]).powi(2);
    }

    let mut xb = vec![0.0; n];
    let mut gainb = vec![0.0; n];
    let (mut scaleb, mut meanb) = (0.0, 0.0);
    for i in (0..n).rev() {
        let outb = gain[i] * hat[i] - y[i];
        gainb[i] += outb * hat[i];
        let hatb = outb;
        scaleb += hatb * (x[i] - mean);
        xb[i] += hatb * scale;
        meanb -= hatb * scale;
    }
    let varb = -0.5 * scaleb * scale * scale * scale;
    for i in 0..n {
        xb[i] += 2.0 * varb * (x[i] - mean) / n as f64;
        xb[i] += meanb / n as f64;
    }
    (cost, (xb, gainb))
}

/// Of the terms of a sum that is handed on through a loop, the one is named that is wrong.
#[grad_check(lines, at(start = [0.3, -0.4], turn = 0.7))]
fn right_spiral(start: [f64; 2], turn: f64) -> (f64, ([f64; 2], f64)) {
    let mut states = vec![start];
    for k in 0..5 {
        let s = states[k];
        let grown = [s[0] + 0.2 * (turn * s[1]).sin(), s[1] - 0.1 * s[0] * s[0]];
        states.push(grown);
    }
    let last = states[5];
    let cost = last[0] * last[0] + last[1].exp();

    let mut back = [2.0 * last[0], last[1].exp()];
    let mut of_turn = 0.0;
    for k in (0..5).rev() {
        let s = states[k];
        let slope = 0.2 * (turn * s[1]).cos();
        of_turn += back[0] * slope * s[1];
        back = [
            back[0] - 0.2 * s[0] * back[1],
            back[1] + back[0] * slope * turn,
        ];
    }
    (cost, (back, of_turn))
}

#[should_panic(expected = "of_turn += back[1] * slope * s[1];")]
#[grad_check(lines, at(start = [0.3, -0.4], turn = 0.7))]
fn wrong_spiral(start: [f64; 2], turn: f64) -> (f64, ([f64; 2], f64)) {
    let mut states = vec![start];
    for k in 0..5 {
        let s = states[k];
        let grown = [s[0] + 0.2 * (turn * s[1]).sin(), s[1] - 0.1 * s[0] * s[0]];
        states.push(grown);
    }
    let last = states[5];
    let cost = last[0] * last[0] + last[1].exp();

    let mut back = [2.0 * last[0], last[1].exp()];
    let mut of_turn = 0.0;
    for k in (0..5).rev() {
        let s = states[k];
        let slope = 0.2 * (turn * s[1]).cos();
        of_turn += back[1] * slope * s[1];
        back = [
            back[0] - 0.2 * s[0] * back[1],
            back[1] + back[0] * slope * turn,
        ];
    }
    (cost, (back, of_turn))
}
