//! A derivative that is zero where the function is constant leaves nothing to compare: that of a step, of a clipped
//! value, of Huber's ψ. `allow` accepts it under two names, and nothing but it.

use crate::told::holds;
use expect_test::expect;
use grad_check::{GradCheck, Reason, Report, Verdict, grad_check};

const NAMES: [Reason; 2] = [Reason::ConstantCost, Reason::NothingCompared];

/// Huber's ψ with ψ′, which is `outside` of the middle piece.
fn psi(outside: f64) -> impl Fn(&f64) -> (f64, f64) + Clone {
    move |x| {
        let slope = if x.abs() <= 1.345 { 1.0 } else { outside };
        (x.clamp(-1.345, 1.345), slope)
    }
}

fn accepting(reason: Reason) -> GradCheck {
    GradCheck::new("psi").allow([reason])
}

fn passes(report: &Report, name: Reason) {
    assert_eq!(report.verdict(), Verdict::Pass, "{report}");
    let printed = report.to_string();
    let said = format!("accepted by `allow`: {} (", name.name());
    holds(&printed, &said);
    holds(&printed, "nothing compared");
    assert_eq!(printed.lines().count(), 1, "{printed}");
}

#[test]
fn either_name_accepts_a_constant_piece() {
    for name in NAMES {
        passes(&accepting(name).run(&2.0, psi(0.0)), name);
        passes(&accepting(name).eps(1e-5).run(&2.0, psi(0.0)), name);
        let with_cost = accepting(name).run_with_cost(&2.0, psi(0.0), |x| psi(0.0)(x).0);
        passes(&with_cost, name);
        let on_threads = accepting(name).threads(2);
        passes(&on_threads.run_on_threads(&2.0, psi(0.0)), name);
        let single = |x: &f32| (x.clamp(-1.0, 1.0), 0.0f32);
        passes(&accepting(name).run(&2.0, single), name);
    }
    // Named twice, it is said once.
    passes(
        &GradCheck::new("psi").allow(NAMES).run(&2.0, psi(0.0)),
        Reason::ConstantCost,
    );
}

#[test]
fn the_line_says_what_was_accepted() {
    let report = accepting(Reason::ConstantCost).run(&2.0, psi(0.0));
    expect!["gradient check passed: psi: nothing compared, 7 evaluations; not verified: 1 of 1 components of theta (cost and gradient are exactly flat there); accepted by `allow`: constant_cost (the cost is 1.345 at all 3 points that were tried: it is flat there, or depends on no parameter)"].assert_eq(&report.to_string());
}

#[test]
fn without_allow_or_with_another_name_it_is_undecided() {
    let undecided = Verdict::Undecided(Reason::ConstantCost);
    let report = GradCheck::new("psi").run(&2.0, psi(0.0));
    assert_eq!(report.verdict(), undecided, "{report}");
    let report = accepting(Reason::BarTooWide).run(&2.0, psi(0.0));
    assert_eq!(report.verdict(), undecided, "{report}");
}

#[test]
fn a_gradient_that_is_not_zero_there_fails() {
    for name in NAMES {
        for outside in [1.0, -0.3, 1e-3] {
            let report = accepting(name).run(&2.0, psi(outside));
            assert_eq!(report.verdict(), Verdict::Fail, "{outside}: {report}");
            let wide = vec![2.0; 3000];
            let report = accepting(name).run(&wide, |x: &Vec<f64>| (1.0, vec![outside; x.len()]));
            assert_eq!(report.verdict(), Verdict::Fail, "{outside}: {report}");
        }
        // One wrong component among zeros.
        let report = accepting(name).run(&[2.0, 3.0], |_| (1.0, [0.0, 0.1]));
        assert_eq!(report.verdict(), Verdict::Fail, "{report}");
    }
}

#[test]
fn a_gradient_of_zero_where_the_function_is_not_constant_fails() {
    for name in NAMES {
        let report = accepting(name).run(&1.0, |x| (psi(0.0)(x).0, 0.0));
        assert_eq!(report.verdict(), Verdict::Fail, "{report}");
        let report = accepting(name).run(&[2.0, 1.0], |x: &[f64; 2]| (x[0] * x[1], [0.0; 2]));
        assert_eq!(report.verdict(), Verdict::Fail, "{report}");
    }
}

#[test]
fn what_is_undecided_for_another_reason_stays_so() {
    // One component is flat, the other has a root's cusp.
    let root = |x: &[f64; 2]| (x[0].abs().sqrt() + x[1].clamp(-1.0, 1.0), [0.0; 2]);
    for name in NAMES {
        let report = accepting(name).run(&[0.0, 2.0], root);
        let undecided = Verdict::Undecided(Reason::BarTooWide);
        assert_eq!(report.verdict(), undecided, "{report}");
    }
}

#[test]
fn large_constant_pieces_are_accepted_as_well() {
    let clipped = |x: &Vec<f64>| {
        let cost: f64 = x.iter().map(|x| x.clamp(-1.0, 1.0)).sum();
        (cost, vec![0.0; x.len()])
    };
    let point = vec![2.0; 3000];
    let report = GradCheck::new("clipped").run(&point, clipped);
    let undecided = Verdict::Undecided(Reason::ConstantCost);
    assert_eq!(report.verdict(), undecided, "{report}");
    for name in NAMES {
        passes(&accepting(name).run(&point, clipped), name);
    }
}

#[test]
fn a_jacobian_of_steps_is_accepted_as_well() {
    let steps = |x: &[f64; 2]| (x.map(f64::signum), [[0.0; 2]; 2]);
    let plain = GradCheck::new("steps").run_jacobian(&[2.0, -3.0], steps);
    assert!(matches!(plain.verdict(), Verdict::Undecided(_)), "{plain}");
    for name in NAMES {
        passes(&accepting(name).run_jacobian(&[2.0, -3.0], steps), name);
        let wrong = |x: &[f64; 2]| (steps(x).0, [[0.0, 0.0], [0.0, 1.0]]);
        let wrong = accepting(name).run_jacobian(&[2.0, -3.0], wrong);
        assert_eq!(wrong.verdict(), Verdict::Fail, "{wrong}");
    }
}

/// max(|x − 2| − 0.003, 0), an insensitive loss, with a slope of this size outside of the gap.
fn insensitive(slope: f64) -> impl Fn(&f64) -> (f64, f64) + Clone {
    move |x| {
        let beyond = (x - 2.0).abs() - 0.003;
        let sign = (x - 2.0).signum();
        (
            beyond.max(0.0),
            if beyond > 0.0 { slope * sign } else { 0.0 },
        )
    }
}

#[test]
fn a_constant_piece_is_looked_at_beside_the_point_as_well() {
    let undecided = Verdict::Undecided(Reason::RightByChance);
    for name in NAMES {
        passes(&accepting(name).run(&2.0, insensitive(1.0)), name);
        let on_threads = accepting(name).threads(2);
        passes(&on_threads.run_on_threads(&2.0, insensitive(1.0)), name);
        for wrong in [0.0, 2.0, 1.001] {
            let report = accepting(name).run(&2.0, insensitive(wrong));
            assert_eq!(report.verdict(), undecided, "{wrong}: {report}");
            let printed = report.to_string();
            holds(&printed, "right at the test point by chance");
            assert!(!printed.contains("depends on no parameter"), "{printed}");
        }
        // A derivative of zero at the point alone, where all around is constant as well.
        let alone = |x: &f64| (x.signum(), if *x == 2.0 { 0.0 } else { 0.3 });
        let report = accepting(name).eps(1e-5).run(&2.0, alone);
        assert_ne!(report.verdict(), Verdict::Pass, "{report}");
        // Stairs of many widths, whose edges lie anywhere.
        for k in 1..60 {
            let width = 0.4 * 0.9f64.powi(k);
            let at = (7.3 * width, -2.6 * width);
            let stairs = |&(x, y): &(f64, f64)| {
                let step = |x: f64| (x / width).floor();
                (step(x) - 0.3 * step(y), (0.0, 0.0))
            };
            passes(&accepting(name).run(&at, stairs), name);
        }
    }
}

#[test]
fn so_are_large_ones_and_rows() {
    let undecided = Verdict::Undecided(Reason::RightByChance);
    for name in NAMES {
        let check = |slope: f64| {
            let sum = move |x: &Vec<f64>| {
                let (costs, slopes): (Vec<f64>, Vec<f64>) =
                    x.iter().map(insensitive(slope)).unzip();
                (costs.iter().sum::<f64>(), slopes)
            };
            accepting(name).run(&vec![2.0; 3000], sum)
        };
        passes(&check(1.0), name);
        assert_eq!(check(0.0).verdict(), undecided, "{}", check(0.0));
        let rows = |slope: f64| {
            accepting(name).run_jacobian(&[2.0, -3.0], move |x: &[f64; 2]| {
                let first = insensitive(slope)(&x[0]);
                ([first.0, x[1].signum()], [[first.1, 0.0], [0.0; 2]])
            })
        };
        passes(&rows(1.0), name);
        assert_eq!(rows(0.0).verdict(), undecided, "{}", rows(0.0));
    }
}

#[grad_check(at = 2.0, allow = [constant_cost])]
fn accepted(x: f64) -> (f64, f64) {
    psi(0.0)(&x)
}

#[grad_check(at = 2.0, allow = [nothing_compared])]
fn accepted_by_the_other_name(x: f64) -> (f64, f64) {
    psi(0.0)(&x)
}

#[grad_check(at = 2.0)]
#[should_panic(expected = "gradient check undecided: not_accepted")]
fn not_accepted(x: f64) -> (f64, f64) {
    psi(0.0)(&x)
}

#[grad_check(at = 2.0, allow = [constant_cost])]
#[should_panic(expected = "gradient check failed: wrong_there")]
fn wrong_there(x: f64) -> (f64, f64) {
    psi(1.0)(&x)
}
