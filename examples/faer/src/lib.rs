//! Least squares over faer's matrices, with gradients by hand.

use faer::{Col, ColRef, Mat, MatRef};

/// ½ ‖A x − b‖², and its gradients by A and x.
pub fn squares(
    a: MatRef<'_, f64>,
    x: ColRef<'_, f64>,
    b: ColRef<'_, f64>,
) -> (f64, (Mat<f64>, Col<f64>)) {
    let r = a * x - b;
    let of_a = Mat::from_fn(a.nrows(), a.ncols(), |i, j| r[i] * x[j]);
    (r.squared_norm_l2() / 2.0, (of_a, a.transpose() * &r))
}
