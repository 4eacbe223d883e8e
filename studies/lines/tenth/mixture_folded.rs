use grad_check::grad_check;

fn softmax(logits: &[f64]) -> Vec<f64> {
    let top = logits.iter().copied().fold(f64::MIN, f64::max);
    let e: Vec<f64> = logits.iter().map(|l| (l - top).exp()).collect();
    let sum: f64 = e.iter().sum();
    e.into_iter().map(|e| e / sum).collect()
}

/// Weights, centres and log widths of a mixture on the line; each sample's part is folded into the sums.
#[grad_check(at(logits = vec![0.3, -0.2, 0.5], centres = vec![-1.0, 0.4, 1.6], widths = vec![0.1, -0.3, 0.2]), given(samples = vec![-1.4, -0.6, 0.2, 0.7, 1.1, 2.3]))]
fn mixture_sum(logits: &[f64], centres: &[f64], widths: &[f64], samples: &[f64]) -> (f64, (Vec<f64>, Vec<f64>, Vec<f64>)) {
    let prior = softmax(logits);
    let empty = vec![0.0; logits.len()];
    samples.iter().fold((0.0, (empty.clone(), empty.clone(), empty)), |(cost, (gl, gc, gw)), x| {
        let z: Vec<f64> = centres.iter().zip(widths).map(|(c, w)| (x - c) * (-w).exp()).collect();
        let joint: Vec<f64> = prior.iter().zip(&z).zip(widths).map(|((p, z), w)| p * (-0.5 * z * z - w).exp()).collect();
        let total: f64 = joint.iter().sum();
        let share: Vec<f64> = joint.iter().map(|j| j / total).collect(); //~ let share: Vec<f64> = joint.clone(); //~ let share: Vec<f64> = joint.iter().zip(&prior).map(|(j, p)| j / total * p).collect(); //~ let share: Vec<f64> = joint.iter().map(|j| j / (total + 1.0)).collect();
        let gl = gl.iter().zip(share.iter().zip(&prior)).map(|(g, (s, p))| g + p - s).collect(); //~ let gl = gl.iter().zip(share.iter().zip(&prior)).map(|(g, (s, p))| g + s - p).collect(); //~ let gl = gl.iter().zip(share.iter().zip(&prior)).map(|(g, (s, _))| g - s).collect(); //~ let gl = gl.iter().zip(share.iter().zip(&prior)).map(|(g, (s, p))| g + p - s * p).collect(); //~ let gl = share.iter().zip(&prior).map(|(s, p)| p - s).collect();
        let dz: Vec<f64> = share.iter().zip(&z).map(|(s, z)| s * z).collect(); //~ let dz: Vec<f64> = share.iter().zip(&z).map(|(s, z)| s * z * z).collect(); //~ let dz: Vec<f64> = z.clone(); //~ let dz: Vec<f64> = share.iter().zip(&z).map(|(s, z)| -s * z).collect(); //~ let dz: Vec<f64> = share.iter().zip(&z).map(|(s, z)| 2.0 * s * z).collect();
        let gc = gc.iter().zip(&dz).zip(widths).map(|((g, d), w)| g - d * (-w).exp()).collect(); //~ let gc = gc.iter().zip(&dz).zip(widths).map(|((g, d), w)| g + d * (-w).exp()).collect(); //~ let gc = gc.iter().zip(&dz).zip(widths).map(|((g, d), w)| g - d * w.exp()).collect(); //~ let gc = gc.iter().zip(&dz).map(|(g, d)| g - d).collect(); //~ let gc = dz.iter().zip(widths).map(|(d, w)| -d * (-w).exp()).collect();
        let gw = gw.iter().zip(&dz).zip(share.iter().zip(&z)).map(|((g, d), (s, z))| g + s - d * z).collect(); //~ let gw = gw.iter().zip(&dz).zip(share.iter().zip(&z)).map(|((g, d), (_, z))| g - d * z).collect(); //~ let gw = gw.iter().zip(&dz).zip(share.iter().zip(&z)).map(|((g, d), (s, z))| g + s + d * z).collect(); //~ let gw = gw.iter().zip(&dz).zip(share.iter().zip(&z)).map(|((g, d), (s, _))| g + s - d).collect(); //~ let gw = gw.iter().zip(&dz).zip(share.iter().zip(&z)).map(|((g, d), (_, z))| g + 1.0 - d * z).collect();
        (cost - total.ln(), (gl, gc, gw)) //~ (cost - total.ln(), (gl, gw, gc)) //~ (cost - total.ln(), (gc, gl, gw))
    })
}
