//! Sparse Jacobians and Hessians: what isn't stored is zero, and is checked.

use grad_check::{GradCheck, Triplets, Verdict, grad_check};
use nalgebra_sparse::{CooMatrix, CscMatrix, CsrMatrix};
use sprs::{CsMat, TriMat};

/// Each output depends on two neighbours.
fn chain(x: &[f64; 4]) -> [f64; 3] {
    [x[0] * x[1], x[1] * x[2], x[2] * x[3]]
}

fn entries(x: &[f64; 4]) -> Vec<(usize, usize, f64)> {
    (0..3)
        .flat_map(|i| [(i, i, x[i + 1]), (i, i + 1, x[i])])
        .collect()
}

#[grad_check(jacobian)]
fn triplets(x: &[f64; 4]) -> ([f64; 3], Triplets<f64>) {
    let entries = entries(x);
    (
        chain(x),
        Triplets {
            rows: 3,
            columns: 4,
            entries,
        },
    )
}

#[should_panic(expected = "J[out[1], x[2]]")]
#[grad_check(jacobian)]
fn one_not_stored(x: &[f64; 4]) -> ([f64; 3], Triplets<f64>) {
    let (outputs, mut jacobian) = triplets(x);
    jacobian.entries.remove(3);
    (outputs, jacobian)
}

#[should_panic(expected = "announces the shape 3×4 for x, but gives 13 numbers")]
#[grad_check(jacobian)]
fn one_outside(x: &[f64; 4]) -> ([f64; 3], Triplets<f64>) {
    let (outputs, mut jacobian) = triplets(x);
    jacobian.entries.push((3, 0, 1.0));
    (outputs, jacobian)
}

#[grad_check(jacobian)]
fn of_sprs(x: &[f64; 4]) -> ([f64; 3], CsMat<f64>) {
    let mut jacobian = TriMat::new((3, 4));
    entries(x)
        .into_iter()
        .for_each(|(i, j, value)| jacobian.add_triplet(i, j, value));
    (chain(x), jacobian.to_csc())
}

fn coo(x: &[f64; 4]) -> CooMatrix<f64> {
    let mut jacobian = CooMatrix::new(3, 4);
    entries(x)
        .into_iter()
        .for_each(|(i, j, value)| jacobian.push(i, j, value));
    jacobian
}

#[grad_check(jacobian)]
fn of_nalgebra_by_rows(x: &[f64; 4]) -> ([f64; 3], CsrMatrix<f64>) {
    (chain(x), CsrMatrix::from(&coo(x)))
}

#[grad_check(jacobian)]
fn of_nalgebra_by_columns(x: &[f64; 4]) -> ([f64; 3], CscMatrix<f64>) {
    (chain(x), CscMatrix::from(&coo(x)))
}

/// Entries at one place add up; half of a symmetric matrix isn't all of it.
#[test]
fn a_hessian_is_all_of_it() {
    let hessian = |entries: Vec<(usize, usize, f64)>| {
        let check = GradCheck::new("product");
        check.run_hessian(&[0.7, 1.3], |x: &[f64; 2]| {
            let hessian = Triplets {
                rows: 2,
                columns: 2,
                entries: entries.clone(),
            };
            (x[0] * x[1], [x[1], x[0]], hessian)
        })
    };
    let report = hessian(vec![(0, 1, 0.5), (1, 0, 1.0), (0, 1, 0.5)]);
    assert_eq!(report.verdict(), Verdict::Pass, "{report}");
    let report = hessian(vec![(0, 1, 1.0)]);
    assert_eq!(report.verdict(), Verdict::Fail, "{report}");
}
