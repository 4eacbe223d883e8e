use grad_check::grad_check;

/// The likelihood of a mixture of Student's distributions with three degrees of freedom, in logits, centres and log widths.
#[grad_check(
    at(logits = [0.2, -0.5, 0.4], centres = [[-1.0, 0.3], [0.8, 1.1], [0.2, -1.2]], log_widths = [0.1, -0.3, 0.2]),
    given(points = vec![[-0.7, 0.9], [1.2, 0.4], [0.3, -0.8], [-1.5, -0.2], [0.6, 1.9]])
)]
fn student_mixture(
    logits: [f64; 3],
    centres: [[f64; 2]; 3],
    log_widths: [f64; 3],
    points: &[[f64; 2]],
) -> Result<(f64, ([f64; 3], [[f64; 2]; 3], [f64; 3])), String> {
    const NU: f64 = 3.0;
    if points.is_empty() {
        return Err("no points".into());
    }
    let total = points.len() as f64;
    let most = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let exps = logits.map(|l| (l - most).exp());
    let sum: f64 = exps.iter().sum();
    let shares = exps.map(|e| e / sum);
    let widths = log_widths.map(f64::exp);
    let mut nll = 0.0;
    let mut g_logits = [0.0; 3];
    let mut g_centres = [[0.0; 2]; 3];
    let mut g_widths = [0.0; 3];
    for point in points {
        let mut distances = [0.0; 3];
        let mut densities = [0.0; 3];
        for k in 0..3 {
            let (dx, dy) = (point[0] - centres[k][0], point[1] - centres[k][1]);
            distances[k] = (dx * dx + dy * dy) / (widths[k] * widths[k]);
            densities[k] = (1.0 + distances[k] / NU).powf(-(NU + 2.0) / 2.0) / (widths[k] * widths[k]);
        }
        let evidence: f64 = (0..3).map(|k| shares[k] * densities[k]).sum();
        nll -= evidence.ln() / total;

        for k in 0..3 {
            let duty = shares[k] * densities[k] / evidence; //~ let duty = densities[k] / evidence; //~ let duty = shares[k] * densities[k]; //~ let duty = shares[k];
            g_logits[k] -= (duty - shares[k]) / total; //~ g_logits[k] -= duty / total; //~ g_logits[k] += (duty - shares[k]) / total; //~ g_logits[k] -= duty - shares[k]; //~ g_logits[k] = -(duty - shares[k]) / total;
            let heavy = (NU + 2.0) / (NU + distances[k]); //~ let heavy = (NU + 2.0) / NU; //~ let heavy = (NU + 1.0) / (NU + distances[k]); //~ let heavy = (NU + 2.0) / (NU + distances[k]).powi(2); //~ let heavy = 1.0;
            let pull = duty * heavy / (widths[k] * widths[k]); //~ let pull = duty * heavy / widths[k]; //~ let pull = duty * heavy; //~ let pull = heavy / (widths[k] * widths[k]);
            for (c, centre) in centres[k].iter().enumerate() {
                g_centres[k][c] -= pull * (point[c] - centre) / total; //~ g_centres[k][c] += pull * (point[c] - centre) / total; //~ g_centres[k][c] -= pull * (point[c] - centre); //~ g_centres[k][c] -= pull * point[c] / total; //~ g_centres[k][c] -= duty * (point[c] - centre) / total;
            }
            let spread = heavy * distances[k]; //~ let spread = distances[k]; //~ let spread = heavy * distances[k] * distances[k]; //~ let spread = heavy * distances[k].sqrt();
            g_widths[k] -= duty * (spread - 2.0) / total; //~ g_widths[k] -= duty * (spread - 1.0) / total; //~ g_widths[k] -= duty * spread / total; //~ g_widths[k] += duty * (spread - 2.0) / total; //~ g_widths[k] -= (spread - 2.0) / total;
        }
    }
    Ok((nll, (g_logits, g_centres, g_widths))) //~ Ok((nll, (g_widths, g_centres, g_logits))) //~ Ok((nll, (g_logits, g_centres, log_widths)))
}
