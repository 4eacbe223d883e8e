//! Mistakes that hide: behind larger blocks, among many right entries, in the last digits, below a
//! small scale, at a kink. Each has its correct twin.

use grad_check::{GradCheck, Params, Report, Rng, Verdict};

/// Both twins, with and without `eps`; the reports of the wrong one, which must fail.
fn twins<P: Params, G: grad_check::Flatten>(
    point: &P,
    right: impl Fn(&P) -> (f64, G),
    wrong: impl Fn(&P) -> (f64, G),
) -> [Report; 2] {
    [GradCheck::new("f"), GradCheck::new("f").eps(1e-7)].map(|check| {
        let report = check.run(point, &right);
        assert_eq!(report.verdict(), Verdict::Pass, "right: {report}");
        let report = check.run(point, &wrong);
        assert_eq!(report.verdict(), Verdict::Fail, "wrong: {report}");
        report
    })
}

fn wrong_paths(report: &Report) -> Vec<&str> {
    let wrong = report
        .blocks()
        .iter()
        .flat_map(grad_check::BlockReport::wrong);
    wrong.map(grad_check::Component::path).collect()
}

#[test]
fn four_flipped_biases_behind_weights_ten_thousand_times_larger() {
    let layer = |sign: f64| {
        move |(w, b): &([f64; 6], [f64; 4])| {
            let weights: f64 = w.iter().map(|w| 1e4 * w * w).sum();
            let biases: f64 = b.iter().map(|b| b.sin()).sum();
            (
                weights + biases,
                (w.map(|w| 2e4 * w), b.map(|b| sign * b.cos())),
            )
        }
    };
    let point = ([0.9, -1.1, 0.4, 1.3, -0.2, 0.7], [0.3, -0.6, 1.2, 0.1]);
    for report in twins(&point, layer(1.0), layer(-1.0)) {
        let verdicts: Vec<_> = report
            .blocks()
            .iter()
            .map(grad_check::BlockReport::verdict)
            .collect();
        assert_eq!(verdicts, [Verdict::Pass, Verdict::Fail]);
        assert_eq!(report.blocks()[1].wrong().count(), 4);
    }
}

/// A sum of squares of a fully mixed layer, 20 × 20.
fn layer(w: &[Vec<f64>]) -> (f64, Vec<Vec<f64>>) {
    let x: Vec<f64> = (0..20).map(|k| (f64::from(k) * 0.37).cos()).collect();
    let mut cost = 0.0;
    let rows = w.iter().map(|row| {
        let z: f64 = row.iter().zip(&x).map(|(w, x)| w * x).sum();
        cost += z.tanh();
        let slope = 1.0 - z.tanh() * z.tanh();
        x.iter().map(|x| slope * x).collect()
    });
    let gradient = rows.collect();
    (cost, gradient)
}

fn weights() -> Vec<Vec<f64>> {
    let mut rng = Rng::new(7);
    (0..20)
        .map(|_| (0..20).map(|_| 0.3 * rng.normal()).collect())
        .collect()
}

#[test]
fn one_entry_of_four_hundred_off_by_a_tenth() {
    let off = |w: &Vec<Vec<f64>>| {
        let (cost, mut gradient) = layer(w);
        gradient[13][4] *= 1.1;
        (cost, gradient)
    };
    for report in twins(&weights(), |w| layer(w), off) {
        assert_eq!(wrong_paths(&report), ["theta[13][4]"]);
    }
}

#[test]
fn two_entries_exchanged() {
    let exchanged = |w: &Vec<Vec<f64>>| {
        let (cost, mut gradient) = layer(w);
        gradient[3].swap(5, 11);
        (cost, gradient)
    };
    for report in twins(&weights(), |w| layer(w), exchanged) {
        assert_eq!(wrong_paths(&report), ["theta[3][5]", "theta[3][11]"]);
    }
}

#[test]
fn every_entry_off_in_the_seventh_digit() {
    let scaled = |w: &Vec<Vec<f64>>| {
        let (cost, gradient) = layer(w);
        let scaled = gradient
            .iter()
            .map(|row| row.iter().map(|g| (1.0 + 1e-6) * g).collect());
        (cost, scaled.collect())
    };
    for report in twins(&weights(), |w| layer(w), scaled) {
        assert!((report.whole().best / 5e-7 - 1.0).abs() < 0.01, "{report}");
    }
}

#[test]
fn a_gradient_of_one_billionth_doubled_or_forgotten() {
    let tiny = |slip: f64| {
        move |x: &[f64; 2]| {
            let cost = 1.0 + 1e-9 * (x[0].exp() + x[0] * x[1]);
            (
                cost,
                [1e-9 * slip * (x[0].exp() + x[1]), 1e-9 * slip * x[0]],
            )
        }
    };
    let alone = |slip: f64| {
        move |x: &[f64; 2]| {
            let (cost, gradient) = tiny(slip)(x);
            (cost - 1.0, gradient)
        }
    };
    for slip in [2.0, 0.0] {
        for report in twins(&[0.7, -0.4], tiny(1.0), tiny(slip)) {
            assert_eq!(wrong_paths(&report).len(), 2);
        }
        let _ = twins(&[0.7, -0.4], alone(1.0), alone(slip));
    }
}

#[test]
fn a_block_of_one_billionth_beside_one_of_order_one() {
    let cost = |slip: f64| {
        move |(w, b): &([f64; 2], [f64; 2])| {
            let cost = (w[0] * w[1]).sin() + 1e-9 * (b[0].exp() + b[1]);
            let slope = (w[0] * w[1]).cos();
            let b = [1e-9 * slip * b[0].exp(), 1e-9 * slip];
            (cost, ([slope * w[1], slope * w[0]], b))
        }
    };
    for slip in [2.0, 0.0, -1.0] {
        for report in twins(&([0.3, 1.1], [0.5, 0.2]), cost(1.0), cost(slip)) {
            let verdicts: Vec<_> = report
                .blocks()
                .iter()
                .map(grad_check::BlockReport::verdict)
                .collect();
            assert_eq!(verdicts, [Verdict::Pass, Verdict::Fail]);
        }
    }
}

#[test]
fn garbage_at_exactly_a_kink() {
    let relu = |at_zero: f64| {
        move |x: &[f64; 3]| {
            let slope = |x: f64| match x {
                0.0 => at_zero,
                x if x > 0.0 => 1.0,
                _ => 0.0,
            };
            let cost = x.iter().map(|x| x.max(0.0)).sum::<f64>() + x[2] * x[2];
            let g = x.map(slope);
            (cost, [g[0], g[1], g[2] + 2.0 * x[2]])
        }
    };
    for garbage in [7.3, -0.2, 1.2] {
        for report in twins(&[0.0, 0.8, -0.4], relu(0.5), relu(garbage)) {
            assert_eq!(wrong_paths(&report), ["theta[0]"]);
        }
    }
}

#[test]
fn a_mistake_beside_a_kink_that_the_kink_itself_would_excuse() {
    // At 0 a slope of 1 is one of |x|'s; beside it the sign is wrong on one side.
    let abs = |below: f64| {
        move |x: &[f64; 2]| {
            let slope = if x[0] < 0.0 { below } else { 1.0 };
            (x[0].abs() + x[1].exp(), [slope, x[1].exp()])
        }
    };
    for report in twins(&[0.0, 0.3], abs(-1.0), abs(1.0)) {
        assert_eq!(wrong_paths(&report), ["theta[0]"]);
    }
}

#[test]
fn garbage_one_billionth_from_a_kink() {
    let shifted = |at_point: f64| {
        move |x: &[f64; 2]| {
            let slope = match x[0] {
                x if x == 0.5 - 1e-9 => at_point,
                x if x > 0.5 => 2.0,
                _ => -1.0,
            };
            let bend = if x[0] > 0.5 {
                2.0 * (x[0] - 0.5)
            } else {
                0.5 - x[0]
            };
            (bend + x[1].exp(), [slope, x[1].exp()])
        }
    };
    let point = [0.5 - 1e-9, 0.3];
    for check in [GradCheck::new("f"), GradCheck::new("f").eps(1e-7)] {
        let report = check.run(&point, shifted(-1.0));
        assert_eq!(report.verdict(), Verdict::Pass, "{report}");
        let report = check.run(&point, shifted(0.4));
        assert_ne!(report.verdict(), Verdict::Pass, "{report}");
    }
}
