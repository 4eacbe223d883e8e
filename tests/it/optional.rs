//! A function that has no answer everywhere returns an `Option` of it.

use crate::told::holds;
use grad_check::{GradCheck, Verdict, grad_check};

#[grad_check(at = [0.4, 1.3])]
fn barrier(x: [f64; 2]) -> Option<(f64, [f64; 2])> {
    let inside = x.iter().all(|&x| x > 0.0);
    inside.then(|| (-x[0].ln() - x[1].ln(), x.map(|x| -1.0 / x)))
}

#[test]
fn a_wrong_gradient_is_found_and_no_answer_is_no_pass() {
    let wrong = |x: &f64| (*x > 0.0).then(|| (-x.ln(), 1.0 / x));
    let report = GradCheck::new("barrier").run(&0.4, wrong);
    assert_eq!(report.verdict(), Verdict::Fail, "{report}");
    let report = GradCheck::new("barrier").run(&-0.4, wrong);
    assert_ne!(report.verdict(), Verdict::Pass);
    holds(&report, "None");
}
