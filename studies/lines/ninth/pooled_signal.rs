use grad_check::{Params, grad_check};

#[derive(Clone, Params)]
struct Model {
    kernels: Vec<Vec<f64>>,
    shifts: Vec<f64>,
    dense: Vec<f64>,
}

fn model() -> Model {
    Model { kernels: vec![vec![0.4, -0.8, 0.3], vec![-0.2, 0.5, 0.9]], shifts: vec![0.1, -0.15], dense: vec![0.7, -0.5, 0.6, 1.2] }
}

fn zeros(like: &Model) -> Model {
    Model { kernels: like.kernels.iter().map(|k| vec![0.0; k.len()]).collect(), shifts: vec![0.0; like.shifts.len()], dense: vec![0.0; like.dense.len()] }
}

/// Kernels along a signal, the largest answer of each half, and a dense layer with a logistic loss.
#[grad_check(at(model = model()), given(signals = vec![vec![0.3, 1.2, -0.7, 0.8, 0.1, -1.3, 0.9, 0.4], vec![-0.5, 0.6, 1.4, -0.2, 0.7, 1.1, -0.9, 0.2], vec![0.9, -0.4, 0.3, 1.6, -1.2, 0.5, 0.2, -0.6]], labels = vec![1.0, -1.0, 1.0]))]
fn pooled(model: &Model, signals: &[Vec<f64>], labels: &[f64]) -> (f64, Model) {
    let mut total = 0.0;
    let mut back = zeros(model);
    for (signal, label) in signals.iter().zip(labels) {
        let mut pooled = Vec::new();
        let mut winners = Vec::new();
        for (kernel, shift) in model.kernels.iter().zip(&model.shifts) {
            let answers: Vec<f64> = signal.windows(3).map(|w| w.iter().zip(kernel).map(|(s, k)| s * k).sum::<f64>() + shift).collect();
            for half in 0..2 {
                let best = (3 * half..3 * half + 3).max_by(|&a, &b| answers[a].total_cmp(&answers[b])).unwrap();
                winners.push(best);
                pooled.push(answers[best].tanh());
            }
        }
        let score: f64 = pooled.iter().zip(&model.dense).map(|(p, d)| p * d).sum();
        total += (1.0 + (-label * score).exp()).ln();

        let by_score = -label / (1.0 + (label * score).exp()); //~ let by_score = label / (1.0 + (label * score).exp()); //~ let by_score = -label / (1.0 + (-label * score).exp()); //~ let by_score = -1.0 / (1.0 + (label * score).exp()); //~ let by_score = -label * (label * score).exp();
        for unit in 0..pooled.len() {
            back.dense[unit] += by_score * pooled[unit]; //~ back.dense[unit] += by_score * model.dense[unit]; //~ back.dense[unit] = by_score * pooled[unit]; //~ back.dense[unit] += by_score; //~ back.dense[unit] -= by_score * pooled[unit];
            let by_pooled = by_score * model.dense[unit]; //~ let by_pooled = by_score; //~ let by_pooled = by_score * pooled[unit]; //~ let by_pooled = -by_score * model.dense[unit];
            let by_answer = by_pooled * (1.0 - pooled[unit] * pooled[unit]); //~ let by_answer = by_pooled; //~ let by_answer = by_pooled * (1.0 - pooled[unit]); //~ let by_answer = by_pooled * pooled[unit] * (1.0 - pooled[unit]);
            let channel = unit / 2; //~ let channel = unit % 2; //~ let channel = 0;
            back.shifts[channel] += by_answer; //~ back.shifts[channel] = by_answer; //~ back.shifts[channel] += by_pooled; //~ back.shifts[channel] -= by_answer; //~ back.shifts[channel] += by_answer * signal[winners[unit]];
            for tap in 0..3 {
                back.kernels[channel][tap] += by_answer * signal[winners[unit] + tap]; //~ back.kernels[channel][tap] += by_answer * signal[tap]; //~ back.kernels[channel][tap] += by_answer * signal[winners[unit]]; //~ back.kernels[channel][tap] = by_answer * signal[winners[unit] + tap]; //~ back.kernels[channel][tap] += by_pooled * signal[winners[unit] + tap]; //~ back.kernels[channel][2 - tap] += by_answer * signal[winners[unit] + tap];
            }
        }
    }
    (total, back)
}
