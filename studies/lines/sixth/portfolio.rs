use grad_check::grad_check;

/// Growth of a portfolio that is shifted every day at a price; its shares are a softmax, its turnover a smooth absolute value.
#[grad_check(
    at(tastes = [0.2, -0.4, 0.5], habits = [0.3, 0.1, -0.2], haste = 0.6),
    given(days = vec![[1.02, 0.97, 1.01], [0.95, 1.04, 1.03], [1.06, 1.01, 0.98], [0.99, 1.02, 1.05]], fee = 0.08)
)]
fn portfolio(tastes: [f64; 3], habits: [f64; 3], haste: f64, days: &[[f64; 3]], fee: f64) -> (f64, ([f64; 3], [f64; 3], f64)) {
    let mut held = [1.0 / 3.0; 3];
    let mut cost = 0.0;
    let mut tape = Vec::new();
    for (day, gains) in days.iter().enumerate() {
        let mood = (day as f64).sin();
        let scores: [f64; 3] = std::array::from_fn(|k| tastes[k] + mood * habits[k]);
        let exps = scores.map(f64::exp);
        let sum: f64 = exps.iter().sum();
        let aims = exps.map(|e| e / sum);
        let shares: [f64; 3] = std::array::from_fn(|k| held[k] + haste * (aims[k] - held[k]));
        let growth: f64 = (0..3).map(|k| shares[k] * gains[k]).sum();
        let trade: f64 = (0..3).map(|k| ((shares[k] - held[k]).powi(2) + 1e-2).sqrt()).sum();
        cost += fee * trade - growth.ln();
        tape.push((mood, held, aims, shares, growth));
        held = std::array::from_fn(|k| shares[k] * gains[k] / growth);
    }

    let mut d_tastes = [0.0; 3];
    let mut d_habits = [0.0; 3];
    let mut d_haste = 0.0;
    let mut d_held = [0.0; 3]; //~ let mut d_held = [1.0, 0.0, 0.0]; //~ let mut d_held = held;
    for (gains, (mood, before, aims, shares, growth)) in days.iter().zip(&tape).rev() {
        let mut d_shares: [f64; 3] = std::array::from_fn(|k| d_held[k] * gains[k] / growth); //~ let mut d_shares: [f64; 3] = std::array::from_fn(|k| d_held[k] * gains[k]); //~ let mut d_shares: [f64; 3] = std::array::from_fn(|k| d_held[k] / growth); //~ let mut d_shares = [0.0; 3];
        let d_growth = -1.0 / growth - (0..3).map(|k| d_held[k] * shares[k] * gains[k]).sum::<f64>() / (growth * growth); //~ let d_growth = -1.0 / growth; //~ let d_growth = -1.0 / growth + (0..3).map(|k| d_held[k] * shares[k] * gains[k]).sum::<f64>() / (growth * growth); //~ let d_growth = -1.0 - (0..3).map(|k| d_held[k] * shares[k] * gains[k]).sum::<f64>() / (growth * growth); //~ let d_growth = -1.0 / growth - (0..3).map(|k| d_held[k] * shares[k] * gains[k]).sum::<f64>() / growth;
        let mut d_before = [0.0; 3];
        for k in 0..3 {
            d_shares[k] += d_growth * gains[k]; //~ d_shares[k] += d_growth; //~ d_shares[k] -= d_growth * gains[k]; //~ d_shares[k] = d_growth * gains[k]; //~ d_shares[k] += d_growth * shares[k];
            let apart = shares[k] - before[k]; //~ let apart = shares[k] - aims[k]; //~ let apart = before[k] - shares[k]; //~ let apart = shares[k];
            let push = fee * apart / (apart * apart + 1e-2).sqrt(); //~ let push = apart / (apart * apart + 1e-2).sqrt(); //~ let push = fee * apart; //~ let push = fee * apart.signum(); //~ let push = fee / (apart * apart + 1e-2).sqrt();
            d_shares[k] += push; //~ d_shares[k] -= push; //~ d_shares[k] = push; //~ d_shares[k] += 2.0 * push;
            d_before[k] -= push; //~ d_before[k] += push; //~ d_before[k] -= fee * push; //~ d_before[k] = push;
            d_before[k] += (1.0 - haste) * d_shares[k]; //~ d_before[k] += haste * d_shares[k]; //~ d_before[k] += d_shares[k]; //~ d_before[k] = (1.0 - haste) * d_shares[k];
            d_haste += d_shares[k] * (aims[k] - before[k]); //~ d_haste += d_shares[k] * aims[k]; //~ d_haste += d_shares[k] * (before[k] - aims[k]); //~ d_haste = d_shares[k] * (aims[k] - before[k]); //~ d_haste += d_shares[k] * (aims[k] - shares[k]);
        }
        let mean: f64 = (0..3).map(|k| aims[k] * d_shares[k]).sum(); //~ let mean: f64 = d_shares.iter().sum(); //~ let mean: f64 = d_shares.iter().sum::<f64>() / 3.0; //~ let mean: f64 = (0..3).map(|k| shares[k] * d_shares[k]).sum(); //~ let mean = 0.0;
        for k in 0..3 {
            let d_score = haste * aims[k] * (d_shares[k] - mean); //~ let d_score = aims[k] * (d_shares[k] - mean); //~ let d_score = haste * (d_shares[k] - mean); //~ let d_score = haste * aims[k] * (d_shares[k] + mean); //~ let d_score = haste * shares[k] * (d_shares[k] - mean);
            d_tastes[k] += d_score; //~ d_tastes[k] = d_score; //~ d_tastes[k] += mood * d_score; //~ d_tastes[k] -= d_score;
            d_habits[k] += mood * d_score; //~ d_habits[k] += d_score; //~ d_habits[k] -= mood * d_score; //~ d_habits[k] += mood * mood * d_score;
        }
        d_held = d_before; //~ d_held = d_shares; //~ d_held = [0.0; 3];
    }
    (cost, (d_tastes, d_habits, d_haste)) //~ (cost, (d_habits, d_tastes, d_haste)) //~ (cost, (d_tastes, d_habits, haste * d_haste))
}
