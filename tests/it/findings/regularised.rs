//! Models with a penalty that is right, beside a data term that isn't; and a penalty with a factor of its own.

use super::{drawn, kinds, near, sole};
use crate::told::holds;
use grad_check::FindingKind::{
    BiasRegularised, ConstantFactor, L1Missing, L2Factor, L2Missing, SignFlipped,
};
use grad_check::{GradCheck, Report, Verdict};
use ndarray::{Array1, Array2};

/// Weights and a bias, of which only the weights are penalised.
type Model = (Array1<f64>, f64);

const LAMBDA: f64 = 0.3;
const SAMPLES: usize = 12;

/// A logistic regression: its data term times `data`, its penalty times `penalty`, L2 or L1.
fn logistic((w, b): &Model, data: f64, penalty: f64, is_l2: bool) -> (f64, Model) {
    let x: Array2<f64> = drawn("x", (SAMPLES, 5));
    let t = drawn("t", SAMPLES).mapv(|t: f64| f64::from(u8::from(t > 0.0)));
    let m = SAMPLES as f64;
    let z = x.dot(w) + *b;
    let p = z.mapv(|z| 1.0 / (1.0 + (-z).exp()));
    let losses = z.iter().zip(&t).map(|(z, t)| (1.0 + z.exp()).ln() - t * z);
    let e = (&p - &t) / m;
    let (cost, slope) = if is_l2 {
        (LAMBDA / 2.0 * w.dot(w), LAMBDA * w)
    } else {
        (
            LAMBDA * w.mapv(f64::abs).sum(),
            LAMBDA * w.mapv(f64::signum),
        )
    };
    let gradient = (data * x.t().dot(&e) + penalty * slope, data * e.sum());
    (losses.sum::<f64>() / m + cost, gradient)
}

fn of(data: f64, penalty: f64, is_l2: bool) -> Report {
    let point = (drawn("vector", 5), 0.4);
    GradCheck::new("logistic")
        .arguments(["w", "b"])
        .given("x", &[SAMPLES, 5])
        .given_number("lambda", LAMBDA)
        .run(&point, |p: &Model| logistic(p, data, penalty, is_l2))
}

#[test]
fn the_sign_of_the_data_term_alone_is_told() {
    for is_l2 in [true, false] {
        assert_eq!(of(1.0, 1.0, is_l2).verdict(), Verdict::Pass);
        let report = of(-1.0, 1.0, is_l2);
        let finding = sole(&report, SignFlipped);
        let name = if is_l2 { "L2" } else { "L1" };
        let words = format!(
            "w and b: the sign of all but the {name} term is wrong, which is right with lambda = 0.3"
        );
        assert_eq!(finding.message(), words);
        assert_eq!(finding.points_tried(), Some(3), "{report}");
    }
}

#[test]
fn a_factor_of_the_data_term_alone_is_told_by_what_it_is() {
    for (factor, words) in [
        (
            2.0,
            "all but the L2 term is 2 times what it should be; lambda = 0.3 is right",
        ),
        (
            0.5,
            "all but the L2 term is 0.5 times what it should be; lambda = 0.3 is right",
        ),
        (
            12.0,
            "all but the L2 term is 12 times what it should be; lambda = 0.3 is right",
        ),
    ] {
        let report = of(factor, 1.0, true);
        let finding = sole(&report, ConstantFactor);
        assert_eq!(finding.message(), format!("w and b: {words}"));
        near(finding.value(), factor);
    }
    let evidence = of(12.0, 1.0, true).findings()[0].evidence().to_owned();
    assert!(
        evidence.contains("12 is the number of rows of x (12×5)"),
        "{evidence}"
    );
    // A factor that nothing explains is one if the penalty is that which was given.
    near(sole(&of(1.37, 1.0, true), ConstantFactor).value(), 1.37);
}

#[test]
fn a_penalty_divided_by_the_samples_is_told() {
    let report = of(1.0, 1.0 / SAMPLES as f64, true);
    let finding = sole(&report, L2Factor);
    let message = "w: the gradient has 1/12 times the L2 term of the cost, lambda = 0.3";
    assert_eq!(finding.message(), message);
    holds(&finding.evidence(), "12 is the number of rows of x");
}

#[test]
fn a_penalty_that_is_missing_is_named_as_the_code_names_it() {
    let report = of(1.0, 0.0, true);
    let message = "w: the L2 term of the cost is missing in the gradient, lambda = 0.3";
    assert_eq!(sole(&report, L2Missing).message(), message);
    let report = of(1.0, 0.0, false);
    let message = "w: the L1 term λ ‖θ‖₁ of the cost is missing in the gradient, lambda = 0.3";
    assert_eq!(sole(&report, L1Missing).message(), message);
}

/// And no other multiple is called its sign.
#[test]
fn a_penalty_of_the_wrong_sign_is_told_with_the_lambda_that_is_known() {
    let report = of(1.0, -1.0, true);
    let message = "w: the sign of the L2 term is flipped in the gradient, lambda = 0.3";
    assert_eq!(sole(&report, L2Factor).message(), message);
    let report = of(1.0, -0.8, true);
    let flipped = "flipped";
    assert!(
        !report.findings()[0].message().contains(flipped),
        "{report}"
    );
}

#[test]
fn everything_scaled_is_a_factor_and_no_penalty() {
    let report = of(2.0, 2.0, true);
    assert!(
        !kinds(&report)
            .iter()
            .any(|k| [L2Missing, L2Factor].contains(k)),
        "{report}"
    );
}

#[test]
fn a_data_term_and_a_penalty_that_are_both_wrong_are_both_told() {
    let report = of(-1.0, 0.0, true);
    let words =
        "w and b: the sign of all but the L2 term is wrong, and that is missing, lambda = 0.3";
    assert_eq!(sole(&report, SignFlipped).message(), words);
    let report = of(3.0, 0.5, true);
    let words = "w and b: all but the L2 term is 3 times what it should be, and that 0.5 times, lambda = 0.3";
    let finding = sole(&report, ConstantFactor);
    assert_eq!(finding.message(), words);
    assert_eq!(finding.points_tried(), Some(3), "{report}");
}

#[test]
fn an_l1_term_with_the_other_sign_is_not_said_to_be_missing_alone() {
    let report = of(1.0, -1.0, false);
    let words = "w: the L1 term λ ‖θ‖₁ of the cost is missing in the gradient, λ = 0.6, or its sign is flipped, lambda = 0.3";
    assert_eq!(sole(&report, L1Missing).message(), words);
}

#[test]
fn a_penalty_over_the_samples_is_known_by_its_name() {
    let weight = LAMBDA / SAMPLES as f64;
    let by_samples = |has_it: bool| {
        move |(w, b): &Model| {
            let (cost, (of_w, of_b)) = logistic(&(w.clone(), *b), 1.0, 0.0, true);
            let cost = cost + (weight - LAMBDA) / 2.0 * w.dot(w);
            (cost, (of_w + if has_it { weight } else { 0.0 } * w, of_b))
        }
    };
    let check = GradCheck::new("logistic").arguments(["w", "b"]);
    let check = check
        .given("x", &[SAMPLES, 5])
        .given_number("lambda", LAMBDA);
    let point = (drawn("vector", 5), 0.4);
    assert_eq!(check.run(&point, by_samples(true)).verdict(), Verdict::Pass);
    let report = check.run(&point, by_samples(false));
    let words = "w: the L2 term of the cost is missing in the gradient, lambda/12 = 0.025";
    assert_eq!(sole(&report, L2Missing).message(), words);
}

#[test]
fn half_of_a_term_without_its_half_is_not_said_to_be_all_of_it() {
    let (x, y): (Array2<f64>, Array1<f64>) = (drawn("x", (6, 5)), drawn("y", 6).mapv(f64::exp));
    let gamma = |w: &Array1<f64>, penalty: f64| {
        let ratio = &y * &x.dot(w).mapv(|e| (-e).exp());
        let cost = x.dot(w).sum() + ratio.sum() + LAMBDA * w.dot(w);
        (cost, x.t().dot(&(1.0 - ratio)) + penalty * LAMBDA * w)
    };
    let check = GradCheck::new("gamma").arguments(["w"]);
    let check = check.given_number("lambda", LAMBDA);
    let report = check.run(&drawn("vector", 5), |w| gamma(w, 1.0));
    let words = "w: all or half of the L2 term is missing in the gradient, lambda = 0.3";
    assert_eq!(sole(&report, L2Missing).message(), words);
    let report = check.run(&drawn("vector", 5), |w| gamma(w, 2.0));
    assert_eq!(report.verdict(), Verdict::Pass);
}

#[test]
fn a_penalty_on_a_bias_is_known_by_its_name() {
    let penalised = |p: &Model| {
        let (cost, (w, b)) = logistic(p, 1.0, 1.0, true);
        (cost, (w, b + LAMBDA * p.1))
    };
    let check = GradCheck::new("logistic").arguments(["w", "b"]);
    let check = check.given_number("lambda", LAMBDA);
    let report = check.run(&(drawn("vector", 5), 0.4), penalised);
    let words = "b: the gradient has an L2 term λθ more than the cost, lambda = 0.3: it is doubled, the cost has none, or a negative one is missing";
    let finding = sole(&report, BiasRegularised);
    assert_eq!(finding.message(), words);
    assert_eq!(finding.points_tried(), Some(3), "{report}");
}
