use grad_check::grad_check;
use nalgebra::DMatrix;

fn wave(rows: usize, columns: usize, phase: f64) -> DMatrix<f64> {
    DMatrix::from_fn(rows, columns, |i, j| (1.4 * i as f64 + 0.9 * (j * j) as f64 + phase).sin())
}

fn softmax_rows(scores: &DMatrix<f64>) -> DMatrix<f64> {
    let mut weights = scores.map(f64::exp);
    for mut row in weights.row_iter_mut() {
        let sum = row.sum();
        row /= sum;
    }
    weights
}

/// Questions attend to a memory whose entries fade with their age; what they find is gated and compared.
#[grad_check(
    at(wq = wave(3, 2, 0.1), wk = wave(4, 2, 1.3), wv = wave(4, 3, 2.2), wg = wave(3, 3, 0.7), fade = 0.4),
    given(questions = wave(3, 3, 3.1), memory = wave(5, 4, 0.5), answers = wave(3, 3, 5.0))
)]
fn cross_attention(
    wq: &DMatrix<f64>,
    wk: &DMatrix<f64>,
    wv: &DMatrix<f64>,
    wg: &DMatrix<f64>,
    fade: f64,
    questions: &DMatrix<f64>,
    memory: &DMatrix<f64>,
    answers: &DMatrix<f64>,
) -> (f64, (DMatrix<f64>, DMatrix<f64>, DMatrix<f64>, DMatrix<f64>, f64)) {
    let q = questions * wq;
    let k = memory * wk;
    let v = memory * wv;
    let scale = 1.0 / (wq.ncols() as f64).sqrt();
    let ages = DMatrix::from_fn(questions.nrows(), memory.nrows(), |_, j| j as f64);
    let scores = &q * k.transpose() * scale - &ages * fade;
    let weights = softmax_rows(&scores);
    let found = &weights * &v;
    let gate = (questions * wg).map(|z| 1.0 / (1.0 + (-z).exp()));
    let mixed = gate.component_mul(&found) + (gate.map(|g| 1.0 - g)).component_mul(questions);
    let diff = &mixed - answers;
    let cost = 0.5 * diff.norm_squared();

    let d_mixed = diff.clone(); //~ let d_mixed = -diff.clone(); //~ let d_mixed = &diff * 2.0; //~ let d_mixed = mixed.clone();
    let d_gate = d_mixed.component_mul(&(&found - questions)); //~ let d_gate = d_mixed.component_mul(&found); //~ let d_gate = d_mixed.component_mul(&(questions - &found)); //~ let d_gate = d_mixed.component_mul(&(&found - answers));
    let d_pregate = d_gate.zip_map(&gate, |d, g| d * g * (1.0 - g)); //~ let d_pregate = d_gate.zip_map(&gate, |d, g| d * g); //~ let d_pregate = d_gate.clone(); //~ let d_pregate = d_gate.zip_map(&gate, |d, g| d * (1.0 - g * g));
    let d_wg = questions.transpose() * &d_pregate; //~ let d_wg = questions.transpose() * &d_gate; //~ let d_wg = mixed.transpose() * &d_pregate;
    let d_found = d_mixed.component_mul(&gate); //~ let d_found = d_mixed.clone(); //~ let d_found = d_mixed.component_mul(&gate.map(|g| 1.0 - g));
    let d_v = weights.transpose() * &d_found; //~ let d_v = scores.transpose() * &d_found; //~ let d_v = weights.transpose() * &d_mixed;
    let d_weights = &d_found * v.transpose(); //~ let d_weights = &d_mixed * v.transpose(); //~ let d_weights = &found * v.transpose();
    let inner = DMatrix::from_fn(weights.nrows(), 1, |i, _| d_weights.row(i).dot(&weights.row(i))); //~ let inner = DMatrix::from_fn(weights.nrows(), 1, |i, _| d_weights.row(i).sum()); //~ let inner = DMatrix::from_fn(weights.nrows(), 1, |i, _| d_weights.row(0).dot(&weights.row(i)));
    let d_scores = DMatrix::from_fn(weights.nrows(), weights.ncols(), |i, j| weights[(i, j)] * (d_weights[(i, j)] - inner[i])); //~ let d_scores = DMatrix::from_fn(weights.nrows(), weights.ncols(), |i, j| weights[(i, j)] * d_weights[(i, j)]); //~ let d_scores = DMatrix::from_fn(weights.nrows(), weights.ncols(), |i, j| d_weights[(i, j)] - inner[i]); //~ let d_scores = DMatrix::from_fn(weights.nrows(), weights.ncols(), |i, j| weights[(i, j)] * (1.0 - weights[(i, j)]) * d_weights[(i, j)]);
    let d_fade = -d_scores.dot(&ages); //~ let d_fade = d_scores.dot(&ages); //~ let d_fade = -d_weights.dot(&ages); //~ let d_fade = -d_scores.sum();
    let d_q = &d_scores * &k * scale; //~ let d_q = &d_scores * &k; //~ let d_q = &d_scores * &k / scale;
    let d_k = d_scores.transpose() * &q * scale; //~ let d_k = d_scores.transpose() * &d_q * scale; //~ let d_k = d_weights.transpose() * &q * scale;
    let d_wq = questions.transpose() * d_q; //~ let d_wq = -questions.transpose() * d_q; //~ let d_wq = answers.transpose() * d_q;
    let d_wk = memory.transpose() * d_k; //~ let d_wk = memory.transpose() * d_k * scale;
    let d_wv = memory.transpose() * &d_v; //~ let d_wv = memory.transpose() * &d_v * 0.5; //~ let d_wv = memory.transpose() * &v;
    (cost, (d_wq, d_wk, d_wv, d_wg, d_fade))
}
