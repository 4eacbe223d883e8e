//! A factor of several blocks, of a single number, and of the size of the batch.

use super::{honest, kinds, near, silent, sole};
use grad_check::FindingKind::{
    ConstantFactor, SignFlipped, Unexplained, WholeCostScaled, ZeroOrDetached,
};
use grad_check::{GradCheck, Report};

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
    honest(&report);
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

    let flipped = three([-1.0; 3], &[]);
    near(sole(&flipped, SignFlipped).value(), -1.0);
    let odd = three([1.37; 3], &[]);
    near(sole(&odd, WholeCostScaled).value(), 1.37);
}

#[test]
fn one_factor_in_some_blocks_is_told_once() {
    let report = three([2.0, 2.0, 1.0], &[]);
    assert_eq!(sole(&report, ConstantFactor).blocks(), ["w", "b"]);
    let report = three([2.0, 2.0, 4.0], &[]);
    assert_eq!(kinds(&report), [ConstantFactor; 2], "{report}");
    near(report.findings()[1].value(), 4.0);
    let report = three([0.0; 3], &[]);
    assert_eq!(sole(&report, ZeroOrDetached).blocks(), ["w", "b", "c"]);
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
    let finding = sole(&report, ConstantFactor);
    assert_eq!(finding.blocks(), ["w", "c"]);
    near(finding.value(), 1.37);
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

#[test]
fn a_factor_of_all_blocks_counts_the_components_of_all() {
    let report = three([0.25; 3], &[]);
    honest(&report);
    let finding = sole(&report, WholeCostScaled);
    assert_eq!((finding.explained(), finding.of()), (6, 6));
    assert!(
        !finding.evidence().contains("zero on both sides"),
        "{report}"
    );
}

#[test]
fn a_factor_that_is_that_of_another_block_counts_the_components_of_both() {
    let report = three([1.37, 1.0, 1.37], &[]);
    honest(&report);
    let finding = sole(&report, ConstantFactor);
    assert_eq!((finding.explained(), finding.of()), (4, 4), "{report}");
    assert!(
        finding.evidence().starts_with("4 components fit"),
        "{report}"
    );
}
