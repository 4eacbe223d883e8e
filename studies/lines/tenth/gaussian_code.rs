use grad_check::grad_check;

#[derive(Clone, grad_check::Params)]
struct Coder {
    mean: [[f64; 3]; 2],
    log_sd: [[f64; 3]; 2],
    read: [[f64; 2]; 3],
    shift: [f64; 3],
}

/// A code with noise that is drawn before, read by a squashed linear decoder: reconstruction and divergence.
#[grad_check(at(net = Coder { mean: [[0.4, -0.6, 0.3], [0.9, 0.1, -0.5]], log_sd: [[-0.3, 0.2, 0.1], [0.4, -0.2, 0.3]], read: [[0.7, -0.8], [0.2, 0.5], [-0.4, 0.9]], shift: [0.1, -0.2, 0.3] }), given(x = vec![[0.5, -1.0, 0.8], [1.1, 0.2, -0.6]], noise = vec![[0.7, -0.4], [-1.2, 0.5]]))]
fn coder(net: &Coder, x: &[[f64; 3]], noise: &[[f64; 2]]) -> (f64, Coder) {
    let mut cost = 0.0;
    let mut grad = Coder { mean: [[0.0; 3]; 2], log_sd: [[0.0; 3]; 2], read: [[0.0; 2]; 3], shift: [0.0; 3] };
    for (x, noise) in x.iter().zip(noise) {
        let mut mu = [0.0; 2];
        let mut rho = [0.0; 2];
        for k in 0..2 {
            for i in 0..3 {
                mu[k] += net.mean[k][i] * x[i];
                rho[k] += net.log_sd[k][i] * x[i];
            }
        }
        let sd = rho.map(f64::exp);
        let code = [mu[0] + sd[0] * noise[0], mu[1] + sd[1] * noise[1]];
        let mut back = net.shift;
        for i in 0..3 {
            back[i] += net.read[i][0] * code[0] + net.read[i][1] * code[1];
        }
        let out = back.map(f64::tanh);
        for i in 0..3 {
            cost += 0.5 * (out[i] - x[i]).powi(2);
        }
        for k in 0..2 {
            cost += 0.5 * (mu[k] * mu[k] + sd[k] * sd[k] - 1.0) - rho[k];
        }

        let mut d_code = [0.0; 2];
        for i in 0..3 {
            let d_out = out[i] - x[i]; //~ let d_out = x[i] - out[i]; //~ let d_out = out[i]; //~ let d_out = back[i] - x[i];
            let d_back = d_out * (1.0 - out[i] * out[i]); //~ let d_back = d_out * (1.0 - out[i]); //~ let d_back = d_out; //~ let d_back = d_out * out[i] * (1.0 - out[i]); //~ let d_back = d_out * (1.0 - back[i] * back[i]);
            grad.shift[i] += d_back; //~ grad.shift[i] += d_out; //~ grad.shift[i] = d_back; //~ grad.shift[i] -= d_back;
            for k in 0..2 {
                grad.read[i][k] += d_back * code[k]; //~ grad.read[i][k] += d_back * mu[k]; //~ grad.read[i][k] += d_out * code[k]; //~ grad.read[i][k] = d_back * code[k]; //~ grad.read[i][k] += d_back * code[1 - k];
                d_code[k] += d_back * net.read[i][k]; //~ d_code[k] += d_out * net.read[i][k]; //~ d_code[k] = d_back * net.read[i][k]; //~ d_code[k] += d_back * net.read[i][1 - k]; //~ d_code[k] -= d_back * net.read[i][k];
            }
        }
        for k in 0..2 {
            let d_mu = d_code[k] + mu[k]; //~ let d_mu = d_code[k]; //~ let d_mu = d_code[k] - mu[k]; //~ let d_mu = mu[k]; //~ let d_mu = d_code[k] + 2.0 * mu[k]; //~ let d_mu = d_code[k] + code[k];
            let d_sd = d_code[k] * noise[k] + sd[k]; //~ let d_sd = d_code[k] * noise[k]; //~ let d_sd = d_code[k] + sd[k]; //~ let d_sd = d_code[k] * noise[k] - sd[k]; //~ let d_sd = sd[k]; //~ let d_sd = d_code[k] * noise[k] + 2.0 * sd[k];
            let d_rho = d_sd * sd[k] - 1.0; //~ let d_rho = d_sd * sd[k]; //~ let d_rho = d_sd - 1.0; //~ let d_rho = d_sd * sd[k] + 1.0; //~ let d_rho = d_sd * rho[k] - 1.0; //~ let d_rho = d_sd * sd[k] - 0.5;
            for i in 0..3 {
                grad.mean[k][i] += d_mu * x[i]; //~ grad.mean[k][i] = d_mu * x[i]; //~ grad.mean[k][i] += d_code[k] * x[i]; //~ grad.mean[k][i] += d_mu * out[i];
                grad.log_sd[k][i] += d_rho * x[i]; //~ grad.log_sd[k][i] += d_sd * x[i]; //~ grad.log_sd[k][i] += d_rho; //~ grad.log_sd[k][i] -= d_rho * x[i];
            }
        }
    }
    (cost, grad)
}
