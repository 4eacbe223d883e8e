//! Rows of a Hessian whose component of the gradient is zero but for rounding, as that of a bias before a
//! normalisation: what moves there is the rounding of terms as large as those elsewhere.

use crate::told::drawn;
use grad_check::{GradCheck, Report, Verdict};

const SAMPLES: usize = 7;

type Hessian = [[f64; 3]; 3];

/// Σ c⁴/4 over centred values c of x·w + b, which b doesn't change, with its gradient and Hessian over (w, b).
fn centred(x: &[f64], [w0, w1, b]: [f64; 3]) -> (f64, [f64; 3], Hessian) {
    let centre = |values: Vec<f64>| -> Vec<f64> {
        let mean = values.iter().sum::<f64>() / SAMPLES as f64;
        values.iter().map(|v| v - mean).collect()
    };
    let z = x.chunks(2).map(|x| x[0] * w0 + x[1] * w1 + b);
    let c = centre(z.collect());
    let back = centre(c.iter().map(|c| c.powi(3)).collect());
    let along = |k: usize| {
        let column = centre(x.chunks(2).map(|x| x[k]).collect());
        let moved = column.iter().zip(&c);
        centre(moved.map(|(x, c)| 3.0 * c * c * x).collect())
    };
    let through = |d: &[f64], k: usize| -> f64 {
        let terms = d.iter().zip(x.chunks(2)).map(|(d, x)| d * x[k]);
        terms.sum()
    };
    let sum = |d: &[f64]| d.iter().sum::<f64>();
    let cost = c.iter().map(|c| c.powi(4) / 4.0).sum::<f64>();
    let mut hessian = [[0.0; 3]; 3];
    let bent = [along(0), along(1)];
    hessian[2] = [sum(&bent[0]), sum(&bent[1]), 0.0];
    for (row, bent) in hessian.iter_mut().zip(&bent) {
        *row = [through(bent, 0), through(bent, 1), sum(bent)];
    }
    let gradient = [through(&back, 0), through(&back, 1), sum(&back)];
    (cost, gradient, hessian)
}

/// The report where w and b are parameters of their own, and that where they stand in one vector; `change` is made to
/// the Hessian.
fn reports(seed: &str, change: fn(&mut Hessian)) -> [Report; 2] {
    let x = drawn(seed, 2 * SAMPLES).to_vec();
    let changed = |theta: [f64; 3]| {
        let (cost, gradient, mut hessian) = centred(&x, theta);
        change(&mut hessian);
        (cost, gradient, hessian)
    };
    let apart = GradCheck::new("centred").arguments(["w", "b"]);
    [
        apart.run_hessian(
            &([0.83, -0.57], [0.31]),
            |&([w0, w1], [b]): &([f64; 2], [f64; 1])| {
                let (cost, [dw0, dw1, db], hessian) = changed([w0, w1, b]);
                (cost, ([dw0, dw1], [db]), hessian)
            },
        ),
        GradCheck::new("centred")
            .run_hessian(&[0.83, -0.57, 0.31], |&theta: &[f64; 3]| changed(theta)),
    ]
}

#[test]
fn the_row_of_a_bias_before_a_norm_passes() {
    for seed in ["a", "b", "c", "d", "e"] {
        for report in reports(seed, |_| {}) {
            assert_eq!(report.verdict(), Verdict::Pass, "{seed}: {report}");
            let calls = report.evaluations().full;
            assert!(calls <= 20, "{seed}: {calls}");
        }
    }
}

#[test]
fn what_stands_out_of_the_rounding_is_wrong() {
    for seed in ["a", "b", "c", "d", "e"] {
        let wrong = reports(seed, |hessian| {
            hessian[0][2] += 1e-6;
            hessian[2][0] += 1e-6;
        });
        for report in wrong {
            assert_eq!(report.verdict(), Verdict::Fail, "{seed}: {report}");
        }
    }
}
