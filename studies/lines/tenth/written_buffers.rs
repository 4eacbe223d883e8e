use grad_check::grad_check;

const IN: usize = 3;
const MID: usize = 4;

/// A flat vector of two layers, whose gradient is written into the caller's buffer, with scratch space that is used again.
#[grad_check(out(grad), at(theta = vec![0.4, -0.7, 0.2, 0.9, 0.3, -0.5, -0.8, 0.6, 0.1, 0.5, -0.2, 0.7, 0.1, -0.3, 0.2, 0.4, 0.8, -0.6, 1.1, 0.5, -0.1]), given(x = vec![[0.5, -1.2, 0.8], [1.1, 0.4, -0.3], [-0.7, 0.9, 0.2]], y = vec![0.6, -0.4, 0.9]))]
fn written(theta: &[f64], grad: &mut [f64], x: &[[f64; IN]], y: &[f64]) -> f64 {
    let (w, rest) = theta.split_at(MID * IN);
    let (b, rest) = rest.split_at(MID);
    let (v, c) = rest.split_at(MID);
    grad.fill(0.0);
    let (gw, rest) = grad.split_at_mut(MID * IN);
    let (gb, rest) = rest.split_at_mut(MID);
    let (gv, gc) = rest.split_at_mut(MID);
    let mut hidden = [0.0; MID];
    let mut delta = [0.0; MID];
    let mut cost = 0.0;
    for (x, y) in x.iter().zip(y) {
        for i in 0..MID {
            let mut z = b[i];
            for j in 0..IN {
                z += w[i * IN + j] * x[j];
            }
            hidden[i] = z / (1.0 + z.abs());
        }
        let mut out = c[0];
        for i in 0..MID {
            out += v[i] * hidden[i];
        }
        let miss = out - y;
        cost += 0.5 * miss * miss + 0.1 * miss.powi(4);

        let d_out = miss + 0.4 * miss.powi(3); //~ let d_out = miss; //~ let d_out = miss + 0.1 * miss.powi(3); //~ let d_out = -miss - 0.4 * miss.powi(3); //~ let d_out = out + 0.4 * miss.powi(3); //~ let d_out = miss + 0.4 * miss.powi(4);
        gc[0] += d_out; //~ gc[0] += miss; //~ gc[0] = d_out; //~ gc[0] -= d_out; //~ gc[0] += 2.0 * d_out;
        for i in 0..MID {
            gv[i] += d_out * hidden[i]; //~ gv[i] += miss * hidden[i]; //~ gv[i] = d_out * hidden[i]; //~ gv[i] += d_out * v[i]; //~ gv[i] += d_out; //~ gv[i] -= d_out * hidden[i];
            delta[i] = d_out * v[i]; //~ delta[i] = d_out; //~ delta[i] += d_out * v[i]; //~ delta[i] = d_out * hidden[i]; //~ delta[i] = -d_out * v[i]; //~ delta[i] = miss * v[i];
        }
        for i in 0..MID {
            let slope = (1.0 - hidden[i].abs()).powi(2); //~ let slope = 1.0 - hidden[i].powi(2); //~ let slope = 1.0 - hidden[i].abs(); //~ let slope = (1.0 - hidden[i]).powi(2); //~ let slope = hidden[i] * (1.0 - hidden[i]); //~ let slope = 1.0;
            delta[i] *= slope; //~ delta[i] /= slope; //~ delta[i] += slope; //~ delta[i] *= slope * slope;
            gb[i] += delta[i]; //~ gb[i] += slope; //~ gb[i] = delta[i]; //~ gb[i] += delta[0]; //~ gb[i] -= delta[i];
            for j in 0..IN {
                gw[i * IN + j] += delta[i] * x[j]; //~ gw[i * IN + j] = delta[i] * x[j]; //~ gw[i * IN + j] += delta[j] * x[j]; //~ gw[i * IN + j] += d_out * x[j]; //~ gw[i * IN + j] -= delta[i] * x[j]; //~ gw[i * IN + j] += delta[i] * x[0];
            }
        }
    }
    cost
}
