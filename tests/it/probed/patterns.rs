//! No law and no line: what a sample has in common, and what is said where that is nothing.

use super::{drawn, says, sole, spoiled};
use crate::told::holds;
use grad_check::FindingKind;

#[test]
fn a_gradient_that_is_zero_in_half_of_its_columns() {
    let report = spoiled(&drawn("x", (20, 60)), |g| {
        (0..60).step_by(2).for_each(|j| g.column_mut(j).fill(0.0));
    });
    sole(&report, FindingKind::ZeroOrDetached);
    says(&report, "analytic = 0 where numeric isn't in columns ");
    holds(&report, "exactly zero in 600 of 1,200 components of x");
}

#[test]
fn a_gradient_that_is_zero_at_random() {
    let mask = drawn("mask", (30, 40)).mapv(|m: f64| f64::from(u8::from(m > 0.0)));
    let report = spoiled(&drawn("x", (30, 40)), |g| *g *= &mask);
    let finding = sole(&report, FindingKind::ZeroOrDetached);
    says(&report, "components measured");
    holds(&finding.evidence(), "the gradient is zero in");
}

#[test]
fn the_same_number_added_to_every_component() {
    let report = spoiled(&drawn("x", (30, 40)), |g| *g += 0.25);
    let finding = sole(&report, FindingKind::AdditiveConstant);
    assert!(
        finding.value().is_some_and(|k| (k - 0.25).abs() < 1e-6),
        "{report}"
    );
    holds(&finding.evidence(), "components measured");
}

#[test]
fn a_factor_of_each_row() {
    let report = spoiled(&drawn("x", (6, 200)), |g| {
        for (i, mut row) in g.rows_mut().into_iter().enumerate() {
            row.mapv_inplace(|g| g * (1.0 + 0.3 * i as f64));
        }
    });
    sole(&report, FindingKind::RowOrColumn);
    says(&report, "analytic = numeric × a factor of each row");
}

#[test]
fn what_has_no_pattern_is_counted_honestly() {
    let noise = drawn("noise", (30, 40));
    let report = spoiled(&drawn("x", (30, 40)), |g| *g *= &(&noise * 0.3 + 1.0));
    let finding = sole(&report, FindingKind::Unexplained);
    let measured = report.blocks()[0].components().len();
    says(
        &report,
        &format!("all {measured} components measured, of 1,200, by no constant factor"),
    );
    assert_eq!(finding.of(), measured);
}

#[test]
fn a_vector_without_a_pattern_is_no_list_of_components() {
    let noise = drawn("noise", 900);
    let report = spoiled(&drawn("x", 900), |g| *g *= &(&noise * 0.3 + 1.0));
    let finding = sole(&report, FindingKind::Unexplained);
    assert_eq!(
        finding.of(),
        report.blocks()[0].components().len(),
        "{report}"
    );
    says(&report, "components measured, of 900");
}

#[test]
fn right_to_six_digits_only() {
    let rounded = |g: f64| (g * 2f64.powi(16)).round() / 2f64.powi(16);
    let report = spoiled(&drawn("x", (30, 40)), |g| g.mapv_inplace(rounded));
    sole(&report, FindingKind::Precision);
    says(&report, "right to six digits and no further");
}
