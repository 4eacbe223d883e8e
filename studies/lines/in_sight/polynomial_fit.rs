use grad_check::grad_check;

fn samples() -> Vec<(f64, f64)> {
    (0..8).map(|i| -1.4 + 0.4 * i as f64).map(|t| (t, (2.0 * t).sin() + 0.3 * t)).collect()
}

fn horner(coefficients: &[f64], t: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |value, c| value * t + c)
}

// The pseudo-Huber loss of the residuals, and a penalty of the slope at the ends.
#[grad_check(at(coefficients = vec![0.3, 1.2, -0.4, 0.25, 0.1]), given(points = samples(), delta = 0.6, mu = 0.05))]
fn robust_fit(coefficients: &[f64], points: &[(f64, f64)], delta: f64, mu: f64) -> (f64, Vec<f64>) {
    let residuals: Vec<f64> = points.iter().map(|&(t, y)| horner(coefficients, t) - y).collect();
    let ends = [points[0].0, points[points.len() - 1].0];
    let slope_at = |t: f64| coefficients.iter().enumerate().skip(1).map(|(k, c)| k as f64 * c * t.powi(k as i32 - 1)).sum::<f64>();
    let data: f64 = residuals.iter().map(|r| delta * delta * ((1.0 + (r / delta).powi(2)).sqrt() - 1.0)).sum();
    let smooth: f64 = ends.iter().map(|&t| slope_at(t).powi(2)).sum();
    let cost = data / points.len() as f64 + mu * smooth;

    let n = points.len() as f64; //~ let n = points.len() as f64 - 1.0; //~ let n = coefficients.len() as f64; //~ let n = 1.0;
    let influence: Vec<f64> = residuals.iter().map(|r| r / (1.0 + (r / delta).powi(2)).sqrt()).collect(); //~ let influence: Vec<f64> = residuals.clone(); //~ let influence: Vec<f64> = residuals.iter().map(|r| r / (1.0 + (r / delta).powi(2))).collect(); //~ let influence: Vec<f64> = residuals.iter().map(|r| 2.0 * r / (1.0 + (r / delta).powi(2)).sqrt()).collect(); //~ let influence: Vec<f64> = residuals.iter().map(|r| r / (1.0 + r * r).sqrt()).collect();
    let of_data = |k: usize| points.iter().zip(&influence).map(|((t, _), w)| w * t.powi(k as i32)).sum::<f64>() / n; //~ let of_data = |k: usize| points.iter().zip(&influence).map(|((t, _), w)| w * t.powi(k as i32)).sum::<f64>(); //~ let of_data = |k: usize| points.iter().zip(&influence).map(|((_, y), w)| w * y.powi(k as i32)).sum::<f64>() / n; //~ let of_data = |k: usize| points.iter().zip(&influence).map(|((t, _), w)| w * t.powi(k as i32 + 1)).sum::<f64>() / n; //~ let of_data = |k: usize| points.iter().zip(&residuals).map(|((t, _), w)| w * t.powi(k as i32)).sum::<f64>() / n;
    let of_slope = |k: usize, t: f64| 2.0 * slope_at(t) * k as f64 * t.powi(k as i32 - 1); //~ let of_slope = |k: usize, t: f64| slope_at(t) * k as f64 * t.powi(k as i32 - 1); //~ let of_slope = |k: usize, t: f64| 2.0 * slope_at(t) * k as f64 * t.powi(k as i32); //~ let of_slope = |k: usize, t: f64| 2.0 * slope_at(t) * t.powi(k as i32 - 1);
    let gradient = (0..coefficients.len()).map(|k| of_data(k) + mu * ends.iter().map(|&t| of_slope(k, t)).sum::<f64>()).collect(); //~ let gradient = (0..coefficients.len()).map(|k| of_data(k) + ends.iter().map(|&t| of_slope(k, t)).sum::<f64>()).collect(); //~ let gradient = (0..coefficients.len()).map(|k| of_data(k) - mu * ends.iter().map(|&t| of_slope(k, t)).sum::<f64>()).collect(); //~ let gradient = (0..coefficients.len()).map(of_data).collect(); //~ let gradient = (0..coefficients.len()).map(|k| of_data(k) + mu * of_slope(k, ends[1])).collect();
    (cost, gradient)
}
