use grad_check::grad_check;
use nalgebra::{DMatrix, DVector, dmatrix, dvector};

fn symmetric(m: &DMatrix<f64>) -> DMatrix<f64> {
    (m + m.transpose()) * 0.5
}

fn observations() -> DMatrix<f64> {
    DMatrix::from_fn(3, 6, |i, j| (1.7 * i as f64 + 0.9 * j as f64).sin() + 0.2 * i as f64)
}

/// Factor analysis: Σ = L Lᵀ + diag(e^ψ), the Gaussian likelihood of columns around a mean.
#[grad_check(
    at(load = dmatrix![0.8, 0.1; -0.4, 0.9; 0.3, -0.5], psi = dvector![-0.3, 0.2, -0.1], mean = dvector![0.1, 0.3, -0.2]),
    given(x = observations())
)]
fn factor_analysis(
    load: &DMatrix<f64>,
    psi: &DVector<f64>,
    mean: &DVector<f64>,
    x: &DMatrix<f64>,
) -> Option<(f64, (DMatrix<f64>, DVector<f64>, DVector<f64>))> {
    let n = x.ncols() as f64;
    let noise = psi.map(f64::exp);
    let sigma = load * load.transpose() + DMatrix::from_diagonal(&noise);
    let chol = sigma.clone().cholesky()?;
    let log_det = 2.0 * chol.l().diagonal().map(f64::ln).sum();
    let centred = DMatrix::from_columns(&x.column_iter().map(|c| c - mean).collect::<Vec<_>>());
    let whitened = chol.solve(&centred);
    let mahalanobis = centred.dot(&whitened);
    let nll = 0.5 * (n * log_det + mahalanobis);

    let precision = chol.inverse(); //~ let precision = sigma.transpose(); //~ let precision = chol.l().try_inverse()?;
    let scatter = &whitened * whitened.transpose(); //~ let scatter = &centred * centred.transpose(); //~ let scatter = &whitened * centred.transpose(); //~ let scatter = &whitened * whitened.transpose() / n;
    let d_sigma = symmetric(&((precision * n - scatter) * 0.5)); //~ let d_sigma = symmetric(&((precision - scatter) * 0.5)); //~ let d_sigma = symmetric(&(precision * n - scatter)); //~ let d_sigma = symmetric(&((precision * n + scatter) * 0.5)); //~ let d_sigma = symmetric(&(scatter * -0.5));
    let d_load = &d_sigma * load * 2.0; //~ let d_load = &d_sigma * load; //~ let d_load = &sigma * load * 2.0; //~ let d_load = &d_sigma * load * -2.0;
    let d_noise = d_sigma.diagonal(); //~ let d_noise = d_sigma.diagonal() * 2.0; //~ let d_noise = d_sigma.column(0).into_owned(); //~ let d_noise = d_sigma.column_sum();
    let d_psi = d_noise.component_mul(&noise); //~ let d_psi = d_noise; //~ let d_psi = d_noise.component_mul(psi); //~ let d_psi = d_noise.component_div(&noise);
    let d_mean = -whitened.column_sum(); //~ let d_mean = whitened.column_sum(); //~ let d_mean = -centred.column_sum(); //~ let d_mean = -whitened.column_mean(); //~ let d_mean = -whitened.column_sum() * 2.0;
    Some((nll, (d_load, d_psi, d_mean)))
}
