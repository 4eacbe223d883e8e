use grad_check::grad_check;
use nalgebra::{DMatrix, DVector};

type Grads = (DMatrix<f64>, DVector<f64>, DMatrix<f64>, DVector<f64>);

fn matrix(rows: usize, cols: usize, seed: f64) -> DMatrix<f64> {
    DMatrix::from_fn(rows, cols, |i, j| ((i * cols + j) as f64 * 1.7 + seed).sin())
}

fn vector(n: usize, seed: f64) -> DVector<f64> {
    DVector::from_fn(n, |i, _| (i as f64 * 2.3 + seed).cos() * 0.5)
}

fn elu(z: f64) -> f64 {
    if z > 0.0 { z } else { z.exp() - 1.0 }
}

#[grad_check(
    at(w1 = matrix(4, 3, 0.2), b1 = vector(4, 0.7), w2 = matrix(2, 4, 1.1), b2 = vector(2, 0.1)),
    given(xs = matrix(3, 5, 3.0), ys = matrix(2, 5, 0.4))
)]
fn regression_net(
    w1: &DMatrix<f64>,
    b1: &DVector<f64>,
    w2: &DMatrix<f64>,
    b2: &DVector<f64>,
    xs: &DMatrix<f64>,
    ys: &DMatrix<f64>,
) -> (f64, Grads) {
    let n = xs.ncols() as f64;
    let mut loss = 0.0;
    let mut gw1 = DMatrix::zeros(w1.nrows(), w1.ncols());
    let mut gb1 = DVector::zeros(b1.len());
    let mut gw2 = DMatrix::zeros(w2.nrows(), w2.ncols());
    let mut gb2 = DVector::zeros(b2.len());
    for (x, y) in xs.column_iter().zip(ys.column_iter()) {
        let z = w1 * x + b1;
        let h = z.map(elu);
        let out = w2 * &h + b2;
        let e = out - y;
        loss += e.norm_squared() / n;

        let d_out = &e * (2.0 / n); //~ let d_out = &e / n; //~ let d_out = &e * 2.0; //~ let d_out = &e * (-2.0 / n);
        gw2 += &d_out * h.transpose(); //~ gw2 += &d_out * z.transpose(); //~ gw2 -= &d_out * h.transpose(); //~ gw2 = &d_out * h.transpose();
        gb2 += &d_out; //~ gb2 += &e; //~ gb2 = d_out.clone(); //~ gb2 += &d_out / n;
        let d_h = w2.tr_mul(&d_out); //~ let d_h = w2.tr_mul(&e); //~ let d_h = w2.tr_mul(&d_out) / n; //~ let d_h = gw2.tr_mul(&d_out);
        let slope = z.map(|v| if v > 0.0 { 1.0 } else { v.exp() }); //~ let slope = z.map(|v| if v > 0.0 { 1.0 } else { 0.0 }); //~ let slope = z.map(|v| if v > 0.0 { v } else { v.exp() }); //~ let slope = h.map(|v| if v > 0.0 { 1.0 } else { v.exp() }); //~ let slope = z.map(|v| if v > 0.0 { 1.0 } else { v.exp() - 1.0 });
        let d_z = d_h.component_mul(&slope); //~ let d_z = d_h.component_mul(&h); //~ let d_z = d_h; //~ let d_z = d_h.component_div(&slope);
        gw1 += &d_z * x.transpose(); //~ gw1 += &d_z * x.transpose() * 2.0; //~ gw1 = &d_z * x.transpose();
        gb1 += &d_z; //~ gb1 += &slope; //~ gb1 -= &d_z;
    }
    (loss, (gw1, gb1, gw2, gb2))
}
