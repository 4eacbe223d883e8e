//! What people read: the printed report of every kind of outcome, whole.

use crate::course;

use expect_test::{Expect, expect};
use grad_check::{GradCheck, Report};

/// The report, with line numbers of this file taken out.
fn assert_printed(report: &Report, expected: &Expect) {
    let mut printed = String::new();
    for line in report.to_string().lines() {
        let line = if line.starts_with("  at tests/") {
            "  at tests/reports.rs:LINE"
        } else {
            line
        };
        printed += line;
        printed.push('\n');
    }
    expected.assert_eq(&printed);
}

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
            constant from it, or compute it in f64
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
                mend: multiplying the gradient of W2 by 0.5 makes the check pass (tried:
                  passes here and at 2 other points)
              analytic = 4.000 × numeric in all 5 components of b1
                evidence: 4 components fit within 6e-10; 1 more is zero on both sides
                mend: multiplying the gradient of b1 by 0.25 makes the check pass
                  (tried: passes here and at 2 other points)

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

#[test]
fn a_kink_at_the_point() {
    let slope = |x: f64| if x < 0.0 { -1.0 } else { 1.0 };
    let report = GradCheck::new("absolute")
        .arguments(["x"])
        .run(&0.0, |x: &f64| (x.abs(), slope(*x)));
    assert_printed(
        &report,
        &expect![[r#"
            gradient check passed: absolute: relative error 0, would notice 2.0e-7, 24 evaluations; at a kink, where any slope between is right: x (left -1.00000, right 1.00000, analytic 1.00000)
        "#]],
    );
}

#[test]
fn a_difference_at_eps_that_reaches_over_a_kink() {
    let relu = |x: f64| if x > 0.0 { 1.0 } else { 0.0 };
    let report = GradCheck::new("relu")
        .eps(1e-7)
        .arguments(["x"])
        .run(&[0.0, 0.7], |x: &[f64; 2]| {
            (x[0].max(0.0) + x[1].max(0.0), x.map(relu))
        });
    assert_printed(
        &report,
        &expect![[r#"
            gradient check passed: relu: relative error 0 (0.236 at eps 1e-7, over a kink), would notice 3.2e-7, 30 evaluations; at a kink, where any slope between is right, and the difference at eps 1e-7 mixes both: x[0] (left 0, right 1.000000, analytic 0)
        "#]],
    );
    let report = GradCheck::new("relus").eps(1e-7).arguments(["x", "y"]).run(
        &([0.0, 0.7], 0.4),
        |(x, y): &([f64; 2], f64)| {
            let cost = x[0].max(0.0) + x[1].max(0.0) + y * y;
            (cost, (x.map(relu), *y))
        },
    );
    assert_printed(
        &report,
        &expect![[r#"
            gradient check failed: relus: y is wrong (analytic = 0.5000 × numeric)
              at tests/reports.rs:LINE
              eps 1e-7, tol 1e-7, f64, cost 0.860000, 39 evaluations

              block  shape   relative error  at eps 1e-7   would notice  verdict
              x      2       0 ± 2e-10       0.236 (kink)  3.2e-7        pass
              y      scalar  0.333 ± 3e-12   0.333         2.3e-7        FAIL
              whole          0.170 ± 2e-10   0.261                       FAIL

            probable cause
              analytic = 0.5000 × numeric in y
                evidence: the one component fits to the last digit
                mend: multiplying the gradient of y by 2 makes the check pass (tried:
                  passes here and at 2 other points)

            worst components
              component  theta     analytic  numeric           rel. error  ratio
              y          0.400000  0.400000  0.800000 ± 3e-12  0.333       0.5000

            to be known
              at a kink, where any slope between is right, and the difference at eps
                1e-7 mixes both: x[0] (left 0, right 1.000000, analytic 0)
        "#]],
    );
}

#[test]
fn a_gradient_outside_the_slopes_of_a_kink() {
    let slope = |x: f64| if x == 0.0 { 3.0 } else { x.signum() };
    let report = GradCheck::new("absolute")
        .arguments(["x"])
        .run(&[0.0, 0.7], |x: &[f64; 2]| {
            (x[0].abs() + x[1].abs(), x.map(slope))
        });
    assert_printed(
        &report,
        &expect![[r#"
            gradient check failed: absolute: x is wrong (the point is a kink in 1 of 2 components)
              at tests/reports.rs:LINE
              tol 1e-7, f64, cost 0.700000, 95 evaluations

              block  shape  relative error  would notice  verdict
              x      2      0.437 ± 7e-11   2.1e-7        FAIL

            probable cause
              x: the point is a kink in 1 of 2 components, and the gradient is none of
                its slopes
                evidence: the slope is -1.000 on the left of x[0] and 1.000 on its
                  right, the gradient 3.000

            worst components
              component  theta  analytic  numeric           rel. error  ratio
              x[0]       0      3.00000   1.000000 ± 3e-10  0.500       3.000
        "#]],
    );
}

#[test]
fn a_gradient_that_is_wrong_beside_a_kink() {
    let report = GradCheck::new("absolute")
        .arguments(["x"])
        .run(&[0.0, 0.7], |x: &[f64; 2]| {
            (x[0].abs() + x[1].abs(), [1.0, x[1].signum()])
        });
    assert_printed(
        &report,
        &expect![[r#"
            gradient check failed: absolute: x is wrong (only x[0] of 2 components)
              at tests/reports.rs:LINE
              tol 1e-7, f64, cost 0.700000, 78 evaluations

              block  shape  relative error  would notice  verdict
              x      2      0.707 ± 1e-12   3.0e-7        FAIL

            probable cause
              x is wrong: only x[0] of 2 components
                evidence: 1 of 2 disagree beyond tolerance and error bar, at several
                  steps

            worst components
              component     theta        analytic  numeric           rel. error  ratio
              x[0], beside  -0.00472242  1.00000   -1.00000 ± 3e-12  1.000       -1.000

            slopes at a kink
              x[0] (left -1.000000, right 1.000000, analytic 1.00000)
        "#]],
    );
}

#[test]
fn a_jump_at_the_point() {
    let report = GradCheck::new("step")
        .arguments(["x"])
        .run(&0.0, |x: &f64| (f64::from(u8::from(*x > 0.0)) + x, 1.0));
    assert_printed(
        &report,
        &expect![[r#"
            gradient check undecided: step: x: the cost jumps at the point
              at tests/reports.rs:LINE
              tol 1e-7, f64, cost 0, 15 evaluations

              block  shape   relative error  would notice  verdict
              x      scalar  1.000 ± 1e0     4.499         undecided

            undecided components
              component  theta  analytic  numeric        rel. error  ratio
              x          0      1.00000   4097.00 ± 6e3  1.000       2.441e-4

            error against step: x
              1e13 │●
                   │         ●        ●
                   │                           ●        ●
                   │                                             ●
                   │
                   │┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄
                   │
             1e-12 │                                             ×
                   └┬──────────────┬─────────────┬──────────────┬─────
                    1e-13          1e-10         1e-7           1e-4
              ● |numeric − analytic|  × error bar  ┄ passes below

            to settle it
              move the test point off the jump with `at` or `seed`: a cost that jumps
                has no gradient there
        "#]],
    );
}

#[test]
fn noise_above_the_signal() {
    let hash = |x: f64| grad_check::Rng::new(x.to_bits()).unit();
    let report = GradCheck::new("solver")
        .arguments(["x"])
        .run(&0.7, |x: &f64| (x.exp() + 0.1 * hash(*x), x.exp()));
    assert_printed(
        &report,
        &expect![[r#"
            gradient check undecided: solver: x: the noise of the cost is above what is to be judged
              at tests/reports.rs:LINE
              tol 1e-7, f64, cost 2.04932, 39 evaluations

              block  shape   relative error  would notice  verdict
              x      scalar  0.014 ± 5e-2    0.293         undecided

            undecided components
              component  theta     analytic  numeric         rel. error  ratio
              x          0.700000  2.01375   1.95875 ± 2e-1  0.014       1.028

            error against step: x
               1e7 │   ×
                   │   ●          ●
                   │                         ●
                   │                                    ×
                   │                                    ●          ●
                   │
                   │
              1e-7 │┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄
                   └┬─────────────────┬──────────────────┬────────────
                    1e-8              1e-5               1e-2
              ● |numeric − analytic|  × error bar  ┄ passes below

            to settle it
              tighten the tolerance of the solver or the sum inside the cost, or ask for
                less with `must_notice`

            to be known
              the cost has noise of 0.037
        "#]],
    );
}

#[test]
fn a_cost_in_f32_behind_a_constant() {
    #[allow(clippy::cast_possible_truncation)] // the mistake
    let report = GradCheck::new("single")
        .arguments(["x"])
        .tol(1e-7)
        .run(&0.7, |x: &f64| (f64::from((1e4 + x.exp()) as f32), x.exp()));
    assert_printed(
        &report,
        &expect![[r#"
            gradient check undecided: single: x: the cost is computed in f32 on its way, which leaves too few digits
              at tests/reports.rs:LINE
              tol 1e-7, f64, cost 10002.0, 41 evaluations

              block  shape   relative error  would notice  verdict
              x      scalar  2.6e-4 ± 1e-3   7.7e-3        undecided

            probable cause
              x: the cost passes through f32, which leaves too few digits to compare
                evidence: small steps change the cost by whole f32 roundoffs, or not at
                  all

            error against step: x
               1e6 │  ×
                   │
                   │                  ×
                   │  ●               ●         ●
                   │                                      ●  ×   ×   ●
                   │                                         ●   ●
                   │
              1e-7 │┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄
                   └┬───────────────┬────────────────┬───────────────┬
                    1e-9            1e-6             1e-3            1e0
              ● |numeric − analytic|  × error bar  ┄ passes below

            to settle it
              compute the cost in f64 throughout, or ask for less with `must_notice`

            to be known
              the cost has noise of 3.1e-4
              the cost passes through f32 on its way
        "#]],
    );
}

#[test]
fn a_gradient_that_is_right_by_chance() {
    let report = GradCheck::new("ridge")
        .arguments(["w"])
        .run(&[0.0, 1.0], |w: &[f64; 2]| {
            let cost = (1.0 + w[0]).ln() + w[1].sin() + w[0] * w[0] + w[1] * w[1];
            (cost, [1.0 / (1.0 + w[0]), w[1].cos() + 2.0 * w[1]])
        });
    assert_printed(
        &report,
        &expect![[r#"
            gradient check undecided: ridge: w: the gradient is right at the point only, and wrong beside it
              at tests/reports.rs:LINE
              tol 1e-7, f64, cost 1.84147, 23 evaluations

              block  shape  relative error  would notice  verdict
              w      2      1.6e-10 ± 1e-8  3.4e-7        undecided

            undecided components
              component  theta  analytic  numeric          rel. error  ratio
              w[0]       0      1.00000   1.000000 ± 8e-8  4.4e-10     1.000

            to settle it
              move the test point with `at` or `seed` (away from zeros) and mend what
                then fails
        "#]],
    );
}

#[test]
fn a_stationary_point() {
    let report = GradCheck::new("quartic")
        .arguments(["x"])
        .run(&0.0, |x: &f64| (x.powi(4), 4.0 * x.powi(3)));
    assert_printed(
        &report,
        &expect![[r#"
            gradient check passed: quartic: relative error 0, would notice -, 22 evaluations; the gradient vanishes at this point, so that it is checked by its slopes beside it: x (1.3e-16 of the slopes beside it)
        "#]],
    );
}

#[test]
fn a_function_that_panics_beside_the_point() {
    let report = GradCheck::new("brittle")
        .arguments(["x"])
        .run(&0.0, |x: &f64| {
            assert!(*x == 0.0, "x must stay where it is");
            (x.exp(), x.exp())
        });
    assert_printed(
        &report,
        &expect![[r#"
            gradient check undecided: brittle: the function panicked with x moved to 0.0001220703125: x must stay where it is
              at tests/reports.rs:LINE
              tol 1e-7, f64, cost 1.00000, 17 evaluations

              block  shape   relative error  would notice  verdict
              x      scalar  -               -             undecided

            undecided components
              component  theta  analytic  numeric  rel. error  ratio
              x          0      1.00000   NaN      -           -

            to settle it
              move the test point to where the function and its neighbourhood succeed
        "#]],
    );
}

#[test]
fn a_condition_that_is_accepted() {
    let report = GradCheck::new("step")
        .arguments(["x"])
        .allow([grad_check::Reason::Jump])
        .run(&[0.0, 0.4], |x: &[f64; 2]| {
            (
                f64::from(u8::from(x[0] > 0.0)) + x[1].exp(),
                [0.0, x[1].exp()],
            )
        });
    assert_printed(
        &report,
        &expect![[r#"
            gradient check passed: step: relative error 1.000, would notice 3.0e-7, 20 evaluations; accepted by `allow`: jump in 1 of 2 components of x; not seen beside the point: the error bar is wider than what is to be judged
        "#]],
    );
}

#[test]
fn problems_that_are_accepted() {
    let isolated = |x: &[f64; 2]| {
        let cost = if x[0] == 0.5 { x[1].exp() } else { f64::NAN };
        (cost, [-4.0, x[1].exp()])
    };
    let report = GradCheck::new("edge")
        .arguments(["x"])
        .allow([grad_check::Reason::Jump, grad_check::Reason::NonFinite])
        .run(&[0.5, 0.4], isolated);
    assert_printed(
        &report,
        &expect![[r#"
            gradient check passed: edge: relative error -, would notice 3.0e-7, 15 evaluations; accepted by `allow`: non_finite in 1 of 2 components of x (the cost is NaN with x[0] moved to 0.5001220703125)
        "#]],
    );
    let report = GradCheck::new("product")
        .arguments(["x", "y"])
        .allow([grad_check::Reason::Kink, grad_check::Reason::WrongCost])
        .run_with_cost(
            &(0.5, 0.4),
            |&(x, y): &(f64, f64)| (x * y, (y, x)),
            |&(x, y)| x * y + x,
        );
    assert_printed(
        &report,
        &expect![[r#"
            gradient check passed: product: relative error 7.1e-14, would notice 3.0e-7 in x, 3.0e-7 in y, 6 evaluations and 1 of the cost alone; accepted by `allow`: wrong_cost (`cost` returns 0.7 at the test point, but the annotated function returns the cost 0.2: it is 0.49999999999999994 more, as it is where a term such as a regularisation is in one of them only)
        "#]],
    );
}

#[test]
fn a_self_test() {
    let report = GradCheck::new("product")
        .arguments(["x"])
        .self_test()
        .run(&[0.7, 0.4], |x: &[f64; 2]| (x[0] * x[1], [x[1], x[0]]));
    assert_printed(
        &report,
        &expect![[r#"
            gradient check passed: product: relative error 8.9e-14, would notice 3.0e-7, 9 evaluations; self-test: 7 of 7 planted mistakes noticed
        "#]],
    );
}

#[test]
fn a_random_cost() {
    let mut calls = 0.0;
    let report = GradCheck::new("dropout").run(&1.0, |x| {
        calls += 1.0;
        (x * calls, calls)
    });
    assert_printed(
        &report,
        &expect![[r#"
            gradient check undecided: dropout: the cost is random: 1.0, then 6.0 with the same parameters
              at tests/reports.rs:LINE
              tol 1e-7, f64, cost 1.00000, 6 evaluations

            what went wrong
              the cost is random: 1.0, then 6.0 with the same parameters; set keep_prob
                = 1, or fix the dropout mask or the seed, inside the function or in
                `given(rng = ..)`

            probable cause
              the cost is random, as with dropout: the noise hides the gradient
                evidence: two calls with the same parameters differ by 5.000, 83.3 % of
                  the cost

            to settle it
              set keep_prob = 1, or fix the dropout mask or the seed, inside the
                function or in `given(rng = ..)`
        "#]],
    );
}

#[test]
fn a_jacobian_with_a_wrong_column() {
    let residual = |p: &([f64; 2], f64)| {
        let ([x, y], focal) = *p;
        let z = 4.0;
        let jacobian = [[focal / z, 0.0, -x / z], [0.0, focal / z, -y / z]];
        ([focal * x / z, focal * y / z], jacobian)
    };
    let report = GradCheck::new("reprojection")
        .arguments(["point", "focal"])
        .outputs(["u", "v"])
        .eps(1e-6)
        .run_jacobian(&([0.3, -0.2], 500.0), residual);
    assert_printed(
        &report,
        &expect![[r#"
            Jacobian check failed: reprojection: J[*, focal] is wrong (analytic = −numeric in both components)
              at tests/reports.rs:LINE
              eps 1e-6, tol 1e-7, f64, 2 outputs, 26 evaluations

              block        shape   relative error  at eps 1e-6  would notice  verdict
              J[u, point]  2       0 ± 8e-13       1.6e-12      3.0e-7        pass
              J[u, focal]  scalar  1.000 ± 4e-12   1.000        3.0e-7        FAIL
              J[v, point]  2       0 ± 5e-13       5.2e-12      3.0e-7        pass
              J[v, focal]  scalar  1.000 ± 4e-12   1.000        3.0e-7        FAIL
              whole                5.1e-4 ± 7e-13  5.1e-4                     FAIL

            probable cause
              analytic = −numeric in both components of J[*, focal]
                evidence: 2 components fit to the last digit
                mend: multiplying J[*, focal] by −1 makes the check pass (tried: passes
                  here and at 2 other points)

            error map of J
                 0 1 2
              0  . - #
              1  - . #
              # wrong, . right, - zero on both sides; rows are outputs, columns
                parameters

            worst components
              component    theta    analytic    numeric             rel. error  ratio
              J[u, focal]  500.000  -0.0750000  0.0750000 ± 5e-13   1.000       -1.000
              J[v, focal]  500.000  0.0500000   -0.0500000 ± 4e-13  1.000       -1.000

            to be known
              exactly zero on both sides: 2 of 6 entries of J
        "#]],
    );
}

#[test]
fn many_rows_of_a_jacobian() {
    let squares = |x: &[f64; 20]| {
        let mut jacobian = [[0.0; 20]; 20];
        (0..20).for_each(|i| jacobian[i][i] = if i == 17 { x[i] } else { 2.0 * x[i] });
        (x.map(|x| x * x), jacobian)
    };
    let report = GradCheck::new("squares").run_jacobian(&[0.7; 20], squares);
    assert_printed(
        &report,
        &expect![[r#"
            Jacobian check failed: squares: J[out[17], theta] is wrong (only J[out[17], theta[17]] of 20 components)
              at tests/reports.rs:LINE
              tol 1e-7, f64, 20 outputs, 50 evaluations

              block              shape  relative error   would notice  verdict
              J[out[0], theta]   20     3.3e-14 ± 3e-12  3.0e-7        pass
              J[out[1], theta]   20     3.3e-14 ± 3e-12  3.0e-7        pass
              J[out[2], theta]   20     3.3e-14 ± 3e-12  3.0e-7        pass
              J[out[3], theta]   20     3.3e-14 ± 3e-12  3.0e-7        pass
              J[out[4], theta]   20     3.3e-14 ± 3e-12  3.0e-7        pass
              J[out[5], theta]   20     3.3e-14 ± 3e-12  3.0e-7        pass
              J[out[6], theta]   20     3.3e-14 ± 3e-12  3.0e-7        pass
              J[out[7], theta]   20     3.3e-14 ± 3e-12  3.0e-7        pass
              J[out[8], theta]   20     3.3e-14 ± 3e-12  3.0e-7        pass
              J[out[9], theta]   20     3.3e-14 ± 3e-12  3.0e-7        pass
              J[out[10], theta]  20     3.3e-14 ± 3e-12  3.0e-7        pass
              J[out[11], theta]  20     3.3e-14 ± 3e-12  3.0e-7        pass
              J[out[12], theta]  20     3.3e-14 ± 3e-12  3.0e-7        pass
              J[out[13], theta]  20     3.3e-14 ± 3e-12  3.0e-7        pass
              J[out[14], theta]  20     3.3e-14 ± 3e-12  3.0e-7        pass
              J[out[17], theta]  20     0.333 ± 4e-12    2.3e-7        FAIL
              4 more                    ≤ 3.3e-14        ≤ 3.0e-7      pass
              whole                     0.056 ± 3e-12                  FAIL

            probable cause
              J[out[17], theta] is wrong: only J[out[17], theta[17]] of 20 components,
                analytic = 0.5000 × numeric there
                evidence: the one component fits to the last digit
                mend: multiplying J[out[17], theta[17]] by 2 makes the check pass
                  (tried: passes here and at 2 other points)

            worst components
                                                                          rel.
              component              theta     analytic  numeric          error  ratio
              J[out[17], theta[17]]  0.700000  0.700000  1.40000 ± 2e-12  0.333  0.5000

            to be known
              exactly zero on both sides: 380 of 400 entries of J
        "#]],
    );
}

#[test]
fn a_jacobian_that_is_right() {
    let report = GradCheck::new("f").run_jacobian(&[0.7, 0.2], |x: &[f64; 2]| {
        ([x[0].sin(), x[0] * x[1]], [[x[0].cos(), 0.0], [x[1], x[0]]])
    });
    assert_printed(
        &report,
        &expect![[r#"
            Jacobian check passed: f: relative error 1.8e-13, would notice 3.0e-7 or less in every row of J, 9 evaluations; exactly zero on both sides: 1 of 4 entries of J
        "#]],
    );
}

#[test]
fn a_hessian_that_lost_a_term_on_one_side() {
    let f = |x: &[f64; 2]| {
        let cost = x[0] * x[0] * x[1];
        (
            cost,
            [2.0 * x[0] * x[1], x[0] * x[0]],
            [[2.0 * x[1], 2.0 * x[0]], [0.0, 0.0]],
        )
    };
    let report = GradCheck::new("f")
        .arguments(["x"])
        .run_hessian(&[1.5, 0.3], f);
    assert_printed(
        &report,
        &expect![[r#"
            Hessian check failed: f: the Hessian isn't symmetric: H[x[0], x[1]] = 3.0, but H[x[1], x[0]] = 0.0
              at tests/reports.rs:LINE
              tol 1e-7, f64, cost 0.675000, 8 evaluations

              block       shape  relative error   would notice  verdict
              x           2      1.9e-14 ± 7e-13  3.0e-7        pass
              H[x[0], x]  2      1.5e-14 ± 8e-13  3.0e-7        pass
              H[x[1], x]  2      1.000 ± 4e-12    1.4e-7        FAIL
              whole              0.340 ± 1e-12                  FAIL

            probable cause
              H[x[1], x] is wrong: only H[x[1], x[0]] of 2 components, analytic = 0
                there
                evidence: the one component fits to the last digit

            worst components
              component      theta    analytic  numeric          rel. error  ratio
              H[x[1], x[0]]  1.50000  0         3.00000 ± 8e-12  1.000       0.000

            to be known
              exactly zero on both sides: 1 of 4 entries of H
        "#]],
    );
}

#[test]
fn a_hessian_beside_a_wrong_gradient() {
    let f = |x: &[f64; 2]| {
        let cost = x[0] * x[0] * x[1];
        (
            cost,
            [x[0] * x[1], x[0] * x[0]],
            [[2.0 * x[1], 2.0 * x[0]], [2.0 * x[0], 0.0]],
        )
    };
    let report = GradCheck::new("f")
        .arguments(["x"])
        .run_hessian(&[1.5, 0.3], f);
    assert_printed(
        &report,
        &expect![[r#"
            Hessian check failed: f: x is wrong (only x[0] of 2 components)
              at tests/reports.rs:LINE
              tol 1e-7, f64, cost 0.675000, 14 evaluations

              block       shape  relative error  would notice  verdict
              x           2      0.095 ± 7e-13   2.9e-7        FAIL
              H[x[0], x]  2      0.333 ± 5e-13   2.3e-7        undecided
              H[x[1], x]  2      0 ± 2e-12       3.0e-7        pass
              whole              0.177 ± 1e-12                 FAIL

            probable cause
              x is wrong: only x[0] of 2 components, analytic = 0.5000 × numeric there
                evidence: the one component fits to the last digit
                mend: multiplying the gradient of x[0] by 2 makes the check pass (tried:
                  passes here and at 2 other points)

            worst components
              component  theta    analytic  numeric           rel. error  ratio
              x[0]       1.50000  0.450000  0.900000 ± 2e-12  0.333       0.5000

            undecided components
              component      theta     analytic  numeric           rel. error  ratio
              H[x[0], x[1]]  0.300000  3.00000   1.50000 ± 2e-12   0.333       2.000
              H[x[0], x[0]]  1.50000   0.600000  0.300000 ± 2e-12  0.333       2.000

            to be known
              rows of H whose gradient is wrong have nothing to be compared with: mend
                the gradient first
              exactly zero on both sides: 1 of 4 entries of H
        "#]],
    );
}

#[test]
fn a_backward_closure_that_regularises() {
    let layer = |(w, b): &([f64; 2], f64)| {
        let (w, b) = (*w, *b);
        let y = [(0.5 * w[0] + b).tanh(), (2.0 * w[1] + b).tanh()];
        let backward = move |u: &[f64; 2]| {
            let dz = [u[0] * (1.0 - y[0] * y[0]), u[1] * (1.0 - y[1] * y[1])];
            (
                [0.5 * dz[0] + 0.1 * w[0], 2.0 * dz[1] + 0.1 * w[1]],
                dz[0] + dz[1],
            )
        };
        (y, backward)
    };
    let report = GradCheck::new("layer")
        .arguments(["w", "b"])
        .run_pullback(&([0.3, -0.7], 0.1), layer);
    assert_printed(
        &report,
        &expect![[r#"
            pullback check failed: layer: `backward` of zero is not zero: w[1] is -0.06999999999999999
              at tests/reports.rs:LINE
              tol 1e-7, f64, cotangent [0.791, -1.343], cotangent [0.708, -1.194], 18
                evaluations

            what went wrong
              `backward` of zero is not zero: w[1] is -0.06999999999999999; a term that
                doesn't come from its argument is added, such as that of a
                regularisation or of an earlier call
              `backward` isn't linear: for a weighted sum of two arguments w[1] is
                0.1799801464968404, but the weighted sum of its results is
                0.28498014649684034

              block  shape   relative error   would notice  verdict
              w      2       0.046 ± 1e-8     3.5e-7        FAIL
              b      scalar  2.0e-14 ± 7e-10  3.1e-7        pass
              whole          0.042 ± 9e-9                   FAIL

            probable cause
              w: the gradient has 0.1 θ too much: an L2 term that the cost doesn't have,
                or more of it
                evidence: analytic = numeric + 0.1 θ fits all 2 components, well within
                  the error bars
                mend: subtracting 0.1 θ from the gradient of w makes the check pass
                  (tried: passes here and at 2 other points)

            worst components
              component  theta      analytic   numeric           rel. error  ratio
              w[1]       -0.700000  -0.761302  -0.691302 ± 2e-8  0.048       1.101
              w[0]       0.300000   0.401788   0.371788 ± 4e-10  0.039       1.081
        "#]],
    );
}
