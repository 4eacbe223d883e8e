//! No law and no line: what a sample has in common, and what is said where that is nothing.

use super::{drawn, says, sole, spoiled, waves};
use crate::told::holds;
use grad_check::{FindingKind, GradCheck, Report, Tuning};

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

#[test]
fn the_same_numbers_at_every_point_are_told_of_a_sample() {
    let shifts = drawn("noise", (30, 40));
    let report = spoiled(&drawn("x", (30, 40)), |g| *g += &shifts);
    let finding = sole(&report, FindingKind::LinearTerm);
    let measured = report.blocks()[0].components().len();
    says(
        &report,
        &format!("off by the same numbers at 3 points in all {measured} components measured"),
    );
    // Of the others the numbers aren't known.
    assert_eq!(finding.mend(), None);
}

/// A matrix of 16, probed all the same, of which two numbers were changed.
fn of_sixteen(change: impl Fn(&mut ndarray::Array2<f64>, [usize; 2], [usize; 2])) -> Vec<Report> {
    let tuning = Tuning {
        always_probe: true,
        ..Tuning::default()
    };
    let places = (0..8).map(|i| ([i % 4, (i + i / 4) % 4], [(i + 1) % 4, (i + 2 + i / 4) % 4]));
    places
        .map(|(a, b)| {
            let check = GradCheck::new("f").arguments(["x"]).tuning(tuning);
            check.run(&drawn("x", (4, 4)), |x| {
                let (cost, mut gradient) = waves(x);
                change(&mut gradient, a, b);
                (cost, gradient)
            })
        })
        .collect()
}

#[test]
fn two_numbers_that_are_exchanged_are_found_where_one_was_measured() {
    let exchanged = of_sixteen(|g, a, b| g.swap(a, b));
    let told = |reports: Vec<Report>| -> Vec<(FindingKind, String)> {
        let findings = reports
            .iter()
            .filter_map(|report| report.findings().first());
        findings
            .map(|f| (f.kind(), f.message().to_owned()))
            .collect()
    };
    let is_named = |(kind, _): &&(FindingKind, String)| *kind == FindingKind::Permuted;
    let found = told(exchanged);
    assert!(found.iter().filter(is_named).count() >= 4, "{found:#?}");
    // One stands at the place of the other, which is another number.
    let copied = told(of_sixteen(|g, a, b| {
        g[a] = g[b];
        g[b] *= 1.7;
    }));
    assert_eq!(copied.iter().filter(is_named).count(), 0, "{copied:#?}");
}

#[test]
fn a_factor_is_said_of_a_row_only_if_it_holds_all_over_it() {
    let row = |last: f64| {
        let report = spoiled(&drawn("x", (30, 40)), |g| {
            g.row_mut(7).mapv_inplace(|g| 1.5 * g);
            g[[7, 39]] *= last;
        });
        let finding = sole(&report, FindingKind::RowOrColumn);
        (finding.value().is_some(), finding.points_tried())
    };
    assert_eq!(row(1.0), (true, Some(3)));
    assert_eq!(row(1.1), (false, None));
}
