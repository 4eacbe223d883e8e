use grad_check::grad_check;

struct Row {
    x: [f64; 3],
    exposure: f64,
    count: f64,
}

fn rows() -> Vec<Row> {
    [([0.3, -0.8, 1.0], 1.2, 2.0), ([1.1, 0.4, -0.6], 0.7, 0.0), ([-0.9, 0.5, 0.2], 2.0, 5.0), ([0.6, 1.3, 0.8], 1.5, 3.0), ([0.0, -0.4, -1.1], 0.9, 1.0)].map(|(x, exposure, count)| Row { x, exposure, count }).into()
}

/// Counts with exposures, some of them zero by another cause: a Poisson regression with inflated zeros, by iterators.
#[grad_check(at(beta = [0.4, -0.3, 0.6], level = 0.2, zero = -0.7), given(rows = rows(), ridge = 0.15))]
fn inflated(beta: &[f64; 3], level: f64, zero: f64, rows: &[Row], ridge: f64) -> (f64, ([f64; 3], f64, f64)) {
    let share = 1.0 / (1.0 + (-zero).exp());
    let rates: Vec<f64> = rows.iter().map(|row| row.exposure * (level + row.x.iter().zip(beta).map(|(x, b)| x * b).sum::<f64>()).exp()).collect();
    let nll: f64 = rows.iter().zip(&rates).map(|(row, rate)| if row.count == 0.0 { -(share + (1.0 - share) * (-rate).exp()).ln() } else { rate - row.count * rate.ln() - (1.0 - share).ln() }).sum();
    let cost = nll + 0.5 * ridge * beta.iter().map(|b| b * b).sum::<f64>();

    let of_logs: Vec<f64> = rows.iter().zip(&rates).map(|(row, rate)| {
        if row.count == 0.0 {
            let empty = (1.0 - share) * (-rate).exp(); //~ let empty = (-rate).exp(); //~ let empty = share * (-rate).exp(); //~ let empty = (1.0 - share) * (-rate);
            rate * empty / (share + empty) //~ empty / (share + empty) //~ -rate * empty / (share + empty) //~ rate * empty //~ rate / (share + empty)
        } else {
            rate - row.count //~ row.count - rate //~ rate - row.count * rate //~ 1.0 - row.count / rate
        }
    }).collect();
    let mut of_beta = beta.map(|b| ridge * b); //~ let mut of_beta = beta.map(|b| 0.5 * ridge * b); //~ let mut of_beta = [0.0; 3]; //~ let mut of_beta = beta.map(|b| -ridge * b); //~ let mut of_beta = beta.map(|_| ridge);
    for (row, of_log) in rows.iter().zip(&of_logs) {
        of_beta.iter_mut().zip(&row.x).for_each(|(g, x)| *g += of_log * x); //~ of_beta.iter_mut().zip(&row.x).for_each(|(g, x)| *g -= of_log * x); //~ of_beta.iter_mut().zip(&row.x).for_each(|(g, _)| *g += of_log); //~ of_beta.iter_mut().zip(&row.x).for_each(|(g, x)| *g = of_log * x); //~ of_beta.iter_mut().zip(&row.x).for_each(|(g, x)| *g += of_log * x * row.exposure);
    }
    let of_level = of_logs.iter().sum::<f64>(); //~ let of_level = of_logs.iter().sum::<f64>() / rows.len() as f64; //~ let of_level = -of_logs.iter().sum::<f64>(); //~ let of_level = of_logs.iter().sum::<f64>() + ridge * level; //~ let of_level = rates.iter().sum::<f64>();
    let of_share: f64 = rows.iter().zip(&rates).map(|(row, rate)| if row.count == 0.0 { ((-rate).exp() - 1.0) / (share + (1.0 - share) * (-rate).exp()) } else { 1.0 / (1.0 - share) }).sum(); //~ let of_share: f64 = rows.iter().zip(&rates).map(|(row, rate)| if row.count == 0.0 { (1.0 - (-rate).exp()) / (share + (1.0 - share) * (-rate).exp()) } else { 1.0 / (1.0 - share) }).sum(); //~ let of_share: f64 = rows.iter().zip(&rates).map(|(row, rate)| if row.count == 0.0 { ((-rate).exp() - 1.0) / (share + (1.0 - share) * (-rate).exp()) } else { 0.0 }).sum(); //~ let of_share: f64 = rows.iter().zip(&rates).map(|(row, rate)| if row.count == 0.0 { ((-rate).exp() - 1.0) / share } else { 1.0 / (1.0 - share) }).sum();
    let of_zero = of_share * share * (1.0 - share); //~ let of_zero = of_share; //~ let of_zero = of_share * share; //~ let of_zero = -of_share * share * (1.0 - share); //~ let of_zero = of_share * zero * (1.0 - zero);
    (cost, (of_beta, of_level, of_zero))
}
