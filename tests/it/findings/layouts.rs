//! The right numbers at the wrong places.

use super::{check, drawn, kinds, silent, sole, spoiled};
use grad_check::FindingKind::{self, Permuted, Reshaped, Reversed, Shifted, Transposed};
use grad_check::Report;
use ndarray::{Array1, Array2, Array3, Axis};

const LAYOUTS: [FindingKind; 5] = [Transposed, Reshaped, Reversed, Shifted, Permuted];

pub(crate) fn square() -> Array2<f64> {
    drawn("square", (3, 3))
}

pub(crate) fn vector() -> Array1<f64> {
    drawn("vector", 6)
}

/// The vector's gradient in another order.
pub(crate) fn reordered(from: [usize; 6]) -> Report {
    spoiled(&vector(), |g| *g = from.iter().map(|&i| g[i]).collect())
}

/// With one number changed, no arrangement is claimed.
pub(crate) fn no_layout(report: &Report) {
    assert!(
        !kinds(report).iter().any(|k| LAYOUTS.contains(k)),
        "{report}"
    );
}

#[test]
fn a_transposed_square_is_named() {
    let report = spoiled(&square(), |g| *g = g.t().to_owned());
    let finding = sole(&report, Transposed);
    let message = "x is transposed: analytic[i, j] = numeric[j, i]";
    assert_eq!(finding.message(), message);
    assert_eq!((finding.explained(), finding.of()), (6, 9));
    assert!(finding.residual().unwrap() <= 1.0);
    let mend = "transposing the gradient of x makes the check pass";
    assert_eq!((finding.mend(), finding.value()), (Some(mend), None));
    assert_eq!(finding.components().len(), 6);
    assert_eq!(finding.components()[0], "x[0, 1]");
}

#[test]
fn a_transposed_square_with_one_number_changed_is_not_called_transposed() {
    let report = spoiled(&square(), |g| {
        *g = g.t().to_owned();
        g[[0, 2]] *= 1.1;
    });
    no_layout(&report);
    let report = spoiled(&square(), |g| {
        *g = g.t().to_owned();
        g[[1, 1]] *= 1.1;
    });
    no_layout(&report);
}

#[test]
fn one_pair_exchanged_across_the_diagonal_is_no_transposition() {
    let report = spoiled(&square(), |g| g.swap([0, 1], [1, 0]));
    let message = "x[0, 1] and x[1, 0] are exchanged";
    assert_eq!(sole(&report, Permuted).message(), message);
}

#[test]
fn a_symmetric_gradient_is_its_transpose() {
    let sum = |x: &Array2<f64>| (x.sum().exp(), Array2::from_elem(x.dim(), x.sum().exp()));
    silent(&check(&["x"], &(square() * 0.3), |x| {
        let (cost, gradient) = sum(x);
        (cost, gradient.reversed_axes())
    }));
    // Of equal numbers no order can be told: what is wrong with them is something else.
    let report = check(&["x"], &(square() * 0.3), |x| {
        let (cost, gradient) = sum(x);
        (cost, 2.0 * gradient.reversed_axes())
    });
    sole(&report, FindingKind::ConstantFactor);
}

#[test]
fn a_tensor_with_its_axes_exchanged_is_transposed() {
    let x: Array3<f64> = drawn("tensor", (2, 3, 3));
    let report = spoiled(&x, |g| g.swap_axes(1, 2));
    let finding = sole(&report, Transposed);
    let message = "x is transposed: its axes are in the order [0, 2, 1]";
    assert_eq!(finding.message(), message);
    assert_eq!((finding.explained(), finding.of()), (12, 18));
}

#[test]
fn numbers_that_were_read_column_by_column_are_flattened_in_the_wrong_order() {
    let column_by_column = |g: &Array2<f64>| {
        let numbers: Vec<f64> = g.t().iter().copied().collect();
        Array2::from_shape_vec(g.dim(), numbers).unwrap()
    };
    let report = spoiled(&drawn("wide", (2, 4)), |g| *g = column_by_column(g));
    let finding = sole(&report, Reshaped);
    let message =
        "x is flattened in the wrong order: its numbers are those of the transpose, row by row";
    assert_eq!(finding.message(), message);
    assert_eq!((finding.explained(), finding.of()), (6, 8));
    let report = spoiled(&drawn("wide", (2, 4)), |g| {
        *g = column_by_column(g);
        g[[1, 1]] += 0.1;
    });
    no_layout(&report);
}

#[test]
fn a_gradient_that_runs_backwards_is_reversed() {
    let report = reordered([5, 4, 3, 2, 1, 0]);
    let finding = sole(&report, Reversed);
    assert_eq!(
        finding.message(),
        "x is reversed: its numbers run backwards"
    );
    assert_eq!((finding.explained(), finding.of()), (6, 6));
    let mend = "reversing the gradient of x makes the check pass";
    assert_eq!(finding.mend(), Some(mend));

    let report = spoiled(&drawn("wide", (4, 3)), |g| g.invert_axis(Axis(0)));
    assert_eq!(
        sole(&report, Reversed).message(),
        "x is reversed from row to row"
    );
    let report = spoiled(&drawn("kernel", (2, 3, 3)), |g| {
        g.invert_axis(Axis(1));
        g.invert_axis(Axis(2));
    });
    let message = "x is reversed along its last two axes, as a kernel is that is flipped";
    assert_eq!(sole(&report, Reversed).message(), message);
}

#[test]
fn a_reversal_with_one_number_changed_is_none_and_a_palindrome_is_its_own() {
    let report = spoiled(&vector(), |g| {
        g.invert_axis(Axis(0));
        g[3] *= 1.01;
    });
    no_layout(&report);
    silent(&check(&["x"], &[0.3, 0.8, 0.3], |x: &[f64; 3]| {
        let z = x[0] + 2.0 * x[1] + x[2];
        let gradient = [1.0, 2.0, 1.0].map(|slope| slope * z.cos());
        (z.sin(), [gradient[2], gradient[1], gradient[0]])
    }));
}
