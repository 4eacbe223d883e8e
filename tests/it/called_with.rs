//! What a call in an option may hold besides names: expressions, scratch space of the other function, cotangents that
//! become gradients, matrices that are written. And what a closure or a path is handed.

use grad_check::grad_check;

/// A closure is handed what the forward pass has left in its scratch space.
#[grad_check(
    pullback = |x: &[f64], cache: &[f64], dy: &[f64]| tanh_backward(dy, cache, x),
    at(x = randn(3)), out(y), given(y = [0.0; 3], cache = [0.0; 3]))]
fn tanh(x: &[f64], y: &mut [f64], cache: &mut [f64]) {
    for i in 0..3 {
        cache[i] = x[i].tanh();
        y[i] = cache[i];
    }
}

fn tanh_backward(dy: &[f64], cache: &[f64], _: &[f64]) -> Vec<f64> {
    let both = dy.iter().zip(cache);
    both.map(|(dy, y)| dy * (1.0 - y * y)).collect()
}

/// So is a function of the gradient; the cost has written to it.
#[grad_check(gradient = from_cache, at(x = randn(3)), given(cache = vec![0.0; 3]))]
fn squares(x: &[f64], cache: &mut [f64]) -> f64 {
    for (cache, x) in cache.iter_mut().zip(x) {
        *cache = 2.0 * x;
    }
    x.iter().map(|x| x * x).sum()
}

fn from_cache(_: &[f64], cache: &mut [f64]) -> Vec<f64> {
    cache.to_vec()
}

struct Lehmer(u64);

impl Lehmer {
    fn keeps(&mut self) -> bool {
        self.0 = self.0 * 48271 % 2_147_483_647;
        self.0 % 10 < 8
    }
}

/// A generator draws the same again.
#[grad_check(pullback = dropout_backward, at(x = randn(6)), given(rng = Lehmer(7)))]
fn dropout(x: &[f64], rng: &mut Lehmer) -> Vec<f64> {
    let kept = x.iter().map(|x| if rng.keeps() { x / 0.8 } else { 0.0 });
    kept.collect()
}

fn dropout_backward(_: &[f64], rng: &mut Lehmer, dy: &[f64]) -> Vec<f64> {
    dropout(dy, rng)
}

/// Rows that aren't looked up keep what callers hand over.
#[grad_check(
    pullback = lookup_backward(dtable, dout, ids), at(table = randn(4)), out(out),
    given(out = [0.0; 2], ids = [0, 3], dtable = vec![0.0; 4]))]
fn lookup(out: &mut [f64], ids: &[usize], table: &[f64]) {
    for (out, &id) in out.iter_mut().zip(ids) {
        *out = table[id];
    }
}

#[grad_check(
    pullback = lookup_backward(dtable, dout, ids), at(table = randn(4)), out(out),
    given(out = [0.0; 2], ids = [0, 3]))]
#[should_panic(expected = "table[1] was not written")]
fn lookup_into_nothing(out: &mut [f64], ids: &[usize], table: &[f64]) {
    lookup(out, ids, table);
}

fn lookup_backward(dtable: &mut [f64], dout: &[f64], ids: &[usize]) {
    for (dout, &id) in dout.iter().zip(ids) {
        dtable[id] = *dout;
    }
}

/// Expressions, `None` and values that only the other function takes.
#[grad_check(
    pullback = scale_backward(dx, dy, 3, None, &mut [0.0; 3], rate),
    at(x = randn(3)), given(rate = 1.5))]
fn scale(x: &[f64]) -> Vec<f64> {
    x.iter().map(|x| 3.0 * x).collect()
}

fn scale_backward(
    dx: &mut [f64],
    dy: &[f64],
    by: u8,
    bias: Option<f64>,
    scratch: &mut [f64],
    rate: f64,
) {
    assert!(bias.is_none() && rate == 1.5);
    for i in 0..dx.len() {
        scratch[i] = dy[i] * f64::from(by);
        dx[i] = scratch[i];
    }
}

/// Scratch space that the backward pass adds to, made anew for each call.
#[grad_check(pullback = square_backward(dx, &mut sums, dy, x), at(x = randn(3)), given(sums = vec![0.0; 3]))]
fn square(x: &[f64]) -> Vec<f64> {
    x.iter().map(|x| x * x).collect()
}

fn square_backward(dx: &mut [f64], sums: &mut [f64], dy: &[f64], x: &[f64]) {
    for i in 0..dx.len() {
        sums[i] += 2.0 * x[i];
        dx[i] += sums[i] * dy[i];
    }
}

/// The cotangent becomes the gradient.
mod in_place {
    use super::*;

    #[grad_check(pullback = backward(y, &mut dy), at(x = randn(4)), out(y), given(y = [0.0; 4]))]
    fn softmax(x: &[f32], y: &mut [f32]) {
        let sum: f32 = x.iter().map(|x| x.exp()).sum();
        for (y, x) in y.iter_mut().zip(x) {
            *y = x.exp() / sum;
        }
    }

    fn backward(y: &[f32], dy: &mut [f32]) {
        let dot: f32 = dy.iter().zip(y).map(|(dy, y)| dy * y).sum();
        for (dy, y) in dy.iter_mut().zip(y) {
            *dy = y * (*dy - dot);
        }
    }

    #[grad_check(pullback = uncoupled(y, &mut dy), at(x = randn(4)), out(y), given(y = [0.0; 4]))]
    #[should_panic(expected = "x is wrong")]
    fn softmax_with_a_mistake(x: &[f32], y: &mut [f32]) {
        softmax(x, y);
    }

    fn uncoupled(y: &[f32], dy: &mut [f32]) {
        dy.iter_mut().zip(y).for_each(|(dy, y)| *dy *= y);
    }

    /// Of a bias that is summed over rows the gradient has a buffer of its own.
    #[grad_check(pullback = bias_backward(&mut dy, db), at(x = [[0.3, 0.1], [-0.2, 0.9]], b = [0.4, -1.1]))]
    fn bias(x: &[[f64; 2]; 2], b: &[f64; 2]) -> [[f64; 2]; 2] {
        x.map(|row| [2.0 * (row[0] + b[0]), 2.0 * (row[1] + b[1])])
    }

    fn bias_backward(dy: &mut [[f64; 2]; 2], db: &mut [f64; 2]) {
        for row in dy {
            for (dy, db) in row.iter_mut().zip(&mut *db) {
                *dy *= 2.0;
                *db += *dy;
            }
        }
    }
}

/// Matrices and products that are written by functions elsewhere.
mod matrices {
    use super::*;

    #[grad_check(jacobian = jacobian(x, &mut j), at(x = [0.5, -1.2]), given(j = [0.0; 4]))]
    fn outputs(x: &[f64]) -> Vec<f64> {
        vec![x[0] * x[1], x[1].sin()]
    }

    #[grad_check(jacobian = jacobian(x, &mut j), out(r), at(x = [0.5, -1.2]), given(r = [0.0; 2], j = [0.0; 4]))]
    fn written(x: &[f64], r: &mut [f64]) {
        r.copy_from_slice(&outputs(x));
    }

    fn jacobian(x: &[f64], j: &mut [f64]) {
        j.copy_from_slice(&[x[1], x[0], 0.0, x[1].cos()]);
    }

    #[grad_check(
        jacobian = of_each(a, b, &mut j_a, &mut j_b),
        at(a = [0.5, -1.2], b = 0.3), given(j_a = [0.0; 2], j_b = [0.0; 1]))]
    fn product(a: &[f64], b: f64) -> [f64; 1] {
        [a[0] * a[1] * b]
    }

    fn of_each(a: &[f64], b: f64, j_a: &mut [f64], j_b: &mut [f64]) {
        j_a.copy_from_slice(&[a[1] * b, a[0] * b]);
        j_b[0] = a[0] * a[1];
    }

    #[grad_check(hessian_product = along(x, v, &mut y), at(x = [0.5, -1.2]), given(y = [0.0; 2]))]
    fn cubes(x: &[f64]) -> (f64, Vec<f64>) {
        (
            x.iter().map(|x| x.powi(3)).sum(),
            x.iter().map(|x| 3.0 * x * x).collect(),
        )
    }

    fn along(x: &[f64], v: &[f64], y: &mut [f64]) {
        for i in 0..2 {
            y[i] = 6.0 * x[i] * v[i];
        }
    }
}

/// Two derivatives of one method are told apart by the functions that return them.
struct Price {
    spot: f64,
    rate: f64,
}

#[grad_check(on = Price { spot: 0.4, rate: 1.3 })]
impl Price {
    #[grad_check(gradient = Self::delta, at(self.spot))]
    #[grad_check(gradient = Self::rho, at(self.rate))]
    fn price(&self) -> f64 {
        self.spot.powi(2) * self.rate.sin()
    }

    fn delta(&self) -> f64 {
        2.0 * self.spot * self.rate.sin()
    }

    fn rho(&self) -> f64 {
        self.spot.powi(2) * self.rate.cos()
    }
}
