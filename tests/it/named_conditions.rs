//! What makes a comparison meaningless is named, and not blamed on the gradient; a correct twin
//! without it passes.

use crate::told::holds;
use grad_check::{GradCheck, Problem, Reason, Report, Rng, Verdict};
use std::cell::Cell;

const RIGHT: [f64; 2] = [0.7, 0.4];

fn exponential(x: &[f64; 2]) -> (f64, [f64; 2]) {
    let e = (x[0] * x[1]).exp();
    (e, [x[1] * e, x[0] * e])
}

/// A number in [−1, 1) that every bit of θ decides.
fn hash(x: &[f64; 2]) -> f64 {
    let state = x
        .iter()
        .fold(1, |state: u64, x| Rng::new(state ^ x.to_bits()).bits());
    2.0 * Rng::new(state).unit() - 1.0
}

fn undecided(report: &Report) -> Reason {
    match report.verdict() {
        Verdict::Undecided(reason) => reason,
        other => panic!("{other}: {report}"),
    }
}

#[test]
fn the_twin_without_a_condition_passes() {
    let report = GradCheck::new("f").run(&RIGHT, exponential);
    assert_eq!(report.verdict(), Verdict::Pass, "{report}");
    assert!(!report.to_string().contains("noise"), "{report}");
}

#[test]
fn a_cost_that_is_random() {
    // Dropout: each call draws a mask.
    let rng = Cell::new(7u64);
    let dropout = |x: &[f64; 2]| {
        let mut draw = Rng::new(rng.get());
        rng.set(draw.bits());
        let mask = [0, 1].map(|_| if draw.unit() < 0.5 { 2.0 } else { 0.0 });
        let cost: f64 = (0..2).map(|i| mask[i] * x[i] * x[i]).sum();
        (cost, [0, 1].map(|i| 2.0 * mask[i] * x[i]))
    };
    let report = GradCheck::new("f").run(&RIGHT, dropout);
    assert_eq!(undecided(&report), Reason::Nondeterministic);
    holds(&report, "set keep_prob = 1");
}

#[test]
fn a_cost_that_depends_on_what_was_computed_before() {
    // A running mean, as of batch normalisation in training mode.
    let mean = Cell::new(0.0);
    let stale = |x: &[f64; 2]| {
        let (cost, gradient) = exponential(x);
        mean.set(0.9 * mean.get() + 0.1 * cost);
        (cost + 0.01 * mean.get(), gradient)
    };
    let report = GradCheck::new("f").run(&RIGHT, stale);
    assert_eq!(undecided(&report), Reason::Nondeterministic);
}

#[test]
fn a_gradient_that_keeps_accumulating() {
    // The classic forgotten `zero_grad`: the cost is the same, the gradient isn't.
    let sum = Cell::new([0.0; 2]);
    let accumulating = |x: &[f64; 2]| {
        let (cost, gradient) = exponential(x);
        let before = sum.get();
        sum.set([before[0] + gradient[0], before[1] + gradient[1]]);
        (cost, sum.get())
    };
    let report = GradCheck::new("f").run(&RIGHT, accumulating);
    assert_eq!(report.verdict(), Verdict::Fail, "{report}");
    let is_named = |p: &Problem| matches!(p, Problem::GradientNotRepeatable { .. });
    assert!(report.problems().iter().any(is_named), "{report}");
}

#[test]
fn sums_in_another_order_are_no_randomness() {
    // Threads add in any order: the last digit scatters.
    let calls = Cell::new(0u32);
    let reordered = |x: &[f64; 2]| {
        calls.set(calls.get() + 1);
        let (cost, gradient) = exponential(x);
        let digits = f64::from(calls.get() % 3) * f64::EPSILON;
        (cost * (1.0 + digits), gradient)
    };
    let report = GradCheck::new("f").run(&RIGHT, reordered);
    assert_eq!(report.verdict(), Verdict::Pass, "{report}");
    let report = GradCheck::new("f").run(&RIGHT, |x| {
        let (cost, gradient) = reordered(x);
        (cost, gradient.map(|g| 1.01 * g))
    });
    assert_eq!(report.verdict(), Verdict::Fail, "{report}");
}

#[test]
fn a_value_that_is_not_finite_is_named_with_its_place() {
    // Infinite on both sides of the point, however near.
    let spiked = |x: &[f64; 2]| {
        let (cost, gradient) = exponential(x);
        let cost = if x[1] == RIGHT[1] {
            cost
        } else {
            f64::INFINITY
        };
        (cost, gradient)
    };
    let report = GradCheck::new("f").run(&RIGHT, spiked);
    assert_eq!(undecided(&report), Reason::NonFinite);
    holds(&report, "theta[1] moved to");
}

#[test]
fn a_kink_with_the_slopes_on_both_sides() {
    let leaky = |at_zero: f64| {
        move |x: &[f64; 2]| {
            let (e, mut gradient) = exponential(&[1.0, x[1]]);
            let slope = match x[0] {
                0.0 => at_zero,
                x if x > 0.0 => 2.0,
                _ => -0.5,
            };
            let bend = if x[0] > 0.0 { 2.0 * x[0] } else { -0.5 * x[0] };
            gradient[0] = slope;
            gradient[1] = e;
            (bend + e, gradient)
        }
    };
    let report = GradCheck::new("f").run(&[0.0, 0.4], leaky(1.25));
    assert_eq!(report.verdict(), Verdict::Pass, "{report}");
    let (left, right) = report.blocks()[0].components()[0]
        .kink()
        .unwrap_or_default();
    assert!(
        (left + 0.5).abs() < 1e-6 && (right - 2.0).abs() < 1e-6,
        "{left} {right}"
    );
    let said = "at a kink, where any slope between is right: theta[0] (left -0.500000, right 2.00000, analytic 1.25000)";
    holds(&report, said);

    let outside = GradCheck::new("f").run(&[0.0, 0.4], leaky(2.1));
    assert_eq!(outside.verdict(), Verdict::Fail, "{outside}");
    assert!(outside.blocks()[0].components()[0].kink().is_some());
    let smooth = GradCheck::new("f").run(&[0.1, 0.4], leaky(1.25));
    assert_eq!(smooth.blocks()[0].components()[0].kink(), None);
}

#[test]
fn a_jump() {
    let jumping = |x: &[f64; 2]| {
        let (cost, gradient) = exponential(x);
        (cost + f64::from(u8::from(x[0] > RIGHT[0])), gradient)
    };
    let report = GradCheck::new("f").run(&RIGHT, jumping);
    assert_eq!(undecided(&report), Reason::Jump);
    // A jump elsewhere is no matter.
    let report = GradCheck::new("f").run(&[0.69, 0.4], jumping);
    assert_eq!(report.verdict(), Verdict::Pass, "{report}");
}

#[test]
fn a_step_that_is_lost() {
    let report = GradCheck::new("f").eps(1e-17).run(&[1.0, 2.0], exponential);
    assert_eq!(undecided(&report), Reason::StepLost);
}

#[test]
fn a_constant_cost() {
    let report = GradCheck::new("f").run(&RIGHT, |_| (1.5, [0.0, 0.0]));
    assert_eq!(undecided(&report), Reason::ConstantCost);
}

#[test]
fn noise_above_the_signal() {
    let noisy = |x: &[f64; 2]| {
        let (e, gradient) = exponential(x);
        (e + 1e-2 * hash(x), gradient)
    };
    let report = GradCheck::new("f").run(&RIGHT, noisy);
    assert_eq!(undecided(&report), Reason::Noise);
    let said = report.to_string();
    assert!(
        said.contains("the cost has noise of") && said.contains("tighten"),
        "{said}"
    );
    // Below the signal, it only widens the bars.
    let report = GradCheck::new("f").run(&RIGHT, |x| {
        let (e, gradient) = exponential(x);
        (e + 1e-9 * hash(x), gradient)
    });
    assert_eq!(report.verdict(), Verdict::Pass, "{report}");
    assert!(
        (1e-10..3e-9).contains(&report.cost_noise()),
        "{}",
        report.cost_noise()
    );
}

#[test]
fn a_cost_of_f32_inside() {
    #[allow(clippy::cast_possible_truncation)] // the mistake
    let rounded = |x: &[f64; 2]| {
        let (cost, gradient) = exponential(x);
        (f64::from(cost as f32), gradient)
    };
    let report = GradCheck::new("f").run(&RIGHT, rounded);
    assert!(report.is_single_inside(), "{report}");
    assert_ne!(report.verdict(), Verdict::Fail, "{report}");
    holds(&report, "passes through f32");
    // With too few digits left to tell anything, that is the reason.
    let behind = |x: &[f64; 2]| (1e7 + rounded(x).0, rounded(x).1);
    #[allow(clippy::cast_possible_truncation)]
    let report = GradCheck::new("f").run(&RIGHT, |x| (f64::from(behind(x).0 as f32), behind(x).1));
    assert_eq!(undecided(&report), Reason::SinglePrecision);
    assert!(
        !GradCheck::new("f")
            .run(&RIGHT, exponential)
            .is_single_inside()
    );
}

#[test]
fn a_function_that_panics_beside_the_point() {
    let brittle = |x: &[f64; 2]| {
        assert!(x[1] >= 0.4, "b must not be below 0.4");
        exponential(x)
    };
    let report = GradCheck::new("f").arguments(["x"]).run(&RIGHT, brittle);
    let said = report.to_string();
    assert!(
        said.contains("b must not be below 0.4") && said.contains("x[1]"),
        "{said}"
    );
    assert_ne!(report.verdict(), Verdict::Fail, "{said}");
}

#[test]
fn a_gradient_that_is_right_by_chance() {
    // The L2 term is forgotten, and the parameter is zero: the gradient is right here, and only here.
    let l2 = |kept: f64| {
        move |x: &[f64; 2]| {
            let cost = (1.0 + x[0]).ln() + x[1].sin() + 0.5 * (x[0] * x[0] + x[1] * x[1]);
            (cost, [1.0 / (1.0 + x[0]) + kept * x[0], x[1].cos() + x[1]])
        }
    };
    for check in [GradCheck::new("f"), GradCheck::new("f").eps(1e-7)] {
        // λ of 1, and all but a hundredth of it.
        for kept in [0.0, 0.99] {
            let report = check.run(&[0.0, 0.4], l2(kept));
            assert_eq!(undecided(&report), Reason::RightByChance);
        }
        let report = check.run(&[0.0, 0.4], l2(1.0));
        assert_eq!(report.verdict(), Verdict::Pass, "{report}");
    }
}

#[test]
fn a_block_that_could_have_noticed_nothing() {
    let hidden = |x: &[f64; 2]| (1e13 + exponential(x).0, exponential(x).1);
    let report = GradCheck::new("f").run(&RIGHT, hidden);
    assert_eq!(undecided(&report), Reason::BarTooWide);
    assert!(report.blocks()[0].would_notice() > 1e-3);
    let dead = GradCheck::new("f").run(&RIGHT, |x| ((-x[0]).max(0.0) + (-x[1]).max(0.0), [0.0; 2]));
    assert!(matches!(dead.verdict(), Verdict::Undecided(_)), "{dead}");
}

#[test]
fn an_undecided_check_fails_the_test_with_a_remedy() {
    let report = GradCheck::new("f").run(&RIGHT, |_| (1.5, [0.0, 0.0]));
    let failed = std::panic::catch_unwind(|| report.assert());
    let message = failed.expect_err("undecided is no pass");
    let message = message
        .downcast_ref::<String>()
        .cloned()
        .unwrap_or_default();
    holds(&message, "to settle it");
}

#[test]
fn conditions_are_accepted_by_name_only() {
    let jumping = |x: &[f64; 2]| {
        let (cost, gradient) = exponential(x);
        (cost + f64::from(u8::from(x[0] > RIGHT[0])), gradient)
    };
    let verdict = |reasons: &[Reason]| {
        let check = GradCheck::new("f").allow(reasons.iter().copied());
        check.run(&RIGHT, jumping).verdict()
    };
    assert_eq!(verdict(&[Reason::Jump]), Verdict::Pass);
    assert_eq!(
        verdict(&[Reason::Kink, Reason::Noise]),
        Verdict::Undecided(Reason::Jump)
    );
    // What is accepted excuses no wrong gradient.
    let wrong = |x: &[f64; 2]| (jumping(x).0, [jumping(x).1[0], -jumping(x).1[1]]);
    let report = GradCheck::new("f").allow([Reason::Jump]).run(&RIGHT, wrong);
    assert_eq!(report.verdict(), Verdict::Fail, "{report}");
}

/// Σ r · max(0, x·w): both hinges stand at their kink where w is zero.
fn hinges(w: &[f64; 2], off: f64) -> (f64, [f64; 2]) {
    let (mut cost, mut gradient) = (0.0, [off, off]);
    for [a, b, r] in [[1.0, 2.0, 3.0], [-3.0, 1.0, -2.0]] {
        let z = a * w[0] + b * w[1];
        if z > 0.0 {
            cost += r * z;
            gradient[0] += r * a;
            gradient[1] += r * b;
        }
    }
    (cost, gradient)
}

#[test]
fn where_several_kinks_meet_the_gradient_of_a_facet_off_the_axes_is_not_blamed() {
    let check = GradCheck::new("hinges").arguments(["w"]);
    let right = check.run(&[0.0; 2], |w| hinges(w, 0.0));
    assert_eq!(right.verdict(), Verdict::Undecided(Reason::Kink), "{right}");
    // A linear term makes none of it zero.
    let linear = |w: &[f64; 2]| {
        let (cost, [a, b]) = hinges(w, 0.0);
        (cost + 5.0 * w[0], [a + 5.0, b])
    };
    let right = check.run(&[0.0; 2], linear);
    assert_eq!(right.verdict(), Verdict::Undecided(Reason::Kink), "{right}");
    // Off the kinks it is a gradient like any other.
    check.run(&[0.3, 0.7], |w| hinges(w, 0.0)).assert();
}

#[test]
fn where_several_kinks_meet_a_gradient_beyond_all_facets_or_wrong_beside_is_wrong() {
    let check = GradCheck::new("hinges").arguments(["w"]);
    let beyond = check.run(&[0.0; 2], |w| {
        hinges(w, if *w == [0.0; 2] { 500.0 } else { 0.0 })
    });
    assert_eq!(beyond.verdict(), Verdict::Fail, "{beyond}");
    let beside = check.run(&[0.0; 2], |w| hinges(w, 1.0));
    assert_eq!(beside.verdict(), Verdict::Fail, "{beside}");
}

#[test]
fn a_layer_of_relus_at_zero_is_not_blamed() {
    let x = [[1.0, 0.5], [-0.4, 0.8], [0.3, -1.2]];
    let layer = |p: &[f64; 3]| {
        let (mut cost, mut gradient) = (0.0, [0.0; 3]);
        for [a, b] in x {
            let z = a * p[0] + b * p[1] + p[2];
            if z > 0.0 {
                cost += z + z * z;
                let dz = 1.0 + 2.0 * z;
                gradient[0] += dz * a;
                gradient[1] += dz * b;
                gradient[2] += dz;
            }
        }
        (cost, gradient)
    };
    let report = GradCheck::new("layer")
        .arguments(["p"])
        .run(&[0.0; 3], layer);
    assert_ne!(report.verdict(), Verdict::Fail, "{report}");
}

/// A dead unit with a gradient stands still at small steps and moves at large ones, which says nothing of the
/// other components.
#[test]
fn a_component_that_stands_still_does_not_make_the_whole_cost_noisy() {
    let report =
        GradCheck::new("dead")
            .arguments(["b", "w"])
            .run(&(-0.35, [0.4, -0.8, 1.1]), |(b, w)| {
                let active = f64::max(b + 0.3, 0.0);
                let cost = w.iter().map(|w: &f64| w.sin()).sum::<f64>() + active * w[0];
                let dw = [w[0].cos() + active, w[1].cos(), w[2].cos()];
                (cost, (0.19, dw))
            });
    let w = report.blocks().iter().find(|b| b.path() == "w").expect("w");
    assert_eq!(w.verdict(), Verdict::Pass, "{report}");
    assert_ne!(report.verdict(), Verdict::Pass, "{report}");
}
