use grad_check::{Outcome, grad_check};
use ndarray::{Array1, Array2, Axis};

#[derive(Outcome)]
struct Step {
    #[outcome(cost)]
    loss: f64,
    #[outcome(gradient)]
    dw: Array2<f64>,
    #[outcome(gradient)]
    db_enc: Array1<f64>,
    #[outcome(gradient)]
    db_dec: Array1<f64>,
    sparsity: f64,
}

fn sigmoid(a: &Array2<f64>) -> Array2<f64> {
    a.mapv(|v| 1.0 / (1.0 + (-v).exp()))
}

// The decoder has the transposed weights of the encoder.
#[grad_check(
    at(w = randn((4, 2)) * 0.8, b_enc = randn(2) * 0.3, b_dec = randn(4) * 0.1),
    given(x = uniform((5, 4)), rho = 0.2, beta = 0.5)
)]
fn autoencoder(w: &Array2<f64>, b_enc: &Array1<f64>, b_dec: &Array1<f64>, x: &Array2<f64>, rho: f64, beta: f64) -> Step {
    let m = x.nrows() as f64;
    let hidden = sigmoid(&(x.dot(w) + b_enc));
    let recon = sigmoid(&(hidden.dot(&w.t()) + b_dec));
    let diff = &recon - x;
    let active = hidden.mean_axis(Axis(0)).unwrap();
    let kl = active.mapv(|r| rho * (rho / r).ln() + (1.0 - rho) * ((1.0 - rho) / (1.0 - r)).ln()).sum();
    let loss = 0.5 * diff.mapv(|d| d * d).sum() / m + beta * kl;

    let d_recon = &diff * &recon * (1.0 - &recon) / m; //~ let d_recon = &diff / m; //~ let d_recon = &diff * &recon * (1.0 - &recon); //~ let d_recon = &diff * &recon * (1.0 + &recon) / m; //~ let d_recon = &diff * x * (1.0 - x) / m;
    let d_kl = active.mapv(|r| beta * ((1.0 - rho) / (1.0 - r) - rho / r)); //~ let d_kl = active.mapv(|r| beta * (rho / r - (1.0 - rho) / (1.0 - r))); //~ let d_kl = active.mapv(|r| (1.0 - rho) / (1.0 - r) - rho / r); //~ let d_kl = active.mapv(|r| beta * ((1.0 - rho) / (1.0 - r) + rho / r));
    let d_hidden = d_recon.dot(w) + &(d_kl / m); //~ let d_hidden = d_recon.dot(w) + &d_kl; //~ let d_hidden = d_recon.dot(w); //~ let d_hidden = diff.dot(w) + &(d_kl / m);
    let d_pre = d_hidden * &hidden * (1.0 - &hidden); //~ let d_pre = d_hidden * &hidden; //~ let d_pre = d_hidden * (1.0 - &hidden * &hidden); //~ let d_pre = d_hidden;
    let dw = x.t().dot(&d_pre) + d_recon.t().dot(&hidden); //~ let dw = x.t().dot(&d_pre); //~ let dw = d_recon.t().dot(&hidden); //~ let dw = 2.0 * x.t().dot(&d_pre); //~ let dw = x.t().dot(&d_pre) - d_recon.t().dot(&hidden);
    let db_enc = d_pre.sum_axis(Axis(0)); //~ let db_enc = d_pre.mean_axis(Axis(0)).unwrap(); //~ let db_enc = d_recon.dot(w).sum_axis(Axis(0));
    let db_dec = d_recon.sum_axis(Axis(0)); //~ let db_dec = diff.sum_axis(Axis(0)) / m; //~ let db_dec = -d_recon.sum_axis(Axis(0)); //~ let db_dec = d_recon.sum_axis(Axis(0)) / m;

    Step { loss, dw, db_enc, db_dec, sparsity: kl }
}
