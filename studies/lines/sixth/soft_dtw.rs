use grad_check::grad_check;

/// A smooth cost of aligning two series (dynamic time warping), whose table is walked back.
#[grad_check(
    at(series = vec![0.2, 0.9, 1.4, 0.7], pace = 0.6),
    given(other = vec![0.1, 0.5, 1.6, 1.2, 0.4])
)]
fn soft_dtw(series: &[f64], pace: f64, other: &[f64]) -> (f64, (Vec<f64>, f64)) {
    let (n, m) = (series.len(), other.len());
    let mut table = vec![vec![f64::INFINITY; m + 1]; n + 1];
    table[0][0] = 0.0;
    let mut shares = vec![vec![[0.0; 3]; m + 1]; n + 1];
    for i in 1..=n {
        for j in 1..=m {
            let before = [table[i - 1][j - 1], table[i - 1][j], table[i][j - 1]];
            let least = before.iter().copied().fold(f64::INFINITY, f64::min);
            let exps = before.map(|b| (-(b - least) / pace).exp());
            let sum: f64 = exps.iter().sum();
            shares[i][j] = exps.map(|e| e / sum);
            table[i][j] = (series[i - 1] - other[j - 1]).powi(2) + least - pace * sum.ln();
        }
    }
    let cost = table[n][m];

    let mut reach = vec![vec![0.0; m + 1]; n + 1];
    reach[n][m] = 1.0; //~ reach[n][m] = 2.0; //~ reach[n][m] = cost; //~ reach[n][m] = -1.0;
    let mut by_series = vec![0.0; n];
    let mut by_pace = 0.0;
    for i in (1..=n).rev() {
        for j in (1..=m).rev() {
            let here = reach[i][j]; //~ let here = reach[i][j] * reach[i][j]; //~ let here = 1.0; //~ let here = reach[i - 1][j];
            by_series[i - 1] += 2.0 * here * (series[i - 1] - other[j - 1]); //~ by_series[i - 1] += here * (series[i - 1] - other[j - 1]); //~ by_series[i - 1] -= 2.0 * here * (series[i - 1] - other[j - 1]); //~ by_series[i - 1] = 2.0 * here * (series[i - 1] - other[j - 1]); //~ by_series[i - 1] += 2.0 * (series[i - 1] - other[j - 1]); //~ by_series[i - 1] += 2.0 * here * (other[j - 1] - series[i - 1]);
            let share = shares[i][j]; //~ let share = shares[i - 1][j]; //~ let share = shares[i][j].map(|s| s * s);
            reach[i - 1][j - 1] += here * share[0]; //~ reach[i - 1][j - 1] += here * share[1]; //~ reach[i - 1][j - 1] += here;
            reach[i - 1][j] += here * share[1]; //~ reach[i - 1][j] += here * share[2]; //~ reach[i - 1][j] -= here * share[1];
            reach[i][j - 1] += here * share[2]; //~ reach[i][j - 1] += share[2]; //~ reach[i][j - 1] = here * share[2]; //~ reach[i][j - 1] += here * (1.0 - share[2]);
            let entropy: f64 = share.iter().filter(|s| **s > 0.0).map(|s| s * s.ln()).sum(); //~ let entropy: f64 = share.iter().filter(|s| **s > 0.0).map(|s| s.ln()).sum(); //~ let entropy: f64 = share.iter().map(|s| s * s).sum(); //~ let entropy: f64 = -share.iter().filter(|s| **s > 0.0).map(|s| s * s.ln()).sum::<f64>();
            by_pace += here * entropy; //~ by_pace += entropy; //~ by_pace -= here * entropy; //~ by_pace = here * entropy; //~ by_pace += here * entropy / pace;
        }
    }
    (cost, (by_series, by_pace))
}
