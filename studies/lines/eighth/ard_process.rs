use grad_check::grad_check;
use nalgebra::{DMatrix, DVector};

/// The evidence of a Gaussian process with a length scale for each input, by nalgebra's Cholesky.
#[grad_check(at(lengths = [0.1, -0.3, 0.4], amplitude = 0.2, noise = -1.2), given(x = DMatrix::from_fn(6, 3, |i, j| (1.1 * i as f64 + 2.1 * j as f64).sin()), y = DVector::from_fn(6, |i, _| (0.7 * i as f64).cos())))]
fn evidence(lengths: &[f64; 3], amplitude: f64, noise: f64, x: &DMatrix<f64>, y: &DVector<f64>) -> (f64, ([f64; 3], f64, f64)) {
    let n = y.len();
    let scales: Vec<f64> = lengths.iter().map(|l| (-2.0 * l).exp()).collect();
    let power = (2.0 * amplitude).exp();
    let jitter = (2.0 * noise).exp();
    let smooth = DMatrix::from_fn(n, n, |a, b| {
        let square: f64 = (0..3).map(|d| scales[d] * (x[(a, d)] - x[(b, d)]).powi(2)).sum();
        power * (-0.5 * square).exp()
    });
    let k = &smooth + DMatrix::identity(n, n) * jitter;
    let factor = k.clone().cholesky().unwrap();
    let alpha = factor.solve(y);
    let log_det = 2.0 * factor.l().diagonal().map(f64::ln).sum();
    let cost = 0.5 * y.dot(&alpha) + 0.5 * log_det;

    let inverse = factor.inverse(); //~ let inverse = k.clone(); //~ let inverse = factor.l(); //~ let inverse = factor.inverse() * 2.0;
    let outer = &alpha * alpha.transpose(); //~ let outer = &alpha * y.transpose(); //~ let outer = y * y.transpose(); //~ let outer = &alpha * alpha.transpose() * 2.0;
    let dk = (&inverse - &outer) * 0.5; //~ let dk = &inverse - &outer; //~ let dk = (&outer - &inverse) * 0.5; //~ let dk = &inverse * 0.5; //~ let dk = (&inverse + &outer) * 0.5;
    let weighted = dk.component_mul(&smooth); //~ let weighted = dk.component_mul(&k); //~ let weighted = &dk * &smooth; //~ let weighted = dk.clone(); //~ let weighted = dk.component_mul(&smooth) / power;
    let mut d_lengths = [0.0; 3];
    for (d, slot) in d_lengths.iter_mut().enumerate() {
        for a in 0..n {
            for b in 0..n {
                let gap = x[(a, d)] - x[(b, d)]; //~ let gap = x[(a, d)] - x[(a, 0)]; //~ let gap = x[(a, 0)] - x[(b, 0)]; //~ let gap = x[(a, d)];
                *slot += weighted[(a, b)] * scales[d] * gap * gap; //~ *slot += weighted[(a, b)] * gap * gap; //~ *slot += weighted[(a, b)] * scales[d] * gap; //~ *slot -= weighted[(a, b)] * scales[d] * gap * gap; //~ *slot += 0.5 * weighted[(a, b)] * scales[d] * gap * gap; //~ *slot += dk[(a, b)] * scales[d] * gap * gap;
            }
        }
    }
    let d_amplitude = 2.0 * weighted.sum(); //~ let d_amplitude = weighted.sum(); //~ let d_amplitude = 2.0 * weighted.trace(); //~ let d_amplitude = 2.0 * weighted.sum() / power; //~ let d_amplitude = -2.0 * weighted.sum();
    let d_noise = 2.0 * jitter * dk.trace(); //~ let d_noise = jitter * dk.trace(); //~ let d_noise = 2.0 * dk.trace(); //~ let d_noise = 2.0 * jitter * dk.sum(); //~ let d_noise = 2.0 * noise * dk.trace(); //~ let d_noise = 2.0 * jitter * weighted.trace();
    (cost, (d_lengths, d_amplitude, d_noise))
}
