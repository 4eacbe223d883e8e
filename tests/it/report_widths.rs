//! What people read on a narrow page and on a wide one.

use crate::course;
use crate::told::holds;

use expect_test::{Expect, expect};
use grad_check::{GradCheck, Report};

/// The report at this width, with line numbers of this file taken out. No line is wider but the first and
/// those that a person clicks or copies.
fn assert_printed(report: &Report, columns: usize, expected: &Expect) {
    let mut printed = String::new();
    for (i, line) in report.printed(columns).lines().enumerate() {
        let is_place = line.starts_with("  at tests/");
        let is_whole = i == 0 || is_place || line.starts_with("  cargo test ");
        assert!(is_whole || line.chars().count() <= columns, "{line}");
        let place = "  at tests/report_widths.rs:LINE";
        printed += if is_place { place } else { line };
        printed.push('\n');
    }
    expected.assert_eq(&printed);
}

fn network_with_mistakes() -> Report {
    let course::Exercise {
        parameters, x, y, ..
    } = course::exercise();
    GradCheck::new("network")
        .eps(1e-7)
        .test("course::network_grad_check")
        .run(&parameters, |p| course::network_with_mistakes(p, &x, &y))
}

/// |x| whose values beside the kink are too noisy to tell.
fn undecided_kink() -> Report {
    let hash = |x: f64| grad_check::Rng::new(x.to_bits()).unit();
    let noise = |x: f64| if x.abs() > 1e-7 { 0.1 * hash(x) } else { 0.0 };
    let clamp = |x: &[f64; 2]| {
        let cost = x[0].abs() + noise(x[0]) + x[1].exp();
        (cost, [x[0].signum(), x[1].exp()])
    };
    GradCheck::new("clamp")
        .arguments(["x"])
        .eps(1e-8)
        .test("model::tests::clamp_grad_check")
        .run(&[0.0, 0.3], clamp)
}

fn wrong_jacobian() -> Report {
    let residual = |p: &([f64; 2], f64)| {
        let ([x, y], focal) = *p;
        let z = 4.0;
        let jacobian = [[focal / z, 0.0, -x / z], [0.0, focal / z, -y / z]];
        ([focal * x / z, focal * y / z], jacobian)
    };
    GradCheck::new("reprojection")
        .arguments(["point", "focal"])
        .outputs(["u", "v"])
        .eps(1e-6)
        .run_jacobian(&([0.3, -0.2], 500.0), residual)
}

fn long_paths() -> Report {
    GradCheck::new("transformer")
        .arguments(["encoder.layers[11].attention.query.weight"])
        .eps(1e-6)
        .run(&[[0.3_f64, -0.7, 0.2]; 2], |w: &[[f64; 3]; 2]| {
            let cost = w.iter().flatten().map(|w| w.exp()).sum::<f64>();
            (cost, w.map(|row| [row[0], row[1].exp(), row[2].exp()]))
        })
}

fn pass() -> Report {
    let course::Exercise {
        parameters, x, y, ..
    } = course::exercise();
    GradCheck::new("network")
        .eps(1e-7)
        .run(&parameters, |p| course::network(p, &x, &y))
}

#[test]
fn the_course_network_in_60_columns() {
    assert_printed(
        &network_with_mistakes(),
        60,
        &expect![[r#"
            gradient check failed: network: W2 and b1 are wrong (W2: analytic = 2.000 × numeric; b1: analytic = 4.000 × numeric)
              at tests/report_widths.rs:LINE
              eps 1e-7, tol 1e-7, f64, cost 2.40783, 204 evaluations

                                             at eps  would
              block  shape  relative error   1e-7    notice  verdict
              W1     5×4    1.2e-10 ± 3e-11  1.5e-7  3.0e-7  pass
              W2     3×5    0.333 ± 2e-10    0.333   2.3e-7  FAIL
              W3     1×3    8.4e-12 ± 3e-11  2.4e-8  3.0e-7  pass
              b1     5×1    0.600 ± 2e-10    0.600   1.9e-7  FAIL
              b2     3×1    1.6e-10 ± 5e-11  3.4e-8  3.0e-7  pass
              b3     1×1    2.7e-10 ± 4e-11  2.5e-7  3.0e-7  pass
              whole         0.285 ± 1e-10    0.285           FAIL

            probable cause
              analytic = 2.000 × numeric in all 15 components of W2
                evidence: 4 components fit within 6e-9; 11 more are zero
                  on both sides
                mend: multiplying the gradient of W2 by 0.5 makes it
                  right (tried: passes here and at 2 other points)
              analytic = 4.000 × numeric in all 5 components of b1
                evidence: 4 components fit within 6e-10; 1 more is zero
                  on both sides
                mend: multiplying the gradient of b1 by 0.25 makes it
                  right (tried: passes here and at 2 other points)

            worst components
                                                        rel.
              component  analytic   numeric             error
              W2[2, 0]   1.83160    0.915802 ± 6e-10    0.333
              W2[2, 3]   1.80564    0.902819 ± 4e-10    0.333
              W2[2, 2]   -0.215959  -0.107980 ± 1e-10   0.333
              W2[2, 1]   0.0490310  0.0245155 ± 9e-12   0.333
              b1[0, 0]   2.53163    0.632908 ± 7e-10    0.600
              b1[3, 0]   0.361823   0.0904558 ± 1e-11   0.600
              b1[2, 0]   -0.256052  -0.0640130 ± 6e-11  0.600
              b1[1, 0]   0.149006   0.0372514 ± 9e-12   0.600
              left out at this width: ratio, theta (COLUMNS=73 shows
                all)

            to be known
              not verified: 4 of 20 components of W1, 11 of 15
                components of W2, 2 of 3 components of W3, 1 of 5
                components of b1, 2 of 3 components of b2 (cost and
                gradient are exactly flat there)

            run just this check again
              cargo test network_grad_check -- --exact
        "#]],
    );
}

#[test]
fn the_course_network_in_200_columns() {
    assert_printed(
        &network_with_mistakes(),
        200,
        &expect![[r#"
            gradient check failed: network: W2 and b1 are wrong (W2: analytic = 2.000 × numeric; b1: analytic = 4.000 × numeric)
              at tests/report_widths.rs:LINE
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
                mend: multiplying the gradient of W2 by 0.5 makes it right (tried: passes here and at 2 other
                  points)
              analytic = 4.000 × numeric in all 5 components of b1
                evidence: 4 components fit within 6e-10; 1 more is zero on both sides
                mend: multiplying the gradient of b1 by 0.25 makes it right (tried: passes here and at 2 other
                  points)

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
              not verified: 4 of 20 components of W1, 11 of 15 components of W2, 2 of 3 components of W3, 1 of 5
                components of b1, 2 of 3 components of b2 (cost and gradient are exactly flat there)

            run just this check again
              cargo test network_grad_check -- --exact
        "#]],
    );
}

#[test]
fn an_undecided_kink_in_60_columns() {
    assert_printed(
        &undecided_kink(),
        60,
        &expect![[r#"
            gradient check undecided: clamp: x: the cost has a kink at or beside the point
              at tests/report_widths.rs:LINE
              eps 1e-8, tol 1e-7, f64, cost 1.34986, 101 evaluations

                                            at eps  would
              block  shape  relative error  1e-8    notice  verdict
              x      2      2.6e-10 ± 9e-8  0.330   6.8e-7  undecided

            probable cause
              x: the point is a kink in 1 of 2 components, and the
                gradient beside it doesn't tell
                evidence: the slope is -1.000 on the left of x[0] and
                  1.000 on its right, the gradient 1.000

            undecided components
                                                           rel.
              component  theta  analytic  numeric          error
              x[0]       0      1.00000   1.000000 ± 3e-7  4.4e-10
              left out at this width: ratio (COLUMNS=64 shows all)

            to settle it
              move the test point off the kink (of a ReLU, abs or max)
                with `at` or `seed`

            run just this check again
              cargo test tests::clamp_grad_check -- --exact
        "#]],
    );
}

#[test]
fn an_undecided_kink_in_200_columns() {
    assert_printed(
        &undecided_kink(),
        200,
        &expect![[r#"
            gradient check undecided: clamp: x: the cost has a kink at or beside the point
              at tests/report_widths.rs:LINE
              eps 1e-8, tol 1e-7, f64, cost 1.34986, 101 evaluations

              block  shape  relative error  at eps 1e-8  would notice  verdict
              x      2      2.6e-10 ± 9e-8  0.330        6.8e-7        undecided

            probable cause
              x: the point is a kink in 1 of 2 components, and the gradient beside it doesn't tell
                evidence: the slope is -1.000 on the left of x[0] and 1.000 on its right, the gradient 1.000

            undecided components
              component  theta  analytic  numeric          rel. error  ratio
              x[0]       0      1.00000   1.000000 ± 3e-7  4.4e-10     1.000

            to settle it
              move the test point off the kink (of a ReLU, abs or max) with `at` or `seed`

            run just this check again
              cargo test tests::clamp_grad_check -- --exact
        "#]],
    );
}

#[test]
fn a_wrong_jacobian_in_60_columns() {
    assert_printed(
        &wrong_jacobian(),
        60,
        &expect![[r#"
            Jacobian check failed: reprojection: J[*, focal] is wrong (analytic = −numeric in both components)
              at tests/report_widths.rs:LINE
              eps 1e-6, tol 1e-7, f64, 2 outputs, 26 evaluations

                                                   at eps
              block        shape   relative error  1e-6     verdict
              J[u, point]  2       0 ± 8e-13       1.6e-12  pass
              J[u, focal]  scalar  1.000 ± 4e-12   1.000    FAIL
              J[v, point]  2       0 ± 5e-13       5.2e-12  pass
              J[v, focal]  scalar  1.000 ± 4e-12   1.000    FAIL
              whole                5.1e-4 ± 7e-13  5.1e-4   FAIL
              left out at this width: would notice (COLUMNS=73 shows
                all)

            probable cause
              analytic = −numeric in both components of J[*, focal]
                evidence: 2 components fit to the last digit
                mend: multiplying J[*, focal] by −1 makes the check pass
                  (tried: passes here and at 2 other points)

            error map of J
                 0 1 2
              0  . - #
              1  - . #
              # wrong, . right, - zero on both sides; rows are outputs,
                columns parameters

            worst components
                                                           rel.
              component    analytic    numeric             error
              J[u, focal]  -0.0750000  0.0750000 ± 5e-13   1.000
              J[v, focal]  0.0500000   -0.0500000 ± 4e-13  1.000
              left out at this width: ratio, theta (COLUMNS=74 shows
                all)

            to be known
              exactly zero on both sides: 2 of 6 entries of J
        "#]],
    );
}

#[test]
fn a_wrong_jacobian_in_200_columns() {
    assert_printed(
        &wrong_jacobian(),
        200,
        &expect![[r#"
            Jacobian check failed: reprojection: J[*, focal] is wrong (analytic = −numeric in both components)
              at tests/report_widths.rs:LINE
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
                mend: multiplying J[*, focal] by −1 makes the check pass (tried: passes here and at 2 other
                  points)

            error map of J
                 0 1 2
              0  . - #
              1  - . #
              # wrong, . right, - zero on both sides; rows are outputs, columns parameters

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
fn long_paths_in_76_columns() {
    assert_printed(
        &long_paths(),
        76,
        &expect![[r#"
            gradient check failed: transformer: encoder.layers[11].attention.query.weight is wrong (column 0 of 3)
              at tests/report_widths.rs:LINE
              eps 1e-6, tol 1e-7, f64, cost 6.13569, 44 evaluations

                                                         relative       at eps
              block                                      error          1e-6    verdict
              encoder.layers[11].attention.query.weight  0.324 ± 1e-10  0.324   FAIL
              left out at this width: would notice, shape (COLUMNS=102 shows all)

            probable cause
              encoder.layers[11].attention.query.weight is wrong in column 0 of 3
                evidence: 2 of 6 components disagree, all of them there, and by no
                  constant factor

            error map of encoder.layers[11].attention.query.weight
                 0 1 2
              0  # . .
              1  # . .
              # wrong, . right

            worst components
              component
                theta     analytic  numeric          rel. error  ratio
              encoder.layers[11].attention.query.weight[0, 0]
                0.300000  0.300000  1.34986 ± 2e-11  0.636       0.2222
              encoder.layers[11].attention.query.weight[1, 0]
                0.300000  0.300000  1.34986 ± 2e-11  0.636       0.2222
        "#]],
    );
}

#[test]
fn long_paths_in_60_columns() {
    assert_printed(
        &long_paths(),
        60,
        &expect![[r#"
            gradient check failed: transformer: encoder.layers[11].attention.query.weight is wrong (column 0 of 3)
              at tests/report_widths.rs:LINE
              eps 1e-6, tol 1e-7, f64, cost 6.13569, 44 evaluations

              block
                       relative       at eps  would
                shape  error          1e-6    notice  verdict
              encoder.layers[11].attention.query.weight
                2×3    0.324 ± 1e-10  0.324   2.5e-7  FAIL

            probable cause
              encoder.layers[11].attention.query.weight is wrong in
                column 0 of 3
                evidence: 2 of 6 components disagree, all of them there,
                  and by no constant factor

            error map of encoder.layers[11].attention.query.weight
                 0 1 2
              0  # . .
              1  # . .
              # wrong, . right

            worst components
              component
                theta     analytic  numeric          rel. error  ratio
              encoder.layers[11].attention.query.weight[0, 0]
                0.300000  0.300000  1.34986 ± 2e-11  0.636       0.2222
              encoder.layers[11].attention.query.weight[1, 0]
                0.300000  0.300000  1.34986 ± 2e-11  0.636       0.2222
        "#]],
    );
}

#[test]
fn a_pass_is_one_line_at_any_width() {
    let printed = [40, 60, 200].map(|columns| pass().printed(columns));
    assert!(printed.iter().all(|line| *line == pass().to_string()));
    assert_printed(
        &pass(),
        60,
        &expect![[r#"
            gradient check passed: network: relative error 8.5e-11 (1.2e-7 at eps 1e-7), would notice 3.0e-7 in W1, 3.0e-7 in W2, 3.0e-7 in W3, 3.0e-7 in b1, 3.0e-7 in b2, 3.0e-7 in b3, 193 evaluations; not verified: 4 of 20 components of W1, 11 of 15 components of W2, 2 of 3 components of W3, 1 of 5 components of b1, 2 of 3 components of b2 (cost and gradient are exactly flat there)
        "#]],
    );
}

#[test]
fn every_report_keeps_to_40_columns() {
    for report in [network_with_mistakes(), wrong_jacobian(), long_paths()] {
        let printed = report.printed(40);
        let body = printed.lines().skip(2);
        let mut body = body.filter(|line| !line.starts_with("  cargo test "));
        assert!(body.all(|line| line.chars().count() <= 40), "{printed}");
    }
}

#[test]
fn a_first_line_names_three_blocks_and_counts_the_others() {
    let names = ["a", "b", "c", "d", "e"];
    let report = GradCheck::new("many").arguments(names).run(
        &(1.0, 2.0, 3.0, 4.0, 5.0),
        |&(a, b, c, d, e): &(f64, f64, f64, f64, f64)| {
            let cost = a.sin() + b.sin() + c.sin() + d.sin() + e.sin();
            let [da, db, dc, dd, de] = [a, b, c, d, e].map(f64::cos);
            (cost, (2.0 * da, 3.0 * db, -dc, 0.5 * dd, 5.0 * de))
        },
    );
    let printed = report.printed(60);
    let first = printed.lines().next().unwrap_or_default();
    holds(&first, "a, b, c and 2 more are wrong");
    assert!(first.ends_with("; and 4 more)"), "{first}");
    assert!(first.chars().count() <= 120, "{first}");
}
