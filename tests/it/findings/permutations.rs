//! Shifted and permuted gradients, and arrangements that fit equally.

use super::layouts::{no_layout, reordered, square, vector};
use super::{drawn, kinds, soft_maximum, sole, spoiled, twins};
use grad_check::FindingKind::{Permuted, Reversed, Shifted, SignFlipped, Transposed};
use ndarray::{Array2, Axis, arr2};

#[test]
fn a_gradient_one_place_off_is_shifted_in_the_direction_that_is_told() {
    let report = reordered([5, 0, 1, 2, 3, 4]);
    let finding = sole(&report, Shifted);
    let message = "x is shifted by one along its length: each number stands one place later, the end comes round";
    assert_eq!(finding.message(), message);
    let report = reordered([1, 2, 3, 4, 5, 0]);
    assert!(
        sole(&report, Shifted)
            .message()
            .contains("one place earlier, the end comes round")
    );
    let report = spoiled(&vector(), |g| {
        *g = (0..6)
            .map(|i| if i == 0 { 0.0 } else { g[i - 1] })
            .collect();
    });
    assert!(
        sole(&report, Shifted)
            .message()
            .contains("one place later, the gap is zero")
    );
    let report = spoiled(&drawn("wide", (4, 3)), |g| {
        let rows = [3, 0, 1, 2];
        *g = g.select(Axis(0), &rows);
    });
    assert!(sole(&report, Shifted).message().contains("from row to row"));
}

#[test]
fn a_shift_by_two_places_is_a_permutation() {
    let report = reordered([4, 5, 0, 1, 2, 3]);
    let finding = sole(&report, Permuted);
    let message = "x is permuted: 6 of its 6 numbers stand at the place of another";
    assert_eq!(finding.message(), message);
}

#[test]
fn numbers_in_another_order_are_permuted() {
    let report = reordered([2, 1, 4, 3, 5, 0]);
    let finding = sole(&report, Permuted);
    let message = "x is permuted: 4 of its 6 numbers stand at the place of another";
    assert_eq!(finding.message(), message);
    assert_eq!((finding.explained(), finding.of()), (4, 6));
    assert_eq!(finding.components(), ["x[0]", "x[2]", "x[4]", "x[5]"]);
    let report = spoiled(&vector(), |g| {
        *g = [2, 1, 4, 3, 5, 0].iter().map(|&i| g[i]).collect();
        g[4] *= 1.1;
    });
    no_layout(&report);
    let report = reordered([1, 0, 2, 3, 4, 5]);
    let message = "x[0] and x[1] are exchanged";
    assert_eq!(sole(&report, Permuted).message(), message);
}

#[test]
fn rows_and_columns_in_another_order_are_told_with_their_order() {
    let wide: Array2<f64> = drawn("wide", (4, 3));
    let report = spoiled(&wide, |g| *g = g.select(Axis(0), &[2, 0, 3, 1]));
    let finding = sole(&report, Permuted);
    let message = "x is of rows in another order: row i is that of [2, 0, 3, 1]";
    assert_eq!(finding.message(), message);
    assert_eq!((finding.explained(), finding.of()), (12, 12));
    let report = spoiled(&drawn("wide", (3, 4)), |g| {
        *g = g.select(Axis(1), &[2, 0, 3, 1]);
    });
    let message = "x is of columns in another order: column j is that of [2, 0, 3, 1]";
    assert_eq!(sole(&report, Permuted).message(), message);
    let report = spoiled(&wide, |g| {
        *g = g.select(Axis(0), &[2, 0, 3, 1]);
        g[[2, 2]] *= 0.9;
    });
    no_layout(&report);
}

#[test]
fn two_arrangements_that_fit_equally_are_both_named() {
    // [[a, b], [c, a]]: the transpose runs backwards as well.
    let function = |x: &Array2<f64>| {
        let z = x[[0, 0]] + x[[1, 1]] + 2.0 * x[[0, 1]] + 3.0 * x[[1, 0]];
        (z.exp(), z.exp() * arr2(&[[1.0, 2.0], [3.0, 1.0]]))
    };
    let report = twins(&["x"], &drawn("small", (2, 2)), function, |x| {
        let (cost, gradient) = function(x);
        (cost, gradient.reversed_axes())
    });
    assert_eq!(kinds(&report), [Transposed, Reversed], "{report}");
}

#[test]
fn a_factor_is_put_before_an_arrangement_that_fits_as_well() {
    // [1, −1] backwards is −[1, −1].
    let function = |x: &[f64; 2]| {
        (
            (x[0] - x[1]).exp(),
            [1.0, -1.0].map(|s| s * (x[0] - x[1]).exp()),
        )
    };
    let report = twins(&["x"], &[0.3, 0.9], function, |x| {
        let (cost, [a, b]) = function(x);
        (cost, [b, a])
    });
    sole(&report, SignFlipped);
}

#[test]
fn a_transposition_with_the_other_sign_is_a_permutation_with_signs() {
    let report = spoiled(&square(), |g| *g = -&g.t());
    let message =
        "x is permuted: 6 of its 9 numbers stand at the place of another, 9 with the other sign";
    assert_eq!(sole(&report, Permuted).message(), message);
    let (_, gradient) = soft_maximum(&square());
    assert_eq!(report.blocks()[0].components().len(), gradient.len());
}
