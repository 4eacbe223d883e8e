//! Right gradients pass, wrong ones fail, and what can't be told is undecided: by the builder.

use crate::told::kinds;
use grad_check::{FindingKind, GradCheck, Params, Reason, Verdict};

/// Check with and without `eps`; both must come to this verdict.
fn assert_verdict<P: Params, G: grad_check::Flatten>(
    expected: Verdict,
    point: &P,
    function: impl Fn(&P) -> (f64, G),
) {
    for check in [GradCheck::new("f"), GradCheck::new("f").eps(1e-7)] {
        let report = check.run(point, &function);
        assert_eq!(report.verdict(), expected, "{report}");
    }
}

fn rosenbrock(x: &[f64; 2]) -> (f64, [f64; 2]) {
    let (a, b) = (1.0 - x[0], x[1] - x[0] * x[0]);
    (
        a * a + 100.0 * b * b,
        [-2.0 * a - 400.0 * x[0] * b, 200.0 * b],
    )
}

fn log_sum_exp(x: &[f64; 4]) -> (f64, [f64; 4]) {
    let sum: f64 = x.iter().map(|x| x.exp()).sum();
    (sum.ln(), x.map(|x| x.exp() / sum))
}

#[test]
fn right_gradients_pass() {
    assert_verdict(Verdict::Pass, &[-1.2, 1.0], rosenbrock);
    assert_verdict(Verdict::Pass, &[0.3, -2.0, 1.0, 0.7], log_sum_exp);
    assert_verdict(Verdict::Pass, &0.5, |x: &f64| (x.sin(), x.cos()));
    assert_verdict(Verdict::Pass, &1e8, |x: &f64| (x.sqrt(), 0.5 / x.sqrt()));
    assert_verdict(Verdict::Pass, &2.0, |x: &f64| {
        (1e-9 * x.exp(), 1e-9 * x.exp())
    });
    assert_verdict(Verdict::Pass, &2.0, |x: &f64| {
        (1e9 * x.exp(), 1e9 * x.exp())
    });
}

#[test]
fn a_right_gradient_passes_at_a_stationary_point() {
    assert_verdict(Verdict::Pass, &[1.0, 1.0], rosenbrock);
    assert_verdict(Verdict::Pass, &0.0, |x: &f64| (x * x, 2.0 * x));
}

#[test]
fn a_right_gradient_of_a_fast_oscillation_passes() {
    assert_verdict(Verdict::Pass, &0.3, |x: &f64| {
        ((1e4 * x).sin(), 1e4 * (1e4 * x).cos())
    });
}

#[test]
fn a_right_gradient_behind_a_large_offset_is_never_called_wrong() {
    for offset in [1e3, 1e6, 1e9] {
        let report = GradCheck::new("f")
            .eps(1e-7)
            .run(&0.5, |x: &f64| (offset + x.exp(), x.exp()));
        assert_ne!(report.verdict(), Verdict::Fail, "{offset:e}: {report}");
    }
}

#[test]
fn small_mistakes_fail() {
    for mistake in [-1.0, 0.0, 0.5, 2.0, 1.01, 1.0 + 1e-4, 1.0 + 1e-6] {
        assert_verdict(Verdict::Fail, &[-1.2, 1.0], |x| {
            let (cost, gradient) = rosenbrock(x);
            (cost, gradient.map(|g| mistake * g))
        });
    }
}

#[test]
fn two_exchanged_entries_fail() {
    assert_verdict(Verdict::Fail, &[0.3, -2.0, 1.0, 0.7], |x| {
        let (cost, [a, b, c, d]) = log_sum_exp(x);
        (cost, [a, c, b, d])
    });
}

#[test]
fn a_flipped_bias_is_found_behind_weights_ten_thousand_times_larger() {
    let point = ([3.0, 4.0], [0.1f64]);
    let report = GradCheck::new("f")
        .arguments(["w", "b"])
        .run(&point, |(w, b)| {
            let cost = 1e4 * (w[0] * w[0] + w[1] * w[1]) + b[0].sin();
            (cost, ([2e4 * w[0], 2e4 * w[1]], [-b[0].cos()]))
        });
    let verdicts: Vec<_> = report
        .blocks()
        .iter()
        .map(|b| (b.path(), b.verdict()))
        .collect();
    assert_eq!(verdicts, [("w", Verdict::Pass), ("b", Verdict::Fail)]);
    assert_eq!(kinds(&report), [FindingKind::SignFlipped]);
}

#[test]
fn a_gradient_that_forgets_a_block_is_named() {
    let right = |x: &[f64; 2], slip: f64| {
        (
            x[0].exp() * x[1],
            [slip * x[0].exp() * x[1], slip * x[0].exp()],
        )
    };
    let report = GradCheck::new("f").run(&[0.2, 0.7], |x| right(x, 0.0));
    assert_eq!(kinds(&report), [FindingKind::ZeroOrDetached]);
    assert_eq!(
        report.findings()[0].message(),
        "analytic = 0 where numeric isn't in both components of theta"
    );
    assert!(
        GradCheck::new("f")
            .run(&[0.2, 0.7], |x| right(x, 1.0))
            .findings()
            .is_empty()
    );
}

#[test]
fn a_gradient_scaled_in_all_blocks_is_one_finding() {
    let check = GradCheck::new("f").arguments(["a", "b"]);
    let report = check.run(&([1.0, 2.0], [3.0]), |(a, b)| {
        (
            a[0] * a[1] * b[0] / 3.0,
            ([a[1] * b[0], a[0] * b[0]], [a[0] * a[1]]),
        )
    });
    assert_eq!(kinds(&report), [FindingKind::WholeCostScaled]);
    assert_eq!(
        report.findings()[0].mend(),
        Some("multiplying the whole gradient by 1/3 makes the check pass")
    );
}

#[test]
fn a_kink_beside_the_point_is_not_blamed_on_the_gradient() {
    let relu = |x: &f64| (x.max(0.0), if *x > 0.0 { 1.0 } else { 0.0 });
    for x in [0.0, 1e-9, -1e-9, 1e-5, -1e-5] {
        let report = GradCheck::new("relu").run(&x, relu);
        assert_ne!(report.verdict(), Verdict::Fail, "{x:e}: {report}");
    }
    let far = GradCheck::new("relu").run(&1e-5, relu);
    assert_eq!(
        far.verdict(),
        Verdict::Pass,
        "a kink that a smaller step avoids: {far}"
    );
}

#[test]
fn a_gradient_outside_the_one_sided_slopes_of_a_kink_fails() {
    assert_verdict(Verdict::Fail, &0.0, |x: &f64| (x.abs(), 5.0));
}

#[test]
fn a_block_behind_dead_units_is_undecided() {
    let report = GradCheck::new("f").arguments(["live", "dead"]).run(
        &(1.0, -1.0),
        |&(a, b): &(f64, f64)| {
            (
                a * a + b.max(0.0),
                (2.0 * a, if b > 0.0 { 1.0 } else { 0.0 }),
            )
        },
    );
    assert_eq!(
        report.blocks()[1].verdict(),
        Verdict::Undecided(Reason::NothingCompared)
    );
    assert_eq!(
        report.verdict(),
        Verdict::Undecided(Reason::NothingCompared)
    );
}

#[test]
fn f32_gradients_are_judged_in_their_precision() {
    let function = |x: &[f32; 3], slip: f32| {
        let sum: f32 = x.iter().map(|x| x.exp()).sum();
        (sum.ln(), x.map(|x| slip * x.exp() / sum))
    };
    for check in [GradCheck::new("f"), GradCheck::new("f").eps(1e-3)] {
        let right = check.run(&[0.1, -0.4, 0.9], |x| function(x, 1.0));
        assert_eq!(right.verdict(), Verdict::Pass, "{right}");
        assert_eq!(right.tol(), 1e-4);
        let wrong = check.run(&[0.1, -0.4, 0.9], |x| function(x, 1.01));
        assert_eq!(wrong.verdict(), Verdict::Fail, "{wrong}");
    }
}

#[test]
fn the_tolerance_is_the_bound_on_the_relative_error() {
    let off_by = |slip: f64| {
        GradCheck::new("f")
            .tol(1e-3)
            .run(&0.7, |x: &f64| (x.exp(), (1.0 + slip) * x.exp()))
            .verdict()
    };
    assert_eq!(
        (off_by(1e-4), off_by(-1e-4)),
        (Verdict::Pass, Verdict::Pass)
    );
    assert_eq!(
        (off_by(1e-2), off_by(-1e-2)),
        (Verdict::Fail, Verdict::Fail)
    );
}

#[test]
fn a_cost_function_spares_the_annotated_one_and_changes_no_verdict() {
    let check = GradCheck::new("f").eps(1e-7);
    let right = check.run_with_cost(&[-1.2, 1.0], rosenbrock, |x| rosenbrock(x).0);
    assert_eq!(right.verdict(), Verdict::Pass, "{right}");
    assert_eq!(right.evaluations().full, 5);

    let wrong = |x: &[f64; 2]| (rosenbrock(x).0, rosenbrock(x).1.map(|g| 1.001 * g));
    let report = check.run_with_cost(&[-1.2, 1.0], wrong, |x| wrong(x).0);
    assert_eq!(report.verdict(), Verdict::Fail, "{report}");
}

#[test]
fn the_same_code_gives_the_same_report() {
    let run = || {
        GradCheck::new("f")
            .eps(1e-7)
            .run(&[0.3, -2.0, 1.0, 0.7], log_sum_exp)
    };
    assert_eq!(run().to_json(), run().to_json());
}

#[test]
fn a_block_whose_gradient_is_forgotten_is_off_by_all_of_it() {
    let check = GradCheck::new("product").arguments(["a", "b"]);
    let report = check.run(&(2.0, 3.0), |&(a, b)| (a * b, (0.0, a)));
    assert_eq!(report.blocks()[0].verdict(), Verdict::Fail, "{report}");
    assert_eq!(report.blocks()[0].relative_error(), 1.0, "{report}");
}
