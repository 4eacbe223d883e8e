//! `pullback = backward(dx, dy, x)`: a call shows the order of a function that stands elsewhere. Buffers that it adds to
//! are handed over zeroed; what the forward pass has left in its buffers is read.

use grad_check::grad_check;

/// As in llm.c: everything in buffers, which the backward pass adds to.
mod layer_norm {
    use super::*;

    #[grad_check(
        pullback = backward(dx, dw, db, dy, x, w, mean, rstd, rows, width),
        at(x = randn(12), w = randn(3), b = randn(3)),
        out(y),
        given(y = [0.0; 12], mean = [0.0; 4], rstd = [0.0; 4], rows = 4, width = 3))]
    #[allow(clippy::too_many_arguments)]
    pub(crate) fn forward(
        y: &mut [f32],
        mean: &mut [f32],
        rstd: &mut [f32],
        x: &[f32],
        w: &[f32],
        b: &[f32],
        rows: usize,
        width: usize,
    ) {
        for row in 0..rows {
            let x = &x[row * width..][..width];
            let m = x.iter().sum::<f32>() / width as f32;
            let v = x.iter().map(|x| (x - m).powi(2)).sum::<f32>() / width as f32;
            let s = 1.0 / (v + 1e-5).sqrt();
            for i in 0..width {
                y[row * width + i] = s * (x[i] - m) * w[i] + b[i];
            }
            (mean[row], rstd[row]) = (m, s);
        }
    }

    #[allow(clippy::too_many_arguments)]
    pub(crate) fn backward(
        dx: &mut [f32],
        dw: &mut [f32],
        db: &mut [f32],
        dy: &[f32],
        x: &[f32],
        w: &[f32],
        mean: &[f32],
        rstd: &[f32],
        rows: usize,
        width: usize,
    ) {
        for row in 0..rows {
            let (x, dy) = (&x[row * width..][..width], &dy[row * width..][..width]);
            let normed = |i: usize| (x[i] - mean[row]) * rstd[row];
            let sum: f32 = (0..width).map(|i| w[i] * dy[i]).sum();
            let dot: f32 = (0..width).map(|i| w[i] * dy[i] * normed(i)).sum();
            for i in 0..width {
                db[i] += dy[i];
                dw[i] += normed(i) * dy[i];
                let apart = sum / width as f32 + normed(i) * dot / width as f32;
                dx[row * width + i] += (w[i] * dy[i] - apart) * rstd[row];
            }
        }
    }
}

/// The backward pass reads what the forward pass returned in its buffer, and has no need of the point.
#[grad_check(pullback = softmax_backward(dx, dy, y), at(x = randn(4)), out(y), given(y = [0.0; 4]))]
fn softmax(y: &mut [f64], x: &[f64]) {
    let sum: f64 = x.iter().map(|x| x.exp()).sum();
    for (y, x) in y.iter_mut().zip(x) {
        *y = x.exp() / sum;
    }
}

fn softmax_backward(dx: &mut [f64], dy: &[f64], y: &[f64]) {
    let dot: f64 = dy.iter().zip(y).map(|(dy, y)| dy * y).sum();
    for (dx, (dy, y)) in dx.iter_mut().zip(dy.iter().zip(y)) {
        *dx += y * (dy - dot);
    }
}

mod wrong {
    use super::*;

    #[grad_check(pullback = uncoupled(dx, dy, y), at(x = randn(4)), out(y), given(y = [0.0; 4]))]
    #[should_panic(expected = "pullback check failed: softmax: x is wrong")]
    fn softmax(y: &mut [f64], x: &[f64]) {
        super::softmax(y, x);
    }

    fn uncoupled(dx: &mut [f64], dy: &[f64], y: &[f64]) {
        for (dx, (dy, y)) in dx.iter_mut().zip(dy.iter().zip(y)) {
            *dx += y * dy;
        }
    }

    /// What isn't written beside what is, is named as before.
    #[grad_check(gradient = half(g, x), at(x = [0.3, -0.4]))]
    #[should_panic(expected = "g[1] was not written")]
    fn unwritten(x: &[f64]) -> f64 {
        x[0] * x[0] + x[1]
    }

    fn half(g: &mut [f64], x: &[f64]) {
        g[0] = 2.0 * x[0];
    }

    #[grad_check(gradient = nothing(dx), at(x = [0.3, -0.4]))]
    #[should_panic(expected = "check failed")]
    fn never_written(x: &[f64]) -> f64 {
        x[0] * x[0] + x[1]
    }

    fn nothing(_: &mut [f64]) {}
}

#[grad_check(gradient = slopes(g, x), at(x = [0.3, -0.4]))]
fn rosenbrock(x: &[f64]) -> f64 {
    (1.0 - x[0]).powi(2) + 100.0 * (x[1] - x[0] * x[0]).powi(2)
}

fn slopes(g: &mut [f64], x: &[f64]) {
    let apart = x[1] - x[0] * x[0];
    g[0] = -2.0 * (1.0 - x[0]) - 400.0 * x[0] * apart;
    g[1] = 200.0 * apart;
}

/// Values and references in another order, and a result that is returned.
#[grad_check(pullback = scale_backward(dy, a, &x), at(x = randn(3).to_vec(), a = 2.0))]
#[allow(clippy::needless_pass_by_value)]
fn scale(x: Vec<f64>, a: f64) -> Vec<f64> {
    x.iter().map(|x| a * x * x).collect()
}

fn scale_backward(dy: &[f64], a: f64, x: &Vec<f64>) -> (Vec<f64>, f64) {
    let of_x = dy.iter().zip(x).map(|(dy, x)| 2.0 * a * x * dy);
    let of_a = dy.iter().zip(x).map(|(dy, x)| dy * x * x);
    (of_x.collect(), of_a.sum())
}

/// Tangents are written over the outputs.
#[grad_check(jvp = rates_along(y, t, v, &mut dydt), at(y = randn(2)), out(dydt), given(t = 0.0, dydt = [0.0; 2]))]
fn rates(y: &[f64], _t: f64, dydt: &mut [f64]) {
    dydt.copy_from_slice(&[0.5 * y[0] * y[1], -y[0]]);
}

fn rates_along(y: &[f64], _t: f64, v: &[f64], dydt: &mut [f64]) {
    dydt.copy_from_slice(&[0.5 * (v[0] * y[1] + y[0] * v[1]), -v[0]]);
}

#[grad_check(cost = cost_alone(k, x), at(x = [0.2, 0.4]), given(k = 2.0))]
fn with_cost(x: &[f64], k: f64) -> (f64, Vec<f64>) {
    (cost_alone(k, x), x.iter().map(|x| 2.0 * k * x).collect())
}

fn cost_alone(k: f64, x: &[f64]) -> f64 {
    k * x.iter().map(|x| x * x).sum::<f64>()
}

#[grad_check(pullback = back(dy, x), jvp = along(v, x), at(x = [0.2, 0.4]))]
fn both_ways(x: &[f64]) -> Vec<f64> {
    x.iter().map(|x| x * x).collect()
}

fn back(dy: &[f64], x: &[f64]) -> Vec<f64> {
    dy.iter().zip(x).map(|(dy, x)| 2.0 * dy * x).collect()
}

fn along(v: &[f64], x: &[f64]) -> Vec<f64> {
    back(v, x)
}

#[grad_check(gradient = slopes_of_cubic(g, x), hessian = bends(x), at(x = [0.2, 0.4]))]
fn cubic(x: &[f64]) -> f64 {
    x[0].powi(3) + x[1].powi(3)
}

fn slopes_of_cubic(g: &mut [f64], x: &[f64]) {
    (g[0], g[1]) = (3.0 * x[0] * x[0], 3.0 * x[1] * x[1]);
}

fn bends(x: &[f64]) -> [[f64; 2]; 2] {
    [[6.0 * x[0], 0.0], [0.0, 6.0 * x[1]]]
}

/// The cache goes where its name stands.
#[grad_check(pullback = tanh_backward(cache, dy, x), cache, at(x = randn(3).to_vec()))]
fn tanh(x: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let y: Vec<f64> = x.iter().map(|x| x.tanh()).collect();
    (y.clone(), y)
}

fn tanh_backward(y: &[f64], dy: &[f64], x: &[f64]) -> Vec<f64> {
    assert_eq!(x[0].tanh(), y[0]);
    y.iter().zip(dy).map(|(y, dy)| dy * (1.0 - y * y)).collect()
}

/// A function that overwrites its argument.
#[grad_check(jacobian = softmax_jacobian, out(x), at(x = [0.3, -0.2, 1.0]))]
fn softmax_in_place(x: &mut [f64]) {
    let sum: f64 = x.iter().map(|x| x.exp()).sum();
    x.iter_mut().for_each(|x| *x = x.exp() / sum);
}

fn softmax_jacobian(x: &[f64]) -> [[f64; 3]; 3] {
    let sum: f64 = x.iter().map(|x| x.exp()).sum();
    let p: Vec<f64> = x.iter().map(|x| x.exp() / sum).collect();
    let entry = |i: usize, j: usize| p[i] * (f64::from(u8::from(i == j)) - p[j]);
    std::array::from_fn(|i| std::array::from_fn(|j| entry(i, j)))
}

#[grad_check(pullback = relu_backward, out(x), at(x = randn(5)))]
fn relu_in_place(x: &mut [f64]) {
    x.iter_mut().for_each(|x| *x = x.max(0.0));
}

/// It is handed the point, and not what has become of it.
fn relu_backward(x: &[f64], dy: &[f64]) -> Vec<f64> {
    let slope = |x: &f64| f64::from(u8::from(*x > 0.0));
    x.iter().zip(dy).map(|(x, dy)| dy * slope(x)).collect()
}

/// In a block signatures tell: buffers by the names of the parameters, arguments in another order, and fewer of them.
struct Plane {
    scale: f64,
}

#[grad_check(on = Plane { scale: 1.5 })]
impl Plane {
    #[grad_check(gradient = gradient, at(a = randn(2), b = randn(2), c = 0.3))]
    fn cost(&self, a: &[f64], b: &[f64], c: f64) -> f64 {
        self.scale * (a[0] * b[0] + 2.0 * a[1] * b[1]) + c
    }

    fn gradient(&self, dc: &mut f64, db: &mut [f64], da: &mut [f64], b: &[f64], a: &[f64]) {
        *dc = 1.0;
        da.copy_from_slice(&[self.scale * b[0], 2.0 * self.scale * b[1]]);
        db.copy_from_slice(&[self.scale * a[0], 2.0 * self.scale * a[1]]);
    }
}

/// A closure turns the order as well.
mod closures {
    use grad_check::grad_check;
    use ndarray::Array2;

    #[grad_check(pullback = |x, dy| backward(dy, x), at = randn((2, 3)))]
    fn forward(x: &Array2<f64>) -> Array2<f64> {
        x.mapv(f64::tanh)
    }

    fn backward(dy: &Array2<f64>, x: &Array2<f64>) -> Array2<f64> {
        dy * &x.mapv(|x| 1.0 - x.tanh().powi(2))
    }

    #[should_panic(expected = "forgets: x is wrong")]
    #[grad_check(pullback = |x, dy| forgetful(dy, x), at = randn((2, 3)))]
    fn forgets(x: &Array2<f64>) -> Array2<f64> {
        x.mapv(f64::tanh)
    }

    fn forgetful(dy: &Array2<f64>, _: &Array2<f64>) -> Array2<f64> {
        dy.clone()
    }

    #[grad_check(gradient = |x, scale| gradient(scale, x), at(x = [0.4, 0.2]), given(scale = 0.3))]
    #[allow(clippy::trivially_copy_pass_by_ref)]
    fn cost(x: &[f64], scale: &f64) -> f64 {
        scale * x[0] * x[1]
    }

    #[allow(clippy::trivially_copy_pass_by_ref)]
    fn gradient(scale: &f64, x: &[f64]) -> Vec<f64> {
        vec![scale * x[1], scale * x[0]]
    }

    struct Scale(f64);

    #[grad_check(on = Scale(2.0))]
    impl Scale {
        #[grad_check(gradient = |scale: &Scale, x| gradient(&scale.0, x), at = [0.4, 0.2])]
        fn product(&self, x: &[f64]) -> f64 {
            cost(x, &self.0)
        }
    }
}
