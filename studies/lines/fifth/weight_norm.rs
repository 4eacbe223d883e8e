use grad_check::grad_check;

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Two layers whose weights have a direction and a length of their own, with a norm by mean squares between; vectors only.
#[grad_check(
    at(
        directions = vec![vec![0.6, -0.9, 0.4], vec![-0.3, 0.8, 1.1], vec![1.2, 0.2, -0.7], vec![0.5, 0.5, 0.9]],
        lengths = vec![1.3, 0.7, 1.9, 0.8],
        gains = vec![1.1, 0.9, 1.4, 0.6],
        out = vec![0.8, -1.2, 0.5, 0.9]
    ),
    given(samples = vec![(vec![0.3, 1.2, -0.5], 0.7), (vec![-1.1, 0.4, 0.9], -0.4), (vec![0.8, -0.6, 1.5], 1.3)], eps = 0.05)
)]
fn weight_norm(
    directions: &[Vec<f64>],
    lengths: &[f64],
    gains: &[f64],
    out: &[f64],
    samples: &[(Vec<f64>, f64)],
    eps: f64,
) -> (f64, Vec<Vec<f64>>, Vec<f64>, Vec<f64>, Vec<f64>) {
    let units = directions.len();
    let n = samples.len() as f64;
    let norms: Vec<f64> = directions.iter().map(|v| dot(v, v).sqrt()).collect();
    let mut loss = 0.0;
    let mut d_weights = vec![vec![0.0; directions[0].len()]; units];
    let mut d_gains = vec![0.0; units];
    let mut d_out = vec![0.0; units];
    for (x, y) in samples {
        let z: Vec<f64> = (0..units).map(|k| lengths[k] / norms[k] * dot(&directions[k], x)).collect();
        let mean_square = z.iter().map(|z| z * z).sum::<f64>() / units as f64;
        let rms = (mean_square + eps).sqrt();
        let normed: Vec<f64> = z.iter().map(|z| z / rms).collect();
        let hidden: Vec<f64> = normed.iter().zip(gains).map(|(u, g)| (g * u).sin()).collect();
        let miss = dot(&hidden, out) - y;
        loss += (1.0 + miss * miss).ln() / n;

        let d_miss = 2.0 * miss / (1.0 + miss * miss) / n; //~ let d_miss = 2.0 * miss / (1.0 + miss * miss); //~ let d_miss = 2.0 * miss / n; //~ let d_miss = miss / (1.0 + miss * miss) / n;
        for (d, h) in d_out.iter_mut().zip(&hidden) {
            *d += d_miss * h; //~ *d += d_miss; //~ *d -= d_miss * h; //~ *d = d_miss * h;
        }
        let d_hidden: Vec<f64> = out.iter().map(|o| o * d_miss).collect(); //~ let d_hidden: Vec<f64> = out.iter().map(|o| o + d_miss).collect(); //~ let d_hidden: Vec<f64> = hidden.iter().map(|o| o * d_miss).collect();
        let slopes: Vec<f64> = normed.iter().zip(gains).map(|(u, g)| (g * u).cos()).collect(); //~ let slopes: Vec<f64> = normed.iter().map(|u| u.cos()).collect(); //~ let slopes: Vec<f64> = normed.iter().zip(gains).map(|(u, g)| -(g * u).cos()).collect(); //~ let slopes: Vec<f64> = hidden.iter().map(|h| 1.0 - h * h).collect();
        for k in 0..units {
            d_gains[k] += d_hidden[k] * slopes[k] * normed[k]; //~ d_gains[k] += d_hidden[k] * slopes[k]; //~ d_gains[k] += d_hidden[k] * slopes[k] * z[k]; //~ d_gains[k] += d_hidden[k] * normed[k];
        }
        let d_normed: Vec<f64> = (0..units).map(|k| d_hidden[k] * slopes[k] * gains[k]).collect(); //~ let d_normed: Vec<f64> = (0..units).map(|k| d_hidden[k] * slopes[k]).collect(); //~ let d_normed: Vec<f64> = (0..units).map(|k| d_hidden[k] * gains[k]).collect();
        let along = dot(&d_normed, &normed) / units as f64; //~ let along = dot(&d_normed, &normed); //~ let along = dot(&d_normed, &z) / units as f64; //~ let along = 0.0;
        for k in 0..units {
            let d_z = (d_normed[k] - normed[k] * along) / rms; //~ let d_z = d_normed[k] / rms; //~ let d_z = (d_normed[k] - normed[k] * along) / mean_square; //~ let d_z = (d_normed[k] + normed[k] * along) / rms;
            for (d, x) in d_weights[k].iter_mut().zip(x) {
                *d += d_z * x; //~ *d -= d_z * x; //~ *d += d_z; //~ *d += d_normed[k] * x;
            }
        }
    }
    let (mut d_directions, mut d_lengths) = (Vec::new(), Vec::new());
    for k in 0..units {
        let unit: Vec<f64> = directions[k].iter().map(|v| v / norms[k]).collect(); //~ let unit: Vec<f64> = directions[k].clone(); //~ let unit: Vec<f64> = directions[k].iter().map(|v| v / lengths[k]).collect();
        let d_length = dot(&d_weights[k], &unit); //~ let d_length = dot(&d_weights[k], &directions[k]); //~ let d_length = dot(&d_weights[k], &unit) * lengths[k];
        let ratio = lengths[k] / norms[k]; //~ let ratio = lengths[k]; //~ let ratio = norms[k] / lengths[k];
        d_directions.push(d_weights[k].iter().zip(&unit).map(|(d, u)| ratio * (d - d_length * u)).collect()); //~ d_directions.push(d_weights[k].iter().map(|d| ratio * d).collect()); //~ d_directions.push(d_weights[k].iter().zip(&unit).map(|(d, u)| ratio * (d + d_length * u)).collect());
        d_lengths.push(d_length);
    }
    (loss, d_directions, d_lengths, d_gains, d_out)
}
