//! Generalised linear models: a loss over a linear predictor, in many shapes of loss.

use crate::draw::{normals, rows};
use crate::linear::{add, dot, zeros};
use crate::problem::{Blocks, Problem};
use grad_check::Rng;

/// A loss of a prediction and an observation, and its slope in the prediction.
pub(crate) type PointLoss = fn(f64, f64) -> (f64, f64);

/// What is observed of a linear predictor.
pub(crate) type Observe = fn(f64) -> f64;

/// Rows of a design matrix, observations, and the loss between them and w·x + b.
pub(crate) struct Regression {
    pub(crate) x: Vec<Vec<f64>>,
    pub(crate) y: Vec<f64>,
    pub(crate) loss: PointLoss,
    /// Of an L2 penalty on w.
    pub(crate) ridge: f64,
}

impl Regression {
    /// Observations that follow a drawn line, with noise, through `observe`.
    pub(crate) fn drawn(
        rng: &mut Rng,
        (samples, features): (usize, usize),
        loss: PointLoss,
        observe: Observe,
    ) -> Self {
        let x = rows(rng, samples, features, 1.0);
        let line = normals(rng, features, 0.5);
        let y = x
            .iter()
            .map(|x| observe(dot(x, &line) + 0.7 * rng.normal()));
        Self {
            y: y.collect(),
            x,
            loss,
            ridge: 0.0,
        }
    }

    /// Mean loss and gradient.
    pub(crate) fn run(&self, p: &Blocks) -> (f64, Blocks) {
        let share = 1.0 / self.x.len() as f64;
        let mut grads = zeros(p);
        let mut cost = self.ridge / 2.0 * dot(&p[0], &p[0]);
        add(&mut grads[0], self.ridge, &p[0]);
        for (x, &y) in self.x.iter().zip(&self.y) {
            let (loss, slope) = (self.loss)(dot(&p[0], x) + p[1][0], y);
            cost += share * loss;
            add(&mut grads[0], share * slope, x);
            grads[1][0] += share * slope;
        }
        (cost, grads)
    }

    pub(crate) fn problem(self, name: &str, rng: &mut Rng) -> Problem {
        let features = self.x[0].len();
        let theta = vec![normals(rng, features, 0.4), normals(rng, 1, 0.2)];
        Problem::smooth(name, theta, move |p| self.run(p))
    }
}

pub(crate) fn squares(z: f64, y: f64) -> (f64, f64) {
    ((z - y).powi(2) / 2.0, z - y)
}

pub(crate) fn poisson(z: f64, y: f64) -> (f64, f64) {
    (z.exp() - y * z, z.exp() - y)
}

/// Gamma of shape 3 and mean eᶻ.
pub(crate) fn gamma(z: f64, y: f64) -> (f64, f64) {
    let ratio = y * (-z).exp();
    (3.0 * (z + ratio), 3.0 * (1.0 - ratio))
}

/// Negative binomial of size 2.5 and mean eᶻ, but for its constant.
pub(crate) fn negative_binomial(z: f64, y: f64) -> (f64, f64) {
    let (size, mean) = (2.5, z.exp());
    let loss = (y + size) * (size + mean).ln() - y * z;
    (loss, (y + size) * mean / (size + mean) - y)
}

pub(crate) fn cauchy(z: f64, y: f64) -> (f64, f64) {
    let apart = z - y;
    let of_square = 1.0 + apart * apart;
    (of_square.ln(), 2.0 * apart / of_square)
}

/// Student's t with four degrees of freedom.
pub(crate) fn student(z: f64, y: f64) -> (f64, f64) {
    let apart = z - y;
    let loss = 2.5 * (apart * apart / 4.0).ln_1p();
    (loss, 2.5 * apart / 2.0 / (1.0 + apart * apart / 4.0))
}

/// Quadratic within 0.8, linear beyond.
fn huber(z: f64, y: f64) -> (f64, f64) {
    let apart: f64 = z - y;
    if apart.abs() <= 0.8 {
        (apart * apart / 2.0, apart)
    } else {
        (0.8 * (apart.abs() - 0.4), 0.8 * apart.signum())
    }
}

/// The loss of the quantile 0.3.
fn pinball(z: f64, y: f64) -> (f64, f64) {
    if z < y {
        (0.3 * (y - z), -0.3)
    } else {
        (0.7 * (z - y), 0.7)
    }
}

/// Exponential dispersion with power 1.5 and mean eᶻ.
pub(crate) fn tweedie(z: f64, y: f64) -> (f64, f64) {
    let (rise, fall) = ((0.5 * z).exp(), (-0.5 * z).exp());
    (2.0 * y * fall + 2.0 * rise, rise - y * fall)
}

/// Least squares with an L1 penalty, all weights away from zero.
fn lasso() -> Problem {
    let rng = &mut Rng::new(1009);
    let model = Regression::drawn(rng, (8, 5), squares, |z| z);
    let theta = vec![vec![0.7, -0.3, 1.2, -0.9, 0.2], vec![0.1]];
    Problem::smooth("lasso_away_from_zero", theta, move |p| {
        let (cost, mut grads) = model.run(p);
        for (grad, w) in grads[0].iter_mut().zip(&p[0]) {
            *grad += 0.3 * w.signum();
        }
        (
            cost + 0.3 * p[0].iter().map(|w| w.abs()).sum::<f64>(),
            grads,
        )
    })
}

pub(crate) fn all() -> Vec<Problem> {
    let count = |z: f64| z.exp().round();
    let same = |z: f64| z;
    let drawn = |name: &str, seed: u64, size, loss, observe| {
        let rng = &mut Rng::new(seed);
        Regression::drawn(rng, size, loss, observe).problem(name, rng)
    };
    let ridge = {
        let rng = &mut Rng::new(1000);
        let mut model = Regression::drawn(rng, (7, 3), squares, same);
        model.ridge = 0.3;
        model.problem("ridge_regression", rng)
    };
    vec![
        ridge,
        drawn("poisson_regression", 1001, (8, 4), poisson, count),
        drawn("gamma_regression", 1002, (9, 5), gamma, f64::exp),
        drawn(
            "negative_binomial_regression",
            1003,
            (10, 6),
            negative_binomial,
            count,
        ),
        drawn("cauchy_regression", 1004, (11, 3), cauchy, same),
        drawn("student_regression", 1005, (12, 4), student, same),
        drawn("huber_regression", 1006, (13, 5), huber, |z| 2.0 * z),
        drawn("quantile_regression", 1007, (14, 6), pinball, same),
        drawn("tweedie_regression", 1008, (15, 3), tweedie, f64::exp),
        lasso(),
    ]
}
