use grad_check::{grad_check, randn};
use ndarray::{Array2, ArrayView1};

fn log_sum_exp(v: ArrayView1<f64>) -> f64 {
    let max = v.fold(f64::NEG_INFINITY, |a, &b| a.max(b));
    max + v.iter().map(|x| (x - max).exp()).sum::<f64>().ln()
}

// The negative log-likelihood of a sequence of labels; the gradient is expected minus seen.
#[grad_check(at(w = randn((3, 2)), trans = randn((3, 3))), given(obs = randn((5, 2)), labels = [0usize, 2, 1, 1, 0], l2 = 0.05))]
fn crf_nll(w: &Array2<f64>, trans: &Array2<f64>, obs: &Array2<f64>, labels: &[usize; 5], l2: f64) -> (f64, (Array2<f64>, Array2<f64>)) {
    let (len, k) = (labels.len(), trans.nrows());
    let unary = obs.dot(&w.t());

    let mut alpha = Array2::<f64>::zeros((len, k));
    alpha.row_mut(0).assign(&unary.row(0));
    for t in 1..len {
        for j in 0..k {
            let scores = &alpha.row(t - 1) + &trans.column(j);
            alpha[[t, j]] = unary[[t, j]] + log_sum_exp(scores.view());
        }
    }
    let log_z = log_sum_exp(alpha.row(len - 1));
    let mut score = unary[[0, labels[0]]];
    for t in 1..len {
        score += trans[[labels[t - 1], labels[t]]] + unary[[t, labels[t]]];
    }
    let nll = log_z - score + 0.5 * l2 * w.iter().map(|v| v * v).sum::<f64>();

    let mut beta = Array2::<f64>::zeros((len, k));
    for t in (0..len - 1).rev() {
        for i in 0..k {
            let next = &trans.row(i) + &unary.row(t + 1) + &beta.row(t + 1); //~ let next = &trans.column(i) + &unary.row(t + 1) + &beta.row(t + 1); //~ let next = &trans.row(i) + &unary.row(t) + &beta.row(t + 1); //~ let next = &trans.row(i) + &beta.row(t + 1); //~ let next = &trans.row(i) + &unary.row(t + 1);
            beta[[t, i]] = log_sum_exp(next.view()); //~ beta[[t, i]] = log_sum_exp(next.view()) + unary[[t, i]]; //~ beta[[t, i]] = next.sum();
        }
    }

    let mut marginal = (&alpha + &beta - log_z).exp(); //~ let mut marginal = (&alpha + &beta).exp(); //~ let mut marginal = (&alpha - log_z).exp(); //~ let mut marginal = (&alpha + &beta + &unary - log_z).exp(); //~ let mut marginal = &alpha + &beta - log_z;
    for (t, &label) in labels.iter().enumerate() {
        marginal[[t, label]] -= 1.0; //~ marginal[[t, label]] += 1.0; //~ marginal[[t, labels[0]]] -= 1.0; //~ marginal[[t, label]] -= unary[[t, label]];
    }
    let dw = marginal.t().dot(obs) + l2 * w; //~ let dw = marginal.t().dot(obs); //~ let dw = marginal.t().dot(obs) + 2.0 * l2 * w; //~ let dw = -marginal.t().dot(obs) + l2 * w; //~ let dw = alpha.t().dot(obs) + l2 * w;

    let mut dtrans = Array2::<f64>::zeros((k, k));
    for t in 1..len {
        for i in 0..k {
            for j in 0..k {
                let log_p = alpha[[t - 1, i]] + trans[[i, j]] + unary[[t, j]] + beta[[t, j]] - log_z; //~ let log_p = alpha[[t - 1, i]] + trans[[j, i]] + unary[[t, j]] + beta[[t, j]] - log_z; //~ let log_p = alpha[[t - 1, i]] + trans[[i, j]] + beta[[t, j]] - log_z; //~ let log_p = alpha[[t, i]] + trans[[i, j]] + unary[[t, j]] + beta[[t, j]] - log_z; //~ let log_p = alpha[[t - 1, i]] + trans[[i, j]] + unary[[t, j]] - log_z;
                dtrans[[i, j]] += log_p.exp(); //~ dtrans[[j, i]] += log_p.exp(); //~ dtrans[[i, j]] = log_p.exp(); //~ dtrans[[i, j]] += log_p;
            }
        }
        dtrans[[labels[t - 1], labels[t]]] -= 1.0; //~ dtrans[[labels[t], labels[t - 1]]] -= 1.0; //~ dtrans[[labels[t - 1], labels[t]]] += 1.0; //~ dtrans[[labels[t - 1], labels[t - 1]]] -= 1.0;
    }
    (nll, (dw, dtrans))
}
