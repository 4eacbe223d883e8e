//! Jacobians and Hessians of more parameters than the budget has evaluations for, or of more entries than a report
//! should keep: their rows share directions.

use grad_check::{GradCheck, Report, Verdict};
use ndarray::{Array1, Array2};
use std::cell::Cell;

/// More than half of the budget.
const PARAMETERS: usize = 600;
/// Outputs and parameters: few outputs of many, and few parameters with more entries than 100 for each evaluation.
const WIDE: (usize, usize) = (30, PARAMETERS);
const TALL: (usize, usize) = (1_100, 100);
/// Evaluations that a right matrix may take, and one whose mistake is looked for.
const FEW: usize = 40;
const LOOKED_FOR: usize = 120;

fn weights(rows: usize, columns: usize) -> Array2<f64> {
    Array2::from_shape_fn((rows, columns), |(i, j)| {
        ((i * 7 + j * 13) % 17) as f64 / 17.0 - 0.4
    }) / (columns as f64).sqrt()
}

fn point(parameters: usize) -> Array1<f64> {
    Array1::from_shape_fn(parameters, |j| 0.3 + ((j * 5) % 11) as f64 / 11.0)
}

/// sin(k W x), row by row of another scale, and its Jacobian with a mistake in it.
fn jacobian((rows, columns): (usize, usize), spoil: impl Fn(&mut Array2<f64>)) -> Report {
    let w = weights(rows, columns);
    GradCheck::new("f").run_jacobian(&point(columns), |x: &Array1<f64>| {
        let z = w.dot(x);
        let k = |i: usize| 1.0 + (i % 5) as f64;
        let y = Array1::from_shape_fn(rows, |i| (k(i) * z[i]).sin());
        let slope = |i: usize| k(i) * (k(i) * z[i]).cos();
        let mut j = Array2::from_shape_fn(w.dim(), |(i, n)| slope(i) * w[(i, n)]);
        spoil(&mut j);
        (y, j)
    })
}

/// Σ cos(W x) with gradient and Hessian, and a mistake in the latter.
fn hessian(spoil: impl Fn(&mut Array2<f64>)) -> Report {
    let w = weights(50, PARAMETERS);
    GradCheck::new("f").run_hessian(&point(PARAMETERS), |x: &Array1<f64>| {
        let z = w.dot(x);
        let bent = Array2::from_shape_fn(w.dim(), |(i, j)| -z[i].cos() * w[(i, j)]);
        let mut h = w.t().dot(&bent);
        spoil(&mut h);
        (z.mapv(f64::cos).sum(), -w.t().dot(&z.mapv(f64::sin)), h)
    })
}

/// The same by products with the Hessian, of which `spoil` makes others, and how many were asked for.
fn products(spoil: impl Fn(&Array1<f64>, Array1<f64>) -> Array1<f64>) -> (Report, usize) {
    let w = weights(50, PARAMETERS);
    let asked = Cell::new(0);
    let report = GradCheck::new("f").run_hessian_product(&point(PARAMETERS), |x: &Array1<f64>| {
        let z = w.dot(x);
        let product = {
            let (bends, w, spoil, asked) = (z.mapv(|z| -z.cos()), &w, &spoil, &asked);
            move |v: &Array1<f64>| {
                asked.set(asked.get() + 1);
                spoil(v, w.t().dot(&(bends.clone() * w.dot(v))))
            }
        };
        (
            z.mapv(f64::cos).sum(),
            -w.t().dot(&z.mapv(f64::sin)),
            product,
        )
    });
    (report, asked.get())
}

fn first(report: &Report) -> String {
    assert_eq!(report.verdict(), Verdict::Fail, "{report}");
    let taken = report.evaluations().full;
    assert!(taken < LOOKED_FOR, "{taken} evaluations");
    report.findings()[0].message().to_owned()
}

#[test]
fn right_ones_pass_by_tens_of_evaluations() {
    for report in [
        jacobian(WIDE, |_| ()),
        jacobian(TALL, |_| ()),
        hessian(|_| ()),
    ] {
        assert_eq!(report.verdict(), Verdict::Pass, "{report}");
        let taken = report.evaluations().full;
        assert!(taken < FEW, "{taken} evaluations");
        for block in report.blocks() {
            assert!(block.would_notice() < 1e-3, "{report}");
        }
    }
}

#[test]
fn a_wrong_entry_is_located() {
    assert_eq!(
        first(&jacobian(TALL, |j| j[[20, 70]] *= 1.5)),
        "J[out[20], theta] is wrong: only J[out[20], theta[70]] of 100 components"
    );
    let entry = |j: &mut Array2<f64>| j[[20, 200]] *= 1.5;
    assert_eq!(
        first(&jacobian(WIDE, entry)),
        "J[out[20], theta] is wrong: only J[out[20], theta[200]] of 600 components"
    );
    let report = hessian(entry);
    assert_eq!(
        first(&report),
        "H[theta[20], theta] is wrong: only H[theta[20], theta[200]] of 600 components"
    );
    let problem = report.problems()[0].to_string();
    assert!(problem.contains("isn't symmetric"), "{problem}");
}

#[test]
fn a_wrong_row_and_a_wrong_column_are_told() {
    for shape in [WIDE, TALL] {
        let row = jacobian(shape, |j| j.row_mut(3).mapv_inplace(|v| -v));
        assert_eq!(
            first(&row),
            format!(
                "analytic = −numeric in all {} components of J[out[3], theta]",
                shape.1
            )
        );
        let column = jacobian(shape, |j| j.column_mut(7).mapv_inplace(|v| 2.0 * v));
        let said = first(&column);
        assert!(said.starts_with("analytic = 2.000 × numeric"), "{said}");
        assert!(said.ends_with("of J[*, theta[7]]"), "{said}");
        // Every row is wrong, though only some were looked at closely.
        let is_wrong = |b: &grad_check::BlockReport| b.verdict() == Verdict::Fail;
        assert!(column.blocks().iter().all(is_wrong), "{column}");
    }
}

/// Products at each evaluation, and what linearity takes at the first.
const PRODUCTS: usize = 2;
const LAWS: usize = 5;

#[test]
fn products_by_a_large_hessian_never_form_it() {
    let (right, asked) = products(|_, h| h);
    assert_eq!(right.verdict(), Verdict::Pass, "{right}");
    let taken = right.evaluations().full;
    assert!(taken < FEW, "{taken} evaluations");
    assert!(asked <= PRODUCTS * taken + LAWS, "{asked} products");
    let said = right.to_string();
    assert!(said.contains("H was not formed"), "{said}");
}

#[test]
fn wrong_products_by_a_large_hessian_are_told() {
    let (turned, _) = products(|_, h| -h);
    assert_eq!(
        first(&turned),
        "analytic = −numeric in all 600 components of H[u, theta]"
    );
    let (entry, _) = products(|_, mut h| {
        h[70] *= 1.5;
        h
    });
    assert_eq!(
        first(&entry),
        "analytic = 1.500 × numeric in both components of H[*, theta[70]]"
    );
    // No gradient has a Hessian that isn't symmetric.
    let (lopsided, _) = products(|v, mut h| {
        h[1] += 0.3 * v[0];
        h
    });
    assert_eq!(lopsided.verdict(), Verdict::Fail, "{lopsided}");
}

#[test]
fn products_have_nothing_to_be_compared_with_where_the_gradient_is_wrong() {
    let report = GradCheck::new("f").run_hessian_product(&point(PARAMETERS), |x: &Array1<f64>| {
        (x.dot(x), x.clone(), |v: &Array1<f64>| 2.0 * v)
    });
    assert_eq!(report.verdict(), Verdict::Fail, "{report}");
    let verdicts = report.blocks().iter().map(grad_check::BlockReport::verdict);
    let failed = verdicts.filter(|&v| v == Verdict::Fail).count();
    assert_eq!(failed, 1, "{report}");
}

#[test]
fn exchanged_columns_are_told() {
    for shape in [WIDE, TALL] {
        let report = jacobian(shape, |j| {
            for mut row in j.rows_mut() {
                row.swap(1, 2);
            }
        });
        assert_eq!(
            first(&report),
            "J[out[0], theta[1]] and J[out[0], theta[2]] are exchanged"
        );
    }
}

#[test]
fn why_entries_were_not_measured_one_by_one_is_said() {
    let said = jacobian(TALL, |j| j[[20, 70]] *= 1.5).to_string();
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    let why = "(110,000 entries are too many for a budget of 1,000)";
    assert!(said.contains(why), "{said}");
}

#[test]
fn a_parameter_that_no_output_depends_on_has_not_been_compared() {
    let zero = GradCheck::new("f").run_jacobian(
        &(point(PARAMETERS), Array1::from_elem(3, 0.5)),
        |(x, _): &(Array1<f64>, Array1<f64>)| {
            let j = Array2::from_shape_fn((2, PARAMETERS), |(i, n)| 2.0 * x[n] * (i + 1) as f64);
            let y = [1.0, 2.0].map(|k| k * x.dot(x));
            (y, (j, Array2::<f64>::zeros((2, 3))))
        },
    );
    assert!(matches!(zero.verdict(), Verdict::Undecided(_)), "{zero}");
    assert_eq!(zero.blocks()[0].verdict(), Verdict::Pass, "{zero}");
}
