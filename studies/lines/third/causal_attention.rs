use grad_check::grad_check;

fn wave(n: usize, phase: f64) -> Vec<f64> {
    (0..n).map(|i| (1.9 * i as f64 + phase).sin() * 0.8).collect()
}

/// One head of causal attention over flat buffers: q, k and v lie side by side, as in C.
#[grad_check(at(inp = wave(4 * 9, 0.3)), given(weights = wave(4 * 3, 1.4), t_len = 4, c = 3))]
fn attention(inp: &[f64], weights: &[f64], t_len: usize, c: usize) -> (f64, Vec<f64>) {
    let scale = 1.0 / (c as f64).sqrt();
    let mut preatt = vec![0.0; t_len * t_len];
    let mut att = vec![0.0; t_len * t_len];
    let mut out = vec![0.0; t_len * c];
    for t in 0..t_len {
        let query = &inp[t * 3 * c..];
        let mut maxval = f64::MIN;
        for t2 in 0..=t {
            let key = &inp[t2 * 3 * c + c..];
            let mut val = 0.0;
            for i in 0..c {
                val += query[i] * key[i];
            }
            val *= scale;
            if val > maxval {
                maxval = val;
            }
            preatt[t * t_len + t2] = val;
        }
        let mut expsum = 0.0;
        for t2 in 0..=t {
            let e = (preatt[t * t_len + t2] - maxval).exp();
            expsum += e;
            att[t * t_len + t2] = e;
        }
        for t2 in 0..=t {
            att[t * t_len + t2] /= expsum;
        }
        for t2 in 0..=t {
            let value = &inp[t2 * 3 * c + 2 * c..];
            let a = att[t * t_len + t2];
            for i in 0..c {
                out[t * c + i] += a * value[i];
            }
        }
    }
    let mut loss = 0.0;
    for i in 0..t_len * c {
        loss += weights[i] * out[i] + 0.5 * out[i] * out[i];
    }

    let mut dinp = vec![0.0; inp.len()];
    let mut dpreatt = vec![0.0; t_len * t_len];
    let mut datt = vec![0.0; t_len * t_len];
    let mut dout = vec![0.0; t_len * c];
    for i in 0..t_len * c {
        dout[i] = weights[i] + out[i]; //~ dout[i] = weights[i]; //~ dout[i] = weights[i] - out[i]; //~ dout[i] = weights[i] + 2.0 * out[i];
    }
    for t in 0..t_len {
        for t2 in 0..=t {
            for i in 0..c {
                datt[t * t_len + t2] += inp[t2 * 3 * c + 2 * c + i] * dout[t * c + i]; //~ datt[t * t_len + t2] += inp[t2 * 3 * c + c + i] * dout[t * c + i]; //~ datt[t * t_len + t2] += inp[t2 * 3 * c + 2 * c + i] * out[t * c + i]; //~ datt[t * t_len + t2] = inp[t2 * 3 * c + 2 * c + i] * dout[t * c + i]; //~ datt[t * t_len + t2] += inp[t * 3 * c + 2 * c + i] * dout[t * c + i];
                dinp[t2 * 3 * c + 2 * c + i] += att[t * t_len + t2] * dout[t * c + i]; //~ dinp[t2 * 3 * c + 2 * c + i] += preatt[t * t_len + t2] * dout[t * c + i]; //~ dinp[t2 * 3 * c + 2 * c + i] = att[t * t_len + t2] * dout[t * c + i]; //~ dinp[t * 3 * c + 2 * c + i] += att[t * t_len + t2] * dout[t * c + i]; //~ dinp[t2 * 3 * c + 2 * c + i] += att[t2 * t_len + t] * dout[t * c + i];
            }
        }
        for t2 in 0..=t {
            for t3 in 0..=t {
                let indicator = if t2 == t3 { 1.0 } else { 0.0 }; //~ let indicator = 1.0; //~ let indicator = 0.0;
                let local = att[t * t_len + t2] * (indicator - att[t * t_len + t3]); //~ let local = att[t * t_len + t2] * (indicator - att[t * t_len + t2]); //~ let local = att[t * t_len + t2] * (indicator + att[t * t_len + t3]); //~ let local = indicator - att[t * t_len + t3];
                dpreatt[t * t_len + t3] += local * datt[t * t_len + t2]; //~ dpreatt[t * t_len + t3] += local * datt[t * t_len + t3]; //~ dpreatt[t * t_len + t2] += datt[t * t_len + t2]; //~ dpreatt[t * t_len + t3] = local * datt[t * t_len + t2];
            }
        }
        for t2 in 0..=t {
            for i in 0..c {
                dinp[t * 3 * c + i] += inp[t2 * 3 * c + c + i] * dpreatt[t * t_len + t2] * scale; //~ dinp[t * 3 * c + i] += inp[t2 * 3 * c + c + i] * dpreatt[t * t_len + t2]; //~ dinp[t * 3 * c + i] += inp[t * 3 * c + i] * dpreatt[t * t_len + t2] * scale; //~ dinp[t2 * 3 * c + i] += inp[t2 * 3 * c + c + i] * dpreatt[t * t_len + t2] * scale; //~ dinp[t * 3 * c + i] += inp[t2 * 3 * c + c + i] * datt[t * t_len + t2] * scale;
                dinp[t2 * 3 * c + c + i] += inp[t * 3 * c + i] * dpreatt[t * t_len + t2] * scale; //~ dinp[t2 * 3 * c + c + i] += inp[t * 3 * c + i] * dpreatt[t * t_len + t2] * c as f64; //~ dinp[t2 * 3 * c + c + i] += inp[t2 * 3 * c + i] * dpreatt[t * t_len + t2] * scale; //~ dinp[t2 * 3 * c + c + i] -= inp[t * 3 * c + i] * dpreatt[t * t_len + t2] * scale;
            }
        }
    }
    (loss, dinp)
}
