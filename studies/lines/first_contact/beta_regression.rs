use grad_check::grad_check;
use nalgebra::{DMatrix, DVector};

/// The derivative of ln Γ, by recurrence and its asymptotic series.
fn digamma(mut x: f64) -> f64 {
    let mut sum = 0.0;
    while x < 12.0 {
        sum -= 1.0 / x;
        x += 1.0;
    }
    let y = 1.0 / (x * x);
    sum + x.ln() - 0.5 / x - y * (1.0 / 12.0 - y * (1.0 / 120.0 - y * (1.0 / 252.0 - y / 240.0)))
}

fn ln_gamma(mut x: f64) -> f64 {
    let mut shift = 0.0;
    while x < 12.0 {
        shift -= x.ln();
        x += 1.0;
    }
    let y = 1.0 / (x * x);
    let series = 1.0 / x * (1.0 / 12.0 - y * (1.0 / 360.0 - y * (1.0 / 1260.0 - y / 1680.0)));
    shift + (x - 0.5) * x.ln() - x + 0.5 * (2.0 * std::f64::consts::PI).ln() + series
}

fn design() -> DMatrix<f64> {
    DMatrix::from_fn(7, 3, |i, j| if j == 0 { 1.0 } else { (1.3 * i as f64 + 2.1 * j as f64).sin() })
}

fn shares() -> DVector<f64> {
    DVector::from_vec(vec![0.21, 0.74, 0.55, 0.33, 0.82, 0.47, 0.64])
}

// Shares between 0 and 1: a logit link for the mean, a logarithmic one for the precision.
#[grad_check(at(beta = DVector::from_vec(vec![0.3, -0.5, 0.4]), log_phi = 1.2), given(x = design(), y = shares(), shrink = 0.3))]
fn beta_nll(beta: &DVector<f64>, log_phi: f64, x: &DMatrix<f64>, y: &DVector<f64>, shrink: f64) -> (f64, (DVector<f64>, f64)) {
    let phi = log_phi.exp();
    let eta = x * beta;
    let mu = eta.map(|e| 1.0 / (1.0 + (-e).exp()));
    let mut nll = 0.5 * shrink * beta.norm_squared();
    for (&m, &y) in mu.iter().zip(y.iter()) {
        let (a, b) = (m * phi, (1.0 - m) * phi);
        nll -= ln_gamma(phi) - ln_gamma(a) - ln_gamma(b) + (a - 1.0) * y.ln() + (b - 1.0) * (1.0 - y).ln();
    }

    let logit = y.map(|y| (y / (1.0 - y)).ln()); //~ let logit = y.map(|y| (y / (1.0 + y)).ln()); //~ let logit = y.map(|y| y.ln());
    let star = mu.map(|m| digamma(m * phi) - digamma((1.0 - m) * phi)); //~ let star = mu.map(|m| digamma(m * phi)); //~ let star = mu.map(|m| digamma(m * phi) + digamma((1.0 - m) * phi)); //~ let star = mu.map(|m| digamma(m) - digamma(1.0 - m));
    let d_mu = (&star - &logit) * phi; //~ let d_mu = &star - &logit; //~ let d_mu = (&logit - &star) * phi; //~ let d_mu = (&star + &logit) * phi;
    let d_eta = d_mu.component_mul(&mu.map(|m| m * (1.0 - m))); //~ let d_eta = d_mu.component_mul(&mu); //~ let d_eta = d_mu.clone(); //~ let d_eta = d_mu.component_mul(&mu.map(|m| 1.0 - m * m));
    let d_beta = x.tr_mul(&d_eta) + beta * shrink; //~ let d_beta = x.tr_mul(&d_eta); //~ let d_beta = x.tr_mul(&d_eta) + beta * (2.0 * shrink); //~ let d_beta = x.tr_mul(&d_mu) + beta * shrink; //~ let d_beta = x.tr_mul(&d_eta) - beta * shrink;
    let mut d_phi = -(y.len() as f64) * digamma(phi); //~ let mut d_phi = -digamma(phi); //~ let mut d_phi = (y.len() as f64) * digamma(phi);
    for i in 0..y.len() {
        let (m, s) = (mu[i], y[i]); //~ let (m, s) = (mu[i], mu[i]); //~ let (m, s) = (y[i], y[i]);
        d_phi += m * digamma(m * phi) + (1.0 - m) * digamma((1.0 - m) * phi); //~ d_phi += m * digamma(m * phi); //~ d_phi += digamma(m * phi) + digamma((1.0 - m) * phi);
        d_phi -= m * s.ln() + (1.0 - m) * (1.0 - s).ln(); //~ d_phi += m * s.ln() + (1.0 - m) * (1.0 - s).ln(); //~ d_phi -= s.ln() + (1.0 - s).ln();
    }
    (nll, (d_beta, d_phi * phi)) //~ (nll, (d_beta, d_phi)) //~ (nll, (d_beta, d_phi * log_phi))
}
