use grad_check::grad_check;

struct Observation {
    covariates: Vec<f64>,
    exposure: f64,
    count: u32,
}

fn claims() -> Vec<Observation> {
    let counts = [0, 2, 1, 5, 3, 0, 7];
    counts
        .iter()
        .enumerate()
        .map(|(i, &count)| Observation {
            covariates: vec![1.0, (i as f64).sin(), 0.3 * i as f64 - 0.8],
            exposure: 0.6 + 0.2 * i as f64,
            count,
        })
        .collect()
}

/// Counts with a mean exposure * exp(x beta), overdispersed: variance mu + mu^2 / size.
#[grad_check(at(beta = vec![0.4, -0.3, 0.5], log_size = 0.7), given(claims = claims(), prior = 2.0))]
fn neg_log_posterior(beta: &[f64], log_size: f64, claims: &[Observation], prior: f64) -> (f64, (Vec<f64>, f64)) {
    let size = log_size.exp();
    let eta = |o: &Observation| o.covariates.iter().zip(beta).map(|(x, b)| x * b).sum::<f64>();
    let mean = |o: &Observation| o.exposure * eta(o).exp();

    let nll: f64 = claims
        .iter()
        .map(|o| {
            let (mu, y) = (mean(o), o.count as f64);
            // ln Γ(y + size) - ln Γ(size)
            let rising: f64 = (0..o.count).map(|k| (size + k as f64).ln()).sum();
            (size + y) * (size + mu).ln() - size * log_size - y * mu.ln() - rising
        })
        .sum();
    let penalty: f64 = beta.iter().skip(1).map(|b| b * b / (2.0 * prior * prior)).sum();

    let score = |o: &Observation| {
        let mu = mean(o); //~ let mu = eta(o).exp(); //~ let mu = eta(o); //~ let mu = mean(o) / o.exposure.powi(2);
        let weight = size / (size + mu); //~ let weight = 1.0; //~ let weight = mu / (size + mu); //~ let weight = 1.0 / (size + mu); //~ let weight = size / (size + mu * mu); //~ let weight = size / (mu + o.count as f64);
        weight * (mu - o.count as f64) //~ weight * (o.count as f64 - mu) //~ weight * (mu - o.count as f64) * mu //~ weight * (mu - o.count as f64) / mu //~ mu - o.count as f64
    };
    let mut d_beta = vec![0.0; beta.len()];
    for o in claims {
        let s = score(o);
        d_beta.iter_mut().zip(&o.covariates).for_each(|(d, x)| *d += s * x); //~ d_beta.iter_mut().zip(&o.covariates).for_each(|(d, x)| *d = s * x); //~ d_beta.iter_mut().zip(&o.covariates).for_each(|(d, _)| *d += s); //~ d_beta.iter_mut().zip(&o.covariates).for_each(|(d, x)| *d += s * x * o.exposure);
    }
    for (d, b) in d_beta.iter_mut().zip(beta).skip(1) { //~ for (d, b) in d_beta.iter_mut().zip(beta) {
        *d += b / (prior * prior); //~ *d += b / prior; //~ *d += b / (2.0 * prior * prior); //~ *d -= b / (prior * prior); //~ *d += b * prior * prior; //~ *d = b / (prior * prior);
    }
    let d_size: f64 = claims
        .iter()
        .map(|o| {
            let mu = mean(o); //~ let mu = o.count as f64;
            let rising: f64 = (0..o.count).map(|k| 1.0 / (size + k as f64)).sum(); //~ let rising: f64 = (0..=o.count).map(|k| 1.0 / (size + k as f64)).sum(); //~ let rising: f64 = (0..o.count).map(|k| (size + k as f64).ln()).sum(); //~ let rising: f64 = (1..o.count).map(|k| 1.0 / (size + k as f64)).sum();
            (size + mu).ln() + (size + o.count as f64) / (size + mu) - log_size - 1.0 - rising //~ (size + mu).ln() + (size + o.count as f64) / (size + mu) - log_size - rising //~ (size + o.count as f64) / (size + mu) - log_size - 1.0 - rising //~ (size + mu).ln() + (size + o.count as f64) / (size + mu) - log_size - 1.0 + rising //~ (size + mu).ln() - log_size - 1.0 - rising
        })
        .sum();
    (nll + penalty, (d_beta, d_size * size)) //~ (nll + penalty, (d_beta, d_size)) //~ (nll + penalty, (d_beta, d_size * log_size)) //~ (nll + penalty, (d_beta, d_size / size))
}
