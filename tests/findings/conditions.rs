//! What makes the comparison itself meaningless: randomness, state, another cost, too few digits.

use super::{drawn, kinds, near, silent, soft_maximum, sole};
use grad_check::FindingKind::{
    ConstantFactor, Nondeterministic, Precision, StaleState, WrongCostFunction,
};
use grad_check::{GradCheck, Report, Rng, Verdict};
use ndarray::Array1;
use std::cell::{Cell, RefCell};

type X = Array1<f64>;

fn x() -> X {
    drawn("x", 5)
}

/// With and without `eps`, of a function that is made anew for each.
fn both<F: FnMut(&X) -> (f64, X)>(function: impl Fn() -> F) -> [Report; 2] {
    let check = GradCheck::new("f").arguments(["x"]);
    [check.clone(), check.eps(1e-7)].map(|check| check.run(&x(), function()))
}

#[test]
fn a_gradient_of_the_call_before_is_stale() {
    for report in both(|| {
        let last = RefCell::new(None);
        move |x: &X| {
            let (cost, gradient) = soft_maximum(x);
            let before = last.replace(Some(gradient.clone()));
            (cost, before.unwrap_or(gradient))
        }
    }) {
        assert_ne!(report.verdict(), Verdict::Pass, "{report}");
        let finding = report.findings().first().expect("a finding");
        assert_eq!(finding.kind(), StaleState, "{report}");
        let words = "the gradient is that of an earlier call";
        assert!(finding.message().starts_with(words), "{report}");
        assert!(
            finding.evidence().contains("with the same parameters"),
            "{report}"
        );
    }
}

#[test]
fn a_gradient_that_is_computed_once_is_stale() {
    for report in both(|| {
        let first = RefCell::new(None);
        move |x: &X| {
            let (cost, gradient) = soft_maximum(x);
            let gradient = first.borrow_mut().get_or_insert(gradient).clone();
            (cost, gradient)
        }
    }) {
        assert_ne!(report.verdict(), Verdict::Pass, "{report}");
        let finding = sole(&report, StaleState);
        let words = "the gradient is the same at every point: it is computed once";
        assert!(finding.message().starts_with(words), "{report}");
        assert_eq!(finding.blocks(), ["x"]);
    }
}

#[test]
fn a_gradient_that_is_the_same_everywhere_by_right_is_not_stale() {
    let line = |factor: f64| {
        move |x: &X| {
            let slopes = drawn("slopes", x.len());
            (x.dot(&slopes), factor * slopes)
        }
    };
    for report in both(|| line(1.0)) {
        silent(&report);
    }
    for report in both(|| line(2.0)) {
        near(sole(&report, ConstantFactor).value(), 2.0);
    }
}

#[test]
fn memory_that_changes_nothing_is_no_state() {
    for report in both(|| {
        let calls = Cell::new(0);
        move |x: &X| {
            calls.set(calls.get() + 1);
            soft_maximum(x)
        }
    }) {
        silent(&report);
    }
}

#[test]
fn a_cost_with_dropout_is_random() {
    for report in both(|| {
        let rng = RefCell::new(Rng::new(3));
        move |x: &X| {
            let (cost, gradient) = soft_maximum(x);
            let noise = 1.0 + 0.05 * rng.borrow_mut().normal();
            (cost * noise, gradient * noise)
        }
    }) {
        assert_ne!(report.verdict(), Verdict::Pass, "{report}");
        let finding = sole(&report, Nondeterministic);
        assert!(
            finding
                .message()
                .contains("the cost is random, as with dropout"),
            "{report}"
        );
        assert!(finding.value().is_some_and(|apart| apart > 0.0));
        assert!(finding.evidence().contains("% of the cost"), "{report}");
        assert!(finding.blocks().is_empty());
    }
}

#[test]
fn a_sum_in_another_order_is_not_random() {
    for report in both(|| {
        let calls = Cell::new(0_u64);
        move |x: &X| {
            calls.set(calls.get() + 1);
            let (cost, gradient) = soft_maximum(x);
            let last_bit = f64::EPSILON * (calls.get() % 2) as f64;
            (cost * (1.0 + last_bit), gradient)
        }
    }) {
        assert!(!kinds(&report).contains(&Nondeterministic), "{report}");
        assert_ne!(report.verdict(), Verdict::Fail, "{report}");
    }
}

#[test]
fn a_cost_function_of_another_cost_is_named() {
    let check = GradCheck::new("f").arguments(["x"]);
    silent(&check.run_with_cost(&x(), soft_maximum, |x| soft_maximum(x).0));
    for factor in [2.0, 1.01] {
        let report = check.run_with_cost(&x(), soft_maximum, |x| factor * soft_maximum(x).0);
        assert_ne!(report.verdict(), Verdict::Pass, "{report}");
        let finding = sole(&report, WrongCostFunction);
        let words = "`cost` is another function than the cost that the gradient belongs to";
        assert_eq!(finding.message(), words);
    }
    // In another order of the sum it is the same cost.
    let report = check.run_with_cost(&x(), soft_maximum, |x| {
        soft_maximum(x).0 * (1.0 + 2.0 * f64::EPSILON)
    });
    assert!(!kinds(&report).contains(&WrongCostFunction), "{report}");
    assert_eq!(report.verdict(), Verdict::Pass, "{report}");
}

fn single(x: f64) -> f64 {
    f64::from(<f32 as grad_check::Real>::of(x))
}

#[test]
fn a_gradient_with_the_digits_of_an_f32_is_told_from_a_wrong_one() {
    let rounded = |x: &X| {
        let (cost, gradient) = soft_maximum(x);
        let powers = gradient.mapv(|g| single(single(single(g).ln()).exp()));
        let signed = |(p, g): (&f64, &f64)| if p.is_nan() { single(*g) } else { *p };
        (
            cost,
            powers.iter().zip(&gradient).map(signed).collect::<X>(),
        )
    };
    let report = GradCheck::new("f")
        .arguments(["x"])
        .tol(1e-9)
        .run(&x(), rounded);
    assert_eq!(report.verdict(), Verdict::Fail, "{report}");
    let finding = sole(&report, Precision);
    let words = "x: right to six digits and no further, as where f32 takes part";
    assert_eq!(finding.message(), words);
    assert!(finding.mend().is_some_and(|mend| mend.contains("f64")));
    assert!(finding.evidence().contains("f32 numbers"), "{report}");
    silent(&GradCheck::new("f").tol(1e-9).run(&x(), soft_maximum));
}

#[test]
fn an_error_in_the_fourth_digit_is_no_matter_of_precision() {
    for report in both(|| {
        |x: &X| {
            let (cost, mut gradient) = soft_maximum(x);
            gradient *= &drawn("noise", x.len()).mapv(|e: f64| 1.0 + 1e-4 * (e + e.signum()));
            (cost, gradient)
        }
    }) {
        assert_eq!(report.verdict(), Verdict::Fail, "{report}");
        assert!(!kinds(&report).contains(&Precision), "{report}");
    }
}

#[test]
fn an_exact_factor_in_the_sixth_digit_is_no_rounding() {
    for report in both(|| {
        |x: &X| {
            let (cost, gradient) = soft_maximum(x);
            (cost, gradient * 1.000_003)
        }
    }) {
        assert_eq!(report.verdict(), Verdict::Fail, "{report}");
        assert!(!kinds(&report).contains(&Precision), "{report}");
    }
}

#[test]
fn a_cost_that_passes_through_f32_is_undecided_and_named() {
    let through = |x: &X| {
        let (_, gradient) = soft_maximum(x);
        (soft_maximum(&x.mapv(single)).0, gradient)
    };
    for report in both(|| through) {
        assert!(
            matches!(report.verdict(), Verdict::Undecided(_)),
            "{report}"
        );
        let finding = sole(&report, Precision);
        let words = "x: the cost passes through f32";
        assert!(finding.message().starts_with(words), "{report}");
    }
    // It excuses no wrong gradient.
    for report in both(|| {
        |x: &X| {
            let (cost, gradient) = through(x);
            (cost, 2.0 * gradient)
        }
    }) {
        assert_eq!(report.verdict(), Verdict::Fail, "{report}");
        assert!(!kinds(&report).contains(&Precision), "{report}");
    }
}
