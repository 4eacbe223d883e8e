use grad_check::grad_check;

const N_IN: usize = 3;
const N_HID: usize = 4;
const N: usize = N_HID * (N_IN + 2) + 1;

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

fn start() -> Vec<f64> {
    (0..N).map(|i| ((i * i) as f64 * 0.7 + 0.3).sin()).collect()
}

fn inputs() -> Vec<Vec<f64>> {
    (0..5).map(|s| (0..N_IN).map(|i| ((s * 3 + i) as f64 * 1.3).cos() * 1.5).collect()).collect()
}

// params: hidden weights row by row, hidden biases, output weights, output bias.
#[grad_check(at(params = start()), given(xs = inputs(), ys = vec![0.3, 0.9, 0.1, 0.5, 0.7]))]
fn train_error(params: &[f64], xs: &[Vec<f64>], ys: &[f64]) -> (f64, Vec<f64>) {
    let ob = N_HID * N_IN;
    let ov = ob + N_HID;
    let oc = ov + N_HID;

    let mut error = 0.0;
    let mut grad = vec![0.0; params.len()];
    for s in 0..xs.len() {
        let x = &xs[s];
        let mut h = vec![0.0; N_HID];
        for j in 0..N_HID {
            let mut net = params[ob + j];
            for i in 0..N_IN {
                net += params[j * N_IN + i] * x[i];
            }
            h[j] = sigmoid(net);
        }
        let mut net = params[oc];
        for j in 0..N_HID {
            net += params[ov + j] * h[j];
        }
        let out = sigmoid(net);
        error += 0.5 * (out - ys[s]).powi(2);

        let delta_out = (out - ys[s]) * out * (1.0 - out); //~ let delta_out = out - ys[s]; //~ let delta_out = (ys[s] - out) * out * (1.0 - out); //~ let delta_out = (out - ys[s]) * net * (1.0 - net); //~ let delta_out = (out - ys[s]) * (1.0 - out);
        grad[oc] += delta_out; //~ grad[oc] = delta_out; //~ grad[oc] += delta_out * out;
        for j in 0..N_HID {
            grad[ov + j] += delta_out * h[j]; //~ grad[ov + j] = delta_out * h[j]; //~ grad[ov + j] += delta_out * params[ov + j]; //~ grad[ov + j] += delta_out;
            let delta = delta_out * params[ov + j] * h[j] * (1.0 - h[j]); //~ let delta = delta_out * params[ov + j] * h[j]; //~ let delta = delta_out * params[ob + j] * h[j] * (1.0 - h[j]); //~ let delta = delta_out * h[j] * (1.0 - h[j]); //~ let delta = delta_out * params[ov + j] * (1.0 - h[j] * h[j]);
            grad[ob + j] += delta; //~ grad[ob + j] += delta_out; //~ grad[ob + j] -= delta;
            for i in 0..N_IN {
                grad[j * N_IN + i] += delta * x[i]; //~ grad[j * N_IN + i] += delta_out * x[i]; //~ grad[j * N_IN + i] = delta * x[i]; //~ grad[i * N_HID + j] += delta * x[i];
            }
        }
    }
    (error, grad)
}
