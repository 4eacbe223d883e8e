//! The right numbers at the wrong places.

use super::{drawn, says, sole, spoiled, twins, waves};
use crate::told::holds;
use grad_check::FindingKind;
use ndarray::{Array, Array1, Array2, Axis};

#[test]
fn a_transposed_block_is_named() {
    let report = spoiled(&drawn("x", (30, 30)), |g| *g = g.t().to_owned());
    let finding = sole(&report, FindingKind::Transposed);
    says(&report, "transposed: analytic[i, j] = numeric[j, i]");
    holds(&finding.evidence(), "components measured");
    assert_eq!(finding.of(), report.blocks()[0].components().len());
}

#[test]
fn a_block_that_is_read_in_the_wrong_order_is_named() {
    let report = spoiled(&drawn("x", (25, 40)), |g| {
        let numbers = g.t().iter().copied().collect();
        *g = Array::from_shape_vec((25, 40), numbers).expect("as many numbers");
    });
    sole(&report, FindingKind::Reshaped);
    says(&report, "flattened in the wrong order");
}

#[test]
fn a_swap_of_the_axes_of_a_kernel_is_named() {
    let report = spoiled(&drawn("x", (10, 10, 9)), |g| {
        let mut swapped = g.clone();
        swapped.swap_axes(0, 1);
        *g = swapped.as_standard_layout().to_owned();
    });
    sole(&report, FindingKind::Transposed);
}

#[test]
fn a_reversed_and_a_shifted_block_are_named() {
    let report = spoiled(&drawn("x", (30, 40)), |g| g.invert_axis(Axis(1)));
    sole(&report, FindingKind::Reversed);
    let later = |g: &Array2<f64>| Array::from_shape_fn(g.raw_dim(), |(i, j)| g[[i, (j + 39) % 40]]);
    let report = spoiled(&drawn("x", (30, 40)), |g| *g = later(g));
    sole(&report, FindingKind::Shifted);
    says(&report, "stands one place later");
    let gap = |g: &Array2<f64>| {
        Array::from_shape_fn(
            g.raw_dim(),
            |(i, j)| if i == 0 { 0.0 } else { g[[i - 1, j]] },
        )
    };
    let report = spoiled(&drawn("x", (30, 40)), |g| *g = gap(g));
    sole(&report, FindingKind::Shifted);
    says(&report, "the gap is zero");
}

#[test]
fn rows_in_another_order_are_named() {
    let order = |i: usize| (7 * i + 3) % 30;
    let report = spoiled(&drawn("x", (30, 40)), |g| {
        *g = Array::from_shape_fn(g.raw_dim(), |(i, j)| g[[order(i), j]]);
    });
    sole(&report, FindingKind::Permuted);
    says(&report, "of rows in another order");
}

type Three = (Array2<f64>, Array2<f64>, Array1<f64>);

/// Waves of other heights in the second block.
fn three((a, b, c): &Three) -> (f64, Three) {
    let ((one, da), (two, db), (three, dc)) = (waves(a), waves(&(b * 1.7)), waves(c));
    (one + two + three, (da, db * 1.7, dc))
}

fn point() -> Three {
    (drawn("a", (25, 30)), drawn("b", (25, 30)), drawn("c", 40))
}

#[test]
fn exchanged_blocks_are_one_finding() {
    let report = twins(&["a", "b", "c"], &point(), three, |p| {
        let (cost, (a, b, c)) = three(p);
        (cost, (b, a, c))
    });
    let finding = sole(&report, FindingKind::BlocksExchanged);
    assert_eq!(finding.blocks(), ["a", "b"]);
    says(&report, "a and b are wrong (exchanged)");
}

#[test]
fn the_gradient_of_another_block_is_named() {
    let report = twins(&["a", "b", "c"], &point(), three, |p| {
        let (cost, (_, b, c)) = three(p);
        (cost, (b.clone(), b, c))
    });
    let finding = sole(&report, FindingKind::BlocksExchanged);
    assert_eq!(finding.blocks(), ["a"]);
    says(&report, "a is wrong (it is the gradient of b)");
}

#[test]
fn three_gradients_in_a_circle_are_each_that_of_another() {
    let four = |p: &(Three, Array2<f64>)| {
        let ((one, abc), (two, d)) = (three(&p.0), waves(&(&p.1 * 0.6)));
        (one + two, (abc, d * 0.6))
    };
    let point = (point(), drawn("d", (25, 30)));
    let report = twins(&["p", "d"], &point, four, |p| {
        let (cost, ((a, b, c), d)) = four(p);
        (cost, ((b, d, c), a))
    });
    assert_eq!(report.findings().len(), 3, "{report}");
    for (finding, of) in report.findings().iter().zip(["p.1", "d", "p.0"]) {
        assert_eq!(finding.kind(), FindingKind::BlocksExchanged, "{report}");
        assert!(
            finding
                .message()
                .ends_with(&format!("it is the gradient of {of}")),
            "{report}"
        );
    }
}
