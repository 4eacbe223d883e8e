use grad_check::grad_check;

/// A causal convolution of a sequence with gaps between the taps.
fn causal(x: &[f64], taps: &[f64], gap: usize) -> Vec<f64> {
    (0..x.len())
        .map(|t| taps.iter().enumerate().filter(|(k, _)| k * gap <= t).map(|(k, w)| w * x[t - k * gap]).sum())
        .collect()
}

fn causal_back_input(d: &[f64], taps: &[f64], gap: usize) -> Vec<f64> {
    let mut dx = vec![0.0; d.len()];
    for (t, d) in d.iter().enumerate() {
        for (k, w) in taps.iter().enumerate() {
            if k * gap <= t {
                dx[t - k * gap] += d * w;
            }
        }
    }
    dx
}

fn causal_back_taps(d: &[f64], x: &[f64], count: usize, gap: usize) -> Vec<f64> {
    (0..count).map(|k| (k * gap..d.len()).map(|t| d[t] * x[t - k * gap]).sum()).collect()
}

/// A stack of gated residual blocks with growing gaps; the error is on the next value.
#[grad_check(
    at(
        filters = vec![vec![0.6, -0.4, 0.3], vec![0.5, 0.7, -0.2]],
        gates = vec![vec![0.3, 0.8, 0.1], vec![-0.5, 0.4, 0.6]],
        mix = vec![0.9, 0.7]
    ),
    given(series = vec![0.2, 0.9, -0.4, 1.1, 0.3, -0.8, 0.6, 0.1, -0.5])
)]
fn wave_stack(
    filters: &[Vec<f64>],
    gates: &[Vec<f64>],
    mix: &[f64],
    series: &[f64],
) -> (f64, (Vec<Vec<f64>>, Vec<Vec<f64>>, Vec<f64>)) {
    let sigmoid = |z: &f64| 1.0 / (1.0 + (-z).exp());
    let (input, next) = (&series[..series.len() - 1], &series[1..]);
    let mut h = input.to_vec();
    let mut skip = vec![0.0; h.len()];
    let mut kept = Vec::new();
    for l in 0..filters.len() {
        let gap = 1 << l;
        let f: Vec<f64> = causal(&h, &filters[l], gap).iter().map(|z| z.tanh()).collect();
        let g: Vec<f64> = causal(&h, &gates[l], gap).iter().map(sigmoid).collect();
        let out: Vec<f64> = f.iter().zip(&g).map(|(f, g)| f * g).collect();
        for t in 0..h.len() {
            skip[t] += mix[l] * out[t];
        }
        let residual: Vec<f64> = h.iter().zip(&out).map(|(h, o)| h + o).collect();
        kept.push((h, f, g, out));
        h = residual;
    }
    let errors: Vec<f64> = skip.iter().zip(next).map(|(s, y)| s - y).collect();
    let loss = errors.iter().map(|e| e * e).sum::<f64>() / errors.len() as f64;

    let d_skip: Vec<f64> = errors.iter().map(|e| 2.0 * e / errors.len() as f64).collect(); //~ let d_skip: Vec<f64> = errors.iter().map(|e| 2.0 * e).collect(); //~ let d_skip: Vec<f64> = skip.iter().map(|e| 2.0 * e / errors.len() as f64).collect(); //~ let d_skip: Vec<f64> = errors.iter().map(|e| e / errors.len() as f64).collect();
    let mut d_h = vec![0.0; h.len()];
    let (mut d_filters, mut d_gates, mut d_mix) = (Vec::new(), Vec::new(), Vec::new());
    for (l, (h, f, g, out)) in kept.iter().enumerate().rev() {
        let gap = 1 << l; //~ let gap = 1; //~ let gap = 2 << l; //~ let gap = l + 2;
        d_mix.push(d_skip.iter().zip(out).map(|(d, o)| d * o).sum::<f64>()); //~ d_mix.push(d_skip.iter().zip(h).map(|(d, o)| d * o).sum::<f64>()); //~ d_mix.push(d_skip.iter().zip(f).map(|(d, o)| d * o).sum::<f64>()); //~ d_mix.push(d_skip.iter().sum::<f64>());
        let d_out: Vec<f64> = d_skip.iter().zip(&d_h).map(|(s, d)| s * mix[l] + d).collect(); //~ let d_out: Vec<f64> = d_skip.iter().map(|s| s * mix[l]).collect(); //~ let d_out: Vec<f64> = d_skip.iter().zip(&d_h).map(|(s, d)| s + d).collect(); //~ let d_out: Vec<f64> = d_skip.iter().zip(&d_h).map(|(s, d)| s * mix[0] + d).collect();
        let d_f: Vec<f64> = (0..h.len()).map(|t| d_out[t] * g[t] * (1.0 - f[t] * f[t])).collect(); //~ let d_f: Vec<f64> = (0..h.len()).map(|t| d_out[t] * g[t]).collect(); //~ let d_f: Vec<f64> = (0..h.len()).map(|t| d_out[t] * (1.0 - f[t] * f[t])).collect(); //~ let d_f: Vec<f64> = (0..h.len()).map(|t| d_out[t] * g[t] * (1.0 - f[t])).collect();
        let d_g: Vec<f64> = (0..h.len()).map(|t| d_out[t] * f[t] * g[t] * (1.0 - g[t])).collect(); //~ let d_g: Vec<f64> = (0..h.len()).map(|t| d_out[t] * f[t] * (1.0 - g[t])).collect(); //~ let d_g: Vec<f64> = (0..h.len()).map(|t| d_out[t] * f[t] * (1.0 - g[t] * g[t])).collect(); //~ let d_g: Vec<f64> = (0..h.len()).map(|t| d_out[t] * g[t] * (1.0 - g[t])).collect();
        d_filters.push(causal_back_taps(&d_f, h, filters[l].len(), gap)); //~ d_filters.push(causal_back_taps(&d_f, f, filters[l].len(), gap)); //~ d_filters.push(causal_back_taps(&d_g, h, filters[l].len(), gap)); //~ d_filters.push(causal_back_taps(&d_f, h, filters[l].len(), 1));
        d_gates.push(causal_back_taps(&d_g, h, gates[l].len(), gap)); //~ d_gates.push(causal_back_taps(&d_f, h, gates[l].len(), gap)); //~ d_gates.push(causal_back_taps(h, &d_g, gates[l].len(), gap)); //~ d_gates.push(causal_back_taps(&d_g, input, gates[l].len(), gap));
        let from_f = causal_back_input(&d_f, &filters[l], gap); //~ let from_f = causal_back_input(&d_f, &gates[l], gap); //~ let from_f = causal(&d_f, &filters[l], gap); //~ let from_f = causal_back_input(&d_out, &filters[l], gap);
        let from_g = causal_back_input(&d_g, &gates[l], gap); //~ let from_g = causal_back_input(&d_g, &filters[l], gap); //~ let from_g = causal(&d_g, &gates[l], gap); //~ let from_g = causal_back_input(&d_g, &gates[l], 1);
        for t in 0..d_h.len() {
            d_h[t] += from_f[t] + from_g[t]; //~ d_h[t] += from_f[t]; //~ d_h[t] += from_f[t] - from_g[t];
        }
    }
    d_filters.reverse();
    d_gates.reverse();
    d_mix.reverse();
    (loss, (d_filters, d_gates, d_mix))
}
