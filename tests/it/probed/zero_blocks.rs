//! Blocks that are zero on both sides: computed with, as a shift before a norm, or not, as weights before dead units.

use super::drawn;
use grad_check::{GradCheck, Reason, Report, Verdict};
use ndarray::Array1;

/// Σ cᵢ tanh(zᵢ − mean z) + share·z₀ + Σ relu(u − 50), z = x + s; the gradient of s is returned as it is given.
fn centred(share: f64, of_shift: f64) -> Report {
    let (x, heights) = (drawn("x", 600), drawn("heights", 600));
    let point = (x, 0.3, drawn("u", 3));
    GradCheck::new("centred").arguments(["x", "s", "u"]).run(
        &point,
        |(x, s, u): &(Array1<f64>, f64, Array1<f64>)| {
            let z = x + *s;
            let t = (&z - z.sum() / 600.0).mapv(f64::tanh);
            let dead = u.mapv(|u| (u - 50.0).max(0.0)).sum();
            let cost = (&heights * &t).sum() + share * z[0] + dead;
            let mut dx = &heights * &t.mapv(|t| 1.0 - t * t);
            dx -= dx.sum() / 600.0;
            dx[0] += share;
            (cost, (dx, of_shift, Array1::<f64>::zeros(3)))
        },
    )
}

#[test]
fn a_shift_before_a_mean_that_is_taken_off_passes() {
    let shift = &centred(0.0, 0.0).blocks()[1].verdict();
    assert_eq!(*shift, Verdict::Pass);
}

#[test]
fn weights_before_dead_units_stay_undecided() {
    let report = centred(0.0, 0.0);
    let untold = Verdict::Undecided(Reason::NothingCompared);
    assert_eq!(report.blocks()[2].verdict(), untold, "{report}");
    assert_eq!(report.verdict(), untold, "{report}");
}

#[test]
fn a_shift_whose_gradient_is_zero_on_one_side_alone_fails() {
    for (share, of_shift) in [(0.5, 0.0), (0.0, 0.5)] {
        let report = centred(share, of_shift);
        assert_eq!(report.blocks()[1].verdict(), Verdict::Fail, "{report}");
    }
}
