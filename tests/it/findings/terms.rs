//! An L1 term or a constant that one side has and the other hasn't.

use super::{drawn, kinds, near, soft_maximum, sole, twins};
use crate::told::holds;
use grad_check::FindingKind::{AdditiveConstant, L1Missing, L2Factor, L2Missing};
use grad_check::{GradCheck, Report};
use ndarray::{Array1, Array2, Axis};

fn x() -> Array1<f64> {
    drawn("x", 6)
}

/// A soft maximum with a term, of which cost and gradient have these shares.
fn with_l1(x: &Array1<f64>, in_cost: f64, in_gradient: f64) -> (f64, Array1<f64>) {
    let (cost, gradient) = soft_maximum(x);
    let size = x.mapv(f64::abs).sum();
    (
        cost + in_cost * size,
        gradient + in_gradient * x.mapv(f64::signum),
    )
}

fn l1(in_cost: f64, in_gradient: f64) -> Report {
    let right = move |x: &Array1<f64>| with_l1(x, in_cost, in_cost);
    twins(&["x"], &x(), right, move |x| {
        with_l1(x, in_cost, in_gradient)
    })
}

/// The gradient of a soft maximum plus a vector.
fn plus(extra: impl Fn(&Array1<f64>) -> Array1<f64>) -> Report {
    twins(&["x"], &x(), soft_maximum, move |x| {
        let (cost, gradient) = soft_maximum(x);
        (cost, gradient + extra(x))
    })
}

#[test]
fn an_l1_term_that_the_gradient_lacks_is_named_with_its_lambda() {
    let report = l1(0.3, 0.0);
    let finding = sole(&report, L1Missing);
    let words = "the gradient lacks 0.3 sign θ: an L1 term that is missing with λ = 0.3";
    holds(&finding.message(), words);
    assert_eq!(finding.blocks(), ["x"]);
    near(finding.value(), 0.3);
    let mend = "adding 0.3 sign θ to the gradient of x makes the check pass";
    assert_eq!(finding.mend(), Some(mend));
    assert_eq!((finding.explained(), finding.of()), (6, 6));
    assert!(finding.residual().unwrap() <= 1.0);
}

#[test]
fn an_l1_term_that_the_cost_lacks_is_named_the_other_way() {
    let report = l1(0.0, 0.3);
    let finding = sole(&report, L1Missing);
    let words = "the gradient has an L1 term λ sign θ more than the cost, λ = 0.3: it is doubled, the cost has none, or a negative one is missing";
    holds(&finding.message(), words);
    let mend = "subtracting 0.3 sign θ from the gradient of x makes the check pass";
    assert_eq!(finding.mend(), Some(mend));
}

#[test]
fn a_doubled_l1_term_is_not_said_to_be_one_that_the_cost_lacks() {
    let report = l1(0.3, 0.6);
    for finding in report.findings() {
        let claims = finding.message().contains("that the cost doesn't have");
        let is_alone = report.findings().len() == 1;
        assert!(!(claims && is_alone), "{report}");
    }
}

#[test]
fn a_sign_in_all_but_one_component_is_no_l1_term() {
    let report = plus(|x| {
        let mut extra = 0.3 * x.mapv(f64::signum);
        extra[2] *= -1.0;
        extra
    });
    assert!(!kinds(&report).contains(&L1Missing), "{report}");
}

#[test]
fn a_number_added_to_every_component_is_named() {
    let report = plus(|x| Array1::from_elem(x.len(), 0.7));
    let finding = sole(&report, AdditiveConstant);
    let words = "x: the same number is added to every component";
    assert_eq!(finding.message(), words);
    near(finding.value(), 0.7);
    let mend = "subtracting 0.7 from the gradient of x makes the check pass";
    assert_eq!(finding.mend(), Some(mend));
    assert_eq!((finding.explained(), finding.of()), (6, 6));
}

#[test]
fn a_number_subtracted_from_every_component_is_added_back() {
    let report = plus(|x| Array1::from_elem(x.len(), -0.7));
    let finding = sole(&report, AdditiveConstant);
    let mend = "adding 0.7 to the gradient of x makes the check pass";
    assert_eq!(finding.mend(), Some(mend));
}

#[test]
fn a_number_subtracted_from_every_component_keeps_its_sign() {
    let report = plus(|x| Array1::from_elem(x.len(), -0.7));
    near(sole(&report, AdditiveConstant).value(), -0.7);
}

#[test]
fn a_number_added_to_all_but_one_component_is_not_said_to_be_added_to_every_one() {
    let report = plus(|x| {
        let mut extra = Array1::from_elem(x.len(), 0.7);
        extra[4] = 0.0;
        extra
    });
    let message = sole(&report, AdditiveConstant).message();
    holds(&message, "in 5 of 6 components");
    let report = plus(|x| {
        let mut extra = Array1::from_elem(x.len(), 0.7);
        extra[4] = 0.8;
        extra
    });
    assert!(!kinds(&report).contains(&AdditiveConstant), "{report}");
}

#[test]
fn a_one_hot_that_is_lost_is_a_number_in_some_components() {
    // Of a mean of seven samples' log-probabilities the target's one is forgotten, or right.
    let targets = [2, 0, 1, 1, 2, 0, 2];
    let function = |is_lost: bool| {
        move |z: &Array2<f64>| {
            let e = z.mapv(f64::exp);
            let sums = e.sum_axis(Axis(1)).insert_axis(Axis(1));
            let p = &e / &sums;
            let rows = targets.iter().enumerate();
            let cost = rows.map(|(i, t)| -p[[i, *t]].ln()).sum::<f64>() / 7.0;
            let mut gradient = p / 7.0;
            for (i, t) in targets.iter().enumerate().filter(|_| !is_lost) {
                gradient[[i, *t]] -= 1.0 / 7.0;
            }
            (cost, gradient)
        }
    };
    let report = twins(&["z"], &drawn("z", (7, 3)), function(false), function(true));
    let finding = sole(&report, AdditiveConstant);
    holds(&finding.message(), "numeric + 0.1429 in 7 of 21 components");
    holds(
        &finding.evidence(),
        "it is 1/7, and 7 is the number of rows of z",
    );
    assert_eq!(finding.points_tried(), Some(3));
    near(finding.value(), 1.0 / 7.0);
    // Numbers that differ are no constant.
    let report = twins(&["z"], &drawn("z", (7, 3)), function(false), |z| {
        let (cost, mut gradient) = function(false)(z);
        targets
            .iter()
            .enumerate()
            .for_each(|(i, t)| gradient[[i, *t]] += 0.1 + 0.01 * i as f64);
        (cost, gradient)
    });
    assert!(!kinds(&report).contains(&AdditiveConstant), "{report}");
}

#[test]
fn of_terms_that_are_the_same_at_this_point_the_true_one_is_named() {
    // All θ are ±0.5: λ θ is 0.5 λ sign θ. Elsewhere it isn't.
    let point = Array1::from(vec![0.5, -0.5, 0.5, -0.5]);
    let report = twins(&["x"], &point, soft_maximum, |x| {
        let (cost, gradient) = soft_maximum(x);
        (cost, gradient + 0.4 * x)
    });
    let found = kinds(&report);
    assert!(!found.contains(&L1Missing), "{report}");
    assert!(
        found.contains(&L2Missing) || found.contains(&L2Factor),
        "{report}"
    );
    assert!(!found.contains(&AdditiveConstant), "{report}");
    // All θ are the same: a constant fits as well here, and isn't the cause.
    let report = twins(&["x"], &Array1::from_elem(4, 0.5), soft_maximum, |x| {
        let (cost, gradient) = soft_maximum(x);
        (cost, gradient + 0.4 * x)
    });
    let found = kinds(&report);
    assert!(
        !found.contains(&L1Missing) && !found.contains(&AdditiveConstant),
        "{report}"
    );
    assert!(!report.findings().is_empty(), "{report}");
    for finding in report.findings() {
        near(finding.value(), 0.4);
    }
}

#[test]
fn where_no_sign_can_change_a_constant_is_no_l1_term() {
    let entropy = |p: &Array1<f64>| p.mapv(|p| p * p.ln()).sum();
    let point = Array1::from(vec![0.2, 0.5, 0.9, 1.4]);
    let right = |p: &Array1<f64>| (entropy(p), p.mapv(|p| p.ln() + 1.0));
    let report = twins(&["p"], &point, right, |p| (entropy(p), p.mapv(f64::ln)));
    near(sole(&report, AdditiveConstant).value(), -1.0);
    // With a name it is the term that has it.
    let check = GradCheck::new("f")
        .arguments(["p"])
        .given_number("rate", 0.7);
    let report = check.run(&point, |p: &Array1<f64>| {
        (entropy(p) + 0.7 * p.sum(), p.mapv(|p| p.ln() + 1.0))
    });
    assert_eq!(kinds(&report)[0], L1Missing, "{report}");
}
