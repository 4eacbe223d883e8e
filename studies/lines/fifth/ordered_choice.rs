use grad_check::{grad_check, randn};
use ndarray::{Array1, Array2, ArrayView1, Zip};

fn logistic(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}

fn density(z: f64) -> f64 {
    let p = logistic(z);
    p * (1.0 - p)
}

/// Answers in four steps from "no" to "yes", with weights; the steps' thresholds are kept in order by exponentials.
#[grad_check(
    at(beta = randn(3), first = -0.8, gaps = randn(2), log_scale = 0.2),
    given(x = randn((8, 3)), answers = vec![0, 3, 1, 2, 2, 0, 3, 1], weights = ndarray::array![1.0, 0.5, 2.0, 1.0, 1.5, 0.7, 1.0, 1.2], ridge = 0.2)
)]
fn ordered_choice(
    beta: &Array1<f64>,
    first: f64,
    gaps: &Array1<f64>,
    log_scale: f64,
    x: &Array2<f64>,
    answers: &[usize],
    weights: &Array1<f64>,
    ridge: f64,
) -> (f64, (Array1<f64>, f64, Array1<f64>, f64)) {
    let levels = gaps.len() + 2;
    let mut thresholds = vec![first];
    for gap in gaps {
        thresholds.push(thresholds[thresholds.len() - 1] + gap.exp());
    }
    let scale = log_scale.exp();
    let eta = x.dot(beta);
    let total = weights.sum();
    let mut loss = 0.5 * ridge * beta.dot(beta);
    let mut d_eta = Array1::<f64>::zeros(eta.len());
    let mut d_thresholds = vec![0.0; thresholds.len()];
    let mut d_scale = 0.0;
    for (i, &answer) in answers.iter().enumerate() {
        let upper = (answer + 1 < levels).then(|| (thresholds[answer] - eta[i]) / scale);
        let lower = (answer > 0).then(|| (thresholds[answer - 1] - eta[i]) / scale);
        let chance = upper.map_or(1.0, logistic) - lower.map_or(0.0, logistic);
        let weight = weights[i] / total;
        loss -= weight * chance.ln();

        let up = upper.map_or(0.0, density); //~ let up = upper.map_or(0.0, logistic); //~ let up = upper.map_or(1.0, density); //~ let up = lower.map_or(0.0, density);
        let down = lower.map_or(0.0, density); //~ let down = lower.map_or(0.0, logistic); //~ let down = -lower.map_or(0.0, density); //~ let down = 0.0;
        let share = -weight / chance; //~ let share = weight / chance; //~ let share = -weight; //~ let share = -1.0 / chance; //~ let share = -weight * chance;
        d_eta[i] = -share * (up - down) / scale; //~ d_eta[i] = share * (up - down) / scale; //~ d_eta[i] = -share * (up - down); //~ d_eta[i] = -share * (up + down) / scale; //~ d_eta[i] = -share * up / scale;
        if answer + 1 < levels {
            d_thresholds[answer] += share * up / scale; //~ d_thresholds[answer] -= share * up / scale; //~ d_thresholds[answer] += share * up; //~ d_thresholds[answer] = share * up / scale; //~ d_thresholds[answer] += share * down / scale;
        }
        if answer > 0 {
            d_thresholds[answer - 1] -= share * down / scale; //~ d_thresholds[answer - 1] += share * down / scale; //~ d_thresholds[answer - 1] -= share * up / scale; //~ d_thresholds[answer - 1] -= down / scale;
        }
        let bend = upper.map_or(0.0, |u| u * up) - lower.map_or(0.0, |l| l * down); //~ let bend = up - down; //~ let bend = upper.map_or(0.0, |u| u * up) + lower.map_or(0.0, |l| l * down); //~ let bend = upper.map_or(0.0, |u| u * up);
        d_scale -= share * bend; //~ d_scale += share * bend; //~ d_scale -= share * bend / scale; //~ d_scale -= bend;
    }
    let mut d_beta = ridge * beta; //~ let mut d_beta = 2.0 * ridge * beta; //~ let mut d_beta = Array1::<f64>::zeros(beta.len()); //~ let mut d_beta = beta.clone();
    Zip::from(x.rows()).and(&d_eta).for_each(|row: ArrayView1<f64>, &d| d_beta.scaled_add(d, &row)); //~ Zip::from(x.rows()).and(&d_eta).for_each(|row: ArrayView1<f64>, &d| d_beta.scaled_add(-d, &row)); //~ Zip::from(x.rows()).and(&eta).for_each(|row: ArrayView1<f64>, &d| d_beta.scaled_add(d, &row));
    let d_first = d_thresholds.iter().sum(); //~ let d_first = d_thresholds[0]; //~ let d_first = -d_thresholds.iter().sum::<f64>(); //~ let d_first = d_thresholds.iter().skip(1).sum();
    let mut d_gaps = Array1::zeros(gaps.len());
    let mut running = 0.0;
    for k in (0..gaps.len()).rev() {
        running += d_thresholds[k + 1]; //~ running = d_thresholds[k + 1]; //~ running += d_thresholds[k]; //~ running -= d_thresholds[k + 1];
        d_gaps[k] = running * gaps[k].exp(); //~ d_gaps[k] = running; //~ d_gaps[k] = running * gaps[k]; //~ d_gaps[k] = d_thresholds[k + 1] * gaps[k].exp();
    }
    (loss, (d_beta, d_first, d_gaps, d_scale)) //~ (loss, (d_beta, d_scale, d_gaps, d_first))
}
