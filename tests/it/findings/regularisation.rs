//! λ/2 ‖θ‖²: missing, halved, doubled, in the gradient only, on biases; and two hypotheses where two fit.

use super::{drawn, kinds, near, soft_maximum, sole, twins};
use crate::network::{Activation, Layers, Mistake, NAMES, network, point};
use crate::told::holds;
use grad_check::FindingKind::{self, BiasRegularised, L2Factor, L2Missing};
use grad_check::{Finding, Report};
use ndarray::Array1;

/// λ of W1, b1, W2, b2, W3, b3.
type Lambdas = [f64; 6];

const WEIGHTS: Lambdas = [0.7, 0.0, 0.7, 0.0, 0.7, 0.0];

fn regularised(p: &Layers, in_cost: Lambdas, in_gradient: Lambdas) -> (f64, Layers) {
    let (cost, g) = network(p, Activation::Tanh, Mistake::None);
    let squares = [
        p.0.mapv(|w| w * w).sum(),
        p.1.mapv(|w| w * w).sum(),
        p.2.mapv(|w| w * w).sum(),
        p.3.mapv(|w| w * w).sum(),
        p.4.mapv(|w| w * w).sum(),
        p.5.mapv(|w| w * w).sum(),
    ];
    let terms = squares
        .iter()
        .zip(in_cost)
        .map(|(square, lambda)| lambda / 2.0 * square);
    let [l0, l1, l2, l3, l4, l5] = in_gradient;
    let gradient = (
        g.0 + l0 * &p.0,
        g.1 + l1 * &p.1,
        g.2 + l2 * &p.2,
        g.3 + l3 * &p.3,
        g.4 + l4 * &p.4,
        g.5 + l5 * &p.5,
    );
    (cost + terms.sum::<f64>(), gradient)
}

fn found(in_cost: Lambdas, in_gradient: Lambdas) -> Report {
    let right = move |p: &Layers| regularised(p, in_cost, in_cost);
    twins(&NAMES, &point("l2", 0.5), right, move |p| {
        regularised(p, in_cost, in_gradient)
    })
}

fn of_weights(report: &Report, kind: FindingKind) -> &Finding {
    let finding = sole(report, kind);
    assert_eq!(finding.blocks(), ["W1", "W2", "W3"]);
    assert_eq!((finding.explained(), finding.of()), (50, 50));
    assert!(finding.residual().unwrap() <= 1.0);
    finding
}

#[test]
fn a_term_that_the_gradient_lacks_is_one_finding_for_all_weights() {
    let report = found(WEIGHTS, [0.0; 6]);
    let finding = of_weights(&report, L2Missing);
    let message = "W1, W2, W3: the L2 term of the cost is missing in the gradient, λ = 0.7";
    assert_eq!(finding.message(), message);
    near(finding.value(), 0.7);
    let mend = "adding 0.7 θ to the gradient of W1, W2, W3 makes the check pass";
    assert_eq!(finding.mend(), Some(mend));
}

#[test]
fn a_term_that_the_cost_lacks_is_told_as_such() {
    let report = found([0.0; 6], WEIGHTS);
    let finding = of_weights(&report, L2Missing);
    let message = "W1, W2, W3: the gradient has an L2 term λθ that the cost doesn't have, λ = 0.7";
    assert_eq!(finding.message(), message);
    near(finding.value(), 0.7);
    let mend = "subtracting 0.7 θ from the gradient of W1, W2, W3 makes the check pass";
    assert_eq!(finding.mend(), Some(mend));
}

#[test]
fn a_doubled_term_and_a_halved_one_are_told_with_the_lambda_of_the_cost() {
    let report = found(WEIGHTS, WEIGHTS.map(|l| 2.0 * l));
    let finding = of_weights(&report, L2Factor);
    let message = "W1, W2, W3: the gradient has 2 times the L2 term of the cost, whose λ is 0.7";
    assert_eq!(finding.message(), message);
    near(finding.value(), 0.7);
    let report = found(WEIGHTS, WEIGHTS.map(|l| 0.5 * l));
    let finding = of_weights(&report, L2Factor);
    let message = "W1, W2, W3: the gradient has 0.5 times the L2 term of the cost, whose λ is 0.7";
    assert_eq!(finding.message(), message);
    near(finding.value(), 0.7);
    let mend = "adding 0.35 θ to the gradient of W1, W2, W3 makes the check pass";
    assert_eq!(finding.mend(), Some(mend));
}

#[test]
fn biases_that_only_the_gradient_regularises_are_named() {
    let everywhere = [0.7; 6];
    let report = found(WEIGHTS, everywhere);
    let finding = sole(&report, BiasRegularised);
    assert_eq!(finding.blocks(), ["b1", "b2", "b3"]);
    near(finding.value(), 0.7);
    assert_eq!((finding.explained(), finding.of()), (12, 12));
    let words = "the gradient has an L2 term λθ that the cost doesn't have";
    holds(&finding.message(), words);
}

#[test]
fn biases_that_only_the_cost_regularises_lack_a_term() {
    let report = found([0.7; 6], WEIGHTS);
    let finding = sole(&report, L2Missing);
    assert_eq!(finding.blocks(), ["b1", "b2", "b3"]);
    let words = "the L2 term of the cost is missing in the gradient";
    holds(&finding.message(), words);
}

#[test]
fn a_term_missing_in_one_layer_is_that_of_this_layer() {
    let report = found(WEIGHTS, [0.7, 0.0, 0.0, 0.0, 0.7, 0.0]);
    let finding = sole(&report, L2Missing);
    assert_eq!(finding.blocks(), ["W2"]);
    assert_eq!((finding.explained(), finding.of()), (25, 25));
}

#[test]
fn terms_of_other_lambdas_are_other_findings() {
    let report = found([0.7, 0.0, 0.2, 0.0, 0.7, 0.0], [0.0; 6]);
    assert_eq!(kinds(&report), [L2Missing; 2], "{report}");
    assert_eq!(report.findings()[0].blocks(), ["W1", "W3"]);
    assert_eq!(report.findings()[1].blocks(), ["W2"]);
    near(report.findings()[1].value(), 0.2);
}

/// With the square of x in the cost, no experiment separates the term from the cost itself.
fn with_squares(k: f64) -> Report {
    let function = |x: &Array1<f64>, k: f64| {
        let (cost, gradient) = soft_maximum(x);
        let quartic = x.mapv(|x| x.powi(4)).sum();
        (
            cost + x.dot(x) / 2.0 + quartic,
            gradient + x + 4.0 * x.mapv(|x| x.powi(3)) + k * x,
        )
    };
    twins(
        &["x"],
        &drawn("x", 6),
        move |x| function(x, 0.0),
        move |x| function(x, k),
    )
}

/// A factor would have a λ of its own, whatever it is.
#[test]
fn where_lambda_is_not_known_no_factor_is_named() {
    let report = with_squares(-0.5);
    let finding = sole(&report, L2Missing);
    let message = "x: the gradient lacks 0.5 θ: an L2 term that is missing with λ = 0.5, too small, or flipped with λ = 0.25";
    assert_eq!(finding.message(), message);
    near(finding.value(), 0.5);
    let report = with_squares(0.5);
    let finding = sole(&report, L2Factor);
    let message = "x: the gradient has an L2 term λθ more than the cost, λ = 0.5: it is doubled, the cost has none, or a negative one is missing";
    assert_eq!(finding.message(), message);
    near(finding.value(), 0.5);
}

#[test]
fn a_term_of_the_wrong_sign_is_told_by_an_experiment() {
    let report = found(WEIGHTS, WEIGHTS.map(|l| -l));
    let finding = of_weights(&report, L2Factor);
    let message = "W1, W2, W3: the sign of the L2 term is flipped in the gradient, λ = 0.7";
    assert_eq!(finding.message(), message);
    let mend = "adding 1.4 θ to the gradient of W1, W2, W3 makes the check pass";
    assert_eq!(finding.mend(), Some(mend));
}

#[test]
fn an_error_in_proportion_to_theta_in_all_but_one_component_is_no_l2_term() {
    for (at, share) in [(0, 0.0), (3, 0.5), (5, -1.0), (2, 1.001)] {
        let report = twins(&["x"], &drawn("x", 6), soft_maximum, |x| {
            let (cost, gradient) = soft_maximum(x);
            let mut term = 0.7 * x;
            term[at] *= share;
            (cost, gradient + term)
        });
        let l2 = [L2Missing, L2Factor, BiasRegularised];
        assert!(!kinds(&report).iter().any(|k| l2.contains(k)), "{report}");
    }
}

/// ½ ‖x − a‖² is λ ‖θ‖²/2 with λ = 1 far out, whoever wrote it.
#[test]
fn squares_of_the_cost_itself_are_not_taken_for_a_part_of_the_term() {
    for lambda in [0.5, 1.0, 2.0] {
        let function = |x: &Array1<f64>, in_gradient: f64| {
            let apart = x - drawn("a", 6);
            let cost = 0.5 * apart.dot(&apart) + 0.5 * lambda * x.dot(x);
            (cost, apart + in_gradient * x)
        };
        let right = |x: &Array1<f64>| function(x, lambda);
        let report = twins(&["x"], &drawn("x", 6), right, |x| function(x, 0.0));
        assert!(kinds(&report).contains(&L2Missing), "{lambda}: {report}");
    }
}

#[test]
fn a_mend_has_the_digits_that_make_the_check_pass() {
    let lambdas = [0.123_456, 0.0, 0.123_456, 0.0, 0.123_456, 0.0];
    let report = found(lambdas, [0.0; 6]);
    let mend = of_weights(&report, L2Missing).mend().expect("a mend");
    assert!(mend.contains("0.123456 θ"), "{mend}");
}
