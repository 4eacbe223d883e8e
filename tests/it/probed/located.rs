//! Single components, a few of them, lines and runs of lines.

use super::{drawn, says, sole, spoiled, twins, waves};
use crate::told::holds;
use grad_check::{FindingKind, GradCheck, Rng};
use ndarray::Array2;

#[test]
fn a_single_component_is_named_among_all() {
    let x = drawn("x", (30, 40));
    let report = spoiled(&x, |g| g[[3, 17]] += 0.5);
    let finding = sole(&report, FindingKind::SingleComponent);
    says(&report, "x is wrong (only x[3, 17] of 1,200 components)");
    assert_eq!(finding.components(), ["x[3, 17]"]);
    assert_eq!((finding.explained(), finding.of()), (1, 1200));
}

#[test]
fn several_components_are_named_among_all() {
    let x = drawn("x", (30, 40));
    let places = [[1, 4], [3, 17], [9, 9], [20, 31], [28, 2]];
    let report = spoiled(&x, |g| {
        for (k, place) in places.into_iter().enumerate() {
            g[place] += 0.3 + 0.1 * k as f64;
        }
    });
    let finding = sole(&report, FindingKind::Unexplained);
    says(
        &report,
        "5 of 1,200 components: x[1, 4], x[3, 17], x[9, 9], …",
    );
    assert_eq!(finding.components().len(), 5);
    assert_eq!((finding.explained(), finding.of()), (5, 1200));
}

#[test]
fn several_components_may_have_a_factor() {
    let x = drawn("x", (30, 40));
    let places = [[1, 4], [3, 17], [9, 9], [20, 31]];
    let report = spoiled(&x, |g| places.into_iter().for_each(|place| g[place] *= 2.0));
    let finding = sole(&report, FindingKind::ConstantFactor);
    says(
        &report,
        "analytic = 2.000 × numeric in 4 of 1,200 components: x[1, 4]",
    );
    assert_eq!((finding.explained(), finding.of()), (4, 1200));
}

#[test]
fn a_row_and_a_column_are_named_with_their_factor() {
    let x = drawn("x", (30, 40));
    let report = spoiled(&x, |g| g.row_mut(3).mapv_inplace(|g| 2.0 * g));
    let finding = sole(&report, FindingKind::RowOrColumn);
    says(
        &report,
        "x is wrong (analytic = 2.000 × numeric in row 3 of 30)",
    );
    assert!(
        finding
            .message()
            .starts_with("x: analytic = 2.000 × numeric in row 3 of 30, and all else")
    );
    holds(
        &finding.evidence(),
        "along 2 random directions over all of it",
    );
    let report = spoiled(&x, |g| g.column_mut(7).mapv_inplace(|g| -g));
    sole(&report, FindingKind::RowOrColumn);
    says(&report, "analytic = −numeric in column 7 of 40");
}

#[test]
fn a_row_of_zeros_is_one() {
    let report = spoiled(&drawn("x", (30, 40)), |g| g.row_mut(3).fill(0.0));
    sole(&report, FindingKind::ZeroOrDetached);
    says(&report, "analytic = 0 where numeric isn't in row 3 of 30");
}

#[test]
fn a_row_without_a_factor_is_named_all_the_same() {
    let noise = drawn("noise", 40).mapv(|e: f64| e + e.signum());
    let report = spoiled(&drawn("x", (30, 40)), |g| {
        g.row_mut(3).zip_mut_with(&noise, |g, e| *g += e);
    });
    sole(&report, FindingKind::RowOrColumn);
    says(&report, "x is wrong (row 3 of 30)");
}

#[test]
fn a_run_within_a_row_is_named_by_its_ends() {
    let report = spoiled(&drawn("x", (30, 40)), |g| {
        (10..30).for_each(|j| g[[3, j]] *= 2.0);
    });
    let finding = sole(&report, FindingKind::RowOrColumn);
    says(
        &report,
        "analytic = 2.000 × numeric in row 3 of 30, columns 10 … 29",
    );
    holds(&finding.message(), "in row 3 of 30, columns 10 … 29");
}

#[test]
fn a_run_in_a_vector_is_named_by_its_ends() {
    let report = spoiled(&drawn("x", 900), |g| {
        (100..500).for_each(|i| g[i] *= 2.0);
    });
    let finding = sole(&report, FindingKind::RowOrColumn);
    says(
        &report,
        "analytic = 2.000 × numeric in components 100 … 499 of 900",
    );
    holds(&finding.message(), "components 100 … 499 of 900");
}

#[test]
fn two_rows_are_named_as_two() {
    let report = spoiled(&drawn("x", (120, 20)), |g| {
        for row in [3, 11] {
            g.row_mut(row).mapv_inplace(|g| 2.0 * g);
        }
    });
    sole(&report, FindingKind::RowOrColumn);
    says(&report, "rows 3 and 11 of 120");
}

#[test]
fn a_search_that_the_budget_ends_says_so() {
    let x = drawn("x", (30, 40));
    let report = GradCheck::new("f")
        .arguments(["x"])
        .budget(40)
        .run(&x, |x| {
            let (cost, mut g) = waves(x);
            for k in 0..12 {
                g[[2 * k, 3 * k + 1]] += 0.4 + 0.1 * k as f64;
            }
            (cost, g)
        });
    let printed = report.to_string();
    assert!(
        report.blocks()[0]
            .probed()
            .is_some_and(grad_check::Probed::is_unfinished),
        "{report}"
    );
    holds(&printed, "the budget of 40 evaluations ended the");
}

#[test]
fn several_columns_are_not_told_apart_row_by_row() {
    let x = drawn("x", (60, 80));
    let columns = [3, 40, 77];
    let report = spoiled(&x, |g| {
        for column in columns {
            g.column_mut(column).mapv_inplace(|g| 1.5 * g);
        }
    });
    sole(&report, FindingKind::RowOrColumn);
    says(
        &report,
        "analytic = 1.500 × numeric in columns 3, 40 and 77 of 80",
    );
    assert!(report.evaluations().full < 150, "{report}");
}

#[test]
fn what_the_budget_has_ended_claims_nothing_of_the_rest() {
    let x = drawn("x", (30, 40));
    let check = GradCheck::new("f").arguments(["x"]).budget(120);
    let report = check.run(&x, |x| {
        let (cost, mut gradient) = waves(x);
        for k in 0..30 {
            gradient[[k, (7 * k) % 40]] *= 2.0;
        }
        (cost, gradient)
    });
    let printed = report.to_string();
    holds(&printed, "the budget");
    assert!(!printed.contains("others are right"), "{printed}");
    assert!(!printed.contains("all else is right"), "{printed}");
}

/// Where more rows are wrong than were found, a mend of those found makes the check pass no more than it says.
#[test]
fn of_several_wrong_rows_the_mend_of_one_promises_no_pass() {
    let rows = |wrong: &'static [usize]| {
        spoiled(&drawn("x", (200, 8)), |g| {
            for (i, row) in wrong.iter().enumerate() {
                g.row_mut(*row)
                    .mapv_inplace(|g| (0.3 + 0.07 * i as f64) * g);
            }
        })
    };
    let several = rows(&[13, 57, 92, 140, 171]);
    let mends = several.findings().iter().filter_map(|f| f.mend());
    for mend in mends {
        assert!(!mend.contains("makes the check pass"), "{several}");
    }
    let one = rows(&[57]);
    let mend = one.findings()[0].mend().unwrap_or_default().to_owned();
    assert!(mend.ends_with("makes the check pass"), "{one}");
    assert!(
        one.findings()[0].message().contains("row 57 of 200"),
        "{one}"
    );
}

/// Components that are right say nothing of how wrong the others are: no sample meets one of these four rows.
#[test]
fn the_error_of_rows_that_no_sample_met_is_that_of_the_direction() {
    let layer = |has_slope: fn(usize) -> bool| {
        move |w: &Array2<f64>| {
            let (mut cost, mut gradient) = (0.0, w.clone());
            let input = |k: usize| (0.7 * k as f64).cos();
            for (i, (row, mut own)) in w.rows().into_iter().zip(gradient.rows_mut()).enumerate() {
                let z: f64 = row.iter().enumerate().map(|(k, w)| w * input(k)).sum();
                let off = z.tanh() - 0.3 * (i as f64).sin();
                cost += off * off / 2.0;
                let slope = if has_slope(i) {
                    1.0 - z.tanh().powi(2)
                } else {
                    1.0
                };
                own.iter_mut()
                    .enumerate()
                    .for_each(|(k, g)| *g = off * slope * input(k));
            }
            (cost, gradient)
        }
    };
    let w: Array2<f64> = Rng::new(0).stream("w").randn((48, 20)) * 0.3;
    let report = twins(
        &["w"],
        &w,
        layer(|_| true),
        layer(|i| ![5, 17, 29, 43].contains(&i)),
    );
    assert_eq!(report.blocks()[0].wrong().count(), 0, "{report}");
    // It is 0.24.
    let error = report.blocks()[0].error();
    assert!((0.08..0.72).contains(&error.best), "{report}");
}
