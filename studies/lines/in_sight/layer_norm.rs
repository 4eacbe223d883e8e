use grad_check::grad_check;

#[derive(Clone, Debug, grad_check::Params)]
struct LayerNorm {
    gain: Vec<f64>,
    bias: Vec<f64>,
}

fn mean(v: &[f64]) -> f64 {
    v.iter().sum::<f64>() / v.len() as f64
}

fn rows() -> Vec<Vec<f64>> {
    vec![vec![0.3, -1.2, 2.0, 0.8], vec![1.5, 0.1, -0.7, -2.2], vec![-0.4, 0.9, 1.1, 3.0]]
}

fn example() -> LayerNorm {
    LayerNorm { gain: vec![1.0, 0.7, 1.4, -0.6], bias: vec![0.1, 0.0, -0.3, 0.5] }
}

/// Each row is normalised; the loss is a weighted sum of log-cosh.
#[grad_check(at(x = rows(), p = example()), given(weights = [0.5, 1.5, 1.0, 2.0], eps = 1e-3))]
fn norm_loss(x: &[Vec<f64>], p: &LayerNorm, weights: &[f64], eps: f64) -> (f64, (Vec<Vec<f64>>, LayerNorm)) {
    let d = p.gain.len();
    let mut loss = 0.0;
    let mut dx = Vec::new();
    let mut dp = LayerNorm { gain: vec![0.0; d], bias: vec![0.0; d] };
    for row in x {
        let mu = mean(row);
        let var = row.iter().map(|v| (v - mu) * (v - mu)).sum::<f64>() / d as f64;
        let inv = 1.0 / (var + eps).sqrt();
        let norm: Vec<f64> = row.iter().map(|v| (v - mu) * inv).collect();
        let out: Vec<f64> = (0..d).map(|i| p.gain[i] * norm[i] + p.bias[i]).collect();
        loss += out.iter().zip(weights).map(|(o, w)| w * o.cosh().ln()).sum::<f64>();

        let dout: Vec<f64> = out.iter().zip(weights).map(|(o, w)| w * o.tanh()).collect(); //~ let dout: Vec<f64> = out.iter().map(|o| o.tanh()).collect(); //~ let dout: Vec<f64> = out.iter().zip(weights).map(|(o, w)| w * o.sinh()).collect(); //~ let dout: Vec<f64> = norm.iter().zip(weights).map(|(o, w)| w * o.tanh()).collect();
        for i in 0..d {
            dp.gain[i] += dout[i] * norm[i]; //~ dp.gain[i] += dout[i] * out[i]; //~ dp.gain[i] = dout[i] * norm[i]; //~ dp.gain[i] += dout[i] * row[i];
            dp.bias[i] += dout[i]; //~ dp.bias[i] = dout[i]; //~ dp.bias[i] += dout[i] * p.gain[i];
        }
        let dnorm: Vec<f64> = dout.iter().zip(&p.gain).map(|(g, gain)| g * gain).collect(); //~ let dnorm: Vec<f64> = dout.clone(); //~ let dnorm: Vec<f64> = dout.iter().zip(&p.bias).map(|(g, bias)| g * bias).collect();
        let m1 = mean(&dnorm); //~ let m1 = mean(&dout); //~ let m1 = dnorm.iter().sum::<f64>();
        let m2 = dnorm.iter().zip(&norm).map(|(g, n)| g * n).sum::<f64>() / d as f64; //~ let m2 = dnorm.iter().zip(&norm).map(|(g, n)| g * n).sum::<f64>(); //~ let m2 = dnorm.iter().zip(row).map(|(g, n)| g * n).sum::<f64>() / d as f64;
        dx.push((0..d).map(|i| inv * (dnorm[i] - m1 - norm[i] * m2)).collect()); //~ dx.push((0..d).map(|i| inv * (dnorm[i] - m1 + norm[i] * m2)).collect()); //~ dx.push((0..d).map(|i| dnorm[i] - m1 - norm[i] * m2).collect()); //~ dx.push((0..d).map(|i| inv * (dnorm[i] - norm[i] * m2)).collect()); //~ dx.push((0..d).map(|i| inv * (dnorm[i] - m1)).collect());
    }
    (loss, (dx, dp))
}
