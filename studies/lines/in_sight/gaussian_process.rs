use grad_check::grad_check;
use nalgebra::{Cholesky, DMatrix, DVector};

fn times() -> DVector<f64> {
    DVector::from_vec(vec![0.0, 0.4, 1.1, 1.9, 2.5, 3.2])
}

fn observed() -> DVector<f64> {
    times().map(|t| t.sin() + 0.2 * (5.0 * t).cos())
}

/// Negative log marginal likelihood with a straight line as mean; theta = (log length scale, log amplitude, log noise).
#[grad_check(at(theta = [-0.2, 0.3, -1.0], line = [0.3, -0.15]), given(t = times(), y = observed()))]
fn marginal_likelihood(theta: [f64; 3], line: [f64; 2], t: &DVector<f64>, y: &DVector<f64>) -> Result<(f64, ([f64; 3], [f64; 2])), &'static str> {
    let n = t.len();
    let [length, amplitude, noise] = theta.map(f64::exp);
    let rest = y.zip_map(t, |y, t| y - line[0] - line[1] * t);
    let sq_dist = DMatrix::from_fn(n, n, |i, j| (t[i] - t[j]).powi(2));
    let k_f = sq_dist.map(|d| amplitude.powi(2) * (-0.5 * d / length.powi(2)).exp());
    let k = &k_f + DMatrix::identity(n, n) * noise.powi(2);
    let chol = Cholesky::new(k).ok_or("kernel matrix is not positive definite")?;
    let alpha = chol.solve(&rest);
    let log_det = 2.0 * chol.l().diagonal().map(f64::ln).sum();
    let nll = 0.5 * rest.dot(&alpha) + 0.5 * log_det + 0.5 * n as f64 * (2.0 * std::f64::consts::PI).ln();

    let k_inv = chol.inverse(); //~ let k_inv = chol.l().transpose(); //~ let k_inv = chol.l();
    let outer = &alpha * alpha.transpose(); //~ let outer = &alpha * rest.transpose(); //~ let outer = &rest * rest.transpose();
    let d_k = (k_inv - outer) * 0.5; //~ let d_k = k_inv - outer; //~ let d_k = (outer - k_inv) * 0.5; //~ let d_k = (k_inv + outer) * 0.5; //~ let d_k = outer * -0.5;
    let dk_length = k_f.component_mul(&sq_dist) / length.powi(2); //~ let dk_length = k_f.component_mul(&sq_dist) / length; //~ let dk_length = k_f.component_mul(&sq_dist) / length.powi(3); //~ let dk_length = &sq_dist / length.powi(2); //~ let dk_length = -k_f.component_mul(&sq_dist) / length.powi(2); //~ let dk_length = k_f.component_mul(&sq_dist) * 0.5 / length.powi(2);
    let g_length = d_k.component_mul(&dk_length).sum(); //~ let g_length = (&d_k * &dk_length).sum(); //~ let g_length = d_k.component_mul(&dk_length).row(0).sum(); //~ let g_length = length * d_k.component_mul(&dk_length).sum();
    let g_amplitude = 2.0 * d_k.component_mul(&k_f).sum(); //~ let g_amplitude = d_k.component_mul(&k_f).sum(); //~ let g_amplitude = 2.0 * d_k.component_mul(&k_f).sum() / amplitude; //~ let g_amplitude = 2.0 * d_k.component_mul(&k_f).trace();
    let g_noise = 2.0 * noise.powi(2) * d_k.trace(); //~ let g_noise = 2.0 * noise * d_k.trace(); //~ let g_noise = noise.powi(2) * d_k.trace(); //~ let g_noise = 2.0 * noise.powi(2) * d_k.sum();
    let g_line = [-alpha.sum(), -alpha.dot(t)]; //~ let g_line = [alpha.sum(), alpha.dot(t)]; //~ let g_line = [-rest.sum(), -rest.dot(t)]; //~ let g_line = [-alpha.sum(), -alpha.dot(y)];
    Ok((nll, ([g_length, g_amplitude, g_noise], g_line)))
}
