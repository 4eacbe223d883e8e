//! Reports of plain gradients: passes, failures, wrong shapes, steps that mislead.

use super::assert_printed;
use crate::course;
use expect_test::expect;
use grad_check::GradCheck;

#[test]
fn a_pass_is_one_line() {
    let report = GradCheck::new("cube")
        .eps(1e-7)
        .run(&0.5, |t: &f64| (t.powi(3), 3.0 * t * t));
    assert_printed(
        &report,
        &expect![[r#"
            gradient check passed: cube: relative error 0 (4.6e-11 at eps 1e-7), would notice 3.2e-7, 9 evaluations
        "#]],
    );
}

#[test]
fn a_failing_scalar() {
    let report = GradCheck::new("cube")
        .eps(1e-7)
        .seed(3)
        .test("model::tests::cube_grad_check")
        .run(&0.5, |t: &f64| (t.powi(3), 1.5 * t * t));
    assert_printed(
        &report,
        &expect![[r#"
            gradient check failed: cube: theta is wrong (analytic = 0.5000 × numeric)
              at tests/reports.rs:LINE
              eps 1e-7, tol 1e-7, f64, seed 3, cost 0.125000, 14 evaluations

              block  shape   relative error  at eps 1e-7  would notice  verdict
              theta  scalar  0.333 ± 7e-9    0.333        2.6e-7        FAIL

            probable cause
              analytic = 0.5000 × numeric in theta
                evidence: the one component fits within 5e-9
                mend: multiplying the gradient of theta by 2 makes the check pass
                  (tried: passes here and at 2 other points)

            worst components
              component  theta     analytic  numeric          rel. error  ratio
              theta      0.500000  0.375000  0.750000 ± 7e-9  0.333       0.5000

            run just this check again
              cargo test tests::cube_grad_check -- --exact
        "#]],
    );
}

#[test]
fn a_step_that_misleads() {
    let report = GradCheck::new("cube")
        .eps(0.2)
        .run(&0.5, |t: &f64| (t.powi(3), 3.2 * t * t));
    assert_printed(
        &report,
        &expect![[r#"
            gradient check failed: cube: theta is wrong (by no usual factor)
              at tests/reports.rs:LINE
              eps 0.2, tol 1e-7, f64, cost 0.125000, 21 evaluations

              block  shape   relative error  at eps 0.2  would notice  verdict
              theta  scalar  0.032 ± 1e-8    6.3e-3      3.7e-7        FAIL

            probable cause
              no pattern fits theta: by no usual factor
                evidence: 1 of 1 disagree beyond tolerance and error bar, at several
                  steps

            worst components
              component  theta     analytic  numeric          rel. error  ratio
              theta      0.500000  0.800000  0.750000 ± 2e-8  0.032       1.067

            error against step: theta
              1e-1 │ ●                                ●     ×
                   │                                  ×     ◆
                   │
                   │
                   │
                   │┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄
                   │
              1e-9 │ ×
                   └┬───────────┬────────────┬───────────┬───────────┬
                    1e-4        1e-3         1e-2        1e-1        1e0
              ● |numeric − analytic|  × error bar  ◆ at eps  ┄ passes below
        "#]],
    );
}

#[test]
fn digits_lost_behind_a_constant() {
    let report = GradCheck::new("offset").run(&0.7, |x: &f64| (1e13 + x.exp(), x.exp()));
    assert_printed(
        &report,
        &expect![[r#"
            gradient check undecided: offset: theta: the error bar is wider than what is to be judged
              at tests/reports.rs:LINE
              tol 1e-7, f64, cost 1.00000e13, 10 evaluations

              block  shape   relative error  would notice  verdict
              theta  scalar  2.3e-5 ± 4e-3   0.025         undecided

            error against step: theta
               1e2 │ ×
                   │ ●
                   │                       ×
                   │                       ●                    ×
                   │
                   │                                            ●
                   │
              1e-7 │┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄
                   └┬───────────┬────────────┬───────────┬───────────┬
                    1e-4        1e-3         1e-2        1e-1        1e0
              ● |numeric − analytic|  × error bar  ┄ passes below

            to settle it
              scale the cost so that this parameter matters to it, subtract a large
                constant from it, or compute all of it in f64
        "#]],
    );
}

#[test]
fn the_course_network_with_its_mistakes() {
    let course::Exercise {
        parameters, x, y, ..
    } = course::exercise();
    let report = GradCheck::new("network")
        .eps(1e-7)
        .test("course::network_grad_check")
        .run(&parameters, |p| course::network_with_mistakes(p, &x, &y));
    assert_printed(
        &report,
        &expect![[r#"
            gradient check failed: network: W2 and b1 are wrong (W2: analytic = 2.000 × numeric; b1: analytic = 4.000 × numeric)
              at tests/reports.rs:LINE
              eps 1e-7, tol 1e-7, f64, cost 2.40783, 204 evaluations

              block  shape  relative error   at eps 1e-7  would notice  verdict
              W1     5×4    1.2e-10 ± 3e-11  1.5e-7       3.0e-7        pass
              W2     3×5    0.333 ± 2e-10    0.333        2.3e-7        FAIL
              W3     1×3    8.4e-12 ± 3e-11  2.4e-8       3.0e-7        pass
              b1     5×1    0.600 ± 2e-10    0.600        1.9e-7        FAIL
              b2     3×1    1.6e-10 ± 5e-11  3.4e-8       3.0e-7        pass
              b3     1×1    2.7e-10 ± 4e-11  2.5e-7       3.0e-7        pass
              whole         0.285 ± 1e-10    0.285                      FAIL

            probable cause
              analytic = 2.000 × numeric in all 15 components of W2
                evidence: 4 components fit within 6e-9; 11 more are zero on both sides
                mend: multiplying the gradient of W2 by 0.5 makes it right (tried:
                  passes here and at 2 other points)
              analytic = 4.000 × numeric in all 5 components of b1
                evidence: 4 components fit within 6e-10; 1 more is zero on both sides
                mend: multiplying the gradient of b1 by 0.25 makes it right (tried:
                  passes here and at 2 other points)

            worst components
              component  theta       analytic   numeric             rel. error  ratio
              W2[2, 0]   2.10026     1.83160    0.915802 ± 6e-10    0.333       2.000
              W2[2, 3]   0.300170    1.80564    0.902819 ± 4e-10    0.333       2.000
              W2[2, 2]   0.617203    -0.215959  -0.107980 ± 1e-10   0.333       2.000
              W2[2, 1]   0.120159    0.0490310  0.0245155 ± 9e-12   0.333       2.000
              b1[0, 0]   -0.687173   2.53163    0.632908 ± 7e-10    0.600       4.000
              b1[3, 0]   -0.0126646  0.361823   0.0904558 ± 1e-11   0.600       4.000
              b1[2, 0]   -0.671246   -0.256052  -0.0640130 ± 6e-11  0.600       4.000
              b1[1, 0]   -0.845206   0.149006   0.0372514 ± 9e-12   0.600       4.000

            to be known
              not verified: 4 of 20 components of W1, 11 of 15 components of W2, 2 of 3
                components of W3, 1 of 5 components of b1, 2 of 3 components of b2 (cost
                and gradient are exactly flat there)

            run just this check again
              cargo test network_grad_check -- --exact
        "#]],
    );
}

#[test]
fn a_single_wrong_component_among_many() {
    let report =
        GradCheck::new("squares")
            .arguments(["w"])
            .run(&[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], |w| {
                let mut gradient = w.map(|row| row.map(|x| 2.0 * x));
                gradient[1][2] *= 1.1;
                (w.iter().flatten().map(|x| x * x).sum::<f64>(), gradient)
            });
    assert_printed(
        &report,
        &expect![[r#"
            gradient check failed: squares: w is wrong (only w[1, 2] of 6 components)
              at tests/reports.rs:LINE
              tol 1e-7, f64, cost 91.0000, 25 evaluations

              block  shape  relative error  would notice  verdict
              w      2×3    0.031 ± 1e-11   2.9e-7        FAIL

            probable cause
              w is wrong: only w[1, 2] of 6 components, analytic = numeric + 0.2 θ there
                evidence: it holds here and elsewhere, as where one of the cost's
                  squares (a penalty, a prior, a residual) is missing or wrong
                mend: with this term taken off the check passes (tried: passes here and
                  at 2 other points)

            worst components
              component  theta    analytic  numeric          rel. error  ratio
              w[1, 2]    6.00000  13.2000   12.0000 ± 8e-11  0.048       1.100
        "#]],
    );
}

#[test]
fn a_shape_mismatch() {
    let report = GradCheck::new("layer")
        .arguments(["w", "b"])
        .run(&([[1.0; 3]; 4], [0.0; 4]), |_| {
            (1.0, ([[1.0; 3]; 4], [[0.0; 1]; 4]))
        });
    assert_printed(
        &report,
        &expect![[r#"
            gradient check failed: layer: the gradient of b has shape 4×1, but b has shape 4
              at tests/reports.rs:LINE
              tol 1e-7, f64, 1 evaluation

            what went wrong
              the gradient of b has shape 4×1, but b has shape 4: return a gradient of
                the parameter's shape
        "#]],
    );
}

#[test]
fn a_nan_in_the_gradient() {
    let report = GradCheck::new("entropy")
        .arguments(["p"])
        .run(&[0.5, 0.0], |p| {
            (
                p.iter().sum::<f64>(),
                p.map(|p: f64| p * (1.0 / p) * p.ln()),
            )
        });
    assert_printed(
        &report,
        &expect![[r#"
            gradient check failed: entropy: the gradient of p[1] is NaN at the test point, where p[1] = 0.0
              at tests/reports.rs:LINE
              tol 1e-7, f64, 1 evaluation
        "#]],
    );
}

#[test]
fn an_edge_of_the_domain_within_eps() {
    let report = GradCheck::new("log")
        .eps(1e-7)
        .arguments(["x"])
        .run(&[2.0, 1e-9], |x: &[f64; 2]| {
            (x[0].ln() + x[1].ln(), [1.0 / x[0], 1.0 / x[1]])
        });
    assert_printed(
        &report,
        &expect![[r#"
            gradient check passed: log: relative error 6.4e-13, would notice 1.6e-6, 25 evaluations; no difference at eps 1e-7 for 1 component: the cost is NaN with x[1] moved to -9.9e-8
        "#]],
    );
}
