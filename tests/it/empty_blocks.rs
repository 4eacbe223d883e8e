//! A block without numbers leaves nothing to compare. It stands in the way of no verdict, and is said; a check all
//! of whose blocks are empty compares nothing.

use crate::told::holds;
use expect_test::expect;
use grad_check::{FindingKind, GradCheck, Problem, Reason, Report, Verdict, grad_check};

type Parameters = (Vec<f64>, f64);

fn check() -> GradCheck {
    GradCheck::new("layer").arguments(["bias", "w"])
}

/// w² times a factor's gradient, beside a bias of no numbers.
fn square(factor: f64) -> impl Fn(&Parameters) -> (f64, Parameters) {
    move |(bias, w)| (w * w, (bias.clone(), factor * 2.0 * w))
}

fn point() -> Parameters {
    (Vec::new(), 1.5)
}

fn says_so(report: &Report, verdict: Verdict) {
    assert_eq!(report.verdict(), verdict, "{report}");
    assert_eq!(report.empty(), ["bias"]);
    let printed = report.to_string().replace("\n  ", " ");
    holds(&printed, "nothing to compare: bias is empty");
}

#[test]
fn an_empty_block_beside_a_right_one_passes() {
    let right = || square(1.0);
    says_so(&check().run(&point(), right()), Verdict::Pass);
    says_so(
        &check().eps(1e-6).self_test().run(&point(), right()),
        Verdict::Pass,
    );
    let cost = |(_, w): &Parameters| w * w;
    says_so(
        &check().run_with_cost(&point(), right(), cost),
        Verdict::Pass,
    );
    let on_threads = check().threads(2).run_on_threads(&point(), right());
    says_so(&on_threads, Verdict::Pass);
    let plain = GradCheck::new("w").run(&1.5, |w| (w * w, 2.0 * w));
    assert_eq!(
        check().run(&point(), right()).evaluations(),
        plain.evaluations()
    );
}

#[test]
fn an_empty_block_beside_a_wrong_one_fails() {
    let report = check().run(&point(), square(0.5));
    says_so(&report, Verdict::Fail);
    assert_eq!(report.blocks().len(), 1);
    // Its cause is found as if the empty block weren't there.
    let plain = GradCheck::new("layer").arguments(["w"]);
    let plain = plain.run(&1.5, |w| (w * w, *w));
    let kinds = |report: &Report| -> Vec<FindingKind> {
        report
            .findings()
            .iter()
            .map(grad_check::Finding::kind)
            .collect()
    };
    assert_eq!(kinds(&report), kinds(&plain));
    assert!(!kinds(&report).is_empty(), "{report}");
}

#[test]
fn an_empty_block_does_not_settle_what_is_undecided_beside_it() {
    let dead = |(bias, w): &Parameters| (w.max(0.0), (bias.clone(), 0.0));
    let report = check().run(&(Vec::new(), -1.0), dead);
    says_so(&report, Verdict::Undecided(Reason::ConstantCost));
}

#[test]
fn the_line_names_what_is_empty() {
    let report = check().run(&point(), square(1.0));
    expect!["gradient check passed: layer: relative error 0, would notice 3.0e-7, 7 evaluations; nothing to compare: bias is empty"].assert_eq(&report.to_string());
    let two = GradCheck::new("f").arguments(["a", "b", "w"]);
    let two = two.run(&([0.0; 0], [[0.0; 3]; 0], 1.5), |p| {
        (p.2 * p.2, (p.0, p.1, 2.0 * p.2))
    });
    assert_eq!(two.verdict(), Verdict::Pass, "{two}");
    holds(&two, "nothing to compare: a, b are empty");
    let full = GradCheck::new("f").run(&1.5, |w| (w * w, 2.0 * w));
    assert!(
        full.empty().is_empty() && !full.to_string().contains("empty"),
        "{full}"
    );
}

#[test]
fn nothing_but_empty_blocks_is_no_pass() {
    let all = GradCheck::new("f").run(&(Vec::<f64>::new(), [0.0; 0]), |p| (1.0, p.clone()));
    assert_eq!(all.problems(), [Problem::NoParameters]);
    // Nor where the others are held fixed, whatever is accepted.
    let only = check()
        .only(["bias"])
        .allow([Reason::NothingCompared, Reason::ConstantCost]);
    let only = only.run(&point(), square(1.0));
    assert_eq!(
        only.verdict(),
        Verdict::Undecided(Reason::InvalidInput),
        "{only}"
    );
    assert_eq!(only.problems(), [Problem::NoParameters]);
    assert_eq!(
        (only.empty(), only.unchecked()),
        (&["bias".to_owned()][..], &["w".to_owned()][..])
    );
}

#[test]
fn large_parameters_with_an_empty_block() {
    let point = (vec![0.5; 2000], Vec::new());
    let bowl = |factor: f64| {
        move |(x, bias): &(Vec<f64>, Vec<f64>)| {
            let gradient: Vec<f64> = x.iter().map(|x| 2.0 * factor * x).collect();
            (
                x.iter().map(|x| x * x).sum::<f64>(),
                (gradient, bias.clone()),
            )
        }
    };
    let check = GradCheck::new("bowl").arguments(["x", "bias"]);
    says_so(&check.run(&point, bowl(1.0)), Verdict::Pass);
    says_so(&check.run(&point, bowl(1.1)), Verdict::Fail);
}

#[test]
fn jacobians_and_pullbacks_with_an_empty_block() {
    let jacobian = |wrong: f64| {
        move |(_, w): &([f64; 0], f64)| {
            (
                [w * w, w.sin()],
                ([[0.0; 0]; 2], [2.0 * w, wrong * w.cos()]),
            )
        }
    };
    let point = ([0.0; 0], 1.5);
    let right = check().run_jacobian(&point, jacobian(1.0));
    assert_eq!(right.verdict(), Verdict::Pass, "{right}");
    assert_eq!(right.empty(), ["bias"]);
    let wrong = check().run_jacobian(&point, jacobian(1.2));
    assert_eq!(wrong.verdict(), Verdict::Fail, "{wrong}");
    let pullback = |(_, w): &([f64; 0], f64)| {
        let w = *w;
        ([w * w], move |u: &[f64; 1]| ([0.0; 0], 2.0 * w * u[0]))
    };
    says_so(&check().run_pullback(&point, pullback), Verdict::Pass);
}

#[test]
fn json_and_page_name_it() {
    let report = check().run(&point(), square(1.0));
    assert!(report.to_json().contains(r#""empty":["bias"]"#));
    assert!(report.to_html().contains("Nothing to compare, since empty"));
}

#[grad_check(at(bias = vec![], w = 1.5))]
fn right_beside_empty(bias: Vec<f64>, w: f64) -> (f64, (Vec<f64>, f64)) {
    square(1.0)(&(bias, w))
}

#[grad_check(at(bias = vec![], w = 1.5))]
#[should_panic(expected = "gradient check failed: wrong_beside_empty")]
fn wrong_beside_empty(bias: Vec<f64>, w: f64) -> (f64, (Vec<f64>, f64)) {
    square(0.5)(&(bias, w))
}
