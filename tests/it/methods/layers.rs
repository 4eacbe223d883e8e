//! Layers and models that keep their gradients: fields of the receiver are parameters, others hold what
//! `backward` leaves behind.

#![allow(clippy::needless_pass_by_value, clippy::unnecessary_wraps)] // every way is shown

use ndarray::{Array1, Array2, Array4, ArrayView1, Axis};

#[derive(Clone)]
struct Conv2d {
    w: Array4<f64>,
    b: Array1<f64>,
    dw: Array4<f64>,
    db: Array1<f64>,
    cache: Option<Array4<f64>>,
    stride: usize,
    pad: usize,
}

#[cfg_attr(test, grad_check::grad_check(on = Self::new(randn((3, 2, 3, 3)), randn(3), 2, 1)))]
impl Conv2d {
    fn new(w: Array4<f64>, b: Array1<f64>, stride: usize, pad: usize) -> Self {
        Self {
            dw: Array4::zeros(w.raw_dim()),
            db: Array1::zeros(b.raw_dim()),
            w,
            b,
            cache: None,
            stride,
            pad,
        }
    }

    /// The entries of the input that make an output, each with its place in the kernel.
    fn window(&self, i: usize, j: usize, x: &Array4<f64>) -> Vec<[usize; 4]> {
        let (_, _, kh, kw) = self.w.dim();
        let (_, _, h, w) = x.dim();
        let places = (0..kh).flat_map(|k| (0..kw).map(move |l| (k, l)));
        let (i, j) = (i * self.stride, j * self.stride);
        let inside = places.filter_map(|(k, l)| {
            let row = (i + k).checked_sub(self.pad).filter(|&row| row < h)?;
            let column = (j + l).checked_sub(self.pad).filter(|&column| column < w)?;
            Some([k, l, row, column])
        });
        inside.collect()
    }

    #[cfg_attr(test, grad_check::grad_check(
        pullback = backward, at(x = randn((2, 2, 5, 5)), self.w, self.b), out(self.dw, self.db)))]
    fn forward(&mut self, x: &Array4<f64>) -> Array4<f64> {
        let (out, channels, kh, kw) = self.w.dim();
        let (batch, _, h, w) = x.dim();
        let size = |length: usize, kernel| (length + 2 * self.pad - kernel) / self.stride + 1;
        let y = Array4::from_shape_fn((batch, out, size(h, kh), size(w, kw)), |(n, o, i, j)| {
            let window = self.window(i, j, x);
            let mut sum = self.b[o];
            for [k, l, row, column] in window {
                for c in 0..channels {
                    sum += self.w[[o, c, k, l]] * x[[n, c, row, column]];
                }
            }
            sum
        });
        self.cache = Some(x.clone());
        y
    }

    fn backward(&mut self, dy: &Array4<f64>) -> Array4<f64> {
        let x = self.cache.take().expect("forward first");
        let mut dx = Array4::<f64>::zeros(x.raw_dim());
        self.dw.fill(0.0);
        self.db.fill(0.0);
        for ((n, o, i, j), &d) in dy.indexed_iter() {
            self.db[o] += d;
            for [k, l, row, column] in self.window(i, j, &x) {
                for c in 0..x.dim().1 {
                    self.dw[[o, c, k, l]] += d * x[[n, c, row, column]];
                    dx[[n, c, row, column]] += d * self.w[[o, c, k, l]];
                }
            }
        }
        dx
    }
}

/// A model that keeps everything: weights, gradients, momentum, activations.
#[derive(Clone)]
struct Model {
    w1: Array2<f64>,
    b1: Array1<f64>,
    w2: Array2<f64>,
    dw1: Array2<f64>,
    db1: Array1<f64>,
    dw2: Array2<f64>,
    x: Array2<f64>,
    a: Array2<f64>,
}

#[cfg_attr(test, grad_check::grad_check(on = Self::new(randn((3, 4)), randn(4), randn((4, 2)))))]
impl Model {
    fn new(w1: Array2<f64>, b1: Array1<f64>, w2: Array2<f64>) -> Self {
        Self {
            dw1: Array2::zeros(w1.raw_dim()),
            db1: Array1::zeros(b1.raw_dim()),
            dw2: Array2::zeros(w2.raw_dim()),
            x: Array2::zeros((0, 0)),
            a: Array2::zeros((0, 0)),
            w1,
            b1,
            w2,
        }
    }

    fn forward(&mut self, x: &Array2<f64>) -> Array2<f64> {
        self.x.clone_from(x);
        self.a = (x.dot(&self.w1) + &self.b1).mapv(f64::tanh);
        self.a.dot(&self.w2)
    }

    /// Adds to the gradients; returns the loss.
    #[cfg_attr(test, grad_check::grad_check(
        at(self.w1, self.b1, self.w2), out(self.dw1, self.db1, self.dw2),
        given(x = randn((5, 3)), y = randn((5, 2)))))]
    fn loss_backward(&mut self, x: &Array2<f64>, y: &Array2<f64>) -> f64 {
        let r = self.forward(x) - y;
        self.dw2 += &self.a.t().dot(&r);
        let dz = r.dot(&self.w2.t()) * self.a.mapv(|a| 1.0 - a * a);
        self.dw1 += &self.x.t().dot(&dz);
        self.db1 += &dz.sum_axis(Axis(0));
        0.5 * (&r * &r).sum()
    }

    #[cfg_attr(
        test,
        grad_check::grad_check(
            at(self.w1, self.b1), out(self.b1 = self.db1, self.w1 = self.dw1),
            given(x = randn((5, 3)), y = randn((5, 2)))),
        should_panic(expected = "Model::without_bias: b1 is wrong")
    )]
    fn without_bias(&mut self, x: &Array2<f64>, y: &Array2<f64>) -> f64 {
        let loss = self.loss_backward(x, y);
        self.db1.fill(0.0);
        loss
    }
}

/// `backward` with the arguments before the cotangent, and one that has only a cotangent, of `&self`.
struct Tanh {
    gain: f64,
}

#[cfg_attr(test, grad_check::grad_check(on = Tanh { gain: 1.5 }))]
impl Tanh {
    #[cfg_attr(test, grad_check::grad_check(pullback = backward))]
    fn forward(&self, x: [f64; 3]) -> [f64; 3] {
        x.map(|x| (self.gain * x).tanh())
    }

    fn backward(&self, x: [f64; 3], dy: [f64; 3]) -> [f64; 3] {
        let y = self.forward(x);
        std::array::from_fn(|i| dy[i] * self.gain * (1.0 - y[i] * y[i]))
    }

    #[cfg_attr(test, grad_check::grad_check(pullback = backward_of_outputs))]
    #[should_panic(expected = "Tanh::forgets_the_gain")]
    fn forgets_the_gain(&self, x: [f64; 3]) -> [f64; 3] {
        self.forward(x)
    }

    fn backward_of_outputs(&self, x: [f64; 3], dy: &[f64]) -> Vec<f64> {
        let y = self.forward(x);
        y.iter().zip(dy).map(|(y, dy)| dy * (1.0 - y * y)).collect()
    }
}

/// `backward` with the cotangent before the arguments, which have the names of those of `forward`.
#[grad_check::grad_check(on = Tanh { gain: 0.7 })]
impl Tanh {
    #[grad_check::grad_check(pullback = product_backward, at(x = randn(3), w = randn(3)))]
    fn product(&self, x: &Array1<f64>, w: &Array1<f64>) -> Array1<f64> {
        self.gain * (x * w)
    }

    fn product_backward(
        &self,
        dy: ArrayView1<'_, f64>,
        x: &Array1<f64>,
        w: &Array1<f64>,
    ) -> (Array1<f64>, Array1<f64>) {
        (self.gain * (&dy * w), self.gain * (&dy * x))
    }

    #[grad_check::grad_check(pullback = exchanged_backward, at(x = randn(3), w = randn(3)))]
    #[should_panic(expected = "the gradients of x and w are exchanged")]
    fn exchanged(&self, x: &Array1<f64>, w: &Array1<f64>) -> Array1<f64> {
        self.product(x, w)
    }

    fn exchanged_backward(
        &self,
        dy: &Array1<f64>,
        x: &Array1<f64>,
        w: &Array1<f64>,
    ) -> (Array1<f64>, Array1<f64>) {
        (self.gain * (dy * x), self.gain * (dy * w))
    }
}

/// The same of functions: the cotangent stands behind the arguments.
mod functions {
    use super::*;

    #[grad_check::grad_check(pullback = backward, at(w = randn((2, 3)), x = randn(3)))]
    fn forward(w: &Array2<f64>, x: &Array1<f64>) -> Array1<f64> {
        w.dot(x)
    }

    fn backward(w: &Array2<f64>, x: &Array1<f64>, u: &Array1<f64>) -> (Array2<f64>, Array1<f64>) {
        let dw = Array2::from_shape_fn((2, 3), |(i, j)| u[i] * x[j]);
        (dw, w.t().dot(u))
    }

    #[grad_check::grad_check(pullback = sign_lost, at(w = randn((2, 3)), x = randn(3)))]
    #[should_panic(expected = "pullback check failed: forward_again: w is wrong")]
    fn forward_again(w: &Array2<f64>, x: &Array1<f64>) -> Result<Array1<f64>, String> {
        Ok(w.dot(x))
    }

    fn sign_lost(w: &Array2<f64>, x: &Array1<f64>, u: &Array1<f64>) -> (Array2<f64>, Array1<f64>) {
        let (dw, dx) = backward(w, x, u);
        (-dw, dx)
    }
}

struct Linear {
    w: [f64; 2],
    dw: [f64; 2],
    x: [f64; 2],
}

/// All gradients stay in the layer; `backward` returns nothing.
#[grad_check::grad_check(on = Linear { w: [0.4, -0.9], dw: [0.0; 2], x: [0.0; 2] })]
impl Linear {
    #[grad_check::grad_check(pullback = backward, at(self.w), given(x = [1.0, 2.0]), out(self.dw))]
    fn forward(&mut self, x: [f64; 2]) -> f64 {
        self.x = x;
        self.w[0] * x[0] + self.w[1] * x[1]
    }

    fn backward(&mut self, dy: f64) {
        self.dw = self.x.map(|x| x * dy);
    }
}
