use grad_check::grad_check;
use nalgebra::{Matrix2, RowVector2, Vector2};

/// Position and speed; the position is measured.
struct Filtered {
    /// After the prediction.
    mean: Vector2<f64>,
    cov: Matrix2<f64>,
    gain: Vector2<f64>,
    innovation: f64,
    variance: f64,
}

fn track() -> Vec<f64> {
    vec![0.1, 0.9, 1.6, 2.9, 3.5, 4.9]
}

const DT: f64 = 0.8;

/// Negative log likelihood; theta holds the logarithms of process and measurement noise, and the damping.
#[grad_check(at(theta = [-0.7, -0.4, 0.15], start = Vector2::new(0.2, 0.9)), given(track = track()))]
fn kalman_nll(theta: [f64; 3], start: Vector2<f64>, track: &[f64]) -> (f64, ([f64; 3], Vector2<f64>)) {
    let (q, r, damping) = (theta[0].exp(), theta[1].exp(), theta[2]);
    let f = Matrix2::new(1.0, DT, 0.0, 1.0 - damping * DT);
    let shape = Matrix2::new(DT.powi(3) / 3.0, DT.powi(2) / 2.0, DT.powi(2) / 2.0, DT);
    let h = RowVector2::new(1.0, 0.0);

    let mut nll = 0.0;
    let mut steps: Vec<Filtered> = Vec::new();
    let mut posterior = vec![(start, Matrix2::identity())];
    for &y in track {
        let (m, p) = posterior[posterior.len() - 1];
        let mean = f * m;
        let cov = f * p * f.transpose() + shape * q;
        let variance = cov[(0, 0)] + r;
        let innovation = y - mean[0];
        let gain = cov * h.transpose() / variance;
        nll += 0.5 * (variance.ln() + innovation * innovation / variance);
        posterior.push((mean + gain * innovation, cov - gain * h * cov));
        steps.push(Filtered { mean, cov, gain, innovation, variance });
    }

    let mut g_q = 0.0;
    let mut g_r = 0.0;
    let mut g_f = Matrix2::zeros();
    let mut g_m = Vector2::zeros();
    let mut g_p = Matrix2::zeros();
    for (t, step) in steps.iter().enumerate().rev() {
        let Filtered { cov, gain, innovation, variance, .. } = step;
        let col: Vector2<f64> = cov.column(0).into();
        let mut g_cov = g_p;
        let mut g_mean = g_m;
        let mut g_gain = g_m * *innovation - g_p * col; //~ let mut g_gain = g_m * *innovation; //~ let mut g_gain = g_m * *innovation + g_p * col; //~ let mut g_gain = g_m - g_p * col; //~ let mut g_gain = g_m * *innovation - g_p * *gain;
        let g_innov = g_m.dot(gain) + innovation / variance; //~ let g_innov = g_m.dot(gain) + 2.0 * innovation / variance; //~ let g_innov = innovation / variance; //~ let g_innov = g_m.dot(gain) - innovation / variance; //~ let g_innov = g_m.dot(gain) + innovation;
        g_cov -= h.transpose() * (g_p.tr_mul(gain)).transpose(); //~ g_cov += h.transpose() * (g_p.tr_mul(gain)).transpose(); //~ g_cov = -h.transpose() * (g_p.tr_mul(gain)).transpose();
        let g_var = 0.5 * (1.0 / variance - innovation.powi(2) / variance.powi(2)) - g_gain.dot(gain) / variance; //~ let g_var = 0.5 * (1.0 / variance - innovation.powi(2) / variance.powi(2)); //~ let g_var = 0.5 * (1.0 / variance - innovation.powi(2) / variance) - g_gain.dot(gain) / variance; //~ let g_var = 0.5 * (1.0 / variance + innovation.powi(2) / variance.powi(2)) - g_gain.dot(gain) / variance; //~ let g_var = 0.5 * (1.0 / variance - innovation.powi(2) / variance.powi(2)) + g_gain.dot(gain) / variance;
        g_gain /= *variance; //~ g_gain *= *variance; //~ g_gain /= variance.sqrt();
        g_cov += g_gain * h; //~ g_cov -= g_gain * h; //~ g_cov += g_m * h;
        g_cov[(0, 0)] += g_var; //~ g_cov[(0, 0)] -= g_var; //~ g_cov[(0, 0)] = g_var; //~ g_cov[(1, 1)] += g_var;
        g_mean[0] -= g_innov; //~ g_mean[0] += g_innov; //~ g_mean[1] -= g_innov; //~ g_mean[0] = -g_innov;
        g_r += g_var; //~ g_r = g_var; //~ g_r += g_cov[(0, 0)]; //~ g_r -= g_var;
        g_q += g_cov.component_mul(&shape).sum(); //~ g_q += g_cov.trace(); //~ g_q += (g_cov * shape).sum(); //~ g_q += g_cov.component_mul(&shape).trace();
        let (m, p) = posterior[t]; //~ let (m, p) = posterior[t + 1];
        g_f += g_mean * m.transpose() + g_cov * f * p.transpose() + g_cov.transpose() * f * p; //~ g_f += g_mean * m.transpose() + g_cov * f * p.transpose(); //~ g_f += g_mean * step.mean.transpose() + g_cov * f * p.transpose() + g_cov.transpose() * f * p; //~ g_f += g_cov * f * p.transpose() + g_cov.transpose() * f * p;
        g_m = f.transpose() * g_mean; //~ g_m = f * g_mean; //~ g_m = g_mean; //~ g_m += f.transpose() * g_mean;
        g_p = f.transpose() * g_cov * f; //~ g_p = f * g_cov * f.transpose(); //~ g_p = f.transpose() * g_cov; //~ g_p = g_cov;
    }
    (nll, ([g_q * q, g_r * r, -DT * g_f[(1, 1)]], g_m)) //~ (nll, ([g_q, g_r * r, -DT * g_f[(1, 1)]], g_m)) //~ (nll, ([g_q * q, g_r * r, DT * g_f[(1, 1)]], g_m)) //~ (nll, ([g_q * q, g_r * r, -DT * g_f[(0, 1)]], g_m)) //~ (nll, ([g_q * q, g_r, -DT * g_f[(1, 1)]], g_m))
}
