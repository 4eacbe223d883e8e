//! Options of the verdict, through the attribute: what is accepted, what must be noticed, and the
//! self-test.

use crate::told::holds;
use grad_check::{GradCheck, Reason, Verdict, grad_check};

/// √|x₀| has no derivative at 0, nor one-sided ones.
#[grad_check(at = [0.0, 3.0], allow = [bar_too_wide])]
fn accepted(x: [f64; 2]) -> (f64, [f64; 2]) {
    (x[0].abs().sqrt() + x[1] * x[1], [0.0, 2.0 * x[1]])
}

#[grad_check(at = [0.0, 3.0])]
#[should_panic(expected = "gradient check undecided: not_accepted")]
fn not_accepted(x: [f64; 2]) -> (f64, [f64; 2]) {
    accepted(x)
}

#[grad_check(at = [0.0, 3.0], allow = [kink, noise])]
#[should_panic(expected = "gradient check undecided: another_is_accepted")]
fn another_is_accepted(x: [f64; 2]) -> (f64, [f64; 2]) {
    accepted(x)
}

#[grad_check(at = 0.0, allow = [bar_too_wide])]
#[should_panic(expected = "nothing compared")]
fn nothing_else_compared(x: f64) -> (f64, f64) {
    (x.abs().sqrt(), 0.0)
}

#[grad_check(at = 0.5, allow = [
    bar_too_wide, unsettled, kink, jump, right_by_chance, noise, single_precision, non_finite,
    function_failed, budget_spent, step_lost, constant_cost, nothing_compared, nondeterministic, wrong_cost,
])]
#[should_panic(expected = "gradient check failed: every_condition")]
fn every_condition(x: f64) -> (f64, f64) {
    (x * x, x)
}

/// Behind a constant of 1e13 nothing below 1e-3 can be noticed.
#[grad_check(at = 0.7, must_notice = 1.0)]
fn little_demanded(x: f64) -> (f64, f64) {
    (1e13 + x.exp(), x.exp())
}

#[grad_check(at = 0.7)]
#[should_panic(expected = "gradient check undecided: much_demanded")]
fn much_demanded(x: f64) -> (f64, f64) {
    little_demanded(x)
}

#[grad_check(self_test)]
fn put_to_the_test(x: [f64; 3]) -> (f64, [f64; 3]) {
    (x[0] * x[1] + x[2].sin(), [x[1], x[0], x[2].cos()])
}

#[test]
fn every_reason_goes_by_its_name_in_json() {
    let report = GradCheck::new("root").run(&0.0, |x: &f64| (x.abs().sqrt(), 0.0));
    let Verdict::Undecided(reason) = report.verdict() else {
        panic!("{report}")
    };
    assert_eq!(reason, Reason::BarTooWide);
    assert!(report.to_json().contains(r#""reason":"bar_too_wide""#));
}

#[test]
fn what_is_accepted_stays_undecided_and_is_said() {
    let root = |x: &[f64; 2]| (x[0].abs().sqrt() + x[1] * x[1], [0.0, 2.0 * x[1]]);
    let report = GradCheck::new("root")
        .allow([Reason::BarTooWide])
        .run(&[0.0, 3.0], root);
    assert_eq!(report.verdict(), Verdict::Pass);
    let component = &report.blocks()[0].components()[0];
    assert_eq!(component.verdict(), Verdict::Undecided(Reason::BarTooWide));
    let printed = report.to_string();
    holds(
        &printed,
        "accepted by `allow`: bar_too_wide in 1 of 2 components of theta",
    );
}

/// An error of any size in a block that is accepted undecided might pass.
#[test]
fn of_what_is_accepted_nothing_would_be_noticed() {
    let root = |(x, y): &(f64, f64)| (x.abs().sqrt() + y * y, (0.0, 2.0 * y));
    let report = GradCheck::new("root")
        .arguments(["x", "y"])
        .allow([Reason::BarTooWide])
        .run(&(0.0, 3.0), root);
    assert_eq!(report.verdict(), Verdict::Pass);
    assert!(report.blocks()[0].would_notice().is_nan());
    assert!(report.blocks()[1].would_notice() < 1e-6);
    holds(&report.to_string(), "would notice nothing in x, ");
}

#[test]
fn the_self_test_plants_every_mistake_and_notices_it() {
    let function = |x: &[f64; 3]| (x[0] * x[1] + x[2].sin(), [x[1], x[0], x[2].cos()]);
    let report = GradCheck::new("f")
        .self_test()
        .run(&[0.3, -2.0, 1.0], function);
    assert_eq!(report.verdict(), Verdict::Pass);
    let planted: Vec<&str> = report
        .planted()
        .iter()
        .map(grad_check::PlantedMistake::mistake)
        .collect();
    assert_eq!(
        planted,
        [
            "its sign flipped",
            "1.5 × its gradient",
            "a gradient of zero",
            "theta[0] and theta[2] exchanged",
            "its gradient off by a tenth",
            "3 times the smallest error that it would notice",
            "3 times the smallest error that it would notice",
            "3 times the smallest error that it would notice",
        ]
    );
    assert!(
        report
            .to_string()
            .contains("self-test: 8 of 8 planted mistakes noticed")
    );
    // On request it costs no evaluation more.
    let without = GradCheck::new("f").run(&[0.3, -2.0, 1.0], function);
    assert_eq!(report.evaluations(), without.evaluations());
}

#[test]
fn a_demand_must_be_a_number_that_can_be_met() {
    for size in [0.0, -1.0, f64::NAN] {
        let report = GradCheck::new("f")
            .must_notice(size)
            .run(&1.0, |x| (x * x, 2.0 * x));
        assert_eq!(report.verdict(), Verdict::Undecided(Reason::InvalidInput));
        holds(&report, "`must_notice` is");
    }
}
