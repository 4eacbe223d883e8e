use grad_check::grad_check;

const D: usize = 4;

struct Sample {
    features: [f64; D],
    label: f64,
    weight: f64,
}

fn dataset() -> Vec<Sample> {
    let sample = |i: usize| Sample {
        features: std::array::from_fn(|j| ((i * D + j) as f64 * 0.9).sin() * 2.0),
        label: (i % 2) as f64,
        weight: 0.5 + 0.25 * i as f64,
    };
    (0..7).map(sample).collect()
}

/// Negative log likelihood of weighted samples.
#[grad_check(at(w = [0.4, -0.8, 1.1, 0.2], b = -0.3), given(data = dataset(), decay = 0.2))]
fn logistic_loss(w: [f64; D], b: f64, data: &[Sample], decay: f64) -> (f64, ([f64; D], f64)) {
    let mut loss = 0.0;
    let mut total = 0.0;
    let mut grad_w = [0.0; D];
    let mut grad_b = 0.0;

    for sample in data {
        let x = &sample.features;
        let score = b + w.iter().zip(x).map(|(w, x)| w * x).sum::<f64>();
        let p = 1.0 / (1.0 + (-score).exp());
        loss -= sample.weight * (sample.label * p.ln() + (1.0 - sample.label) * (1.0 - p).ln());
        total += sample.weight;

        let err = sample.weight * (p - sample.label); //~ let err = sample.weight * (sample.label - p); //~ let err = p - sample.label; //~ let err = sample.weight * (score - sample.label); //~ let err = sample.weight * (p - sample.label) * p * (1.0 - p); //~ let err = 2.0 * sample.weight * (p - sample.label);
        for j in 0..D {
            grad_w[j] += err * x[j]; //~ grad_w[j] = err * x[j]; //~ grad_w[j] += err * w[j]; //~ grad_w[j] -= err * x[j]; //~ grad_w[j] += err * x[j] * p;
        }
        grad_b += err; //~ grad_b = err; //~ grad_b += err * score;
    }

    for j in 0..D {
        loss += 0.5 * decay * total * w[j] * w[j];
        grad_w[j] = grad_w[j] / total + decay * w[j]; //~ grad_w[j] = grad_w[j] / total; //~ grad_w[j] = grad_w[j] + decay * w[j]; //~ grad_w[j] = grad_w[j] / total + 2.0 * decay * w[j]; //~ grad_w[j] = (grad_w[j] + decay * w[j]) / total;
    }
    (loss / total, (grad_w, grad_b / total)) //~ (loss / total, (grad_w, grad_b)) //~ (loss / total, (grad_w, grad_b / data.len() as f64)) //~ (loss / total, (grad_w, grad_b / total + decay * b))
}
