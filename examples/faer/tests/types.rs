//! faer's matrices, columns and rows: right gradients pass, and a wrong entry is located by row and column. Sparse matrices
//! are Jacobians.

use faer::sparse::{SparseColMat, SparseRowMat, Triplet};
use faer::{Col, ColMut, ColRef, Mat, MatMut, MatRef, Row};
use grad_check::{Flattened, grad_check};
use grad_check_faer::squares;

fn matrix(rows: usize, columns: usize) -> Mat<f64> {
    let drawn = grad_check::randn::<f64, _>((rows, columns));
    Mat::from_fn(rows, columns, |i, j| drawn[[i, j]])
}

fn column(rows: usize) -> Col<f64> {
    let drawn = grad_check::randn::<f64, _>(rows);
    Col::from_fn(rows, |i| drawn[i])
}

#[grad_check(at(a = matrix(3, 2), x = column(2)), given(b = column(3)))]
fn by_reference(a: &Mat<f64>, x: &Col<f64>, b: &Col<f64>) -> (f64, (Mat<f64>, Col<f64>)) {
    squares(a.as_ref(), x.as_ref(), b.as_ref())
}

#[grad_check(at(a = matrix(3, 2), x = column(2)), given(b = column(3)))]
fn by_view(
    a: MatRef<'_, f64>,
    x: ColRef<'_, f64>,
    b: ColRef<'_, f64>,
) -> (f64, (Mat<f64>, Col<f64>)) {
    squares(a, x, b)
}

#[should_panic(expected = "only a[2, 1] of 6 components")]
#[grad_check(at(a = matrix(3, 2), x = column(2)), given(b = column(3)))]
fn an_entry(a: &Mat<f64>, x: &Col<f64>, b: &Col<f64>) -> (f64, (Mat<f64>, Col<f64>)) {
    let (cost, (mut of_a, of_x)) = squares(a.as_ref(), x.as_ref(), b.as_ref());
    of_a[(2, 1)] *= 1.01;
    (cost, (of_a, of_x))
}

#[grad_check(out(of_a, of_x), at(a = matrix(3, 2), x = column(2)), given(b = column(3)))]
fn in_buffers(
    a: MatRef<'_, f64>,
    x: ColRef<'_, f64>,
    b: ColRef<'_, f64>,
    mut of_a: MatMut<'_, f64>,
    mut of_x: ColMut<'_, f64>,
) -> f64 {
    let (cost, (a, x)) = squares(a, x, b);
    of_a.copy_from(&a);
    of_x.copy_from(&x);
    cost
}

#[grad_check(jacobian, at(x = column(3)), given(a = matrix(2, 3)))]
fn residuals(x: &Col<f64>, a: &Mat<f64>) -> (Col<f64>, Mat<f64>) {
    let y = a * x;
    let jacobian = Mat::from_fn(2, 3, |i, j| y[i].cos() * a[(i, j)]);
    (Col::from_fn(2, |i| y[i].sin()), jacobian)
}

#[should_panic(expected = "J is transposed")]
#[grad_check(jacobian, at(x = column(3)), given(a = matrix(3, 3)))]
fn transposed(x: &Col<f64>, a: &Mat<f64>) -> (Col<f64>, Mat<f64>) {
    (a * x, a.transpose().to_owned())
}

#[grad_check(pullback, at(x = column(2)), given(a = matrix(3, 2)))]
fn product<'a>(x: &Col<f64>, a: &'a Mat<f64>) -> (Col<f64>, impl Fn(&Col<f64>) -> Col<f64> + 'a) {
    (a * x, move |u: &Col<f64>| a.transpose() * u)
}

#[grad_check(at = Mat::from_fn(2, 2, |i, j| (i + 2 * j) as f32 + 0.5))]
fn single(m: &Mat<f32>) -> (f32, Mat<f32>) {
    (m.squared_norm_l2() / 2.0, m.clone())
}

#[test]
fn a_matrix_is_read_by_rows_and_a_row_as_a_column() {
    let m = Mat::from_fn(2, 3, |i, j| (3 * i + j) as f64);
    let flat = Flattened::of(&m);
    assert_eq!(flat.values(), [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]);
    assert_eq!(flat.blocks()[0].shape().to_string(), "2×3");
    let turned = Flattened::of(&m.transpose());
    assert_eq!(turned.values(), [0.0, 3.0, 1.0, 4.0, 2.0, 5.0]);
    let row = Flattened::of(&Row::from_fn(2, |i| i as f64));
    assert_eq!(row.blocks()[0].shape().to_string(), "2");
}

/// −u″ + eᵘ on a line, with its Jacobian by entries.
fn bratu(u: &[f64]) -> (Vec<f64>, Vec<Triplet<usize, usize, f64>>) {
    let n = u.len();
    let at = |i: usize| u.get(i).copied().unwrap_or(0.0);
    let mut entries = Vec::new();
    let outputs = (0..n).map(|i| {
        entries.push(Triplet::new(i, i, 2.0 + u[i].exp()));
        if i > 0 {
            entries.push(Triplet::new(i, i - 1, -1.0));
        }
        if i + 1 < n {
            entries.push(Triplet::new(i, i + 1, -1.0));
        }
        2.0 * u[i] - at(i.wrapping_sub(1)) - at(i + 1) + u[i].exp()
    });
    (outputs.collect(), entries)
}

#[grad_check(jacobian, at = [0.1, 0.4, 0.3, 0.2])]
fn sparse_by_columns(u: &[f64]) -> (Vec<f64>, SparseColMat<usize, f64>) {
    let (outputs, entries) = bratu(u);
    (
        outputs,
        SparseColMat::try_new_from_triplets(u.len(), u.len(), &entries).unwrap(),
    )
}

#[grad_check(jacobian, at = [0.1, 0.4, 0.3, 0.2])]
fn sparse_by_rows(u: &[f64]) -> (Vec<f64>, SparseRowMat<u32, f64>) {
    let (outputs, entries) = bratu(u);
    let narrow = |Triplet { row, col, val }: &Triplet<usize, usize, f64>| {
        Triplet::new(
            u32::try_from(*row).unwrap(),
            u32::try_from(*col).unwrap(),
            *val,
        )
    };
    let entries: Vec<_> = entries.iter().map(narrow).collect();
    (
        outputs,
        SparseRowMat::try_new_from_triplets(u.len(), u.len(), &entries).unwrap(),
    )
}

#[should_panic(expected = "J[out[2], u[1]]")]
#[grad_check(jacobian, at = [0.1, 0.4, 0.3, 0.2])]
fn one_entry_not_stored(u: &[f64]) -> (Vec<f64>, SparseColMat<usize, f64>) {
    let (outputs, mut entries) = bratu(u);
    entries.retain(|entry| (entry.row, entry.col) != (2, 1));
    (
        outputs,
        SparseColMat::try_new_from_triplets(u.len(), u.len(), &entries).unwrap(),
    )
}

#[grad_check(jacobian, out(r, jac), given(r = column(2)), at = column(2))]
fn dense_in_buffers(x: ColRef<'_, f64>, mut r: ColMut<'_, f64>, mut jac: MatMut<'_, f64>) {
    (r[0], r[1]) = (x[0] * x[1], x[0].sin());
    (jac[(0, 0)], jac[(0, 1)], jac[(1, 0)], jac[(1, 1)]) = (x[1], x[0], x[0].cos(), 0.0);
}
