use grad_check::{grad_check, randn};
use ndarray::{Array1, Array2, Axis, concatenate, s};

const K: usize = 2;

fn hidden(x: &Array2<f64>, w: &Array2<f64>, b: &Array1<f64>) -> Array2<f64> {
    (x.dot(w) + b).mapv(|z| z.tanh())
}

/// From the outputs of the last layer: shares, means, deviations.
fn split(out: &Array2<f64>) -> (Array2<f64>, Array2<f64>, Array2<f64>) {
    let mut pi = out.slice(s![.., ..K]).mapv(f64::exp);
    let sums = pi.sum_axis(Axis(1)).insert_axis(Axis(1));
    pi /= &sums;
    (pi, out.slice(s![.., K..2 * K]).to_owned(), out.slice(s![.., 2 * K..]).mapv(f64::exp))
}

fn density(mu: &Array2<f64>, sigma: &Array2<f64>, y: &Array1<f64>) -> Array2<f64> {
    let z = (&y.view().insert_axis(Axis(1)) - mu) / sigma;
    (-0.5 * &z * &z).exp() / sigma / (2.0 * std::f64::consts::PI).sqrt()
}

#[grad_check(
    at(w1 = randn((1, 4)), b1 = randn(4) * 0.3, w2 = randn((4, 3 * K)) * 0.6, b2 = randn(3 * K) * 0.2),
    given(x = randn((5, 1)), y = randn(5))
)]
fn mdn_loss(
    w1: &Array2<f64>,
    b1: &Array1<f64>,
    w2: &Array2<f64>,
    b2: &Array1<f64>,
    x: &Array2<f64>,
    y: &Array1<f64>,
) -> (f64, Array2<f64>, Array1<f64>, Array2<f64>, Array1<f64>) {
    let n = x.nrows() as f64;
    let h = hidden(x, w1, b1);
    let out = h.dot(w2) + b2;
    let (pi, mu, sigma) = split(&out);
    let phi = density(&mu, &sigma, y);
    let joint = &pi * &phi;
    let evidence = joint.sum_axis(Axis(1));
    let loss = -evidence.mapv(f64::ln).sum() / n;

    let gamma = &joint / &evidence.view().insert_axis(Axis(1)); //~ let gamma = &joint / evidence.sum(); //~ let gamma = &phi / &evidence.view().insert_axis(Axis(1)); //~ let gamma = joint.clone();
    let y_col = y.view().insert_axis(Axis(1));
    let delta_pi = (&pi - &gamma) / n; //~ let delta_pi = (&gamma - &pi) / n; //~ let delta_pi = &pi - &gamma; //~ let delta_pi = -&gamma / n; //~ let delta_pi = (&pi - &joint) / n;
    let delta_mu = &gamma * &(&mu - &y_col) / (&sigma * &sigma) / n; //~ let delta_mu = &gamma * &(&mu - &y_col) / &sigma / n; //~ let delta_mu = &gamma * &(&y_col - &mu) / (&sigma * &sigma) / n; //~ let delta_mu = &pi * &(&mu - &y_col) / (&sigma * &sigma) / n; //~ let delta_mu = &gamma * &(&mu - &y_col) / (&sigma * &sigma);
    let z = (&y_col - &mu) / &sigma; //~ let z = (&y_col - &mu) / (&sigma * &sigma); //~ let z = &y_col - &mu; //~ let z = (&y_col - &mu) * &sigma;
    let delta_sigma = &gamma * &(1.0 - &z * &z) / n; //~ let delta_sigma = &gamma * &(&z * &z - 1.0) / n; //~ let delta_sigma = &gamma * &(1.0 - &z) / n; //~ let delta_sigma = &gamma * &(1.0 - &z * &z) / &sigma / n; //~ let delta_sigma = &gamma * &(1.0 / &sigma - &z * &z) / n;
    let delta = concatenate![Axis(1), delta_pi, delta_mu, delta_sigma]; //~ let delta = concatenate![Axis(1), delta_mu, delta_pi, delta_sigma]; //~ let delta = concatenate![Axis(1), delta_pi, delta_mu, -delta_sigma]; //~ let delta = concatenate![Axis(1), delta_pi, delta_sigma, delta_mu];
    let grad_w2 = h.t().dot(&delta); //~ let grad_w2 = h.t().dot(&out); //~ let grad_w2 = h.t().dot(&delta) * n;
    let grad_b2 = delta.sum_axis(Axis(0)); //~ let grad_b2 = delta.mean_axis(Axis(0)).unwrap(); //~ let grad_b2 = delta.row(0).to_owned();
    let back = delta.dot(&w2.t()) * h.mapv(|h| 1.0 - h * h); //~ let back = delta.dot(&w2.t()) * h.mapv(|h| 1.0 - h); //~ let back = delta.dot(&w2.t()); //~ let back = delta.dot(&w2.t()) * &h; //~ let back = delta.dot(&w2.t()) * h.mapv(|h| 1.0 - h.tanh().powi(2));
    let grad_w1 = x.t().dot(&back); //~ let grad_w1 = x.t().dot(&(&back * &h)); //~ let grad_w1 = -x.t().dot(&back);
    let grad_b1 = back.sum_axis(Axis(0)); //~ let grad_b1 = back.sum_axis(Axis(0)) / n; //~ let grad_b1 = back.sum_axis(Axis(0)) + b1;
    (loss, grad_w1, grad_b1, grad_w2, grad_b2)
}
