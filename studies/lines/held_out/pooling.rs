use grad_check::grad_check;

type Image = Vec<Vec<f64>>;

fn image() -> Image {
    (0..6).map(|y| (0..6).map(|x| ((y * 6 + x) as f64 * 1.9).sin() + 0.1 * x as f64).collect()).collect()
}

fn filter() -> Image {
    vec![vec![0.5, -0.8], vec![0.9, 0.3]]
}

/// Correlation, 2x2 max pooling (the last row and column are dropped), sum of soft absolute values.
#[grad_check(at(filter = filter(), bias = 0.15, readout = vec![0.7, -1.2, 0.4, 0.9]), given(image = image(), goal = 0.5))]
fn cnn(filter: &Image, bias: f64, readout: &[f64], image: &Image, goal: f64) -> Result<(f64, (Image, f64, Vec<f64>)), String> {
    let k = filter.len();
    if image.len() < k + 1 {
        return Err(format!("an image of {} rows is too small", image.len()));
    }
    let size = image.len() - k + 1;
    let pooled = size / 2;

    let mut maps = vec![vec![0.0; size]; size];
    for y in 0..size {
        for x in 0..size {
            maps[y][x] = bias;
            for dy in 0..k {
                for dx in 0..k {
                    maps[y][x] += filter[dy][dx] * image[y + dy][x + dx];
                }
            }
        }
    }
    let mut argmax = vec![];
    let mut features = vec![];
    for py in 0..pooled {
        for px in 0..pooled {
            let mut best = (2 * py, 2 * px);
            for y in 2 * py..2 * py + 2 {
                for x in 2 * px..2 * px + 2 {
                    if maps[y][x] > maps[best.0][best.1] {
                        best = (y, x);
                    }
                }
            }
            argmax.push(best);
            features.push((1.0 + maps[best.0][best.1].powi(2)).sqrt());
        }
    }
    let score: f64 = features.iter().zip(readout).map(|(f, r)| f * r).sum();
    let loss = (score - goal).powi(2);

    let mut d_filter = vec![vec![0.0; k]; k];
    let mut d_bias = 0.0;
    let d_score = 2.0 * (score - goal); //~ let d_score = score - goal; //~ let d_score = 2.0 * (goal - score); //~ let d_score = 2.0 * score; //~ let d_score = 2.0 * (score - goal).powi(2);
    let d_readout = features.iter().map(|f| d_score * f).collect(); //~ let d_readout = features.iter().map(|f| f * score).collect(); //~ let d_readout = readout.iter().map(|f| d_score * f).collect(); //~ let d_readout = features.clone();
    for (p, &(y, x)) in argmax.iter().enumerate() {
        let slope = maps[y][x] / features[p]; //~ let slope = 1.0 / features[p]; //~ let slope = 0.5 * maps[y][x] / features[p]; //~ let slope = maps[y][x]; //~ let slope = maps[2 * (p / 2)][2 * (p % 2)] / features[p];
        let d_map = d_score * readout[p] * slope; //~ let d_map = d_score * slope; //~ let d_map = d_score * features[p] * slope; //~ let d_map = d_score * readout[p]; //~ let d_map = d_score * readout[0] * slope;
        d_bias += d_map; //~ d_bias = d_map; //~ d_bias += d_map * bias; //~ d_bias += d_score;
        for dy in 0..k {
            for dx in 0..k {
                d_filter[dy][dx] += d_map * image[y + dy][x + dx]; //~ d_filter[dy][dx] += d_map * image[y][x]; //~ d_filter[dy][dx] += d_map * image[x + dx][y + dy]; //~ d_filter[dy][dx] += d_map * image[y + k - 1 - dy][x + k - 1 - dx]; //~ d_filter[dy][dx] += d_map * maps[y][x]; //~ d_filter[dx][dy] += d_map * image[y + dy][x + dx];
            }
        }
    }
    Ok((loss, (d_filter, d_bias, d_readout)))
}
