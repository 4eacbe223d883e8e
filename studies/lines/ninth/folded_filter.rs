use grad_check::grad_check;

/// A smoothed trend (level and slope) along a series, forward by a fold that keeps its errors, back by one over them.
#[grad_check(at(level_gain = 0.4, slope_gain = 0.2, damping = 0.85), given(series = vec![1.0, 1.4, 1.1, 2.0, 2.6, 2.3, 3.1]))]
fn smoothed(level_gain: f64, slope_gain: f64, damping: f64, series: &[f64]) -> (f64, (f64, f64, f64)) {
    let (_, kept, cost) = series.iter().skip(1).fold(((series[0], 0.1), Vec::new(), 0.0), |((level, slope), mut kept, cost), y| {
        let guess = level + damping * slope;
        let error = y - guess;
        kept.push((slope, error));
        ((guess + level_gain * error, damping * slope + slope_gain * error), kept, cost + 0.5 * error * error)
    });

    let (_, grad) = kept.iter().rev().fold(((0.0, 0.0), (0.0, 0.0, 0.0)), |((of_level, of_slope), (g_level, g_slope, g_damp)), (slope, error)| {
        let of_error = error + level_gain * of_level + slope_gain * of_slope; //~ let of_error = level_gain * of_level + slope_gain * of_slope; //~ let of_error = error + level_gain * of_level; //~ let of_error = error + of_level + slope_gain * of_slope; //~ let of_error = error - level_gain * of_level - slope_gain * of_slope;
        let of_guess = of_level - of_error; //~ let of_guess = of_level + of_error; //~ let of_guess = -of_error; //~ let of_guess = of_level - error;
        let next_level = g_level + of_level * error; //~ let next_level = of_level * error; //~ let next_level = g_level + of_level; //~ let next_level = g_level - of_level * error; //~ let next_level = g_level + of_slope * error;
        let next_slope = g_slope + of_slope * error; //~ let next_slope = of_slope * error; //~ let next_slope = g_slope + of_slope; //~ let next_slope = g_slope + of_slope * slope;
        let next_damp = g_damp + (of_guess + of_slope) * slope; //~ let next_damp = g_damp + of_guess * slope; //~ let next_damp = g_damp + (of_guess - of_slope) * slope; //~ let next_damp = g_damp + of_guess + of_slope; //~ let next_damp = (of_guess + of_slope) * slope;
        let back_slope = damping * (of_guess + of_slope); //~ let back_slope = of_guess + of_slope; //~ let back_slope = damping * of_guess; //~ let back_slope = damping * (of_guess - of_slope); //~ let back_slope = damping * of_slope;
        ((of_guess, back_slope), (next_level, next_slope, next_damp)) //~ ((of_level, back_slope), (next_level, next_slope, next_damp)) //~ ((of_guess, of_slope), (next_level, next_slope, next_damp))
    });
    (cost, grad) //~ (cost, (grad.1, grad.0, grad.2)) //~ (cost, (grad.0, grad.1, -grad.2))
}
