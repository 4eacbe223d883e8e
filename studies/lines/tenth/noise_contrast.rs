use grad_check::grad_check;
use ndarray::{Array1, Array2, Axis};

fn normalised(rows: &Array2<f64>) -> (Array2<f64>, Array2<f64>) {
    let norm = rows.map_axis(Axis(1), |row| row.dot(&row).sqrt()).insert_axis(Axis(1));
    (rows / &norm, norm)
}

fn softmax_rows(logits: &Array2<f64>) -> Array2<f64> {
    let e = logits.mapv(f64::exp);
    let sum = e.sum_axis(Axis(1)).insert_axis(Axis(1));
    e / sum
}

/// Pictures and captions that belong together, told from all others of the batch in both directions.
#[grad_check(at(wi = randn((3, 2)), wt = randn((4, 2)), log_heat = 0.3), given(images = randn((5, 3)), texts = randn((5, 4))))]
fn contrast(wi: &Array2<f64>, wt: &Array2<f64>, log_heat: f64, images: &Array2<f64>, texts: &Array2<f64>) -> (f64, (Array2<f64>, Array2<f64>, f64)) {
    let n = images.nrows() as f64;
    let heat = log_heat.exp();
    let zi = images.dot(wi);
    let zt = texts.dot(wt);
    let (ei, ni) = normalised(&zi);
    let (et, nt) = normalised(&zt);
    let similar = ei.dot(&et.t());
    let logits = &similar * heat;
    let by_image = softmax_rows(&logits);
    let by_text = softmax_rows(&logits.t().to_owned()).reversed_axes();
    let chosen: Array1<f64> = by_image.diag().mapv(f64::ln) + by_text.diag().mapv(f64::ln);
    let cost = -chosen.sum() / (2.0 * n);

    let hit = Array2::<f64>::eye(images.nrows());
    let d_logits = (&by_image + &by_text - &hit * 2.0) / (2.0 * n); //~ let d_logits = (&by_image + &by_text - &hit) / (2.0 * n); //~ let d_logits = (&by_image - &hit) / n; //~ let d_logits = (&by_image + &by_text - &hit * 2.0) / n; //~ let d_logits = (&by_image + &by_text.t() - &hit * 2.0) / (2.0 * n); //~ let d_logits = (&hit * 2.0 - &by_image - &by_text) / (2.0 * n);
    let d_similar = &d_logits * heat; //~ let d_similar = &d_logits / heat; //~ let d_similar = d_logits.clone(); //~ let d_similar = &d_logits * log_heat; //~ let d_similar = d_logits.t().to_owned() * heat;
    let d_log_heat = (&d_logits * &logits).sum(); //~ let d_log_heat = (&d_logits * &similar).sum(); //~ let d_log_heat = (&d_similar * &logits).sum(); //~ let d_log_heat = d_logits.sum() + d_logits[[0, 0]]; //~ let d_log_heat = -(&d_logits * &logits).sum(); //~ let d_log_heat = (&d_logits * &logits).diag().sum();
    let d_ei = d_similar.dot(&et); //~ let d_ei = d_similar.t().dot(&et); //~ let d_ei = d_similar.dot(&ei); //~ let d_ei = d_logits.dot(&et); //~ let d_ei = d_similar.dot(&zt);
    let d_et = d_similar.t().dot(&ei); //~ let d_et = d_similar.dot(&ei); //~ let d_et = d_similar.t().dot(&et); //~ let d_et = d_similar.t().dot(&zi); //~ let d_et = -d_similar.t().dot(&ei);
    let along = (&d_ei * &ei).sum_axis(Axis(1)).insert_axis(Axis(1)); //~ let along = (&d_ei * &zi).sum_axis(Axis(1)).insert_axis(Axis(1)); //~ let along = d_ei.sum_axis(Axis(1)).insert_axis(Axis(1)); //~ let along = (&d_ei * &et).sum_axis(Axis(1)).insert_axis(Axis(1)); //~ let along = (&d_et * &ei).sum_axis(Axis(1)).insert_axis(Axis(1));
    let d_zi = (&d_ei - &(&ei * &along)) / &ni; //~ let d_zi = &d_ei - &(&ei * &along); //~ let d_zi = (&d_ei + &(&ei * &along)) / &ni; //~ let d_zi = &d_ei / &ni; //~ let d_zi = (&d_ei - &(&ei * &along)) / &nt; //~ let d_zi = (&d_ei - &(&zi * &along)) / &ni;
    let along_t = (&d_et * &et).sum_axis(Axis(1)).insert_axis(Axis(1)); //~ let along_t = (&d_et * &zt).sum_axis(Axis(1)).insert_axis(Axis(1)); //~ let along_t = (&d_ei * &et).sum_axis(Axis(1)).insert_axis(Axis(1));
    let d_zt = (&d_et - &(&et * &along_t)) / &nt; //~ let d_zt = (&d_et - &(&et * &along_t)) * &nt; //~ let d_zt = (&d_et - &(&et * &along)) / &nt; //~ let d_zt = d_et.clone();
    let d_wi = images.t().dot(&d_zi); //~ let d_wi = images.t().dot(&d_ei); //~ let d_wi = images.t().dot(&d_zt); //~ let d_wi = images.t().dot(&d_zi) / n;
    let d_wt = texts.t().dot(&d_zt); //~ let d_wt = texts.t().dot(&d_et); //~ let d_wt = texts.t().dot(&d_zi); //~ let d_wt = -texts.t().dot(&d_zt);
    (cost, (d_wi, d_wt, d_log_heat))
}
