use grad_check::grad_check;

const K: usize = 3;

fn softmax(row: [f64; K]) -> [f64; K] {
    let e = row.map(f64::exp);
    let sum: f64 = e.iter().sum();
    e.map(|v| v / sum)
}

/// Negative log likelihood of a hidden Markov chain with Gaussian emissions, by the scaled forward and backward passes.
#[grad_check(
    at(a = [[0.5, -0.3, 0.1], [0.2, 0.9, -0.6], [-0.4, 0.3, 0.7]], pi = [0.1, -0.2, 0.3], mu = [-1.0, 0.4, 1.8]),
    given(obs = vec![-0.7, 0.2, 1.1, 2.0, 0.6], tau = 1.5)
)]
fn hmm_nll(a: [[f64; K]; K], pi: [f64; K], mu: [f64; K], obs: &[f64], tau: f64) -> (f64, ([[f64; K]; K], [f64; K], [f64; K])) {
    let trans = a.map(softmax);
    let init = softmax(pi);
    let emit = |k: usize, t: usize| (-0.5 * tau * (obs[t] - mu[k]).powi(2)).exp();
    let n = obs.len();

    let mut alpha = vec![[0.0; K]; n];
    let mut scale = vec![0.0; n];
    for t in 0..n {
        for k in 0..K {
            let prior = if t == 0 { init[k] } else { (0..K).map(|i| alpha[t - 1][i] * trans[i][k]).sum() };
            alpha[t][k] = prior * emit(k, t);
        }
        scale[t] = alpha[t].iter().sum();
        alpha[t] = alpha[t].map(|v| v / scale[t]);
    }
    let nll = -scale.iter().map(|s| s.ln()).sum::<f64>();

    let mut beta = [1.0; K]; //~ let mut beta = [1.0 / K as f64; K]; //~ let mut beta = alpha[n - 1]; //~ let mut beta = [1.0 / scale[n - 1]; K];
    let mut da = [[0.0; K]; K];
    let mut dmu = [0.0; K];
    for t in (0..n).rev() {
        let gamma: [f64; K] = std::array::from_fn(|k| alpha[t][k] * beta[k]); //~ let gamma: [f64; K] = alpha[t]; //~ let gamma: [f64; K] = std::array::from_fn(|k| alpha[t][k] * beta[k] / scale[t]); //~ let gamma: [f64; K] = std::array::from_fn(|k| alpha[t][k] * beta[k] * emit(k, t));
        for k in 0..K {
            dmu[k] -= gamma[k] * tau * (obs[t] - mu[k]); //~ dmu[k] += gamma[k] * tau * (obs[t] - mu[k]); //~ dmu[k] -= gamma[k] * (obs[t] - mu[k]); //~ dmu[k] -= beta[k] * tau * (obs[t] - mu[k]); //~ dmu[k] = -gamma[k] * tau * (obs[t] - mu[k]); //~ dmu[k] -= gamma[k] * tau * obs[t];
        }
        if t == 0 {
            let dpi = std::array::from_fn(|k| init[k] - gamma[k]); //~ let dpi = std::array::from_fn(|k| gamma[k] - init[k]); //~ let dpi = std::array::from_fn(|k| -gamma[k]); //~ let dpi = std::array::from_fn(|k| init[k] - alpha[0][k]); //~ let dpi = std::array::from_fn(|k| init[k] * (1.0 - gamma[k]));
            return (nll, (da, dpi, dmu));
        }
        let next: [f64; K] = std::array::from_fn(|k| beta[k] * emit(k, t) / scale[t]); //~ let next: [f64; K] = std::array::from_fn(|k| beta[k] * emit(k, t)); //~ let next: [f64; K] = std::array::from_fn(|k| beta[k] * emit(k, t - 1) / scale[t]); //~ let next: [f64; K] = std::array::from_fn(|k| beta[k] * emit(k, t) / scale[t - 1]); //~ let next: [f64; K] = std::array::from_fn(|k| emit(k, t) / scale[t]);
        for i in 0..K {
            let from: f64 = (0..K).map(|j| trans[i][j] * next[j]).sum(); //~ let from: f64 = (0..K).map(|j| trans[j][i] * next[j]).sum(); //~ let from: f64 = next.iter().sum(); //~ let from: f64 = (0..K).map(|j| trans[i][j] * beta[j]).sum();
            for j in 0..K {
                da[i][j] -= alpha[t - 1][i] * trans[i][j] * (next[j] - from); //~ da[i][j] += alpha[t - 1][i] * trans[i][j] * (next[j] - from); //~ da[i][j] -= alpha[t][i] * trans[i][j] * (next[j] - from); //~ da[i][j] -= alpha[t - 1][i] * (next[j] - from); //~ da[i][j] -= alpha[t - 1][i] * trans[i][j] * next[j]; //~ da[j][i] -= alpha[t - 1][i] * trans[i][j] * (next[j] - from);
            }
        }
        beta = std::array::from_fn(|i| (0..K).map(|j| trans[i][j] * next[j]).sum()); //~ beta = std::array::from_fn(|i| (0..K).map(|j| trans[j][i] * next[j]).sum()); //~ beta = next; //~ beta = std::array::from_fn(|i| (0..K).map(|j| trans[i][j] * next[j]).sum::<f64>() / scale[t - 1]);
    }
    unreachable!("there is an observation")
}
