//! Where the wrong components stand, and that nothing is claimed where nothing fits.

use super::{drawn, near, noise, sole, spoiled};
use crate::told::holds;
use grad_check::FindingKind::{RowOrColumn, SingleComponent, Unexplained, ZeroOrDetached};
use ndarray::{Array2, Axis, Slice};

fn w() -> Array2<f64> {
    drawn("w", (5, 4))
}

#[test]
fn a_row_that_is_wrong_by_noise_is_named_without_a_factor() {
    let report = spoiled(&w(), |g| {
        g.row_mut(2).zip_mut_with(&noise(4), |g, e| *g *= e);
    });
    let finding = sole(&report, RowOrColumn);
    assert_eq!(finding.message(), "x is wrong in row 2 of 5");
    assert_eq!((finding.explained(), finding.of()), (4, 20));
    assert_eq!((finding.value(), finding.mend()), (None, None));
    assert_eq!(
        finding.components(),
        ["x[2, 0]", "x[2, 1]", "x[2, 2]", "x[2, 3]"]
    );
    holds(&finding.evidence(), "4 of 20");
}

#[test]
fn a_row_or_a_column_with_a_factor_is_told_with_it() {
    let report = spoiled(&w(), |g| g.row_mut(1).mapv_inplace(|g| 2.0 * g));
    let finding = sole(&report, RowOrColumn);
    let message = "x: analytic = 2.000 × numeric in row 1 of 5, and all else is right";
    assert_eq!(finding.message(), message);
    near(finding.value(), 2.0);
    let mend = "multiplying the gradient of x in row 1 of 5 by 0.5 makes the check pass";
    assert_eq!(finding.mend(), Some(mend));
    assert_eq!((finding.explained(), finding.of()), (4, 4));

    let report = spoiled(&w(), |g| g.column_mut(3).mapv_inplace(|g| -g));
    let finding = sole(&report, RowOrColumn);
    holds(&finding.message(), "in column 3 of 4");
    near(finding.value(), -1.0);
}

#[test]
fn rows_of_zeros_are_called_detached() {
    let report = spoiled(&w(), |g| g.row_mut(4).fill(0.0));
    let finding = sole(&report, ZeroOrDetached);
    let message = "x: analytic = 0 where numeric isn't in row 4 of 5, and all else is right";
    assert_eq!((finding.message(), finding.mend()), (message, None));
}

#[test]
fn several_rows_are_counted() {
    let report = spoiled(&w(), |g| {
        for row in [0, 3] {
            g.row_mut(row).zip_mut_with(&noise(4), |g, e| *g *= e);
        }
    });
    let message = "x is wrong in rows 0 and 3 of 5";
    assert_eq!(sole(&report, RowOrColumn).message(), message);
    let report = spoiled(&w(), |g| {
        let mut rows = g.slice_axis_mut(Axis(0), Slice::from(1..));
        for mut row in rows.axis_iter_mut(Axis(0)) {
            row.zip_mut_with(&noise(4), |g, e| *g *= e);
        }
    });
    let message = "x is wrong in rows 1 to 4 of 5";
    assert_eq!(sole(&report, RowOrColumn).message(), message);
}

#[test]
fn a_slice_of_a_tensor_is_named_by_its_axis() {
    let report = spoiled(&drawn("tensor", (2, 3, 3)), |g| {
        let mut slice = g.index_axis_mut(Axis(1), 2);
        slice *= &(noise(6).into_shape_with_order((2, 3)).unwrap());
    });
    let finding = sole(&report, RowOrColumn);
    assert_eq!(finding.message(), "x is wrong in slice 2 of 3 along axis 1");
    assert_eq!((finding.explained(), finding.of()), (6, 18));
}

#[test]
fn a_row_of_which_one_component_is_right_is_no_wrong_row() {
    let report = spoiled(&w(), |g| {
        let kept = g[[2, 1]];
        g.row_mut(2).zip_mut_with(&noise(4), |g, e| *g *= e);
        g[[2, 1]] = kept;
    });
    let finding = sole(&report, Unexplained);
    let message = "no pattern fits x: 3 of 20 components: x[2, 0], x[2, 2], x[2, 3]";
    assert_eq!(finding.message(), message);
}

#[test]
fn a_wrong_row_with_one_wrong_component_elsewhere_is_no_pattern() {
    let report = spoiled(&w(), |g| {
        g.row_mut(2).zip_mut_with(&noise(4), |g, e| *g *= e);
        g[[0, 0]] *= 1.7;
    });
    let finding = sole(&report, Unexplained);
    holds(&finding.message(), "5 of 20 components");
    assert_eq!(finding.components().len(), 5);
}

#[test]
fn a_vector_and_a_matrix_of_one_row_have_no_rows() {
    let report = spoiled(&drawn("row", (1, 6)), |g| {
        let mut half = g.slice_axis_mut(Axis(1), Slice::from(..3));
        half *= &noise(3);
    });
    let finding = sole(&report, Unexplained);
    holds(&finding.message(), "3 of 6 components");
}

#[test]
fn one_wrong_component_is_named() {
    let report = spoiled(&w(), |g| g[[3, 1]] *= 1.2);
    let finding = sole(&report, SingleComponent);
    assert_eq!(
        finding.message(),
        "x is wrong: only x[3, 1] of 20 components"
    );
    assert_eq!((finding.explained(), finding.of()), (1, 20));
    assert_eq!(finding.components(), ["x[3, 1]"]);
    assert_eq!(
        (finding.value(), finding.mend(), finding.residual()),
        (None, None, None)
    );
}

#[test]
fn two_components_of_a_long_row_are_no_row() {
    let report = spoiled(&drawn("w", (3, 12)), |g| {
        g[[1, 2]] *= 1.37;
        g[[1, 7]] *= 0.61;
    });
    let finding = sole(&report, Unexplained);
    holds(&finding.message(), "2 of 36 components: x[1, 2], x[1, 7]");
}
