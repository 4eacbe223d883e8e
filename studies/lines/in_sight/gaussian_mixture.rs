use grad_check::grad_check;

/// Component weights as logits, means, logarithms of the standard deviations.
#[derive(Clone, grad_check::Params)]
struct Mixture {
    logits: [f64; 3],
    means: [f64; 3],
    log_sigmas: [f64; 3],
}

const LN_2PI: f64 = 1.8378770664093453;

fn start() -> Mixture {
    Mixture { logits: [0.2, -0.5, 0.4], means: [-1.5, 0.3, 2.0], log_sigmas: [-0.2, 0.3, 0.1] }
}

fn log_sum_exp(v: &[f64]) -> f64 {
    let max = v.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    max + v.iter().map(|x| (x - max).exp()).sum::<f64>().ln()
}

#[grad_check(at(mix = start()), given(data = vec![-2.1, -0.4, 0.9, 1.7, 3.0, 0.1]))]
fn negative_log_likelihood(mix: &Mixture, data: &[f64]) -> (f64, Mixture) {
    let log_norm = log_sum_exp(&mix.logits);
    let mut nll = 0.0;
    let mut grad = Mixture { logits: [0.0; 3], means: [0.0; 3], log_sigmas: [0.0; 3] };
    for &x in data {
        let mut log_p = [0.0; 3];
        for k in 0..3 {
            let z = (x - mix.means[k]) / mix.log_sigmas[k].exp();
            log_p[k] = mix.logits[k] - log_norm - 0.5 * z * z - mix.log_sigmas[k] - 0.5 * LN_2PI;
        }
        let total = log_sum_exp(&log_p);
        nll -= total;

        for k in 0..3 {
            let r = (log_p[k] - total).exp(); //~ let r = log_p[k].exp(); //~ let r = (log_p[k] - log_norm).exp(); //~ let r = log_p[k] - total;
            let sigma = mix.log_sigmas[k].exp(); //~ let sigma = mix.log_sigmas[k]; //~ let sigma = (2.0 * mix.log_sigmas[k]).exp(); //~ let sigma = (-mix.log_sigmas[k]).exp();
            let z = (x - mix.means[k]) / sigma; //~ let z = x - mix.means[k]; //~ let z = (mix.means[k] - x) / sigma; //~ let z = (x - mix.means[k]) / (sigma * sigma);
            let weight = (mix.logits[k] - log_norm).exp(); //~ let weight = mix.logits[k].exp(); //~ let weight = 1.0 / 3.0;
            grad.logits[k] += weight - r; //~ grad.logits[k] += r - weight; //~ grad.logits[k] -= r; //~ grad.logits[k] += weight * (1.0 - weight) - r;
            grad.means[k] -= r * z / sigma; //~ grad.means[k] += r * z / sigma; //~ grad.means[k] -= r * z; //~ grad.means[k] -= r * z / (sigma * sigma); //~ grad.means[k] -= z / sigma;
            grad.log_sigmas[k] -= r * (z * z - 1.0); //~ grad.log_sigmas[k] -= r * z * z; //~ grad.log_sigmas[k] -= r * (z * z - 1.0) / sigma; //~ grad.log_sigmas[k] = -r * (z * z - 1.0); //~ grad.log_sigmas[k] -= r * (z * z + 1.0);
        }
    }
    (nll, grad)
}
