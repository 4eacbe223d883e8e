use grad_check::grad_check;

/// Heights and slopes at knots of distance one, and how far they are pulled to be smooth.
#[grad_check(at(heights = vec![0.2, 0.9, -0.4, 0.6], slopes = vec![0.5, -0.3, 0.8, 0.1], log_pull = -1.2), given(points = vec![(0.2, 0.5), (0.7, 1.0), (1.1, 0.6), (1.6, -0.3), (2.3, 0.2), (2.8, 0.9)]))]
fn hermite(heights: &[f64], slopes: &[f64], log_pull: f64, points: &[(f64, f64)]) -> (f64, (Vec<f64>, Vec<f64>, f64)) {
    let basis = |t: f64| {
        let (t2, t3) = (t * t, t * t * t);
        [2.0 * t3 - 3.0 * t2 + 1.0, t3 - 2.0 * t2 + t, 3.0 * t2 - 2.0 * t3, t3 - t2]
    };
    let fitted: Vec<f64> = points
        .iter()
        .map(|&(x, _)| {
            let k = x.floor() as usize;
            let [h0, s0, h1, s1] = basis(x - k as f64);
            h0 * heights[k] + s0 * slopes[k] + h1 * heights[k + 1] + s1 * slopes[k + 1]
        })
        .collect();
    let pull = log_pull.exp();
    let bends: Vec<f64> = (0..heights.len() - 1).map(|k| 2.0 * (heights[k + 1] - heights[k]) - slopes[k] - slopes[k + 1]).collect();
    let roughness: f64 = bends.iter().map(|b| b * b).sum();
    let misfit: f64 = fitted.iter().zip(points).map(|(f, (_, y))| (f - y).powi(2).ln_1p()).sum();
    let cost = misfit + pull * roughness - log_pull * bends.len() as f64;

    let d_fitted: Vec<f64> = fitted.iter().zip(points).map(|(f, (_, y))| 2.0 * (f - y) / (1.0 + (f - y).powi(2))).collect(); //~ let d_fitted: Vec<f64> = fitted.iter().zip(points).map(|(f, (_, y))| 2.0 * (f - y)).collect(); //~ let d_fitted: Vec<f64> = fitted.iter().zip(points).map(|(f, (_, y))| 1.0 / (1.0 + (f - y).powi(2))).collect(); //~ let d_fitted: Vec<f64> = fitted.iter().zip(points).map(|(f, (_, y))| (f - y) / (1.0 + (f - y).powi(2))).collect(); //~ let d_fitted: Vec<f64> = fitted.iter().zip(points).map(|(f, (_, y))| 2.0 * (y - f) / (1.0 + (f - y).powi(2))).collect();
    let d_bends: Vec<f64> = bends.iter().map(|b| 2.0 * pull * b).collect(); //~ let d_bends: Vec<f64> = bends.iter().map(|b| 2.0 * b).collect(); //~ let d_bends: Vec<f64> = bends.iter().map(|b| pull * b).collect(); //~ let d_bends: Vec<f64> = bends.iter().map(|b| 2.0 * pull * b * b).collect(); //~ let d_bends: Vec<f64> = bends.iter().map(|b| -2.0 * pull * b).collect();
    let mut d_heights = vec![0.0; heights.len()];
    let mut d_slopes = vec![0.0; slopes.len()];
    for (&(x, _), d) in points.iter().zip(&d_fitted) {
        let k = x.floor() as usize;
        let [h0, s0, h1, s1] = basis(x - k as f64);
        d_heights[k] += d * h0; //~ d_heights[k] += d * h1; //~ d_heights[k] = d * h0; //~ d_heights[k] += d; //~ d_heights[k + 1] += d * h0;
        d_heights[k + 1] += d * h1; //~ d_heights[k + 1] += d * h0; //~ d_heights[k + 1] -= d * h1; //~ d_heights[k] += d * h1;
        d_slopes[k] += d * s0; //~ d_slopes[k] += d * s1; //~ d_slopes[k] -= d * s0; //~ d_slopes[k] += d * h0; //~ d_slopes[k] = d * s0;
        d_slopes[k + 1] += d * s1; //~ d_slopes[k + 1] += d * s0; //~ d_slopes[k + 1] += d * s1.abs(); //~ d_slopes[k] += d * s1;
    }
    for (k, d) in d_bends.iter().enumerate() {
        d_heights[k] -= 2.0 * d; //~ d_heights[k] += 2.0 * d; //~ d_heights[k] -= d; //~ d_heights[k + 1] -= 2.0 * d;
        d_heights[k + 1] += 2.0 * d; //~ d_heights[k + 1] -= 2.0 * d; //~ d_heights[k + 1] += d; //~ d_heights[k + 1] = 2.0 * d;
        d_slopes[k] -= d; //~ d_slopes[k] += d; //~ d_slopes[k] -= 2.0 * d; //~ d_slopes[k] = -d;
        d_slopes[k + 1] -= d; //~ d_slopes[k + 1] += d; //~ d_slopes[k] -= d;
    }
    let d_log_pull = pull * roughness - bends.len() as f64; //~ let d_log_pull = roughness - bends.len() as f64; //~ let d_log_pull = pull * roughness; //~ let d_log_pull = pull * roughness - 1.0; //~ let d_log_pull = pull * roughness + bends.len() as f64;
    (cost, (d_heights, d_slopes, d_log_pull)) //~ (cost, (d_slopes, d_heights, d_log_pull))
}
