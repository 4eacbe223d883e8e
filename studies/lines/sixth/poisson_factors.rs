use grad_check::grad_check;
use nalgebra::{DMatrix, DVector};

/// Counts as the product of two positive factors and a column of exposures, with nalgebra and owned arguments.
#[grad_check(
    at(rows = DMatrix::from_fn(4, 2, |i, j| 0.3 * (1.3 * i as f64 + 2.1 * j as f64).sin()),
       columns = DMatrix::from_fn(2, 3, |i, j| 0.4 * (0.7 * i as f64 - 1.9 * j as f64).cos()),
       exposure = DVector::from_vec(vec![0.2, -0.3, 0.5])),
    given(counts = DMatrix::from_row_slice(4, 3, &[2.0, 0.0, 3.0, 1.0, 1.0, 4.0, 0.0, 2.0, 2.0, 5.0, 1.0, 3.0]))
)]
fn poisson_factors(
    rows: DMatrix<f64>,
    columns: DMatrix<f64>,
    exposure: DVector<f64>,
    counts: DMatrix<f64>,
) -> (f64, (DMatrix<f64>, DMatrix<f64>, DVector<f64>)) {
    let left = rows.map(f64::exp);
    let right = columns.map(f64::exp);
    let scale = exposure.map(f64::exp);
    let product = &left * &right;
    let rates = DMatrix::from_fn(4, 3, |i, j| product[(i, j)] * scale[j]);
    let cost = rates.sum() - counts.component_mul(&rates.map(f64::ln)).sum();

    let ratio = counts.component_div(&rates); //~ let ratio = rates.component_div(&counts.map(|c| c + 1.0)); //~ let ratio = counts.component_div(&product); //~ let ratio = counts.clone(); //~ let ratio = counts.component_mul(&rates);
    let d_rates = ratio.map(|r| 1.0 - r); //~ let d_rates = ratio.map(|r| r - 1.0); //~ let d_rates = ratio.map(|r| -r); //~ let d_rates = ratio.map(|r| 1.0 + r); //~ let d_rates = ratio.map(|r| 0.5 - r);
    let d_scale = DVector::from_fn(3, |j, _| d_rates.column(j).dot(&product.column(j))); //~ let d_scale = DVector::from_fn(3, |j, _| d_rates.column(j).sum()); //~ let d_scale = DVector::from_fn(3, |j, _| d_rates.column(j).dot(&rates.column(j))); //~ let d_scale = DVector::from_fn(3, |j, _| d_rates.column(0).dot(&product.column(j))); //~ let d_scale = DVector::from_fn(3, |j, _| -d_rates.column(j).dot(&product.column(j)));
    let d_product = DMatrix::from_fn(4, 3, |i, j| d_rates[(i, j)] * scale[j]); //~ let d_product = d_rates.clone(); //~ let d_product = DMatrix::from_fn(4, 3, |i, j| d_rates[(i, j)] / scale[j]); //~ let d_product = DMatrix::from_fn(4, 3, |i, j| d_rates[(i, j)] * scale[0]); //~ let d_product = DMatrix::from_fn(4, 3, |i, j| ratio[(i, j)] * scale[j]);
    let d_left = &d_product * right.transpose(); //~ let d_left = &d_rates * right.transpose(); //~ let d_left = &d_product * columns.transpose(); //~ let d_left = -(&d_product * right.transpose());
    let d_right = left.transpose() * &d_product; //~ let d_right = left.transpose() * &d_rates; //~ let d_right = rows.transpose() * &d_product; //~ let d_right = left.transpose() * &d_product * 0.5;
    let d_rows = d_left.component_mul(&left); //~ let d_rows = d_left.clone(); //~ let d_rows = d_left.component_mul(&rows); //~ let d_rows = d_left.component_div(&left);
    let d_columns = d_right.component_mul(&right); //~ let d_columns = d_right; //~ let d_columns = d_right.component_mul(&columns); //~ let d_columns = d_right.component_mul(&right).component_mul(&right);
    let d_exposure = d_scale.component_mul(&scale); //~ let d_exposure = d_scale; //~ let d_exposure = d_scale.component_mul(&exposure); //~ let d_exposure = d_scale.component_div(&scale);
    (cost, (d_rows, d_columns, d_exposure)) //~ (cost, (d_left, d_columns, d_exposure)) //~ (cost, (-d_rows, d_columns, d_exposure))
}
