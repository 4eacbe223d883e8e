//! Blocks whose gradient is zero at the values that people start from, for another block that is zero there: they are
//! compared beside the point.

use grad_check::{GradCheck, Reason, Report, Verdict};

const X: [[f64; 2]; 3] = [[0.3, -0.8], [0.9, 0.4], [-0.5, 0.7]];

/// Σ (x + α tanh(W x) − y)², of whose gradient by W the part `kept` is returned.
fn residual(alpha: f64, kept: f64) -> Report {
    let point = ([[0.5, -0.3], [0.2, 0.8]], alpha);
    GradCheck::new("residual").run(&point, |(w, alpha): &([[f64; 2]; 2], f64)| {
        let (mut cost, mut dw, mut dalpha) = (0.0, [[0.0; 2]; 2], 0.0);
        for x in X {
            for i in 0..2 {
                let h = (w[i][0] * x[0] + w[i][1] * x[1]).tanh();
                let e = x[i] + alpha * h - 0.1;
                cost += e * e;
                dalpha += 2.0 * e * h;
                for j in 0..2 {
                    dw[i][j] += kept * 2.0 * e * alpha * (1.0 - h * h) * x[j];
                }
            }
        }
        (cost, (dw, dalpha))
    })
}

#[test]
fn weights_behind_a_factor_of_zero_are_compared_beside_it() {
    let report = residual(0.0, 1.0);
    assert_eq!(report.verdict(), Verdict::Pass, "{report}");
    let said = report.to_string();
    assert!(said.contains("right a percent beside it"), "{said}");
    assert!(report.evaluations().full < 30, "{report}");
}

#[test]
fn a_mistake_behind_a_factor_of_zero_is_right_by_chance() {
    for kept in [0.0, -1.0, 0.5] {
        let report = residual(0.0, kept);
        let by_chance = Verdict::Undecided(Reason::RightByChance);
        assert_eq!(report.verdict(), by_chance, "{report}");
        assert_eq!(report.blocks()[0].verdict(), by_chance, "{report}");
        assert_eq!(residual(0.1, kept).verdict(), Verdict::Fail);
    }
}

/// Word vectors, those of the output at zero.
#[test]
fn a_product_of_which_one_factor_is_zero_passes() {
    let u = [0.3, -0.7, 0.5, 0.2, -0.4, 0.9];
    let pairs = [(0, 1, 1.0), (1, 2, 1.0), (0, 2, -1.0), (2, 0, -1.0)];
    let report = GradCheck::new("vectors").run(&(u, [0.0; 6]), |(u, v): &([f64; 6], [f64; 6])| {
        let (mut cost, mut du, mut dv) = (0.0, [0.0; 6], [0.0; 6]);
        for (a, b, y) in pairs {
            let s: f64 = (0..2).map(|j| -y * u[2 * a + j] * v[2 * b + j]).sum();
            cost += s.exp().ln_1p();
            let e = -y / (1.0 + (-s).exp());
            for j in 0..2 {
                du[2 * a + j] += e * v[2 * b + j];
                dv[2 * b + j] += e * u[2 * a + j];
            }
        }
        (cost, (du, dv))
    });
    assert_eq!(report.verdict(), Verdict::Pass, "{report}");
}

/// All units behind these weights are dead, here and beside the point.
#[test]
fn weights_before_dead_units_stay_undecided() {
    let report = GradCheck::new("dead").run(&(0.5, -3.0), |(w, b): &(f64, f64)| {
        let z: f64 = w - 2.0;
        let relu = z.max(0.0);
        (relu + b * b, (f64::from(u8::from(z > 0.0)), 2.0 * b))
    });
    let untold = Verdict::Undecided(Reason::NothingCompared);
    assert_eq!(report.verdict(), untold, "{report}");
}
