use grad_check::grad_check;
use ndarray::prelude::*;

fn one_hot(labels: &[usize], classes: usize) -> Array2<f64> {
    let mut t = Array2::zeros((labels.len(), classes));
    for (i, &k) in labels.iter().enumerate() {
        t[[i, k]] = 1.0;
    }
    t
}

fn softmax(z: &Array2<f64>) -> Array2<f64> {
    let max = z.map_axis(Axis(1), |r| r.fold(f64::NEG_INFINITY, |a, &b| a.max(b)));
    let e = (z - &max.insert_axis(Axis(1))).exp();
    let sums = e.sum_axis(Axis(1)).insert_axis(Axis(1));
    e / sums
}

#[grad_check(
    at(theta = randn((4, 3)) * 0.5, bias = randn(3) * 0.1, log_temp = 0.2),
    given(x = randn((8, 4)), t = one_hot(&[0, 1, 2, 2, 1, 0, 1, 2], 3), alpha = 0.3)
)]
fn cross_entropy(
    theta: ArrayView2<f64>,
    bias: ArrayView1<f64>,
    log_temp: f64,
    x: ArrayView2<f64>,
    t: ArrayView2<f64>,
    alpha: f64,
) -> (f64, (Array2<f64>, Array1<f64>, f64)) {
    let n = x.nrows() as f64;
    let temp = log_temp.exp();
    let logits = x.dot(&theta) + bias;
    let p = softmax(&(&logits / temp));
    let j = -(&t * &p.ln()).sum() / n + alpha * theta.mapv(|v| v * v).sum();

    let g = (&p - &t) / n; //~ let g = &p - &t; //~ let g = (&t - &p) / n; //~ let g = (&p - &t) * &p * (1.0 - &p) / n; //~ let g = (&p - &t) / (2.0 * n);
    let g_logits = &g / temp; //~ let g_logits = &g * temp; //~ let g_logits = &g / log_temp; //~ let g_logits = g.clone();
    let g_theta = x.t().dot(&g_logits) + 2.0 * alpha * &theta; //~ let g_theta = x.t().dot(&g_logits) + alpha * &theta; //~ let g_theta = x.t().dot(&g_logits); //~ let g_theta = x.t().dot(&g) + 2.0 * alpha * &theta; //~ let g_theta = x.t().dot(&g_logits) + 2.0 * alpha * &theta / n;
    let g_bias = g_logits.sum_axis(Axis(0)); //~ let g_bias = g_logits.mean_axis(Axis(0)).unwrap(); //~ let g_bias = g.sum_axis(Axis(0)); //~ let g_bias = g_logits.sum_axis(Axis(0)) + 2.0 * alpha * &bias;
    let g_log_temp = -(&g * &logits).sum() / temp; //~ let g_log_temp = (&g * &logits).sum() / temp; //~ let g_log_temp = -(&g * &logits).sum() / (temp * temp); //~ let g_log_temp = -(&g * &logits).sum(); //~ let g_log_temp = -(&g * &p).sum() / temp;
    (j, (g_theta, g_bias, g_log_temp))
}
