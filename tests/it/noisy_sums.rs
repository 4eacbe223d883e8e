//! A cost of many terms that is noisier than its rounding, as a naive sum of millions is: its noise is measured before
//! steps that would drown in it.

use grad_check::{GradCheck, Report, Verdict};

const PARAMETERS: usize = 1_000;
/// Of the cost, tens of thousands of roundoffs.
const NOISE: f64 = 1e-11;

/// Between −1 and 1, another number for each point.
fn noise(x: &[f64]) -> f64 {
    let mix = |hash: u64, x: &f64| (hash ^ x.to_bits()).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let hash = x.iter().take(100).fold(1, mix);
    let hash = (hash ^ (hash >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    (hash >> 11) as f64 / (1u64 << 52) as f64 - 1.0
}

/// ‖x‖² / 2 with a gradient that is x but for this factor.
fn check(seed: u64, factor: f64) -> Report {
    let point: Vec<f64> = (0..PARAMETERS)
        .map(|i| 0.3 + (i % 89) as f64 / 89.0)
        .collect();
    let check = GradCheck::new("noisy sum").seed(seed);
    check.run(&point, |x: &Vec<f64>| {
        let cost = x.iter().map(|x| x * x).sum::<f64>() / 2.0;
        let gradient: Vec<f64> = x.iter().map(|x| factor * x).collect();
        (cost * (1.0 + NOISE * noise(x)), gradient)
    })
}

#[test]
fn a_right_gradient_passes_in_few_evaluations() {
    for seed in 0..4 {
        let report = check(seed, 1.0);
        assert_eq!(report.verdict(), Verdict::Pass, "{report}");
        assert!(report.evaluations().full <= 32, "{report}");
    }
}

#[test]
fn a_wrong_one_is_found() {
    for seed in 0..4 {
        assert_eq!(check(seed, 1.01).verdict(), Verdict::Fail);
    }
}
