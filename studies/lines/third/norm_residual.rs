use grad_check::grad_check;

/// A residual block of plain vectors, norm before, and reversed statement by statement: `xb` is the adjoint of `x`.
#[grad_check(
    at(x = vec![0.4, -0.9, 1.3, 0.2], gain = vec![1.1, 0.8, 1.3, 0.9], shift = vec![0.1, -0.2, 0.0, 0.3], w = vec![0.5, -0.3, 0.8, 0.2]),
    given(target = vec![0.3, 0.1, -0.4, 0.9], eps = 1e-5)
)]
fn block(x: &[f64], gain: &[f64], shift: &[f64], w: &[f64], target: &[f64], eps: f64) -> (f64, (Vec<f64>, Vec<f64>, Vec<f64>, Vec<f64>)) {
    let n = x.len();
    let nf = n as f64;
    let mut mu = 0.0;
    for i in 0..n {
        mu += x[i] / nf;
    }
    let mut var = 0.0;
    for i in 0..n {
        var += (x[i] - mu) * (x[i] - mu) / nf;
    }
    let rstd = 1.0 / (var + eps).sqrt();
    let mut xhat = vec![0.0; n];
    let mut y = vec![0.0; n];
    let mut u = vec![0.0; n];
    let mut out = vec![0.0; n];
    for i in 0..n {
        xhat[i] = (x[i] - mu) * rstd;
        y[i] = gain[i] * xhat[i] + shift[i];
        u[i] = (w[i] * y[i]).tanh();
        out[i] = x[i] + u[i];
    }
    let mut j = 0.0;
    for i in 0..n {
        j += 0.5 * (out[i] - target[i]).powi(2);
    }

    let mut xb = vec![0.0; n];
    let mut gainb = vec![0.0; n];
    let mut shiftb = vec![0.0; n];
    let mut wb = vec![0.0; n];
    let mut xhatb = vec![0.0; n];
    for i in 0..n {
        let outb = out[i] - target[i]; //~ let outb = 2.0 * (out[i] - target[i]); //~ let outb = target[i] - out[i]; //~ let outb = u[i] - target[i];
        xb[i] += outb; //~ xb[i] += u[i]; //~ xb[i] += 2.0 * outb; //~ xb[i] -= outb;
        let ub = outb * (1.0 - u[i] * u[i]); //~ let ub = outb * (1.0 - u[i]); //~ let ub = outb * (1.0 - y[i] * y[i]); //~ let ub = outb;
        wb[i] += ub * y[i]; //~ wb[i] += ub * xhat[i]; //~ wb[i] += outb * y[i]; //~ wb[i] += ub * w[i];
        let yb = ub * w[i]; //~ let yb = ub * y[i]; //~ let yb = outb * w[i]; //~ let yb = ub;
        gainb[i] += yb * xhat[i]; //~ gainb[i] += yb * x[i]; //~ gainb[i] += yb;
        shiftb[i] += yb; //~ shiftb[i] += ub; //~ shiftb[i] += yb * gain[i];
        xhatb[i] = yb * gain[i]; //~ xhatb[i] = yb; //~ xhatb[i] = yb * gain[i] + shift[i]; //~ xhatb[i] = yb / gain[i];
    }
    let mut rstdb = 0.0;
    let mut mub = 0.0;
    for i in (0..n).rev() {
        rstdb += xhatb[i] * (x[i] - mu); //~ rstdb += xhatb[i] * x[i]; //~ rstdb += xhatb[i] * xhat[i]; //~ rstdb = xhatb[i] * (x[i] - mu);
        xb[i] += xhatb[i] * rstd; //~ xb[i] += xhatb[i] / rstd; //~ xb[i] += xhatb[i]; //~ xb[i] = xhatb[i] * rstd;
        mub -= xhatb[i] * rstd; //~ mub += xhatb[i] * rstd; //~ mub -= xhatb[i];
    }
    let varb = -0.5 * rstdb * rstd * rstd * rstd; //~ let varb = 0.5 * rstdb * rstd * rstd * rstd; //~ let varb = -0.5 * rstdb * rstd; //~ let varb = -rstdb * rstd * rstd * rstd; //~ let varb = -0.5 * rstdb / rstd.powi(3);
    for i in 0..n {
        xb[i] += 2.0 * varb * (x[i] - mu) / nf; //~ xb[i] += varb * (x[i] - mu) / nf; //~ xb[i] += 2.0 * varb * (x[i] - mu); //~ xb[i] += 2.0 * varb * x[i] / nf; //~ xb[i] -= 2.0 * varb * (x[i] - mu) / nf;
        xb[i] += mub / nf; //~ xb[i] += mub; //~ xb[i] -= mub / nf;
    }
    (j, (xb, gainb, shiftb, wb))
}
