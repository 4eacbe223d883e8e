//! What makes the comparison itself meaningless: randomness, state, another cost.

use super::{drawn, kinds, near, silent, soft_maximum, sole};
use crate::told::holds;
use grad_check::FindingKind::{ConstantFactor, Nondeterministic, StaleState, WrongCostFunction};
use grad_check::{GradCheck, Report, Rng, Verdict};
use ndarray::Array1;
use std::cell::{Cell, RefCell};

pub(crate) type X = Array1<f64>;

pub(crate) fn x() -> X {
    drawn("x", 5)
}

/// With and without `eps`, of a function that is made anew for each.
pub(crate) fn both<F: FnMut(&X) -> (f64, X)>(function: impl Fn() -> F) -> [Report; 2] {
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
        let words = "the gradient depends on earlier calls";
        assert!(finding.message().starts_with(words), "{report}");
        holds(&finding.evidence(), "with the same parameters");
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
        holds(&finding.message(), "the cost is random, as with dropout");
        assert!(finding.value().is_some_and(|apart| apart > 0.0));
        holds(&finding.evidence(), "% of the cost");
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

#[test]
fn a_buffer_that_is_not_cleared_is_told_by_its_multiple() {
    for report in both(|| {
        let sum = RefCell::new(X::zeros(x().len()));
        move |x: &X| {
            let (cost, gradient) = soft_maximum(x);
            *sum.borrow_mut() += &gradient;
            let all = sum.borrow().clone();
            (cost, all)
        }
    }) {
        assert_ne!(report.verdict(), Verdict::Pass, "{report}");
        let finding = report.findings().first().expect("a finding");
        assert_eq!(finding.kind(), StaleState, "{report}");
        let words = "the gradient grows with each call";
        assert!(finding.message().starts_with(words), "{report}");
    }
}
