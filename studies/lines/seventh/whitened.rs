use grad_check::grad_check;

/// The scale of several outputs as a lower triangle, solved against by hand, with a robust loss of each sample.
#[grad_check(at(mean = [0.1, -0.3, 0.2], scale = vec![1.2, 0.3, 0.9, -0.4, 0.2, 1.5]), given(samples = vec![[0.5, 0.1, -0.2], [-0.7, 0.4, 0.9], [0.2, -1.0, 0.6], [1.3, -0.2, -0.5]]))]
fn whitened(mean: [f64; 3], scale: Vec<f64>, samples: Vec<[f64; 3]>) -> (f64, ([f64; 3], Vec<f64>)) {
    let at = |i: usize, j: usize| i * (i + 1) / 2 + j;
    let degrees = 4.0;
    let mut nll = 0.0;
    let mut g_mean = [0.0; 3];
    let mut g_scale = vec![0.0; 6];
    for sample in &samples {
        let mut white = [0.0; 3];
        for i in 0..3 {
            let known: f64 = (0..i).map(|j| scale[at(i, j)] * white[j]).sum();
            white[i] = (sample[i] - mean[i] - known) / scale[at(i, i)];
        }
        let square: f64 = white.iter().map(|w| w * w).sum();
        nll += 0.5 * (degrees + 3.0) * (1.0 + square / degrees).ln();
        nll += (0..3).map(|i| scale[at(i, i)].ln()).sum::<f64>();

        let weight = (degrees + 3.0) / (degrees + square); //~ let weight = degrees / (degrees + square); //~ let weight = (degrees + 3.0) / (1.0 + square); //~ let weight = 1.0; //~ let weight = 0.5 * (degrees + 3.0) / (degrees + square);
        let mut pull = white.map(|w| weight * w); //~ let mut pull = white; //~ let mut pull = white.map(|w| weight * w * w); //~ let mut pull = white.map(|w| -weight * w); //~ let mut pull = sample.map(|w| weight * w);
        for i in (0..3).rev() { //~ for i in 0..3 {
            pull[i] /= scale[at(i, i)]; //~ pull[i] *= scale[at(i, i)]; //~ pull[i] /= scale[at(i, 0)]; //~ pull[i] /= -scale[at(i, i)];
            let (lower, rest) = pull.split_at_mut(i);
            for (j, p) in lower.iter_mut().enumerate() {
                *p -= scale[at(i, j)] * rest[0]; //~ *p += scale[at(i, j)] * rest[0]; //~ *p -= rest[0]; //~ *p = -scale[at(i, j)] * rest[0]; //~ *p -= scale[at(i, j)] * weight;
            }
        }
        for i in 0..3 {
            g_mean[i] -= pull[i]; //~ g_mean[i] += pull[i]; //~ g_mean[i] = -pull[i]; //~ g_mean[i] -= weight * pull[i]; //~ g_mean[i] -= white[i];
            for j in 0..=i { //~ for j in 0..i {
                g_scale[at(i, j)] -= pull[i] * white[j]; //~ g_scale[at(i, j)] -= pull[j] * white[i]; //~ g_scale[at(i, j)] += pull[i] * white[j]; //~ g_scale[at(i, j)] -= pull[i] * sample[j]; //~ g_scale[at(i, j)] -= pull[i]; //~ g_scale[at(i, j)] = -pull[i] * white[j];
            }
            g_scale[at(i, i)] += 1.0 / scale[at(i, i)]; //~ g_scale[at(i, i)] -= 1.0 / scale[at(i, i)]; //~ g_scale[at(i, i)] += 1.0; //~ g_scale[at(i, i)] += scale[at(i, i)].ln(); //~ g_scale[at(i, i)] = 1.0 / scale[at(i, i)]; //~ g_scale[at(i, 0)] += 1.0 / scale[at(i, i)];
        }
    }
    (nll, (g_mean, g_scale)) //~ (nll, (mean.map(|m| m * g_mean[0]), g_scale))
}
