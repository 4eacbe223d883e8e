use grad_check::grad_check;
use nalgebra::{DMatrix, DVector};

/// The evidence of a Gaussian process with a season, a trend of long memory and noise, in the logarithms of its parameters.
#[grad_check(
    at(log_season = [0.2, -0.1], log_trend = [-0.3, 0.6], log_noise = -1.0, slope = 0.3),
    given(times = DVector::from_vec(vec![0.0, 0.7, 1.1, 2.0, 2.6, 3.3]), seen = DVector::from_vec(vec![0.3, 1.0, 0.6, -0.8, -0.1, 0.9]), period = 2.4)
)]
fn seasonal_process(
    log_season: [f64; 2],
    log_trend: [f64; 2],
    log_noise: f64,
    slope: f64,
    times: &DVector<f64>,
    seen: &DVector<f64>,
    period: f64,
) -> (f64, [f64; 2], [f64; 2], f64, f64) {
    let n = times.len();
    let [s_var, s_len] = log_season.map(f64::exp);
    let [t_var, t_len] = log_trend.map(f64::exp);
    let noise = log_noise.exp();
    let apart = DMatrix::from_fn(n, n, |i, j| (times[i] - times[j]).abs());
    let sines = apart.map(|d| (std::f64::consts::PI * d / period).sin().powi(2));
    let season = sines.map(|s| s_var * (-2.0 * s / (s_len * s_len)).exp());
    let trend = apart.map(|d| t_var * (1.0 + d / t_len) * (-d / t_len).exp());
    let covariance = &season + &trend + DMatrix::identity(n, n) * noise;
    let residual = seen - times * slope;
    let factor = covariance.clone().cholesky().unwrap();
    let alpha = factor.solve(&residual);
    let log_det = 2.0 * factor.l_dirty().diagonal().map(f64::ln).sum();
    let nll = 0.5 * residual.dot(&alpha) + 0.5 * log_det;

    let inverse = factor.inverse(); //~ let inverse = covariance.clone(); //~ let inverse = factor.inverse() * 2.0; //~ let inverse = DMatrix::identity(n, n) / noise;
    let outer = &alpha * alpha.transpose(); //~ let outer = &residual * residual.transpose(); //~ let outer = &alpha * residual.transpose(); //~ let outer = -&alpha * alpha.transpose();
    let by_covariance = (&inverse - &outer) * 0.5; //~ let by_covariance = &inverse - &outer; //~ let by_covariance = (&outer - &inverse) * 0.5; //~ let by_covariance = &inverse * 0.5; //~ let by_covariance = &outer * -0.5;
    let by_s_var = by_covariance.dot(&season); //~ let by_s_var = by_covariance.dot(&season) / s_var; //~ let by_s_var = by_covariance.dot(&covariance); //~ let by_s_var = by_covariance.dot(&season) * s_var;
    let season_by_len = season.component_mul(&sines) * (4.0 / (s_len * s_len)); //~ let season_by_len = season.component_mul(&sines) * (4.0 / s_len); //~ let season_by_len = season.component_mul(&sines) * (2.0 / (s_len * s_len)); //~ let season_by_len = season.component_mul(&apart) * (4.0 / (s_len * s_len)); //~ let season_by_len = &season * (4.0 / (s_len * s_len));
    let by_s_len = by_covariance.dot(&season_by_len); //~ let by_s_len = -by_covariance.dot(&season_by_len); //~ let by_s_len = inverse.dot(&season_by_len);
    let by_t_var = by_covariance.dot(&trend); //~ let by_t_var = by_covariance.dot(&season); //~ let by_t_var = by_covariance.dot(&trend) / t_var;
    let trend_by_len = apart.map(|d| t_var * (d / t_len).powi(2) * (-d / t_len).exp()); //~ let trend_by_len = apart.map(|d| t_var * (d / t_len) * (-d / t_len).exp()); //~ let trend_by_len = apart.map(|d| t_var * (d / t_len).powi(2)); //~ let trend_by_len = apart.map(|d| (d / t_len).powi(2) * (-d / t_len).exp()); //~ let trend_by_len = apart.map(|d| -t_var * (d / t_len).powi(2) * (-d / t_len).exp());
    let by_t_len = by_covariance.dot(&trend_by_len); //~ let by_t_len = by_covariance.dot(&trend_by_len) * t_len; //~ let by_t_len = outer.dot(&trend_by_len);
    let by_noise = by_covariance.trace() * noise; //~ let by_noise = by_covariance.trace(); //~ let by_noise = by_covariance.sum() * noise; //~ let by_noise = inverse.trace() * noise;
    let by_slope = -alpha.dot(times); //~ let by_slope = alpha.dot(times); //~ let by_slope = -residual.dot(times); //~ let by_slope = -2.0 * alpha.dot(times); //~ let by_slope = -alpha.sum();
    (nll, [by_s_var, by_s_len], [by_t_var, by_t_len], by_noise, by_slope) //~ (nll, [by_s_len, by_s_var], [by_t_var, by_t_len], by_noise, by_slope) //~ (nll, [by_s_var, by_s_len], [by_t_var, by_t_len], by_slope, by_noise)
}
