use grad_check::grad_check;
use ndarray::{Array1, Array2, Axis};

const EPS: f64 = 1e-5;

#[grad_check(
    at(x = randn((5, 3)) * 1.5, gamma = uniform(3) + 0.5, beta = randn(3)),
    given(target = randn((5, 3)))
)]
fn batchnorm_loss(
    x: &Array2<f64>,
    gamma: &Array1<f64>,
    beta: &Array1<f64>,
    target: &Array2<f64>,
) -> (f64, (Array2<f64>, Array1<f64>, Array1<f64>)) {
    let n = x.nrows() as f64;

    // forward
    let mean = x.mean_axis(Axis(0)).unwrap();
    let xc = x - &mean;
    let var = (&xc * &xc).mean_axis(Axis(0)).unwrap();
    let std = (&var + EPS).sqrt();
    let xhat = &xc / &std;
    let out = &xhat * gamma + beta;
    let diff = &out - target;
    let loss = 0.5 * (&diff * &diff).sum();

    // backward
    let dout = diff; //~ let dout = 2.0 * diff; //~ let dout = diff / n; //~ let dout = -diff;
    let dbeta = dout.sum_axis(Axis(0)); //~ let dbeta = dout.mean_axis(Axis(0)).unwrap(); //~ let dbeta = (&dout * gamma).sum_axis(Axis(0));
    let dgamma = (&dout * &xhat).sum_axis(Axis(0)); //~ let dgamma = (&dout * &xc).sum_axis(Axis(0)); //~ let dgamma = (&dout * x).sum_axis(Axis(0)); //~ let dgamma = (&dout * &out).sum_axis(Axis(0));
    let dxhat = &dout * gamma; //~ let dxhat = dout.clone(); //~ let dxhat = &dout * &dgamma; //~ let dxhat = &dout / gamma;
    let dstd = -(&dxhat * &xc).sum_axis(Axis(0)) / (&std * &std); //~ let dstd = (&dxhat * &xc).sum_axis(Axis(0)) / (&std * &std); //~ let dstd = -(&dxhat * &xc).sum_axis(Axis(0)) / &std; //~ let dstd = -(&dxhat * &xhat).sum_axis(Axis(0)) / (&std * &std);
    let dvar = 0.5 * dstd / &std; //~ let dvar = dstd / &std; //~ let dvar = 0.5 * dstd / &var; //~ let dvar = 0.5 * dstd;
    let dxc = &dxhat / &std + &xc * &dvar * (2.0 / n); //~ let dxc = &dxhat / &std; //~ let dxc = &dxhat / &std + &xc * &dvar * 2.0; //~ let dxc = &dxhat / &std + &xc * &dvar / n; //~ let dxc = &dxhat / &std - &xc * &dvar * (2.0 / n);
    let dmean = -dxc.sum_axis(Axis(0)); //~ let dmean = -dxhat.sum_axis(Axis(0)); //~ let dmean = dxc.sum_axis(Axis(0));
    let dx = &dxc + &(dmean / n); //~ let dx = &dxc + &dmean; //~ let dx = dxc.clone(); //~ let dx = &dxc - &(dmean / n);
    (loss, (dx, dgamma, dbeta))
}
