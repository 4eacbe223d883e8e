//! analytic = c · numeric: a sign, a constant, zero; in a block, in a part of it, in all blocks.

use super::{check, drawn, kinds, near, silent, soft_maximum, sole, spoiled, twins};
use grad_check::FindingKind::{
    ConstantFactor, SignFlipped, SingleComponent, Unexplained, WholeCostScaled, ZeroOrDetached,
};
use grad_check::{GradCheck, Report, Verdict};
use ndarray::Array1;

fn x() -> Array1<f64> {
    drawn("x", 5)
}

/// Each component of the gradient times a number of its own.
fn times(factors: [f64; 5]) -> Report {
    spoiled(&x(), |g| *g *= &Array1::from(factors.to_vec()))
}

#[test]
fn a_flipped_sign_is_named() {
    let report = times([-1.0; 5]);
    let finding = sole(&report, SignFlipped);
    assert_eq!(
        finding.message(),
        "analytic = −numeric in all 5 components of x"
    );
    assert_eq!(finding.blocks(), ["x"]);
    near(finding.value(), -1.0);
    assert_eq!((finding.explained(), finding.of()), (5, 5));
    assert!(finding.residual().unwrap() <= 1.0);
    let mend = "multiplying the gradient of x by −1 makes the check pass";
    assert_eq!(finding.mend(), Some(mend));
    assert_eq!(
        finding.components(),
        ["x[0]", "x[1]", "x[2]", "x[3]", "x[4]"]
    );
}

#[test]
fn a_sign_that_is_flipped_in_all_but_one_component_is_not_that_of_the_block() {
    let report = times([-1.0, -1.0, 1.0, -1.0, -1.0]);
    let finding = sole(&report, SignFlipped);
    let message =
        "x: analytic = −numeric in 4 of 5 components: x[0], x[1], x[3], …; the others are right";
    assert_eq!(finding.message(), message);
    assert_eq!((finding.explained(), finding.of()), (4, 4));
    assert_eq!(finding.components(), ["x[0]", "x[1]", "x[3]", "x[4]"]);
}

#[test]
fn a_factor_beside_minus_one_is_no_flipped_sign() {
    let report = times([-1.001; 5]);
    let finding = sole(&report, ConstantFactor);
    near(finding.value(), -1.001);
    assert!(finding.message().contains("−1.001") || finding.message().contains("-1.001"));
}

#[test]
fn a_constant_factor_is_named_with_its_value_and_its_mend() {
    let factors = [
        (2.0, "0.5"),
        (0.5, "2"),
        (3.0, "1/3"),
        (1.0 / 3.0, "3"),
        (10.0, "0.1"),
        (0.25, "4"),
        (-2.0, "−0.5"),
        (1.25, "0.8000"),
        (1.001, "0.9990"),
    ];
    for (factor, inverse) in factors {
        let report = times([factor; 5]);
        let finding = sole(&report, ConstantFactor);
        near(finding.value(), factor);
        let mend = format!("multiplying the gradient of x by {inverse} makes the check pass");
        assert_eq!(finding.mend(), Some(mend.as_str()));
        assert!(
            finding
                .message()
                .ends_with("× numeric in all 5 components of x")
        );
        assert_eq!((finding.explained(), finding.of()), (5, 5));
    }
}

#[test]
fn factors_that_differ_from_component_to_component_are_none() {
    let report = times([2.0, 2.1, 1.9, 2.05, 1.95]);
    assert_eq!(sole(&report, Unexplained).value(), None);
    // The one that has another factor is wrong as well.
    let report = times([2.0, 2.0, 3.0, 2.0, 2.0]);
    let finding = sole(&report, Unexplained);
    let message = "no pattern fits x: all 5 components, by no constant factor";
    assert_eq!(finding.message(), message);
}

#[test]
fn a_factor_of_some_components_needs_to_be_usual_or_to_be_met_three_times() {
    let finding = sole(&times([1.0, 2.0, 1.0, 2.0, 1.0]), ConstantFactor).clone();
    let message =
        "x: analytic = 2.000 × numeric in 2 of 5 components: x[1], x[3]; the others are right";
    assert_eq!(finding.message(), message);
    let report = times([1.0, 1.37, 1.0, 1.37, 1.0]);
    let message = "no pattern fits x: 2 of 5 components: x[1], x[3]";
    assert_eq!(sole(&report, Unexplained).message(), message);
    let report = times([1.37, 1.37, 1.0, 1.37, 1.0]);
    near(sole(&report, ConstantFactor).value(), 1.37);
    let report = times([1.0, 1.0, 2.0, 1.0, 1.0]);
    assert_eq!(sole(&report, SingleComponent).components(), ["x[2]"]);
}

#[test]
fn a_factor_of_one_but_for_the_last_digits_is_none() {
    silent(&check(&["x"], &x(), |x| {
        let (cost, gradient) = soft_maximum(x);
        (cost, gradient * 1.000_000_1)
    }));
    let report = GradCheck::new("f").tol(1e-9).run(&x(), |x| {
        let (cost, gradient) = soft_maximum(x);
        (cost, gradient * 1.000_000_1)
    });
    assert!(!kinds(&report).contains(&ConstantFactor), "{report}");
}

#[test]
fn a_gradient_of_zero_is_named_and_has_no_mend() {
    let report = times([0.0; 5]);
    let finding = sole(&report, ZeroOrDetached);
    let message = "analytic = 0 where numeric isn't in all 5 components of x";
    assert_eq!((finding.message(), finding.mend()), (message, None));
    near(finding.value(), 0.0);
    let finding = sole(&times([0.0, 1.0, 0.0, 1.0, 1.0]), ZeroOrDetached).clone();
    assert!(
        finding
            .message()
            .contains("in 2 of 5 components: x[0], x[2]")
    );
}

#[test]
fn a_gradient_of_zero_where_the_cost_is_flat_is_no_mistake() {
    let report = check(&["w", "dead"], &(0.7, [1.0, 2.0]), |&(w, _)| {
        (f64::exp(w), (f64::exp(w), [0.0, 0.0]))
    });
    assert_ne!(report.verdict(), Verdict::Fail, "{report}");
    assert!(!kinds(&report).contains(&ZeroOrDetached), "{report}");
}

#[test]
fn zeros_on_both_sides_are_told_apart_from_what_fits() {
    let function = |factor: f64| {
        move |x: &[f64; 4]| {
            let cost = x[0].exp() * x[1] + x[2].sin();
            let slopes = [x[0].exp() * x[1], x[0].exp(), x[2].cos(), 0.0];
            (cost, slopes.map(|slope| factor * slope))
        }
    };
    let report = twins(&["x"], &[0.3, 0.7, 1.1, 5.0], function(1.0), function(3.0));
    let finding = sole(&report, ConstantFactor);
    let zeros = "; 1 more is zero on both sides";
    assert!(finding.evidence().contains(zeros), "{}", finding.evidence());
    assert_eq!((finding.explained(), finding.of()), (3, 4));
}

/// Three blocks of one cost, with a factor each.
fn three(factors: [f64; 3], known: &[usize]) -> Report {
    let cost = |(w, b, c): &([f64; 3], [f64; 2], f64), [fw, fb, fc]: [f64; 3]| {
        let z = w[0] * b[0] + w[1] * b[1] * c + w[2].sin();
        let dw = [b[0], b[1] * c, w[2].cos()].map(|g| fw * z.exp() * g);
        let db = [w[0], w[1] * c].map(|g| fb * z.exp() * g);
        (z.exp(), (dw, db, fc * z.exp() * w[1] * b[1]))
    };
    let point = ([0.4, -0.3, 0.9], [0.7, 1.2], 0.8);
    let check = GradCheck::new("f")
        .arguments(["w", "b", "c"])
        .given("x", known);
    silent(&check.run(&point, |p| cost(p, [1.0; 3])));
    let report = check.run(&point, |p| cost(p, factors));
    super::consistent(&report);
    report
}

#[test]
fn one_factor_in_all_blocks_is_that_of_the_whole_gradient() {
    let report = three([0.25; 3], &[4, 7]);
    let finding = sole(&report, WholeCostScaled);
    assert!(
        finding
            .message()
            .starts_with("analytic = 0.2500 × numeric in all 3 blocks")
    );
    assert_eq!(finding.blocks(), ["w", "b", "c"]);
    near(finding.value(), 0.25);
    let meaning = "it is 1/4, and 4 is the number of rows of x (4×7)";
    assert!(
        finding.evidence().contains(meaning),
        "{}",
        finding.evidence()
    );
    let mend = "multiplying the whole gradient by 4 makes the check pass";
    assert_eq!(finding.mend(), Some(mend));
    assert_eq!(finding.of(), 6);

    let flipped = three([-1.0; 3], &[]);
    near(sole(&flipped, WholeCostScaled).value(), -1.0);
    let odd = three([1.37; 3], &[]);
    near(sole(&odd, WholeCostScaled).value(), 1.37);
}

#[test]
fn one_factor_in_all_blocks_but_one_is_told_block_by_block() {
    let report = three([2.0, 2.0, 1.0], &[]);
    assert_eq!(kinds(&report), [ConstantFactor; 2], "{report}");
    let report = three([2.0, 2.0, 4.0], &[]);
    assert_eq!(kinds(&report), [ConstantFactor; 3], "{report}");
    near(report.findings()[2].value(), 4.0);
    let report = three([0.0; 3], &[]);
    assert_eq!(kinds(&report), [ZeroOrDetached; 3], "{report}");
}

#[test]
fn a_single_number_has_a_factor_if_it_is_a_usual_one() {
    let message = "analytic = 2.000 × numeric in c";
    assert_eq!(
        sole(&three([1.0, 1.0, 2.0], &[]), ConstantFactor).message(),
        message
    );
    let report = three([1.0, 1.0, 1.37], &[]);
    let finding = sole(&report, Unexplained);
    let message = "no pattern fits c: by no usual factor";
    assert_eq!((finding.message(), finding.value()), (message, None));
    // It is that of another block.
    let report = three([1.37, 1.0, 1.37], &[]);
    assert_eq!(kinds(&report), [ConstantFactor; 2], "{report}");
    near(report.findings()[1].value(), 1.37);
}

#[test]
fn a_factor_that_is_the_size_of_the_batch_is_said_to_be() {
    let report = three([7.0, 1.0, 1.0], &[4, 7]);
    let finding = sole(&report, ConstantFactor);
    let meaning = "7 is the number of columns of x (4×7)";
    assert!(
        finding.evidence().contains(meaning),
        "{}",
        finding.evidence()
    );
    let report = three([1.0, 1.0, 1.0 / 7.0], &[4, 7]);
    let meaning = "it is 1/7, and 7 is the number of columns of x (4×7)";
    assert!(sole(&report, ConstantFactor).evidence().contains(meaning));
    // A usual factor is the width of a layer by chance, and one nearby isn't the size of the batch.
    for (factor, known) in [(3.0, &[][..]), (7.01, &[4, 7])] {
        let report = three([factor, 1.0, 1.0], known);
        let evidence = sole(&report, ConstantFactor).evidence().to_owned();
        assert!(!evidence.contains("number of"), "{evidence}");
    }
}
