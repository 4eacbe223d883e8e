use grad_check::grad_check;
use ndarray::{Array1, Array2, Axis};

type Grads = (Array2<f64>, Array1<f64>, Array2<f64>, Array1<f64>);

fn affine_forward(x: &Array2<f64>, w: &Array2<f64>, b: &Array1<f64>) -> Array2<f64> {
    x.dot(w) + b
}

/// Gradients of the input, the weights and the bias.
fn affine_backward(dout: &Array2<f64>, x: &Array2<f64>, w: &Array2<f64>) -> (Array2<f64>, Array2<f64>, Array1<f64>) {
    (dout.dot(&w.t()), x.t().dot(dout), dout.sum_axis(Axis(0)))
}

fn relu_forward(x: &Array2<f64>) -> Array2<f64> {
    x.mapv(|v| v.max(0.0))
}

fn relu_backward(dout: &Array2<f64>, x: &Array2<f64>) -> Array2<f64> {
    dout * &x.mapv(|v| if v > 0.0 { 1.0 } else { 0.0 })
}

/// The loss, and the gradient of the scores.
fn softmax_loss(scores: &Array2<f64>, y: &[usize]) -> (f64, Array2<f64>) {
    let n = y.len() as f64;
    let mut probs = scores.clone();
    for mut row in probs.rows_mut() {
        let max = row.fold(f64::NEG_INFINITY, |a, &b| a.max(b));
        row.mapv_inplace(|v| (v - max).exp());
        let sum = row.sum();
        row /= sum;
    }
    let loss = -y.iter().enumerate().map(|(i, &k)| probs[[i, k]].ln()).sum::<f64>() / n;
    for (i, &k) in y.iter().enumerate() {
        probs[[i, k]] -= 1.0;
    }
    (loss, probs / n)
}

#[grad_check(
    at(w1 = randn((3, 4)), b1 = randn(4) * 0.3, w2 = randn((4, 3)) * 0.6, b2 = randn(3) * 0.1),
    given(x = randn((6, 3)), y = [0, 2, 1, 1, 0, 2], reg = 0.1)
)]
fn two_layer_net(
    w1: &Array2<f64>,
    b1: &Array1<f64>,
    w2: &Array2<f64>,
    b2: &Array1<f64>,
    x: &Array2<f64>,
    y: &[usize],
    reg: f64,
) -> (f64, Grads) {
    let z = affine_forward(x, w1, b1);
    let h = relu_forward(&z);
    let scores = affine_forward(&h, w2, b2);
    let (data_loss, dscores) = softmax_loss(&scores, y);
    let loss = data_loss + 0.5 * reg * (w1.mapv(|v| v * v).sum() + w2.mapv(|v| v * v).sum());

    let (dh, mut dw2, db2) = affine_backward(&dscores, &h, w2); //~ let (dh, mut dw2, db2) = affine_backward(&dscores, &z, w2); //~ let (dh, mut dw2, db2) = affine_backward(&scores, &h, w2); //~ let (dh, mut dw2, db2) = affine_backward(&-dscores, &h, w2);
    let dz = relu_backward(&dh, &z); //~ let dz = dh; //~ let dz = relu_backward(&dh, &dh); //~ let dz = &dh * &h;
    let (_, mut dw1, db1) = affine_backward(&dz, x, w1); //~ let (_, mut dw1, db1) = affine_backward(&dh, x, w1); //~ let (_, mut dw1, db1) = affine_backward(&z, x, w1);
    dw2 += &(w2 * reg); //~ dw2 += &(w2 * (2.0 * reg)); //~ dw2 -= &(w2 * reg); //~ dw2 += w2;
    dw1 += &(w1 * reg); //~ dw1 += &(w1 * (0.5 * reg)); //~ dw1 += &(w1 * (reg / 6.0)); //~ dw1 = w1 * reg;

    (loss, (dw1, db1, dw2, db2))
}
