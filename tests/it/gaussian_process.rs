//! The hyperparameters of a Gaussian process by maximum marginal likelihood (Rasmussen and Williams
//! 2006, equations 5.8 and 5.9), and what is forgotten in that gradient.

use crate::real;

use grad_check::{GradCheck, Params, Report, Rng, grad_check};
use ndarray::{Array1, Array2};
use real::assert_located;
use std::f64::consts::TAU;

const POINTS: usize = 8;
const DIMENSIONS: usize = 2;

/// Logarithms of a length scale for each dimension, of the signal's variance, and of the noise's
/// standard deviation.
#[derive(Clone, Params)]
struct LogHyperparameters {
    lengths: [f64; DIMENSIONS],
    signal_variance: f64,
    noise: f64,
}

#[derive(Clone, Copy, PartialEq)]
enum Mistake {
    HalfMissing,
    TraceForgotten,
    DataTermOfWrongSign,
    NoiseAsIfUnit,
}

/// The lower triangle L of K = L Lᵀ.
fn cholesky(k: &Array2<f64>) -> Array2<f64> {
    let n = k.nrows();
    let mut l = Array2::zeros((n, n));
    for i in 0..n {
        for j in 0..=i {
            let known: f64 = (0..j).map(|m| l[[i, m]] * l[[j, m]]).sum();
            let rest: f64 = k[[i, j]] - known;
            l[[i, j]] = if i == j {
                rest.sqrt()
            } else {
                rest / l[[j, j]]
            };
        }
    }
    l
}

/// The inverse of L Lᵀ, from that of L.
fn inverse(l: &Array2<f64>) -> Array2<f64> {
    let n = l.nrows();
    let mut m = Array2::zeros((n, n));
    for i in 0..n {
        m[[i, i]] = 1.0 / l[[i, i]];
        for j in 0..i {
            let sum: f64 = (j..i).map(|k| l[[i, k]] * m[[k, j]]).sum();
            m[[i, j]] = -sum / l[[i, i]];
        }
    }
    m.t().dot(&m)
}

/// −log p(y | x) and its gradient, with a mistake in one of the hyperparameters, if any.
fn likelihood(
    p: &LogHyperparameters,
    x: &Array2<f64>,
    y: &Array1<f64>,
    mistake: Option<(&str, Mistake)>,
) -> (f64, LogHyperparameters) {
    let apart = |d: usize| {
        let (x, scale) = (x.column(d), p.lengths[d].exp());
        Array2::from_shape_fn((POINTS, POINTS), |(i, j)| ((x[i] - x[j]) / scale).powi(2))
    };
    let apart: [Array2<f64>; DIMENSIONS] = std::array::from_fn(apart);
    let distance = apart
        .iter()
        .fold(Array2::zeros((POINTS, POINTS)), |sum, a| sum + a);
    let signal = distance.mapv(|r2: f64| (p.signal_variance - r2 / 2.0).exp());
    let noise = Array2::eye(POINTS) * (2.0 * p.noise).exp();

    let l = cholesky(&(&signal + &noise));
    let inverse = inverse(&l);
    let alpha = inverse.dot(y);
    let log_determinant = 2.0 * l.diag().mapv(f64::ln).sum();
    let cost = 0.5 * (y.dot(&alpha) + log_determinant + POINTS as f64 * TAU.ln());

    // ½ tr((K⁻¹ − α αᵀ) ∂K/∂θ)
    let slope = |name: &str, d_k: &Array2<f64>| {
        let mistake = mistake.and_then(|(of, mistake)| (of == name).then_some(mistake));
        let trace = (&inverse * d_k).sum();
        let data = alpha.dot(&d_k.dot(&alpha));
        match mistake {
            None => 0.5 * (trace - data),
            Some(Mistake::HalfMissing) => trace - data,
            Some(Mistake::TraceForgotten) => -0.5 * data,
            Some(Mistake::DataTermOfWrongSign) => 0.5 * (trace + data),
            Some(Mistake::NoiseAsIfUnit) => 0.5 * (inverse.diag().sum() - alpha.dot(&alpha)),
        }
    };
    let gradient = LogHyperparameters {
        lengths: apart.each_ref().map(|a| slope("lengths", &(a * &signal))),
        signal_variance: slope("signal_variance", &signal),
        noise: slope("noise", &(2.0 * &noise)),
    };
    (cost, gradient)
}

fn somewhere() -> LogHyperparameters {
    LogHyperparameters {
        lengths: [0.3, -0.2],
        signal_variance: 0.4,
        noise: -1.1,
    }
}

#[grad_check(
    eps = 1e-6,
    self_test,
    points(
        smooth(p = somewhere()),
        noisy(p = LogHyperparameters { noise: 0.7, ..somewhere() }),
        nearly_singular(p = LogHyperparameters { lengths: [2.0, 2.5], noise: -4.0, ..somewhere() })
    ),
    given(x = randn((POINTS, DIMENSIONS)), y = randn(POINTS))
)]
fn negative_log_marginal_likelihood(
    p: &LogHyperparameters,
    x: &Array2<f64>,
    y: &Array1<f64>,
) -> (f64, LogHyperparameters) {
    likelihood(p, x, y, None)
}

fn check(mistake: Option<(&str, Mistake)>) -> Report {
    let mut rng = Rng::new(2);
    let (x, y) = (rng.randn((POINTS, DIMENSIONS)), rng.randn(POINTS));
    GradCheck::new("likelihood").run(&somewhere(), |p| likelihood(p, &x, &y, mistake))
}

#[test]
fn each_mistake_is_located_at_the_hyperparameter_that_has_it() {
    for mistake in [
        Mistake::HalfMissing,
        Mistake::TraceForgotten,
        Mistake::DataTermOfWrongSign,
    ] {
        for name in ["lengths", "signal_variance", "noise"] {
            assert_located(&check(Some((name, mistake))), &[name]);
        }
    }
    let noise = check(Some(("noise", Mistake::NoiseAsIfUnit)));
    assert_located(&noise, &["noise"]);
}

#[test]
fn a_missing_half_is_named_as_a_factor_of_two() {
    let report = check(Some(("lengths", Mistake::HalfMissing)));
    assert_eq!(
        report.findings()[0].message(),
        "analytic = 2.000 × numeric in both components of lengths"
    );
}
