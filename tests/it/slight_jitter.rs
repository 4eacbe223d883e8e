//! A component that jitters by less than the tolerance of its block is no obstacle to the block.

use grad_check::{GradCheck, Report, Rng, Verdict};

/// A row whose second entry is small, and jitters by this much, as one has that was computed by differences; and
/// what the entry is off by at the point.
fn row(seed: u64, jitter: f64) -> (Report, f64) {
    let mut rng = Rng::new(seed);
    let x = [rng.unit(), 1e-3 * rng.unit()];
    let off = |x: &[f64; 2]| jitter * (1e9 * (x[0] + x[1])).sin();
    let report = GradCheck::new("row")
        .arguments(["x"])
        .run_jacobian(&x, |x: &[f64; 2]| {
            let outputs = [x[0] + 1e-5 * x[1] * x[1]];
            (outputs, [[1.0, 2e-5 * x[1] + off(x)]])
        });
    (report, off(&x).abs())
}

#[test]
fn a_slight_jitter_leaves_its_row_right() {
    for seed in 1..=20 {
        let (report, _) = row(seed, 3e-11);
        assert_eq!(report.verdict(), Verdict::Pass, "{seed}: {report}");
        assert!(report.blocks()[0].would_notice() < 1e-6, "{seed}: {report}");
    }
}

#[test]
fn a_jitter_beyond_what_its_row_would_notice_does_not_pass() {
    let mut unpassed = 0;
    for seed in 1..=20 {
        let (report, off) = row(seed, 1e-5);
        if report.verdict() == Verdict::Pass {
            // The norm of the row is one.
            assert!(off <= report.blocks()[0].would_notice(), "{seed}: {report}");
        } else {
            unpassed += 1;
        }
    }
    assert!(unpassed > 10, "{unpassed}");
}
