use grad_check::{Outcome, Params, grad_check};
use ndarray::{Array1, Array2, Axis};

#[derive(Clone, Params)]
struct Vae {
    enc_w: Array2<f64>,
    mu_w: Array2<f64>,
    mu_b: Array1<f64>,
    lv_w: Array2<f64>,
    lv_b: Array1<f64>,
    dec_w: Array2<f64>,
    dec_b: Array1<f64>,
}

#[derive(Outcome)]
struct Elbo {
    #[outcome(cost)]
    loss: f64,
    #[outcome(gradient)]
    grads: Vae,
    kl: f64,
}

impl Vae {
    fn new(r: impl Fn(usize, usize) -> Array2<f64>) -> Self {
        Vae {
            enc_w: r(4, 3),
            mu_w: r(3, 2),
            mu_b: r(1, 2).row(0).to_owned(),
            lv_w: r(3, 2) * 0.5,
            lv_b: r(1, 2).row(0).to_owned(),
            dec_w: r(2, 4),
            dec_b: r(1, 4).row(0).to_owned(),
        }
    }
}

fn start() -> Vae {
    Vae::new(|a, b| Array2::from_shape_fn((a, b), |(i, j)| ((i * 7 + j * 3 + a + 2 * b) as f64 * 0.8).sin() * 0.7))
}

fn binary() -> Array2<f64> {
    Array2::from_shape_fn((5, 4), |(i, j)| ((i * j + i) % 2) as f64)
}

/// The negative evidence lower bound, with the noise of the reparametrisation given.
#[grad_check(at(net = start()), given(x = binary(), noise = randn((5, 2)), beta = 0.6))]
fn negative_elbo(net: &Vae, x: &Array2<f64>, noise: &Array2<f64>, beta: f64) -> Elbo {
    let b = x.nrows() as f64;
    let h = x.dot(&net.enc_w).mapv(f64::tanh);
    let mu = h.dot(&net.mu_w) + &net.mu_b;
    let lv = h.dot(&net.lv_w) + &net.lv_b;
    let std = lv.mapv(|v| (0.5 * v).exp());
    let z = &mu + &(&std * noise);
    let logits = z.dot(&net.dec_w) + &net.dec_b;
    let bce = logits.mapv(|s| (1.0 + s.exp()).ln()).sum() - (x * &logits).sum();
    let kl = -0.5 * (1.0 + &lv - &mu * &mu - lv.exp()).sum();
    let loss = (bce + beta * kl) / b;

    let d_logits = (logits.mapv(|s| 1.0 / (1.0 + (-s).exp())) - x) / b; //~ let d_logits = (logits.mapv(|s| 1.0 / (1.0 + (-s).exp())) - x) / (b * b); //~ let d_logits = (x - logits.mapv(|s| 1.0 / (1.0 + (-s).exp()))) / b; //~ let d_logits = (&logits - x) / b; //~ let d_logits = logits.mapv(|s| 1.0 / (1.0 + (-s).exp())) / b;
    let dec_w = z.t().dot(&d_logits); //~ let dec_w = mu.t().dot(&d_logits); //~ let dec_w = std.t().dot(&d_logits);
    let dec_b = d_logits.sum_axis(Axis(0)); //~ let dec_b = d_logits.mean_axis(Axis(0)).unwrap(); //~ let dec_b = logits.sum_axis(Axis(0)) / b;
    let dz = d_logits.dot(&net.dec_w.t()); //~ let dz = d_logits.dot(&dec_w.t()); //~ let dz = d_logits.dot(&net.dec_w.t()) / b;
    let dmu = &dz + &(beta * &mu / b); //~ let dmu = dz.clone(); //~ let dmu = &dz + &(&mu / b); //~ let dmu = &dz + &(beta * &mu); //~ let dmu = &dz - &(beta * &mu / b); //~ let dmu = &dz + &(2.0 * beta * &mu / b);
    let dlv = &dz * noise * &std * 0.5 + (lv.exp() - 1.0) * (0.5 * beta / b); //~ let dlv = &dz * noise * &std + (lv.exp() - 1.0) * (0.5 * beta / b); //~ let dlv = &dz * noise * 0.5 + (lv.exp() - 1.0) * (0.5 * beta / b); //~ let dlv = &dz * &std * 0.5 + (lv.exp() - 1.0) * (0.5 * beta / b); //~ let dlv = &dz * noise * &std * 0.5 + (1.0 - lv.exp()) * (0.5 * beta / b); //~ let dlv = &dz * noise * &std * 0.5; //~ let dlv = &dz * noise * &std * 0.5 + lv.exp() * (0.5 * beta / b);
    let (mu_w, mu_b) = (h.t().dot(&dmu), dmu.sum_axis(Axis(0))); //~ let (mu_w, mu_b) = (h.t().dot(&dz), dmu.sum_axis(Axis(0))); //~ let (mu_w, mu_b) = (h.t().dot(&dmu), dz.sum_axis(Axis(0)));
    let (lv_w, lv_b) = (h.t().dot(&dlv), dlv.sum_axis(Axis(0))); //~ let (lv_w, lv_b) = (h.t().dot(&dlv), dlv.sum_axis(Axis(0)) * 2.0); //~ let (lv_w, lv_b) = (h.t().dot(&dmu), dlv.sum_axis(Axis(0)));
    let dh = dmu.dot(&net.mu_w.t()) + dlv.dot(&net.lv_w.t()); //~ let dh = dmu.dot(&net.mu_w.t()); //~ let dh = dlv.dot(&net.mu_w.t()) + dmu.dot(&net.lv_w.t()); //~ let dh = dz.dot(&net.mu_w.t()) + dlv.dot(&net.lv_w.t());
    let enc_w = x.t().dot(&(dh * (1.0 - &h * &h))); //~ let enc_w = x.t().dot(&dh); //~ let enc_w = x.t().dot(&(dh * (1.0 - &h))); //~ let enc_w = x.t().dot(&(dh * &h * (1.0 - &h)));

    Elbo { loss, grads: Vae { enc_w, mu_w, mu_b, lv_w, lv_b, dec_w, dec_b }, kl }
}
