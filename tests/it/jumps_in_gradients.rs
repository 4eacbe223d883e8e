//! Hessians in f32 of losses that are linear in pieces: their gradients jump within the first step, and Hessians of zero
//! are right.

use grad_check::{GradCheck, Report, Rng, Verdict};

const SAMPLES: usize = 20;
const FEATURES: usize = 4;
const DECAY: f32 = 0.3;

type Square = [[f32; FEATURES]; FEATURES];

/// The mean of hinges, and a penalty; `change` is made to the Hessian.
#[allow(clippy::cast_possible_truncation)] // drawn in f64
fn hinges(seed: u64, change: fn(&mut Square)) -> Report {
    let mut rng = Rng::new(seed).stream("x");
    let x: Vec<f32> = (0..SAMPLES * FEATURES)
        .map(|_| rng.normal() as f32)
        .collect();
    let w: [f32; FEATURES] = std::array::from_fn(|_| rng.normal() as f32);
    GradCheck::new("hinges").run_hessian(&w, |w: &[f32; FEATURES]| {
        let square: f32 = w.iter().map(|w| w * w).sum();
        let (mut cost, mut gradient) = (DECAY / 2.0 * square, w.map(|w| DECAY * w));
        for x in x.chunks(FEATURES) {
            let margin = 1.0 - w.iter().zip(x).map(|(w, x)| w * x).sum::<f32>();
            if margin > 0.0 {
                cost += margin / SAMPLES as f32;
                let pairs = gradient.iter_mut().zip(x);
                pairs.for_each(|(g, x)| *g -= x / SAMPLES as f32);
            }
        }
        let mut hessian = [[0.0; FEATURES]; FEATURES];
        (0..FEATURES).for_each(|i| hessian[i][i] = DECAY);
        change(&mut hessian);
        (cost, gradient, hessian)
    })
}

/// At these the jump lies within the first step.
const JUMPING: [u64; 4] = [143, 225, 353, 547];

#[test]
fn a_zero_that_a_jump_denies_is_not_wrong() {
    for seed in JUMPING.into_iter().chain(0..20) {
        let report = hinges(seed, |_| {});
        assert_ne!(report.verdict(), Verdict::Fail, "{seed}: {report}");
    }
}

#[test]
fn an_entry_that_is_wrong_beside_jumps_does_not_pass() {
    let mut found = 0;
    for seed in JUMPING.into_iter().chain(0..36) {
        let report = hinges(seed, |hessian| hessian[1][1] = 0.0);
        assert_ne!(report.verdict(), Verdict::Pass, "{seed}: {report}");
        found += usize::from(report.verdict() == Verdict::Fail);
    }
    assert!(found >= 30, "{found}");
}
