use grad_check::grad_check;
use ndarray::{Array2, Axis, Zip};

fn softmax_rows(s: &Array2<f64>) -> Array2<f64> {
    let mut p = s.clone();
    for mut row in p.axis_iter_mut(Axis(0)) {
        let top = row.iter().copied().fold(f64::MIN, f64::max);
        row.mapv_inplace(|v| (v - top).exp());
        let z = row.sum();
        row.mapv_inplace(|v| v / z);
    }
    p
}

#[grad_check(
    at(wq = randn((3, 2)), wk = randn((3, 2)), wv = randn((3, 3)) * 0.7),
    given(x = randn((4, 3)), target = randn((4, 3)))
)]
fn self_attention(
    wq: &Array2<f64>,
    wk: &Array2<f64>,
    wv: &Array2<f64>,
    x: &Array2<f64>,
    target: &Array2<f64>,
) -> (f64, (Array2<f64>, Array2<f64>, Array2<f64>)) {
    let scale = 1.0 / (wq.ncols() as f64).sqrt();
    let (q, k, v) = (x.dot(wq), x.dot(wk), x.dot(wv));
    let scores = q.dot(&k.t()) * scale;
    let attn = softmax_rows(&scores);
    let out = attn.dot(&v);
    let loss = 0.5 * Zip::from(&out).and(target).fold(0.0, |acc, o, t| acc + (o - t) * (o - t));

    let d_out = &out - target; //~ let d_out = target - &out; //~ let d_out = 2.0 * (&out - target);
    let d_v = attn.t().dot(&d_out); //~ let d_v = attn.dot(&d_out); //~ let d_v = scores.t().dot(&d_out);
    let d_attn = d_out.dot(&v.t()); //~ let d_attn = d_out.dot(&k.dot(&wk.t()).t()); //~ let d_attn = v.dot(&d_out.t());
    let inner = (&d_attn * &attn).sum_axis(Axis(1)).insert_axis(Axis(1)); //~ let inner = d_attn.sum_axis(Axis(1)).insert_axis(Axis(1)); //~ let inner = (&d_attn * &attn).sum_axis(Axis(0)).insert_axis(Axis(1)); //~ let inner = (&d_attn * &attn).mean_axis(Axis(1)).unwrap().insert_axis(Axis(1));
    let d_scores = &attn * &(&d_attn - &inner); //~ let d_scores = &attn * &d_attn; //~ let d_scores = &attn * &(1.0 - &attn) * &d_attn; //~ let d_scores = &attn * &(&d_attn + &inner); //~ let d_scores = &d_attn - &inner;
    let d_q = d_scores.dot(&k) * scale; //~ let d_q = d_scores.dot(&k); //~ let d_q = d_scores.dot(&q) * scale; //~ let d_q = d_scores.t().dot(&k) * scale;
    let d_k = d_scores.t().dot(&q) * scale; //~ let d_k = d_scores.dot(&q) * scale; //~ let d_k = d_scores.t().dot(&k) * scale; //~ let d_k = d_scores.t().dot(&q) * scale * scale; //~ let d_k = d_scores.t().dot(&d_q) * scale;
    let d_wq = x.t().dot(&d_q); //~ let d_wq = x.t().dot(&d_q) * scale; //~ let d_wq = -x.t().dot(&d_q);
    let d_wk = x.t().dot(&d_k); //~ let d_wk = x.t().dot(&d_q); //~ let d_wk = 2.0 * x.t().dot(&d_k);
    let d_wv = x.t().dot(&d_v); //~ let d_wv = out.t().dot(&d_v); //~ let d_wv = x.t().dot(&d_out);
    (loss, (d_wq, d_wk, d_wv))
}
