//! Jacobians, Hessians and pullbacks in f64 of functions that are computed in f32: as those of f32, and foreseen.

use crate::told::drawn;
use grad_check::{GradCheck, Report, Verdict};

const INPUTS: usize = 3;
const OUTPUTS: usize = 4;
const WEIGHTS: usize = INPUTS * OUTPUTS;

/// tanh(W x) and its Jacobian, in f32.
#[allow(clippy::cast_possible_truncation)] // that is what is tried
fn layer(w: &[f64], x: &[f64], change: fn(&mut [Vec<f64>])) -> (Vec<f64>, Vec<Vec<f64>>) {
    let (mut outputs, mut jacobian) = (Vec::new(), Vec::new());
    for (row, w) in w.chunks(INPUTS).enumerate() {
        let products = w.iter().zip(x).map(|(&w, &x)| w as f32 * x as f32);
        let output = products.sum::<f32>().tanh();
        let mut slopes = vec![0.0; WEIGHTS];
        for (column, &x) in x.iter().enumerate() {
            slopes[INPUTS * row + column] = f64::from((1.0 - output * output) * x as f32);
        }
        outputs.push(f64::from(output));
        jacobian.push(slopes);
    }
    change(&mut jacobian);
    (outputs, jacobian)
}

fn point(seed: u64) -> (Vec<f64>, Vec<f64>) {
    let w = 0.4 * drawn(&format!("w{seed}"), WEIGHTS);
    (w.to_vec(), drawn(&format!("x{seed}"), INPUTS).to_vec())
}

fn jacobian(seed: u64, change: fn(&mut [Vec<f64>])) -> Report {
    let (w, x) = point(seed);
    GradCheck::new("layer").run_jacobian(&w, |w: &Vec<f64>| layer(w, &x, change))
}

fn pullback(seed: u64, change: fn(&mut [Vec<f64>])) -> Report {
    let (w, x) = point(seed);
    GradCheck::new("layer").run_pullback(&w, |w: &Vec<f64>| {
        let (outputs, jacobian) = layer(w, &x, change);
        let backward = move |u: &Vec<f64>| -> Vec<f64> {
            let column = |at: usize| jacobian.iter().zip(u).map(|(row, u)| row[at] * u).sum();
            (0..WEIGHTS).map(column).collect()
        };
        (outputs, backward)
    })
}

/// log Σ exp of parameters in f32, whose Hessian is symmetric up to the rounding of f32, and a penalty in f64.
#[allow(clippy::cast_possible_truncation)]
fn hessian(seed: u64, decay: f64, change: fn(&mut [Vec<f64>])) -> Report {
    let (w, _) = point(seed);
    GradCheck::new("log_sum").run_hessian(&w, |w: &Vec<f64>| {
        let e: Vec<f32> = w.iter().map(|&w| (w as f32).exp()).collect();
        let sum: f32 = e.iter().sum();
        let p: Vec<f32> = e.iter().map(|e| e / sum).collect();
        let entry = |i: usize, j: usize| {
            let diagonal = if i == j { p[i] } else { 0.0 };
            // As people write it: one factor by the sum, the other as it was.
            f64::from(diagonal - p[i] * e[j] / sum) + if i == j { decay } else { 0.0 }
        };
        let square: f64 = w.iter().map(|w| w * w).sum();
        let cost = f64::from(sum.ln()) + decay / 2.0 * square;
        let gradient = p.iter().zip(w).map(|(&p, w)| f64::from(p) + decay * w);
        let mut hessian: Vec<Vec<f64>> = (0..WEIGHTS)
            .map(|i| (0..WEIGHTS).map(|j| entry(i, j)).collect())
            .collect();
        change(&mut hessian);
        (cost, gradient.collect::<Vec<f64>>(), hessian)
    })
}

#[test]
fn right_ones_pass_at_once() {
    for seed in 0..10 {
        for report in [jacobian(seed, |_| {}), pullback(seed, |_| {})] {
            assert_eq!(report.verdict(), Verdict::Pass, "{report}");
            assert!(report.is_single_inside(), "{report}");
            let calls = report.evaluations().full;
            assert!(calls <= 10 * WEIGHTS, "{calls}: {report}");
        }
    }
}

#[test]
fn hessians_are_symmetric_but_for_the_rounding_of_f32() {
    for seed in 0..10 {
        for decay in [0.0, 0.1] {
            let report = hessian(seed, decay, |_| {});
            // What is added in f64 hides that the rest is of f32 until steps have shown it.
            let is_open = decay > 0.0 && matches!(report.verdict(), Verdict::Undecided(_));
            assert!(is_open || report.verdict() == Verdict::Pass, "{report}");
        }
    }
}

#[test]
fn a_tenth_of_an_entry_is_found() {
    for seed in 0..10 {
        let wrong = [
            jacobian(seed, |j| j[1].iter_mut().for_each(|slope| *slope *= 1.1)),
            pullback(seed, |j| j[1].iter_mut().for_each(|slope| *slope *= 1.1)),
            hessian(seed, 0.0, |h| h[2].iter_mut().for_each(|h| *h *= 1.2)),
            hessian(seed, 0.1, |h| h[2].iter_mut().for_each(|h| *h *= 1.2)),
        ];
        for report in wrong {
            assert_eq!(report.verdict(), Verdict::Fail, "{report}");
        }
    }
}

#[test]
fn outputs_that_f32_holds_by_chance_are_judged_as_f64() {
    let swapped = |x: &[f64; 2]| ([x[1], x[0]], [[0.0, 1.0], [1.0, 0.0]]);
    let point = [f64::from(0.7_f32), f64::from(-1.3_f32)];
    let report = GradCheck::new("swapped").run_jacobian(&point, swapped);
    assert_eq!(report.verdict(), Verdict::Pass, "{report}");
    assert!(!report.is_single_inside(), "{report}");
    assert_eq!(report.tol(), 1e-7);
}
