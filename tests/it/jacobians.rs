//! Outputs with their Jacobian: every form that a matrix comes in, and mistakes named by their entry.

// Every way to write and to take an argument is shown, also those that clippy would have otherwise.
#![allow(clippy::needless_pass_by_value, clippy::trivially_copy_pass_by_ref)]
#![allow(clippy::type_complexity, clippy::unnecessary_wraps)]

use crate::told::holds;
use grad_check::{FindingKind, GradCheck, Report, Verdict, grad_check};
use ndarray::{Array1, Array2, ArrayView1, array};

/// A point in polar coordinates, with the Jacobian of its Cartesian ones.
#[grad_check(jacobian, eps = 1e-6)]
fn nested_arrays(p: [f64; 2]) -> ([f64; 2], [[f64; 2]; 2]) {
    let (sine, cosine) = p[1].sin_cos();
    (
        [p[0] * cosine, p[0] * sine],
        [[cosine, -p[0] * sine], [sine, p[0] * cosine]],
    )
}

#[grad_check(jacobian, at(x = randn(4)), given(a = randn((3, 4))))]
fn matrices(x: ArrayView1<'_, f64>, a: &Array2<f64>) -> (Array1<f64>, Array2<f64>) {
    let z = a.dot(&x);
    let slopes = z
        .mapv(|z| 1.0 - z.tanh().powi(2))
        .insert_axis(ndarray::Axis(1));
    (z.mapv(f64::tanh), a * &slopes)
}

#[grad_check(jacobian, at = vec![0.3, -0.8])]
fn rows_of_their_own(x: &[f64]) -> (Vec<f64>, Vec<Vec<f64>>) {
    let outputs = vec![x[0] * x[1], x[0].exp(), x[1].sin()];
    let rows = vec![
        vec![x[1], x[0]],
        vec![x[0].exp(), 0.0],
        vec![0.0, x[1].cos()],
    ];
    (outputs, rows)
}

#[grad_check(jacobian)]
fn a_part_for_each_argument(a: f64, b: [f64; 2]) -> ([f64; 2], ([f64; 2], [[f64; 2]; 2])) {
    let outputs = [a * b[0], a + b[1] * b[1]];
    (outputs, ([b[0], 1.0], [[a, 0.0], [0.0, 2.0 * b[1]]]))
}

#[grad_check(jacobian)]
fn one_matrix_for_all_arguments(a: f64, b: [f64; 2]) -> ([f64; 2], [[f64; 3]; 2]) {
    let outputs = [a * b[0], a + b[1] * b[1]];
    (outputs, [[b[0], a, 0.0], [1.0, 0.0, 2.0 * b[1]]])
}

#[grad_check(jacobian)]
fn a_single_output(x: [f64; 3]) -> (f64, [f64; 3]) {
    (x[0] * x[1] * x[2], [x[1] * x[2], x[0] * x[2], x[0] * x[1]])
}

#[grad_check(jacobian, at = 0.7)]
fn or_a_failure(x: f64) -> Result<([f64; 2], [f64; 2]), String> {
    Ok(([x.sqrt(), x.ln()], [0.5 / x.sqrt(), 1.0 / x]))
}

#[grad_check(jacobian)]
fn single_precision(x: [f32; 2]) -> ([f32; 2], [[f32; 2]; 2]) {
    ([x[0] * x[1], x[1].exp()], [[x[1], x[0]], [0.0, x[1].exp()]])
}

fn residual(x: &[f64; 2]) -> [f64; 2] {
    [10.0 * (x[1] - x[0] * x[0]), 1.0 - x[0]]
}

#[grad_check(jacobian = jacobian_of_residual)]
fn of_another_function(x: &[f64; 2]) -> [f64; 2] {
    residual(x)
}

fn jacobian_of_residual(x: &[f64; 2]) -> [[f64; 2]; 2] {
    [[-20.0 * x[0], 10.0], [-1.0, 0.0]]
}

#[grad_check(jacobian, outputs = ["u", "v"], at = [2.0, 3.0])]
#[should_panic(
    expected = "Jacobian check failed: named_outputs: J[v, p] is wrong (only J[v, p[1]] of 2 components)"
)]
fn named_outputs(p: [f64; 2]) -> ([f64; 2], [[f64; 2]; 2]) {
    ([p[0] * p[1], p[1] * p[1]], [[p[1], p[0]], [0.0, p[1]]])
}

fn check(jacobian: impl Fn(&[f64; 3]) -> [[f64; 3]; 2]) -> Report {
    let outputs = |p: &[f64; 3]| [p[0] * p[1] + p[2], p[2].exp() * p[0]];
    GradCheck::new("f").run_jacobian(&[1.5, -0.7, 0.3], |p| (outputs(p), jacobian(p)))
}

fn right(p: &[f64; 3]) -> [[f64; 3]; 2] {
    [[p[1], p[0], 1.0], [p[2].exp(), 0.0, p[2].exp() * p[0]]]
}

#[test]
fn all_rows_share_their_evaluations() {
    let report = check(right);
    report.assert();
    assert_eq!(report.evaluations().full, 2 * 3 + 5);
    assert_eq!(report.blocks().len(), 2);
    assert_eq!(report.blocks()[0].path(), "J[out[0], theta]");
}

#[test]
fn a_wrong_entry_is_named() {
    let report = check(|p| {
        let mut j = right(p);
        j[1][2] = p[2].exp();
        j
    });
    assert_eq!(report.blocks()[0].verdict(), Verdict::Pass);
    let wrong: Vec<&str> = report.blocks()[1]
        .wrong()
        .map(grad_check::Component::path)
        .collect();
    assert_eq!(wrong, ["J[out[1], theta[2]]"]);
    assert_eq!(report.findings()[0].kind(), FindingKind::ChainRule);
    let message = "numeric = theta[0] × analytic in J[out[1], theta[2]] of 3 components";
    assert!(
        report.findings()[0].message().ends_with(message),
        "{report}"
    );
}

#[test]
fn a_wrong_column_is_told_once() {
    let report = check(|p| right(p).map(|row| [row[0], row[1], -row[2]]));
    let messages: Vec<&str> = report
        .findings()
        .iter()
        .map(grad_check::Finding::message)
        .collect();
    assert_eq!(
        messages,
        ["analytic = −numeric in both components of J[*, theta[2]]"]
    );
}

#[test]
fn a_factor_of_the_whole_matrix_is_told_once() {
    let report = check(|p| right(p).map(|row| row.map(|j| 2.0 * j)));
    let messages: Vec<&str> = report
        .findings()
        .iter()
        .map(grad_check::Finding::message)
        .collect();
    assert_eq!(
        messages,
        ["analytic = 2.000 × numeric in all 6 components of J"]
    );
}

#[test]
fn a_transposed_matrix_is_named() {
    let outputs = |p: &[f64; 2]| [p[0] * p[1], p[1].sin()];
    let turned = |p: &[f64; 2]| [[p[1], 0.0], [p[0], p[1].cos()]];
    let report = GradCheck::new("f").run_jacobian(&[1.5, -0.7], |p| (outputs(p), turned(p)));
    assert_eq!(report.findings()[0].kind(), FindingKind::Transposed);
}

#[test]
fn a_matrix_of_another_shape_is_an_error_that_tells_the_shape() {
    let report = GradCheck::new("f").run_jacobian(&[1.0, 2.0, 3.0], |p: &[f64; 3]| {
        (array![p[0], p[1]], Array2::<f64>::zeros((3, 2)))
    });
    assert_eq!(report.verdict(), Verdict::Fail);
    assert_eq!(
        report.problems()[0].to_string(),
        "the matrix of derivatives has shape theta 3×2, but 2 outputs by 3 parameters make 2×3; it has the shape of its transpose: return a row for each output and a column for each parameter, or one such matrix for each argument"
    );
}

#[test]
fn outputs_that_ignore_a_parameter_pass_and_a_parameter_that_no_output_depends_on_does_not() {
    // Zero off the diagonal, exactly and up to rounding.
    let sparse = |p: &(f64, f64)| {
        (
            [p.0 * p.0, p.1 * p.1],
            ([2.0 * p.0, 1e-17], [0.0, 2.0 * p.1]),
        )
    };
    let check = GradCheck::new("f").arguments(["a", "b"]);
    check.run_jacobian(&(1.5, 0.3), sparse).assert();
    let dead = |p: &(f64, f64)| ([p.0, 2.0 * p.0], ([1.0, 2.0], [0.0, 0.0]));
    let report = check.run_jacobian(&(1.5, 0.3), dead);
    assert!(matches!(report.verdict(), Verdict::Undecided(_)));
    assert_eq!(report.blocks()[1].path(), "J[out[0], b]");
    assert!(matches!(
        report.blocks()[1].verdict(),
        Verdict::Undecided(_)
    ));
}

#[test]
fn a_forgotten_entry_beside_zeros_is_noticed() {
    let forgotten = |p: &(f64, f64)| ([p.0 * p.1, p.1], ([p.1, 0.0], [0.0, 1.0]));
    let report = GradCheck::new("f")
        .arguments(["a", "b"])
        .run_jacobian(&(1.5, 0.3), forgotten);
    let wrong: Vec<&str> = report
        .blocks()
        .iter()
        .filter(|b| b.verdict() == Verdict::Fail)
        .map(grad_check::BlockReport::path)
        .collect();
    assert_eq!(wrong, ["J[out[0], b]"]);
}

#[test]
fn an_output_that_is_random_or_not_a_number_is_named() {
    let mut calls = 0;
    let report = GradCheck::new("f").run_jacobian(&2.0, |x: &f64| {
        calls += 1;
        ([*x, x + 0.1 * f64::from(calls)], [1.0, 1.0])
    });
    holds(&report, "out[1] is random");
    let report = GradCheck::new("f").run_jacobian(&-2.0, |x: &f64| ([*x, x.ln()], [1.0, 1.0 / x]));
    holds(&report, "out[1] is NaN at the test point");
    let report = GradCheck::new("f").run_jacobian(&2.0, |x: &f64| ([*x, x * x], [1.0, f64::NAN]));
    holds(&report, "J[out[1], theta] is NaN at the test point");
}
