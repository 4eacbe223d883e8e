use grad_check::grad_check;
use std::collections::HashMap;

const DIM: usize = 3;

fn vectors(phase: f64) -> Vec<[f64; DIM]> {
    (0..5).map(|w| std::array::from_fn(|k| (1.3 * w as f64 + 2.3 * k as f64 + phase).sin())).collect()
}

fn dot(a: &[f64; DIM], b: &[f64; DIM]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

fn axpy(y: &mut [f64; DIM], a: f64, x: &[f64; DIM]) {
    y.iter_mut().zip(x).for_each(|(y, x)| *y += a * x);
}

/// Embeddings of words by their neighbours, with negative samples; rare words count more.
#[grad_check(
    at(inner = vectors(0.4), outer = vectors(1.9)),
    given(text = vec![0usize, 2, 1, 3, 2, 4, 0], negatives = vec![4usize, 0, 3, 1, 2], decay = 0.01)
)]
fn skip_gram(
    inner: &[[f64; DIM]],
    outer: &[[f64; DIM]],
    text: &[usize],
    negatives: &[usize],
    decay: f64,
) -> (f64, (Vec<[f64; DIM]>, Vec<[f64; DIM]>)) {
    let counts = text.iter().fold(HashMap::<usize, f64>::new(), |mut counts, &w| {
        *counts.entry(w).or_default() += 1.0;
        counts
    });
    let pairs: Vec<(usize, usize)> = text.windows(2).flat_map(|w| [(w[0], w[1]), (w[1], w[0])]).collect();

    let mut loss = 0.0;
    let mut g_inner: Vec<[f64; DIM]> = inner.iter().map(|v| v.map(|x| decay * x)).collect(); //~ let mut g_inner: Vec<[f64; DIM]> = inner.iter().map(|v| v.map(|x| 2.0 * decay * x)).collect(); //~ let mut g_inner = vec![[0.0; DIM]; inner.len()]; //~ let mut g_inner: Vec<[f64; DIM]> = outer.iter().map(|v| v.map(|x| decay * x)).collect();
    let mut g_outer = vec![[0.0; DIM]; outer.len()];
    for v in inner {
        loss += 0.5 * decay * dot(v, v);
    }
    for (i, &(word, near)) in pairs.iter().enumerate() {
        let weight = 1.0 / counts[&word];
        let score = dot(&inner[word], &outer[near]);
        loss -= weight * sigmoid(score).ln();
        let pull = -weight * (1.0 - sigmoid(score)); //~ let pull = weight * (1.0 - sigmoid(score)); //~ let pull = -weight * sigmoid(score); //~ let pull = -(1.0 - sigmoid(score)); //~ let pull = -weight / counts[&word] * (1.0 - sigmoid(score));
        axpy(&mut g_inner[word], pull, &outer[near]); //~ axpy(&mut g_inner[word], pull, &inner[near]); //~ axpy(&mut g_inner[near], pull, &outer[near]); //~ axpy(&mut g_inner[word], pull * weight, &outer[near]);
        axpy(&mut g_outer[near], pull, &inner[word]); //~ axpy(&mut g_outer[word], pull, &inner[word]); //~ axpy(&mut g_outer[near], -pull, &inner[word]);
        let noise = negatives[i % negatives.len()];
        let against = dot(&inner[word], &outer[noise]);
        loss -= weight * sigmoid(-against).ln();
        let push = weight * sigmoid(against); //~ let push = weight * sigmoid(-against); //~ let push = -weight * sigmoid(against); //~ let push = sigmoid(against); //~ let push = weight * (1.0 - sigmoid(against));
        axpy(&mut g_inner[word], push, &outer[noise]); //~ axpy(&mut g_inner[word], pull, &outer[noise]); //~ axpy(&mut g_inner[word], push, &outer[near]); //~ axpy(&mut g_inner[noise], push, &outer[noise]);
        axpy(&mut g_outer[noise], push, &inner[word]); //~ axpy(&mut g_outer[noise], push, &inner[noise]); //~ axpy(&mut g_outer[near], push, &inner[word]); //~ axpy(&mut g_outer[noise], push / weight, &inner[word]);
    }
    (loss, (g_inner, g_outer))
}
