use grad_check::grad_check;

const EPS: f64 = 1e-3;

/// A residual layer with a norm over each row, in plain vectors and indices.
#[grad_check(at(w = vec![vec![0.5, -0.3, 0.8], vec![-0.6, 0.4, 0.2], vec![0.1, 0.9, -0.7]], b = vec![0.2, -0.1, 0.3], gain = vec![1.1, 0.8, -0.6]), given(x = vec![vec![0.4, 1.2, -0.5], vec![-0.9, 0.3, 0.7], vec![1.4, -0.2, 0.6], vec![0.1, 0.8, -1.3]], y = vec![vec![0.5, -0.4, 0.1], vec![-0.2, 0.9, 0.3], vec![0.7, 0.2, -0.8], vec![-0.6, 0.1, 0.4]]))]
fn residual_rows(w: &Vec<Vec<f64>>, b: &Vec<f64>, gain: &Vec<f64>, x: &[Vec<f64>], y: &[Vec<f64>]) -> (f64, (Vec<Vec<f64>>, Vec<f64>, Vec<f64>)) {
    let n = b.len();
    let mut cost = 0.0;
    let mut gw = vec![vec![0.0; n]; n];
    let mut gb = vec![0.0; n];
    let mut gg = vec![0.0; n];
    for (xs, ys) in x.iter().zip(y) {
        let mut pre = vec![0.0; n];
        for i in 0..n {
            pre[i] = b[i];
            for j in 0..n {
                pre[i] += w[i][j] * xs[j];
            }
        }
        let act: Vec<f64> = pre.iter().map(|p| p.tanh()).collect();
        let sum: Vec<f64> = (0..n).map(|i| act[i] + xs[i]).collect();
        let mean = sum.iter().sum::<f64>() / n as f64;
        let var = sum.iter().map(|s| (s - mean) * (s - mean)).sum::<f64>() / n as f64;
        let inv = 1.0 / (var + EPS).sqrt();
        let hat: Vec<f64> = sum.iter().map(|s| (s - mean) * inv).collect();
        let out: Vec<f64> = (0..n).map(|i| gain[i] * hat[i]).collect();
        cost += (0..n).map(|i| (out[i] - ys[i]).powi(2)).sum::<f64>() / 2.0;

        let d_out: Vec<f64> = (0..n).map(|i| out[i] - ys[i]).collect(); //~ let d_out: Vec<f64> = (0..n).map(|i| ys[i] - out[i]).collect(); //~ let d_out: Vec<f64> = (0..n).map(|i| out[i] - 2.0 * ys[i]).collect();
        let mut d_hat = vec![0.0; n];
        for i in 0..n {
            gg[i] += d_out[i] * hat[i]; //~ gg[i] += d_out[i] * out[i]; //~ gg[i] = d_out[i] * hat[i]; //~ gg[i] += d_out[i] * sum[i]; //~ gg[i] -= d_out[i] * hat[i];
            d_hat[i] = d_out[i] * gain[i]; //~ d_hat[i] = d_out[i]; //~ d_hat[i] = d_out[i] * gain[i].abs(); //~ d_hat[i] = d_out[i] * hat[i];
        }
        let m1 = d_hat.iter().sum::<f64>() / n as f64; //~ let m1 = d_hat.iter().sum::<f64>(); //~ let m1 = 0.0 * d_hat[0];
        let m2 = d_hat.iter().zip(&hat).map(|(d, h)| d * h).sum::<f64>() / n as f64; //~ let m2 = d_hat.iter().zip(&sum).map(|(d, h)| d * h).sum::<f64>() / n as f64; //~ let m2 = d_hat.iter().zip(&hat).map(|(d, h)| d * h).sum::<f64>(); //~ let m2 = d_out.iter().zip(&hat).map(|(d, h)| d * h).sum::<f64>() / n as f64;
        let d_sum: Vec<f64> = (0..n).map(|i| inv * (d_hat[i] - m1 - hat[i] * m2)).collect(); //~ let d_sum: Vec<f64> = (0..n).map(|i| inv * (d_hat[i] - m1 + hat[i] * m2)).collect(); //~ let d_sum: Vec<f64> = (0..n).map(|i| d_hat[i] - m1 - hat[i] * m2).collect(); //~ let d_sum: Vec<f64> = (0..n).map(|i| inv * (d_hat[i] - hat[i] * m2)).collect(); //~ let d_sum: Vec<f64> = (0..n).map(|i| inv * (d_hat[i] - m1)).collect(); //~ let d_sum: Vec<f64> = (0..n).map(|i| inv * d_hat[i]).collect();
        for i in 0..n {
            let d_pre = d_sum[i] * (1.0 - act[i] * act[i]); //~ let d_pre = d_sum[i] * (1.0 - act[i]); //~ let d_pre = d_sum[i] * (1.0 - pre[i] * pre[i]); //~ let d_pre = d_sum[i]; //~ let d_pre = d_sum[i] * act[i] * (1.0 - act[i]);
            gb[i] += d_pre; //~ gb[i] += d_sum[i]; //~ gb[i] = d_pre; //~ gb[i] += 2.0 * d_pre;
            for j in 0..n {
                gw[i][j] += d_pre * xs[j]; //~ gw[j][i] += d_pre * xs[j]; //~ gw[i][j] += d_pre * xs[i]; //~ gw[i][j] = d_pre * xs[j]; //~ gw[i][j] += d_pre * sum[j];
            }
        }
    }
    (cost, (gw, gb, gg)) //~ (cost, (gw, gg, gb))
}
