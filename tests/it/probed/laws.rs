//! What holds all over a block: factors, and terms of θ.

use super::{drawn, says, sole, spoiled, twins, waves};
use crate::told::holds;
use grad_check::{Finding, FindingKind, GradCheck};
use ndarray::{Array1, Array2};

type Layer = (Array2<f64>, Array1<f64>);

#[test]
fn a_factor_is_told_of_all_components_and_how_it_was_seen() {
    let report = spoiled(&drawn("x", (30, 40)), |g| *g *= 2.0);
    let finding = sole(&report, FindingKind::ConstantFactor);
    says(
        &report,
        "analytic = 2.000 × numeric in all 1,200 components",
    );
    let measured = report.blocks()[0].components().len();
    let seen = format!(
        "in all {measured} components measured, and along 2 random directions over all 1,200"
    );
    holds(&finding.evidence(), &seen);
    assert_eq!(
        finding.mend(),
        Some("multiplying the gradient of x by 0.5 makes the check pass")
    );
    assert_eq!((finding.explained(), finding.of()), (measured, measured));
}

#[test]
fn a_flipped_sign_is_named() {
    let report = spoiled(&drawn("x", (30, 40)), |g| *g *= -1.0);
    sole(&report, FindingKind::SignFlipped);
    says(
        &report,
        "sign flipped, analytic = −numeric in all 1,200 components",
    );
}

#[test]
fn a_gradient_of_zero_is_detached() {
    let report = spoiled(&drawn("x", (30, 40)), |g| g.fill(0.0));
    let finding = sole(&report, FindingKind::ZeroOrDetached);
    says(
        &report,
        "analytic = 0 where numeric isn't in all 1,200 components",
    );
    holds(&finding.evidence(), "the gradient is zero in all 1,200");
}

#[test]
fn a_factor_that_is_a_batch_size_is_told_as_one() {
    let x = drawn("x", (30, 40));
    let report = GradCheck::new("f")
        .arguments(["x"])
        .given("data", &[7, 3])
        .run(&x, |x| {
            let (cost, gradient) = waves(x);
            (cost, gradient / 7.0)
        });
    let finding = sole(&report, FindingKind::ConstantFactor);
    holds(&finding.evidence(), "7 is the number of rows of data (7×3)");
}

fn two((w, b): &Layer) -> (f64, Layer) {
    let ((one, dw), (other, db)) = (waves(w), waves(b));
    (one + other, (dw, db))
}

fn layer() -> Layer {
    (drawn("W", (30, 40)), drawn("b", 90))
}

#[test]
fn one_factor_in_every_block_is_that_of_the_cost() {
    let report = twins(&["W", "b"], &layer(), two, |p| {
        let (cost, (w, b)) = two(p);
        (cost, (3.0 * w, 3.0 * b))
    });
    sole(&report, FindingKind::WholeCostScaled);
    says(&report, "analytic = 3.000 × numeric in both blocks");
}

#[test]
fn one_factor_in_some_blocks_is_that_of_these() {
    let three = |p: &(Layer, Array1<f64>)| {
        let ((one, layer), (other, c)) = (two(&p.0), waves(&p.1));
        (one + other, (layer, c))
    };
    let names = ["l", "c"];
    let report = twins(&names, &(layer(), drawn("c", 50)), three, |p| {
        let (cost, ((w, b), c)) = three(p);
        (cost, ((2.0 * w, 2.0 * b), c))
    });
    let finding = sole(&report, FindingKind::ConstantFactor);
    assert_eq!(finding.blocks().len(), 2, "{report}");
    says(&report, "2.000 × numeric in all 1,290 components");
}

/// With the term λ/2 ‖W‖² or λ ‖W‖₁.
fn regularised((w, b): &Layer, l2: f64, l1: f64) -> (f64, Layer) {
    let (cost, (dw, db)) = two(&(w.clone(), b.clone()));
    let (squares, sizes) = (w.mapv(|w| w * w).sum(), w.mapv(f64::abs).sum());
    let dw = dw + w * l2 + w.mapv(f64::signum) * l1;
    (cost + l2 / 2.0 * squares + l1 * sizes, (dw, db))
}

#[test]
fn a_missing_l2_term_is_named_with_its_lambda() {
    let report = twins(
        &["W", "b"],
        &layer(),
        |p| regularised(p, 0.7, 0.0),
        |p| (regularised(p, 0.7, 0.0).0, two(p).1),
    );
    let is_l2 = |f: &&Finding| f.kind() == FindingKind::L2Missing;
    let finding = report.findings().iter().find(is_l2).expect("a finding");
    assert!(
        finding.value().is_some_and(|l| (l - 0.7).abs() < 1e-6),
        "{report}"
    );
    says(&report, "λ = 0.7");
    holds(&finding.evidence(), "random directions over all 1,200");
}

#[test]
fn a_missing_l1_term_is_named_with_its_lambda() {
    let report = twins(
        &["W", "b"],
        &layer(),
        |p| regularised(p, 0.0, 0.3),
        |p| (regularised(p, 0.0, 0.3).0, two(p).1),
    );
    let finding = sole(&report, FindingKind::L1Missing);
    assert!(
        finding.value().is_some_and(|l| (l - 0.3).abs() < 1e-6),
        "{report}"
    );
}

#[test]
fn a_gradient_that_is_computed_once_is_one_finding() {
    let x = drawn("x", (30, 40));
    let first = waves(&x).1;
    let report = GradCheck::new("f").run(&x, |x| (waves(x).0, first.clone()));
    assert_ne!(report.verdict(), grad_check::Verdict::Pass, "{report}");
    sole(&report, FindingKind::StaleState);
}
