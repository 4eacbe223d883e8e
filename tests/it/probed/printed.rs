//! What people read of large problems, whole.

use super::{drawn, waves};
use expect_test::{Expect, expect};
use grad_check::{GradCheck, Report};
use ndarray::{Array1, Array2};

type Layer = (Array2<f64>, Array1<f64>);

fn layer() -> Layer {
    (drawn("W", (30, 40)), drawn("b", 90))
}

fn two((w, b): &Layer) -> (f64, Layer) {
    let ((one, dw), (other, db)) = (waves(w), waves(b));
    (one + other, (dw, db))
}

/// The report, with line numbers of this file taken out.
fn assert_printed(report: &Report, expected: &Expect) {
    let line = |line: &str| {
        if line.starts_with("  at tests/") {
            "  at tests/it/probed/printed.rs:LINE\n".to_owned()
        } else {
            format!("{line}\n")
        }
    };
    expected.assert_eq(&report.to_string().lines().map(line).collect::<String>());
}

#[test]
fn a_pass() {
    let report = GradCheck::new("layer")
        .arguments(["W", "b"])
        .eps(1e-7)
        .run(&layer(), two);
    assert_printed(
        &report,
        &expect![[r#"
            gradient check passed: layer: relative error 1.3e-11, would notice 1.0e-8 of its norm in a single component of W, 1.0e-8 of b, 13 evaluations; probed along random directions, not component by component; no difference at eps 1e-7 is made along directions
        "#]],
    );
    let page = include_str!("../../../docs/large.md");
    assert!(page.contains(&report.to_string()), "{report}");
}

#[test]
fn a_row_that_is_doubled() {
    let report = GradCheck::new("layer")
        .arguments(["W", "b"])
        .seed(3)
        .run(&layer(), |p| {
            let (cost, (mut w, b)) = two(p);
            w.row_mut(3).mapv_inplace(|g| 2.0 * g);
            (cost, (w, b))
        });
    assert_printed(
        &report,
        &expect![[r#"
            gradient check failed: layer: W is wrong (analytic = 2.000 × numeric in row 3 of 30)
              at tests/it/probed/printed.rs:LINE
              tol 1e-7, f64, seed 3, cost -1.42914, 56 evaluations

              block  shape  relative error   would notice  verdict
              W      30×40  0.101 ± 5e-2     -             FAIL
              b      90     4.2e-10 ± 3e-10  2.0e-8        pass
              whole         0.097 ± 4e-2                   FAIL

            probable cause
              W: analytic = 2.000 × numeric in row 3 of 30, and all else is right
                evidence: 5 components fit within 1e-8; likewise along 2 random
                  directions over all of it
                mend: multiplying the gradient of W in row 3 of 30 by 0.5 makes the
                  check pass (tried: passes here and at 2 other points)

            worst components
              component  theta      analytic  numeric           rel. error  ratio
              W[3, 39]   -0.649007  -4.46410  -2.23205 ± 1e-8   0.333       2.000
              W[3, 9]    3.40283    3.14928   1.57464 ± 3e-8    0.333       2.000
              W[3, 1]    -0.464047  2.81511   1.40756 ± 7e-9    0.333       2.000
              W[3, 37]   -0.571416  -2.74968  -1.37484 ± 7e-9   0.333       2.000
              W[3, 29]   0.876451   -1.85605  -0.928024 ± 5e-9  0.333       2.000

            to be known
              probed along random directions, not component by component (1,290
                components would take 2,580 evaluations; the budget is 1,000); measured
                by themselves: 5 of 1,200 components of W
              the cost has noise of 8.7e-15
        "#]],
    );
}

#[test]
fn a_block_without_a_pattern() {
    let noise = drawn("noise", (30, 40));
    let report = GradCheck::new("layer")
        .arguments(["W", "b"])
        .eps(1e-7)
        .run(&layer(), |p| {
            let (cost, (w, b)) = two(p);
            (cost, (w * (&noise * 0.3 + 1.0), b))
        });
    assert_printed(
        &report,
        &expect![[r#"
            gradient check failed: layer: W is wrong (all 24 components measured, of 1,200, by no constant factor)
              at tests/it/probed/printed.rs:LINE
              eps 1e-7, tol 1e-7, f64, cost -1.42914, 161 evaluations

              block  shape  relative error   would notice  verdict
              W      30×40  0.146 ± 3e-2     -             FAIL
              b      90     3.2e-11 ± 2e-11  6.1e-9        pass
              whole         0.140 ± 3e-2                   FAIL

            probable cause
              no pattern fits W: all 24 components measured, of 1,200, by no constant
                factor
                evidence: 24 of 24 components measured disagree beyond tolerance and
                  error bar, at several steps

            worst components
              component  theta      analytic   numeric          rel. error  ratio
              W[28, 11]  0.138121   1.20635    2.26315 ± 3e-9   0.305       0.5330
              W[7, 21]   -2.58850   1.77598    2.77619 ± 2e-8   0.220       0.6397
              W[25, 22]  0.661237   0.750653   1.64361 ± 2e-9   0.373       0.4567
              W[2, 0]    -2.73355   -0.664628  -1.38722 ± 7e-9  0.352       0.4791
              W[23, 17]  -0.814565  0.988660   1.69978 ± 3e-9   0.265       0.5816
              and 19 more

            to be known
              probed along random directions, not component by component (1,290
                components would take 2,580 evaluations; the budget is 1,000); measured
                by themselves: 24 of 1,200 components of W; no difference at eps 1e-7 is
                made along directions
              the cost has noise of 1.3e-14
        "#]],
    );
}
