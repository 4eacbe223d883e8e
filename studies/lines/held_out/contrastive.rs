use grad_check::grad_check;
use ndarray::{Array2, Axis};

fn norms(x: &Array2<f64>) -> Array2<f64> {
    (x * x).sum_axis(Axis(1)).sqrt().insert_axis(Axis(1))
}

fn softmax(logits: &Array2<f64>, axis: Axis) -> Array2<f64> {
    let e = logits.exp();
    let s = e.sum_axis(axis).insert_axis(axis);
    e / s
}

/// The symmetric loss of CLIP: row i of the images belongs to row i of the texts.
#[grad_check(
    at(wi = randn((3, 2)), wt = randn((4, 2)), log_scale = 0.9),
    given(images = randn((4, 3)), texts = randn((4, 4)))
)]
fn clip_loss(
    wi: &Array2<f64>,
    wt: &Array2<f64>,
    log_scale: f64,
    images: &Array2<f64>,
    texts: &Array2<f64>,
) -> (f64, (Array2<f64>, Array2<f64>, f64)) {
    let n = images.nrows();
    let (ei, et) = (images.dot(wi), texts.dot(wt));
    let (ni, nt) = (norms(&ei), norms(&et));
    let (ui, ut) = (&ei / &ni, &et / &nt);
    let scale = log_scale.exp();
    let cos = ui.dot(&ut.t());
    let logits = &cos * scale;
    let rows = softmax(&logits, Axis(1));
    let cols = softmax(&logits, Axis(0));
    let loss = -(rows.diag().ln().sum() + cols.diag().ln().sum()) / (2 * n) as f64;

    let mut d_logits = (&rows + &cols) / (2 * n) as f64; //~ let mut d_logits = (&rows + &rows) / (2 * n) as f64; //~ let mut d_logits = (&rows + &cols.t()) / (2 * n) as f64; //~ let mut d_logits = (&rows + &cols) / n as f64; //~ let mut d_logits = (&rows - &cols) / (2 * n) as f64; //~ let mut d_logits = &rows / (2 * n) as f64;
    d_logits.diag_mut().mapv_inplace(|v| v - 1.0 / n as f64); //~ d_logits.diag_mut().mapv_inplace(|v| v - 1.0); //~ d_logits.diag_mut().mapv_inplace(|v| v - 0.5 / n as f64); //~ d_logits.diag_mut().mapv_inplace(|v| v + 1.0 / n as f64); //~ d_logits.mapv_inplace(|v| v - 1.0 / n as f64);
    let d_log_scale = (&d_logits * &logits).sum(); //~ let d_log_scale = (&d_logits * &cos).sum(); //~ let d_log_scale = (&d_logits * &logits).sum() * scale; //~ let d_log_scale = (&d_logits * &logits).diag().sum(); //~ let d_log_scale = -(&d_logits * &logits).sum();
    let d_cos = d_logits * scale; //~ let d_cos = d_logits; //~ let d_cos = d_logits / scale; //~ let d_cos = d_logits * log_scale;
    let d_ui = d_cos.dot(&ut); //~ let d_ui = d_cos.t().dot(&ut); //~ let d_ui = d_cos.dot(&et); //~ let d_ui = d_cos.dot(&ui);
    let d_ut = d_cos.t().dot(&ui); //~ let d_ut = d_cos.dot(&ui); //~ let d_ut = d_cos.t().dot(&ut); //~ let d_ut = d_cos.t().dot(&ei);
    let project = |u: &Array2<f64>, d: &Array2<f64>| d - u * &(u * d).sum_axis(Axis(1)).insert_axis(Axis(1)); //~ let project = |u: &Array2<f64>, d: &Array2<f64>| d.clone(); //~ let project = |u: &Array2<f64>, d: &Array2<f64>| d + u * &(u * d).sum_axis(Axis(1)).insert_axis(Axis(1)); //~ let project = |u: &Array2<f64>, d: &Array2<f64>| d - u * (u * d).sum(); //~ let project = |u: &Array2<f64>, d: &Array2<f64>| d - u * &(u * d).sum_axis(Axis(0));
    let d_ei = project(&ui, &d_ui) / &ni; //~ let d_ei = project(&ui, &d_ui); //~ let d_ei = project(&ei, &d_ui) / &ni; //~ let d_ei = project(&ui, &d_ui) / (&ni * &ni); //~ let d_ei = project(&ui, &d_ui) / &nt;
    let d_et = project(&ut, &d_ut) / &nt; //~ let d_et = project(&ut, &d_ut) * &nt; //~ let d_et = project(&ui, &d_ut) / &nt; //~ let d_et = d_ut / &nt;
    let d_wi = images.t().dot(&d_ei); //~ let d_wi = images.t().dot(&d_ui); //~ let d_wi = images.t().dot(&d_ei) / n as f64;
    let d_wt = texts.t().dot(&d_et); //~ let d_wt = texts.t().dot(&d_ei); //~ let d_wt = texts.dot(&d_et); //~ let d_wt = -texts.t().dot(&d_et);
    (loss, (d_wi, d_wt, d_log_scale))
}
