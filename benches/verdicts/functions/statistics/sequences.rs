//! Likelihoods of sequences: autoregression, and a hidden Markov model by forward and backward.

use crate::draw::normals;
use crate::linear::{Matrix, softmax, zeros};
use crate::problem::Problem;
use grad_check::Rng;

/// x ~ a₁ x₋₁ + a₂ x₋₂ + noise of deviation eˢ.
fn autoregression() -> Problem {
    let rng = &mut Rng::new(1501);
    let series = normals(rng, 14, 1.0);
    Problem::smooth(
        "autoregression",
        vec![vec![0.5, -0.3], vec![-0.1]],
        move |p| {
            let (mut cost, mut grads) = (0.0, zeros(p));
            let precision = (-2.0 * p[1][0]).exp();
            for w in series.windows(3) {
                let error = w[2] - p[0][0] * w[1] - p[0][1] * w[0];
                cost += error * error * precision / 2.0 + p[1][0];
                grads[0][0] -= error * precision * w[1];
                grads[0][1] -= error * precision * w[0];
                grads[1][0] += 1.0 - error * error * precision;
            }
            (cost, grads)
        },
    )
}

const STATES: usize = 2;
const SYMBOLS: usize = 3;
const OBSERVED: [usize; 8] = [0, 2, 1, 1, 0, 2, 2, 1];

/// Each row of logits as probabilities.
fn probabilities(logits: &[f64], columns: usize) -> Matrix {
    let rows = logits.len() / columns;
    let data = logits.chunks(columns).flat_map(|row| softmax(row).0);
    Matrix::new(rows, columns, data.collect())
}

/// −(counts − probability · counts of the row): the slope in the logits.
fn in_logits(counts: &Matrix, probabilities: &Matrix) -> Vec<f64> {
    let entry = |i: usize, j: usize| {
        probabilities.at(i, j) * counts.row(i).iter().sum::<f64>() - counts.at(i, j)
    };
    Matrix::from_fn(counts.rows, counts.columns, entry).data
}

/// Transition and emission logits of two states; both states are equally likely at the start.
fn hidden_markov() -> Problem {
    let rng = &mut Rng::new(1502);
    let theta = vec![
        normals(rng, STATES * STATES, 0.8),
        normals(rng, STATES * SYMBOLS, 0.8),
    ];
    Problem::smooth("hidden_markov_model", theta, |p| {
        let (a, b) = (probabilities(&p[0], STATES), probabilities(&p[1], SYMBOLS));
        // Joint probabilities of the past and a state.
        let mut alphas = vec![
            (0..STATES)
                .map(|s| 0.5 * b.at(s, OBSERVED[0]))
                .collect::<Vec<f64>>(),
        ];
        for &symbol in &OBSERVED[1..] {
            let before = &alphas[alphas.len() - 1];
            let next = (0..STATES).map(|s| {
                let into: f64 = (0..STATES).map(|r| before[r] * a.at(r, s)).sum();
                into * b.at(s, symbol)
            });
            alphas.push(next.collect());
        }
        let total: f64 = alphas[OBSERVED.len() - 1].iter().sum();
        // Expected counts of transitions and emissions, from the end.
        let mut moves = Matrix::from_fn(STATES, STATES, |_, _| 0.0);
        let mut emissions = Matrix::from_fn(STATES, SYMBOLS, |_, _| 0.0);
        let mut beta = vec![1.0; STATES];
        for t in (0..OBSERVED.len()).rev() {
            for (s, beta) in beta.iter().enumerate() {
                emissions.data[s * SYMBOLS + OBSERVED[t]] += alphas[t][s] * beta / total;
            }
            if t == 0 {
                break;
            }
            let onward: Vec<f64> = (0..STATES)
                .map(|s| b.at(s, OBSERVED[t]) * beta[s])
                .collect();
            let step = Matrix::from_fn(STATES, STATES, |r, s| {
                alphas[t - 1][r] * a.at(r, s) * onward[s] / total
            });
            moves = moves.zip(&step, |m, s| m + s);
            beta = (0..STATES)
                .map(|r| (0..STATES).map(|s| a.at(r, s) * onward[s]).sum())
                .collect();
        }
        (
            -total.ln(),
            vec![in_logits(&moves, &a), in_logits(&emissions, &b)],
        )
    })
    .shaped(&[(STATES, STATES), (STATES, SYMBOLS)])
}

pub(crate) fn all() -> Vec<Problem> {
    vec![autoregression(), hidden_markov()]
}
