use grad_check::grad_check;

fn softplus(z: f64) -> f64 {
    z.max(0.0) + (-z.abs()).exp().ln_1p()
}

fn logistic(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}

fn basis(x: f64) -> [f64; 4] {
    [1.0, x, x * x, x.sin()]
}

/// Two quantiles at once, the upper one a positive gap above the lower one, by a smooth pinball loss.
#[grad_check(at(lower = [0.2, -0.4, 0.1, 0.6], gap = [-0.3, 0.2, 0.15, -0.1]), given(xs = vec![-1.2, -0.5, 0.1, 0.7, 1.3, 1.9], ys = vec![0.4, -0.6, 0.3, 1.1, 0.2, 1.5], share = 0.2, soft = 0.3))]
fn quantiles(lower: &[f64; 4], gap: &[f64; 4], xs: &[f64], ys: &[f64], share: f64, soft: f64) -> (f64, ([f64; 4], [f64; 4])) {
    let count = xs.len() as f64;
    let pinball = |r: f64, tau: f64| tau * r + soft * softplus(-r / soft);
    let (cost, d_lower, d_gap) = xs.iter().zip(ys).fold((0.0, [0.0; 4], [0.0; 4]), |(cost, mut d_lower, mut d_gap), (&x, &y)| {
        let features = basis(x);
        let low: f64 = features.iter().zip(lower).map(|(f, w)| f * w).sum();
        let raw: f64 = features.iter().zip(gap).map(|(f, w)| f * w).sum();
        let high = low + softplus(raw);
        let (under, over) = (y - low, y - high);
        let value = pinball(under, share) + pinball(over, 1.0 - share);

        let by_under = share - logistic(-under / soft); //~ let by_under = share + logistic(-under / soft); //~ let by_under = share - logistic(under / soft); //~ let by_under = share; //~ let by_under = share - logistic(-under); //~ let by_under = share - logistic(-over / soft);
        let by_over = 1.0 - share - logistic(-over / soft); //~ let by_over = share - logistic(-over / soft); //~ let by_over = 1.0 - logistic(-over / soft); //~ let by_over = 1.0 - share - soft * logistic(-over / soft); //~ let by_over = 1.0 - share + logistic(-over / soft);
        let by_low = -(by_under + by_over) / count; //~ let by_low = (by_under + by_over) / count; //~ let by_low = -by_under / count; //~ let by_low = -(by_under + by_over); //~ let by_low = -(by_under - by_over) / count;
        let by_raw = -by_over * logistic(raw) / count; //~ let by_raw = -by_over / count; //~ let by_raw = by_over * logistic(raw) / count; //~ let by_raw = -by_over * softplus(raw) / count; //~ let by_raw = -by_over * logistic(raw); //~ let by_raw = by_low * logistic(raw);
        for (k, f) in features.iter().enumerate() {
            d_lower[k] += by_low * f; //~ d_lower[k] = by_low * f; //~ d_lower[k] += by_low; //~ d_lower[k] -= by_low * f; //~ d_lower[k] += by_low * x;
            d_gap[k] += by_raw * f; //~ d_gap[k] = by_raw * f; //~ d_gap[k] += by_low * f; //~ d_gap[k] += by_raw; //~ d_gap[k] += by_raw * lower[k];
        }
        (cost + value / count, d_lower, d_gap)
    });
    (cost, (d_lower, d_gap))
}
