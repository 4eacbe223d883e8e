//! `lines`: fields that the function writes to are followed one by one. Each mistake is named, and the right function
//! beside it passes.

// As people write them.
#![allow(
    clippy::needless_range_loop,
    clippy::field_reassign_with_default,
    clippy::needless_late_init
)]

use grad_check::{Params, grad_check};

const DATA: [([f64; 3], f64); 4] = [
    ([0.5, -1.0, 0.3], 0.7),
    ([1.2, 0.4, -0.6], -0.4),
    ([-0.8, 0.9, 1.1], 0.2),
    ([0.1, -0.3, -1.4], 1.0),
];

#[derive(Clone, Default, Params)]
struct Net {
    w: [[f64; 3]; 2],
    b: [f64; 2],
    out: [f64; 2],
}

impl Net {
    fn example() -> Self {
        Net {
            w: [[0.3, -0.8, 0.5], [0.9, 0.2, -0.4]],
            b: [0.1, -0.2],
            out: [0.7, -1.1],
        }
    }
}

/// The gradient is added up in elements of a struct's fields.
#[grad_check(lines, at(net = Net::example()))]
fn right_element(net: &Net) -> (f64, Net) {
    let mut grad = Net::default();
    let mut loss = 0.0;
    for (x, y) in &DATA {
        let mut h = [0.0; 2];
        for i in 0..2 {
            let z: f64 = (0..3).map(|j| net.w[i][j] * x[j]).sum();
            h[i] = (z + net.b[i]).tanh();
        }
        let out = net.out[0] * h[0] + net.out[1] * h[1];
        loss += 0.5 * (out - y) * (out - y);
        let delta = out - y;
        for i in 0..2 {
            grad.out[i] += delta * h[i];
            let dz = delta * net.out[i] * (1.0 - h[i] * h[i]);
            grad.b[i] += dz;
            for j in 0..3 {
                grad.w[i][j] += dz * x[j];
            }
        }
    }
    (loss, grad)
}

#[should_panic(expected = "grad.w[i][j] -= dz * x[j]")]
#[grad_check(lines, at(net = Net::example()))]
fn wrong_element(net: &Net) -> (f64, Net) {
    let mut grad = Net::default();
    let mut loss = 0.0;
    for (x, y) in &DATA {
        let mut h = [0.0; 2];
        for i in 0..2 {
            let z: f64 = (0..3).map(|j| net.w[i][j] * x[j]).sum();
            h[i] = (z + net.b[i]).tanh();
        }
        let out = net.out[0] * h[0] + net.out[1] * h[1];
        loss += 0.5 * (out - y) * (out - y);
        let delta = out - y;
        for i in 0..2 {
            grad.out[i] += delta * h[i];
            let dz = delta * net.out[i] * (1.0 - h[i] * h[i]);
            grad.b[i] += dz;
            for j in 0..3 {
                grad.w[i][j] -= dz * x[j];
            }
        }
    }
    (loss, grad)
}

struct Layer {
    w: [f64; 3],
    dw: [f64; 3],
    z: f64,
}

#[grad_check]
impl Layer {
    fn example() -> Self {
        Layer {
            w: [0.4, -0.9, 0.6],
            dw: [0.0; 3],
            z: 0.0,
        }
    }

    /// Gradients in the receiver's own fields.
    #[grad_check(lines, on = Layer::example(), at(self.w), out(self.dw))]
    fn right_receiver(&mut self) -> f64 {
        let x = [0.7, 0.2, -1.3];
        self.z = self.w.iter().zip(&x).map(|(w, x)| w * x).sum();
        let slope = self.z.cos();
        for (dw, x) in self.dw.iter_mut().zip(&x) {
            *dw = slope * x;
        }
        for (dw, w) in self.dw.iter_mut().zip(&self.w) {
            *dw += 0.2 * w;
        }
        self.z.sin() + 0.1 * self.w.iter().map(|w| w * w).sum::<f64>()
    }

    #[should_panic(expected = "*dw += 0.1 * w;")]
    #[grad_check(lines, on = Layer::example(), at(self.w), out(self.dw))]
    fn wrong_receiver(&mut self) -> f64 {
        let x = [0.7, 0.2, -1.3];
        self.z = self.w.iter().zip(&x).map(|(w, x)| w * x).sum();
        let slope = self.z.cos();
        for (dw, x) in self.dw.iter_mut().zip(&x) {
            *dw = slope * x;
        }
        for (dw, w) in self.dw.iter_mut().zip(&self.w) {
            *dw += 0.1 * w;
        }
        self.z.sin() + 0.1 * self.w.iter().map(|w| w * w).sum::<f64>()
    }
}

#[derive(Clone, Copy, Default)]
struct State {
    angle: f64,
    speed: f64,
}

/// Numbers in a struct of no known type: its fields have one.
#[grad_check(lines, at = [0.5, -0.3, 0.4])]
fn right_adjoint(push: [f64; 3]) -> (f64, [f64; 3]) {
    let mut path = [State {
        angle: 0.3,
        speed: -0.1,
    }; 4];
    for t in 0..3 {
        path[t + 1].speed = path[t].speed + 0.2 * (push[t] - path[t].angle.sin());
        path[t + 1].angle = path[t].angle + 0.2 * path[t + 1].speed;
    }
    let cost = (path[3].angle - 0.8).powi(2);
    let mut bar = State::default();
    bar.angle = 2.0 * (path[3].angle - 0.8);
    let mut grad = [0.0; 3];
    for t in (0..3).rev() {
        bar.speed += 0.2 * bar.angle;
        grad[t] = 0.2 * bar.speed;
        bar.angle -= 0.2 * bar.speed * path[t].angle.cos();
    }
    (cost, grad)
}

#[should_panic(expected = "| bar.angle = 2.0 * path[3].angle;")]
#[grad_check(lines, at = [0.5, -0.3, 0.4])]
fn wrong_adjoint(push: [f64; 3]) -> (f64, [f64; 3]) {
    let mut path = [State {
        angle: 0.3,
        speed: -0.1,
    }; 4];
    for t in 0..3 {
        path[t + 1].speed = path[t].speed + 0.2 * (push[t] - path[t].angle.sin());
        path[t + 1].angle = path[t].angle + 0.2 * path[t + 1].speed;
    }
    let cost = (path[3].angle - 0.8).powi(2);
    let mut bar = State::default();
    bar.angle = 2.0 * path[3].angle;
    let mut grad = [0.0; 3];
    for t in (0..3).rev() {
        bar.speed += 0.2 * bar.angle;
        grad[t] = 0.2 * bar.speed;
        bar.angle -= 0.2 * bar.speed * path[t].angle.cos();
    }
    (cost, grad)
}

/// A value that is decided later, without `mut`.
#[grad_check(lines, at = [0.7, 1.4])]
fn right_later(x: [f64; 2]) -> (f64, [f64; 2]) {
    let product = x[0] * x[1];
    let slope;
    if product > 0.0 {
        slope = product.cos();
    } else {
        slope = 1.0;
    }
    let whole: Vec<f64>;
    whole = x.iter().rev().map(|x| slope * x).collect();
    (product.sin(), [whole[0], whole[1]])
}

#[should_panic(expected = "| slope = product.sin();")]
#[grad_check(lines, at = [0.7, 1.4])]
fn wrong_later(x: [f64; 2]) -> (f64, [f64; 2]) {
    let product = x[0] * x[1];
    let slope;
    if product > 0.0 {
        slope = product.sin();
    } else {
        slope = 1.0;
    }
    let whole: Vec<f64>;
    whole = x.iter().rev().map(|x| slope * x).collect();
    (product.sin(), [whole[0], whole[1]])
}

struct Pair(f64, [f64; 2]);

struct Outer {
    pair: Pair,
    list: Vec<f64>,
}

struct Lent<'a> {
    to: &'a mut [f64],
    count: usize,
}

/// Fields in whatever form: within fields, of tuples, behind guards and references, lent, and given away.
#[grad_check(lines, at = [0.7, 1.4])]
fn right_forms(x: &[f64; 2]) -> (f64, [f64; 2]) {
    let mut outer = Outer {
        pair: Pair(0.0, [0.0; 2]),
        list: Vec::new(),
    };
    outer.pair.0 = x[0] * x[1];
    outer.pair.1[0] += x[1];
    outer.pair.1[1] = x[0];
    outer.list = x.to_vec();
    outer.list.push(1.0);
    for value in &outer.list {
        outer.pair.0 += 0.0 * value;
    }
    let shared = std::cell::RefCell::new(Pair(0.0, [0.0; 2]));
    shared.borrow_mut().1[0] = outer.pair.1[0];
    shared.borrow_mut().1[1] += outer.pair.1[1];
    let mut buffer = [0.0; 2];
    let lent = Lent {
        to: &mut buffer,
        count: 2,
    };
    for i in 0..lent.count {
        lent.to[i] += shared.borrow().1[i];
    }
    let mut boxed = Box::new(Pair(0.0, [0.0; 2]));
    boxed.1[0] = lent.to[0];
    let half = &mut boxed.1;
    half[1] = lent.to[1];
    let Pair(_, grad) = *boxed;
    let list = outer.list;
    (outer.pair.0 * list[2], grad)
}

#[derive(Clone, Params)]
struct Chain {
    parts: Vec<[f64; 2]>,
}

/// Where one field alone is walked over, the struct is one value.
#[grad_check(lines, at(chain = Chain { parts: vec![[0.4, -0.7], [1.1, 0.3]] }))]
fn right_walk(chain: &Chain) -> (f64, Chain) {
    let x = 0.8;
    let hidden = (chain.parts[0][0] * x + chain.parts[0][1]).tanh();
    let out = chain.parts[1][0] * hidden + chain.parts[1][1];
    let cost = 0.5 * out * out;
    let mut grad = chain.clone();
    let mut pull = out;
    let inputs = [x, hidden];
    for (k, part) in grad.parts.iter_mut().enumerate().rev() {
        *part = [pull * inputs[k], pull];
        let slope = 1.0 - inputs[k] * inputs[k];
        pull *= chain.parts[k][0] * slope;
    }
    (cost, grad)
}

#[should_panic(expected = "| *part = [-pull * inputs[k], pull];")]
#[grad_check(lines, at(chain = Chain { parts: vec![[0.4, -0.7], [1.1, 0.3]] }))]
fn wrong_in_walk(chain: &Chain) -> (f64, Chain) {
    let x = 0.8;
    let hidden = (chain.parts[0][0] * x + chain.parts[0][1]).tanh();
    let out = chain.parts[1][0] * hidden + chain.parts[1][1];
    let cost = 0.5 * out * out;
    let mut grad = chain.clone();
    let mut pull = out;
    let inputs = [x, hidden];
    for (k, part) in grad.parts.iter_mut().enumerate().rev() {
        *part = [-pull * inputs[k], pull];
        let slope = 1.0 - inputs[k] * inputs[k];
        pull *= chain.parts[k][0] * slope;
    }
    (cost, grad)
}
