//! Checks to be spread over machines: a few small ones, of which one is wrong, and two that are split.

use ndarray::{Array1, Array2, Axis};

#[cfg_attr(test, grad_check::grad_check(at = [-1.2, 1.0]))]
pub fn rosenbrock(x: [f64; 2]) -> (f64, [f64; 2]) {
    let (a, b) = (1.0 - x[0], x[1] - x[0] * x[0]);
    (
        a * a + 100.0 * b * b,
        [-2.0 * a - 400.0 * x[0] * b, 200.0 * b],
    )
}

#[cfg_attr(test, grad_check::grad_check)]
pub fn log_cosh(x: [f64; 3]) -> (f64, [f64; 3]) {
    (x.iter().map(|x| x.cosh().ln()).sum(), x.map(f64::tanh))
}

/// With a mistake: the mean's 1/n is in the cost alone.
#[cfg_attr(test, grad_check::grad_check(seed = 1))]
pub fn mean_square(x: [f64; 4]) -> (f64, [f64; 4]) {
    (
        x.iter().map(|x| x * x).sum::<f64>() / 4.0,
        x.map(|x| 2.0 * x),
    )
}

/// One test for each point: `pendulum_grad_check_hanging`, …
#[cfg_attr(test, grad_check::grad_check(
    points(hanging(q = [0.4, 0.0]), swinging(q = [1.2, -0.7]), upright(q = [3.0, 0.5])),
))]
pub fn pendulum(q: [f64; 2]) -> (f64, [f64; 2]) {
    (q[1] * q[1] / 2.0 - q[0].cos(), [q[0].sin(), q[1]])
}

/// A network whose check is large: its blocks are checked by tests of their own, below.
#[cfg_attr(test, derive(grad_check::Params))]
#[derive(Clone)]
pub struct Network {
    pub w1: Array2<f64>,
    pub b1: Array1<f64>,
    pub w2: Array1<f64>,
}

/// Half the mean squared error of the network, and its gradient.
pub fn network(p: &Network, x: &Array2<f64>, y: &Array1<f64>) -> (f64, Network) {
    let n = y.len() as f64;
    let a = (x.dot(&p.w1) + &p.b1).mapv(f64::tanh);
    let error = a.dot(&p.w2) - y;
    let output = &error / n;
    let hidden = output
        .view()
        .insert_axis(Axis(1))
        .dot(&p.w2.view().insert_axis(Axis(0)));
    let dz = hidden * a.mapv(|a| 1.0 - a * a);
    let gradient = Network {
        w1: x.t().dot(&dz),
        b1: dz.sum_axis(Axis(0)),
        w2: a.t().dot(&output),
    };
    (error.dot(&error) / (2.0 * n), gradient)
}

#[cfg(test)]
mod one_check_in_blocks {
    use super::{Array1, Array2, Network, network};
    use grad_check::{grad_check, randn};

    fn point() -> Network {
        Network {
            w1: randn((12, 16)),
            b1: randn(16),
            w2: randn(16),
        }
    }

    #[grad_check(at(p = point()), given(x = randn((20, 12)), y = randn(20)), only = ["w1"])]
    fn first_weights(p: &Network, x: &Array2<f64>, y: &Array1<f64>) -> (f64, Network) {
        network(p, x, y)
    }

    #[grad_check(at(p = point()), given(x = randn((20, 12)), y = randn(20)), only = ["b1", "w2"])]
    fn all_else(p: &Network, x: &Array2<f64>, y: &Array1<f64>) -> (f64, Network) {
        network(p, x, y)
    }
}
