//! Reports of what makes a comparison hard: kinks, jumps, noise, f32, chance, what is accepted.

use super::assert_printed;
use expect_test::expect;
use grad_check::GradCheck;

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
              tighten the tolerance of the solver or the sum inside the cost, compute it
                in f64, or ask for less with `must_notice`

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
              tol 1e-7, f64, cost 10002.0, 11 evaluations

              block  shape   relative error  would notice  verdict
              x      scalar  9.7e-5 ± 1e-3   6.4e-3        undecided

            probable cause
              x: the cost passes through f32, which leaves too few digits to compare
                evidence: small steps change the cost by whole f32 roundoffs, or not at
                  all

            error against step: x
               1e1 │ ×
                   │ ●
                   │                       ×
                   │                       ●                 ●
                   │                                         ●
                   │
                   │
              1e-7 │┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄
                   └┬───────────┬────────────┬───────────┬───────────┬
                    1e-4        1e-3         1e-2        1e-1        1e0
              ● |numeric − analytic|  × error bar  ┄ passes below

            to settle it
              compute the cost in f64 throughout, or ask for less with `must_notice`

            to be known
              the cost has noise of 3.0e-4
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
