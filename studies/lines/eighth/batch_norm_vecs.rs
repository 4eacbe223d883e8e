use grad_check::grad_check;

fn column(rows: &[Vec<f64>], j: usize) -> Vec<f64> {
    rows.iter().map(|row| row[j]).collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// A batch of rows normed column by column, scaled and shifted, against soft targets; iterators throughout.
#[grad_check(at(rows = vec![vec![0.5, -1.2, 0.8], vec![1.5, 0.3, -0.4], vec![-0.7, 0.9, 0.2], vec![0.1, 2.0, -1.1]], gamma = vec![1.2, 0.7, -0.5], beta = vec![0.1, -0.3, 0.2]), given(goal = vec![vec![0.3, 0.1, -0.8], vec![-0.2, 0.6, 0.4], vec![0.9, -0.5, 0.1], vec![0.2, 0.7, 0.5]], eps = 0.05))]
fn batch_norm(rows: &[Vec<f64>], gamma: &[f64], beta: &[f64], goal: &[Vec<f64>], eps: f64) -> (f64, (Vec<Vec<f64>>, Vec<f64>, Vec<f64>)) {
    let n = rows.len() as f64;
    let width = gamma.len();
    let mut loss = 0.0;
    let mut d_rows = vec![vec![0.0; width]; rows.len()];
    let mut d_gamma = vec![0.0; width];
    let mut d_beta = vec![0.0; width];
    for j in 0..width {
        let x = column(rows, j);
        let mu = mean(&x);
        let centred: Vec<f64> = x.iter().map(|v| v - mu).collect();
        let var = centred.iter().map(|c| c * c).sum::<f64>() / n;
        let inv = 1.0 / (var + eps).sqrt();
        let hat: Vec<f64> = centred.iter().map(|c| c * inv).collect();
        let apart: Vec<f64> = hat.iter().zip(goal).map(|(h, g)| gamma[j] * h + beta[j] - g[j]).collect();
        loss += apart.iter().map(|a| a.powi(4)).sum::<f64>() / 4.0;

        let dy: Vec<f64> = apart.iter().map(|a| a.powi(3)).collect(); //~ let dy: Vec<f64> = apart.iter().map(|a| 4.0 * a.powi(3)).collect(); //~ let dy: Vec<f64> = apart.iter().map(|a| a.powi(2)).collect(); //~ let dy: Vec<f64> = apart.iter().map(|a| a.powi(4)).collect(); //~ let dy: Vec<f64> = hat.iter().map(|a| a.powi(3)).collect();
        d_beta[j] = dy.iter().sum(); //~ d_beta[j] = mean(&dy); //~ d_beta[j] = apart.iter().sum(); //~ d_beta[j] = dy[0];
        d_gamma[j] = dy.iter().zip(&hat).map(|(d, h)| d * h).sum(); //~ d_gamma[j] = dy.iter().zip(&x).map(|(d, h)| d * h).sum(); //~ d_gamma[j] = dy.iter().zip(&hat).map(|(d, h)| d + h).sum(); //~ d_gamma[j] = dy.iter().zip(&centred).map(|(d, h)| d * h).sum(); //~ d_gamma[j] = dy.iter().zip(&hat).map(|(d, h)| d * h).sum::<f64>() / n;
        let d_hat: Vec<f64> = dy.iter().map(|d| d * gamma[j]).collect(); //~ let d_hat: Vec<f64> = dy.clone(); //~ let d_hat: Vec<f64> = dy.iter().map(|d| d * beta[j]).collect(); //~ let d_hat: Vec<f64> = dy.iter().map(|d| -d * gamma[j]).collect();
        let s1 = mean(&d_hat); //~ let s1 = mean(&dy); //~ let s1 = d_hat.iter().sum::<f64>(); //~ let s1 = 0.0;
        let s2 = d_hat.iter().zip(&hat).map(|(d, h)| d * h).sum::<f64>() / n; //~ let s2 = d_hat.iter().zip(&hat).map(|(d, h)| d * h).sum::<f64>(); //~ let s2 = d_hat.iter().zip(&centred).map(|(d, h)| d * h).sum::<f64>() / n; //~ let s2 = d_gamma[j] / n; //~ let s2 = 0.0;
        for (i, row) in d_rows.iter_mut().enumerate() {
            row[j] = inv * (d_hat[i] - s1 - hat[i] * s2); //~ row[j] = inv * (d_hat[i] - s1); //~ row[j] = inv * (d_hat[i] - s1 + hat[i] * s2); //~ row[j] = d_hat[i] - s1 - hat[i] * s2; //~ row[j] = inv * (d_hat[i] - hat[i] * s2); //~ row[j] = inv * inv * (d_hat[i] - s1 - hat[i] * s2);
        }
    }
    (loss, (d_rows, d_gamma, d_beta)) //~ (loss, (d_rows, d_beta, d_gamma))
}
