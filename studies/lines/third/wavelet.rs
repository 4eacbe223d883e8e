use grad_check::grad_check;

/// One level of the Haar transform: means and differences.
fn analyse(x: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let half = std::f64::consts::FRAC_1_SQRT_2;
    x.chunks(2).map(|c| ((c[0] + c[1]) * half, (c[0] - c[1]) * half)).unzip()
}

fn synthesise(low: &[f64], high: &[f64]) -> Vec<f64> {
    let half = std::f64::consts::FRAC_1_SQRT_2;
    low.iter().zip(high).flat_map(|(a, d)| [(a + d) * half, (a - d) * half]).collect()
}

/// Smooth shrinkage, and its slopes in the coefficient and in the threshold.
fn shrink(d: f64, t: f64) -> (f64, f64, f64) {
    let s = (d * d + t * t).sqrt();
    (d * s.recip() * d.abs(), d.abs() * (d * d + 2.0 * t * t) / s.powi(3), -d * d.abs() * t / s.powi(3))
}

// Thresholds, one to a level, are fitted such that the shrunk signal is near the clean one; the signal has a gain.
#[grad_check(
    at(log_t = vec![-0.5, 0.2], gains = vec![1.1, 0.9, 1.0, 1.2, 0.8, 1.05, 0.95, 1.3]),
    given(noisy = vec![0.4, 1.3, -0.8, 0.9, 2.1, -0.5, 0.6, 1.7], clean = vec![0.5, 1.0, -0.6, 0.5, 1.6, -0.2, 0.9, 1.2])
)]
fn denoise(log_t: &[f64], gains: &[f64], noisy: &[f64], clean: &[f64]) -> (f64, (Vec<f64>, Vec<f64>)) {
    let signal: Vec<f64> = gains.iter().zip(noisy).map(|(g, x)| g * x).collect();
    let t: Vec<f64> = log_t.iter().map(|l| l.exp()).collect();
    let mut low = signal.clone();
    let mut levels = Vec::new();
    for &t in &t {
        let (coarse, details) = analyse(&low);
        let shrunk: Vec<(f64, f64, f64)> = details.iter().map(|&d| shrink(d, t)).collect();
        levels.push(shrunk);
        low = coarse;
    }
    let mut estimate = low;
    for shrunk in levels.iter().rev() {
        let high: Vec<f64> = shrunk.iter().map(|s| s.0).collect();
        estimate = synthesise(&estimate, &high);
    }
    let error: Vec<f64> = estimate.iter().zip(clean).map(|(e, c)| e - c).collect();
    let cost = error.iter().map(|e| e * e).sum::<f64>() / 2.0;

    let mut d_low = error; //~ let mut d_low = estimate; //~ let mut d_low: Vec<f64> = error.iter().map(|e| 2.0 * e).collect(); //~ let mut d_low: Vec<f64> = error.iter().map(|e| e / 8.0).collect();
    let mut d_log_t = Vec::new();
    let mut d_details = Vec::new();
    for (shrunk, &t) in levels.iter().zip(&t) {
        let (rest, d_high) = analyse(&d_low); //~ let (d_high, rest) = analyse(&d_low); //~ let (rest, d_high) = analyse(&signal);
        let d_t: f64 = shrunk.iter().zip(&d_high).map(|(s, d)| s.2 * d).sum(); //~ let d_t: f64 = shrunk.iter().zip(&d_high).map(|(s, d)| s.1 * d).sum(); //~ let d_t: f64 = shrunk.iter().map(|s| s.2).sum(); //~ let d_t: f64 = shrunk.iter().zip(&d_high).map(|(s, d)| -s.2 * d).sum(); //~ let d_t: f64 = shrunk.iter().zip(&rest).map(|(s, d)| s.2 * d).sum();
        d_log_t.push(d_t * t); //~ d_log_t.push(d_t); //~ d_log_t.push(d_t / t); //~ d_log_t.push(d_t * t.exp()); //~ d_log_t.insert(0, d_t * t);
        d_details.push(shrunk.iter().zip(&d_high).map(|(s, d)| s.1 * d).collect::<Vec<f64>>()); //~ d_details.push(shrunk.iter().zip(&d_high).map(|(s, d)| s.0 * d).collect::<Vec<f64>>()); //~ d_details.push(d_high.clone()); //~ d_details.push(shrunk.iter().zip(&rest).map(|(s, d)| s.1 * d).collect::<Vec<f64>>()); //~ d_details.push(shrunk.iter().map(|s| s.1).collect::<Vec<f64>>());
        d_low = rest; //~ d_low = d_high; //~ d_low = rest.iter().map(|r| r * t).collect();
    }
    let mut d_signal = d_low;
    for d_detail in d_details.iter().rev() {
        d_signal = synthesise(&d_signal, d_detail); //~ d_signal = synthesise(d_detail, &d_signal); //~ d_signal = synthesise(&d_signal, &d_signal); //~ d_signal = synthesise(&d_signal, &vec![0.0; d_signal.len()]);
    }
    let d_gains = d_signal.iter().zip(noisy).map(|(d, x)| d * x).collect(); //~ let d_gains = d_signal.clone(); //~ let d_gains = d_signal.iter().zip(&signal).map(|(d, x)| d * x).collect(); //~ let d_gains = d_signal.iter().zip(clean).map(|(d, x)| d * x).collect(); //~ let d_gains = d_signal.iter().zip(gains).map(|(d, x)| d * x).collect();
    (cost, (d_log_t, d_gains))
}
