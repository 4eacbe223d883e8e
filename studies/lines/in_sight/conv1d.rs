use grad_check::grad_check;
use ndarray::{Array1, Array2, Array3};

// kernel: (out channels, in channels, width); x: (in channels, length). No padding, stride 2.
#[grad_check(
    at(kernel = randn((2, 2, 3)) * 0.6, bias = randn(2) * 0.2, x = randn((2, 9))),
    given(target = randn((2, 4)))
)]
fn conv_loss(
    kernel: &Array3<f64>,
    bias: &Array1<f64>,
    x: &Array2<f64>,
    target: &Array2<f64>,
) -> (f64, (Array3<f64>, Array1<f64>, Array2<f64>)) {
    let (c_out, c_in, width) = kernel.dim();
    let stride = 2;
    let len = (x.ncols() - width) / stride + 1;

    let mut out = Array2::zeros((c_out, len));
    for o in 0..c_out {
        for t in 0..len {
            let mut sum = bias[o];
            for c in 0..c_in {
                for k in 0..width {
                    sum += kernel[[o, c, k]] * x[[c, t * stride + k]];
                }
            }
            out[[o, t]] = sum;
        }
    }
    let act = out.mapv(|v: f64| v / (1.0 + (-v).exp()));
    let loss = (&act - target).mapv(|d| d * d).mean().unwrap();

    let mut dkernel = Array3::zeros(kernel.dim());
    let mut dbias = Array1::zeros(c_out);
    let mut dx = Array2::zeros(x.dim());
    let scale = 2.0 / (c_out * len) as f64; //~ let scale = 1.0 / (c_out * len) as f64; //~ let scale = 2.0 / len as f64; //~ let scale = -2.0 / (c_out * len) as f64;
    for o in 0..c_out {
        for t in 0..len {
            let s = 1.0 / (1.0 + (-out[[o, t]]).exp()); //~ let s = 1.0 / (1.0 + (-act[[o, t]]).exp()); //~ let s = 1.0 / (1.0 + out[[o, t]].exp());
            let slope = s * (1.0 + out[[o, t]] * (1.0 - s)); //~ let slope = s * (1.0 - s); //~ let slope = s; //~ let slope = s * (1.0 + out[[o, t]]) * (1.0 - s); //~ let slope = s + out[[o, t]] * (1.0 - s);
            let g = scale * (act[[o, t]] - target[[o, t]]) * slope; //~ let g = scale * (act[[o, t]] - target[[o, t]]); //~ let g = scale * (out[[o, t]] - target[[o, t]]) * slope;
            dbias[o] += g; //~ dbias[o] = g; //~ dbias[o] += g / len as f64;
            for c in 0..c_in {
                for k in 0..width {
                    dkernel[[o, c, k]] += g * x[[c, t * stride + k]]; //~ dkernel[[o, c, k]] += g * x[[c, t + k]]; //~ dkernel[[o, c, width - 1 - k]] += g * x[[c, t * stride + k]]; //~ dkernel[[o, c, k]] = g * x[[c, t * stride + k]];
                    dx[[c, t * stride + k]] += g * kernel[[o, c, k]]; //~ dx[[c, t * stride + k]] += g * kernel[[o, c, width - 1 - k]]; //~ dx[[c, t * stride + k]] = g * kernel[[o, c, k]]; //~ dx[[c, t + k]] += g * kernel[[o, c, k]]; //~ dx[[c, t * stride + k]] += g * kernel[[c, o, k]];
                }
            }
        }
    }
    (loss, (dkernel, dbias, dx))
}
