use grad_check::grad_check;
use ndarray::{Array1, Array2, Axis};

fn softplus(v: f64) -> f64 {
    v.exp().ln_1p()
}

// y = x + W2 softplus(W1 x + b1), twice with the same weights; columns are samples.
#[grad_check(at(w1 = randn((3, 3)) * 0.5, b1 = randn(3) * 0.3, w2 = randn((3, 3)) * 0.4, x = randn((3, 2))))]
fn residual(
    w1: &Array2<f64>,
    b1: &Array1<f64>,
    w2: &Array2<f64>,
    x: &Array2<f64>,
) -> Result<(f64, (Array2<f64>, Array1<f64>, Array2<f64>, Array2<f64>)), String> {
    if w1.dim() != w2.dim() {
        return Err("the two weights differ in shape".into());
    }
    let bias = b1.view().insert_axis(Axis(1));
    let u1 = w1.dot(x) + bias;
    let s1 = u1.mapv(softplus);
    let y1 = x + w2.dot(&s1);
    let u2 = w1.dot(&y1) + bias;
    let s2 = u2.mapv(softplus);
    let y2 = &y1 + w2.dot(&s2);
    let cost = y2.mapv(|v| v.powi(4)).sum() / 4.0;

    let sigmoid = |u: &Array2<f64>| u.mapv(|v| 1.0 / (1.0 + (-v).exp())); //~ let sigmoid = |u: &Array2<f64>| u.mapv(|v| 1.0 / (1.0 + v.exp())); //~ let sigmoid = |u: &Array2<f64>| u.mapv(|v| v.exp() / (1.0 + (-v).exp()));
    let g_y2 = y2.mapv(|v| v.powi(3)); //~ let g_y2 = y2.mapv(|v| 4.0 * v.powi(3)); //~ let g_y2 = y2.mapv(|v| v.powi(2)); //~ let g_y2 = y2.mapv(|v| v.powi(4));
    let g_u2 = w2.t().dot(&g_y2) * sigmoid(&u2); //~ let g_u2 = w2.dot(&g_y2) * sigmoid(&u2); //~ let g_u2 = w2.t().dot(&g_y2); //~ let g_u2 = w2.t().dot(&g_y2) * sigmoid(&s2); //~ let g_u2 = w2.t().dot(&g_y2) * sigmoid(&u1);
    let g_y1 = &g_y2 + w1.t().dot(&g_u2); //~ let g_y1 = w1.t().dot(&g_u2); //~ let g_y1 = &g_y2 + w1.dot(&g_u2); //~ let g_y1 = &g_y2 + w2.t().dot(&g_u2);
    let g_u1 = w2.t().dot(&g_y1) * sigmoid(&u1); //~ let g_u1 = w2.t().dot(&g_y1) * &s1; //~ let g_u1 = w2.t().dot(&g_y2) * sigmoid(&u1);
    let g_x = &g_y1 + w1.t().dot(&g_u1); //~ let g_x = w1.t().dot(&g_u1); //~ let g_x = &g_y2 + w1.t().dot(&g_u1); //~ let g_x = &g_y1 - w1.t().dot(&g_u1);
    let g_w1 = g_u1.dot(&x.t()) + g_u2.dot(&y1.t()); //~ let g_w1 = g_u1.dot(&x.t()); //~ let g_w1 = g_u1.dot(&x.t()) + g_u2.dot(&x.t()); //~ let g_w1 = g_u1.dot(&x.t()) + g_u2.dot(&s1.t());
    let g_b1 = (&g_u1 + &g_u2).sum_axis(Axis(1)); //~ let g_b1 = g_u2.sum_axis(Axis(1)); //~ let g_b1 = (&g_u1 + &g_u2).mean_axis(Axis(1)).unwrap();
    let g_w2 = g_y1.dot(&s1.t()) + g_y2.dot(&s2.t()); //~ let g_w2 = g_y2.dot(&s2.t()); //~ let g_w2 = g_y1.dot(&u1.t()) + g_y2.dot(&u2.t()); //~ let g_w2 = s1.dot(&g_y1.t()) + s2.dot(&g_y2.t());

    Ok((cost, (g_w1, g_b1, g_w2, g_x)))
}
