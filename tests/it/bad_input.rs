//! What can't be checked is said, with the parameter and the index, and is never a pass.

use crate::told::{holds, unwrapped};
use grad_check::{Finding, FindingKind, GradCheck, Params, Problem, Reason, Report, Verdict};
use ndarray::{Array2, arr2};
use std::collections::BTreeMap;

/// The printed problem of a check, which must not have passed.
fn problem(report: &Report) -> String {
    assert_ne!(report.verdict(), Verdict::Pass, "{report}");
    let problem = report
        .problems()
        .first()
        .map_or_else(String::new, Problem::to_string);
    let text = report.to_string();
    let first = text.lines().next().unwrap_or_default();
    let told = first
        .split_once(": ")
        .and_then(|(_, told)| told.split_once(": "));
    let told = told.map_or("", |(_, told)| told.trim_end_matches(" …"));
    let is_told = !told.is_empty() && problem.starts_with(told);
    assert!(is_told, "the first line tells of it: {first}");
    holds(&unwrapped(&text), &unwrapped(&problem));
    problem
}

#[allow(clippy::trivially_copy_pass_by_ref)] // a check passes its point by reference
fn square(x: &f64) -> (f64, f64) {
    (x * x, 2.0 * x)
}

#[test]
fn eps_must_be_a_positive_finite_step() {
    for eps in [0.0, -1e-7, f64::NAN, f64::INFINITY] {
        let report = GradCheck::new("f").eps(eps).run(&1.0, square);
        let expected =
            format!("`eps` is {eps:?}: it must be a positive, finite step, such as 1e-7");
        assert_eq!(problem(&report), expected);
        assert_eq!(report.evaluations().full, 0);
    }
}

#[test]
fn tol_must_be_a_bound_between_zero_and_one() {
    for tol in [0.0, -1e-7, 1.0, 10.0, f64::NAN, f64::INFINITY] {
        let report = GradCheck::new("f").tol(tol).run(&1.0, square);
        let expected = format!(
            "`tol` is {tol:?}: it must be a bound on the relative error, between 0 and 1, such as 1e-7"
        );
        assert_eq!(problem(&report), expected);
        assert_eq!(report.evaluations().full, 0);
    }
}

/// What is said of each, and what it makes of the check.
#[test]
fn what_cannot_be_used_is_said() {
    let [invalid, not_finite, step_lost] =
        [Reason::InvalidInput, Reason::NonFinite, Reason::StepLost].map(Verdict::Undecided);
    let (f, x) = (GradCheck::new("f"), GradCheck::new("f").arguments(["x"]));
    let both = || GradCheck::new("f").arguments(["w", "b"]);
    let matrices: (Array2<f64>, Array2<f64>) = (arr2(&[[1.0, 2.0]]), arr2(&[[3.0]]));
    let sum = |x: &[f64; 2]| (x[0] + x[1], [1.0, 1.0]);
    let table = [
        (
            f.run(&Vec::<f64>::new(), |x| (1.0, x.clone())),
            invalid,
            "there are no parameters: the test point holds no number to differentiate with respect to",
        ),
        (
            x.run(&[[1.0, f64::NAN]], |w| (w[0][0], [[1.0, 0.0]])),
            not_finite,
            "x[0, 1] is NaN at the test point: choose finite parameters",
        ),
        (
            both().run(&matrices, |(w, b)| (w.sum(), (w.t().to_owned(), b.clone()))),
            Verdict::Fail,
            "the gradient of w has shape 2×1, but w has shape 1×2: return a gradient of the parameter's shape",
        ),
        (
            both().run(&(1.0, 2.0), |_| (1.0, 1.0)),
            Verdict::Fail,
            "the function returns one gradient, but `w`, `b` are differentiated: hold those that have none fixed, such as with `given(b = ..)`, or return one gradient for each",
        ),
        (
            both().run(&(1.0, 2.0), |_| (1.0, (1.0, 1.0, 1.0))),
            Verdict::Fail,
            "`2` in the gradient is no parameter; the parameters are w, b: return one gradient for each, of the same name or with a `d` before it",
        ),
        (
            f.run(&0.0, |x: &f64| (x.ln(), 1.0 / x)),
            not_finite,
            "the cost is -inf at the test point",
        ),
        (
            x.run(&[1.0, 0.0], |x| (x[0] + x[1], [1.0, x[1] / x[1]])),
            Verdict::Fail,
            "the gradient of x[1] is NaN at the test point, where x[1] = 0.0",
        ),
        (
            x.run(&1.0, |&x: &f64| {
                (x * x, if x == 1.0 { 2.0 } else { f64::NAN })
            }),
            not_finite,
            "the gradient of x is NaN with x moved to 1.0001220703125",
        ),
        (
            x.clone().eps(1e-17).run(&[0.0, 1.0], sum),
            step_lost,
            "a step of 1e-17 vanishes when it is added to x[1] = 1.0 (f64): take a larger `eps`",
        ),
        (
            both().only(["c"]).run(&(1.0, 2.0), |_| (1.0, (1.0, 1.0))),
            invalid,
            "`only` names `c`, which is no parameter; the parameters are w, b",
        ),
    ];
    for (report, verdict, says) in table {
        assert_eq!(
            (problem(&report).as_str(), report.verdict()),
            (says, verdict),
            "{report}"
        );
    }
}

#[test]
fn a_gradient_of_the_wrong_form_is_on_no_line() {
    let check = || GradCheck::new("f").test("it::f_grad_check").has_lines();
    let lines = "see which line is wrong";
    let misshapen = check().run(&[1.0, 2.0], |_| (1.0, [1.0]));
    assert!(!misshapen.to_string().contains(lines), "{misshapen}");
    let wrong = check().run(&1.5, |x: &f64| (x * x, 3.0 * x));
    holds(&wrong, lines);
}

#[test]
fn keys_missing_or_left_over_in_a_map_are_named() {
    let map = |keys: &[&str]| -> BTreeMap<String, f64> {
        keys.iter().map(|k| ((*k).to_owned(), 1.0)).collect()
    };
    let check = GradCheck::new("f");
    let missing = check.run(&map(&["W1", "b1"]), |_| (1.0, map(&["dW1"])));
    assert!(
        problem(&missing)
            .starts_with("the gradient has no part for `b1`; the parameters are W1, b1"),
        "{missing}"
    );
    let leftover = check.run(&map(&["W1"]), |_| (1.0, map(&["dW1", "dZ1"])));
    assert!(
        problem(&leftover).starts_with("`dZ1` in the gradient is no parameter"),
        "{leftover}"
    );
}

#[test]
fn a_shifted_cost_that_is_not_finite_is_named_with_the_component_that_was_moved() {
    let report = GradCheck::new("f")
        .arguments(["x"])
        .run(&[1.0, 0.0], |x: &[f64; 2]| (x[0] + x[1].sqrt(), [1.0, 9.0]));
    assert_eq!(
        problem(&report),
        "the cost is NaN with x[1] moved to -0.0001220703125"
    );
    assert_eq!(report.blocks()[0].components()[0].verdict(), Verdict::Pass);
    assert_eq!(
        report.blocks()[0].components()[1].verdict(),
        Verdict::Undecided(Reason::NonFinite)
    );
}

#[test]
fn an_error_of_the_function_is_reported_with_its_place() {
    let fails_beyond = |limit: f64| {
        GradCheck::new("f").arguments(["x"]).run(&1.0, |&x: &f64| {
            if x > limit {
                Err("singular")
            } else {
                Ok((x * x, 2.0 * x))
            }
        })
    };
    assert_eq!(
        problem(&fails_beyond(0.5)),
        "the function returned Err(\"singular\") at the test point"
    );
    assert_eq!(
        problem(&fails_beyond(1.0)),
        "the function returned Err(\"singular\") with x moved to 1.0001220703125"
    );
    assert_eq!(fails_beyond(2.0).verdict(), Verdict::Pass);
}

#[test]
fn a_cost_that_depends_on_no_parameter_is_not_a_pass() {
    let report = GradCheck::new("f").run(&[1.0, 2.0], |_| (3.5, [0.0, 0.0]));
    assert_eq!(
        problem(&report),
        "the cost is 3.5 at all 5 points that were tried: it is flat there, or depends on no parameter"
    );
    assert_eq!(report.verdict(), Verdict::Undecided(Reason::ConstantCost));

    let with_a_gradient = GradCheck::new("f").run(&[1.0, 2.0], |_| (3.5, [1.0, 0.0]));
    assert_eq!(with_a_gradient.verdict(), Verdict::Fail);
    assert!(problem(&with_a_gradient).starts_with("the cost is 3.5 at all"));
}

#[test]
fn a_function_that_does_not_repeat_itself_is_not_blamed_for_its_gradient() {
    let mut calls = 0u32;
    let report = GradCheck::new("f").run(&1.0, |x: &f64| {
        calls += 1;
        let noise = if calls > 4 { 0.1 } else { 0.0 };
        (x * x + noise, 7.0 * x)
    });
    assert!(
        problem(&report).starts_with("the cost is random: 1.0, then 1.1"),
        "{report}"
    );
    assert_eq!(
        report.verdict(),
        Verdict::Undecided(Reason::Nondeterministic)
    );
    let kinds: Vec<_> = report.findings().iter().map(Finding::kind).collect();
    assert_eq!(kinds, [FindingKind::Nondeterministic]);
}

#[test]
fn a_cost_function_of_another_cost_is_named() {
    let says =
        |cost: fn(&f64) -> f64| problem(&GradCheck::new("f").run_with_cost(&1.1, square, cost));
    assert_eq!(
        says(|x| x * x + 0.25),
        "`cost` returns 1.4600000000000002 at the test point, but the annotated function returns the cost 1.2100000000000002: it is 0.25 more, as it is where a term such as a regularisation is in one of them only"
    );
    for (cost, relation) in [
        ((|x| x * x / 2.0) as fn(&f64) -> f64, "it is 1/2 of that"),
        (|x| 4.0 * x * x, "it is 4 times that"),
        (|x| -x * x, "it is -1 times that"),
        (
            |x| f64::from(<f32 as grad_check::Real>::of(x * x)),
            "it is the same rounded to f32; compute it in f64",
        ),
    ] {
        assert!(says(cost).ends_with(relation), "{}", says(cost));
    }
}

#[test]
fn a_cost_function_that_adds_in_another_order_is_the_same_but_for_rounding() {
    let check = GradCheck::new("f");
    let sum = |x: &[f64; 3]| ((x[0] + x[1]) + x[2], [1.0; 3]);
    let report = check.run_with_cost(&[0.1, 0.2, 0.3], sum, |x| x[0] + (x[1] + x[2]));
    report.assert();
    holds(
        &report,
        "differs from the annotated function's cost by rounding alone (1.1e-16)",
    );
    let report = check.run_with_cost(&[0.1, 0.2, 0.3], sum, |x| (x[0] + x[1]) + x[2]);
    assert!(!report.to_string().contains("rounding alone"), "{report}");
}

#[test]
fn parameters_that_are_restored_otherwise_than_they_are_read_are_found_out() {
    #[derive(Clone)]
    struct Forgetful(f64, f64);
    impl grad_check::Flatten for Forgetful {
        fn flatten(&self, into: &mut grad_check::Flattened) {
            into.part("a", &self.0);
            into.part("b", &self.1);
        }
    }
    impl Params for Forgetful {
        fn restore(&mut self, from: &mut grad_check::Restore<'_>) {
            from.part(&mut self.0);
        }
    }
    let report = GradCheck::new("f").run(&Forgetful(1.0, 2.0), |p| (p.0 + p.1, (1.0, 1.0)));
    assert!(problem(&report).starts_with("`Params::restore` doesn't take exactly"));
}

/// Three numbers, written back in a drawn order, and announced in a shape.
#[derive(Clone)]
struct ByHand {
    numbers: [f64; 3],
    order: [usize; 3],
    shape: &'static [usize],
}

impl grad_check::Flatten for ByHand {
    fn flatten(&self, into: &mut grad_check::Flattened) {
        into.block(self.shape, self.numbers);
    }
}

impl Params for ByHand {
    fn restore(&mut self, from: &mut grad_check::Restore<'_>) {
        for i in self.order {
            from.number(&mut self.numbers[i]);
        }
    }
}

fn by_hand(order: [usize; 3], shape: &'static [usize]) -> Report {
    let numbers = [1.0, 2.0, 3.0];
    let point = ByHand {
        numbers,
        order,
        shape,
    };
    GradCheck::new("f")
        .arguments(["p"])
        .run(&point, |p: &ByHand| {
            let [a, b, c] = p.numbers;
            (a * b * c, [b * c, a * c, a * b])
        })
}

#[test]
fn numbers_that_are_restored_in_another_order_are_not_blamed_on_the_gradient() {
    by_hand([0, 1, 2], &[3]).assert();
    let report = by_hand([2, 1, 0], &[3]);
    assert_eq!(report.verdict(), Verdict::Undecided(Reason::InvalidInput));
    assert!(
        problem(&report).starts_with("`Params::restore` doesn't take exactly the numbers"),
        "{report}"
    );
}

#[test]
fn a_shape_that_does_not_fit_its_numbers_is_named() {
    let report = by_hand([0, 1, 2], &[2, 2]);
    assert_eq!(report.verdict(), Verdict::Undecided(Reason::InvalidInput));
    assert_eq!(
        problem(&report),
        "`flatten` announces the shape 2×2 for p, but gives 3 numbers: give as many as the shape has"
    );
    let gradient = |x: &[f64; 3]| {
        let gradient = ByHand {
            numbers: *x,
            order: [0, 1, 2],
            shape: &[4],
        };
        (x.iter().map(|x| x * x).sum::<f64>() / 2.0, gradient)
    };
    let report = GradCheck::new("f").run(&[1.0, 2.0, 3.0], gradient);
    assert!(problem(&report).contains("gives 3 numbers"), "{report}");
}

#[test]
fn an_error_of_either_function_of_a_pair_is_said_as_it_is() {
    let cost = |x: &f64| Ok::<f64, &str>(x * x);
    let report = GradCheck::new("f").run_pair(&3.0, cost, |_| Err::<f64, _>("singular"));
    let said = report.problems()[0].to_string();
    holds(&said, "Err(\"singular\")");
    GradCheck::new("f")
        .run_pair(&3.0, cost, |x| 2.0 * x)
        .assert();
}

#[test]
fn a_product_is_not_blamed_for_a_cost_that_is_nan() {
    let report = GradCheck::new("f").run_hessian_product(&[-1.0, 2.0], |x: &[f64; 2]| {
        let (root, other) = (x[0].sqrt(), x[1]);
        let curvature = -0.25 * root.powi(-3);
        let product = move |v: &[f64; 2]| [curvature * v[0] * other, root * v[1] * 0.0];
        (root * other, [0.5 * other / root, root], product)
    });
    let expected = Verdict::Undecided(Reason::NonFinite);
    assert_eq!(report.verdict(), expected, "{report}");
}
