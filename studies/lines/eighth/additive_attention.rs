use grad_check::grad_check;
use nalgebra::{DMatrix, DVector};

fn keys() -> DMatrix<f64> {
    DMatrix::from_fn(3, 4, |i, j| (0.6 + 1.1 * i as f64 - 0.8 * j as f64).sin())
}

/// A query that scores keys by a small network, reads values with the shares, and is compared with a goal.
#[grad_check(
    at(wq = DMatrix::from_fn(3, 2, |i, j| 0.5 * (i as f64 + 2.0 * j as f64).cos()), wk = DMatrix::from_fn(3, 3, |i, j| 0.4 * (2.0 * i as f64 - 0.7 * j as f64).sin()), v = DVector::from_vec(vec![0.8, -0.5, 0.6])),
    given(query = DVector::from_vec(vec![0.7, -1.1]), keys = keys(), values = DMatrix::from_fn(2, 4, |i, j| (1.3 * i as f64 + 0.9 * j as f64).cos()), goal = DVector::from_vec(vec![0.3, -0.2]))
)]
fn read_out(wq: &DMatrix<f64>, wk: &DMatrix<f64>, v: &DVector<f64>, query: &DVector<f64>, keys: &DMatrix<f64>, values: &DMatrix<f64>, goal: &DVector<f64>) -> (f64, (DMatrix<f64>, DMatrix<f64>, DVector<f64>)) {
    let count = keys.ncols();
    let asked = wq * query;
    let mut hidden = wk * keys;
    for mut column in hidden.column_iter_mut() {
        column += &asked;
    }
    let hidden = hidden.map(f64::tanh);
    let scores = hidden.tr_mul(v);
    let top = scores.max();
    let raised = scores.map(|s| (s - top).exp());
    let shares = &raised / raised.sum();
    let context = values * &shares;
    let error = &context - goal;
    let cost = error.norm_squared();

    let d_context = &error * 2.0; //~ let d_context = error.clone(); //~ let d_context = &context * 2.0; //~ let d_context = &error * -2.0; //~ let d_context = goal * 2.0;
    let d_shares = values.tr_mul(&d_context); //~ let d_shares = values.tr_mul(&context); //~ let d_shares = values.tr_mul(&d_context) * 0.5; //~ let d_shares = values.tr_mul(goal);
    let mean = shares.dot(&d_shares); //~ let mean = d_shares.mean(); //~ let mean = 0.0; //~ let mean = d_shares.sum(); //~ let mean = raised.dot(&d_shares);
    let d_scores = DVector::from_fn(count, |k, _| shares[k] * (d_shares[k] - mean)); //~ let d_scores = DVector::from_fn(count, |k, _| d_shares[k] - mean); //~ let d_scores = DVector::from_fn(count, |k, _| shares[k] * (d_shares[k] + mean)); //~ let d_scores = DVector::from_fn(count, |k, _| shares[k] * (1.0 - shares[k]) * d_shares[k]); //~ let d_scores = DVector::from_fn(count, |k, _| raised[k] * (d_shares[k] - mean));
    let d_v = &hidden * &d_scores; //~ let d_v = &hidden * &shares; //~ let d_v = &hidden * &d_shares; //~ let d_v = -&hidden * &d_scores; //~ let d_v = keys * &d_scores;
    let mut d_hidden = v * d_scores.transpose(); //~ let mut d_hidden = v * d_shares.transpose(); //~ let mut d_hidden = v * shares.transpose(); //~ let mut d_hidden = &d_v * d_scores.transpose();
    for (d, h) in d_hidden.iter_mut().zip(hidden.iter()) {
        *d *= 1.0 - h * h; //~ *d *= 1.0 - h; //~ *d *= h * (1.0 - h); //~ *d *= h * h; //~ *d *= 1.0 + h * h;
    }
    let d_asked = d_hidden.column_sum(); //~ let d_asked = d_hidden.column_mean(); //~ let d_asked = d_hidden.column(0).into_owned(); //~ let d_asked = -d_hidden.column_sum();
    let d_wq = &d_asked * query.transpose(); //~ let d_wq = v * query.transpose(); //~ let d_wq = &asked * query.transpose(); //~ let d_wq = 2.0 * &d_asked * query.transpose();
    let d_wk = &d_hidden * keys.transpose(); //~ let d_wk = &hidden * keys.transpose(); //~ let d_wk = &d_hidden * hidden.transpose(); //~ let d_wk = &d_hidden * keys.transpose() / count as f64;
    (cost, (d_wq, d_wk, d_v)) //~ (cost, (d_wq, d_wk.transpose(), d_v)) //~ (cost, (d_wq, d_wk, -d_v))
}
