//! Reports of Jacobians, Hessians and backward closures.

use super::assert_printed;
use expect_test::expect;
use grad_check::GradCheck;

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
              w: the gradient has an L2 term λθ more than the cost, λ = 0.1: it is
                doubled, the cost has none, or a negative one is missing
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
