//! `lines`: what the copy of a function sees, whatever form it is written in. Each mistake is named, and the right
//! function beside it passes.

use grad_check::grad_check;
use std::ops::{Add, AddAssign, Mul, Neg};

#[derive(Clone, Copy)]
enum Op {
    Leaf(usize),
    Mul(usize, usize),
    Sin(usize),
}

fn program() -> Vec<Op> {
    use Op::{Leaf, Mul, Sin};
    vec![
        Leaf(0),
        Leaf(1),
        Mul(0, 1),
        Sin(2),
        Mul(3, 0),
        Sin(4),
        Mul(5, 1),
    ]
}

/// Arms without braces are statements as well.
#[grad_check(lines, at = [0.7, 1.4], given(program = program()))]
fn right_arms(x: [f64; 2], program: &[Op]) -> (f64, [f64; 2]) {
    let mut v: Vec<f64> = Vec::new();
    for op in program {
        let next = match *op {
            Op::Leaf(i) => x[i],
            Op::Mul(a, b) => v[a] * v[b],
            Op::Sin(a) => v[a].sin(),
        };
        v.push(next);
    }
    let last = v.len() - 1;
    let mut bar = vec![0.0; v.len()];
    bar[last] = 1.0;
    let mut grad = [0.0; 2];
    for (k, op) in program.iter().enumerate().rev() {
        let out = bar[k];
        match *op {
            Op::Leaf(i) => grad[i] += out,
            Op::Mul(a, b) => {
                bar[a] += out * v[b];
                bar[b] += out * v[a];
            }
            Op::Sin(a) => bar[a] += out * v[a].cos(),
        }
    }
    (v[last], grad)
}

#[should_panic(expected = "| Op::Sin(a) => bar[a] += out * v[a].sin(),")]
#[grad_check(lines, at = [0.7, 1.4], given(program = program()))]
fn wrong_in_arm(x: [f64; 2], program: &[Op]) -> (f64, [f64; 2]) {
    let mut v: Vec<f64> = Vec::new();
    for op in program {
        let next = match *op {
            Op::Leaf(i) => x[i],
            Op::Mul(a, b) => v[a] * v[b],
            Op::Sin(a) => v[a].sin(),
        };
        v.push(next);
    }
    let last = v.len() - 1;
    let mut bar = vec![0.0; v.len()];
    bar[last] = 1.0;
    let mut grad = [0.0; 2];
    for (k, op) in program.iter().enumerate().rev() {
        let out = bar[k];
        match *op {
            Op::Leaf(i) => grad[i] += out,
            Op::Mul(a, b) => {
                bar[a] += out * v[b];
                bar[b] += out * v[a];
            }
            Op::Sin(a) => bar[a] += out * v[a].sin(),
        }
    }
    (v[last], grad)
}

trait Real: Copy + Add<Output = Self> + Mul<Output = Self> + Neg<Output = Self> + AddAssign {
    fn of(x: f64) -> Self;
    fn sine(self) -> Self;
    fn cosine(self) -> Self;
}

impl Real for f64 {
    fn of(x: f64) -> Self {
        x
    }
    fn sine(self) -> Self {
        self.sin()
    }
    fn cosine(self) -> Self {
        self.cos()
    }
}

/// Of a type parameter that is called for a number the values are known, whatever its traits are.
#[grad_check(lines, types(F = f64), at(a = 0.7, b = -0.4), given(x = [0.5, 1.2, -0.7]))]
fn right_generic<F: Real>(a: F, b: F, x: [F; 3]) -> (F, (F, F)) {
    let mut cost = F::of(0.0);
    let (mut of_a, mut of_b) = (F::of(0.0), F::of(0.0));
    for x in x {
        let angle = b * x;
        cost += a * angle.sine();
        let turn = a * angle.cosine();
        of_a += angle.sine();
        of_b += turn * x;
    }
    (cost, (of_a, of_b))
}

#[should_panic(expected = "| of_b += turn * angle;")]
#[grad_check(lines, types(F = f64), at(a = 0.7, b = -0.4), given(x = [0.5, 1.2, -0.7]))]
fn wrong_in_generic<F: Real>(a: F, b: F, x: [F; 3]) -> (F, (F, F)) {
    let mut cost = F::of(0.0);
    let (mut of_a, mut of_b) = (F::of(0.0), F::of(0.0));
    for x in x {
        let angle = b * x;
        cost += a * angle.sine();
        let turn = a * angle.cosine();
        of_a += angle.sine();
        of_b += turn * angle;
    }
    (cost, (of_a, of_b))
}

/// Variables may be called as what the copy has of its own.
#[grad_check(lines, at = [0.7, -0.4, 1.8], given(kind = 1))]
fn right_names(x: &[f64; 3], kind: u8) -> (f64, [f64; 3]) {
    let value = x.iter().map(|x| x * x).sum::<f64>();
    let (branch, arguments) = if kind == 1 {
        (value.sqrt(), 0.5 / value.sqrt())
    } else {
        (value, 1.0)
    };
    let view = x.map(|x| {
        let twice = 2.0 * x;
        twice * arguments
    });
    (branch, view)
}

#[should_panic(expected = "| let twice = 3.0 * x;")]
#[grad_check(lines, at = [0.7, -0.4, 1.8], given(kind = 1))]
fn wrong_behind_names(x: &[f64; 3], kind: u8) -> (f64, [f64; 3]) {
    let value = x.iter().map(|x| x * x).sum::<f64>();
    let (branch, arguments) = if kind == 1 {
        (value.sqrt(), 0.5 / value.sqrt())
    } else {
        (value, 1.0)
    };
    let view = x.map(|x| {
        let twice = 3.0 * x;
        twice * arguments
    });
    (branch, view)
}
